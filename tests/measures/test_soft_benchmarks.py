"""A soft benchmark: the same ledger and statuses, but no duty: nobody is told to do it, nothing of it is owed."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.model.todo import due_next, still_owed
from etl.build.catalogue_rows import reference_sheet
from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.figures.wording import definition_note, obligation_need
from etl.store.kept import Kept
from indicators.language import language
from indicators.loader import load
from indicators.model import Catalogue, Evidence
from tests.measures.conftest import SOUND

DAY = date(2008, 8, 1)
FIRM = load(SOUND)


def softened(catalogue: Catalogue) -> Catalogue:
    """The sound catalogue with every indicator a benchmark only."""
    soft = tuple(one.model_copy(update={"benchmark": "soft"}) for one in catalogue.indicators)
    return catalogue.model_copy(update={"indicators": soft})


def that_may_come_late(catalogue: Catalogue) -> Catalogue:
    """The same with visits for which a late one still counts."""
    evidence = Evidence(record="visits", where={"body": "$body"}, timing="for_period")
    first, *others = catalogue.indicators
    return catalogue.model_copy(update={"indicators": (first.model_copy(update={"evidence": evidence}), *others)})


def figures(catalogue: Catalogue) -> Figures:
    empty = Kept(1, "0" * 64, "town_form", "T-1", "2008-S1", date(2008, 7, 31), "", False, {},
                 {kind: {"sheet": kind, "rows": []} for kind in ("visits", "posts")}, ())  # fmt: skip
    return figures_of([empty], catalogue, date(2010, 1, 1))


def test_soft_benchmark_has_the_same_ledger_and_figures() -> None:
    firm, soft = figures(FIRM), figures(softened(FIRM))
    assert firm.values(Choice(DAY)) == soft.values(Choice(DAY))
    judged = [(one.indicator, one.qark, one.period, one.state) for one in firm.obligations(Choice(DAY))]
    assert judged == [(one.indicator, one.qark, one.period, one.state) for one in soft.obligations(Choice(DAY))]


def test_nothing_of_it_is_still_owed_or_due_next() -> None:
    catalogue = that_may_come_late(FIRM)
    firm, soft = figures(catalogue).obligations(Choice(DAY)), figures(softened(catalogue)).obligations(Choice(DAY))
    assert any(one.still_owed for one in firm)
    assert not any(one.still_owed for one in soft)
    assert still_owed(catalogue, firm, DAY)
    assert due_next(catalogue, firm, DAY)
    assert still_owed(softened(catalogue), soft, DAY) == due_next(softened(catalogue), soft, DAY) == ()


@pytest.mark.parametrize("code", ["en", "sq"])
def test_words_say_that_it_is_no_duty(code: str) -> None:
    catalogue, speak = softened(FIRM), language(code)
    word = {"en": "not a duty", "sq": "jo detyrim"}[code]
    missing = next(one for one in figures(catalogue).obligations(Choice(DAY)) if one.state == "missing")
    later = next(one for one in figures(catalogue).obligations(Choice(DAY)) if one.state == "not_due")
    for one in (missing, later):
        assert word in obligation_need(one, catalogue, speak)
    indicator = catalogue.indicator(missing.indicator)
    assert word in definition_note(indicator, speak)
    assert word in reference_sheet(indicator, catalogue, code)["benchmark"]
    assert word not in reference_sheet(FIRM.indicator(missing.indicator), FIRM, code)["benchmark"]
