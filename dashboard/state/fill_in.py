"""What is filled in on a page, made into the file that an office would send: a zip of a cover and one sheet.

It goes through the same door as any file, so that it is read, checked and kept by the same rules.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from dashboard.state.assessment import Upload
from etl.access.restricted import RestrictedFigures
from etl.formats.form_sheets import COVER_COLUMNS, COVER_SHEET, UNIT_FIELD
from etl.formats.stored_zip import as_zip
from etl.outputs.forms.template import TemplateRequest, last_accepted
from indicators.language import Language
from indicators.model import Catalogue, RecordKind

Row = Mapping[str, Any]


@dataclass(frozen=True)
class FilledIn:
    """One sheet of one unit for one hand-in period: which office filled it in, on which day, with which rows."""

    kind: str
    unit: str
    period: str
    prepared_by: str
    on: date
    rows: Sequence[Row]


def as_upload(filled: FilledIn, catalogue: Catalogue) -> Upload:
    """The file that says the same: machine names, dates in ISO form, what is missing empty."""
    cover = {
        "form": catalogue.form_of(filled.kind).id,
        UNIT_FIELD: filled.unit,
        "period": filled.period,
        "submitted_on": filled.on.isoformat(),
        "prepared_by": filled.prepared_by,
    }
    columns = [column.id for column in catalogue.record(filled.kind).columns]
    rows = ([_written(row.get(name)) for name in columns] for row in filled.rows)
    members = ((COVER_SHEET, (COVER_COLUMNS, *cover.items())), (filled.kind, (columns, *rows)))
    content = as_zip((f"{name}.csv", _csv(lines)) for name, lines in members)
    return Upload(f"{filled.kind}_{filled.unit}_{filled.period}.zip", content)


def _written(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def standing_rows(
    figures: RestrictedFigures, kind: RecordKind, unit: str, period: str, speaks: Language, on: date
) -> tuple[Row, ...]:
    """What a unit last handed in of a standing kind, up to a hand-in period: what an update begins with."""
    request = TemplateRequest(figures.catalogue, figures.catalogue.form_of(kind.id), unit, period, speaks, on)
    return tuple(last_accepted(figures, request).get(kind.id, ()))


def rows_of_period(figures: RestrictedFigures, kind: RecordKind, unit: str, period: str, on: date) -> tuple[Row, ...]:
    """What a unit handed in of a kind for a hand-in period, as far as it speaks: a new one takes its place."""
    return tuple(row for row in figures.records(kind.id, on, areas=(unit,)) if row["period"] == period)
