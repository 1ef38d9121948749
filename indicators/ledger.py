"""An indicator -> the query for its obligations: what is owed held against what was handed in (FIGURES.md 3, 4, 7).

Pure text: no connection, no file. The queries read these relations, which the database and the evaluator's package
both have: `body_units(body, qark)`, `duties`, `needed`, `touched`,
`sheets(submission, qark, period, kind, submitted_on)` and, for each record kind,
`records_<kind>(submission, sheet, sheet_row, qark, period, <columns>, <compared text column>_key)`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import chain

from indicators.items import joined, joined_sql
from indicators.keys import fold_key
from indicators.model import Catalogue, Indicator, RecordKind
from indicators.sql import (
    EMPTY,
    KEY,
    TYPES,
    day,
    filled_key_of,
    has_key,
    inline,
    key_literal,
    key_of,
    loose_first_day,
    name,
    shown,
    text,
)

OBLIGATION_COLUMNS = ("indicator", "qark", "body", "period", "item", "due_on", "satisfied_on", "state", "still_owed")
EVIDENCE_COLUMNS = ("indicator", "qark", "body", "period", "item", "happened_on", "submission", "sheet", "sheet_row")
STATES = ("early", "late", "missing", "no_data", "not_due", "on_time")
# The order of an obligation's evidence (FIGURES.md 4.3).
EVIDENCE_ORDER = ("happened_on", "submission", "sheet_row")
# An item of a fixed list as it compares with texts.
_FOLDED = "folded_item"
_NO_OBLIGATION = dict.fromkeys(OBLIGATION_COLUMNS, "VARCHAR") | {
    "due_on": "DATE", "satisfied_on": "DATE", "still_owed": "BOOLEAN",
}  # fmt: skip
_NO_EVIDENCE = dict.fromkeys(EVIDENCE_COLUMNS, "VARCHAR") | {
    "happened_on": "DATE", "submission": "BIGINT", "sheet_row": "BIGINT",
}  # fmt: skip


def records_table(kind: str) -> str:
    """The table that holds a record kind's accepted rows."""
    return f"records_{kind}"


def record_columns(catalogue: Catalogue, kind: RecordKind) -> dict[str, str]:
    """The columns of a record kind's table with their SQL types, keys beside the texts that an indicator compares."""
    asked = (one.evidence.where for one in catalogue.indicators if one.evidence.record == kind.id)
    split = (one.for_each.key for one in catalogue.indicators if one.for_each and one.for_each.record == kind.id)
    return _columns(kind, frozenset(chain.from_iterable((*asked, *split))))


def all_columns(kind: RecordKind) -> dict[str, str]:
    """The same with keys beside all texts, for what is to last: another catalogue may compare others."""
    return _columns(kind, {one.id for one in kind.columns})


def _columns(kind: RecordKind, keys: Collection[str]) -> dict[str, str]:
    columns = {
        "submission": "BIGINT", "sheet": "VARCHAR", "sheet_row": "BIGINT", "qark": "VARCHAR", "period": "VARCHAR",
    }  # fmt: skip
    for column in kind.columns:
        columns[column.id] = TYPES[column.type]
        if has_key(column) and column.id in keys:
            columns[column.id + KEY] = "VARCHAR"
    return columns


def speaking(as_of: date) -> str:
    """The sheets that speak: of each unit, hand-in period and record kind the latest known one (FIGURES.md 4.1)."""
    return f"""SELECT submission, qark, period, kind, submitted_on FROM (
  SELECT s.*, ROW_NUMBER() OVER (PARTITION BY kind, qark, period ORDER BY submitted_on DESC, submission DESC) AS place
  FROM sheets s WHERE submitted_on <= {day(as_of)}) ranked
WHERE place = 1"""


def spoken(kind: RecordKind, as_of: date) -> str:
    """The rows of a record kind that speak: of speaking sheets, with their own date known (FIGURES.md 4, 4.3)."""
    return f"""SELECT r.* FROM {records_table(kind.id)} r
JOIN speaking s ON s.kind = {text(kind.id)} AND s.submission = r.submission AND s.qark = r.qark
WHERE TRUE{known(kind, as_of)}"""


