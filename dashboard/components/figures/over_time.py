"""The points of a trend, from figures."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.charts.trend import Point, Target, TargetPath
from dashboard.components.figures.cells import GLYPHS, count, in_words
from dashboard.components.figures.strips import short_period
from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import period_named
from etl.figures.labels import capitalised
from etl.figures.read_api import Figure
from indicators.model import Indicator
from indicators.periods import ALL


def trend_points(context: Context, table: FigureTable, indicator: Indicator, codes: Sequence[str]) -> list[Point]:
    """One point a period, of the chosen area."""
    figures = ((code, table.get((indicator.id, context.filters.area, code))) for code in codes)
    return [_point(context, code, figure) for code, figure in figures if figure]


def _point(context: Context, code: str, figure: Figure) -> Point:
    language = context.language
    fraction = f"{GLYPHS[figure.graded]} {count(figure, context)}".strip()
    words = f"{capitalised(language.period(code))}: {in_words(figure, context)}"
    unknown = figure.value is None and figure.denominator > 0
    return Point(_label(context, code), figure.value, figure.value_high, fraction, words, unknown)


def _label(context: Context, code: str) -> str:
    """A period on two short lines: S1 above 2009."""
    if code == ALL:
        return capitalised(context.language.period(code))
    period = period_named(context.catalogue, code)
    if period.frequency == "year":
        return str(period.start.year)
    return f"{short_period(context, period)}<br>{period.start.year}"


def target_path(context: Context, indicator: Indicator, codes: Sequence[str]) -> TargetPath | None:
    """The dated targets over some periods; None where there is none."""
    language, dated = context.language, sorted(indicator.targets, key=lambda target: target.date)
    if not dated:
        return None
    periods = [period_named(context.catalogue, code) for code in codes]
    values = (next((one.value for one in dated if one.date >= period.end), dated[-1].value) for period in periods)
    targets = (
        Target(
            one.value,
            next((_label(context, period.code) for period in periods if period.start <= one.date <= period.end), None),
            language.say("trend.target", share=language.share(one.value), date=language.short_date(one.date)),
        )
        for one in dated
    )
    return TargetPath(tuple(targets), tuple(values))


def trend_sentence(points: Sequence[Point]) -> str:
    """The trend in words: each period's figure."""
    return " ".join(f"{point.words}." for point in points)
