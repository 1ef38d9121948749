"""Measures on a page: a chart where values stand side by side over points, else a card a value; with their sources."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.series import Mark, Series, series_chart
from dashboard.charts.theme import Palette
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from etl.figures.labels import capitalised
from etl.figures.measure_wording import lane_label, series_label, source_text, value_text, when_text
from etl.figures.measures import MeasureValue
from indicators.model import ENGLISH, Measure

OPEN_ENDS = {"lower": 1, "upper": -1}
Values = Sequence[MeasureValue]


def is_charted(measure: Measure, values: Values) -> bool:
    """Whether one series has more than one known value over the measure's points, so that a chart says something."""
    known = [one.lane for one in values if one.value is not None]
    return measure.points is not None and any(known.count(lane) > 1 for lane in known)


def measure_chart(context: Context, measure: Measure, values: Values, colours: Palette) -> tuple[go.Figure, str]:
    """The chart of a measure and the sentence that says the same."""
    labels = {one.point: one.label[context.language.code] for one in values}
    series = [
        Series(
            _lane_name(context, measure, lane),
            tuple(_mark(context, measure, values, lane, point) for point in labels),
        )
        for lane in _lanes(measure)
    ]
    chart = series_chart(tuple(labels.values()), series, context.language.say("status.no_data"), colours)
    return chart, sentence(context, measure, values)


def _lanes(measure: Measure) -> tuple[str, ...]:
    return tuple(lane.id for lane in measure.lanes) or ("",)


def _lane_name(context: Context, measure: Measure, lane: str) -> str:
    found = (one.label[context.language.code] for one in measure.lanes if one.id == lane)
    return next(found, measure.short[context.language.code])


def breaks(values: Values) -> tuple[MeasureValue, ...]:
    """The values before which a series breaks, in order: their place, from 1, numbers their note."""
    return tuple(one for one in values if one.break_before is not None)


def _mark(context: Context, measure: Measure, values: Values, lane: str, point: str) -> Mark | None:
    found = next((one for one in values if one.point == point and one.lane == lane and one.value is not None), None)
    if found is None or found.value is None:
        return None
    notes = breaks(values)
    number = notes.index(found) + 1 if found in notes else 0
    text = value_text(found, measure, context.language)
    return Mark(found.value, text, _in_words(context, measure, found), OPEN_ENDS.get(found.bound, 0), number)


def _counted(context: Context, measure: Measure, value: MeasureValue) -> str:
    """What a value counts, where the measure has several series: its own category, else its lane."""
    language = context.language
    return series_label(value, measure, context.catalogue, language) or lane_label(value, measure, language)


def _point(context: Context, value: MeasureValue) -> str:
    """The point of a value, with its date where the name of the point does not say it."""
    label = value.label[context.language.code]
    if value.first_day is None or str(value.first_day.year) in label:
        return label
    return ", ".join(part for part in (label, when_text(value, context.language)) if part)


def _in_words(context: Context, measure: Measure, value: MeasureValue) -> str:
    """Value, category and point of one value."""
    where = ", ".join(part for part in (_counted(context, measure, value), _point(context, value)) if part)
    text = value_text(value, measure, context.language)
    return f"{where}: {text}" if where else text


def sentence(context: Context, measure: Measure, values: Values) -> str:
    """A measure in words: every known value, then the points of which nothing is stated, then why a series breaks."""
    language = context.language
    known = "; ".join(_in_words(context, measure, one) for one in values if one.value is not None)
    labels = {one.point: one.label[language.code] for one in values}
    stated = {one.point for one in values if one.value is not None}
    silent = ", ".join(label for point, label in labels.items() if point not in stated)
    parts = [language.say("stated.sentence", title=measure.title[language.code], values=known)] if known else []
    if silent:
        parts.append(language.say("stated.silent", points=silent))
    parts += [
        language.say("stated.break", point=labels[one.point], why=one.break_before[language.code])
        for one in breaks(values) if one.break_before
    ]  # fmt: skip
    return " ".join(parts)


def below_chart(context: Context, measure: Measure, values: Values) -> Node:
    """What stands under a chart: its sentence, the notes of its breaks, how to read it, and every value's source."""
    language = context.language
    notes = [element("li", one.break_before[language.code]) for one in breaks(values) if one.break_before]
    known = [one for one in values if one.value is not None]
    return element(
        "div",
        element("p", sentence(context, measure, values), class_="small wide"),
        element("ol", notes, class_="small breaks", aria_label=language.say("stated.breaks")) if notes else None,
        element("p", language.say("stated.reading"), class_="muted small"),
        element("details", element("summary", language.say("stated.sources")),
                element("div", [_source_line(context, measure, one) for one in known], class_="facts"), class_="fact"),
    )  # fmt: skip


def _source_line(context: Context, measure: Measure, value: MeasureValue) -> Node:
    return element("section", element("h4", _in_words(context, measure, value)), quotation(context, value))


def cards(context: Context, measure: Measure, values: Values, *, comparing: bool = True) -> Node:
    """One card a value, side by side, under the measure's title; where nothing is known it says so.

    `comparing`: with what it may be compared with, where that is not said for all measures together.
    """
    language = context.language
    shown = [one for one in values if one.value is not None] or list(values[:1])
    found = [_card(context, measure, one) for one in shown]
    nothing = element("p", language.say("stated.nothing"), class_="muted")
    return element(
        "section",
        element("h3", measure.title[language.code]),
        element("div", found, class_="headlines cards") if found else nothing,
        element("p", measure.comparability[language.code], class_="muted small") if comparing else None,
    )


def _card(context: Context, measure: Measure, value: MeasureValue) -> Node:
    catalogue, language = context.catalogue, context.language
    unit = next(one for one in catalogue.programme.areas.units if one.id == value.area)
    place = unit.label[language.code] if unit.tile or unit.covers else ""
    parts = (_counted(context, measure, value), _point(context, value), place)
    label = " · ".join(dict.fromkeys(part for part in parts if part)) or measure.short[language.code]
    return element(
        "div",
        element("span", capitalised(label), class_="label"),
        element("span", value_text(value, measure, language), class_="figure"),
        element("span", measure.unit_of_measure[language.code], class_="note"),
        element("details", element("summary", language.say("facts.source")), quotation(context, value), class_="fact")
        if value.source else None,
        class_="headline",
    )  # fmt: skip


def quotation(context: Context, value: MeasureValue) -> Node | None:
    """The words that state a value, with document and place; None where it rests on a body's own word."""
    if not value.source:
        return None
    cite = element("cite", source_text(value, context.catalogue, context.language))
    return element("blockquote", element("p", f"“{value.words}”", lang=ENGLISH) if value.words else None, cite)
