"""A column of dates of which a program turned some round and left the others as text (FORMS.md 3).

Where a spreadsheet takes `05/03/2009` for the third of May, it makes a date of it, and leaves `13/03/2009` as it is:
there is no thirteenth month. So texts with a day above 12 beside dates without one say what happened to these. In CSV
such dates have become texts, too: `2009-05-03 00:00:00`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from etl.intake.cells import Cell
from etl.intake.text.characters import clean_text
from etl.intake.values.written_dates import could_not_be_turned_round, midnight_as_text

LAST_MONTH = 12


def turned_round(cells: Iterable[tuple[int, Cell]]) -> tuple[tuple[tuple[int, date], ...], str]:
    """The rows and days of a column's dates that were most likely turned round, and a text that says so; or none."""
    days: list[tuple[int, date]] = []
    texts: list[str] = []
    for row, cell in cells:
        day = _real_date(cell)
        if day is not None:
            days.append((row, day))
        elif cell.kind == "text" and could_not_be_turned_round(clean_text(str(cell.value))):
            texts.append(str(cell.value))
    if not texts or any(day.day > LAST_MONTH for _, day in days):
        return (), ""
    return tuple((row, day) for row, day in days if day.day != day.month), texts[0]


def _real_date(cell: Cell) -> date | None:
    """The day of a date cell that shows it, or of a text that a program wrote for one."""
    if cell.kind == "date":
        return date.fromisoformat(str(cell.value)) if cell.shows_day is not False else None
    return midnight_as_text(clean_text(str(cell.value))) if cell.kind == "text" else None
