"""The catalogue as rows of the public tables: areas, periods and the indicators with their reference sheets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from indicators import schedule
from indicators.language import language
from indicators.languages import ENGLISH, LANGUAGES, Words, columns_of, in_columns
from indicators.model import Catalogue, Indicator, Measure

_WORDS = (
    "title", "short", "definition", "rationale", "unit_of_measure", "data_type", "disaggregated_by", "data_source",
    "method_of_collection", "responsible_organisation", "baseline", "known_limitations", "comparability",
)  # fmt: skip
_SAME_IN_ALL = ("id", "legal_clause", "last_updated")
_FIELDS = (
    "id", *_WORDS, "reporting_frequency", "targets", "thresholds", "direction", "due_rule", "benchmark",
    "legal_clause", "assumptions", "examples", "changes", "last_updated",
)  # fmt: skip
INDICATOR_COLUMNS = ("indicator", *(name for field in _FIELDS for name in (
    (field,) if field in _SAME_IN_ALL else columns_of(field))))  # fmt: skip
"""The columns of the table of indicators, also where there is none."""
_MEASURE_WORDS = (
    "title", "short", "definition", "rationale", "unit_of_measure", "data_source", "comparability", "known_limitations",
)  # fmt: skip


def area_rows(catalogue: Catalogue) -> list[dict[str, object]]:
    """Every area: units, groups, the whole."""
    areas = catalogue.programme.areas
    found: list[tuple[str, str, Words, str, Words | None]] = [
        *((unit.id, "unit", unit.label, unit.group, unit.note) for unit in areas.units),
        *((group.id, "group", group.label, "", group.note) for group in areas.groups),
        (areas.whole.id, "whole", areas.whole.label, "", None),
    ]
    return [
        {"area": area, "kind": kind, **in_columns("label", label), "cluster": group or None,
         **(in_columns("note", note) if note else dict.fromkeys(columns_of("note")))}
        for area, kind, label, group, note in found
    ]  # fmt: skip


def period_rows(catalogue: Catalogue) -> list[dict[str, object]]:
    """Every period of the programme with its first and last day."""
    return [
        {"period": one.code, "frequency": one.frequency, "starts_on": one.start, "ends_on": one.end}
        for one in schedule.all_periods(catalogue)
    ]


def due_rule(indicator: Indicator, code: str) -> str:
    """When the indicator's obligations fall due, in words."""
    speak = language(code)
    if indicator.once:
        return speak.say("due_rule.once", date=speak.date(indicator.once))
    period = speak.say(f"frequency.{indicator.every}")
    return speak.say(
        "due_rule.days" if indicator.days_to_due else "due_rule.end", count=indicator.days_to_due, period=period
    )


def reporting_frequency(indicator: Indicator, code: str) -> str:
    """How often the indicator is reported, in words."""
    return language(code).say(f"frequency.{indicator.every}" if indicator.every else "frequency.once")


def legal_clause(indicator: Indicator, catalogue: Catalogue) -> str:
    """The clause that the indicator rests on: the source, the section, the words."""
    clause = indicator.legal_clause
    source = next(one for one in catalogue.programme.sources if one.id == clause.source)
    return f"{source.title}, {clause.section}: “{clause.words}”"


def reference_sheet(indicator: Indicator, catalogue: Catalogue, code: str) -> dict[str, str]:
    """Every field of the reference sheet in one language (FIGURES.md 8), keyed by the field's name."""
    speak = language(code)
    thresholds = indicator.thresholds
    sheet = {"id": indicator.id} | {field: getattr(indicator, field)[code] for field in _WORDS}
    sheet["reporting_frequency"] = reporting_frequency(indicator, code)
    sheet["targets"] = "; ".join(
        f"{speak.date(one.date)}: {speak.share(one.value)} – {one.reason[code]}" for one in indicator.targets
    )
    sheet["thresholds"] = speak.say(
        "thresholds", met=speak.share(thresholds.met), partly=speak.share(thresholds.partly)
    )
    sheet["direction"] = speak.say(f"direction.{indicator.direction}")
    sheet["due_rule"] = due_rule(indicator, code)
    sheet["benchmark"] = speak.say(f"benchmark.sheet.{indicator.benchmark}")
    sheet["legal_clause"] = legal_clause(indicator, catalogue)
    sheet["assumptions"] = " ".join(one.text[code] for one in indicator.assumptions)
    sheet["examples"] = "; ".join(f"{one.title[code]}: {one.reasoning[code]}" for one in indicator.examples)
    sheet["changes"] = "; ".join(
        f"{speak.date(one.date)}: {one.what[code]} {one.why[code]}" for one in indicator.changes
    )
    sheet["last_updated"] = indicator.last_updated.isoformat()
    return sheet


def indicator_rows(catalogue: Catalogue) -> list[dict[str, object]]:
    """The catalogue, a row an indicator: its reference sheet, each language in columns of its own."""
    rows: list[dict[str, object]] = []
    for one in catalogue.indicators:
        sheets = {code: reference_sheet(one, catalogue, code) for code in LANGUAGES}
        row: dict[str, object] = {"indicator": one.id}
        for field, value in sheets[ENGLISH].items():
            row |= {field: value} if field in _SAME_IN_ALL else _in_each(field, sheets)
        rows.append(row)
    return rows


def _in_each(field: str, sheets: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return in_columns(field, Words(**{code: sheet[field] for code, sheet in sheets.items()}))


def measure_sheet(measure: Measure, code: str) -> dict[str, str]:
    """Every field of a measure's reference sheet in one language, keyed by the field's name."""
    speak = language(code)
    sheet = {"id": measure.id} | {field: getattr(measure, field)[code] for field in _MEASURE_WORDS}
    sheet["assumptions"] = " ".join(one.text[code] for one in measure.assumptions)
    sheet["changes"] = "; ".join(f"{speak.date(one.date)}: {one.what[code]} {one.why[code]}" for one in measure.changes)
    sheet["last_updated"] = measure.last_updated.isoformat()
    return sheet


def measure_rows(catalogue: Catalogue) -> list[dict[str, str | date]]:
    """The catalogue's measures, a row each: the reference sheet, each language in columns of its own."""
    rows: list[dict[str, str | date]] = []
    for one in catalogue.measures:
        sheets = {code: measure_sheet(one, code) for code in LANGUAGES}
        row: dict[str, str | date] = {"measure": one.id, "unit": one.unit}
        for field in (*_MEASURE_WORDS, "assumptions", "changes"):
            row |= _in_each(field, sheets)
        rows.append(row | {"last_updated": one.last_updated})
    return rows
