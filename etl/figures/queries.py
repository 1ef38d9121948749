"""Narrow questions of a build, as SQL: what a page can show of a programme of any size, with how much there is besides.

Each function gives a query over the relations `ledger`, `figures` (or the settled tables) and those of the catalogue;
`etl.figures.build_figures` asks them. Orders are those of the pages: ties go by the places of areas and periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from etl.figures.choice import Choice
from etl.figures.result_types import Obligation, SourceRow
from etl.figures.work import Work
from indicators import ledger
from indicators.sql import day, text

RECEIVED = """r.submission, r.sha256, r.form, r.qark, r.period, r.submitted_on, s.superseded, r.received_at,
  r.demonstration, r.rejected"""
WorkKey = tuple[str, str, date, Sequence[str]]
"""Whose work it is, its period, its due date, and its indicators."""


def is_of(one: Obligation, key: WorkKey) -> bool:
    """Whether an obligation belongs to a work."""
    return (one.qark, one.period, one.due_on) == key[:3] and one.indicator in key[3]


def among(column: str, values: Iterable[str]) -> str:
    """A test that a column holds one of some values; no values mean any."""
    listed = [text(value) for value in values]
    if (
        len(listed) == 1
    ):  # where the column holds codes (etl/build/dictionary_codes.py), this takes half the time to plan
        return f"{column} = {listed[0]}"
    return f"{column} IN ({', '.join(listed)})" if listed else "TRUE"


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Pairs of texts as the rows of a relation."""
    return "VALUES " + ", ".join(f"({text(one)}, {text(other)})" for one, other in rows)


def chosen_values(choice: Choice) -> str:
    """The test that a figure `f` is of the chosen indicators, areas and periods.

    Where only the first rows are asked for, it may leave out what is not among them in the order of the tables. A
    figure stands for every area or for none, so the first of them are those of the first areas.
    """
    chosen = [
        among("f.indicator", choice.indicators), among("f.area", choice.areas), among("f.period", choice.periods)
    ]  # fmt: skip
    if choice.first is not None:
        chosen.append(f"""f.area IN (SELECT a.area FROM area_places a
  WHERE a.area IN (SELECT area FROM area_units) AND {among("a.area", choice.areas)}
  ORDER BY a.at LIMIT {choice.first})""")
    return " AND ".join(chosen)


def first_obligations(indicator: str, where: str, limit: int) -> str:
    """The keys of an indicator's first obligations in the order of the tables."""
    return f"""SELECT l.indicator, l.qark, l.body, l.period, l.item FROM ledger l
JOIN area_places a ON a.area = l.qark JOIN period_places p ON p.period = l.period
WHERE l.indicator = {text(indicator)} AND {where} ORDER BY a.at, p.at, l.body, l.item LIMIT {limit}"""


def units_behind(source: str, boxes: Mapping[str, str], inside: str, limit: int, offset: int) -> str:
    """The units, furthest behind first: most boxes not met for certain, then most not known, then most partly met.

    What is not reported is no failure: a box that it could still change is not known, whatever is confirmed of it.

    `boxes`: each indicator's period. `inside`: the test that a unit `u.qark` is asked for.
    """
    counted = ", ".join(f"SUM(CASE WHEN {one} THEN 1 ELSE 0 END) DESC" for one in _WORST_FIRST)
    return f"""SELECT u.qark FROM units u JOIN area_places a ON a.area = u.qark
LEFT JOIN areas m ON m.area = u.qark LEFT JOIN area_places g ON g.area = m.cluster
LEFT JOIN (SELECT f.area, f.status, f.provisional FROM {source} f JOIN ({pairs(boxes.items())}) b(indicator, period)
  ON b.indicator = f.indicator AND b.period = f.period) f ON f.area = u.qark
WHERE {inside} GROUP BY u.qark, a.at, g.at ORDER BY {counted}, g.at NULLS LAST, a.at LIMIT {limit} OFFSET {offset}"""


_WORST_FIRST = (
    "f.status = 'not_met' AND NOT f.provisional",
    "f.status = 'no_data' OR f.provisional",
    "f.status = 'partly_met' AND NOT f.provisional",
)


def statuses(source: str, indicator: str, period: str, inside: str) -> str:
    """How many units stand where in one indicator and period; `open` where what is not reported decides."""
    return f"""SELECT CASE WHEN f.provisional THEN 'open' ELSE f.status END AS graded, COUNT(*)
FROM {source} f JOIN units u ON u.qark = f.area
WHERE f.indicator = {text(indicator)} AND f.period = {text(period)} AND {inside} GROUP BY graded"""


def _is_work(work: Work) -> str:
    """The test that an obligation `l` is such work."""
    state = "l.still_owed" if work.state == "still_owed" else "l.state = 'not_due'"
    last = f" AND l.due_on <= {day(work.until)}" if work.until else ""
    return f"{state}{last} AND {among('l.indicator', work.indicators) if work.kinds else 'FALSE'}"


