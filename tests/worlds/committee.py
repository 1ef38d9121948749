"""The Committee page against the oracle: headlines, strips, what changed, timeline, lists, sheets, review."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import chain
from typing import Any

from dashboard.model.context import Context
from tests import oracle
from tests.oracle.periods import figure_periods
from tests.worlds.boxes import check_boxes, check_list
from tests.worlds.drawn import Drawn
from tests.worlds.lanes import expected_lanes
from tests.worlds.overview import NUMERALS, check_changes, check_owed_card
from tests.worlds.reading import SIGNS, Node, find, graded, numbers, rows_of, section, tags, text_of
from tests.worlds.told import COMMITTEE_KINDS, Told, Work, pieces

LISTED = 5


def check_committee(drawn: Drawn, told: Told, context: Context, earlier: Told | None) -> None:
    """Everything that the page says and draws."""
    tree, words, unit = drawn.tree, context.language, context.filters.area
    first, last = told.shown_days(context.filters.period)
    plans = [oracle.schedule(told.world.programme, one) for one in told.world.indicators]
    shown = sum(one.start <= last and one.end >= first for plan in plans for one, _ in plan)
    assert check_boxes(find(tree, "strips")[0], told, context, earlier) == shown
    cards = find(tree, "headline")
    owed, soon = told.work("still_owed", [unit]), told.work("not_due", [unit])
    _check_standing(cards[0], told, context)
    check_owed_card([text_of(part) for part in cards[1][2:]], owed, context)
    _check_next([text_of(part) for part in cards[2][2:]], soon, context)
    _check_absent([text_of(part) for part in cards[3][2:]], told, context)
    if earlier is not None:
        own = [told.figures[one.id, unit, period.code] for one in told.world.indicators
               for period in figure_periods(told.world.programme, one)]  # fmt: skip
        check_changes(tree, own, earlier, told, context, with_area=False)
    _check_timeline(drawn, told, context)
    for name, works, nothing in (("owed", owed, "nothing_owed"), ("next", soon, "nothing_next")):
        node = section(tree, words.say(f"committee.{name}"))
        check_list(node, works, told, context, limit=LISTED, nothing=words.say(f"todo.{nothing}"))
    _check_sheets(section(tree, words.say("committee.sheets")), told, context)
    _check_review(tree, told, context)


TITLE = {
    "en": {"one": "{} owes {} item past its day", "many": "{} owes {} items past their day",
           "nothing": "{} owes nothing past its day", "not_known": "{} owes nothing past its day that is known",
           "last": "last met on {}", "none": "no meeting is reported", "never": "{} has never reported"},
    "sq": {"one": "{} ka {} detyrim të prapambetur", "many": "{} ka {} detyrime të prapambetura",
           "nothing": "{} nuk ka detyrime të prapambetura", "not_known": "{} nuk ka detyrime të prapambetura që dihen",
           "last": "u mblodh së fundi më {}", "none": "nuk është raportuar asnjë mbledhje",
           "never": "{} nuk ka raportuar asnjëherë"},
}  # fmt: skip


def check_unit_title(title: str, told: Told, context: Context) -> None:
    """What the committee owes past its day, and when it last met; that it never reported, where it has not."""
    words, unit = context.language, context.filters.area
    say, name = TITLE[words.code], context.area_name(unit)
    count = pieces(told.work("still_owed", [unit]))
    number = NUMERALS[words.code][count] if 0 < count <= 12 else words.number(count)
    if count:
        first = say["one" if count == 1 else "many"].format(name, number)
    else:
        unknown = any(one["state"] == "no_data" for one in told.owed if one["qark"] == unit)
        first = say["not_known" if unknown else "nothing"].format(name)
    if not any(one.qark == unit for one in told.known):
        never = say["never"].format(name)
        assert title == (f"{first}; {never}" if count else never)
        return
    regular = next((one for one in told.world.indicators if one.evidence.timing == "during"), None)
    if regular is None:
        assert title == first
        return
    kind = oracle.RECORD_KINDS[regular.evidence.record]
    sheets = (told.sheet(unit, one.code, kind.name) for one in told.hand_ins)
    days = [
        row.values[kind.own_date or ""] for sheet in sheets if sheet for row in sheet.rows
        if kind.body is None or row.values[kind.body] == regular.owed_by[0]
    ]  # fmt: skip
    last = say["last"].format(words.date(max(days))) if days else say["none"]  # type: ignore[type-var,arg-type]
    assert title == f"{first}; {last}"


def _check_standing(card: Node, told: Told, context: Context) -> None:
    words, chosen = context.language, context.filters
    found = Counter(graded(told.figure(one.id, chosen.area, chosen.period)) for one in told.world.indicators)
    entries = [text_of(one).strip() for one in tags(card, "li")]
    expected = [words.counted(f"counted.status.{status}", found[status]) for status in SIGNS if found[status]]
    assert [one.lstrip("?·– ") for one in entries] == expected, (entries, expected)
    assert all(one.startswith(f"{found[status]} ") for one, status in
               zip(expected, [status for status in SIGNS if found[status]], strict=True))  # fmt: skip
    assert words.period(chosen.period) in text_of(card)


def _check_next(card: list[str], soon: list[Work], context: Context) -> None:
    words = context.language
    if not soon:
        assert card[1] == "–"
        assert card[2] == words.say("todo.nothing_next")
        return
    first = min(one.first["due_on"] for one in soon)
    assert card[1] == words.short_date(first)
    named = [one for one in soon if one.first["due_on"] == first]
    assert card[2] in [context.catalogue.indicator(name).short[words.code] for one in named for name in one.indicators]


def _check_absent(card: list[str], told: Told, context: Context) -> None:
    """Of the form's sheets those that lack for any hand-in period of the chosen one that has ended."""
    words, chosen = context.language, context.filters
    ended = told.ended(chosen.period)
    if not ended:
        assert card[1] == words.say("status.not_due")
        return
    absent = [kind for kind in COMMITTEE_KINDS
              if any(told.sheet(chosen.area, one.code, kind) is None for one in ended)]  # fmt: skip
    between = {"en": "of", "sq": "nga"}[words.code]
    assert card[1] == f"{len(absent)} {between} {len(COMMITTEE_KINDS)}", (card, absent)
    names = {context.catalogue.record(kind).label[words.code] for kind in absent}
    assert set(card[2].split(", ")) == (names or {words.say("headline.none_absent")})


