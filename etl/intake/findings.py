"""What was found on reading and checking: a value that pages, commands and files render (FORMS.md 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from babel.lists import format_list

from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import Language, language
from indicators.model import Words

Level = Literal["error", "warning"]
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Phrase:
    """A text of the locale files inside another one: its key, and what is named in it (`3, 4 and 5`), if anything."""

    key: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or was read otherwise than written.

    `sheet` is named as in the file, `row` is the one the spreadsheet shows, `column` the column's machine name, or its
    header or letters where it has none; `value` is as written. `rule` is a key under `finding.` of the locale files,
    and `values` fill its placeholders. With personal data `value` is None and nothing of the file is in `values`.
    """

    level: Level
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    rule: str
    values: tuple[tuple[str, object], ...] = ()

    def message(self, language: Language) -> str:
        """What is wrong and what to do, in a language that knows the texts of ETL_LOCALE."""
        # A number stays one: it decides between the forms of a text.
        values = {name: value if isinstance(value, int) else _said(value, language) for name, value in self.values}
        text = language.say(f"finding.{self.rule}", **{"written": shortened(self.value or ""), **values})
        if "suggestion" in values:
            text = f"{text} {language.say('finding.did_you_mean', suggestion=values['suggestion'])}"
        return text

    def place(self, language: Language) -> str:
        """Where it is: sheet, row and column, as far as they are known; empty for the file as a whole."""
        parts = {"sheet": self.sheet, "row": self.row, "column": dict(self.values).get("label", self.column)}
        return ", ".join(
            language.say(f"finding.place.{name}", name=_said(part, language))
            for name, part in parts.items()
            if part is not None
        )

    def as_json(self) -> dict[str, object]:
        """The finding as INTERFACES.md fixes it."""
        return {
            "level": self.level,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": shortened(self.value) if self.value is not None else None,
            "rule": self.rule,
            "message": dict(in_all_languages(self.message)),
        }


def in_all_languages(message: Callable[[Language], str]) -> Words:
    """What a message says in each language."""
    return Words.each(lambda code: message(language(code, ETL_LOCALE)))


def shortened(text: str) -> str:
    """A value fit to be shown: long ones are cut."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return plain if len(plain) <= LONGEST_VALUE else plain[: LONGEST_VALUE - 1] + "…"


def _said(value: object, language: Language) -> str:
    """A placeholder's value in a language."""
    if isinstance(value, Words):
        return value[language.code]
    if isinstance(value, Phrase):
        return (
            language.say(value.key, name=format_list(value.names, locale=language.code))
            if value.names
            else language.say(value.key)
        )
    if isinstance(value, date):
        return language.date(value)
    if isinstance(value, tuple):
        return ", ".join(_said(one, language) for one in value)
    return shortened(str(value))
