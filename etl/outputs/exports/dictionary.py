"""The data dictionary: every column of every exported table, described in each language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from etl.formats.form_sheets import help_of
from etl.outputs.exports.records import WITHHELD
from etl.outputs.exports.tables import SUBMISSIONS, Column, Row, Table
from etl.outputs.exports.words import speak
from indicators.language import Language
from indicators.languages import ENGLISH, LANGUAGES, Words, columns_of
from indicators.model import Catalogue
from indicators.sql import KEY

NAME = "data_dictionary"


@dataclass(frozen=True)
class Described:
    """One column in words."""

    table: str
    column: Column
    words: Words


def described(catalogue: Catalogue, table: Table) -> tuple[Described, ...]:
    """The columns of a table in words."""
    return tuple(
        Described(
            table.name,
            column,
            Words.each(partial(_description, catalogue, table.name, column.name)),
        )
        for column in table.columns
    )


def dictionary(catalogue: Catalogue, tables: Iterable[Table]) -> Table:
    """The data dictionary of some tables, as a table."""
    found: list[Row] = [
        (one.table, one.column.name, one.column.type, *one.words.values())
        for table in tables
        for one in described(catalogue, table)
    ]
    names = ("table", "column", "type", *columns_of("description"))
    return Table(NAME, tuple(Column(name, "text") for name in names), lambda: found)


def _description(catalogue: Catalogue, table: str, column: str, code: str) -> str:
    """What is said of a column: of this table, of a record kind's own, of any table, of a reference sheet."""
    language = speak(code)
    found = (
        _said(language, f"column.{table}.{column}"),
        _of_record(catalogue, table, column, language),
        _of_submissions(catalogue, table, column, language),
        _said(language, f"column.any.{column}"),
        _said(language, f"sheet.{column}"),
    )
    best = next((one for one in found if one is not None), None)
    for other in LANGUAGES if best is None else ():
        name = column.removesuffix(f"_{other}")
        if other != ENGLISH and name != column:
            of = _description(catalogue, table, name, code)
            return language.say("column.translated", language=language.name_of(other), of=of)
    return best or language.say(f"column.any.{column}")


def _said(language: Language, key: str) -> str | None:
    return language.say(key) if language.has(key) else None


def _of_record(catalogue: Catalogue, table: str, column: str, language: Language) -> str | None:
    """A record kind's own column, the key that its texts compare by, or the mark that a count is suppressed."""
    kind = next((one for one in catalogue.records if one.id == table), None)
    if kind is None:
        return None
    for one in kind.columns:
        label = one.label[language.code]
        if column == one.id:
            return f"{label}. {help_of(kind, one)[language.code]}"
        if column == one.id + KEY:
            return language.say("column.key", column=one.id, label=label)
        if column == one.id + WITHHELD:
            minimum = catalogue.programme.disclosure.minimum
            return language.say("column.suppressed", column=one.id, label=label, minimum=minimum)
    return None


def _of_submissions(catalogue: Catalogue, table: str, column: str, language: Language) -> str | None:
    """The accepted rows of a record kind in a submission."""
    kind = next((one for one in catalogue.records if one.id == column), None)
    if table != SUBMISSIONS or kind is None:
        return None
    return language.say("column.accepted", sheet=kind.label[language.code])
