"""The generated SQL as text: one snapshot a kind of indicator, and nothing outside the portable subset."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
import sqlglot

from indicators import aggregate, ledger
from tests.ledger.bridge import SHIPPED

AS_OF = date(2009, 8, 14)
SNAPSHOTS = Path(__file__).parent / "snapshots"
# A plain one, one with a fixed list, one with the rows of a record kind, one owed once.
KINDS = ("regular-meetings", "membership-expanded", "training-coverage", "baseline-assessment")


@pytest.mark.parametrize("indicator", KINDS)
def test_snapshot(indicator: str) -> None:
    """Run with UPDATE_SNAPSHOTS=1 after a deliberate change, and read the difference."""
    text = ledger.with_steps(ledger.steps(SHIPPED, AS_OF, (indicator,)), "SELECT * FROM ledger") + "\n"
    path = SNAPSHOTS / f"{indicator}.sql"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_the_whole_query_is_portable(dialect: str) -> None:
    """It transpiles, and what comes out parses in the other dialect."""
    steps = [*ledger.steps(SHIPPED, AS_OF), *aggregate.steps(AS_OF)]
    (text,) = sqlglot.transpile(ledger.with_steps(steps, "SELECT * FROM figures"), read="duckdb", write=dialect)
    (parsed,) = sqlglot.parse(text, read=dialect)
    assert parsed is not None
    functions = {type(one).__name__ for one in parsed.find_all(sqlglot.exp.Func)}
    portable = {"Case", "If", "Cast", "Coalesce", "Count", "Sum", "Min", "Max", "RowNumber", "And", "Or", "Xor"}
    portable.add("Replace")  # of one plain text by another, which is the same everywhere: items escape their bars
    if dialect == "spark":
        portable.add("TryCast")  # how sqlglot reads Spark's lenient CAST
    assert functions <= portable
