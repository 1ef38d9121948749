"""What handing in a draft would take away, as findings: warnings that pages, commands and JSON show alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from etl.figures.labels import value_label
from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.findings import Finding, in_all_languages
from etl.what_if.assessment_wording import figure_values
from etl.what_if.losses import Losses, LostRows, Values
from indicators.language import Language, language
from indicators.languages import ENGLISH, LANGUAGES, Words
from indicators.model import Catalogue, RecordKind

NAMED = 5
"""So many rows are named; the others are counted."""
FALLS = 12
"""So many figures are named, one a finding; the others are counted in one more."""


def loss_findings(losses: Losses, file: str, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Every loss as a warning, rows first; a count of people is never named, whoever looks."""
    return tuple(_of_rows(losses, file, catalogue)) + tuple(_of_figures(losses, file, catalogue))


def _of_rows(losses: Losses, file: str, catalogue: Catalogue) -> Iterator[Finding]:
    for lost in losses.withdrawn:
        kind = catalogue.record(lost.record)
        values = _counted(len(lost.rows)) | {"kind": kind.label, "rows": _named([lost], catalogue)}
        yield _warning(file, lost.sheet, "rows_withdrawn", values)
    for open_ended in (True, False):
        ceasing = tuple(_ending(lost, catalogue, open_ended=open_ended) for lost in losses.ceasing)
        ceasing = tuple(lost for lost in ceasing if lost.rows)
        if ceasing:
            rule = "standing_rows_cease" if open_ended else "standing_rows_cease_early"
            values = _counted(sum(len(lost.rows) for lost in ceasing)) | {"rows": _named(ceasing, catalogue)}
            yield _warning(file, ceasing[0].sheet if len(ceasing) == 1 else None, rule, values)
    for lost in losses.says_none:
        yield _warning(file, lost.sheet, "empty_says_none", {"kind": catalogue.record(lost.record).label})


def _of_figures(losses: Losses, file: str, catalogue: Catalogue) -> Iterator[Finding]:
    for cell in losses.falls[:FALLS]:
        said = {code: figure_values(cell, catalogue, language(code, ETL_LOCALE)) for code in LANGUAGES}
        values = {name: Words(**{code: one[name] for code, one in said.items()}) for name in said[ENGLISH]}
        yield _warning(file, None, "figure_falls" if cell.falls else "figure_undone", values)
    if len(losses.falls) > FALLS:
        yield _warning(file, None, "figures_fall", _counted(len(losses.falls) - FALLS))
    if losses.longer:
        yield _warning(file, None, "longer_fall", _counted(len(losses.longer)))


def _ending(lost: LostRows, catalogue: Catalogue, *, open_ended: bool) -> LostRows:
    """Those of some standing rows that have no end, or those that have one which has not come."""
    end = catalogue.record(lost.record).valid_to
    rows = tuple(row for row in lost.rows if (end is None or row.get(end) is None) == open_ended)
    return LostRows(lost.record, lost.sheet, rows)


def _counted(count: int) -> dict[str, object]:
    return {"count": count}


def _warning(file: str, sheet: str | None, rule: str, values: Mapping[str, object]) -> Finding:
    return Finding("warning", file, sheet, None, None, None, rule, tuple(values.items()))


def _named(several: Sequence[LostRows], catalogue: Catalogue) -> Words:
    """Some rows by what tells them apart; where they are of several sheets each with its sheet."""
    return in_all_languages(lambda words: _rows_in(words, several, catalogue))


def _rows_in(words: Language, several: Sequence[LostRows], catalogue: Catalogue) -> str:
    parts = []
    for lost in several:
        kind = catalogue.record(lost.record)
        told = [row_in_words(kind, row, catalogue, words) for row in islice(lost.rows, NAMED)]
        more = len(lost.rows) - len(told)
        told += [words.say("losses.more", count=more)] if more else []
        text = "; ".join(told)
        parts.append(f"{kind.label[words.code]}: {text}" if len(several) > 1 else text)
    return " · ".join(parts)


def row_in_words(kind: RecordKind, row: Values, catalogue: Catalogue, words: Language) -> str:
    """A row by its key, else by all that it says, without counts of people."""
    names = kind.unique or tuple(column.id for column in kind.columns)
    shown = (name for name in names if kind.column(name).counts is None)
    texts = (value_label(catalogue, kind, name, _plain(kind, name, row.get(name)), words) for name in shown)
    return ", ".join(text for text in texts if text)


def _plain(kind: RecordKind, name: str, value: object) -> object:
    """A kept value as labels take it: a date is one again."""
    return date.fromisoformat(str(value)) if value is not None and kind.column(name).type == "date" else value
