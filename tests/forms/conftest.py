"""The shipped catalogue and both languages, for workbooks that go out."""

import pytest

from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import Language, language
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import LANGUAGES, Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(CATALOGUES / "rcat-2008-2010")


@pytest.fixture(scope="session", params=programmes())
def any_catalogue(request: pytest.FixtureRequest) -> Catalogue:
    return load(CATALOGUES / str(request.param))


@pytest.fixture(scope="session", params=LANGUAGES)
def speaks(request: pytest.FixtureRequest) -> Language:
    return language(str(request.param), ETL_LOCALE)


@pytest.fixture(scope="session")
def albanian() -> Language:
    return language("sq", ETL_LOCALE)
