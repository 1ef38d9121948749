"""The evaluators' tables, and writing them as CSV (interfaces.md, "Tables of `rcat export`").

Same data, catalogue and as-of date give the same bytes, whenever and wherever: no clock, no locale, a fixed order.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from etl.figures import Figures, Obligation, SubmissionInfo
from etl.reference import area_rows, indicator_rows, period_rows
from indicators.aggregate import FIGURE_COLUMNS
from indicators.ledger import OBLIGATION_COLUMNS
from indicators.model import Catalogue

MARK = "demonstration"
MARKED = "demonstration data, made up"


@dataclass(frozen=True)
class Choice:
    """What is exported: the as-of date, and the indicators, areas and periods (none named: all)."""

    as_of: date
    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A public table: its name, its columns in order, its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def tables(figures: Figures, choice: Choice) -> Iterator[Table]:
    """The public tables in their order; demonstration data carries its mark as a last column in every row."""
    for table in _plain_tables(figures, choice):
        if figures.demonstration:
            yield Table(table.name, (*table.columns, MARK), tuple((*row, MARKED) for row in table.rows))
        else:
            yield table


def _plain_tables(figures: Figures, choice: Choice) -> Iterator[Table]:
    catalogue = figures.catalogue
    chosen = {"indicators": choice.indicators, "areas": choice.areas, "periods": choice.periods}
    values = figures.values(choice.as_of, **chosen)
    yield Table("indicator_values", FIGURE_COLUMNS, tuple(tuple(asdict(one).values()) for one in values))
    owed = figures.obligations(choice.as_of, **chosen)
    yield Table("obligations", (*OBLIGATION_COLUMNS, "evidence"), tuple(_obligation(one) for one in owed))
    kinds = tuple(kind.id for kind in catalogue.records)
    columns = ("submission", "sha256", "form", "qark", "period", "submitted_on", "superseded", *kinds)
    handed_in = figures.submissions(choice.as_of)
    yield Table("submissions", columns, tuple(_submission(one, kinds) for one in handed_in))
    sheets = [
        row for row in indicator_rows(catalogue) if not choice.indicators or row["indicator"] in choice.indicators
    ]
    yield _from_rows("indicators", sheets)
    yield _from_rows("areas", area_rows(catalogue))
    yield _from_rows("periods", period_rows(catalogue))


def _obligation(one: Obligation) -> tuple[object, ...]:
    evidence = json.dumps([asdict(row) for row in one.evidence])
    return (*(getattr(one, column) for column in OBLIGATION_COLUMNS), evidence)


def _submission(one: SubmissionInfo, kinds: Sequence[str]) -> tuple[object, ...]:
    cover = (one.submission, one.sha256, one.form, one.qark, one.period, one.submitted_on, one.superseded)
    return (*cover, *(one.accepted[kind] for kind in kinds))


def _from_rows(name: str, rows: Sequence[dict[str, object]]) -> Table:
    columns = tuple(rows[0]) if rows else ()
    return Table(name, columns, tuple(tuple(row.values()) for row in rows))


def cell(value: object) -> object:
    """A value as CSV holds it: full precision, ISO dates, true and false, missing as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    return value.isoformat() if isinstance(value, date) else value


def csv_text(table: Table) -> str:
    """A table as CSV text with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return text.getvalue()


def write_csv(out: Path, found: Iterable[Table]) -> list[Path]:
    """Write each table as `<name>.csv` in a folder; a file is replaced at once, so no reader sees a half."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for table in found:
        path = out / f"{table.name}.csv"
        aside = out / f".{table.name}.csv.part"
        aside.write_text(csv_text(table), encoding="utf-8", newline="")
        aside.replace(path)
        written.append(path)
    return written


class UnknownChoiceError(ValueError):
    """An indicator, area or period that the programme does not have; `kind` and `known` say which would do."""

    def __init__(self, kind: str, value: str, known: Iterable[str]) -> None:
        super().__init__(value)
        self.kind = kind
        self.value = value
        self.known = tuple(known)


def check_choice(choice: Choice, catalogue: Catalogue) -> None:
    """UnknownChoiceError where the choice names what the programme does not have."""
    known = {
        "indicator": ([one.id for one in catalogue.indicators], choice.indicators),
        "area": (list(catalogue.area_labels), choice.areas),
        "period": ([str(row["period"]) for row in period_rows(catalogue)], choice.periods),
    }
    for kind, (names, wanted) in known.items():
        for value in wanted:
            if value not in names:
                raise UnknownChoiceError(kind, value, names)
