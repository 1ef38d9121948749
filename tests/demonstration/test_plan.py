"""The plan of the demonstration data fits its catalogue, and one that does not is refused with the place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.demonstration.plan import PLANS, Plan, PlanError, Value, load_plan, share, span
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import language
from indicators.model import Catalogue


def broken(tmp_path: Path, before: str, after: str) -> Path:
    """A folder with the shipped plan, one text in it replaced."""
    text = (PLANS / "rcat-2008-2010.yaml").read_text("utf-8")
    assert before in text
    (tmp_path / "rcat-2008-2010.yaml").write_text(text.replace(before, after, 1), "utf-8")
    return tmp_path


def amounts(plan: Plan) -> Iterator[object]:
    for several in plan.records.values():
        for series in several:
            yield from (series.chance, series.share, series.after_end, series.after and series.after.days)
            for value in plan.values_of(series).values():
                if isinstance(value, Value):
                    yield from (value.chance, value.number, value.days)


def test_every_code_in_the_plan_is_one_of_the_catalogue(catalogue: Catalogue, plan: Plan) -> None:
    wrong = []
    for name, several in plan.records.items():
        kind = catalogue.record(name)
        for series in several:
            used = [*series.each.items(), *((column, [code]) for row in series.rows for column, code in row.items())]
            for column, value in plan.values_of(series).items():
                used.append((column, list(value.weights) if isinstance(value, Value) else [value]))
            for column, codes in used:
                known = {code.id for code in catalogue.codes(kind.column(column))}
                wrong += [(name, column, code) for code in codes if known and code not in known]
    assert wrong == []


def test_every_name_of_an_amount_stands_in_every_profile(plan: Plan) -> None:
    named = {amount for amount in amounts(plan) if isinstance(amount, str)}
    assert {name: named - profile.keys() for name, profile in plan.profiles.items() if named - profile.keys()} == {}
    assert len({frozenset(profile) for profile in plan.profiles.values()}) == 1


def test_shares_lie_between_nothing_and_all(plan: Plan) -> None:
    shares = [value for profile in plan.profiles.values() for value in profile.values() if isinstance(value, float)]
    assert shares
    assert all(0 <= value <= 1 for value in shares)


def test_every_unit_has_a_kind_of_committee_and_its_own_places(catalogue: Catalogue, plan: Plan) -> None:
    units = {unit.id for unit in catalogue.programme.areas.units}
    assert len(plan.committees) == len(units)
    assert {name for names in plan.committees for name in names} <= plan.profiles.keys()
    assert {name: units - pool.keys() for name, pool in plan.unit_pools.items() if units - pool.keys()} == {}


def test_amount_is_a_number_or_is_looked_up_in_the_profile() -> None:
    assert share(0.5, {}) == 0.5
    assert share("meets", {"meets": 0.9}) == 0.9
    assert span((1, 3), {}) == (1, 3)
    assert span("days", {"days": (5, 9)}) == (5, 9)


def test_share_where_a_pair_is_meant_is_refused() -> None:
    with pytest.raises(TypeError):
        share("days", {"days": (5, 9)})
    with pytest.raises(TypeError):
        span("meets", {"meets": 0.9})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("  meetings:\n    - every", "  meeting:\n    - every", "meetings"),
        ("chaired_by: {weights: {prefect", "chaired_bye: {weights: {prefect", "chaired_by"),
        ("each: {body: [rcat]}", "each: {boddy: [rcat]}", "body"),
        ("  register:   #", "  registre:   #", "register"),
        ("unit: AL-05", "unit: AL-99", "AL-99"),
        ("corrected_after: 21", "corected_after: 21", "corrected_after"),
    ],
    ids=["record-kind", "column-of-values", "column-of-each", "form", "area", "key"],
)
@pytest.mark.parametrize("code", ["en", "sq"])
def test_misspelt_name_is_refused_with_its_line_and_the_right_one(
    tmp_path: Path, catalogue: Catalogue, before: str, after: str, said: str, code: str
) -> None:
    with pytest.raises(PlanError) as caught:
        load_plan(catalogue, broken(tmp_path, before, after))
    message = caught.value.message(language(code, ETL_LOCALE))
    assert said in message
    assert "rcat-2008-2010.yaml:" in message
    assert caught.value.problems[0].line > 1


@pytest.mark.parametrize("code", ["en", "sq"])
def test_programme_without_a_plan_says_so(catalogue: Catalogue, code: str) -> None:
    programme = catalogue.programme.model_copy(update={"id": "other"})
    with pytest.raises(PlanError) as caught:
        load_plan(catalogue.model_copy(update={"programme": programme}))
    assert "other" in caught.value.message(language(code, ETL_LOCALE))
    assert caught.value.problems == ()
