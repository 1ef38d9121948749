"""`rcat explain` of a measure: each value in words, the rows behind it, and what document states it where."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from datetime import date
from typing import Any

from dashboard.commands.common import DONE, say, speak, unknown
from etl.figures.labels import value_label
from etl.figures.measure_wording import measure_sentence, source_text
from etl.figures.measures import MeasureValue, measure_values
from etl.figures.read_api import Figures, SourceRow
from indicators.keys import fold_key
from indicators.language import Language
from indicators.model import LANGUAGES, Measure
from indicators.periods import ALL

Rows = dict[SourceRow, dict[str, Any]]


def explain_measure(options: Namespace, figures: Figures, as_of: date) -> int:
    """Say every value of a measure in an area, at one point or at all, with the rows behind each.

    A point is named by its key or by its name in any language. FaultError where area or point is unknown.
    """
    catalogue, words = figures.catalogue, speak(options.lang)
    if options.area not in catalogue.area_labels:
        raise unknown("area", options.area, catalogue.area_labels, words)
    found = measure_values(figures, as_of, (options.indicator,), (options.area,))
    values = [one for one in found if _is_meant(one, options.period)]
    if found and not values:
        raise unknown("point", options.period, (*dict.fromkeys(one.point for one in found), ALL), words)
    measure = catalogue.measure(options.indicator)
    rows = _rows(values, measure, figures, as_of)
    if options.json:
        say(json.dumps(_as_json(values, measure, rows, figures, as_of), ensure_ascii=False, indent=1, default=str))
    else:
        _show(values, measure, rows, figures, words, as_of)
    return DONE


def _is_meant(value: MeasureValue, point: str) -> bool:
    names = (value.point, *value.label.values())
    return point == ALL or fold_key(point) in map(fold_key, names)


def _rows(values: list[MeasureValue], measure: Measure, figures: Figures, as_of: date) -> Rows:
    """The rows behind some values; where a count is withheld its document's words are, too, for they may repeat it."""
    counts = figures.people(as_of)
    rows = {}
    for source, row in figures.row_values([source for one in values for source in one.evidence]).items():
        shown = counts.shown(source, row)
        if measure.cite and counts.withholds_any([source]) and measure.cite.words in shown:
            shown[measure.cite.words] = None
        rows[source] = shown
    return rows


def _as_json(values: list[MeasureValue], measure: Measure, rows: Rows, figures: Figures, as_of: date) -> dict[str, Any]:
    both = {code: speak(code) for code in LANGUAGES}
    return {
        "measure": measure.id,
        "title": dict(measure.title),
        "unit": measure.unit,
        "as_of": as_of,
        "demonstration": figures.demonstration,
        "values": [
            {
                **{key: value for key, value in asdict(one).items() if key not in ("measure", "evidence")},
                "label": dict(one.label),
                "break_before": dict(one.break_before) if one.break_before else None,
                "stated_in": {code: source_text(one, figures.catalogue, words) for code, words in both.items()},
                "sentence": {code: measure_sentence(one, figures.catalogue, words) for code, words in both.items()},
                "evidence": [{**asdict(row), "values": rows.get(row, {})} for row in one.evidence],
            }
            for one in values
        ],
    }


def _show(
    values: list[MeasureValue], measure: Measure, rows: Rows, figures: Figures, words: Language, as_of: date
) -> None:
    if figures.demonstration:
        say(words.say("out.demonstration"))
    say(measure.definition[words.code])
    say(words.say("out.as_of", date=words.date(as_of)))
    if not values:
        say(words.say("out.no_values"))
    for value in values:
        say(measure_sentence(value, figures.catalogue, words))
        for source in value.evidence:
            _show_row(source, rows.get(source, {}), figures, words)


def _show_row(source: SourceRow, values: dict[str, Any], figures: Figures, words: Language) -> None:
    sheet = figures.catalogue.record(source.sheet)
    shown = [
        f"{column.label[words.code]}: {text}"
        for column in sheet.columns
        if (text := value_label(figures.catalogue, sheet, column.id, values.get(column.id), words))
    ]
    said = {"submission": source.submission, "sheet": sheet.label[words.code], "row": source.row}
    say(words.say("out.evidence", **said, values="; ".join(shown)))
