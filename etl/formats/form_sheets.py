"""The sheets that every form's workbook has besides its record sheets: their names, and every text that they hold.

The workbook's writer puts these texts in; the reader uses the same functions to know a sheet as the form's own, so that
a workbook that holds nothing but the form is recognised as such. Nothing here reads or writes a file.
"""

from __future__ import annotations

from datetime import date, timedelta

from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import Language, language
from indicators.model import LANGUAGES, Catalogue, Code, Column, CoverField, Form, RecordKind, Words
from indicators.schedule import hand_in_periods

COVER_SHEET = "cover"
GUIDE_SHEET = "guide"
LIST_SHEET = "lists"
OWN_SHEETS = (COVER_SHEET, GUIDE_SHEET, LIST_SHEET)
COVER_COLUMNS = ("field", "value")
UNIT_FIELD = "qark"  # the cover's field that FORMS.md section 1 keeps for forms that cover one unit
LONGEST_SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAME = frozenset("[]:*?/\\")

Table = tuple[tuple[str, ...], ...]


def own_sheet_name(sheet: str, speaks: Language) -> str:
    """The name of one of OWN_SHEETS as the workbook's language shows it."""
    return speaks.say(f"template.sheet.{sheet}")


def own_sheet_label(sheet: str) -> Words:
    """What one of OWN_SHEETS is called in each language."""
    return Words.each(lambda code: own_sheet_name(sheet, language(code, ETL_LOCALE)))


def own_sheet_names(sheet: str) -> tuple[str, ...]:
    """Every name that one of OWN_SHEETS may go by: its machine name, then its name in each language."""
    return (sheet, *own_sheet_label(sheet).values())


def cover_column_label(column: str) -> Words:
    """How one of COVER_COLUMNS is headed in each language."""
    return Words.each(lambda code: language(code, ETL_LOCALE).say(f"template.cover.{column}"))


def cover_column_names(column: str) -> tuple[str, ...]:
    """Every header that one of COVER_COLUMNS may go by: its machine name, then its label in each language."""
    return (column, *cover_column_label(column).values())


def record_sheet_name(kind: RecordKind, speaks: Language) -> str:
    """The name of a record kind's sheet: its label, or its machine name where a workbook could not bear the label."""
    label = kind.label[speaks.code]
    fits = len(label) <= LONGEST_SHEET_NAME and not FORBIDDEN_IN_SHEET_NAME & set(label) and label.strip("'") == label
    return label if fits else kind.id


def cover_fields(catalogue: Catalogue, form: Form) -> tuple[CoverField, ...]:
    """The lines of a form's cover, in order; a form that covers every unit names none (FORMS.md 1)."""
    return tuple(field for field in catalogue.programme.cover if form.covers == "unit" or field.id != UNIT_FIELD)


def cover_labels(catalogue: Catalogue, field: CoverField, code: str) -> dict[str, str]:
    """What a line of the cover may be chosen from: machine name -> label in a language; empty where it is free."""
    programme = catalogue.programme
    labels = {
        "form": {form.id: form.label[code] for form in programme.forms},
        UNIT_FIELD: {unit.id: unit.label[code] for unit in programme.areas.units},
        "period": {period.code: period.code for period in hand_in_periods(catalogue)},
    }
    return labels.get(field.id, {})


def choice_lists(catalogue: Catalogue, form: Form, code: str) -> dict[str, tuple[str, ...]]:
    """Every list that the form's drop-downs choose from, in a language: the list's key -> its header, then its values.

    A key is a code list's id, or `cover.` and a field's id. A code list is headed by the labels of its columns.
    """
    lists: dict[str, tuple[str, ...]] = {}
    for field in cover_fields(catalogue, form):
        choices = cover_labels(catalogue, field, code)
        if choices:
            lists[f"cover.{field.id}"] = (field.label[code], *choices.values())
    headers: dict[str, dict[str, None]] = {}
    for name in form.records:
        for column in catalogue.record(name).columns:
            if column.codes:
                headers.setdefault(column.codes, {})[column.label[code]] = None
    for key, labels in headers.items():
        lists[key] = (" / ".join(labels), *(one.label[code] for one in catalogue.code_lists[key]))
    return lists


def example_of(catalogue: Catalogue, column: Column, code: str) -> str:
    """What an example row shows in a column; empty where the catalogue has no example and the column may stay empty."""
    if column.example is not None:
        return column.example[code]
    if not column.required:
        return ""
    codes: tuple[Code, ...] = catalogue.codes(column)
    if codes:
        return codes[0].label[code]
    if column.type == "date":
        return f"{example_day(catalogue):%d.%m.%Y}"
    if column.type == "loose_date":
        return str(example_day(catalogue).year)
    return str(column.minimum or 1) if column.type in ("whole_number", "number") else "…"


def help_of(kind: RecordKind, column: Column) -> Words:
    """What belongs in a column; also that it may lie in the future, which is said of no other day."""
    if not kind.may_lie_ahead(column.id):
        return column.help
    return Words.each(lambda code: f"{column.help[code]} {language(code, ETL_LOCALE).say('template.may_lie_ahead')}")


def example_day(catalogue: Catalogue) -> date:
    """A day inside the programme's first hand-in period, for example rows."""
    return min(catalogue.programme.span.start + timedelta(days=40), hand_in_periods(catalogue)[0].end)


def guide_steps(speaks: Language) -> tuple[str, ...]:
    """How to fill in a workbook, step by step."""
    lists = own_sheet_name(LIST_SHEET, speaks)
    names = ("cover", "rows", "lists", "writing", "empty", "standing", "persons", "again")
    return tuple(speaks.say(f"template.step.{name}", lists=lists) for name in names)


def guide_table(catalogue: Catalogue, kind: RecordKind, speaks: Language) -> Table:
    """A record kind explained as its sheet looks: captions down the side, a column of the sheet in each column.

    Rows: headers, what belongs there, whether it is required, the example row.
    """
    code = speaks.code
    said = {True: speaks.say("template.guide.yes"), False: speaks.say("template.guide.no")}
    return (
        (speaks.say("template.guide.column"), *(column.label[code] for column in kind.columns)),
        (speaks.say("template.guide.help"), *(column.help[code] for column in kind.columns)),
        (speaks.say("template.guide.required"), *(said[column.required] for column in kind.columns)),
        (speaks.say("template.guide.example"), *(example_of(catalogue, column, code) for column in kind.columns)),
    )


def own_texts(catalogue: Catalogue, form: Form) -> frozenset[str]:
    """Every text that the guide and the list sheet of a form hold, in any language: anything else is not the form's."""
    texts: set[str] = set()
    for code in LANGUAGES:
        speaks = language(code, ETL_LOCALE)
        texts |= {speaks.say("template.guide.title"), speaks.say("template.guide.examples"), form.label[code]}
        texts |= {*guide_steps(speaks), speaks.say("template.guide.left_out")}
        for values in choice_lists(catalogue, form, code).values():
            texts |= {*values}
        for name in form.records:
            kind = catalogue.record(name)
            texts |= {record_sheet_name(kind, speaks), kind.description[code]}
            texts |= {text for row in guide_table(catalogue, kind, speaks) for text in row if text}
    return frozenset(texts)
