"""A form as an XLSForm, for those who collect with KoboToolbox or ODK: the same questions, codes and rules.

Every record kind is a repeat. Before it stands the question that a sheet answers by being there or not (FORMS.md 1):
there are rows, there were none, nothing is said. It comes back through `etl/intake/sheets/collected.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from xlsxwriter import Workbook

from etl.formats.atomic_file import replaced
from etl.formats.form_sheets import UNIT_FIELD, cover_fields, help_of
from etl.formats.locale_folder import ETL_LOCALE
from etl.formats.xlsform_names import NONE, NOTE, PERIOD_END, PERIOD_START, ROWS, SAID, SILENT
from etl.intake.text.characters import LONGEST_TEXT
from etl.intake.values.written_dates import EARLIEST, LATEST
from indicators.language import Language, language
from indicators.languages import ENGLISH, LANGUAGES, OFFICES, Words
from indicators.model import Catalogue, Column, CoverField, Form, RecordKind
from indicators.schedule import hand_in_periods

_WRITTEN_ON = datetime(2008, 1, 1)  # noqa: DTZ001 (a property of the document that must not depend on the clock)
_NAMES = {code: f"{language(code).name} ({code})" for code in LANGUAGES}
_TYPES = {"text": "text", "date": "date", "whole_number": "integer", "number": "decimal", "loose_date": "text"}
# What a phone may take down of a loose date: the day, the month or the year, as they are kept.
_LOOSE_DATE = r"regex(., '^[0-9]{4}(-[0-9]{2}){0,2}$')"
_SAID_LIST, _PERIOD_LIST = "said_of_sheet", "reporting_period"
_TRANSLATED = ("label", "hint", "constraint_message")
_PLAIN = ("required", "constraint", "relevant", "calculation")


@dataclass(frozen=True)
class _Question:
    """A row of the sheet `survey`."""

    type: str
    name: str
    words: Mapping[str, Words] = field(default_factory=dict)
    logic: Mapping[str, str] = field(default_factory=dict)


def write_xlsform(path: Path, catalogue: Catalogue, form: Form) -> None:
    """Write a form as an XLSForm in every language, replaced at once; the same bytes whenever and wherever."""
    with replaced(path) as aside:
        workbook = Workbook(aside, {"in_memory": True})
        workbook.set_properties({"created": _WRITTEN_ON, "title": form.label[ENGLISH]})
        _write(workbook, "survey", _survey(catalogue, form))
        _write(workbook, "choices", _choices(catalogue, form))
        _write(workbook, "settings", _settings(catalogue, form))
        workbook.close()


def _write(workbook: Workbook, name: str, rows: list[list[str]]) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(rows[0]) - 1, 28)
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text)


def _survey(catalogue: Catalogue, form: Form) -> list[list[str]]:
    header = ["type", "name", *(f"{key}::{_NAMES[code]}" for key in _TRANSLATED for code in LANGUAGES), *_PLAIN]
    rows, nothing = [header], [""] * len(LANGUAGES)
    for one in _questions(catalogue, form):
        texts = [text for key in _TRANSLATED for text in (one.words[key].values() if key in one.words else nothing)]
        rows.append([one.type, one.name, *texts, *(one.logic.get(key, "") for key in _PLAIN)])
    return rows


def _questions(catalogue: Catalogue, form: Form) -> Iterator[_Question]:
    yield _Question("note", NOTE, {"label": _say("template.step.persons")})
    for line in cover_fields(catalogue, form):
        yield _cover_question(line, form)
    for name, place in ((PERIOD_START, 0), (PERIOD_END, 1)):
        yield _Question("calculate", name, logic={"calculation": _period_day(catalogue, place)})
    for kind_name in form.records:
        yield from _repeat(catalogue, catalogue.record(kind_name))


def _cover_question(line: CoverField, form: Form) -> _Question:
    """A line of the cover; which form it is goes without asking."""
    if line.id == "form":
        return _Question("calculate", line.id, logic={"calculation": f"'{form.id}'"})
    types = {UNIT_FIELD: "select_one units", "period": f"select_one {_PERIOD_LIST}", "submitted_on": "date"}
    words = {"label": line.label, "hint": line.help, "constraint_message": line.help}
    logic = {"required": "yes"}
    if types.get(line.id) == "date":
        logic["constraint"] = f". <= today() and . >= ${{{PERIOD_START}}}"
    return _Question(types.get(line.id, "text"), line.id, words, logic)


def _period_day(catalogue: Catalogue, place: int) -> str:
    """The first (0) or last (1) day of the period that was chosen, as an expression."""
    days = "''"
    for period in reversed(hand_in_periods(catalogue)):
        days = f"if(${{period}} = '{period.code}', '{(period.start, period.end)[place].isoformat()}', {days})"
    return f"date({days})"


def _repeat(catalogue: Catalogue, kind: RecordKind) -> Iterator[_Question]:
    asked = Words.each(lambda code: _in(code).say("xlsform.said", sheet=kind.label[code]))
    yield _Question(
        f"select_one {_SAID_LIST}", kind.id + SAID, {"label": asked, "hint": kind.description}, {"required": "yes"}
    )
    relevant = {"relevant": f"${{{kind.id}{SAID}}} = '{ROWS}'"}
    yield _Question("begin_repeat", kind.id, {"label": kind.label}, relevant)
    for column in kind.columns:
        yield _column_question(catalogue, kind, column)
    yield _Question("end_repeat", kind.id)


def _column_question(catalogue: Catalogue, kind: RecordKind, column: Column) -> _Question:
    words = {"label": column.label, "hint": help_of(kind, column)}
    logic = {}
    tests = _constraints(kind, column)
    if tests:
        logic["constraint"] = " and ".join(tests)
        words["constraint_message"] = words["hint"]
    if column.required:
        logic["required"] = "yes"
    elif column.required_when:
        cases = (f"../{name} = '{value}'" for name, values in column.required_when.items() for value in values)
        logic["required"] = " or ".join(cases)
    asked = f"select_one {column.codes}" if catalogue.codes(column) else _TYPES[column.type]
    return _Question(asked, column.id, words, logic)


def _constraints(kind: RecordKind, column: Column) -> list[str]:
    """The rules of FORMS.md section 2 that one row shows; the door checks them all again."""
    if column.type == "text":
        return [f"string-length(.) <= {LONGEST_TEXT}"]
    if column.type == "loose_date":
        return [_LOOSE_DATE]
    found = [f". >= {column.minimum}"] if column.minimum is not None else []
    if column.type == "date":
        latest = _xls_day(LATEST) if kind.may_lie_ahead(column.id) else "today()"
        found += [f". >= {_xls_day(EARLIEST)}", f". <= {latest}"]
    if column.at_least:
        found.append(f"(../{column.at_least} = '' or . >= ../{column.at_least})")
    for sign, names in ((">=", column.not_before), ("<=", column.not_after)):
        for name in names:
            other = f"../{name}" if name in {one.id for one in kind.columns} else f"${{{name}}}"
            found.append(f"({other} = '' or . {sign} {other})")
    if column.id == kind.date:
        found.append("(${submitted_on} = '' or . <= ${submitted_on})")
    return found


def _xls_day(day: date) -> str:
    return f"date('{day.isoformat()}')"


def _choices(catalogue: Catalogue, form: Form) -> list[list[str]]:
    rows = [["list_name", "name", *(f"label::{_NAMES[code]}" for code in LANGUAGES)]]
    rows += [[_SAID_LIST, one, *_say(f"xlsform.{one}").values()] for one in (ROWS, NONE, SILENT)]
    for period in hand_in_periods(catalogue):
        rows.append([_PERIOD_LIST, period.code, *(_in(code).period(period.code) for code in LANGUAGES)])
    columns = [column for name in form.records for column in catalogue.record(name).columns]
    lists = dict.fromkeys(column.codes for column in columns if column.codes)
    if form.covers == "unit":
        lists = {"units": None} | lists
    for name in lists:
        for one in catalogue.code_lists[name or ""]:
            rows.append([str(name), one.id, *one.label.values()])
    return rows


def _settings(catalogue: Catalogue, form: Form) -> list[list[str]]:
    title = " / ".join(dict.fromkeys(form.label.values()))
    name = f"{catalogue.programme.id}_{form.id}".replace("-", "_")
    return [
        ["form_title", "form_id", "version", "default_language"],
        [title, name, catalogue.digest[:12], _NAMES[OFFICES]],
    ]


def _say(key: str) -> Words:
    return Words.each(lambda code: _in(code).say(key))


def _in(code: str) -> Language:
    return language(code, ETL_LOCALE)
