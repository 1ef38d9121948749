"""Twelve committees that each wrote a word of their own into every sheet, and everybody who may look at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from etl.access.viewer import Viewer, local_viewer, signed_in
from etl.figures.build_figures import BuildFigures
from etl.figures.opened import figures_of
from etl.figures.read_api import Figure
from tests.ledger.bridge import SHIPPED, kept
from tests.oracle.build import committee, community, meeting, programme, register, report, seat, terms, training

TODAY = date(2026, 1, 1)
# The day on which the tables of a build are settled, so that a question costs little.
AS_OF = date(2011, 1, 31)
PERIOD = "2009-S1"
UNITS = tuple(unit.id for unit in SHIPPED.programme.areas.units)
WHO = ("https://login.example.al", "248289761001")
REGISTER = 100


def word_of(unit: str) -> str:
    """What a unit's committee wrote."""
    return f"Fjala e {unit}"


@cache
def whole() -> BuildFigures:
    """The figures of all, as they were handed in: submission n is of unit n, the last one covers all."""
    handed_in = [
        committee(
            number,
            PERIOD,
            "2009-07-10",
            unit,
            meetings=[meeting("2009-02-10"), meeting("2009-03-20", "twt")],
            members=[seat("npo", "2008-02-01", None, word_of(unit))],
            trainings=[training("2009-03-18", "npo", word_of(unit))],
            vulnerable_communities=[community(word_of(unit), "2008-03-01")],
            programmes=[programme(word_of(unit), "2009-02-01")],
            terms_of_reference=[terms("2009-01-05", document=word_of(unit))],
            actions=[],
        )
        for number, unit in enumerate(UNITS, 1)
    ]
    reported = [report("2009-07-20", "situation_assessment", unit) for unit in UNITS]
    found = kept([*handed_in, register(REGISTER, PERIOD, "2009-08-05", *reported)])
    with_findings = [replace(one, findings=({"message": {"en": word_of(one.qark or "AL")}},)) for one in found]
    return figures_of(with_findings, SHIPPED, TODAY)


def secretary(unit: str, others: str = "none") -> Viewer:
    return signed_in("secretary", WHO, unit, "figures" if others == "figures" else "none")


ONAC, EVALUATOR, ADMINISTRATOR = (signed_in(role, WHO) for role in ("onac", "evaluator", "administrator"))
LOCAL = local_viewer()
# One of each group of units, for within a group they are all alike to a rule; Kukës among them.
SECRETARIES = tuple(secretary(unit, others) for unit in ("AL-01", "AL-07", "AL-11") for others in ("none", "figures"))
STRANGER = secretary("AL-99")
VIEWERS = (LOCAL, ONAC, EVALUATOR, ADMINISTRATOR, STRANGER, *SECRETARIES)


def names(viewer: Viewer) -> str:
    """A viewer in a test's name."""
    return viewer.key.replace("/", " ")


def told(found: object) -> Iterator[object]:
    """Everything inside an answer: every text, number and value, and each figure as a whole."""
    if isinstance(found, Figure):
        yield found
    elif is_dataclass(found) and not isinstance(found, type):
        for one in fields(found):
            yield from told(getattr(found, one.name))
    elif isinstance(found, Mapping):
        for key, value in found.items():
            yield from told(key)
            yield from told(value)
    elif isinstance(found, (Sequence, frozenset, set, Iterator)) and not isinstance(found, (str, bytes)):
        for one in found:
            yield from told(one)
    else:
        yield found


def submissions_named(found: object) -> Iterator[int]:
    """Every submission that an answer names."""
    if is_dataclass(found) and not isinstance(found, type):
        if hasattr(found, "submission"):
            yield found.submission
        for one in fields(found):
            yield from submissions_named(getattr(found, one.name))
    elif isinstance(found, Mapping):
        if "submission" in found:
            yield found["submission"]
        for key, value in found.items():
            yield from submissions_named(key)
            yield from submissions_named(value)
    elif isinstance(found, (Sequence, frozenset, set)) and not isinstance(found, (str, bytes)):
        for one in found:
            yield from submissions_named(one)


def leaks(viewer: Viewer, found: Any) -> list[object]:
    """What an answer tells that the viewer must not know."""
    if viewer.sees_everything:
        return []
    pieces = list(told(found))
    seen = viewer.figure_areas(SHIPPED)
    own = viewer.detailed_units(SHIPPED)
    strange = [unit for unit in UNITS if unit not in own]
    areas = [area for area in SHIPPED.area_labels if area not in viewer.detailed_areas(SHIPPED)]
    wrong: list[object] = [one for one in pieces if isinstance(one, Figure) and one.area not in seen]
    texts = [one for one in pieces if isinstance(one, str)]
    wrong += [text for text in texts if text in areas or any(word_of(unit) in text for unit in strange)]
    numbers = {number for number, unit in enumerate(UNITS, 1) if unit in strange}
    return wrong + [number for number in submissions_named(found) if number in numbers]
