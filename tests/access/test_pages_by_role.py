"""The running pages by everybody, each page at the address of every area: nothing of others is in what is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.model import permits
from dashboard.model.addresses import PAGES, Page, page, read
from etl.access.grants import FOLDER, ROLES_FILE
from etl.access.viewer import Viewer
from tests.access.conftest import WORDS
from tests.access.world import ADMINISTRATOR, EVALUATOR, ONAC, WHO, names, secretary
from tests.ledger.bridge import SHIPPED
from tests.pages.test_pages import APP, text_of, trees

AS_OF = "2009-08-14"
OWN = "AL-07"
AREAS = (OWN, "AL-10", "AL-06", "eastern", "AL")
VIEWERS = (secretary(OWN), secretary(OWN, "figures"), ONAC, EVALUATOR, ADMINISTRATOR)


@pytest.fixture(autouse=True, scope="module")
def fresh_cache() -> Iterator[None]:
    yield
    st.cache_resource.clear()


@pytest.fixture
def data(handed_in: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RCAT_DATA", str(handed_in))
    (handed_in / FOLDER).mkdir(exist_ok=True)
    return handed_in


def grant(data: Path, viewer: Viewer) -> None:
    """Write the file of roles for one person."""
    lines = ["grants:", f"  - issuer: {WHO[0]}", f'    subject: "{WHO[1]}"', f"    role: {viewer.role}"]
    lines += [f"    qark: {viewer.unit}", f"    others: {viewer.others}"] if viewer.unit else []
    (data / FOLDER / ROLES_FILE).write_text("\n".join(lines), "utf-8")


def looks(name: str, **address: str) -> AppTest:
    """A page as whoever is granted a role sees it."""
    app = AppTest.from_file(str(APP), default_timeout=120)
    app._page_hash = calc_hash(page(name).path)
    app.query_params.update(address)
    app.user = {"is_logged_in": True, "iss": WHO[0], "sub": WHO[1], "iat": datetime.now(UTC).timestamp()}
    app.run()
    assert [one.value for one in app.exception] == []
    return app


def said(app: AppTest) -> str:
    """Every text of the page's own markup."""
    return " ".join(text_of(tree) for tree in trees(app))


def drawn(app: AppTest) -> str:
    """Everything that the browser is told: markup, charts, tables, choices."""
    parts = [said(app)]
    parts += [json.dumps(tree, ensure_ascii=False) for tree in trees(app)]
    parts += [str(one.proto) for kind in ("plotly_chart", "selectbox", "multiselect") for one in app.get(kind)]
    return " ".join(parts)


def pages_led_to(tree: Any) -> Iterator[Page]:
    """The pages that links in a tree lead to, but for this very page in another language."""
    if isinstance(tree, str) or "languages" in tree[1].get("class", ""):
        return
    followed = read(tree[1].get("href"))
    if followed is not None:
        yield followed[0]
    for child in tree[2:]:
        yield from pages_led_to(child)


@pytest.mark.parametrize("viewer", VIEWERS, ids=names)
def test_each_page_tells_a_role_what_it_may_know(data: Path, viewer: Viewer) -> None:
    grant(data, viewer)
    for one in PAGES:
        refusal = WORDS.say("access.not_for_role", page=WORDS.say(f"page.{one.id}.title"),
                            role=WORDS.say(f"access.role.{viewer.role}"))  # fmt: skip
        for area in AREAS if "area" in one.filters else AREAS[:1]:
            app = looks(one.id, area=area, as_of=AS_OF)
            assert (refusal in drawn(app)) == (not permits.may_open(one, viewer, SHIPPED)), one.id
            led_to = {found for tree in trees(app) for found in pages_led_to(tree)}
            assert [page for page in led_to if not permits.may_open(page, viewer, SHIPPED)] == [], one.id


@pytest.mark.parametrize("name", ["committee", "explain", "calendar", "data_quality"])
@pytest.mark.parametrize("others", ["none", "figures"])
def test_a_secretary_finds_nothing_of_others_in_detail_at_their_address(data: Path, name: str, others: str) -> None:
    viewer = secretary(OWN, others)
    grant(data, viewer)
    own = set(said(looks(name, area=OWN, as_of=AS_OF)).split())
    for area in AREAS[1:]:
        # The head tells what could not be taken of the address; apart from that it is the page of one's own.
        text = said(looks(name, area=area, as_of=AS_OF))
        noticed = WORDS.say("notice.impossible", value=area, what=WORDS.say("filter.area"), default="Kukës")
        assert noticed in text
        assert set(text.replace(noticed, "").split()) - own == set()


def test_a_secretary_hands_in_takes_and_is_offered_the_own_forms_alone(data: Path) -> None:
    grant(data, secretary(OWN))
    app = looks("self_assessment", area="AL-10", as_of=AS_OF)
    offered = {one.label: tuple(one.options) for one in app.selectbox}
    assert ("Kukës",) in offered.values()
    register = SHIPPED.form("register").label["en"]
    assert not any(register in options for options in offered.values())


def test_without_a_role_no_figure_is_drawn(data: Path) -> None:
    (data / FOLDER / ROLES_FILE).write_text("grants: []", "utf-8")
    for one in PAGES:
        text = drawn(looks(one.id, as_of=AS_OF))
        assert WORDS.say("access.denied.no_role") in text
        assert "Kukës" not in text
        assert WORDS.say("product.demonstration") not in text