def works(work: Work, inside: str) -> list[tuple[str, str]]:
    """The steps to `works`: one row a piece of work of a unit, with its indicators and how many obligations it is."""
    key = "kind, qark, period, due_on"
    return [
        (
            "asked",
            f"""SELECT k.kind, l.indicator, d.place, l.qark, l.period, l.due_on, l.body, l.item
FROM ledger l JOIN ({pairs(work.kinds)}) k(indicator, kind) ON k.indicator = l.indicator
JOIN definitions d ON d.indicator = l.indicator WHERE {_is_work(work)} AND {inside}""",
        ),
        ("sized", f"SELECT {key}, COUNT(DISTINCT (body, item)) AS pieces FROM asked GROUP BY {key}"),
        (
            "called",
            f"""SELECT {key}, LIST(indicator ORDER BY place) AS indicators
FROM (SELECT DISTINCT {key}, indicator, place FROM asked) GROUP BY {key}""",
        ),
        ("works", f"SELECT s.*, c.indicators FROM sized s JOIN called c USING ({key})"),
    ]


def first_works(limit: int) -> str:
    """The first works, longest owed or soonest due first, each with how many works and pieces there are in all."""
    return f"""SELECT w.qark, w.period, w.due_on, w.indicators, COUNT(*) OVER (), SUM(w.pieces) OVER ()
FROM works w JOIN period_places p ON p.period = w.period
ORDER BY w.due_on, w.qark, w.indicators, p.at LIMIT {limit}"""


def shared_works(named: int) -> str:
    """Works that differ only in whose they are, as one row: how many units, and the first of them."""
    return f"""SELECT period, due_on, indicators, COUNT(*), LIST(qark ORDER BY qark)[:{named}] FROM works
GROUP BY period, due_on, indicators ORDER BY due_on, MIN(qark), indicators"""


def of_works(keys: Sequence[WorkKey]) -> str:
    """A test that holds for the obligations, and the evidence, `l` of some works, and perhaps for some others."""
    rows = [(indicator, key[0], key[1]) for key in keys for indicator in key[3]]
    return of_keys(("indicator", "qark", "period"), rows)


def of_keys(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The test that the columns of `l` hold the values of one of some rows.

    Each column is tested alone first: that is cheap, and leaves next to nothing to compare as a whole.
    """
    if not rows:
        return "FALSE"
    alone = [among(f"l.{column}", dict.fromkeys(row[at] for row in rows)) for at, column in enumerate(columns)]
    listed = ", ".join(f"({', '.join(map(text, row))})" for row in rows)
    return f"{' AND '.join(alone)} AND ({', '.join(f'l.{column}' for column in columns)}) IN ({listed})"


def speaking_of(as_of: date, inside: str, kinds_of_all: Iterable[str] = ()) -> str:
    """The sheets that speak, of some units and of the forms that cover all.

    The test is on what the sheets are ranked by, so that those of other units are not even read.
    """
    listed = ", ".join(text(kind) for kind in kinds_of_all)
    wanted = f"({inside} OR s.kind IN ({listed}))" if listed else inside
    return f"SELECT s.* FROM ({ledger.speaking(as_of)}) s WHERE {wanted}"


def of_units(steps: Sequence[tuple[str, str]], as_of: date, units: Sequence[str]) -> list[tuple[str, str]]:
    """The steps to the ledger of some units alone: what they owe, from the sheets that speak of them."""
    return [
        ("body_units", f"SELECT u.* FROM main.body_units u WHERE {among('u.qark', units)}"),
        ("speaking", speaking_of(as_of, among("s.qark", units))),
        *(step for step in steps if step[0] != "speaking"),
    ]


def of_rows(sources: Iterable[SourceRow]) -> str:
    """The test that a row `r` of a record kind is one of some; first by submission alone, in whose order they lie."""
    pairs = [(one.submission, one.row) for one in sources]
    numbers = ", ".join(map(str, dict.fromkeys(submission for submission, _ in pairs)))
    return f"r.submission IN ({numbers}) AND (r.submission, r.sheet_row) IN ({', '.join(map(str, pairs))})"


def least_reported(
    as_of: date, forms: Iterable[str], periods: Sequence[str], inside: str, limit: int, offset: int
) -> str:
    """The units that handed in for the fewest of some periods first, each with how many units lack any."""
    return f"""SELECT qark, SUM(CASE WHEN given < {len(periods)} THEN 1 ELSE 0 END) OVER () FROM (
  SELECT u.qark, a.at, COUNT(DISTINCT r.period) AS given FROM units u JOIN area_places a ON a.area = u.qark
  LEFT JOIN received r ON r.qark = u.qark AND r.submitted_on <= {day(as_of)}
    AND {among("r.form", forms)} AND {among("r.period", periods) if periods else "FALSE"}
  WHERE {inside} GROUP BY u.qark, a.at) o ORDER BY o.given, o.at LIMIT {limit} OFFSET {offset}"""


def first_behind(where: str, states: Sequence[str], limit: int) -> str:
    """The keys of the first obligations, by the order of states, then by due date, unit, body and item."""
    place = " ".join(f"WHEN {text(state)} THEN {at}" for at, state in enumerate(states))
    return f"""SELECT l.indicator, l.qark, l.body, l.period, l.item FROM ledger l WHERE {where}
ORDER BY CASE l.state {place} ELSE {len(states)} END, l.due_on, l.qark, l.body, l.item LIMIT {limit}"""
