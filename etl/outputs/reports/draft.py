"""The draft of a unit's report as an editable document: what is known is filled in, what only people know is marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from etl.figures.labels import body_label, capitalised, value_label
from etl.figures.read_api import Figure, Figures
from etl.figures.wording import evidence_wanted, figure_sentence
from etl.outputs.reports import phrases
from etl.outputs.reports.content import History, Line, Owed, Sheet, UnitReport, total, unit_report
from etl.outputs.reports.palette import LINE, PAINTS, POSSIBLE, TEAL
from etl.outputs.reports.word import Cell, Grid, WordDocument
from indicators.language import Language, language
from indicators.languages import ENGLISH
from indicators.schedule import hand_in_periods

QUOTED_IN = language(ENGLISH).say("this_language.tag")
BAR = 100  # columns of the grid that a bar is made of: one for each per cent
UNBROKEN = 12  # a text as short as a day or a number stays on one line
_SHORT_DIGEST = 12


def draft(figures: Figures, unit: str, period: str, as_of: date, language: Language) -> bytes:
    """The DOCX (see `etl.outputs.reports.report_docx`)."""
    return _Draft(unit_report(figures, unit, period, as_of), language).write()


class _Draft:
    """Writes one report in one language."""

    def __init__(self, report: UnitReport, language: Language) -> None:
        self._report = report
        self._language = language
        self._say = language.say
        title = f"{report.heading(language)}: {report.unit_label(language)}, {language.period(report.period.code)}"
        self._document = WordDocument(language, title, report.catalogue.programme.title[language.code])

    def write(self) -> bytes:
        """The whole document."""
        parts: Sequence[Callable[[], None]] = (
            self._cover, self._summary, self._figures, self._history, self._owed, self._records, self._plans,
            self._basis, self._definitions,
        )  # fmt: skip
        for part in parts:
            part()
        return self._document.content()

    def _cover(self) -> None:
        report, document, language = self._report, self._document, self._language
        programme = report.catalogue.programme
        as_of = self._say("report.as_of", date=language.date(report.as_of))
        period = language.period(report.period.code)
        head = f"{report.heading(language)} · {report.unit_label(language)} · {period}"
        if report.figures.demonstration:
            head = f"{self._say('report.demonstration')}  {head}"
        document.running(head, programme.short_title[language.code], self._say("report.page"),
                         self._say("report.of_pages"))  # fmt: skip
        document.text(programme.title[language.code], "Cover")
        document.heading(report.heading(language), 0)
        document.text(
            f"{capitalised(programme.areas.unit_name[language.code])}: {report.unit_label(language)}", "Subtitle"
        )
        document.text(capitalised(period), "Subtitle")
        document.text(capitalised(as_of), "Cover")
        if report.figures.demonstration:
            document.text(self._say("report.demonstration"), "Notice")
        document.text(self._say("report.draft"))
        self._place("office")
        document.new_page()

    def _summary(self) -> None:
        self._heading("summary")
        self._document.bullets(phrases.summary(self._report, self._language))
        self._place("summary")

    def _figures(self) -> None:
        self._heading("figures")
        self._document.text(self._say("report.figures.intro"))
        names = ("indicator", "status", "count", "share")
        rows = [self._figure_row(line) for line in self._report.lines]
        title = self._say("report.section.figures")
        self._table((40, 26, 16, 18), names, rows, title)
        self._bars()
        self._place("figures")

    def _figure_row(self, line: Line) -> list[Cell]:
        figure, language = line.figure, self._language
        return [
            Cell(phrases.indicator_name(line, language)),
            _status_cell(figure, phrases.status(figure, language)),
            Cell(phrases.fraction(figure, language)),
            Cell(phrases.share(line, language)),
        ]

    def _bars(self) -> None:
        """Every figure as a bar of the table's own cells: sharp in print, and nothing to load."""
        lines = [line for line in self._report.lines if line.figure.denominator]
        if not lines:
            return
        catalogue, language = self._report.catalogue, self._language
        sentences = " ".join(figure_sentence(line.figure, catalogue, language) for line in lines)
        rows = [
            [
                Cell(phrases.indicator_name(line, language, short=True)),
                *_bar(line.figure),
                Cell(phrases.share(line, language)),
            ]
            for line in lines
        ]
        self._document.heading(self._say("report.column.span"), 2)
        alt = self._say("report.figures.chart", sentences=sentences)
        self._document.table(Grid((55, *([1] * BAR), 40), rows, alt, lines=False))
        self._document.text(self._say("report.figures.legend"), "Note")

    def _history(self) -> None:
        self._heading("history", 2)
        periods = hand_in_periods(self._report.catalogue)
        header = ("", *(period.code for period in periods))
        rows = [self._history_row(one) for one in self._report.history]
        alt = self._say("report.figures.history", legend=self._say("report.figures.history_legend"))
        self._document.table(Grid((36, *([64 // len(periods) or 1] * len(periods))), rows, alt, header, lines=False))
        self._document.text(self._say("report.figures.history_legend"), "Note")

    def _history_row(self, history: History) -> list[Cell]:
        cells = [Cell(history.indicator.short[self._language.code])]
        for stretch in history.stretches:
            if stretch.figure is None:
                cells.append(Cell(span=stretch.periods, centred=True))
            else:
                text = phrases.short(stretch.figure, self._language)
                cells.append(_status_cell(stretch.figure, text, span=stretch.periods, centred=True))
        return cells

    def _owed(self) -> None:
        report, document = self._report, self._document
        self._heading("owed")
        if not report.states.total() and not report.still_owed:
            document.text(self._say("report.owed.nothing"))
        elif report.states.total():
            document.text(phrases.states(report, self._language))
        self._needs("still_owed", report.still_owed)
        self._unreported()
        self._needs("missed", report.missed)
        self._needs("due_next", report.due_next)
        self._satisfied()
        self._place("owed")

    def _needs(self, section: str, found: Sequence[Owed]) -> None:
        if not found:
            return
        catalogue, language = self._report.catalogue, self._language
        self._heading(section, 2, total(found))
        self._document.text(self._say(f"report.owed.{section}"), "Note")
        rows = [
            [
                Cell(phrases.with_items(one, catalogue, language)),
                Cell(language.short_date(one.first.due_on)),
                Cell(evidence_wanted(catalogue.indicator(one.first.indicator), language)),
            ]
            for one in found
        ]
        self._table((42, 14, 44), ("owed", "due", "need"), rows, self._say(f"report.section.{section}"))

    def _unreported(self) -> None:
        report = self._report
        if not report.unreported:
            return
        self._heading("unreported", 2, total(report.unreported))
        rows = [[Cell(need), Cell(names)] for need, names in phrases.unreported(report, self._language)]
        self._table((55, 45), ("need", "concerns"), rows, self._say("report.section.unreported"))

    def _satisfied(self) -> None:
        report, language = self._report, self._language
        if not report.satisfied:
            return
        self._heading("satisfied", 2, total(report.satisfied))
        rows = [
            [
                Cell(phrases.with_items(one, report.catalogue, language)),
                Cell(language.short_date(one.first.due_on)),
                Cell(language.short_date(one.first.satisfied_on) if one.first.satisfied_on else ""),
                Cell(capitalised(self._say(f"state.{one.first.state}"))),
            ]
            for one in report.satisfied
        ]
        self._table((52, 16, 16, 16), ("owed", "due", "done", "state"), rows, self._say("report.section.satisfied"))

    def _records(self) -> None:
        self._heading("records")
        for sheet in self._report.sheets:
            if sheet.rows:
                self._document.heading(sheet.kind.label[self._language.code], 2)
                self._sheet(sheet)
        for key in ("empty", "elsewhere", "rejected", "absent"):
            silent = [one for one in self._report.sheets if one.says == key]
            if silent:
                names = "; ".join(self._named(one) for one in silent)
                area = self._report.unit_label(self._language)
                self._document.heading(self._say(f"report.section.{key}", area=area), 2)
                self._document.text(self._say(f"report.records.{key}", sheets=names, area=area))
        self._place("records")

    def _named(self, sheet: Sheet) -> str:
        """A sheet's name, and how many of its rows were rejected."""
        label = sheet.kind.label[self._language.code]
        rejected = self._say("report.records.rows_rejected", count=sheet.rejected)
        return f"{label} ({rejected})" if sheet.rejected else label

    def _sheet(self, sheet: Sheet) -> None:
        report, language, kind = self._report, self._language, sheet.kind
        filled = {name for row in sheet.rows for name, value in row.items() if value is not None}
        columns = [one for one in kind.columns if one.id != kind.unit and (one.required or one.id in filled)]
        rows = [[Cell(self._value(sheet, place, column.id)) for column in columns] for place in range(len(sheet.rows))]
        alt = self._say("report.records.alt", sheet=kind.label[language.code], area=report.unit_label(language),
                        period=language.period(report.period.code))  # fmt: skip
        weights = [_weight([column.label[language.code], *(row[place].text for row in rows)])
                   for place, column in enumerate(columns)]  # fmt: skip
        self._document.table(Grid(weights, rows, alt, [column.label[language.code] for column in columns]))
        if sheet.withheld:
            least = report.catalogue.programme.disclosure.minimum
            self._document.text(self._say("report.records.withheld_note", minimum=least), "Note")

    def _value(self, sheet: Sheet, place: int, column: str) -> str:
        """A value as people read it, unless it is a count of people that must not be published."""
        catalogue, language = self._report.catalogue, self._language
        value = sheet.rows[place][column]
        if (place, column) in sheet.withheld:
            return self._say("report.records.withheld")
        if column == sheet.kind.body:
            return body_label(catalogue, str(value), language)
        return value_label(catalogue, sheet.kind, column, value, language)

    def _plans(self) -> None:
        self._heading("plans")
        self._place("difficulties")
        self._place("plans")

    def _basis(self) -> None:
        report, language = self._report, self._language
        self._heading("basis")
        programme = report.catalogue.programme
        self._document.text(self._say("report.basis.intro" if report.submissions else "report.basis.none"))
        rows = [
            [
                Cell(str(one.submission)),
                Cell(report.catalogue.form(one.form).label[language.code]),
                Cell(language.period(one.period)),
                Cell(language.short_date(one.submitted_on)),
                Cell(one.sha256[:_SHORT_DIGEST]),
                Cell(self._say("report.superseded") if one.superseded else ""),
            ]
            for one in report.submissions
        ]
        names = ("number", "form", "period", "handed_in", "sha256", "note")
        if rows:
            self._table((7, 26, 22, 16, 17, 12), names, rows, self._say("report.section.basis"))
        digest = report.catalogue.digest[:_SHORT_DIGEST]
        self._document.text(self._say("report.basis.catalogue", programme=programme.id, digest=digest), "Note")

    def _definitions(self) -> None:
        catalogue, language = self._report.catalogue, self._language
        self._heading("definitions")
        sources = {source.id: source.title for source in catalogue.programme.sources}
        rows = []
        for indicator in {line.indicator.id: line.indicator for line in self._report.lines}.values():
            clause = indicator.legal_clause
            words = Cell(f"“{clause.words}” ({sources[clause.source]}, {clause.section})", language=QUOTED_IN)
            title = Cell(indicator.title[language.code], bold=True)
            rows.append([title, Cell(indicator.definition[language.code]), words])
        names = ("indicator", "definition", "clause")
        self._table((24, 36, 40), names, rows, self._say("report.section.definitions"))

    def _heading(self, section: str, level: int = 1, count: int | None = None) -> None:
        text = self._say(f"report.section.{section}")
        self._document.heading(text if count is None else f"{text} ({count})", level)

    def _place(self, name: str) -> None:
        self._document.place(self._say("report.place.label"), self._say(f"report.place.{name}"))

    def _table(self, widths: Sequence[int], names: Iterable[str], rows: Sequence[Sequence[Cell]], alt: str) -> None:
        header = [self._say(f"report.column.{name}") for name in names]
        self._document.table(Grid(widths, rows, alt, header))


def _status_cell(figure: Figure, text: str, *, span: int = 1, centred: bool = False) -> Cell:
    paint = PAINTS[figure.graded]
    return Cell(text, paint.ground, paint.text, paint.hatched, span=span, centred=centred)


def _bar(figure: Figure) -> list[Cell]:
    """Confirmed, possible and neither, as stretches of the grid; a confirmed obligation is never too small to see."""
    low, high = phrases.span(figure)
    confirmed = max(int(low * BAR), 1 if low else 0)
    possible = max(int(high * BAR) - confirmed, 1 if high > low else 0)
    rest = BAR - confirmed - possible
    stretches = ((TEAL, confirmed, False), (POSSIBLE, possible, True), (LINE, rest, False))
    return [Cell(ground=ground, hatched=hatched, span=span) for ground, span, hatched in stretches if span > 0]


def _weight(texts: Sequence[str]) -> int:
    """How wide a column should be: what should not be broken fits, and long texts get more, within reason."""
    unbroken = max(
        (len(word) for text in texts for word in ([text] if len(text) <= UNBROKEN else text.split())), default=1
    )
    return min(max(unbroken + 3, max(len(text) for text in texts) // 2, 7), 40)