def _check_timeline(drawn: Drawn, told: Told, context: Context) -> None:
    """The sentence beside the timeline, which is its alternative text, and every mark that is drawn."""
    lanes = list(expected_lanes(told, context.filters.area, context))
    ((figure, alt),) = drawn.charts
    said = " ".join(one.said for one in lanes)
    assert alt == said, (alt, said)
    assert said in text_of(drawn.tree)
    words = context.language
    traces = [trace for trace in figure.data if trace.mode == "markers"]
    dots = [trace for trace in traces if trace.marker.size == 9 and isinstance(trace.marker.symbol, (str, type(None)))]
    drawn_events = [[_day(one) for one in trace.x] for trace in dots if trace.hovertext]
    assert drawn_events == [one.events for one in lanes if one.events], (drawn_events, [one.events for one in lanes])
    texts = [text for trace in dots for text in trace.hovertext or ()]
    assert all(text.startswith(words.date(day)) for text, day in zip(texts, chain(*drawn_events), strict=True))
    due = [[_day(one) for one in trace.x] for trace in traces if trace.marker.size == 12]
    assert due == [one.due for one in lanes if one.due]
    came = [trace for trace in traces if isinstance(trace.marker.symbol, (tuple, list))]
    found = [(_day(day), symbol) for trace in came for day, symbol in zip(trace.x, trace.marker.symbol, strict=True)]
    expected = [(day, "circle") for one in lanes for day in one.in_time]
    expected += [(day, "circle-open") for one in lanes for day in one.late]
    assert sorted(found) == sorted(expected)
    assert all(
        words.date(_day(day)) in text for trace in came for day, text in zip(trace.x, trace.hovertext, strict=True)
    )


def _day(value: Any) -> date:
    return value if type(value) is date else date.fromisoformat(str(value)[:10])


def _check_sheets(node: Node, told: Told, context: Context) -> None:
    """Rows, an empty sheet, or nothing, for each record kind and hand-in period."""
    words, unit = context.language, context.filters.area
    shown = told.laid_out(context.filters.period)
    table = rows_of(node)
    assert len(table) == len(context.catalogue.records)
    for kind, cells in zip(context.catalogue.records, table, strict=True):
        assert cells[0] == kind.label[words.code]
        for period, cell in zip(shown, cells[1:], strict=True):
            sheet = told.sheet(unit, period.code, kind.id)
            if sheet is None:
                expected = {"en": ("not reported", "later"), "sq": ("e paraportuar", "më vonë")}[words.code]
                assert cell == expected[period.end >= told.as_of], (cell, period, told.as_of)
            else:
                rows = len(_all_rows(told, sheet.submission, kind.id, unit))
                rejected = told.submission(sheet.submission).rejected.get(kind.id, 0)
                name, count = ("rows", rows) if rows else ("rejected", rejected) if rejected else ("empty", 0)
                assert cell == words.say(f"sheets.{name}", count=count)
                assert numbers(cell) == ([str(count)] if count else [])
    tips = [one[1]["data-tip"] for one in find(node, "given")]
    assert all(words.say("sheets.from", sheet="|", period="|", text="|", submission="|").count("|") for _ in tips)


def _all_rows(told: Told, number: int, kind: str, unit: str) -> list[oracle.Row]:
    one = told.submission(number)
    rows = list(one.sheets[kind])
    if one.form == "committee":
        return rows
    sheet = told.sheet(unit, one.period, kind)
    return list(sheet.rows) if sheet else []


def _check_review(tree: Node, told: Told, context: Context) -> None:
    """Waiting for review only what was handed in by the as-of date; nothing was decided in these worlds."""
    words, chosen = context.language, context.filters
    of = _hand_in_period(told, chosen.period)
    status = "waiting" if told.handed_in(chosen.area, of) else "nothing"
    label = words.period(of)
    said = words.say(
        "access.review.is", period=label[:1].upper() + label[1:], status=words.say(f"access.review.status.{status}")
    )
    assert said in text_of(tree), (said, text_of(tree)[-400:])


def _hand_in_period(told: Told, chosen: str) -> str:
    """The hand-in period around the chosen one, else the last inside it, else the last of all."""
    wanted = oracle.period_named(told.world.programme, chosen)
    around = [one for one in told.hand_ins if one.contains(wanted)]
    inside = [one for one in told.hand_ins if wanted.contains(one)]
    return (around or inside or told.hand_ins)[-1].code
