"""The Overview against the oracle: headlines, sentence, matrix, what changed, what is owed and falls due, the map."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboard.model.context import Context
from tests.worlds.boxes import (
    check_boxes,
    check_by_status,
    check_list,
    check_sentence,
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

SOON, LISTED = 30, 8


def check_overview(tree: Node, told: Told, context: Context, earlier: Told | None) -> None:
    """Everything that the page says."""
    words, chosen = context.language, context.filters
    whole, indicator = context.catalogue.programme.areas.whole.id, chosen.indicator
    national = {one.id: told.figure(one.id, whole, chosen.period) for one in told.world.indicators}
    cards = [[text_of(part) for part in one[2:]] for one in find(tree, "headline")]
    worst = _worst(national, indicator)
    expected = [(context.catalogue.indicator(indicator).short[words.code], national[indicator])]
    if worst is not None:
        behind = {"en": "Furthest behind: ", "sq": "Më prapa: "}[words.code]
        expected.append((behind + context.catalogue.indicator(worst["indicator"]).short[words.code], worst))
    assert len(cards) == len(expected) + 2
    for card, (label, figure) in zip(cards, expected, strict=False):
        check_card(card, label, figure, told, context)
    owed = told.work("still_owed", told.units)
    check_owed_card(cards[-2], owed, context)
    _check_silence(cards[-1], told, context)
    check_sentence(text_of(find(tree, "lead")[0]), national[indicator], told, context)
    rows = len(told.units) + len(context.catalogue.programme.areas.groups) + 1
    drawn = check_boxes(find(tree, "matrix")[0], told, context, earlier)
    assert drawn == len(told.world.indicators) * (rows if chosen.sort == "group" else len(told.units) + 1)
    _check_order(tree, told, context)
    check_boxes(tree, told, context, earlier)
    on_map = [told.figure(indicator, unit, chosen.period) for unit in told.units]
    (map_section,) = [one for one in tags(tree, "section") if any(h[1].get("id") == "map" for h in tags(one, "h2"))]
    check_by_status(text_of(tags(map_section, "p")[-1]), on_map, context)
    title = {"en": "Still owed, longest first", "sq": "Ende të papërmbushura, më të vjetrat në krye"}[words.code]
    nothing = {"en": "Nothing is owed past its date.", "sq": "Nuk ka detyrime të prapambetura."}[words.code]
    check_list(section(tree, title), owed, told, context, limit=LISTED, nothing=nothing)
    title = words.say("todo.due_next", count=SOON)
    assert str(SOON) in title
    _check_coming(section(tree, title), told.work("not_due", told.units, SOON), told, context)
    if earlier is not None:
        shown = [told.figure(one.id, unit, chosen.period) for unit in told.units for one in told.world.indicators]
        check_changes(tree, shown, earlier, told, context)


def _worst(national: dict[str, Row], chosen: str) -> Row | None:
    """The indicator with the lowest possible share of those that are surely below what is asked for."""
    behind = [
        one for name, one in national.items()
        if name != chosen and is_known(one) and one["status"] != "met" and not one["provisional"]
    ]  # fmt: skip
    return min(behind, key=lambda one: (one["value_high"], one["value"]), default=None)


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


def _check_silence(card: list[str], told: Told, context: Context) -> None:
    """Who has handed in nothing for a hand-in period that has ended; where none has ended, nobody is counted."""
    words, chosen = context.language, context.filters.period
    assert card[0] == words.say("headline.silent")
    ended = told.ended(chosen)
    silent = [unit for unit in told.units if any(not told.handed_in(unit, one.code) for one in ended)]
    if not ended:
        assert card[1] == words.say("status.not_due")
        assert words.period(told.touched(chosen)[0].code) in card[2]
        assert words.say("headline.all_reported") not in card[2]
        return
    assert card[1] == str(len(silent)), (card, silent)
    if silent:
        assert card[2] == ", ".join(sorted(map(context.area_name, silent), key=words.alphabetical))
    else:
        whole = len(ended) == len(told.touched(chosen))
        assert (card[2] == words.say("headline.all_reported")) == whole, card
        assert whole or all(words.period(one.code) in card[2] for one in ended)


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


def _check_coming(node: Node, works: list[Work], told: Told, context: Context) -> None:
    """What falls due soon, one entry for all units that have the same to do."""
    words = context.language
    together: dict[tuple[Any, ...], list[Work]] = {}
    for one in works:
        together.setdefault((one.indicators, one.first["period"], one.first["due_on"]), []).append(one)
    if not together:
        assert words.say("todo.nothing_due", count=SOON) in text_of(node)
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
    if len(wanted) <= LISTED:
        assert sorted(found) == sorted(wanted), (found, wanted)
    else:
        assert [one for one in found if one not in wanted] == [], wanted
        assert len(found) == LISTED
        assert str(len(wanted) - LISTED) in text_of(tags(node, "p")[-1])


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