def known(kind: RecordKind, as_of: date) -> str:
    """What a row `r` must pass besides: that its own date is known on the day, where its kind has one."""
    own = kind.date or kind.valid_from
    if own is None:
        return ""
    if kind.column(own).type == "loose_date":
        first = loose_first_day(f"r.{name(own)}")
        return f" AND (r.{name(own)} IS NULL OR {first} <= {text(as_of.isoformat())})"
    return f" AND r.{name(own)} <= {day(as_of)}"


@dataclass(frozen=True)
class Query:
    """One indicator's query as of a day, as named steps (CTEs) in order; each step's name begins with the prefix."""

    catalogue: Catalogue
    indicator: Indicator
    as_of: date
    prefix: str

    @property
    def kind(self) -> RecordKind:
        """The record kind of the evidence."""
        return self.catalogue.record(self.indicator.evidence.record)

    @property
    def item_columns(self) -> tuple[str, ...]:
        """The key columns that split the obligation, as steps call them."""
        split = self.indicator.for_each
        if split is None:
            return ()
        return split.key if split.record else ("item",)

    def steps(self) -> list[tuple[str, str]]:
        """The steps up to `<prefix>_obligations`, each a name and its query."""
        found = [("owed", self._owed())]
        if self.indicator.for_each and self.indicator.for_each.record:
            found.append(("items", self._items_of_record(self.indicator.for_each.record)))
        else:
            found.append(("items", self._items()))
        found += [("matches", self._matches()), ("satisfied", self._satisfied()), ("reported", self._reported())]
        found.append(("obligations", self._obligations()))
        return [(f"{self.prefix}_{step}", query) for step, query in found]

    def _owed(self) -> str:
        return f"""SELECT u.qark, d.body, d.period, d.starts_on, d.ends_on, d.due_on, d.last_hand_in
FROM duties d JOIN body_units u ON u.body = d.body WHERE d.indicator = {text(self.indicator.id)}"""

    def _items(self) -> str:
        """One obligation a duty, or one for each item of the fixed list."""
        if self.indicator.for_each is None:
            return f"SELECT o.*, '' AS item, TRUE AS item_known FROM {self.prefix}_owed o"
        items = self.indicator.for_each.list
        listed = inline(("item", "key_item", _FOLDED), ((joined([one]), one, fold_key(one)) for one in items))
        return f"""SELECT o.*, l.item AS item, TRUE AS item_known, l.{name("key_item")}, l.{_FOLDED}
FROM {self.prefix}_owed o CROSS JOIN ({listed}) l"""

    def _items_of_record(self, record: str) -> str:
        """One obligation for each distinct key in force at period end; one empty item where the sheet is absent."""
        kind = self.catalogue.record(record)
        keys = [f"{key_of(kind, column, 'r')} AS {name('key_' + column)}" for column in self.item_columns]
        item = joined_sql(
            (shown(column, "r") for column in self.item_columns),
            (kind.column(column).type == "text" for column in self.item_columns),
        )
        names = self._keys
        body = f" AND r.{name(kind.body)} = o.body" if kind.body else ""
        nothing = ", ".join(f"'' AS {one}" for one in names)
        return f"""SELECT f.qark, f.body, f.period, d.starts_on, d.ends_on, d.due_on, d.last_hand_in, f.item,
  TRUE AS item_known, {", ".join(f"f.{one}" for one in names)}, f.sheet_row AS item_row
FROM (
  SELECT k.*, ROW_NUMBER() OVER (PARTITION BY qark, body, period, {", ".join(names)} ORDER BY sheet_row) AS place
  FROM (
    SELECT o.qark, o.body, o.period, {item} AS item, {", ".join(keys)}, r.sheet_row
    FROM {self.prefix}_owed o JOIN spoken_{kind.id} r ON r.qark = o.qark AND r.period = o.last_hand_in{body}
    WHERE {self._in_force(kind)}) k) f
JOIN duties d ON d.indicator = {text(self.indicator.id)} AND d.body = f.body AND d.period = f.period
WHERE f.place = 1
UNION ALL
SELECT o.*, '' AS item, FALSE AS item_known, {nothing}, 0 AS item_row
FROM {self.prefix}_owed o LEFT JOIN speaking s
  ON s.kind = {text(kind.id)} AND s.qark = o.qark AND s.period = o.last_hand_in
WHERE s.submission IS NULL"""

    @staticmethod
    def _in_force(kind: RecordKind) -> str:
        """In force at period end: from <= end, and to is empty or >= end (FIGURES.md 3)."""
        lasting = (
            f" AND (r.{name(kind.valid_to)} IS NULL OR r.{name(kind.valid_to)} >= o.ends_on)" if kind.valid_to else ""
        )
        return f"r.{name(kind.valid_from or '')} <= o.ends_on{lasting}"

    @property
    def _own_date(self) -> str:
        """A row's date (FIGURES.md 4.3): the kind's own, for `in_force` its `from`."""
        from_date = self.indicator.evidence.timing == "in_force"
        return f"r.{name((self.kind.valid_from if from_date else self.kind.date) or '')}"

    def _timing(self) -> str:
        """Which rows are in time to be looked at (FIGURES.md 3, `timing`)."""
        kind, timing, own = self.kind, self.indicator.evidence.timing, self._own_date
        if timing == "during":
            return f"{own} >= o.starts_on AND {own} <= o.ends_on"
        if timing == "for_period":
            return "r.period IN (SELECT t.hand_in FROM touched t WHERE t.period = o.period)"
        if timing == "in_force":
            return f"r.period = o.last_hand_in AND {self._in_force(kind)}"
        if timing == "by_end":
            return f"{own} <= o.ends_on AND r.period <= o.last_hand_in"
        return "TRUE"

    @property
    def _keys(self) -> list[str]:
        return [name("key_" + column) for column in self.item_columns]

    @property
    def _identity_columns(self) -> list[str]:
        """The columns that tell a duty's obligations apart: of a record the row that lists it, a number for texts."""
        return ["item_row"] if self.indicator.for_each and self.indicator.for_each.record else self._keys

    def _where(self) -> str:
        """The filter on the evidence's columns; texts compare as keys, empty only with empty (FIGURES.md 4.3)."""
        tests = []
        for column, value in self.indicator.evidence.where.items():
            if value == "$body":
                other = "o.body"
            elif value == "$item" and has_key(self.kind.column(column)):
                other = f"o.{_FOLDED}"
            elif value.startswith("$"):
                other = f"o.{name('key_' + value[1:])}"
            else:
                other = key_literal(self.kind, column, value)
            may_be_empty = other == EMPTY or (value.startswith("$") and value != "$body")
            key = key_of if may_be_empty else filled_key_of
            tests.append(f" AND {key(self.kind, column, 'r')} = {other}")
        return "".join(tests)

    def _matches(self) -> str:
        apart = "".join(f", o.{one}" for one in self._identity_columns)
        return f"""SELECT o.qark, o.body, o.period, o.item{apart}, {self._own_date} AS happened_on,
  r.submission, r.sheet, r.sheet_row
FROM {self.prefix}_items o JOIN spoken_{self.kind.id} r ON r.qark = o.qark{self._where()}
WHERE o.item_known AND {self._timing()}"""

    def _satisfied(self) -> str:
        """`satisfied_on` is the date of the n-th matching row (FIGURES.md 4.3); the first needs no order."""
        apart = "".join(f", {one}" for one in self._identity_columns)
        number = self.indicator.evidence.at_least
        if number == 1:
            return f"""SELECT qark, body, period{apart}, MIN(happened_on) AS satisfied_on
FROM {self.prefix}_matches GROUP BY qark, body, period{apart}"""
        order = ", ".join(EVIDENCE_ORDER)
        return f"""SELECT qark, body, period{apart}, happened_on AS satisfied_on
FROM (SELECT m.*, ROW_NUMBER() OVER (PARTITION BY qark, body, period{apart} ORDER BY {order}) AS place
  FROM {self.prefix}_matches m) ranked WHERE place = {number}"""

    def _reported(self) -> str:
        """The units and periods where silence is an answer (FIGURES.md 4.2)."""
        kind = text(self.kind.id)
        if self.indicator.once:
            return f"""SELECT DISTINCT qark, 'all' AS period FROM sheets
WHERE kind = {kind} AND submitted_on >= {day(self.indicator.once)} AND submitted_on <= {day(self.as_of)}"""
        return f"""SELECT s.qark, n.period FROM needed n
JOIN speaking s ON s.kind = {kind} AND s.period = n.hand_in AND s.submitted_on >= n.needed_on
WHERE n.indicator = {text(self.indicator.id)}
GROUP BY s.qark, n.period HAVING COUNT(*) = MIN(n.hand_ins)"""

    def _obligations(self) -> str:
        """The state of each obligation (FIGURES.md 4.4), and whether it is still owed (FIGURES.md 7)."""
        as_of = day(self.as_of)
        apart = "".join(f" AND s.{one} = o.{one}" for one in self._identity_columns)
        owed = "x.state = 'missing'" if self.indicator.may_come_late else "FALSE"
        return f"""SELECT {text(self.indicator.id)} AS indicator, x.qark, x.body, x.period, x.item, x.due_on,
  x.satisfied_on, x.state, {owed} AS still_owed
FROM (
  SELECT o.qark, o.body, o.period, o.item, o.due_on, s.satisfied_on, CASE
      WHEN o.due_on >= {as_of} AND s.satisfied_on IS NOT NULL THEN 'early'
      WHEN o.due_on >= {as_of} THEN 'not_due'
      WHEN s.satisfied_on <= o.due_on THEN 'on_time'
      WHEN s.satisfied_on IS NOT NULL THEN 'late'
      WHEN o.item_known AND r.qark IS NOT NULL THEN 'missing'
      ELSE 'no_data' END AS state
  FROM {self.prefix}_items o
  LEFT JOIN {self.prefix}_satisfied s
    ON s.qark = o.qark AND s.body = o.body AND s.period = o.period{apart}
  LEFT JOIN {self.prefix}_reported r ON r.qark = o.qark AND r.period = o.period) x"""


