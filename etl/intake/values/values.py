"""One cell -> a date, a number, a code or a text, or why it has no single reading (FORMS.md 3). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from etl.intake.cells import Cell
from etl.intake.findings import Phrase
from etl.intake.text.characters import LONGEST_TEXT, clean_text
from etl.intake.text.encodings import doubted_letter, looks_broken, mixes_scripts
from etl.intake.text.keys import latin_look, nearest, passes_for_latin
from etl.intake.values.formulas import reaches_outside
from etl.intake.values.no_values import error_in, says_nothing, truth_of
from etl.intake.values.number_formats import shows
from etl.intake.values.written_dates import LATEST, out_of_range, read_date, read_loose_date
from indicators.keys import fold_key
from indicators.loose_dates import possible_days
from indicators.model import Code, Words

Value = str | int | float | date | None
ColumnType = Literal["text", "code", "date", "whole_number", "number", "loose_date"]
MOST = 999_999_999
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:[.,]0{1,2})?")
# How dates are usually written where a cell can only hold text: these need no warning.
_USUAL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}")
_DECIMAL = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_LOOSE_AS_KEPT = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,' ][0-9]{3})+(?:[.,][0-9]+)?")
_FRACTION = re.compile(r"[0-9]*[.,][0-9]+|[0-9]+/[0-9]+|[0-9]+ ?%")
_SIGNED = re.compile(r"[+\-−–][ ]?[0-9].*")
# How programs shorten a long number: `2,00903E+16`, `2.0090315000123456e+16`, `2.0090315E7`. `2E16` may be a text.
_SHORTENED = re.compile(r"-?[0-9](?:[.,][0-9]+[Ee][+\-−]?[0-9]{1,3}|[Ee]\+[0-9]{2,3})")
MOST_DIGITS = 15  # that a spreadsheet keeps of a number


@dataclass(frozen=True)
class Reading:
    """What a cell says. Either `fault` names the rule that it breaks, or `value` is its one reading (None: missing).

    `notes` are rules of warnings: it counts, but was read otherwise than written. `values` fill placeholders of texts.
    """

    value: Value = None
    fault: str | None = None
    notes: tuple[str, ...] = ()
    values: tuple[tuple[str, object], ...] = ()


MISSING = Reading()


@dataclass(frozen=True)
class CodeTable:
    """The spellings of a code list: folded text -> code. Machine names win over labels, labels over other spellings.

    `truths` are the codes, and their labels, that a ticked box and an empty one stand for.
    """

    spellings: dict[str, str]
    labels: tuple[Words, ...]
    suggests: bool = True
    truths: Mapping[bool, tuple[str, Words]] = field(default_factory=dict)

    @staticmethod
    def of(codes: tuple[Code, ...]) -> CodeTable:
        """The table of a code list."""
        spellings: dict[str, str] = {}
        for texts_of in (_machine_name, _labels, _others):
            for code in codes:
                for text in texts_of(code):
                    spellings.setdefault(fold_key(text), code.id)
        truths = {code.truth: (code.id, code.label) for code in codes if code.truth is not None}
        return CodeTable(spellings, tuple(code.label for code in codes), truths=truths)

    def code_of(self, text: str) -> str | None:
        """The code that a text spells."""
        return self.spellings.get(fold_key(clean_text(text)[:LONGEST_TEXT]))

    def suggestion(self, text: str) -> Words | None:
        """The label that was most likely meant."""
        spelt = nearest(text, self.spellings) if self.suggests and len(text) <= LONGEST_TEXT else None
        # `AL-13` is not a misspelt `AL-12`: a number that is another one was not meant.
        if spelt is None or _digits(spelt) != _digits(text):
            return None
        found = self.spellings[fold_key(spelt)]
        position = list(dict.fromkeys(self.spellings.values())).index(found)
        return self.labels[position]


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


def _machine_name(code: Code) -> tuple[str, ...]:
    return (code.id,)


def _labels(code: Code) -> tuple[str, ...]:
    return tuple(code.label.values())


def _others(code: Code) -> tuple[str, ...]:
    return code.also


def read_value(cell: Cell, kind: ColumnType, codes: CodeTable | None, latest: date, *, plain_text: bool) -> Reading:
    """The one reading of a cell in a column of type `kind`; in `plain_text` (CSV) texts are the usual way to write.

    No day may be after `latest`: today, or LATEST where a column's days may lie ahead.
    """
    fault = _fault_of_any_type(cell)
    if fault:
        return fault
    if cell.says_nothing:
        return Reading(notes=("formula_empty",))
    if _holds_nothing(cell, kind, codes):
        reading = Reading(notes=("text_says_nothing",))
    elif kind == "date":
        reading = _date(cell, latest, plain_text=plain_text)
    elif kind == "loose_date":
        reading = _loose_date(cell, latest, plain_text=plain_text)
    elif kind == "whole_number":
        reading = _beside_what_is_shown(cell, _whole_number(cell, plain_text=plain_text))
    elif kind == "number":
        reading = _beside_what_is_shown(cell, _number(cell, plain_text=plain_text))
    elif kind == "code":
        reading = _code(cell, codes or CodeTable({}, ()))
    else:
        reading = _text(cell)
    if cell.formula is not None and reading.fault is None:
        return Reading(reading.value, None, ("formula", *reading.notes), reading.values)
    return reading


def _fault_of_any_type(cell: Cell) -> Reading | None:
    if cell.reaches_outside or (cell.formula is not None and reaches_outside(cell.formula)):
        return Reading(fault="formula_outside")
    error = error_in(str(cell.value)) if cell.kind == "text" else "error" if cell.kind == "error" else None
    if error:
        return Reading(fault="error_value", values=(("remedy", Phrase(f"finding.remedy.{error}")),))
    return None if cell.calculated else Reading(fault="formula_not_calculated")


def _holds_nothing(cell: Cell, kind: ColumnType, codes: CodeTable | None) -> bool:
    """Whether somebody wrote that there is nothing; a code list may give such a text a meaning of its own."""
    if cell.kind != "text" or (codes is not None and codes.code_of(cell.written)):
        return False
    return says_nothing(cell.written, in_numbers=kind in ("whole_number", "number"))


def _date(cell: Cell, latest: date, *, plain_text: bool) -> Reading:
    if cell.kind in ("number", "truth"):
        return Reading(fault="date_is_number" if cell.kind == "number" else "date_unreadable")
    if cell.kind == "date":
        return _date_cell(cell, latest)
    found = read_date(clean_text(str(cell.value)))
    rule = found.rule if found.day is None else out_of_range(found.day, latest)
    if found.day is None or rule:
        return _no_day(rule, found.readings)
    if plain_text and _USUAL_DATE.fullmatch(str(cell.value)):
        return Reading(found.day)
    return Reading(found.day, notes=("date_from_text",), values=(("reading", found.day),))


def _date_cell(cell: Cell, latest: date) -> Reading:
    """A real date, of which the cell's format may show a part: nobody wrote the day of `Mar-09`."""
    day = date.fromisoformat(str(cell.value))
    if cell.shows_day is False:
        return Reading(fault="date_day_not_shown", values=(("reading", day),))
    rule = out_of_range(day, latest)
    if rule:
        return _no_day(rule)
    told = (
        ("date_shown_otherwise", cell.shows_day is None),
        ("date_year_not_shown", not cell.shows_year),
        ("time_dropped", cell.had_time),
    )
    notes = tuple(rule for rule, is_so in told if is_so)
    return Reading(day, notes=notes, values=(("reading", day),) if notes else ())


