"""A build that can be read but answers no question is made anew once; then people are told, and nothing loops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from etl.figures.build_figures import BuildFigures
from etl.figures.read_api import DamagedBuildError
from tests.pages.conftest import words

APP = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"


@pytest.fixture
def app(demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("RCAT_DATA", str(demonstration))
    st.cache_resource.clear()
    yield AppTest.from_file(str(APP), default_timeout=120)
    st.cache_resource.clear()


def test_a_build_that_fails_again_is_said(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DamagedBuildError("no such column")

    with monkeypatch.context() as broken:
        broken.setattr(BuildFigures, "values", fail)
        app.run()
        assert [one.value for one in app.text] == [words("en").say("notice.unreadable")]
    app.run()
    app.run()
    assert not app.exception
    assert words("en").say("notice.unreadable") not in [one.value for one in app.text]
