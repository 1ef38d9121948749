"""What an annotated workbook shows: a mark at each cell that a finding names, and the list of all findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.formats.form_sheets import COVER_COLUMNS, COVER_SHEET, own_sheet_names
from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.cells import RawSheet, RawSubmission, address, column_letters, split_address
from etl.intake.findings import Finding, shortened
from etl.intake.sheets.cover import OFFICE_FIELD
from etl.intake.sheets.headers import column_names, cover_column_keys, kind_names, name_key
from etl.intake.submission import CheckedSubmission
from indicators.language import Language, language
from indicators.model import LANGUAGES, Catalogue, Words

MOST_MARKS = 2_000
AUTHOR = "rcat"
# Fill and font of a marked cell, by level; the comment says the level in words, so that nobody needs the colour.
COLOURS = {"error": ("FFF4B6AE", "FF7A1B0C"), "warning": ("FFFBE7A1", "FF5C4400")}
# The columns of the list, with their widths in characters.
COLUMNS = {"number": 6, "level": 14, "sheet": 22, "cell": 9, "column": 26, "written": 26, "message": 90}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Mark:
    """A marked cell: where it is, how grave, and its comment."""

    sheet: str
    cell: str
    level: str
    text: str


@dataclass(frozen=True)
class ListRow:
    """A finding in the list: the texts of COLUMNS, and the cell that it leads to (sheet, address), if any."""

    level: str
    texts: tuple[str, ...]
    leads_to: tuple[str, str] | None

    @property
    def lines(self) -> int:
        """How many lines it takes in the widths of COLUMNS."""
        return max(1, *(-(-len(text) // (width - 2)) for text, width in zip(self.texts, COLUMNS.values(), strict=True)))


@dataclass(frozen=True)
class Annotation:
    """All that is added to a workbook. `titles` and `sheet_names` are those of every language, our own first.

    An earlier annotation is recognised by them and replaced. Title and lines are ten rows with content: in the first
    ten rows of a sheet that it does not know, the reader looks for headers that announce personal data, and a value
    that is quoted in the list must not be taken for one when the file comes back.
    """

    sheet_names: tuple[str, ...]
    titles: tuple[str, ...]
    lines: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[ListRow, ...]
    marks: tuple[Mark, ...]


def annotation(checked: CheckedSubmission, raw: RawSubmission, catalogue: Catalogue, speaks: Language) -> Annotation:
    """What to add to the workbook in a language that knows the texts of etl/locale."""
    places = _Places(raw, catalogue)
    ordered = (speaks, *(language(code, ETL_LOCALE) for code in LANGUAGES if code != speaks.code))
    ours = _ours(raw, ordered)
    found = [(one, places.cell(one)) for one in checked.findings if (one.rule, one.sheet) not in ours]
    return Annotation(
        sheet_names=tuple(one.say("annotated.sheet") for one in ordered),
        titles=tuple(one.say("annotated.title") for one in ordered),
        lines=(*_lines(checked, catalogue, speaks), *_tally([one for one, _ in found], speaks), *_legend(speaks)),
        header=tuple(speaks.say(f"annotated.column.{column}") for column in COLUMNS),
        rows=tuple(_row(number, finding, cell, speaks) for number, (finding, cell) in enumerate(found, 1)),
        marks=_marks(found, speaks),
    )


def _ours(raw: RawSubmission, languages: Iterable[Language]) -> set[tuple[str, str | None]]:
    """What the reader says of an earlier annotation: rule and sheet. Marked again, it would never come to an end."""
    names, titles, levels = set(), set(), []
    for one in languages:
        names.add(one.say("annotated.sheet"))
        titles.add(one.say("annotated.title"))
        levels += [f"{one.say(f'annotated.level.{level}')}: " for level in COLOURS]
    found: set[tuple[str, str | None]] = set()
    for sheet in raw.sheets:
        if sheet.name in names and sheet.rows and sheet.rows[0].cells[0].written in titles:
            found.add(("unknown_sheet", sheet.name))
        if all(comment.text.startswith(tuple(levels)) for comment in sheet.comments):
            found.add(("comment", sheet.name))
    return found


def _lines(checked: CheckedSubmission, catalogue: Catalogue, speaks: Language) -> tuple[str, ...]:
    """Whose file it is, and what becomes of it."""
    submission = speaks.say("annotated.cover_incomplete")
    if checked.form and checked.period and checked.submitted_on:
        area = checked.qark or catalogue.programme.areas.whole.id
        submission = speaks.say(
            "annotated.submission",
            form=catalogue.form(checked.form).label[speaks.code],
            place=catalogue.area_labels[area][speaks.code],
            period=speaks.period(checked.period),
            date=speaks.date(checked.submitted_on),
        )
    counts = {"accepted": sum(checked.accepted.values()), "rejected": sum(checked.rejected.values())}
    outcome = speaks.say(f"annotated.{'refused' if checked.refused else 'outcome'}", **counts)
    return submission, outcome


def _tally(findings: Sequence[Finding], speaks: Language) -> tuple[str, ...]:
    errors = sum(one.level == "error" for one in findings)
    warnings = len(findings) - errors
    return speaks.say("annotated.errors", count=errors), speaks.say("annotated.warnings", count=warnings)


def _legend(speaks: Language) -> tuple[str, ...]:
    """How to read the marks, and what to do."""
    return tuple(speaks.say(f"annotated.{line}") for line in ("red", "yellow", "comment", "go", "again"))


def _row(number: int, finding: Finding, cell: tuple[str, str] | None, speaks: Language) -> ListRow:
    label = dict(finding.values).get("label", finding.column)
    column = label[speaks.code] if isinstance(label, Words) else str(label or "")
    texts = (
        str(number), speaks.say(f"annotated.level.{finding.level}"), finding.sheet or "", cell[1] if cell else "",
        column, shortened(finding.value or ""), finding.message(speaks),
    )  # fmt: skip
    return ListRow(finding.level, tuple(map(writable, texts)), cell)


def _marks(found: Iterable[tuple[Finding, tuple[str, str] | None]], speaks: Language) -> tuple[Mark, ...]:
    """One mark a cell, with everything that was found there."""
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for finding, cell in found:
        if cell is not None and (cell in by_cell or len(by_cell) < MOST_MARKS):
            by_cell.setdefault(cell, []).append(finding)
    return tuple(
        Mark(
            *cell,
            level="error" if any(one.level == "error" for one in findings) else "warning",
            text=writable("\n\n".join(
                f"{speaks.say(f'annotated.level.{one.level}')}: {one.message(speaks)}" for one in findings
            )),
        )
        for cell, findings in by_cell.items()
    )  # fmt: skip


def numbers_and_dates(sheet: RawSheet, catalogue: Catalogue) -> dict[int, str]:
    """The columns (by number) of a sheet that hold numbers or dates, with their type."""
    kinds = {name_key(name): kind for kind in catalogue.records for name in kind_names(kind)}
    kind = kinds.get(name_key(sheet.title))
    if kind is None or not sheet.rows:
        return {}
    types = {column.id: column.type for column in kind.columns if column.type in ("date", "whole_number", "number")}
    names = {cell.column: column_names(kind).get(name_key(cell.written)) for cell in sheet.rows[0].cells}
    return {column: types[name] for column, name in names.items() if name in types}


def writable(text: str) -> str:
    """A text without the characters that no XML may hold."""
    return _UNWRITABLE.sub("", text)


class _Places:
    """Finds the cell that a finding names: by the sheet's headers, as the reader understood them."""

    def __init__(self, raw: RawSubmission, catalogue: Catalogue) -> None:
        self._sheets = {sheet.name: sheet for sheet in raw.sheets}
        covers = {name_key(name) for name in own_sheet_names(COVER_SHEET)}
        names = {name_key(name): column_names(kind) for kind in catalogue.records for name in kind_names(kind)}
        self._fields = {field.id for field in catalogue.programme.cover} | {OFFICE_FIELD}
        self._names = names | dict.fromkeys(covers, cover_column_keys(COVER_COLUMNS))

    def cell(self, finding: Finding) -> tuple[str, str] | None:
        """Sheet and address; where only the row is known its first cell, where only the sheet is its header's."""
        sheet = self._sheets.get(finding.sheet or "")
        if sheet is None:
            return None
        first = sheet.rows[0] if sheet.rows else None
        row = finding.row or (first.number if first else 1)
        column = self._column(sheet, finding.column) or next(
            (one.cells[0].column for one in sheet.rows if one.number == row), first.cells[0].column if first else 1
        )
        return sheet.name, address(column, row)

    def _column(self, sheet: RawSheet, name: str | None) -> int | None:
        """The number of a column by its machine name, its header, or its letters."""
        if name is None or not sheet.rows:
            return None
        known = self._names.get(name_key(sheet.title), {})
        headers = {cell.column: cell.written for cell in sheet.rows[0].cells}
        for column, header in headers.items():
            if known.get(name_key(header)) == (COVER_COLUMNS[1] if name in self._fields else name):
                return column
        for column, header in headers.items():
            if name_key(header) == name_key(name):
                return column
        place = split_address(f"{name}1") if name.isascii() and name.isupper() else None
        return place[0] if place and column_letters(place[0]) == name else None
