"""Data quality: who has reported what, what was rejected or superseded, came back-dated, or is odd."""

from __future__ import annotations

from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn
from dashboard.components.layout.paging import more_note, pager, period_pager, submissions_of
from dashboard.components.reporting.quality import coverage, odd_table, quality_sentence, submission_table
from dashboard.model.context import Context
from dashboard.model.selection import SHOWN_AT_ONCE, is_large
from dashboard.state.large_queries import least_reported, submission_counts
from dashboard.state.service import findings, odd_values, shown_folder, submissions
from etl.figures.read_api import SubmissionInfo
from etl.figures.result_types import SubmissionCounts
from etl.scrub.state import last_scrub
from indicators.schedule import hand_in_periods
from indicators.today import day_of


def render(context: Context) -> None:
    """Draw the page."""
    show_drawn("data_quality", context, _draw)


def _draw(context: Context) -> tuple[Node, ...]:
    say, figures = context.language.say, context.figures
    counts, shown = _shown(context)
    return (
        element("p", quality_sentence(context, counts), class_="lead"),
        element(
            "section", element("h2", say("quality.coverage")), period_pager(context, "data_quality"), _coverage(context)
        ),
        element(
            "section",
            element("h2", say("quality.submissions")),
            submission_table(context, shown, findings(figures, shown)),
            more_note(context, len(shown), counts.count),
        ),
        element("section", element("h2", say("quality.odd")), _odd(context)),
        element("section", element("h2", say("quality.store.title")), element("p", _store(context))),
    )


def _store(context: Context) -> str:
    """When the files of the data folder were last gone through, and how many were not as they were written."""
    language, found = context.language, last_scrub(shown_folder(context.catalogue.programme.id))
    if found is None:
        return language.say("quality.store.never")
    key = "found" if found.mended or found.unmended else "good"
    counts = {name: language.number(getattr(found, name)) for name in ("files", "mended", "unmended")}
    day = language.date(day_of(found.ended, context.catalogue))
    return language.say(f"quality.store.{key}", date=day, **counts)


def _shown(context: Context) -> tuple[SubmissionCounts, tuple[SubmissionInfo, ...]]:
    """What is known of the area: the submissions, of many units only the newest, and their counts."""
    chosen, catalogue, figures = context.filters, context.catalogue, context.figures
    if is_large(catalogue, chosen.area):
        areas = (chosen.area,)
        counts = submission_counts(figures, chosen.as_of, areas)
        return counts, submissions(figures, chosen.as_of, areas, SHOWN_AT_ONCE)
    units = catalogue.units_of(chosen.area)
    known = submissions_of(context, (chosen.area,))
    shown = tuple(one for one in known if one.qark is None or one.qark in units)
    accepted = sum(rows or 0 for one in shown for rows in one.accepted.values())
    rejected = sum(rows for one in shown for rows in one.rejected.values())
    counts = SubmissionCounts(len(shown), sum(one.superseded for one in shown), accepted, rejected)
    return counts, shown[-SHOWN_AT_ONCE:] if is_large(catalogue) else shown


def _coverage(context: Context) -> Node:
    """Who has reported: all units of the area, or those that lack most."""
    chosen, catalogue = context.filters, context.catalogue
    if not is_large(catalogue, chosen.area):
        return coverage(
            context, submissions_of(context, (chosen.area,)), context.by_name(catalogue.units_of(chosen.area))
        )
    ended = tuple(one.code for one in hand_in_periods(catalogue) if one.end < chosen.as_of)
    areas, offset = (chosen.area,), chosen.first - 1
    first = least_reported(context.figures, chosen.as_of, ended, areas, SHOWN_AT_ONCE, offset).units
    grid = coverage(context, submissions(context.figures, chosen.as_of, first), first)
    return element("div", grid, pager(context, "data_quality", "large.least_reported", chosen.area))


def _odd(context: Context) -> Node:
    """What is odd in the rows; of many units it is looked for where somebody asks for fewer."""
    chosen = context.filters
    if is_large(context.catalogue, chosen.area):
        return element("p", context.language.say("large.odd"), class_="muted")
    return odd_table(context, odd_values(context.figures, chosen.as_of, chosen.area))
