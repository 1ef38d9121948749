"""A workbook to fill in: cover prefilled, and in every standing sheet what was last accepted (`rcat template`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.figures import Figures
from etl.forms.form_sheets import UNIT_FIELD
from etl.forms.references import finds_what_it_refers_to, kinds_in_order_of_reference
from etl.forms.workbook import Cell, Row, write_form
from indicators.language import Language
from indicators.model import Catalogue, Form, RecordKind
from indicators.periods import parse


@dataclass(frozen=True)
class TemplateRequest:
    """Which form is wanted: for which unit (None where it covers all), which period, in which language.

    `on` is the day it is asked for; it stands on the cover as the day of handing in until someone corrects it.
    """

    catalogue: Catalogue
    form: Form
    unit: str | None
    period: str
    speaks: Language
    on: date


def write_template(path: Path, request: TemplateRequest, standing: Mapping[str, Sequence[Row]]) -> None:
    """Write a workbook to fill in.

    Args:
        path: The .xlsx file to write.
        request: What is asked for; `speaks` must know the texts of etl/locale.
        standing: What was last accepted, by record kind (see `last_accepted`); only standing kinds are prefilled, and
            only with rows that the form's rules still let pass for this period.
    """
    catalogue = request.catalogue
    rows: dict[str, list[Row]] = {}
    for kind in kinds_in_order_of_reference(catalogue, request.form):
        known = standing.get(kind.id, ()) if kind.standing else ()
        rows[kind.id] = [_values(kind, row) for row in known if _fits(kind, row, rows, request)]
    write_form(path, catalogue, request.form, request.speaks, prefilled_cover(request), rows)


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
    asked = parse(request.period).start
    mine = [one for one in figures.submissions(request.on) if one.form == request.form.id and one.qark == request.unit]
    found: dict[str, list[Row]] = {}
    for name in request.form.records:
        handed_in = [one.period for one in mine if one.accepted[name] is not None and parse(one.period).start <= asked]
        if request.catalogue.record(name).standing and handed_in:
            newest = max(handed_in, key=lambda period: parse(period).start)
            rows = figures.records(name, request.on, areas=(request.unit,))
            found[name] = [row for row in rows if row["period"] == newest]
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
