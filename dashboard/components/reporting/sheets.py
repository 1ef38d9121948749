"""Which sheet was handed in for which period: rows, an empty sheet, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.model.reporting import SheetState, sheet_states
from dashboard.model.selection import shown_hand_ins
from etl.figures.labels import capitalised
from etl.figures.read_api import SubmissionInfo
from indicators.model import RecordKind
from indicators.periods import Period


def sheet_grid(
    context: Context, submissions: Sequence[SubmissionInfo], area: str, own_rows: Mapping[tuple[str, str], int]
) -> Node:
    """A row a sheet, a column a hand-in period, for one unit and for the forms that cover all units.

    Args:
        context: what is chosen.
        submissions: what is known on the as-of date.
        area: the unit.
        own_rows: of sheets that cover all units, the unit's own rows by record kind and period.
    """
    catalogue, language = context.catalogue, context.language
    states = sheet_states(catalogue, submissions)
    periods = shown_hand_ins(catalogue, context.filters.period, context.filters.as_of)
    heads = [element("th", capitalised(language.period(one.code)), scope="col") for one in periods]
    rows = []
    for kind in catalogue.records:
        one_unit = catalogue.form_of(kind.id).covers == "unit"
        cells = []
        for period in periods:
            state = states.get((area if one_unit else None, period.code, kind.id))
            if state is not None and not one_unit:
                state = replace(state, rows=own_rows.get((kind.id, period.code), 0))
            cells.append(_state(context, kind, period, state))
        rows.append(element("tr", element("th", kind.label[language.code], scope="row"), cells))
    caption = language.say("sheets.caption")
    grid = element("table", element("caption", caption), element("thead", element("tr", element("td"), heads)),
                   element("tbody", rows), class_="plain grid")  # fmt: skip
    return element("div", grid, class_="scroller", tabindex="0", role="region", aria_label=caption)


def _state(context: Context, kind: RecordKind, period: Period, state: SheetState | None) -> Node:
    say = context.language.say
    if state is None:
        ended = period.end < context.filters.as_of
        box = "cell no_data" if ended else "cell not_due"
        return element("td", element("span", say("sheets.absent" if ended else "sheets.later"), class_=box))
    text = say("sheets.rows", count=state.rows) if state.rows else say("sheets.empty")
    if state.rejected and not state.rows:
        text = say("sheets.rejected", count=state.rejected)
    label, when = kind.label[context.language.code], context.language.period(period.code)
    tip = say("sheets.from", sheet=label, period=when, submission=state.submission, text=text)
    return element("td", element("span", text, class_="cell given", data_tip=tip, tabindex="0"))
