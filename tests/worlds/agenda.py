"""Calendar, Data quality and Export against the oracle: what is owed and due, what came in, what is taken away."""

from __future__ import annotations

import re
from collections.abc import Callable

from dashboard.components.figures.agenda import entries
from dashboard.model.context import Context
from dashboard.model.todo import due_next, still_owed
from etl.figures.choice import Choice
from tests import oracle
from tests.worlds.boxes import check_boxes, check_list, entry_words, when_words
from tests.worlds.reading import Node, find, numbers, rows_of, section, tags, text_of
from tests.worlds.told import COMMITTEE_KINDS, Told, Work, pieces

OWED = {"en": ("1 piece of work is past its date", "{} pieces of work are past their date"),
        "sq": ("1 detyrim e ka kaluar afatin", "{} detyrime e kanë kaluar afatin")}  # fmt: skip
SOON = {"en": ("1 falls due later", "{} fall due later"), "sq": ("1 e ka afatin më vonë", "{} e kanë afatin më vonë")}


def units_of(told: Told, area: str) -> tuple[str, ...]:
    return oracle.areas(told.world.programme)[area]


def check_calendar(tree: Node, told: Told, context: Context) -> None:
    """How much is owed and falls due, each piece of it, and what came of what has passed."""
    words, units = context.language, units_of(told, context.filters.area)
    owed, soon = told.work("still_owed", units), told.work("not_due", units)
    sentence = text_of(find(tree, "lead")[0])
    for texts, works in ((OWED, owed), (SOON, soon)):
        one, several = texts[words.code]
        count = pieces(works)
        assert (one if count == 1 else several.format(count)) in sentence, (sentence, count)
    assert numbers(sentence, words.date(told.as_of)) == [str(pieces(owed)), str(pieces(soon))]
    node = section(tree, words.say("todo.still_owed"))
    check_list(node, owed, told, context, limit=len(owed), nothing=words.say("todo.nothing_owed"))
    check_coming(section(tree, words.say("calendar.coming")), soon, told, context)
    passed = section(tree, words.say("calendar.passed"))
    first, last = told.shown_days("all" if context.filters.period is None else context.filters.period)
    gone = [
        (due, one.id, period.code) for one in told.world.indicators
        for period, due in oracle.schedule(told.world.programme, one)
        if due < told.as_of and period.start <= last and first <= period.end
    ]  # fmt: skip
    assert check_boxes(passed, told, context) == len(gone)
    days = [cells[0] for cells in rows_of(passed)]
    assert days == [words.short_date(due) for due, *_ in sorted(gone, key=lambda one: one[0], reverse=True)]


def check_coming(node: Node, works: list[Work], told: Told, context: Context) -> None:
    """What falls due, each under its month."""
    words = context.language
    if not works:
        assert words.say("todo.nothing_next") in text_of(node)
        return
    several = len(units_of(told, context.filters.area)) > 1
    expected = set()
    for one in works:
        titles, ends = entry_words(one, context)
        period = words.period(one.first["period"])
        month = words.period(f"{one.first['due_on']:%Y-M%m}")
        month = month[:1].upper() + month[1:]
        expected.add((month, titles, period if several else ends, when_words(one, told, words)))
    found = set()
    for part in tags(node, "section")[1:]:
        month = text_of(tags(part, "h3")[0])
        for entry in tags(part, "li"):
            what, when = (text_of(one) for one in entry[2:])
            fits = [one for one in expected if one[0] == month and one[3] == when and one[1] in what and one[2] in what]
            assert fits, (month, what, when, expected)
            found |= set(fits)
    assert found == expected


def check_calendar_file(told: Told, context: Context) -> None:
    """Every piece as an entry of a calendar file, on the day that it is due."""
    words, area = context.language, context.filters.area
    owed = context.figures.obligations(Choice(told.as_of, areas=(area,)))
    tasks = (*still_owed(context.catalogue, owed, told.as_of), *due_next(context.catalogue, owed, told.as_of))
    works = [one for state in ("still_owed", "not_due") for one in told.work(state, units_of(told, area))]
    made = entries(context, tasks)
    assert sorted(one.day for one in made) == sorted(one.first["due_on"] for one in works)
    assert len({one.key for one in made}) == len(made)
    for one in made:
        assert words.date(one.day) in one.note, one


def check_quality(tree: Node, told: Told, context: Context) -> None:
    """How much was handed in, which sheets, and each submission."""
    words, units = context.language, units_of(told, context.filters.area)
    known = [one for one in told.known if one.qark is None or one.qark in units]
    rows = sum(len(sheet) for one in known for sheet in one.sheets.values())
    superseded = sum(told.superseded(one) for one in known)
    sentence = text_of(find(tree, "lead")[0])
    expected = [len(known), superseded, rows, sum(sum(one.rejected.values()) for one in known)]
    assert numbers(sentence, words.date(told.as_of)) == list(map(str, expected)), (sentence, expected)
    assert (re.search(r"\b1 (submission|dorëzim i)\b", sentence) is not None) == (len(known) == 1), sentence
    node = section(tree, words.say("quality.coverage"))
    shown = told.laid_out(context.filters.period)
    table = rows_of(node)
    assert len(table) == len(units)
    for cells in table:
        unit = next(one for one in units if context.area_name(one) == cells[0])
        for period, cell in zip(shown, cells[1:], strict=True):
            given = sum(told.sheet(unit, period.code, kind) is not None for kind in COMMITTEE_KINDS)
            _check_coverage(cell, given, is_over=period.end < told.as_of, say=words.say)
    listed = [row for one in tags(section(tree, words.say("quality.submissions")), "tbody") for row in tags(one, "tr")]
    assert len(listed) == len(known)
    for row, one in zip(listed, reversed(known), strict=True):
        number, place, of, day, counts, notes = (text_of(cell) for cell in row[2:])
        name = context.area_name(one.qark) if one.qark else words.say("quality.all_units")
        assert (number, day) == (str(one.number), words.short_date(one.submitted_on))
        assert place.startswith(name)
        assert of.lower() == words.period(one.period).lower()
        said = [words.say("quality.accepted", count=sum(map(len, one.sheets.values())))]
        if rejected := sum(one.rejected.values()):
            said.append(words.say("quality.rejected", count=rejected))
        assert counts == ", ".join(said)
        assert (words.say("quality.superseded") in notes) == told.superseded(one), (notes, one.number)


def _check_coverage(cell: str, given: int, *, is_over: bool, say: Callable[..., str]) -> None:
    if given:
        assert cell == say("quality.sheets", given=given, asked=len(COMMITTEE_KINDS))
        assert cell.split(maxsplit=1)[0] == str(given)
    else:
        assert cell == say("sheets.absent" if is_over else "sheets.later"), (cell, is_over)


def check_export(tree: Node, told: Told, context: Context) -> None:
    """How many rows the first table has, the first of them, and the day that is cited."""
    words = context.language
    text = text_of(tree)
    assert words.say("export.rows", count=len(told.figures)) in text or str(len(told.figures)) in text.replace(
        ",", ""
    ).replace(".", "")
    assert words.date(told.as_of) in text
