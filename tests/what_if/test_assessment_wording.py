"""An assessment in words: nothing untranslated, nothing unknown shown as zero."""

from __future__ import annotations

from datetime import date

import pytest

from etl.formats.locale_folder import ETL_LOCALE
from etl.what_if.assessment import assess
from etl.what_if.assessment_wording import figure_values, fix_sentence, raise_sentences, rejected_sentence, remarks
from indicators.language import language
from tests.ledger.bridge import SHIPPED
from tests.oracle.build import committee, meeting
from tests.what_if.drafts import before, checked


@pytest.mark.parametrize("code", ["en", "sq"])
def test_everything_has_words_in_both_languages(code: str) -> None:
    words = language(code, ETL_LOCALE)
    old = committee(1, "2009-S1", "2009-07-08", meetings=[], members=[])
    later = committee(2, "2009-S1", "2009-09-01", members=[])
    draft = checked(committee(3, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")], members=[]),
                    rejected={"meetings": 1})  # fmt: skip
    for today in (date(2009, 7, 10), date(2026, 1, 1)):
        found = assess(before(old, later), draft, SHIPPED, today)
        changed = (*found.now.changed, *found.once_due.changed)
        said = [text for one in changed for text in figure_values(one, SHIPPED, words).values()]
        for fix in found.fixes:
            said += [fix_sentence(fix, draft, SHIPPED, words), *raise_sentences(fix, SHIPPED, words)]
        said += [rejected_sentence(one, SHIPPED, words) for one in found.rejected]
        said += remarks(found, SHIPPED, words)
        assert found.rejected
        assert found.outranked
        assert found.replaces
        assert len(said) > 5
        assert all(one.strip() and "{" not in one for one in said)


def test_what_was_unknown_is_a_question_mark_and_never_zero() -> None:
    draft = checked(committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")]))
    found = assess([], draft, SHIPPED, date(2009, 7, 10))
    cell = next(one for one in found.now.changed if one.after.indicator == "regular-meetings")
    said = figure_values(cell, SHIPPED, language("en", ETL_LOCALE))
    assert "(? of 1)" in said["before"]
    assert "(1 of 1)" in said["after"]


def test_a_sheet_that_may_still_be_added_is_told_apart_from_one_that_must_come_later() -> None:
    words = language("en", ETL_LOCALE)
    for day, begins in ((date(2009, 7, 10), "add the sheet"), (date(2009, 6, 1), "hand in the sheet")):
        draft = checked(committee(1, "2009-S1", day.isoformat(), meetings=[]))
        found = assess([], draft, SHIPPED, date(2026, 1, 1))
        said = [fix_sentence(one, draft, SHIPPED, words) for one in found.fixes if one.sheets]
        assert any(begins in one for one in said)
