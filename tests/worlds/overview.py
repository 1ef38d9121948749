"""The Overview against the oracle: its title, matrix and cards, what is owed, falls due and has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from dashboard.model.context import Context
from tests import oracle
from tests.worlds.boxes import (
    check_boxes,
    counts_of,
    entry_words,
    when_words,
)
from tests.worlds.reading import (
    KNOWN,
    Node,
    Row,
    find,
    is_known,
    leads_to,
    numbers,
    phrase,
    rows_of,
    section,
    shares,
    tags,
    text_of,
)
from tests.worlds.told import Told, Work, pieces

SOON, ACT_ON, FALL_DUE = 30, 3, 4


def check_overview(tree: Node, told: Told, context: Context, earlier: Told | None) -> None:
    """Everything that the page says below its title."""
    words, chosen = context.language, context.filters
    drawn = check_boxes(find(tree, "matrix")[0], told, context, earlier)
    assert drawn == len(told.world.indicators) * (len(told.units) + 1)
    _check_order(tree, told, context)
    _check_cards(tree, told, context)
    check_boxes(tree, told, context, earlier)
    node = section(tree, {"en": "Act on: longest overdue", "sq": "Më të vonuarat"}[words.code])
    fine = {"en": "Nothing is owed past its date.", "sq": "Nuk ka detyrime të prapambetura."}[words.code]
    _check_shared(node, told.work("still_owed", told.units), told, context, limit=ACT_ON, nothing=[fine])
    title, later = words.say("todo.due_next", count=SOON), told.work("not_due", told.units)
    assert str(SOON) in title
    next_day = min((one.first["due_on"] for one in later), default=None)
    plans = [due for one in told.world.indicators for _, due in oracle.schedule(told.world.programme, one)]
    days = [next_day] if next_day else plans
    nothing = [*map(words.date, days), *([] if next_day else [words.say("todo.nothing_next")])]
    _check_shared(section(tree, title), told.work("not_due", told.units, SOON), told, context, limit=FALL_DUE,
                  nothing=nothing)  # fmt: skip
    _check_silence(section(tree, words.say("headline.silent")), told, context)
    if earlier is not None:
        shown = [told.figure(one.id, unit, chosen.period) for unit in told.units for one in told.world.indicators]
        check_changes(tree, shown, earlier, told, context)


# --- the title

NUMERALS = {
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    "sq": ("asnjë", "një", "dy", "tri", "katër", "pesë", "gjashtë", "shtatë", "tetë", "nëntë", "dhjetë", "njëmbëdhjetë",
           "dymbëdhjetë"),
}  # fmt: skip
TITLES = {
    "en": {
        "one": "{} of {} committees is behind", "many": "{} of {} committees are behind",
        "all": "all {1} committees are behind", "nothing_owed": "nothing is owed in this period",
        "not_due": "nothing has fallen due yet", "nothing_known": "nothing is known yet of this period",
        "none_known": "no committee is known to be behind", "none_behind": "no committee is behind",
        "all_met": "everything that has fallen due is met",
    },
    "sq": {
        "one": "{} nga {} komitetet ka mbetur prapa", "many": "{} nga {} komitetet kanë mbetur prapa",
        "all": "të {1} komitetet kanë mbetur prapa", "nothing_owed": "në këtë periudhë nuk ka asnjë detyrim",
        "not_due": "ende nuk ka ardhur asnjë afat", "nothing_known": "për këtë periudhë ende nuk dihet asgjë",
        "none_known": "për asnjë komitet nuk dihet të ketë mbetur prapa",
        "none_behind": "asnjë komitet nuk ka mbetur prapa",
        "all_met": "çdo detyrim që i ka ardhur afati është përmbushur",
    },
}  # fmt: skip


def is_short(figure: Row, told: Told) -> bool:
    """Whether a figure is not met for certain: even with all that is not reported it stays below `partly`."""
    reach = Fraction(figure["numerator"] + figure["unreported"], figure["denominator"] or 1)
    return is_known(figure) and reach < told.indicator(figure["indicator"]).thresholds.partly


def check_title(said: str, told: Told, context: Context) -> None:
    """How many are behind, and what else it says of whom."""
    words, chosen = context.language, context.filters
    figures = {unit: [told.figure(one.id, unit, chosen.period) for one in told.world.indicators] for unit in told.units}
    behind = [unit for unit, own in figures.items() if any(is_short(one, told) for one in own)]
    every, texts, numerals = [one for own in figures.values() for one in own], TITLES[words.code], NUMERALS[words.code]
    kind = _kind_of_title(every, len(behind), len(told.units))
    first, _, second = said.partition("; ")
    wanted = texts[kind].format(numerals[len(behind)], numerals[len(told.units)])
    assert first == wanted[:1].upper() + wanted[1:], (said, behind)
    could = any(one.end < told.as_of for one in told.hand_ins)
    own = {one.qark for one in told.known if one.form == "committee"}
    never = [unit for unit in told.units if could and unit not in own]
    ended = told.ended(chosen.period)
    silent = never or [unit for unit in told.units if any(not told.handed_in(unit, one.code) for one in ended)]
    if kind in ("not_due", "nothing_owed") or not silent:
        return
    if len(silent) == len(told.units):
        assert second.startswith({"en": "none has", "sq": "asnjë nuk"}[words.code]), said
    elif len(silent) > 2:
        assert second.startswith(f"{numerals[len(silent)]} "), (said, silent)
    else:
        assert all(context.area_name(unit) in second for unit in silent), (said, silent)
    assert ({"en": " ever", "sq": "asnjë"}[words.code] in second or " never " in f" {second} ") == bool(never) or (
        words.code == "sq"
    ), (said, never)


def _kind_of_title(every: list[Row], behind: int, units: int) -> str:
    due = [one for one in every if one["denominator"]]
    if not due:
        return "not_due" if any(one["status"] != "not_applicable" for one in every) else "nothing_owed"
    if behind:
        return "all" if behind == units else "one" if behind == 1 else "many"
    unclear = [one for one in due if one["provisional"] or not is_known(one)]
    if len(unclear) == len(due):
        return "nothing_known"
    if unclear:
        return "none_known"
    return "none_behind" if any(one["status"] == "partly_met" for one in due) else "all_met"


def _check_cards(tree: Node, told: Told, context: Context) -> None:
    """On a telephone: as many cards in the same order, with all that is not met for certain and no more."""
    words, rows = context.language, tags(tags(find(tree, "matrix")[0], "tbody")[0], "tr")
    cards = tags(find(tree, "cards")[0], "li")
    assert [text_of(tags(one, "a")[0]) for one in cards] == [text_of(tags(row, "th")[0]) for row in rows]
    for card in cards:
        area = leads_to(tags(card, "a")[0])[1]["area"]
        own = [told.figure(one.id, area, context.filters.period) for one in told.world.indicators]
        chips = [leads_to(one)[1]["indicator"] for one in find(card, "not_met") if one[0] == "a"]
        assert chips == [one["indicator"] for one in own if is_short(one, told)]
        unclear = sum(one["provisional"] or one["status"] == "no_data" for one in own)
        said = {"en": f"{unclear} not known", "sq": f"{unclear} nuk dihe"}[words.code]
        assert (said in text_of(card)) == bool(unclear), (text_of(card), unclear)


# --- the headlines of other pages


def check_card(card: list[str], label: str, figure: Row, told: Told, context: Context) -> None:
    """A headline: the share or its span, and the counts behind it."""
    words = context.language
    assert card[0] == label, (card, label)
    low, high = shares(figure, told, words)
    of = {"en": "of", "sq": "nga"}[words.code]
    if not is_known(figure):
        shown = words.say(f"status.{figure['status']}")
    elif figure["unreported"]:
        shown = low if low == high else f"{low}–{high}"
    else:
        shown = f"{figure['numerator']} {of} {figure['denominator']}"
    assert card[1] == shown, (card, figure)
    counts = [figure["numerator"], figure["denominator"], *([figure["unreported"]] if figure["unreported"] else [])]
    assert numbers(card[-1]) == (list(map(str, counts)) if figure["denominator"] else []), (card, figure)


def check_owed_card(card: list[str], owed: list[Work], context: Context) -> None:
    """How many obligations are still owed past their date, and since when the oldest."""
    words = context.language
    assert card[0] == words.say("headline.owed")
    assert card[1].replace(",", "").replace("\N{NO-BREAK SPACE}", "") == str(pieces(owed)), card
    days = [one.first["due_on"] for one in owed]
    assert (words.date(min(days)) in card[-1]) if days else card[-1] == "", card


def _check_silence(node: Node, told: Told, context: Context) -> None:
    """Who has handed in nothing for a hand-in period that has ended; where none has ended, nobody is counted."""
    words, chosen = context.language, context.filters.period
    number, said = text_of(tags(node, "strong")[0]), text_of(tags(node, "p")[0])
    ended = told.ended(chosen)
    silent = [unit for unit in told.units if any(not told.handed_in(unit, one.code) for one in ended)]
    if not ended:
        assert number == words.say("status.not_due")
        assert words.period(told.touched(chosen)[0].code) in said
        assert words.say("headline.all_reported") not in said
        return
    assert number == str(len(silent)), (said, silent)
    if silent:
        assert said.endswith(", ".join(sorted(map(context.area_name, silent), key=words.alphabetical)))
    else:
        whole = len(ended) == len(told.touched(chosen))
        assert (words.say("headline.all_reported") in said) == whole, said
        assert whole or all(words.period(one.code) in said for one in ended)


def _check_order(tree: Node, told: Told, context: Context) -> None:
    """Furthest behind first: most not met for certain, then most unknown or open, then most partly met."""
    if context.filters.sort != "worst":
        return
    bodies = tags(find(tree, "matrix")[0], "tbody")
    units = [leads_to(tags(row, "a")[0])[1].get("area") for row in tags(bodies[0], "tr")]

    def badness(unit: str) -> tuple[int, ...]:
        found = [told.figure(one.id, unit, context.filters.period) for one in told.world.indicators]
        said = Counter("open" if one["provisional"] or one["status"] == "no_data" else one["status"] for one in found)
        return -said["not_met"], -said["open"], -said["partly_met"]

    order = [badness(str(unit)) for unit in units]
    assert order == sorted(order)


def _check_shared(
    node: Node, works: list[Work], told: Told, context: Context, *, limit: int, nothing: Sequence[str]
) -> None:
    """What is owed or falls due, one entry for all units that have the same to do."""
    words = context.language
    together: dict[tuple[Any, ...], list[Work]] = {}
    for one in works:
        together.setdefault((one.indicators, one.first["period"], one.first["due_on"]), []).append(one)
    if not together:
        assert any(one in text_of(node) for one in nothing), text_of(node)
        return
    entries = [[text_of(part) for part in one[2:]] for one in tags(node, "li")]
    expected = []
    for same in together.values():
        units = sorted(
            {one.first["qark"] for one in same}, key=lambda unit: words.alphabetical(context.area_name(unit))
        )
        assert len(units) == len(same)
        several = words.say("todo.units", count=len(units))
        assert several.startswith(f"{len(units)} ")
        who = several if len(units) > 3 else ", ".join(map(context.area_name, units))
        titles, _ = entry_words(same[0], context)
        said = f"{titles} · {words.period(same[0].first['period'])}"
        expected.append([f"{said}   {who}".replace("  ", " "), when_words(same[0], told, words)])
    found = [[" ".join(one[0].split()), one[1]] for one in entries]
    wanted = [[" ".join(one[0].split()), one[1]] for one in expected]
    if len(wanted) <= limit:
        assert sorted(found) == sorted(wanted), (found, wanted)
    else:
        assert [one for one in found if one not in wanted] == [], wanted
        assert len(found) == limit
        days = sorted(same[0].first["due_on"] for same in together.values())
        assert [one[1] for one in found] == [when_words(_due_on(day, together), told, words) for day in days[:limit]]
        assert str(len(wanted) - limit) in text_of(tags(node, "p")[-1])


def _due_on(day: date, together: dict[tuple[Any, ...], list[Work]]) -> Work:
    """One of the works that are due on a day."""
    return next(same[0] for same in together.values() if same[0].first["due_on"] == day)


def check_changes(
    tree: Node, shown: list[Row], earlier: Told, told: Told, context: Context, *, with_area: bool = True
) -> None:
    """What changed since another day: how many of how many, of which kind, and each before and after."""
    words, since = context.language, earlier.as_of
    node = section(tree, words.say("since.heading", date=words.date(since)))
    pairs = [(earlier.figures[one["indicator"], one["area"], one["period"]], one) for one in shown]
    changed = [(before, after) for before, after in pairs if counts_of(before) != counts_of(after)]
    said = text_of(tags(node, "p")[0])
    kinds = Counter(_kind(*pair) for pair in changed)
    found = numbers(said, words.date(since), words.date(told.as_of))
    expected = [len(changed), len(shown), *kinds.values()] if changed else [len(shown)]
    assert Counter(found) == Counter(map(str, expected)), (said, expected)
    for kind, count in kinds.items():
        assert words.say(f"since.counted.{kind}", count=count) in said, said
    assert words.date(since) in said
    assert words.date(told.as_of) in said
    if not changed:
        return
    rows = sorted([cells[1:] if with_area else cells for cells in rows_of(node)])
    for cells in rows:
        cells[1:3] = [one.split(" ", 1)[-1] if one else one for one in cells[1:3]]
    wanted = []
    for before, after in changed:
        title = context.catalogue.indicator(after["indicator"]).short[words.code]
        wanted.append((f"{title} · {words.period(after['period'])}", phrase(before, words), phrase(after, words),
                       words.say(f"since.kind.{_kind(before, after)}")))  # fmt: skip
    assert len(rows) == len(wanted)
    for what, before_words, after_words, kind in wanted:
        fits = [one for one in rows if one[0] == what and one[1].endswith(before_words) and one[2].endswith(after_words)
                and one[3] == kind]  # fmt: skip
        assert fits, (what, before_words, after_words, kind, rows)
        rows.remove(fits[0])


def _kind(before: Row, after: Row) -> str:
    """What happened to a figure between two days."""
    old, new = before["status"], after["status"]
    if old == new:
        return "counts"
    if old in KNOWN and new in KNOWN:
        return "rises" if KNOWN.index(new) < KNOWN.index(old) else "falls"
    if old == "not_due":
        return "falls_due"
    return "becomes_known" if old == "no_data" and new in KNOWN else "other"
