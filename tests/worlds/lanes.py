"""What a committee's timeline must say and draw, from the oracle's speaking sheets: a sentence and marks a lane."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from dashboard.model.context import Context
from indicators.language import Language
from tests import oracle
from tests.oracle.periods import Period
from tests.oracle.speaking import in_force_at
from tests.worlds.told import FALLEN_DUE, Owed, Told

LONG = timedelta(days=182)
TEXT = {
    "en": {
        "none": "{title}: none reported.", "silent": "{title}: not reported.",
        "later": "{title}: nothing has fallen due yet.",
        "one": "{title}: 1, on {day}.", "many": "{title}: {count}, the last on {day}.",
        "unsaid": "Not reported: {periods}.",
        "bars": "{title}: {count} in force on {day}.", "bar": "{title}: {count} in force on {day}.",
        "early": "Handed in too early to be complete: {periods}.",
        "too_early": "{title}: handed in too early to tell for {period}.",
        "not_said": "{title}: not reported for {period}.", "not_yet": "{title}: not yet due for {period}.",
        "came": "{title}: {on_time} on time, {late} late, {missing} not in the register.",
        "unknown": "{count} are not reported.", "unknown_one": "1 is not reported.",
    },
    "sq": {
        "none": "{title}: asnjë e raportuar.", "silent": "{title}: nuk është raportuar.",
        "later": "{title}: ende nuk ka mbërritur asnjë afat.",
        "one": "{title}: 1, më {day}.", "many": "{title}: {count}, e fundit më {day}.",
        "unsaid": "Nuk është raportuar: {periods}.", "bars": "{title}: {count} në fuqi më {day}.",
        "bar": "{title}: {count} në fuqi më {day}.",
        "early": "Dorëzuar tepër herët për të qenë e plotë: {periods}.",
        "too_early": "{title}. Dorëzuar tepër herët për ta thënë: {period}.",
        "not_said": "{title}. Nuk është raportuar: {period}.",
        "not_yet": "{title}. Afati nuk ka ardhur ende: {period}.",
        "came": "{title}: në afat {on_time}, me vonesë {late}, jo në regjistër {missing}.",
        "unknown": "{count} nuk janë raportuar.", "unknown_one": "1 nuk është raportuar.",
    },
}  # fmt: skip
"""What each lane may say, written down a second time."""


@dataclass
class Expected:
    """A lane's sentence, and the days that its marks stand on: dots, due dates, arrivals in time and late."""

    said: str
    events: list[date] = field(default_factory=list)
    due: list[date] = field(default_factory=list)
    in_time: list[date] = field(default_factory=list)
    late: list[date] = field(default_factory=list)


def axis(told: Told, chosen: str) -> tuple[date, date]:
    """The days of the timeline's axis."""
    first, last = told.shown_days(chosen)
    return first, max(last, min(told.as_of, last + LONG)) + timedelta(days=12)


def expected_lanes(told: Told, unit: str, context: Context) -> Iterator[Expected]:
    """Every lane of a unit, from top to bottom."""
    world, words = told.world, context.language
    late = {one.evidence.record for one in world.indicators if one.evidence.timing in ("for_period", "any")}
    for kind in (oracle.RECORD_KINDS[one.id] for one in context.catalogue.records):
        if kind.own_date is None or kind.name in late:
            continue
        label = context.catalogue.record(kind.name).label[words.code]
        bodies = [None] if kind.body is None else [one.id for one in context.catalogue.programme.bodies]
        for body in bodies:
            short = next((one.short[words.code] for one in context.catalogue.programme.bodies if one.id == body), "")
            title = f"{label} · {short}" if body else label
            yield _of_records(told, unit, kind, body, title, context)
    seen: set[object] = set()
    for one in world.indicators:
        wanted = (one.evidence.record, tuple(sorted(map(repr, one.evidence.where))), one.every, one.once)
        owed = [row for row in told.owed if (row["indicator"], row["qark"]) == (one.id, unit)]
        if one.evidence.timing in ("for_period", "any") and wanted not in seen and owed:
            seen.add(wanted)
            yield _of_arrivals(told, owed, context.catalogue.indicator(one.id).title[words.code], context)