def _no_day(rule: str | None, readings: tuple[date, ...] = ()) -> Reading:
    limit = (("limit", LATEST),) if rule == "date_too_late" else ()
    return Reading(fault=rule, values=(*limit, *zip(("first", "second"), readings, strict=False)))


def _loose_date(cell: Cell, latest: date, *, plain_text: bool) -> Reading:
    """A day, a month or a year, kept as text; a number can only be a year, for it never counts days here."""
    if cell.kind == "truth":
        return Reading(fault="loose_date_unreadable")
    if cell.kind == "date":
        day = _date_cell(cell, latest)
        fault = "loose_date_day_not_shown" if day.fault == "date_day_not_shown" else day.fault
        return replace(day, fault=fault) if fault else replace(day, value=str(day.value))
    text = clean_text(cell.written)
    found = read_loose_date(text)
    if found.text is None:
        return _no_day(found.rule, found.readings)
    rule = out_of_range(possible_days(found.text)[0], latest)
    if rule:
        return _no_day(rule)
    is_usual = _LOOSE_AS_KEPT.fullmatch(text) or (plain_text and _USUAL_DATE.fullmatch(text))
    return (
        Reading(found.text) if is_usual else Reading(found.text, None, ("date_from_text",), (("reading", found.text),))
    )


def _number(cell: Cell, *, plain_text: bool) -> Reading:
    """A number that may have decimals, after a point or a comma, which cannot be taken for thousands."""
    if cell.kind in ("date", "truth"):
        return Reading(fault=f"decimal_is_{cell.kind}")
    if isinstance(cell.value, float):
        fault = "number_signed" if cell.value < 0 else "number_too_large" if cell.value > MOST else None
        return Reading(fault=fault, values=(("limit", MOST),)) if fault else Reading(cell.value)
    text = clean_text(str(cell.value))
    match = _DECIMAL.fullmatch(text)
    # `0,125` cannot be thousands, and `1,234` can.
    if match is None or (_GROUPED.fullmatch(text) and not text.startswith("0")):
        usual = _why_no_number(text)
        return Reading(fault=usual if usual in ("number_signed", "number_grouped") else "decimal_unreadable")
    number = float(f"{match[1]}.{match[2] or 0}")
    if number > MOST:
        return Reading(fault="number_too_large", values=(("limit", MOST),))
    written = text.replace(",", ".")
    notes = () if plain_text and cell.value == text and written == text else ("number_from_text",)
    return Reading(number, notes=notes, values=(("reading", written),) if notes else ())


