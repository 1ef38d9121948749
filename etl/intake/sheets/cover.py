"""The cover of a submission: who hands in what, for which period, and when (FORMS.md 1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from etl.formats.form_sheets import COVER_COLUMNS, UNIT_FIELD, cover_column_label, cover_fields
from etl.intake.cells import Cell, RawSheet
from etl.intake.report import Place, Report
from etl.intake.sheets.headers import columns_without_header, cover_column_keys, name_key, proposed, read_header
from etl.intake.text.characters import clean_text
from etl.intake.text.keys import nearest
from etl.intake.values.values import CodeTable, ColumnType, Reading, Value, read_as_code, read_value
from indicators.model import Catalogue, Code, CoverField, Form
from indicators.periods import Period
from indicators.schedule import hand_in_periods

FORM_FIELD, PERIOD_FIELD, DATE_FIELD, OFFICE_FIELD = "form", "period", "submitted_on", "prepared_by"


@dataclass(frozen=True)
class Cover:
    """What the cover says; what it does not say, or not rightly, is None."""

    form: Form | None = None
    unit: str | None = None
    period: Period | None = None
    submitted_on: date | None = None
    prepared_by: str | None = None


@dataclass(frozen=True)
class _Line:
    """A line of the cover that was recognised."""

    field: CoverField
    place: Place
    cell: Cell | None


def form_of_cover(sheet: RawSheet, catalogue: Catalogue) -> Form | None:
    """The form that a cover names, so that the other sheets can be told apart before the cover is checked."""
    lines = _lines(sheet, catalogue, Report(""), plain_text=False)
    line = lines.get(FORM_FIELD) if lines else None
    if line is None or line.cell is None:
        return None
    name = _forms(catalogue).spellings.get(name_key(line.cell.written))
    return catalogue.form(name) if name else None


def read_cover(sheet: RawSheet, catalogue: Catalogue, today: date, report: Report, *, plain_text: bool) -> Cover:
    """The cover's values; each bad or missing field is a finding that stops the submission."""
    turned = _turned(sheet, catalogue)
    if turned:
        report.stop(turned, Place(sheet.name, sheet.rows[0].number))
        return Cover()
    lines = _lines(sheet, catalogue, report, plain_text=plain_text)
    if lines is None:
        return Cover()
    form = form_of_cover(sheet, catalogue)
    for field in cover_fields(catalogue, form) if form else catalogue.programme.cover:
        if form is None and field.id == UNIT_FIELD:
            continue
        if field.id not in lines or lines[field.id].cell is None:
            place = lines[field.id].place if field.id in lines else Place(sheet.name, None, field.id)
            report.stop("cover_missing", place, label=field.label)
    reader = _Fields(lines, catalogue, today, report, plain_text)
    unit = reader.unit(form)
    period, submitted_on = reader.period(), reader.submitted_on()
    if period and submitted_on and submitted_on < period.start:
        line = lines[DATE_FIELD]
        shown = line.cell.shown() if line.cell else {}
        report.stop("cover_before_period", line.place, label=line.field.label, limit=period.start, **shown)
        submitted_on = None  # so that no row is blamed for it
    reader.form()
    return Cover(form, unit, period, submitted_on, reader.office())


def _lines(sheet: RawSheet, catalogue: Catalogue, report: Report, *, plain_text: bool) -> dict[str, _Line] | None:
    """The fields of the cover, by machine name; None where its columns cannot be told."""
    keys = cover_column_keys(COVER_COLUMNS)
    header = read_header(
        sheet, keys, tuple((one, cover_column_label(one)) for one in COVER_COLUMNS), report, tuple(keys)
    )
    if not header.usable:
        return None
    columns_without_header(sheet, header, report, plain_text=plain_text)
    fields = known_fields(catalogue)
    lines: dict[str, _Line] = {}
    for row in sheet.rows[1:]:
        cells = {header.columns.get(cell.column): cell for cell in row.cells if not cell.says_nothing}
        name, value = (cells.get(column) for column in COVER_COLUMNS)
        if name is None and value is None:
            continue
        text = clean_text(name.written) if name else ""
        field = fields.get(name_key(text))
        place = Place(sheet.name, row.number, field.id if field else text or None, value.written if value else None)
        if field is None:
            names = (name for one in catalogue.programme.cover for name in proposed(one))
            report.more("cover_unknown", Place(sheet.name, row.number, text or None), suggestion=nearest(text, names))
        elif field.id in lines:
            report.stop("cover_repeated", place, label=field.label)
        else:
            lines[field.id] = _Line(field, place, value)
        if row.fault or (plain_text and any(cell.column > header.last for cell in row.cells)):
            report.stop(row.fault or "extra_fields", Place(sheet.name, row.number))
    return lines


