"""What a programme says in its own words replaces a text that the pages have, with the same placeholders."""

from __future__ import annotations

from string import Formatter

import pytest

from dashboard.model.context import DASHBOARD_LOCALE
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import language, programme_language
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import LANGUAGES


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("programme", programmes())
@pytest.mark.parametrize("code", LANGUAGES)
def test_own_words_stand_for_a_text_that_there_is(programme: str, code: str) -> None:
    described = load(CATALOGUES / programme).programme
    general, own = (
        language(code, ETL_LOCALE, DASHBOARD_LOCALE),
        programme_language(code, described, ETL_LOCALE, DASHBOARD_LOCALE),
    )
    for key, words in described.texts.items():
        # Where the pages have a text for one and for many, a programme's own may be the same for both.
        replaced = general.texts.get(key) or general.texts[f"{key}.other"]
        assert placeholders(words[code]) <= placeholders(replaced), key
        assert own.texts[key] == words[code]


def test_a_programme_without_its_own_words_speaks_of_areas() -> None:
    silent = load(CATALOGUES / programmes()[0]).programme.model_copy(update={"texts": {}})
    for code in LANGUAGES:
        general = language(code, ETL_LOCALE, DASHBOARD_LOCALE)
        assert programme_language(code, silent, ETL_LOCALE, DASHBOARD_LOCALE).texts == general.texts
