"""What is said of an obligation that cannot be judged is true however it came about, and its remedy can be followed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Literal

import pytest

from dashboard.commands.common import COMMAND_LOCALE
from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.wording import figure_sentence, obligation_need
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import language
from tests.ledger.bridge import catalogue, kept
from tests.oracle import STRATEGY, STRATEGY_INDICATORS, Submission
from tests.oracle.build import committee

NAMED = {one.id: one for one in STRATEGY_INDICATORS}
AS_OF = date(2010, 3, 1)
EARLY = [committee(1, "2009-S1", "2009-05-01", trainings=[])]
ONE_OF_TWO = [committee(1, "2009-S2", "2010-01-10", trainings=[])]
REASON = {
    "en": "because the sheets that would tell were not all handed in, or came too early.",
    "sq": "sepse fletët që do ta tregonin nuk u dorëzuan të gjitha, ose u dorëzuan tepër herët.",
}


@pytest.mark.parametrize("code", ["en", "sq"])
@pytest.mark.parametrize("given", [[], EARLY, ONE_OF_TWO], ids=["nothing", "too early", "one of two"])
def test_why_nothing_can_be_judged_is_true_whatever_was_handed_in(given: list[Submission], code: str) -> None:
    of = catalogue(STRATEGY, [NAMED["bodies-trained"]])
    (found,) = figures_of(kept(given), of, AS_OF).values(Choice(AS_OF, areas=("AL-01",), periods=("2009",)))
    assert found.status == "no_data"
    assert figure_sentence(found, of, language(code, ETL_LOCALE)).endswith(REASON[code])


@pytest.mark.parametrize(
    ("indicator", "hand_in", "period", "en", "sq"),
    [
        ("bodies-trained", "semester", "2009",
         ("Not known: the sheet ‘Trainings’ must be handed in, even an empty one, of semester 1 of 2009 on or after "
         "30 June 2009 and of semester 2 of 2009 on or after 31 December 2009."),
         ("për periudhën “gjashtëmujori 1 i 2009” më 30 qershor 2009 ose më vonë dhe për periudhën "
         "“gjashtëmujori 2 i 2009” më 31 dhjetor 2009 ose më vonë.")),
        ("bodies-trained", "year", "2009",
         "Not known: hand in the sheet ‘Trainings’ of 2009, even an empty one, on or after 31 December 2009.",
         "për periudhën “2009”, qoftë edhe bosh, më 31 dhjetor 2009 ose më vonë."),
        ("bodies-trained", "quarter", "2009",
         ("Not known: the sheet ‘Trainings’ must be handed in, even an empty one, of quarter 1 of 2009 on or after "
         "31 March 2009, of quarter 2 of 2009 on or after 30 June 2009, of quarter 3 of 2009 on or after "
         "30 September 2009 and of quarter 4 of 2009 on or after 31 December 2009."),
         "më 30 shtator 2009 ose më vonë dhe për periudhën “tremujori 4 i 2009” më 31 dhjetor 2009 ose më vonë."),
        ("baseline-assessment", "semester", "all",
         ("Not known: hand in the sheet ‘Reports received’ for any semester, even an empty one, on or after "
         "31 December 2008."),
         "për cilindo gjashtëmujor, qoftë edhe bosh, më 31 dhjetor 2008 ose më vonë."),
        ("baseline-assessment", "year", "all",
         ("Not known: hand in the sheet ‘Reports received’ for any year, even an empty one, on or after "
         "31 December 2008."),
         "për cilindo vit, qoftë edhe bosh, më 31 dhjetor 2008 ose më vonë."),
    ],
)  # fmt: skip
def test_the_remedy_names_each_sheet_and_its_own_day(
    indicator: str, hand_in: Literal["quarter", "semester", "year"], period: str, en: str, sq: str
) -> None:
    of = catalogue(replace(STRATEGY, hand_in=hand_in), [NAMED[indicator]])
    found = figures_of(kept([]), of, AS_OF).obligations(Choice(AS_OF, areas=("AL-01",)))
    owed = next(one for one in found if one.period == period)
    assert obligation_need(owed, of, language("en", ETL_LOCALE)) == en
    assert obligation_need(owed, of, language("sq", ETL_LOCALE)).endswith(sq)


@pytest.mark.parametrize("code", ["en", "sq"])
def test_a_review_is_of_a_period_for_a_programme_may_hand_in_by_the_year(code: str) -> None:
    texts = language(code, ETL_LOCALE, COMMAND_LOCALE).texts
    said = {key: text for key, text in texts.items() if "review" in key or key.endswith(".locked")}
    assert len(said) > 20
    frequencies = [texts[f"frequency.{name}"] for name in ("month", "quarter", "semester", "year")]
    assert [key for key, text in said.items() if any(re.search(rf"\b{one}", text) for one in frequencies)] == []
