"""What moved a figure, in words: each obligation's reason in a sentence, and the sum of all."""

from __future__ import annotations

from etl.what_if.moves import Counts, Move, Moved
from indicators.language import Language
from indicators.model import Catalogue


def move_sentence(move: Move, catalogue: Catalogue, language: Language) -> str:
    """Why an obligation counts otherwise; of a newer period, which one the figure counted before it."""
    one, before, after = move.obligation, move.before, move.after
    said = language.say(
        f"moved.{_form(move, catalogue)}",
        due=language.date(one.due_on),
        date=language.date(one.satisfied_on) if one.satisfied_on else "",
        period=language.period(one.period),
        earlier=language.period(before.period) if before else "",
    )
    if before is None or after is None or before.period == after.period:
        return said
    return f"{said} {language.say('moved.newer', earlier=language.period(before.period))}"


def _form(move: Move, catalogue: Catalogue) -> str:
    before, after, reason = move.before, move.after, move.reason
    if after is None or reason in ("listed", "expired"):
        alone = {"reported": "items_known", "withdrawn": "unlisted"} if after is None else {}
        return alone.get(reason, reason)
    fails = after.state == "late" and catalogue.indicator(after.indicator).late == "fails"
    if reason == "became_due":
        return f"became_due.{'late_fails' if fails else after.state}"
    if reason == "done" and before is not None:
        return f"done.{'late_fails' if fails else before.state}"
    return f"{reason}_late" if fails else reason


def signed(number: int) -> str:
    """A number with its sign; none has none."""
    return f"{number:+d}".replace("-", "\N{MINUS SIGN}") if number else "0"


def sum_sentence(found: Moved, language: Language) -> str:
    """What the figure counted on both days, and by how much each count changed."""
    before, after = Counts.of(found.before), Counts.of(found.after)
    change = after - before
    parts = (
        language.say(f"moved.count.{name}", before=language.number(getattr(before, name)),
                     after=language.number(getattr(after, name)), change=signed(getattr(change, name)))
        for name in ("numerator", "denominator", "unreported")
    )  # fmt: skip
    return " ".join(parts)


def definition_notes(found: Moved, language: Language) -> tuple[str, ...]:
    """The dated changes of the definition between the two days, each said to have moved nothing."""
    return tuple(
        language.say("moved.definition", date=language.date(one.date), what=one.what[language.code])
        for one in found.definition_changes
    )


def said_by(move: Move, language: Language) -> str:
    """The submissions that made it so; empty where none did."""
    numbers = ", ".join(map(str, move.submissions))
    return language.say("moved.submission", count=len(move.submissions), numbers=numbers) if numbers else ""
