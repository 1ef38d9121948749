"""Values of measures in words, in any language: on pages, in commands, as alt text."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal

from etl.figures.measures import MeasureValue
from indicators.language import Language
from indicators.model import Catalogue, Measure
from indicators.shares import Rounding, exact

_ROUNDED: dict[str, Rounding] = {"exact": "nearest", "lower": "down", "upper": "up"}


def value_text(value: MeasureValue, measure: Measure, language: Language) -> str:
    """A value with its bound: `over 60 %`, `119`, `no data`. A computed share is never shown as more than is known."""
    if value.value is None:
        return language.say(f"measure.status.{value.status}")
    return language.say(f"measure.bound.{value.bound}", value=_number(value.value, value, measure, language))


def _number(number: float, value: MeasureValue, measure: Measure, language: Language) -> str:
    """A computed share as every share is written; what a document states, as it states it."""
    if measure.value.share is not None:
        return language.share(exact(number) / 100, rounding=_ROUNDED[value.bound])
    if measure.unit == "percent":
        return language.per_cent(Decimal(str(number)).normalize())
    return format_decimal(Decimal(str(number)), locale=language.code, decimal_quantization=False)


def when_text(value: MeasureValue, language: Language) -> str:
    """When a point was, as far as it is known: a day, a month, a year, or that nobody says."""
    first, last = value.first_day, value.last_day
    if first is None or last is None:
        return language.say("measure.undated")
    if first == last:
        return language.date(first)
    return language.loose_date(str(first.year) if first.month != last.month else f"{first:%Y-%m}")


def lane_label(value: MeasureValue, measure: Measure, language: Language) -> str:
    """The series that a value belongs to; empty where the measure has but one."""
    return next((lane.label[language.code] for lane in measure.lanes if lane.id == value.lane), "")


def series_label(value: MeasureValue, measure: Measure, catalogue: Catalogue, language: Language) -> str:
    """What exactly was counted, in the catalogue's word for the code; empty where there is no series."""
    if measure.series is None or not value.series:
        return ""
    column = catalogue.record(measure.record).column(measure.series)
    return next(
        (code.label[language.code] for code in catalogue.codes(column) if code.id == value.series), value.series
    )


def source_text(value: MeasureValue, catalogue: Catalogue, language: Language) -> str:
    """Document and place of a value, or that it is the body's own word."""
    titles = {source.id: source.title for source in catalogue.programme.sources}
    named = "; ".join(titles.get(one, one) for one in value.source.split("; ") if one)
    return ", ".join(part for part in (named, value.place) if part) or language.say("measure.own_word")


def measure_sentence(value: MeasureValue, catalogue: Catalogue, language: Language) -> str:
    """A value in one sentence, with where it stands."""
    measure = catalogue.measure(value.measure)
    what = lane_label(value, measure, language)
    exactly = series_label(value, measure, catalogue, language)
    about = f"{what} ({exactly})" if what and exactly and what != exactly else what
    area = catalogue.area_labels[value.area][language.code]
    point = value.label[language.code]
    subject = ", ".join(dict.fromkeys(part for part in (measure.title[language.code], area, point, about) if part))
    text = value_text(value, measure, language)
    unit = measure.unit_of_measure[language.code] if value.value is not None else ""
    said = language.say("measure.sentence" if unit else "measure.sentence_bare", subject=subject, value=text, unit=unit)
    if value.break_before:
        said = f"{said} {language.say('measure.break_note', why=value.break_before[language.code])}"
    return f"{said} {language.say('measure.stands', source=source_text(value, catalogue, language))}"