def _of_records(
    told: Told, unit: str, kind: oracle.RecordKind, body: str | None, title: str, context: Context
) -> Expected:
    words, chosen = context.language, context.filters.period
    shown, (first, last) = told.laid_out(chosen), axis(told, chosen)
    sheets = {one.code: told.sheet(unit, one.code, kind.name) for one in told.hand_ins}
    own = {
        code: [row for row in sheet.rows if kind.body is None or row.values[kind.body] == body]
        for code, sheet in sheets.items() if sheet is not None
    }  # fmt: skip
    ended = [one for one in shown if one.end < told.as_of and _is_silent(sheets[one.code], one)]
    say = TEXT[words.code]
    if kind.valid_from is None:
        days = [row.values[kind.own_date or ""] for one in shown for row in own.get(one.code, ())]
        events = sorted(
            day for day in days if isinstance(day, date) and (len(shown) == len(told.hand_ins) or first <= day <= last)
        )
        speaks = any(sheets[one.code] is not None for one in shown)
        if events:
            key = "one" if len(events) == 1 else "many"
            said = say[key].format(title=title, count=len(events), day=words.date(events[-1]))
        else:
            said = say[
                "none" if speaks else "silent" if any(one.end < told.as_of for one in shown) else "later"
            ].format(title=title)
        return Expected(_with_silence(said, ended if speaks else [], own, words), events)
    judged = _judged(told, chosen)
    if judged is None:
        speaks = any(sheets[one.code] is not None for one in shown)
        nothing = any(one.end < told.as_of for one in shown)
        said = say["none" if speaks else "silent" if nothing else "later"].format(title=title)
        return Expected(_with_silence(said, ended if speaks else [], own, words))
    day, sheet = min(judged.end, told.as_of), sheets[judged.code]
    held = [row for row in own.get(judged.code, ()) if in_force_at(row, kind, day)]
    if sheet is not None and (held or sheet.submitted_on >= day):
        said = say["bar" if len(held) == 1 else "bars"].format(title=title, count=len(held), day=words.date(day))
        return Expected(_with_silence(said, ended, own, words))
    key = ("not_said" if sheet is None else "too_early") if judged.end < told.as_of else "not_yet"
    said = say[key].format(title=title, period=words.period(judged.code))
    return Expected(_with_silence(said, [one for one in ended if one != judged], own, words))


def _judged(told: Told, chosen: str) -> Period | None:
    """The hand-in period whose sheet says what is in force: the last that has ended, else begun, of the chosen one."""
    touched = told.touched(chosen)
    found = told.ended(chosen) or [one for one in touched if one.start <= told.as_of]
    return found[-1] if found else None


def _is_silent(sheet: object, period: Period) -> bool:
    """Whether no sheet speaks for the whole of a period that has ended: none is there, or it came before its end."""
    return sheet is None or sheet.submitted_on < period.end  # type: ignore[attr-defined]


def _with_silence(said: str, ended: list[Period], there: Container[str], words: Language) -> str:
    """What is not known for all of a period that has ended: nothing was handed in, or (`there`) it came too early."""
    parts = [said]
    for key, is_there in (("unsaid", False), ("early", True)):
        listed = ", ".join(words.period(one.code) for one in ended if (one.code in there) is is_there)
        parts += [TEXT[words.code][key].format(periods=listed)] if listed else []
    return " ".join(parts)


def _of_arrivals(told: Told, owed: list[Owed], title: str, context: Context) -> Expected:
    words, (first, last) = context.language, axis(told, context.filters.period)
    if len(told.laid_out(context.filters.period)) < len(told.hand_ins):
        owed = [
            one for one in owed
            if first <= one["due_on"] <= last or (one["satisfied_on"] and first <= one["satisfied_on"] <= last)
        ]  # fmt: skip
    states = Counter(one["state"] for one in owed)
    say = TEXT[words.code]
    if any(states[one] for one in FALLEN_DUE):
        said = say["came"].format(title=title, **{name: states[name] for name in ("on_time", "late", "missing")})
        if states["no_data"]:
            key = "unknown_one" if states["no_data"] == 1 else "unknown"
            said = f"{said} {say[key].format(count=states['no_data'])}"
    else:
        said = say["later"].format(title=title)
    came = [one for one in owed if one["satisfied_on"]]
    return Expected(
        said,
        due=[one["due_on"] for one in owed],
        in_time=[one["satisfied_on"] for one in came if one["state"] != "late"],
        late=[one["satisfied_on"] for one in came if one["state"] == "late"],
    )
