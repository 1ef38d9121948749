"""Every question of the read API, asked by everybody: nobody is told what the role does not allow."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from etl.access.restricted import RestrictedFigures
from etl.access.viewer import NotAllowedError, Viewer
from etl.figures.build_figures import BuildFigures
from etl.figures.large.held_figures import HeldFigures
from etl.figures.opened import figures_of
from etl.figures.people import people_counts
from etl.figures.read_api import Figures, SourceRow
from etl.figures.work import Work
from etl.outputs.exports.export import Choice
from tests.access.world import (
    ADMINISTRATOR,
    AS_OF,
    EVALUATOR,
    LOCAL,
    ONAC,
    PERIOD,
    SECRETARIES,
    STRANGER,
    TODAY,
    UNITS,
    VIEWERS,
    leaks,
    names,
    secretary,
    whole,
)
from tests.ledger.bridge import SHIPPED, kept
from tests.oracle.build import committee, training

AREAS = tuple(SHIPPED.area_labels)
KINDS = tuple(kind.id for kind in SHIPPED.records)
INDICATORS = tuple(one.id for one in SHIPPED.indicators)
CHOICE = Choice(AS_OF)
Ask = Callable[[RestrictedFigures], Any]
# What a build is, whoever reads it.
SAID_TO_ALL = {"build", "catalogue", "demonstration", "lacking"}


def of_areas(name: str) -> Iterator[Ask]:
    """A question of no area, of each, of all at once, and of one that does not exist."""
    for areas in ((), *((area,) for area in AREAS), AREAS, ("AL-99",)):
        yield lambda figures, areas=areas: getattr(figures, name)(Choice(AS_OF, areas=areas))  # type: ignore[misc]


def records() -> Iterator[Ask]:
    for kind in KINDS:
        for areas in ((), *((area,) for area in AREAS), AREAS):
            yield lambda figures, kind=kind, areas=areas: figures.records(kind, AS_OF, areas=areas)  # type: ignore[misc]


def behind() -> Iterator[Ask]:
    for indicator in INDICATORS:
        for area in AREAS:
            yield lambda figures, one=indicator, area=area: figures.behind(one, area, PERIOD, AS_OF)  # type: ignore[misc]


def row_values() -> Iterator[Ask]:
    for number in range(1, len(UNITS) + 1):
        source = SourceRow(number, "meetings", 2)
        yield lambda figures, source=source: figures.row_values([source])  # type: ignore[misc]
        yield lambda figures, source=source: figures.row_values([source], areas=UNITS[:1])  # type: ignore[misc]


BOXES = {one.id: "all" for one in SHIPPED.indicators}
OWED, COMING = (Work(state, tuple((one, one) for one in INDICATORS)) for state in ("still_owed", "not_due"))
FORMS = tuple(form.id for form in SHIPPED.programme.forms)


def narrow(name: str, *given: object, **limits: int) -> Iterator[Ask]:
    """A narrow question of no area, of each, of all at once, and of one that does not exist."""
    for areas in ((), *((area,) for area in AREAS), AREAS, ("AL-99",)):
        yield lambda figures, areas=areas: getattr(figures, name)(AS_OF, *given, areas=areas, **limits)  # type: ignore[misc]


def states_behind() -> Iterator[Ask]:
    for area in AREAS:
        yield lambda figures, area=area: figures.behind_states(INDICATORS[0], area, PERIOD, AS_OF)  # type: ignore[misc]


# Every public name of the read API with the ways in which it is asked. A new one without an entry fails the test below.
QUESTIONS: dict[str, tuple[Ask, ...]] = {
    "values": tuple(of_areas("values")),
    "obligations": tuple(of_areas("obligations")),
    "obligation_rows": tuple(of_areas("obligation_rows")),
    "values_count": tuple(of_areas("values_count")),
    "obligations_count": tuple(of_areas("obligations_count")),
    "behind": tuple(behind()),
    "behind_states": tuple(states_behind()),
    "statuses": tuple(narrow("statuses", INDICATORS[0], "all")),
    "to_do": (*narrow("to_do", OWED, limit=5), *narrow("to_do", COMING, limit=500)),
    "to_do_shared": (*narrow("to_do_shared", OWED, named=12), *narrow("to_do_shared", COMING, named=12)),
    "submissions": (
        lambda figures: figures.submissions(AS_OF),
        lambda figures: figures.submissions(date.max),
        *narrow("submissions", newest=3),
    ),
    "submission_counts": tuple(narrow("submission_counts")),
    "least_reported": tuple(narrow("least_reported", FORMS, (PERIOD, "2009-S2"), limit=20)),
    "records": tuple(records()),
    "measured": tuple(
        lambda figures, kind=kind, cited=cited: figures.measured(kind, AS_OF, is_cited=cited)  # type: ignore[misc]
        for kind in KINDS
        for cited in (False, True)
    ),
    "row_values": tuple(row_values()),
    "findings": tuple(lambda figures, n=n: figures.findings(n) for n in ([1], [7], [100], list(range(1, 14)))),  # type: ignore[misc]
    "table": (lambda figures: figures.table("SELECT * FROM received"),),
    "stream": (lambda figures: list(figures.stream("SELECT * FROM received")),),
    "people": (lambda figures: figures.people(AS_OF),),
    "close": (lambda figures: figures.close(),),
    "empty": (lambda figures: figures.empty,),
    "default_as_of": (lambda figures: figures.default_as_of,),
}
# Which units are behind is told to whoever may see their figures.
RANKED: dict[str, tuple[Ask, ...]] = {"units_behind": tuple(narrow("units_behind", BOXES, limit=5))}
# The published tables are the same for all who may take them away: small counts are suppressed in them.
EXPORTS: dict[str, tuple[Ask, ...]] = {
    "export_counts": (lambda figures: figures.export_counts(CHOICE),),
    "known_hashes": (lambda figures: figures.known_hashes(AS_OF),),
    "export_first": (lambda figures: figures.export_first(CHOICE, "obligations", 5),),
    "export_file": (lambda figures: figures.export_file(CHOICE, "csv"),),
    "export_citation": (lambda figures: figures.export_citation(AS_OF),),
}


def asked(ask: Ask, viewer: Viewer) -> Any:
    """The answer, or None where it is refused."""
    try:
        return ask(RestrictedFigures(whole(), viewer))
    except NotAllowedError:
        return None


def test_every_question_of_the_read_api_has_a_rule() -> None:
    public = {name for name in dir(RestrictedFigures) if not name.startswith("_")}
    assert public - SAID_TO_ALL == QUESTIONS.keys() | RANKED.keys() | EXPORTS.keys()


def test_the_day_asked_for_is_the_settled_one() -> None:
    assert whole().default_as_of == AS_OF


@pytest.mark.parametrize("viewer", [one for one in VIEWERS if not one.sees_everything], ids=names)
def test_nobody_is_told_more_than_the_role_allows(viewer: Viewer) -> None:
    for name, asks in QUESTIONS.items():
        for ask in asks:
            found = asked(ask, viewer)
            assert found is None or leaks(viewer, found) == [], name


@pytest.mark.parametrize("viewer", [one for one in VIEWERS if not one.sees_everything], ids=names)
def test_only_units_whose_figures_may_be_seen_are_ranked(viewer: Viewer) -> None:
    seen = set(viewer.figure_areas(SHIPPED))
    answers = [asked(ask, viewer) for ask in RANKED["units_behind"]]
    assert all(found is None or seen.issuperset(found) for found in answers)
    assert any(answers) == bool(seen)


def test_the_look_for_leaks_finds_them() -> None:
    everything = RestrictedFigures(whole(), LOCAL)
    for name in ("obligations", "obligation_rows", "records", "row_values", "findings", "behind", "people", "values"):
        found = [ask(everything) for ask in QUESTIONS[name][:16]]
        assert leaks(SECRETARIES[0], found), name


@pytest.mark.parametrize("viewer", SECRETARIES, ids=names)
def test_a_secretary_is_told_everything_of_the_own_committee(viewer: Viewer) -> None:
    figures, unit = RestrictedFigures(whole(), viewer), viewer.unit
    assert unit is not None
    assert figures.obligations(Choice(AS_OF)) == whole().obligations(Choice(AS_OF, areas=(unit,)))
    assert list(figures.obligation_rows(Choice(AS_OF))) == list(whole().obligation_rows(Choice(AS_OF, areas=(unit,))))
    assert figures.values(Choice(AS_OF, areas=(unit,))) == whole().values(Choice(AS_OF, areas=(unit,)))
    for kind in KINDS:
        assert figures.records(kind, AS_OF) == whole().records(kind, AS_OF, areas=(unit,))
    number = UNITS.index(unit) + 1
    assert [one.submission for one in figures.submissions(AS_OF)] == [number, 100]
    every = whole().findings([*range(1, 13), 100])
    assert figures.findings([*range(1, 13), 100]) == {number: every[number]}
    expected = (
        AREAS if viewer.others == "figures" else [area for area in AREAS if set(SHIPPED.units_of(area)) == {unit}]
    )
    assert {one.area for one in figures.values(Choice(AS_OF))} == set(expected)


@pytest.mark.parametrize("viewer", [LOCAL, ONAC], ids=names)
def test_onac_and_the_local_user_are_told_everything(viewer: Viewer) -> None:
    figures = RestrictedFigures(whole(), viewer)
    assert figures.values(Choice(AS_OF)) == whole().values(Choice(AS_OF))
    assert figures.obligations(Choice(AS_OF)) == whole().obligations(Choice(AS_OF))
    assert figures.submissions(AS_OF) == whole().submissions(AS_OF)
    assert figures.people(AS_OF) == people_counts(whole(), AS_OF)
    assert figures.table("SELECT count(*) FROM received") == [(len(UNITS) + 1,)]


@pytest.mark.parametrize("viewer", [EVALUATOR, ADMINISTRATOR, STRANGER], ids=names)
def test_whoever_has_no_data_gets_none(viewer: Viewer) -> None:
    for name in QUESTIONS.keys() - {"empty", "default_as_of"}:
        assert [asked(ask, viewer) for ask in QUESTIONS[name]] == [None] * len(QUESTIONS[name]), name


@pytest.mark.parametrize("viewer", VIEWERS, ids=names)
def test_published_tables_are_for_those_who_may_export(viewer: Viewer) -> None:
    for name, asks in EXPORTS.items():
        for ask in asks:
            assert (asked(ask, viewer) is not None) == (viewer.role in ("local", "onac", "evaluator")), name


def test_what_is_kept_of_an_answer_is_kept_for_a_role_and_a_unit() -> None:
    builds = {RestrictedFigures(whole(), viewer).build for viewer in VIEWERS}
    assert len(builds) == len(VIEWERS)
    assert all(build.startswith(whole().build) for build in builds)


def test_the_wrapper_asks_as_the_read_api_does() -> None:
    asked = {name for name in vars(Figures) if not name.startswith("_")}
    assert asked <= set(vars(RestrictedFigures)), "a question without a rule: write one"
    for name in asked - SAID_TO_ALL - {"empty", "default_as_of", "close"}:
        assert inspect.signature(getattr(RestrictedFigures, name)) == inspect.signature(getattr(Figures, name)), name
    for answers in (BuildFigures, HeldFigures):
        assert asked - SAID_TO_ALL <= set(dir(answers))


def test_a_secretary_weighs_and_hands_in_the_own_form_alone() -> None:
    own, register = SHIPPED.form("committee"), SHIPPED.form("register")
    viewer = secretary("AL-07", "figures")
    assert [unit for unit in UNITS if viewer.may_hand_in(own, unit)] == ["AL-07"]
    assert not viewer.may_hand_in(own, None)
    assert not viewer.may_hand_in(register, None)
    assert ONAC.may_hand_in(register, None)
    assert not any(ONAC.may_hand_in(own, unit) for unit in UNITS)
    for nobody in (EVALUATOR, ADMINISTRATOR):
        assert not any(nobody.may_hand_in(form, unit) for form in (own, register) for unit in (None, *UNITS))


@pytest.mark.parametrize("viewer", [LOCAL, ONAC, secretary("AL-07")])
def test_a_kept_finding_never_repeats_a_count_of_people(viewer: Viewer) -> None:
    """Explain withholds a small count; the finding that it was read from a text would show it."""
    handed_in = committee(1, PERIOD, "2009-07-10", "AL-07", trainings=[training("2009-03-18", "police")])
    quoted = {"level": "warning", "sheet": "Trajnimet", "row": 2, "rule": "number_from_text"}
    told = [
        {
            **quoted,
            "column": "participants",
            "value": "3",
            "message": {"en": "“3” is a text.", "sq": "“3” është tekst."},
        },
        {**quoted, "column": "provider", "value": "3", "message": {"en": "“3” was kept.", "sq": "“3” u ruajt."}},
    ]
    (one,) = kept([handed_in])
    whole_build = figures_of([replace(one, findings=tuple(told))], SHIPPED, TODAY)
    (of_people, other) = RestrictedFigures(whole_build, viewer).findings([1])[1]
    assert "3" not in json.dumps(of_people["message"]) + str(of_people["value"])
    assert (of_people["column"], of_people["row"]) == ("participants", 2)
    assert other == told[1]
