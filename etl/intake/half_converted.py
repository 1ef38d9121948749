"""A column of dates of which a program turned some round and left the others as text (forms.md 3).

Where a spreadsheet takes `05/03/2009` for the third of May, it makes a date of it, and leaves `13/03/2009` as it is:
there is no thirteenth month. So texts with a day above 12 beside dates without one say what happened to these.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from etl.intake.cells import Cell
from etl.intake.characters import clean_text
from etl.intake.written_dates import could_not_be_turned_round

LAST_MONTH = 12


def turned_round(cells: Iterable[tuple[int, Cell]]) -> tuple[tuple[tuple[int, date], ...], str]:
    """The rows and days of a column's dates that were most likely turned round, and a text that says so; or none."""
    days: list[tuple[int, date]] = []
    texts: list[str] = []
    for row, cell in cells:
        if cell.kind == "date" and cell.shows_day is not False:
            days.append((row, date.fromisoformat(str(cell.value))))
        elif cell.kind == "text" and could_not_be_turned_round(clean_text(str(cell.value))):
            texts.append(str(cell.value))
    if not texts or any(day.day > LAST_MONTH for _, day in days):
        return (), ""
    return tuple(days), texts[0]
