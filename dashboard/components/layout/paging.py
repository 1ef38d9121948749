"""What a page shows of a programme that is too large to list: the units furthest behind, and how many there are.

With few units each of these is what it always was: every unit, every submission.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.components.layout.markup import Node, element
from dashboard.model.area_table import AreaTable, Boxes
from dashboard.model.context import Context, FigureTable
from dashboard.model.reporting import Silence, ended_hand_ins, hand_ins_of, not_reported
from dashboard.model.selection import (
    SHOWN_AT_ONCE,
    is_large,
    listed_units,
    period_of_figure,
    shown_hand_ins,
    unit_ids,
)
from dashboard.state import large_queries as narrow
from dashboard.state import service
from etl.figures.labels import capitalised
from etl.figures.read_api import SubmissionInfo
from indicators.model import Indicator
from indicators.schedule import hand_in_periods

NAMED = 8
STATUSES = ("met", "partly_met", "not_met", "open", "no_data", "not_due", "not_applicable")


def shown_units(context: Context, indicators: Sequence[Indicator] = (), area: str | None = None) -> tuple[str, ...]:
    """The units of an area, or all, that a page shows: these, or those furthest behind on some indicators.

    No indicators named: on all.
    """
    catalogue, chosen = context.catalogue, context.filters
    if not is_large(catalogue, area):
        own = frozenset(listed_units(catalogue, area))
        return tuple(unit for unit in unit_ids(catalogue) if unit in own)
    boxes = tuple(
        (one.id, period_of_figure(catalogue, one, chosen.period)) for one in indicators or catalogue.indicators
    )
    areas = (area,) if area else ()
    return narrow.units_behind(context.figures, chosen.as_of, boxes, areas, SHOWN_AT_ONCE, chosen.first - 1)


def fetch(context: Context, table: FigureTable, units: Sequence[str], boxes: Boxes) -> None:
    """Read some figures of the whole, the groups and some units at once, where the table is read bit by bit."""
    areas = context.catalogue.programme.areas
    if isinstance(table, AreaTable):
        table.fetch((areas.whole.id, *(group.id for group in areas.groups), *units), boxes)


def fetch_area(table: FigureTable, area: str, boxes: Boxes) -> None:
    """Read some figures of one area at once, where the table is read bit by bit."""
    if isinstance(table, AreaTable):
        table.fetch((area,), boxes)


def pager(context: Context, page: str, words: str, area: str | None = None) -> Node | None:
    """Which places of a long list of units are shown, of how many, and the ways to those before and after.

    None where a page shows all. `words`: the key of the sentence. `area`: the list is of its units.
    """
    if not is_large(context.catalogue, area):
        return None
    language, first, count = context.language, context.filters.first, len(listed_units(context.catalogue, area))
    last = min(first + SHOWN_AT_ONCE - 1, count)
    number = language.number
    shown = language.say(words, first=number(first), last=number(last), total=number(count))
    before, after = first - SHOWN_AT_ONCE, first + SHOWN_AT_ONCE
    to_first, to_before, to_after = (
        context.links.to(page, first=str(place) if place > 1 else None) for place in (1, before, after)
    )
    return element(
        "nav",
        element("span", shown),
        _way(context, "large.to_first", to_first if first > 1 else None),
        _way(context, "large.previous", to_before if first > 1 else None),
        _way(context, "large.next", to_after if after <= count else None),
        class_="pager small",
        aria_label=language.say("large.pages"),
    )


def period_pager(context: Context, page: str) -> Node | None:
    """Which hand-in periods are laid out, and the ways to earlier and later ones; None where all are."""
    catalogue, language, chosen = context.catalogue, context.language, context.filters
    every, shown = hand_in_periods(catalogue), shown_hand_ins(catalogue, chosen.period, chosen.as_of)
    if len(shown) == len(every):
        return None
    first, after = every.index(shown[0]), every.index(shown[-1]) + 1
    earlier = every[max(first, len(shown)) - 1].code if first else None
    later = [one.code for one in every[after : after + len(shown)] if one.start <= chosen.as_of]
    words = language.say("large.span", first=language.period(shown[0].code), last=language.period(shown[-1].code))
    return element(
        "nav",
        element("span", capitalised(words)),
        _way(context, "large.earlier", context.links.to(page, period=earlier) if earlier else None),
        _way(context, "large.later", context.links.to(page, period=later[-1]) if later else None),
        class_="pager small",
        aria_label=language.say("large.periods"),
    )


def _way(context: Context, key: str, href: str | None) -> Node:
    """A link to what is not shown; words alone where there is no more."""
    words = context.language.say(key)
    return element("a", words, href=href) if href else element("span", words, class_="muted")


def more_note(context: Context, shown: int, total: int) -> Node | None:
    """How many of a list are shown, where not all are."""
    number = context.language.number
    text = context.language.say("large.first", shown=number(shown), total=number(total))
    return element("p", text, class_="muted small") if shown < total else None


def counted_by_status(context: Context, indicator: Indicator, period: str) -> str:
    """How many units stand where: `Met: 1,204 areas. No data: 7 areas.`."""
    say, number = context.language.say, context.language.number
    counts = narrow.statuses(context.figures, context.filters.as_of, indicator.id, period)
    return " ".join(
        capitalised(say("cell.by_status", status=say(f"status.{one}"), areas=say("large.areas", count=counts[one],
                                                                                 number=number(counts[one]))))
        for one in STATUSES
        if one in counts
    )  # fmt: skip


def silent_units(context: Context, area: str | None = None) -> Silence:
    """Who of an area, or of all, has not handed in for an ended hand-in period of the chosen one; of many the first."""
    catalogue, chosen = context.catalogue, context.filters
    ended = tuple(one.code for one in ended_hand_ins(catalogue, chosen.period, chosen.as_of))
    complete = len(ended) == len(hand_ins_of(catalogue, chosen.period))
    if not is_large(catalogue):
        known = service.submissions(context.figures, chosen.as_of)
        own = frozenset(listed_units(catalogue, area))
        units = tuple(one for one in not_reported(catalogue, known, chosen.period, chosen.as_of) if one in own)
        return Silence(len(units), context.by_name(units), ended, complete)
    if not ended:
        return Silence(0, (), ended, complete)
    found = narrow.least_reported(context.figures, chosen.as_of, ended, (area,) if area else (), NAMED)
    return Silence(found.silent, found.units[: found.silent], ended, complete)


def submissions_of(context: Context, areas: Sequence[str], as_of: date | None = None) -> tuple[SubmissionInfo, ...]:
    """The submissions that a page about some units looks at: all that are known, or their own in a large programme."""
    own = tuple(areas) if is_large(context.catalogue) else ()
    return service.submissions(context.figures, as_of or context.filters.as_of, own)
