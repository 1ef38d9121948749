"""Every engine gives the very tables that DuckDB gives: obligations with their evidence, figures, to the last digit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.build import tables
from etl.store.store import Kept
from indicators.model import Catalogue
from tests.engines.parity import computed_by
from tests.ledger.bridge import SHIPPED, catalogue, kept
from tests.oracle import Submission
from tests.oracle.build import committee, community, programme, register, report, seat, training
from tests.strategies import World, drawn, worlds

FIXTURES_STAY = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)
DAYS = st.dates(date(2007, 12, 1), date(2011, 6, 1))


def same(compute: tables.Compute, of: Catalogue, handed_in: Sequence[Kept], days: Sequence[date]) -> None:
    expected = computed_by(tables.compute, of, handed_in, days)
    assert {"obligations", "evidence", "indicator_values"} <= set(expected[0])
    assert computed_by(compute, of, handed_in, days) == expected


@given(world=worlds(), others=st.lists(DAYS, min_size=1, max_size=2))
@settings(max_examples=drawn(2), suppress_health_check=FIXTURES_STAY)
def test_postgres_on_random_worlds(postgres: tables.Compute, world: World, others: list[date]) -> None:
    of = catalogue(world.programme, world.indicators)
    same(postgres, of, kept(world.submissions), [world.as_of, *others])


@given(world=worlds(), other=DAYS)
@settings(max_examples=drawn(3), suppress_health_check=FIXTURES_STAY)
def test_spark_on_random_worlds(spark: tables.Compute, world: World, other: date) -> None:
    of = catalogue(world.programme, world.indicators)
    same(spark, of, kept(world.submissions), [world.as_of, other])


# --- texts as people write them, which databases order, fold and escape each in their own way

ODD_TEXTS = (
    "Çerdhja “Ylli”",
    "cerdhja",
    "O'Hara",
    'a "b"',
    "back\\slash",
    "100 %s",
    "\\N",
    "NULL",
    "a,b;c",
    "a\nb",
    "–",
    "ß",
    "x|y",
)


def odd_world() -> list[Submission]:
    communities = [community(text, municipality=text) for text in ODD_TEXTS]
    programmes = [programme(text, "2008-02-01", title=text) for text in ODD_TEXTS[::2]]
    seats = [seat("npo", "2008-01-01", organisation=text) for text in ODD_TEXTS]
    trainings = [training("2008-03-01", "npo", text) for text in ODD_TEXTS[1::2]]
    full = committee(
        1,
        "2008-S1",
        "2008-07-10",
        members=seats,
        trainings=trainings,
        vulnerable_communities=communities,
        programmes=programmes,
    )
    return [
        full,
        committee(2, "2008-S2", "2009-01-10", "AL-02", members=[], trainings=[]),
        register(3, "2008-S1", "2008-08-05", report("2008-07-20"), report("2008-08-01", qark="AL-12")),
    ]


def test_the_odd_texts_are_owed_and_proven() -> None:
    (build,) = computed_by(tables.compute, SHIPPED, kept(odd_world()), [date(2009, 8, 14)])
    items = {row[4] for row in build["evidence"][1]}
    written = {text.replace("|", "\\|") for text in ODD_TEXTS[::2]}  # as INTERFACES.md has it
    assert written | {f"npo|{text}" for text in ODD_TEXTS[1::2]} <= items


def test_postgres_on_odd_texts(postgres: tables.Compute) -> None:
    same(postgres, SHIPPED, kept(odd_world()), [date(2008, 7, 1), date(2009, 8, 14)])


def test_spark_on_odd_texts(spark: tables.Compute) -> None:
    same(spark, SHIPPED, kept(odd_world()), [date(2009, 8, 14)])


def test_postgres_where_nothing_was_handed_in(postgres: tables.Compute) -> None:
    same(postgres, SHIPPED, [], [date(2009, 8, 14)])


def test_spark_where_nothing_was_handed_in(spark: tables.Compute) -> None:
    same(spark, SHIPPED, [], [date(2009, 8, 14)])


def test_postgres_on_a_programme_without_indicators(postgres: tables.Compute) -> None:
    same(postgres, SHIPPED.model_copy(update={"indicators": ()}), kept(odd_world()), [date(2009, 8, 14)])


def test_spark_on_a_programme_without_indicators(spark: tables.Compute) -> None:
    same(spark, SHIPPED.model_copy(update={"indicators": ()}), kept(odd_world()), [date(2009, 8, 14)])
