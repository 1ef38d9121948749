"""Rows as read -> accepted rows, rejected rows and findings; the two counts add up to the rows read (FORMS.md 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from etl.intake.cells import Cell, RawSheet, Row
from etl.intake.findings import Phrase
from etl.intake.report import Place, Report
from etl.intake.rows.joins import MOST_CANDIDATES, MOST_SUGGESTIONS, key_columns, misses
from etl.intake.rows.row_rules import RuleContext, breaches
from etl.intake.sheets.cover import Cover
from etl.intake.sheets.headers import Header, column_names, columns_without_header, read_header, shown_names
from etl.intake.text.keys import comparable, in_latin, nearest
from etl.intake.values.half_converted import turned_round
from etl.intake.values.values import MISSING, CodeTable, Reading, Value, read_value
from etl.intake.values.written_dates import LATEST
from indicators.model import Catalogue, Column, RecordKind

Key = tuple[str | None, ...]


@dataclass(frozen=True)
class AcceptedRow:
    """A row as it is kept: its number in the spreadsheet, and a value (or None) for every column of its kind."""

    row: int
    values: dict[str, Value]


@dataclass(frozen=True)
class AcceptedSheet:
    """The accepted rows of one sheet, and how many rows were rejected. `sheet` is named as in the file."""

    kind: str
    sheet: str
    rows: tuple[AcceptedRow, ...]
    rejected: int


@dataclass(frozen=True)
class Circumstances:
    """What the values of a submission are held against."""

    catalogue: Catalogue
    cover: Cover
    today: date
    plain_text: bool


@dataclass
class _Sheet:
    """A sheet being validated; `good` holds the rows that no finding has stopped yet."""

    kind: RecordKind
    raw: RawSheet
    good: dict[int, dict[str, Value]] = field(default_factory=dict)
    cells: dict[int, dict[str, Cell]] = field(default_factory=dict)
    usable: bool = True
    blank: int = 0

    @property
    def rows_read(self) -> int:
        """The rows below the header that hold something in the form's own columns."""
        return max(len(self.raw.rows) - 1 - self.blank, 0)

    def place(self, row: int, column: str) -> Place:
        """A cell as findings name it."""
        cell = self.cells[row].get(column)
        return Place(self.raw.name, row, column, cell.written if cell else None)

    def shown(self, row: int, column: str) -> dict[str, object]:
        """How a cell's value is to be shown, where not as written."""
        cell = self.cells[row].get(column)
        return cell.shown() if cell else {}


def validate(
    records: tuple[tuple[RecordKind, RawSheet], ...], known: Circumstances, report: Report, unread: frozenset[str]
) -> tuple[AcceptedSheet, ...]:
    """Check every row of every record sheet. `unread` are the kinds whose sheet is there but could not be read."""
    sheets = {kind.id: _Sheet(kind, raw) for kind, raw in records}
    for sheet in sheets.values():
        _read_rows(sheet, known, report)
    for sheet in _referred_to_first(sheets):
        _check_references(sheet, sheets, known.catalogue, report, unread)
        _check_unique(sheet, report)
    _warn_of_misses(sheets, known.catalogue, report)
    return tuple(
        AcceptedSheet(
            sheet.kind.id,
            sheet.raw.name,
            tuple(AcceptedRow(row, values) for row, values in sorted(sheet.good.items())),
            sheet.rows_read - len(sheet.good),
        )
        for sheet in sheets.values()
    )


# --- cells and rows


def _read_rows(sheet: _Sheet, known: Circumstances, report: Report) -> None:
    kind = sheet.kind
    required = tuple((column.id, column.label) for column in kind.columns if column.required)
    header = read_header(sheet.raw, column_names(kind), required, report, shown_names(kind.columns))
    sheet.usable = header.usable
    if not header.usable:
        return
    columns_without_header(sheet.raw, header, report, plain_text=known.plain_text)
    rows = tuple(row for row in sheet.raw.rows[1:] if _holds_anything(row, header, plain_text=known.plain_text))
    sheet.blank = len(sheet.raw.rows) - 1 - len(rows)
    too_long = _rows_with_extra_fields(rows, header) if known.plain_text else frozenset()
    if len(too_long) > 1 and len(too_long) == len(rows):
        report.stop("extra_fields_everywhere", Place(sheet.raw.name))
        sheet.usable = False
        return
    reader = _RowReader(sheet, header, known, report)
    for row in rows:
        if row.fault or row.number in too_long:
            report.error(row.fault or "extra_fields", Place(sheet.raw.name, row.number))
        else:
            reader.read(row)
    _warn_of_turned_dates(sheet, report)