def _kinds(catalogue: Catalogue, indicators: tuple[Indicator, ...]) -> list[RecordKind]:
    used = {indicator.evidence.record for indicator in indicators}
    used |= {indicator.for_each.record for indicator in indicators if indicator.for_each and indicator.for_each.record}
    return [kind for kind in catalogue.records if kind.id in used]


def steps(catalogue: Catalogue, as_of: date, indicators: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """All steps for the named indicators (none named: all), ending in `ledger` and `evidence`."""
    chosen = tuple(one for one in catalogue.indicators if not indicators or one.id in indicators)
    found = [("speaking", speaking(as_of))]
    found += [(f"spoken_{kind.id}", spoken(kind, as_of)) for kind in _kinds(catalogue, chosen)]
    queries = [Query(catalogue, indicator, as_of, f"i{number}") for number, indicator in enumerate(chosen, 1)]
    for query in queries:
        found += query.steps()
    found.append(
        ("ledger", _all_of([f"SELECT * FROM {query.prefix}_obligations" for query in queries], _NO_OBLIGATION))
    )
    columns = ", ".join(EVIDENCE_COLUMNS[1:])
    rows = [
        f"SELECT {text(query.indicator.id)} AS indicator, {columns} FROM {query.prefix}_matches" for query in queries
    ]
    found.append(("evidence", _all_of(rows, _NO_EVIDENCE)))
    return found


def _all_of(queries: list[str], columns: dict[str, str]) -> str:
    """The rows of all queries; a programme that owes nothing has none, but the columns all the same."""
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {name(column)}" for column, kind in columns.items())
    return "\nUNION ALL ".join(queries) or f"SELECT {nothing} WHERE FALSE"


def with_steps(found: list[tuple[str, str]], query: str) -> str:
    """A whole statement: the steps as CTEs, then a query that reads them."""
    if not found:
        return query
    return "WITH " + ",\n".join(f"{step} AS (\n{body})" for step, body in found) + f"\n{query}"