def known_fields(catalogue: Catalogue) -> dict[str, CoverField]:
    """Every name that a line of the cover may go by, folded."""
    return {name_key(text): one for one in catalogue.programme.cover for text in (one.id, *one.label.values())}


def _turned(sheet: RawSheet, catalogue: Catalogue) -> str | None:
    """The rule that a cover breaks whose fields all stand there, but without a header or side by side in a row."""
    fields, keys = known_fields(catalogue), cover_column_keys(COVER_COLUMNS)
    first = [name_key(cell.written) for cell in sheet.rows[0].cells] if sheet.rows else []
    if sum(name in fields for name in first) > 1:
        return "cover_on_its_side"
    if any(name in keys for name in first):
        return None
    named = [name_key(row.cells[0].written) in fields for row in sheet.rows[: len(fields)] if row.cells]
    return "cover_without_header" if named[:1] == [True] and sum(named) > 1 else None


def _forms(catalogue: Catalogue) -> CodeTable:
    return CodeTable.of(tuple(Code.model_construct(id=one.id, label=one.label) for one in catalogue.programme.forms))


@dataclass(frozen=True)
class _Fields:
    """Reads the fields of one cover."""

    lines: dict[str, _Line]
    catalogue: Catalogue
    today: date
    report: Report
    plain_text: bool

    def form(self) -> None:
        """Say what is wrong with the form's name, if anything."""
        self._code(FORM_FIELD, _forms(self.catalogue))

    def unit(self, form: Form | None) -> str | None:
        """The unit's code; only in a form that covers one."""
        line = self.lines.get(UNIT_FIELD)
        if form is not None and form.covers == "all":
            if line is not None and line.cell is not None:
                self.report.warn("cover_not_needed", line.place, label=line.field.label)
            return None
        return self._code(UNIT_FIELD, CodeTable.of(self.catalogue.code_lists["units"]))

    def period(self) -> Period | None:
        """The period handed in for."""
        line = self.lines.get(PERIOD_FIELD)
        if line is None or line.cell is None:
            return None
        periods = {name_key(one.code): one for one in hand_in_periods(self.catalogue)}
        found = periods.get(name_key(line.cell.written)) if line.cell.kind == "text" else None
        codes = tuple(one.code for one in periods.values())
        fault = self._reading(line, None).fault
        if found is None or fault:
            rule = fault if fault and line.cell.kind in ("blank", "error") else "cover_period"
            self.report.stop(rule, line.place, label=line.field.label, allowed=codes,
                             suggestion=_period_meant(line.cell.written, codes))  # fmt: skip
            return None
        if line.cell.formula is not None:
            self.report.warn("formula", line.place, label=line.field.label)
        reading = read_as_code(line.cell.written)
        if reading:
            self.report.warn("text_tidied", line.place, label=line.field.label, reading=reading)
        return found

    def submitted_on(self) -> date | None:
        """The day handed in."""
        value = self._value(DATE_FIELD, "date", None)
        return value if isinstance(value, date) else None

    def office(self) -> str | None:
        """The office that prepared it."""
        value = self._value(OFFICE_FIELD, "text", None)
        return str(value) if value is not None else None

    def _code(self, name: str, codes: CodeTable) -> str | None:
        value = self._value(name, "code", codes)
        return str(value) if value is not None else None

    def _value(self, name: str, kind: ColumnType, codes: CodeTable | None) -> Value:
        line = self.lines.get(name)
        if line is None or line.cell is None:
            return None
        reading = self._reading(line, codes, kind)
        values = {**line.cell.shown(), **dict(reading.values)}
        for rule in reading.notes:
            self.report.warn(rule, line.place, label=line.field.label, **values)
        if reading.fault or reading.value is None:
            self.report.stop(reading.fault or "cover_missing", line.place, label=line.field.label, **values)
        return reading.value

    def _reading(self, line: _Line, codes: CodeTable | None, kind: ColumnType = "text") -> Reading:
        if line.cell is None:
            return Reading()
        return read_value(line.cell, kind, codes, self.today, plain_text=self.plain_text)


def _period_meant(text: str, codes: tuple[str, ...]) -> str | None:
    """The one period whose year and number a text has, such as S1/2009."""
    digits = "".join(one if one.isdigit() else " " for one in text).split()
    meant = [code for code in codes if len(digits) == 2 and set(digits) == {code[:4], code[-1]}]
    return meant[0] if len(meant) == 1 else nearest(text, codes)
