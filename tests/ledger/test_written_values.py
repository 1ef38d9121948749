"""How values are written into the generated SQL, and how texts compare; each against the text that is meant."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from indicators import sql
from indicators.keys import fold_key
from tests.ledger.bridge import SHIPPED

MEMBERS = SHIPPED.record("members")


def asked(query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(":memory:") as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (False, "FALSE"),
        (1, "CAST(1 AS BIGINT)"),
        (1.5, "CAST(1.5 AS DOUBLE PRECISION)"),
        (date(2009, 3, 31), "CAST('2009-03-31' AS DATE)"),
        ("it's", "'it''s'"),
    ],
)
def test_a_value_is_written_as_itself(value: object, written: str) -> None:
    assert sql.literal(value) == written
    assert asked(f"SELECT {written}") == [(value,)]


def test_an_identifier_may_hold_quotes() -> None:
    assert sql.name('a "b"') == '"a ""b"""'


def test_rows_are_written_in_their_order() -> None:
    query = sql.inline(("a", "b"), [(1, "x"), (2, None)])
    assert asked(query) == [(1, "x"), (2, None)]
    with pytest.raises(ValueError, match="zip"):
        sql.inline(("a", "b"), [(1,)])


@pytest.mark.parametrize(
    ("loose", "first"), [("2009", "2009-01-01"), ("2009-05", "2009-05-01"), ("2009-05-12", "2009-05-12")]
)
def test_the_first_day_that_a_loose_date_may_mean(loose: str, first: str) -> None:
    assert asked(f"SELECT {sql.loose_first_day(sql.text(loose))}") == [(first,)]


def test_texts_compare_by_their_keys_and_all_else_as_it_is() -> None:
    assert sql.key_of(MEMBERS, "organisation", "r") == "COALESCE(CAST(r.\"organisation_key\" AS VARCHAR), '')"
    assert sql.key_of(MEMBERS, "since", "r") == "COALESCE(CAST(r.\"since\" AS VARCHAR), '')"
    assert sql.filled_key_of(MEMBERS, "organisation", "r") == 'r."organisation_key"'
    assert sql.filled_key_of(MEMBERS, "institution", "r") == 'r."institution"'
    assert sql.filled_key_of(MEMBERS, "since", "r") == 'CAST(r."since" AS VARCHAR)'
    assert sql.key_literal(MEMBERS, "organisation", "Bashkia  Kukës") == "'bashkia kukes'"
    assert sql.key_literal(MEMBERS, "institution", "Police") == "'Police'"
    assert sql.shown("organisation", "r") == "COALESCE(CAST(r.\"organisation\" AS VARCHAR), '')"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Two\t words\n", "two words"),
        ("KUKËS", "kukes"),
        ("Kuke\u0308s", "kukes"),
        ("Straße", "strasse"),
        ("\ufb01lm", "film"),
        ("\u00a0 a \u2003b", "a b"),
        ("", ""),
    ],
)
def test_a_key_has_neither_case_nor_marks_nor_white_space_to_spare(text: str, key: str) -> None:
    assert fold_key(text) == key
