"""A hand-in as the files that an office would send: a workbook, a folder of CSV files, or a zip of one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

from etl.demonstration.hand_ins import HandIn
from etl.formats import form_sheets as sheets
from etl.formats.locale_folder import ETL_LOCALE
from etl.formats.stored_zip import write_zip
from etl.outputs.forms.workbook import Cell, write_form
from indicators.language import Language, language
from indicators.model import Catalogue

BYTE_ORDER_MARK = "\ufeff"


def write_hand_in(out: Path, hand_in: HandIn, catalogue: Catalogue) -> list[Path]:
    """Write a hand-in into a folder, under a name that sorts by day; twice where the same file was sent again."""
    speaks = language(hand_in.shape.language, ETL_LOCALE)
    prepared_by = catalogue.programme.demonstration.prepared_by[speaks.code]
    stated = replace(hand_in, cover={"prepared_by": prepared_by, **hand_in.cover})
    days = [hand_in.on, *([hand_in.sent_again_on] if hand_in.sent_again_on else [])]
    paths = [out / _name(hand_in, day, catalogue) for day in days]
    for path in paths:
        _WRITERS[hand_in.shape.write](path, stated, catalogue, speaks)
    return paths


def _name(hand_in: HandIn, day: date, catalogue: Catalogue) -> str:
    suffix = {"workbook": ".xlsx", "zip": ".zip", "folder": ""}[hand_in.shape.write]
    area = hand_in.unit or catalogue.programme.areas.whole.id
    return f"{day.isoformat()}_{area}_{hand_in.period}_{hand_in.form.id}{suffix}"


def _write_workbook(path: Path, hand_in: HandIn, catalogue: Catalogue, speaks: Language) -> None:
    write_form(path, catalogue, hand_in.form, speaks, hand_in.covered, hand_in.rows)


def _write_folder(path: Path, hand_in: HandIn, catalogue: Catalogue, speaks: Language) -> None:
    path.mkdir(exist_ok=True)
    for name, content in _csv_files(hand_in, catalogue, speaks):
        (path / name).write_bytes(content)


def _write_zip(path: Path, hand_in: HandIn, catalogue: Catalogue, speaks: Language) -> None:
    write_zip(path, _csv_files(hand_in, catalogue, speaks))


_WRITERS = {"workbook": _write_workbook, "folder": _write_folder, "zip": _write_zip}


def _csv_files(hand_in: HandIn, catalogue: Catalogue, speaks: Language) -> list[tuple[str, bytes]]:
    """The CSV files of a hand-in: as a spreadsheet program saves them where numbers have a comma, else plain."""
    fields = [field.id for field in sheets.cover_fields(catalogue, hand_in.form)]
    cover = [sheets.COVER_COLUMNS, *((field, _text(hand_in.covered.get(field), {})) for field in fields)]
    files = [(f"{sheets.COVER_SHEET}.csv", _csv(cover, speaks))]
    for name, rows in hand_in.rows.items():
        kind = catalogue.record(name)
        header = [column.label[speaks.code] for column in kind.columns]
        labels = {
            column.id: {one.id: one.label[speaks.code] for one in catalogue.codes(column)} for column in kind.columns
        }
        lines = [[_text(row.get(column.id), labels[column.id]) for column in kind.columns] for row in rows]
        files.append((f"{name}.csv", _csv([header, *lines], speaks)))
    return files


def _text(value: Cell, labels: Mapping[str, str]) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else labels.get(str(value), str(value))


def _csv(lines: Iterable[Iterable[str]], speaks: Language) -> bytes:
    local = "," in speaks.number(0.5)
    text = StringIO()
    csv.writer(text, delimiter=";" if local else ",", lineterminator="\r\n").writerows(lines)
    return ((BYTE_ORDER_MARK if local else "") + text.getvalue()).encode()
