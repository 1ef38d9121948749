"""All reference sheets of a programme as one document for print: every field, the clause, the worked examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from etl.build.catalogue_rows import measure_sheet, reference_sheet
from etl.figures.labels import SIGNS, capitalised, value_label
from etl.figures.wording import evidence_wanted
from etl.outputs.reports.layouts import SHEETS
from etl.outputs.reports.printing import print_pdf
from indicators.language import Language
from indicators.languages import ENGLISH
from indicators.model import Catalogue, Example, ExampleSubmission, Indicator, Measure, RecordKind

SIZE = 10  # of the type, in points
UNBROKEN = 30  # lines of tables: an example up to that long stays on one page
# The fields told in a line each, in the order of the sheet; what is missing here has a section of its own.
_FIELDS = (
    "rationale", "unit_of_measure", "data_type", "disaggregated_by", "reporting_frequency", "due_rule", "benchmark",
    "thresholds", "direction", "baseline", "data_source", "method_of_collection", "responsible_organisation",
    "known_limitations", "comparability",
)  # fmt: skip
_MEASURE_FIELDS = ("rationale", "unit_of_measure", "data_source", "known_limitations", "comparability")
_SECTIONS = ("legal_clause", "assumptions", "targets", "examples", "changes")


def reference_sheets(catalogue: Catalogue, language: Language, indicators: Sequence[str] = ()) -> bytes:
    """The PDF (see `etl.outputs.reports.reference_sheets_pdf`)."""
    measured = {measure.id: measure for measure in catalogue.measures}
    every: tuple[Indicator | Measure, ...] = (*catalogue.indicators, *catalogue.measures)
    chosen = [measured.get(name) or catalogue.indicator(name) for name in indicators] or list(every)
    updated = max((one.last_updated for one in chosen), default=catalogue.programme.span.end)
    return print_pdf(SHEETS, _Sheets(catalogue, language).data(chosen, updated), updated)


class _Sheets:
    """The sheets of one catalogue in one language, as the layout takes them."""

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self._catalogue = catalogue
        self._language = language
        self._code = language.code
        self._say = language.say

    def data(self, chosen: Sequence[Indicator | Measure], updated: date) -> dict[str, Any]:
        """All that the layout prints."""
        return {
            "language": self._code,
            "quoted_in": ENGLISH,
            "size": SIZE,
            "title": self._say("report.sheets.title"),
            "programme": self._catalogue.programme.short_title[self._code],
            "intro": self._intro(chosen),
            "notice": None,
            "about": self._about(updated),
            "say": self._texts(),
            "sheets": [self._measure(one) if isinstance(one, Measure) else self._sheet(one) for one in chosen],
        }

    def _intro(self, chosen: Sequence[Indicator | Measure]) -> str:
        """How many indicators and how many measures are told of; nothing of either where there is none."""
        measures = sum(isinstance(one, Measure) for one in chosen)
        counts = {"intro": len(chosen) - measures, "intro_measures": measures}
        return " ".join(self._say(f"report.sheets.{key}", count=count) for key, count in counts.items() if count)

    def _texts(self) -> dict[str, Any]:
        columns = {
            "target_columns": ("by", "target", "reason"),
            "figure_columns": ("area", "period", "count", "unreported", "status"),
            "change_columns": ("date", "what", "why"),
        }
        return {
            "page": self._say("report.page"),
            "of_pages": self._say("report.of_pages"),
            "contents": self._say("report.sheets.contents"),
            **{name: self._say(f"sheet.{name}") for name in _SECTIONS},
            **{key: [self._say(f"report.column.{name}") for name in names] for key, names in columns.items()},
        }

    def _about(self, updated: date) -> list[tuple[str, str]]:
        programme = self._catalogue.programme
        start, end = (self._language.date(day) for day in (programme.span.start, programme.span.end))
        said = {
            "programme": f"{programme.title[self._code]}. {programme.description[self._code]}",
            "span": self._say("report.sheets.span_dates", start=start, end=end),
            "sources": "; ".join(f"{source.title}, {source.place}" for source in programme.sources),
            "version": self._say("report.sheets.version_of", digest=self._catalogue.digest[:12],
                                 date=self._language.date(updated)),
        }  # fmt: skip
        return [(self._say(f"report.sheets.{name}"), value) for name, value in said.items()]

    def _sheet(self, indicator: Indicator) -> dict[str, Any]:
        code, language = self._code, self._language
        clause = indicator.legal_clause
        source = next(one for one in self._catalogue.programme.sources if one.id == clause.source)
        return {
            "id": indicator.id,
            "title": indicator.title[code],
            "definition": indicator.definition[code],
            "fields": self._fields(indicator),
            "clause": {"words": clause.words, "source": source.title, "section": clause.section},
            "assumptions": [{"about": one.about, "text": one.text[code]} for one in indicator.assumptions],
            "targets": [
                [language.date(one.date), language.share(one.value), one.reason[code]] for one in indicator.targets
            ],
            "examples": [self._example(one) for one in indicator.examples],
            "changes": [[language.date(one.date), one.what[code], one.why[code]] for one in indicator.changes],
        }

    def _measure(self, measure: Measure) -> dict[str, Any]:
        """A measure's sheet: no duty stands behind it, so it has no clause, no target and no worked example."""
        code, language = self._code, self._language
        sheet = measure_sheet(measure, code)
        fields = [(self._say(f"sheet.{name}"), capitalised(sheet[name])) for name in _MEASURE_FIELDS]
        return {
            "id": measure.id,
            "title": measure.title[code],
            "definition": measure.definition[code],
            "fields": [*fields, (self._say("sheet.last_updated"), language.date(measure.last_updated))],
            "clause": None,
            "assumptions": [{"about": one.about, "text": one.text[code]} for one in measure.assumptions],
            "targets": [],
            "examples": [],
            "changes": [[language.date(one.date), one.what[code], one.why[code]] for one in measure.changes],
        }

    def _fields(self, indicator: Indicator) -> list[tuple[str, str]]:
        sheet = reference_sheet(indicator, self._catalogue, self._code)
        bodies = {body.id: body.label[self._code] for body in self._catalogue.programme.bodies}
        rules = (f"sentence.note.late.{indicator.late}", f"sentence.note.{indicator.aggregation}")
        counted = " ".join([f"{capitalised(evidence_wanted(indicator, self._language))}.", *map(self._say, rules)])
        return [
            (self._say("report.sheets.owed_by"), ", ".join(bodies[body] for body in indicator.owed_by)),
            (self._say("report.sheets.counts"), counted),
            *((self._say(f"sheet.{name}"), capitalised(sheet[name])) for name in _FIELDS),
            (self._say("sheet.last_updated"), self._language.date(indicator.last_updated)),
        ]

    def _example(self, example: Example) -> dict[str, Any]:
        language = self._language
        areas = self._catalogue.area_labels
        return {
            "title": example.title[self._code],
            "submissions": [self._submission(one) for one in example.submissions],
            "as_of": self._say("report.sheets.as_of", date=language.date(example.as_of)),
            "figures": [
                [
                    areas[one.area][self._code],
                    language.period(one.period),
                    self._say("report.fraction.known", numerator=one.numerator, denominator=one.denominator),
                    language.number(one.unreported),
                    self._status("open" if one.provisional else one.status),
                ]
                for one in example.expect
            ],
            "reasoning": example.reasoning[self._code],
            "long": sum(len(rows) + 2 for one in example.submissions for rows in one.sheets.values()) > UNBROKEN,
        }

    def _status(self, status: str) -> str:
        return f"{SIGNS[status]} {self._say(f'status.{status}')}"

    def _submission(self, given: ExampleSubmission) -> dict[str, Any]:
        areas = self._catalogue.area_labels
        place = areas[given.unit][self._code] if given.unit else self._say("report.sheets.everyone")
        form = self._catalogue.form(given.form).label[self._code]
        day = self._language.date(given.submitted_on)
        period = self._language.period(given.period)
        return {
            "title": self._say("report.sheets.given", form=form, place=place, period=period, date=day),
            "sheets": [self._rows(self._catalogue.record(name), rows) for name, rows in given.sheets.items()],
        }

    def _rows(self, kind: RecordKind, rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """An example's sheet with the columns that it fills."""
        label = kind.label[self._code]
        columns = [column for column in kind.columns if any(column.id in row for row in rows)]
        return {
            "title": label,
            "empty": self._say("report.sheets.empty", sheet=label),
            "columns": [column.label[self._code] for column in columns],
            "widths": [2 if column.type in ("text", "code") else 1 for column in columns],
            "rows": [[self._value(kind, column.id, row.get(column.id)) for column in columns] for row in rows],
        }

    def _value(self, kind: RecordKind, column: str, text: str | None) -> str:
        typed = date.fromisoformat(text) if text and kind.column(column).type == "date" else text
        return value_label(self._catalogue, kind, column, typed, self._language)
