"""Sheets and columns of a dropped file, as its sender knows them: their order in the form, and their labels."""

from __future__ import annotations

from etl.formats.form_sheets import COVER_SHEET, own_sheet_names
from etl.intake.sheets.headers import kind_names, name_key
from indicators.model import Catalogue, RecordKind, Words


class SheetNames:
    """Finds what a sheet of a file is by the name that it bears there."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._cover = {field.id: field.label for field in catalogue.programme.cover}
        self._covers = {name_key(name) for name in own_sheet_names(COVER_SHEET)}
        self._kinds: dict[str, tuple[int, RecordKind]] = {}
        records = [record for form in catalogue.programme.forms for record in form.records]
        for place, record in enumerate(records):
            kind = catalogue.record(record)
            self._kinds |= {name_key(name): (place, kind) for name in kind_names(kind)}

    def place(self, sheet: str | None) -> int:
        """Where a sheet stands: the file as a whole, the cover, the form's sheets in order, all others."""
        if sheet is None:
            return -2
        key = name_key(sheet)
        if key in self._covers:
            return -1
        return self._kinds[key][0] if key in self._kinds else len(self._kinds)

    def label(self, sheet: str | None, column: str | None) -> Words | None:
        """What a column, or a field of the cover, is called; None where the form has none of that id."""
        if sheet is None or column is None:
            return None
        key = name_key(sheet)
        if key in self._covers:
            return self._cover.get(column)
        columns = self._kinds[key][1].columns if key in self._kinds else ()
        return next((one.label for one in columns if one.id == column), None)