def _beside_what_is_shown(cell: Cell, reading: Reading) -> Reading:
    """The reading of a number, with a warning where whoever looks at the cell sees another one, or none."""
    shown = cell.as_shown
    if reading.fault or not isinstance(cell.value, float) or (shown is None and not cell.shows_time):
        return reading
    if shown is not None and shows(shown, cell.value):
        return reading
    rule = "number_not_as_shown" if shown else "number_not_shown"
    return replace(reading, notes=(*reading.notes, rule), values=(("reading", reading.value), ("shown", shown)))


def _whole_number(cell: Cell, *, plain_text: bool) -> Reading:
    if cell.kind in ("date", "truth"):
        return Reading(fault=f"number_is_{cell.kind}")
    if isinstance(cell.value, float):
        if cell.value < 0 or not cell.value.is_integer():
            return Reading(fault="number_signed" if cell.value < 0 else "number_fraction")
        return _within_reason(int(cell.value), ())
    text = clean_text(str(cell.value))
    if not _PLAIN_NUMBER.fullmatch(text):
        return Reading(fault=_why_no_number(text))
    number = int(re.split("[.,]", text)[0][:20])
    return _within_reason(number, () if plain_text and cell.value == str(number) else ("number_from_text",))


def _within_reason(number: int, notes: tuple[str, ...]) -> Reading:
    if number > MOST:
        return Reading(fault="number_too_large", values=(("limit", MOST),))
    return Reading(number, notes=notes, values=(("reading", number),) if notes else ())


def _why_no_number(text: str) -> str:
    if _SIGNED.fullmatch(text):
        return "number_signed"
    if _GROUPED.fullmatch(text):
        return "number_grouped"
    if _FRACTION.fullmatch(text):
        return "number_fraction"
    return "number_unreadable"


def _code(cell: Cell, codes: CodeTable) -> Reading:
    text = clean_text(cell.written)
    found = codes.code_of(cell.written)
    if found is not None and cell.kind == "text":
        reading = read_as_code(cell.written)
        return Reading(found, notes=("text_tidied",), values=(("reading", reading),)) if reading else Reading(found)
    truth = bool(cell.value) if cell.kind == "truth" else truth_of(text)
    if truth is not None and truth in codes.truths:
        meant, label = codes.truths[truth]
        return Reading(meant, notes=("code_from_truth",), values=(("reading", label),))
    if looks_broken(cell.written):
        return Reading(fault="text_broken")
    suggestion = codes.suggestion(text) if cell.kind == "text" else None
    foreign = latin_look(fold_key(text[:LONGEST_TEXT])) in codes.spellings
    values: tuple[tuple[str, object], ...] = (("allowed", codes.labels),)
    if suggestion is not None:
        values = (*values, ("suggestion", suggestion))
    return Reading(fault="code_look_alike" if foreign and suggestion else "code_unknown", values=values)


def read_as_code(written: str) -> str | None:
    """What a code was read as, where it was written with other white space, unseen characters or wide letters."""
    text = unicodedata.normalize("NFKC", clean_text(written))
    return text if text != unicodedata.normalize("NFC", written) else None


def _text(cell: Cell) -> Reading:
    if cell.kind in ("date", "truth"):
        return Reading(fault=f"text_is_{cell.kind}")
    if isinstance(cell.value, float):
        return _number_as_text(cell, cell.value)
    written = cell.written
    text = clean_text(written)
    fault = _text_fault(written, text)
    if fault:
        return fault
    if not text:
        return MISSING
    doubted = doubted_letter(text)
    tidied = text != unicodedata.normalize("NFC", written)
    notes = (*(("text_doubted",) if doubted else ()), *(("text_tidied",) if tidied else ()))
    return Reading(text, notes=notes, values=(("letter", doubted), ("reading", text)) if notes else ())


def _text_fault(written: str, text: str) -> Reading | None:
    if looks_broken(written):
        return Reading(fault="text_broken")
    if len(text) > LONGEST_TEXT:
        return Reading(fault="text_too_long", values=(("limit", LONGEST_TEXT),))
    if mixes_scripts(text):
        meant = passes_for_latin(text)
        if meant is None or mixes_scripts(meant):  # letters that pass for Latin ones are rejected in keys alone
            return Reading(fault="text_broken")
    return Reading(fault="text_shortened") if _SHORTENED.fullmatch(text) else None


def _number_as_text(cell: Cell, number: float) -> Reading:
    """The number as its cell shows it: `007`; its digits where that is not known, or shows fewer than there are."""
    digits, shown = cell.written, clean_text(cell.as_shown or "")
    if not any(one.isdigit() for one in shown) or _SHORTENED.fullmatch(shown) or len(shown) > LONGEST_TEXT:
        shown = ""
    significant = sum(one.isdigit() for one in digits.lstrip("-0."))
    if abs(number) >= 10**MOST_DIGITS or (not shown and (significant > MOST_DIGITS or "e" in digits)):
        return Reading(fault="text_digits_lost", values=(("limit", MOST_DIGITS),))
    if shown and shown != digits:
        return Reading(shown, notes=("text_as_shown",), values=(("reading", shown),))
    if cell.shown_as_is or shown:
        return Reading(digits)
    return Reading(digits, notes=("text_not_as_shown",), values=(("reading", digits),))