def _holds_anything(row: Row, header: Header, *, plain_text: bool) -> bool:
    """Whether a row holds anything in the form's own columns; running numbers and totals beside them make it no record.

    In CSV what stands beyond the header may have slipped out of them: such a row is no blank one.
    """
    return any(
        (cell.column in header.columns or (plain_text and cell.column > header.last)) and not cell.says_nothing
        for cell in row.cells
    )


def _rows_with_extra_fields(rows: tuple[Row, ...], header: Header) -> frozenset[int]:
    return frozenset(row.number for row in rows if any(cell.column > header.last for cell in row.cells))


class _RowReader:
    """Reads the rows of one sheet; the same text in the same column is read once."""

    def __init__(self, sheet: _Sheet, header: Header, known: Circumstances, report: Report) -> None:
        self._sheet, self._header, self._known, self._report = sheet, header, known, report
        self._columns = {column.id: column for column in sheet.kind.columns}
        self._codes = {
            column.id: CodeTable.of(known.catalogue.codes(column)) for column in sheet.kind.columns if column.codes
        }
        self._keys = key_columns(known.catalogue, sheet.kind)
        self._readings: dict[tuple[object, ...], Reading] = {}
        self._suggestions_left = MOST_SUGGESTIONS

    def read(self, row: Row) -> None:
        """Type each cell, hold the row against the rules, and keep it where nothing is wrong."""
        cells = {self._header.columns[cell.column]: cell for cell in row.cells if cell.column in self._header.columns}
        self._sheet.cells[row.number] = cells
        values: dict[str, Value] = {}
        unreadable: set[str] = set()
        for name, column in self._columns.items():
            reading = self._reading(column, cells.get(name))
            values[name] = reading.value
            if reading.fault:
                unreadable.add(name)
            if reading.fault or reading.notes:
                self._tell(reading, column, row.number)
        found = breaches(values, RuleContext(self._sheet.kind, self._known.cover, frozenset(unreadable)))
        for breach in found:
            place = self._sheet.place(row.number, breach.column)
            shown = self._sheet.shown(row.number, breach.column)
            label = self._columns[breach.column].label
            self._report.error(breach.rule, place, label=label, **shown, **dict(breach.values))
        if not found and not unreadable:
            self._sheet.good[row.number] = values

    def _reading(self, column: Column, cell: Cell | None) -> Reading:
        if cell is None:
            return MISSING
        # 1.0 == True == 1 as keys of a dictionary: the kind tells them apart.
        key = (column.id, *cell[1:])
        found = self._readings.get(key)
        if found is None:
            codes = self._codes.get(column.id)
            latest = LATEST if self._sheet.kind.may_lie_ahead(column.id) else self._known.today
            found = read_value(cell, column.type, codes, latest, plain_text=self._known.plain_text)
            if column.id in self._keys and isinstance(found.value, str):
                meant = in_latin(found.value)
                found = Reading(fault="text_look_alike", values=(("suggestion", meant),)) if meant else found
            self._readings[key] = found
            if codes is not None and found.fault:
                self._suggestions_left -= 1
                if self._suggestions_left < 0:
                    self._codes[column.id] = replace(codes, suggests=False)
        return found

    def _tell(self, reading: Reading, column: Column, row: int) -> None:
        place = self._sheet.place(row, column.id)
        values = {**self._sheet.shown(row, column.id), **dict(reading.values)}
        for rule in reading.notes:
            self._report.warn(rule, place, label=column.label, **values)
        if reading.fault:
            self._report.error(reading.fault, place, label=column.label, **values)


# --- across rows and sheets


