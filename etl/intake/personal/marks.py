"""Which texts of a file hold personal data, found out where the file is read: in the process with limits (FORMS.md 4).

A small file can hold what takes minutes to look through, such as a letter that grows eighteenfold once normalised. So
all that is done with texts as long as a file has them is done here; what leaves the process is short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from etl.intake.cells import Cell, PersonalMarks, RawSubmission, Row
from etl.intake.personal.headers import personal_header
from etl.intake.personal.recognised import personal_kind, personal_kind_outside, worth_a_look
from etl.intake.text.characters import LONGEST_TEXT, clean_text

LONGEST_CELL = 32_767
"""How many characters a spreadsheet's cell holds at the most; a longer text comes from no spreadsheet."""
HEADING_ROWS, LONGEST_HEADING = 10, 80


def searched(raw: RawSubmission) -> RawSubmission:
    """What was read, with the texts of it that hold personal data marked, and every text cut that is too long to keep.

    A cell that is longer than a spreadsheet's can be is cut before anything else is done with it: its row is rejected,
    and as the rest was not looked at, the file is not kept.
    """
    endless = any(_is_endless(cell) for sheet in raw.sheets for row in sheet.rows for cell in row.cells)
    if endless:
        raw = replace(_with_cells(raw, _without_end), extras=(*raw.extras, "endless"))
    tidy = _with_cells(raw, _tidied)
    cut = _with_cells(tidy, _cut)
    return replace(cut, other_texts=(), outside_texts=(), marks=_marks(tidy, cut))


def _marks(raw: RawSubmission, cut: RawSubmission) -> PersonalMarks:
    """The texts that hold personal data, as they stand once they are cut, and the headers that ask for it."""
    texts: dict[str, str] = {}
    kinds: dict[str, str | None] = {}
    for text, shortened in zip(_texts(raw), _texts(cut), strict=True):
        if text not in kinds:
            kinds[text] = personal_kind(text) if worth_a_look(text) else None
        kind = kinds[text]
        if kind:
            texts[shortened] = kind
    elsewhere = (
        *(personal_kind(text) for text in raw.other_texts if worth_a_look(text)),
        *(personal_kind_outside(text) for text in raw.outside_texts),
    )
    headings = {text: kind for text in dict.fromkeys(_headings(raw)) if (kind := personal_header(text))}
    return PersonalMarks(texts, headings, next(filter(None, elsewhere), None))


def _texts(raw: RawSubmission) -> Iterator[str]:
    for sheet in raw.sheets:
        yield sheet.name
        for row in sheet.rows:
            for cell in row.cells:
                yield from searched_texts(cell)
        yield from (comment.text for comment in sheet.comments)


def searched_texts(cell: Cell) -> Iterator[str]:
    """The texts of a cell in which personal data may stand: its value, its formula, and what it shows.

    Decimals that are shown without their places are decimals all the same: 699979830.03 is no telephone.
    """
    if not _only_counts(cell):
        yield cell.written
    if cell.formula is not None:
        yield cell.formula
    if cell.as_shown is not None and not (_only_counts(cell) and cell.as_shown.lstrip("-").isdigit()):
        yield cell.as_shown


def _only_counts(cell: Cell) -> bool:
    """Whether a cell's value can be no number that names somebody: a day, decimals, what a formula works out here."""
    if not isinstance(cell.value, float):
        return cell.kind == "date"
    return not cell.value.is_integer() or (cell.formula is not None and not cell.reaches_outside)


def _headings(raw: RawSubmission) -> Iterator[str]:
    for sheet in raw.sheets:
        for row in sheet.rows[:HEADING_ROWS]:
            for cell in row.cells:
                if cell.kind == "text" and len(cell.written) <= LONGEST_HEADING:
                    yield cell.written


def _with_cells(raw: RawSubmission, change: Callable[[Cell], Cell]) -> RawSubmission:
    """A submission whose long texts are changed; most rows have none, and stay as they are."""

    def changed(row: Row) -> Row:
        if not any(isinstance(cell.value, str) and len(cell.value) > LONGEST_TEXT for cell in row.cells):
            return row
        return row._replace(cells=tuple(map(change, row.cells)))

    return replace(raw, sheets=tuple(replace(one, rows=tuple(map(changed, one.rows))) for one in raw.sheets))


def _is_endless(cell: Cell) -> bool:
    return isinstance(cell.value, str) and len(cell.value) > LONGEST_CELL


def _without_end(cell: Cell) -> Cell:
    """A cell that is longer than any can be, as the beginning of it; still too long to be kept."""
    if not _is_endless(cell):
        return cell
    beginning = clean_text(str(cell.value)[: 4 * LONGEST_TEXT])[: LONGEST_TEXT + 1]
    return cell._replace(value=beginning.ljust(LONGEST_TEXT + 1, "…"))


def _tidied(cell: Cell) -> Cell:
    """A cell whose long text has no superfluous characters but one, by which it is told that there were some."""
    if not isinstance(cell.value, str):
        return cell
    clean = clean_text(cell.value)
    return cell if clean == cell.value else cell._replace(value=f"{clean} ")


def _cut(cell: Cell) -> Cell:
    """A cell whose text is one character longer than may be kept, where it is longer; its row is rejected."""
    if not isinstance(cell.value, str) or len(cell.value.rstrip()) <= LONGEST_TEXT:
        return cell
    return cell._replace(value=cell.value[: LONGEST_TEXT + 1])
