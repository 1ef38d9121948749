r"""Two keys are two obligations, whatever stands in them: a `|` of a value's own is written `\|` (INTERFACES.md).

Fault D3 of those that outsiders found (tests/intake/cases/README.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import duckdb
import pytest

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.wording import item_label
from indicators.items import joined, joined_sql, split
from indicators.language import language
from tests.ledger.bridge import catalogue, kept
from tests.oracle import STRATEGY, Evidence, ForEachRecord, Indicator, ItemPart
from tests.oracle.build import Values, committee, community, day, programme
from tests.oracle.text import join_key

AS_OF = date(2009, 8, 1)
VALUES = ["".join(signs) for length in range(4) for signs in product("|\\x", repeat=length)]


@pytest.mark.parametrize(
    ("values", "item"),
    [
        (("x|y", "z"), r"x\|y|z"),
        (("x", "y|z"), r"x|y\|z"),
        (("police", ""), "police|"),
        (("C:\\tmp", "z"), "C:\\tmp|z"),
        (("x\\", "y"), r"x\\|y"),
        (("x\\|y", "z"), r"x\\\|y|z"),
        (("x", "y\\"), "x|y\\"),
        (("x|y",), r"x\|y"),
    ],
)
def test_how_an_item_is_written(values: tuple[str, ...], item: str) -> None:
    assert joined(values) == item == join_key(values)
    assert split(item) == values


def test_every_item_can_be_split_again() -> None:
    for values in (*product(VALUES, repeat=1), *product(VALUES, repeat=2), *product(VALUES[:13], repeat=3)):
        assert split(joined(values)) == values
        assert joined(values) == join_key(values)


def test_sql_writes_it_the_same() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE r (a VARCHAR, b VARCHAR)")
        connection.executemany("INSERT INTO r VALUES (?, ?)", [list(two) for two in product(VALUES, repeat=2)])
        query = f"SELECT a, b, {joined_sql(('r.a', 'r.b'), (True, True))} FROM r"
        for first, second, item in connection.execute(query).fetchall():
            assert item == joined((first, second))


def by_title() -> Indicator:
    """A programme of each community and title must be in force: the item is both."""
    key = ("community", "title")
    evidence = Evidence("programmes", "in_force", tuple((one, ItemPart(one)) for one in key), at_least=2)
    return Indicator("pairs", owed_by=("rcat",), every="semester", for_each=ForEachRecord("programmes", key),
                     evidence=evidence, aggregation="latest")  # fmt: skip


def handed_in(*programmes: Values) -> list[object]:
    names = dict.fromkeys(str(one["community"]) for one in programmes)
    listed = [community(one) for one in names]
    given = committee(1, "2009-S1", "2009-07-05", vulnerable_communities=listed, programmes=list(programmes))
    return list(kept([given]))


@pytest.mark.parametrize(
    ("first", "second"),
    [(("x|y", "z"), ("x", "y|z")), (("a\\", "b"), ("a\\|b", "")), (("|", ""), ("", "|")), (("a|", "b"), ("a", "|b"))],
)
def test_keys_alike_once_joined_are_two_obligations(first: tuple[str, str], second: tuple[str, str]) -> None:
    """The first has two rows and is done, the second one and is missing; neither lists a row of the other's."""
    rows = [programme(first[0], "2009-02-01", title=first[1]), programme(first[0], "2009-02-02", title=first[1])]
    rows.append(programme(second[0], "2009-03-01", title=second[1]))
    figures = figures_of(handed_in(*rows), catalogue(STRATEGY, [by_title()]), date(2026, 1, 1))  # type: ignore[arg-type]
    found = {one.item: one for one in figures.obligations(Choice(AS_OF, areas=("AL-01",), periods=("2009-S1",)))}
    done, missing = found[joined(first)], found[joined(second)]
    assert (done.state, [row.row for row in done.evidence]) == ("on_time", [2, 3])
    assert (missing.state, [row.row for row in missing.evidence]) == ("missing", [4])


def test_an_item_is_shown_as_its_own_values() -> None:
    rows = [programme("x|y", "2009-02-01", title="z\\")]
    of = catalogue(STRATEGY, [by_title()])
    figures = figures_of(handed_in(*rows), of, date(2026, 1, 1))  # type: ignore[arg-type]
    (one,) = figures.obligations(Choice(AS_OF, areas=("AL-01",), periods=("2009-S1",)))
    assert one.item == "x\\|y|z\\"
    assert item_label(one, of, language("en")) == "x|y · z\\"


def test_an_item_of_a_list_is_looked_for_as_a_key() -> None:
    """A fixed list may name free texts: “values match as keys do”, and the item is written as any."""
    evidence = Evidence("programmes", "in_force", (("title", ItemPart("title")),))
    of = catalogue(STRATEGY, [replace(by_title(), for_each=ForEachRecord("programmes", ("title",)), evidence=evidence)])
    shipped = of.indicators[0]
    listed = shipped.for_each.model_copy(update={"record": None, "key": (), "list": ("Rrugë|1",)})  # type: ignore[union-attr]
    asked = shipped.evidence.model_copy(update={"where": {"title": "$item"}})
    of = of.model_copy(update={"indicators": (shipped.model_copy(update={"for_each": listed, "evidence": asked}),)})
    figures = figures_of(handed_in(programme("x", "2009-02-01", title="RRUGE|1")), of, date(2026, 1, 1))  # type: ignore[arg-type]
    (one,) = figures.obligations(Choice(AS_OF, areas=("AL-01",), periods=("2009-S1",)))
    assert (one.item, one.state, one.satisfied_on) == ("Rrugë\\|1", "on_time", day("2009-02-01"))
    assert item_label(one, of, language("en")) == "Rrugë|1"
