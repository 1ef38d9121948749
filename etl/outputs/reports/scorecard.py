"""A unit's scorecard for print: two pages at most, however much is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from etl.figures.labels import capitalised
from etl.figures.read_api import Figure, Figures
from etl.figures.wording import evidence_wanted
from etl.outputs.reports import phrases
from etl.outputs.reports.content import History, Line, Owed, UnitReport, total, unit_report
from etl.outputs.reports.layouts import SCORECARD
from etl.outputs.reports.printing import pages_of, print_pdf
from indicators.language import Language
from indicators.schedule import hand_in_periods

PAGES = 2
SIZES = (9.5, 8.5, 7.5)  # of the type, in points; a smaller one where the figures alone would not fit
Group = dict[str, Any]


def scorecard(figures: Figures, unit: str, period: str, as_of: date, language: Language) -> bytes:
    """The PDF (see `etl.outputs.reports.scorecard_pdf`)."""
    report = unit_report(figures, unit, period, as_of)
    data = _data(report, language)
    return print_pdf(SCORECARD, _fitted(data, report.as_of, language), report.as_of)


def _fitted(data: Mapping[str, Any], day: date, language: Language) -> Mapping[str, Any]:
    """The data with as many entries in each list, and as large a type, as fit on two pages."""
    longest = max((len(group["rows"]) for group in data["groups"]), default=0)
    for size in SIZES:
        if pages_of(SCORECARD, _cut(data, 0, size, language), day) > PAGES:
            continue
        fits, fails = 0, longest + 1
        while fails - fits > 1:
            middle = longest if fails > longest else (fits + fails) // 2
            if pages_of(SCORECARD, _cut(data, middle, size, language), day) <= PAGES:
                fits = middle
            else:
                fails = middle
        return _cut(data, fits, size, language)
    return _cut(data, 0, SIZES[-1], language)


def _cut(data: Mapping[str, Any], entries: int, size: float, language: Language) -> dict[str, Any]:
    """The data with so many entries in each list; how many more there are is said."""
    groups = []
    for group in data["groups"]:
        left = len(group["rows"]) - entries
        more = language.say("report.and_more", count=left) if left > 0 else None
        groups.append({**group, "rows": group["rows"][:entries], "more": more})
    return {**data, "groups": groups, "size": size}


def _data(report: UnitReport, language: Language) -> dict[str, Any]:
    say = language.say
    programme = report.catalogue.programme
    title = f"{say('report.scorecard.title')}: {report.unit_label(language)}, {language.period(report.period.code)}"
    numbers = ", ".join(str(one.submission) for one in report.submissions)
    return {
        "language": language.code,
        "title": title,
        "say": {"title": say("report.scorecard.title"), "page": say("report.page"), "of_pages": say("report.of_pages")},
        "programme": programme.short_title[language.code],
        "unit": report.unit_label(language),
        "period": capitalised(language.period(report.period.code)),
        "code": report.period.code,
        "as_of": say("report.as_of", date=language.date(report.as_of)),
        "notice": say("report.demonstration") if report.figures.demonstration else None,
        "foot": say("report.demonstration") if report.figures.demonstration else title,
        "summary": phrases.summary(report, language),
        "columns": [say(f"report.column.{name}") for name in ("indicator", "status", "count", "share")],
        "periods": [period.code for period in hand_in_periods(report.catalogue)],
        "figures": [
            _figure(line, history, language) for line in report.lines for history in report.history
            if history.indicator == line.indicator
        ],
        "legend": f"{say('report.figures.history_legend')} {say('report.scorecard.frame')}",
        "groups": _groups(report, language),
        "basis": say("report.scorecard.basis", count=len(report.submissions), numbers=numbers,
                     digest=report.catalogue.digest[:12]) if report.submissions else say("report.basis.none"),
    }  # fmt: skip


def _figure(line: Line, history: History, language: Language) -> dict[str, Any]:
    figure = line.figure
    low, high = phrases.span(figure)
    return {
        "title": phrases.indicator_name(line, language, short=True),
        "status": figure.graded,
        "words": phrases.status(figure, language),
        "framed": figure.provisional,
        "count": phrases.fraction(figure, language),
        "share": phrases.share(line, language),
        "low": low,
        "high": high,
        "due": figure.denominator > 0,
        "history": [_past(stretch.figure, stretch.periods, language) for stretch in history.stretches],
    }


def _past(figure: Figure | None, periods: int, language: Language) -> dict[str, Any]:
    if figure is None:
        return {"span": periods, "text": "", "status": "", "framed": False}
    text = phrases.short(figure, language)
    return {"span": periods, "text": text, "status": figure.graded, "framed": figure.provisional}


def _groups(report: UnitReport, language: Language) -> list[Group]:
    """What is to be done and what was missed, the most pressing first; groups without entries are left out."""
    say = language.say
    asked = [[need, names] for need, names in phrases.unreported(report, language)]
    missed = [
        [phrases.with_items(one, report.catalogue, language), language.short_date(one.first.due_on)]
        for one in report.missed
    ]
    found = [
        _needs("still_owed", report, report.still_owed, language),
        _group("unreported", total(report.unreported), None, {"need": 55, "concerns": 45}, asked, language),
        _needs("due_next", report, report.due_next, language),
        _group("missed", total(report.missed), say("report.owed.missed"), {"owed": 85, "due": 15}, missed, language),
    ]
    kept = [group for group in found if group["rows"]]
    return kept or [{"title": say("report.section.still_owed"), "note": say("report.summary.nothing_owed"),
                     "widths": [1], "columns": [""], "rows": []}]  # fmt: skip


def _needs(section: str, report: UnitReport, found: Sequence[Owed], language: Language) -> Group:
    catalogue = report.catalogue
    rows = [
        [
            phrases.with_items(one, catalogue, language),
            language.short_date(one.first.due_on),
            evidence_wanted(catalogue.indicator(one.first.indicator), language),
        ]
        for one in found
    ]
    note = language.say(f"report.owed.{section}")
    return _group(section, total(found), note, {"owed": 40, "due": 12, "need": 48}, rows, language)


def _group(
    section: str, count: int, note: str | None, columns: Mapping[str, int], rows: list[list[str]], language: Language
) -> Group:
    title = f"{language.say(f'report.section.{section}')} ({count})"
    return {"title": title, "note": note, "widths": list(columns.values()),
            "columns": [language.say(f"report.column.{name}") for name in columns], "rows": rows}  # fmt: skip
