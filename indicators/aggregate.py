"""From obligations to figures: the query that counts, adds and grades (FIGURES.md 5).

It reads the ledger's steps (indicators/ledger.py) and, beside their relations, `parts`, `areas(area)`,
`area_units(area, qark)` and `definitions(indicator, aggregation, late_counts, met, partly)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from indicators.model import Catalogue
from indicators.sql import day

FIGURE_COLUMNS = (
    "indicator", "area", "period", "numerator", "denominator", "unreported", "value", "value_high", "status",
    "provisional", "as_of",
)  # fmt: skip


@dataclass(frozen=True)
class Definition:
    """What the counting query needs of an indicator."""

    indicator: str
    place: int
    aggregation: str
    late_counts: bool
    met: float
    partly: float


@dataclass(frozen=True)
class AreaUnit:
    """A unit whose obligations an area adds."""

    area: str
    qark: str


def definitions(catalogue: Catalogue) -> Iterator[Definition]:
    """Each indicator's counting rules, with its place in the catalogue's order."""
    for place, one in enumerate(catalogue.indicators):
        rules = one.thresholds
        yield Definition(one.id, place, one.aggregation, one.late == "counts", rules.met, rules.partly)


def area_units(catalogue: Catalogue) -> Iterator[AreaUnit]:
    """Which units each area adds."""
    areas = catalogue.programme.areas
    yield from (AreaUnit(unit.id, unit.id) for unit in areas.units)
    for area in (*(group.id for group in areas.groups), areas.whole.id):
        yield from (AreaUnit(area, unit) for unit in catalogue.units_of(area))


def chosen_parts(as_of: date) -> str:
    """The own periods that each figure takes its obligations from.

    `sum`: all; `latest`: the one whose due date is the latest before the as-of date, or all where none has passed.
    """
    return f"""SELECT p.indicator, p.period, p.part FROM parts p
JOIN definitions d ON d.indicator = p.indicator
JOIN (
  SELECT indicator, period, MAX(CASE WHEN due_on < {day(as_of)} THEN due_on END) AS latest_due
  FROM parts GROUP BY indicator, period) l ON l.indicator = p.indicator AND l.period = p.period
WHERE d.aggregation = 'sum' OR l.latest_due IS NULL OR p.due_on = l.latest_due"""


COUNTED = """SELECT c.indicator, c.period, l.qark, COUNT(*) AS owed,
  COUNT(CASE WHEN l.state IN ('on_time', 'late', 'missing', 'no_data') THEN 1 END) AS denominator,
  COUNT(CASE WHEN l.state = 'on_time' OR (l.state = 'late' AND d.late_counts) THEN 1 END) AS numerator,
  COUNT(CASE WHEN l.state = 'no_data' THEN 1 END) AS unreported
FROM chosen_parts c
JOIN definitions d ON d.indicator = c.indicator
JOIN ledger l ON l.indicator = c.indicator AND l.period = c.part
GROUP BY c.indicator, c.period, l.qark"""


def _added(count: str) -> str:
    # A sum is wider than what it adds, in each dialect otherwise; no count is.
    return f"CAST(SUM(c.{count}) AS BIGINT) AS {count}"


ADDED = f"""SELECT g.indicator, a.area, g.period, COALESCE(s.owed, 0) AS owed,
  COALESCE(s.denominator, 0) AS denominator, COALESCE(s.numerator, 0) AS numerator,
  COALESCE(s.unreported, 0) AS unreported
FROM (SELECT DISTINCT indicator, period FROM chosen_parts) g
CROSS JOIN (SELECT DISTINCT a.area FROM areas a JOIN area_units m ON m.area = a.area) a
LEFT JOIN (
  SELECT c.indicator, m.area, c.period, {_added("owed")}, {_added("denominator")}, {_added("numerator")},
    {_added("unreported")}
  FROM counted c JOIN area_units m ON m.qark = c.qark JOIN areas b ON b.area = m.area
  GROUP BY c.indicator, m.area, c.period) s
  ON s.indicator = g.indicator AND s.area = a.area AND s.period = g.period"""

SHARED = """SELECT t.*, CASE WHEN denominator > unreported
    THEN CAST(numerator AS DOUBLE PRECISION) / CAST(denominator AS DOUBLE PRECISION) END AS share,
  CASE WHEN denominator > unreported
    THEN CAST(numerator + unreported AS DOUBLE PRECISION) / CAST(denominator AS DOUBLE PRECISION) END AS share_high
FROM added t"""


def _grade(share: str) -> str:
    return f"CASE WHEN {share} >= d.met THEN 'met' WHEN {share} >= d.partly THEN 'partly_met' ELSE 'not_met' END"


def graded(as_of: date) -> str:
    """The figures in the columns of the public table, in its order of columns."""
    return f"""SELECT s.indicator, s.area, s.period, CAST(s.numerator AS BIGINT) AS numerator,
  CAST(s.denominator AS BIGINT) AS denominator, CAST(s.unreported AS BIGINT) AS unreported,
  s.share AS "value", s.share_high AS value_high,
  CASE WHEN s.owed = 0 THEN 'not_applicable' WHEN s.denominator = 0 THEN 'not_due'
    WHEN s.share IS NULL THEN 'no_data' ELSE {_grade("s.share")} END AS status,
  COALESCE({_grade("s.share")} <> {_grade("s.share_high")} AND s.share IS NOT NULL, FALSE) AS provisional,
  {day(as_of)} AS as_of
FROM shared s JOIN definitions d ON d.indicator = s.indicator"""


def steps(as_of: date) -> list[tuple[str, str]]:
    """The steps from the ledger to the figures; the last is `figures`."""
    return [
        ("chosen_parts", chosen_parts(as_of)),
        ("counted", COUNTED),
        ("added", ADDED),
        ("shared", SHARED),
        ("figures", graded(as_of)),
    ]
