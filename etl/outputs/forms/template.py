"""A workbook to fill in, prefilled with what was last accepted (`rcat template`).

For a period that was handed in already it holds every sheet that speaks for it, events too, and no other: a form that
comes back unchanged changes nothing. For any other period standing sheets begin from what was last accepted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from etl.figures.read_api import Figures, SubmissionInfo
from etl.formats.form_sheets import UNIT_FIELD
from etl.outputs.forms.references import finds_what_it_refers_to, kinds_in_order_of_reference
from etl.outputs.forms.workbook import Cell, Row, write_form
from indicators.language import Language
from indicators.model import Catalogue, Form, RecordKind
from indicators.periods import parse


@dataclass(frozen=True)
class TemplateRequest:
    """Which form is wanted: for which unit (None where it covers all), which period, in which language.

    `on` is the day it is asked for; it stands on the cover as the day of handing in until someone corrects it.
    `all_sheets`: also those that were not handed in with the others for this period.
    """

    catalogue: Catalogue
    form: Form
    unit: str | None
    period: str
    speaks: Language
    on: date
    all_sheets: bool = False


@dataclass(frozen=True)
class Prefilled:
    """The rows of each sheet of a workbook to fill in, and the record kinds that have no sheet in it."""

    rows: Mapping[str, Sequence[Row]]
    left_out: tuple[str, ...] = ()


def write_template(path: Path, request: TemplateRequest, prefilled: Prefilled) -> None:
    """Write a workbook to fill in.

    Args:
        path: The .xlsx file to write.
        request: What is asked for; `speaks` must know the texts of etl/locale.
        prefilled: What stands in it (see `prefilled` and `blank`).
    """
    rows = {**prefilled.rows, **dict.fromkeys(prefilled.left_out)}
    write_form(path, request.catalogue, request.form, request.speaks, prefilled_cover(request), rows)


def blank(request: TemplateRequest) -> Prefilled:
    """A form of which nothing is known yet: every sheet, and no row."""
    return Prefilled({name: [] for name in request.form.records})


def prefilled(figures: Figures, request: TemplateRequest) -> Prefilled:
    """What stands in a workbook to fill in, out of what was accepted until the day it is asked for.

    A sheet that was not handed in with the others for this period is left out, for handed in empty it would say that
    there were none; so is one of which a row would not be accepted now, for what stands stays without the sheet.
    """
    handed_in = _handed_in(figures, request)
    speaking = _rows_of_period(figures, request, handed_in)
    carried = last_accepted(figures, request) if request.all_sheets or not handed_in else {}
    rows: dict[str, list[Row]] = {}
    left_out = []
    for kind in kinds_in_order_of_reference(request.catalogue, request.form):
        own = speaking.get(kind.id)
        if own is not None and all(_fits(kind, row, rows, request) for row in own):
            rows[kind.id] = [_values(kind, row) for row in own]
        elif handed_in and not request.all_sheets:
            left_out.append(kind.id)
        else:
            known = own if own is not None else carried.get(kind.id, ())
            rows[kind.id] = [_values(kind, row) for row in known if _fits(kind, row, rows, request)]
    return Prefilled(rows, tuple(name for name in request.form.records if name in left_out))


def prefilled_cover(request: TemplateRequest) -> dict[str, Cell]:
    """The cover's values, complete, so that nothing has to be added; day and office are there to be corrected."""
    areas = request.catalogue.programme.areas
    place = next((unit.label for unit in areas.units if unit.id == request.unit), areas.whole.label)
    cover: dict[str, Cell] = {
        "form": request.form.id,
        "period": request.period,
        "submitted_on": request.on if request.on >= parse(request.period).start else None,
        "prepared_by": request.speaks.say("template.office", place=place[request.speaks.code]),
    }
    return cover | ({UNIT_FIELD: request.unit} if request.form.covers == "unit" else {})


def last_accepted(figures: Figures, request: TemplateRequest) -> dict[str, list[Row]]:
    """The rows of each standing kind from the newest period, up to the one asked for, whose sheet was handed in.

    An empty sheet counts: then there is nothing to prefill, and rows of an older period do not come back.
    """
    if request.unit is None:
        return {}
    asked, mine = parse(request.period).start, _submissions(figures, request)
    found: dict[str, list[Row]] = {}
    for name in request.form.records:
        handed_in = [one.period for one in mine if one.accepted[name] is not None and parse(one.period).start <= asked]
        if request.catalogue.record(name).standing and handed_in:
            newest = max(handed_in, key=lambda period: parse(period).start)
            rows = figures.records(name, request.on, areas=(request.unit,))
            found[name] = [row for row in rows if row["period"] == newest]
    return found


def _submissions(figures: Figures, request: TemplateRequest) -> list[SubmissionInfo]:
    """What was handed in of this form by this unit."""
    areas = (request.unit,) if request.unit else ()
    known = figures.submissions(request.on, areas=areas)
    return [one for one in known if one.form == request.form.id and one.qark == request.unit]


def _handed_in(figures: Figures, request: TemplateRequest) -> frozenset[str]:
    """The record kinds of which a sheet was handed in for the very period."""
    own = [one for one in _submissions(figures, request) if one.period == request.period]
    return frozenset(name for name in request.form.records if any(one.accepted[name] is not None for one in own))


def _rows_of_period(
    figures: Figures, request: TemplateRequest, handed_in: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """The rows that speak for the very period, in the order of their sheet."""
    areas = (request.unit,) if request.unit else ()
    found = {}
    for name in handed_in:
        rows = figures.records(name, request.on, areas=areas)
        found[name] = sorted((row for row in rows if row["period"] == request.period), key=lambda row: row["row"])
    return found


def _values(kind: RecordKind, row: Row) -> Row:
    """A row without what the store added to it: submission, sheet, row, area and period."""
    return {column.id: row.get(column.id) for column in kind.columns}


def _fits(kind: RecordKind, row: Row, earlier: Mapping[str, Sequence[Row]], request: TemplateRequest) -> bool:
    """Whether the reader would accept for this period a row that it accepted for another.

    The other period may bound its dates otherwise, and the row that it refers to may be gone.
    """
    period = parse(request.period)
    bounds = {"period_start": period.start, "period_end": period.end, "submitted_on": request.on}
    for column in kind.columns:
        value = row.get(column.id)
        if isinstance(value, date):
            too_early = any(value < bounds[name] for name in column.not_before if name in bounds)
            too_late = any(value > bounds[name] for name in column.not_after if name in bounds)
            if too_early or too_late:
                return False
    return finds_what_it_refers_to(kind, row, earlier)