def _warn_of_turned_dates(sheet: _Sheet, report: Report) -> None:
    """Each real date of a column that was converted by halves may have its day and month turned round."""
    for column in sheet.kind.columns:
        if column.type not in ("date", "loose_date"):
            continue
        cells = ((row, cells[column.id]) for row, cells in sheet.cells.items() if column.id in cells)
        rows, example = turned_round(cells)
        for row, day in rows:
            turned = date(day.year, day.day, day.month)
            report.warn(
                "date_turned_round", sheet.place(row, column.id), label=column.label, written=day, other=turned,
                example=example,
            )  # fmt: skip


def _warn_of_misses(sheets: Mapping[str, _Sheet], catalogue: Catalogue, report: Report) -> None:
    """A text that would join nothing on another sheet for a sign or a letter."""
    for miss in misses(catalogue, {name: sheet.good for name, sheet in sheets.items() if sheet.usable}):
        sheet = sheets[miss.kind]
        report.warn(
            "near_key", sheet.place(miss.row, miss.column), label=sheet.kind.column(miss.column).label,
            sheet_label=catalogue.record(miss.other).label, suggestion=miss.meant,
        )  # fmt: skip


def _referred_to_first(sheets: Mapping[str, _Sheet]) -> list[_Sheet]:
    """The sheets in an order in which those that others refer to come first."""
    ordered: dict[str, _Sheet] = {}

    def add(sheet: _Sheet, under_way: frozenset[str]) -> None:
        for column in sheet.kind.columns:
            target = column.refers_to.record if column.refers_to else ""
            if target in sheets and target not in under_way:
                add(sheets[target], under_way | {target})
        ordered.setdefault(sheet.kind.id, sheet)

    for name, sheet in sheets.items():
        add(sheet, frozenset({name}))
    return list(ordered.values())


def _check_references(
    sheet: _Sheet, sheets: Mapping[str, _Sheet], catalogue: Catalogue, report: Report, unread: frozenset[str]
) -> None:
    """Reject the rows whose value does not stand among the accepted rows of the kind that it refers to."""
    for column in sheet.kind.columns:
        reference = column.refers_to
        if reference is None or reference.record in unread:
            continue
        target = sheets.get(reference.record)
        if target is not None and not target.usable:
            continue  # that sheet stopped the submission; what refers to it is not to blame
        named = [row[reference.column] for row in target.good.values()] if target else []
        texts = {comparable(value): str(value) for value in named if value is not None}
        candidates = tuple(texts.values())[:MOST_CANDIDATES]
        suggestions_left = MOST_SUGGESTIONS
        target_label = catalogue.record(reference.record).label
        for row, values in list(sheet.good.items()):
            value = values[column.id]
            if value is None or comparable(value) in texts:
                continue
            del sheet.good[row]
            rule = "refers_to" if target else "refers_to_absent_sheet"
            suggestions_left -= 1
            report.error(
                rule, sheet.place(row, column.id), label=column.label, sheet_label=target_label,
                suggestion=nearest(str(value), candidates) if suggestions_left > 0 else None,
            )  # fmt: skip


def _check_unique(sheet: _Sheet, report: Report) -> None:
    """The same row twice: the second is rejected. The same key with other values: all are (FORMS.md 3)."""
    columns = sheet.kind.unique or tuple(column.id for column in sheet.kind.columns)
    by_key: dict[Key, list[int]] = {}
    for row, values in sorted(sheet.good.items()):
        by_key.setdefault(tuple(comparable(values[name]) for name in columns), []).append(row)
    labels = tuple(sheet.kind.column(name).label for name in columns)
    for rows in by_key.values():
        if len(rows) == 1:
            continue
        whole = {tuple(comparable(value) for value in sheet.good[row].values()) for row in rows}
        is_conflict = len(whole) > 1
        for row in rows if is_conflict else rows[1:]:
            numbers = tuple(str(other) for other in rows[:6] if other != row) if is_conflict else (str(rows[0]),)
            others = Phrase("finding.place.row" if len(numbers) == 1 else "finding.place.rows", numbers)
            rule = "row_conflict" if is_conflict else "row_repeated"
            report.error(rule, sheet.place(row, columns[0]), key=labels, others=others)
            del sheet.good[row]
