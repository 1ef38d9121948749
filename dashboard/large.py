"""What a page shows of a programme that is too large to list: the units furthest behind, and how many there are.

With few units each of these is what it always was: every unit, every submission.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard import narrow, service
from dashboard.area_table import AreaTable
from dashboard.components.markup import Node, element
from dashboard.context import Context, FigureTable
from dashboard.reporting import hand_ins_of, not_reported
from dashboard.selection import MOST_SHOWN, is_large, period_of_figure, unit_ids
from etl.figures import SubmissionInfo
from etl.labels import capitalised
from indicators.model import Indicator

NAMED = 8
STATUSES = ("met", "partly_met", "not_met", "no_data", "not_due", "not_applicable")


def shown_units(context: Context, indicators: Sequence[Indicator] = ()) -> tuple[str, ...]:
    """The units that a page shows: all, or those furthest behind on some indicators (none named: on all)."""
    catalogue, chosen = context.catalogue, context.filters
    if not is_large(catalogue):
        return unit_ids(catalogue)
    boxes = tuple(
        (one.id, period_of_figure(catalogue, one, chosen.period)) for one in indicators or catalogue.indicators
    )
    return narrow.units_behind(context.figures, chosen.as_of, boxes, MOST_SHOWN)


def fetch(context: Context, table: FigureTable, units: Sequence[str]) -> None:
    """Read the figures of the whole, the groups and some units at once, where the table is read area by area."""
    areas = context.catalogue.programme.areas
    if isinstance(table, AreaTable):
        table.fetch((areas.whole.id, *(group.id for group in areas.groups), *units))


def shown_note(context: Context) -> Node | None:
    """How many of how many areas are shown, and where the others are; None where all are shown."""
    if not is_large(context.catalogue):
        return None
    language, total = context.language, len(context.catalogue.programme.areas.units)
    text = language.say("large.shown", shown=language.number(MOST_SHOWN), total=language.number(total))
    link = element("a", language.say("large.others"), href=context.links.to("committee"))
    return element("p", text, " ", link, class_="muted small wide")


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


def silent_units(context: Context) -> tuple[int, tuple[str, ...]]:
    """How many units have handed in nothing for a hand-in period of the chosen one that has ended, and the first."""
    catalogue, chosen = context.catalogue, context.filters
    if not is_large(catalogue):
        known = service.submissions(context.figures, chosen.as_of)
        units = not_reported(catalogue, known, chosen.period, chosen.as_of)
        return len(units), units
    ended = tuple(one.code for one in hand_ins_of(catalogue, chosen.period) if one.end < chosen.as_of)
    found = narrow.least_reported(context.figures, chosen.as_of, ended, (), NAMED)
    return found.silent, found.units[: found.silent]


def submissions_of(context: Context, areas: Sequence[str], as_of: date | None = None) -> tuple[SubmissionInfo, ...]:
    """The submissions that a page about some units looks at: all that are known, or their own in a large programme."""
    own = tuple(areas) if is_large(context.catalogue) else ()
    return service.submissions(context.figures, as_of or context.filters.as_of, own)
