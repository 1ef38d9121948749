"""Self-assessment: what is found, what it would change, and that nothing is kept before it is asked for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from dashboard.components.assessment.figures import before_and_after, what_would_help
from dashboard.model import documents
from dashboard.model.context import Context
from dashboard.state import assessment
from dashboard.state.assessment import Draft, Upload, safe_name
from etl import hand_in
from etl.access.viewer import local_viewer
from etl.build.warehouse import Warehouse, WarehouseError
from etl.figures.choice import Choice
from etl.figures.opened import open_figures
from etl.intake.submission import check_submission
from etl.store.store import Store
from etl.what_if.assessment import assess
from indicators.model import Catalogue
from indicators.today import today_of
from tests.oracle.build import committee, meeting
from tests.pages.conftest import PROGRAMME, words
from tests.pages.test_pages import opened, page_text
from tests.what_if.drafts import checked as draft_of

UNIT, PERIOD = "AL-05", "2010-S2"
TELEPHONE = "069 20 12 345"
MakeContext = Callable[..., Context]


@pytest.fixture(autouse=True, scope="module")
def fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def data(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demonstration data that a test may hand in to."""
    own = tmp_path / "data"
    shutil.copytree(demonstration, own, symlinks=True)
    monkeypatch.setenv("RCAT_DATA", str(own))
    return own


@pytest.fixture
def template(context: MakeContext, catalogue: Catalogue) -> Callable[[str], Workbook]:
    """The prefilled workbook as the page gives it away, in a language."""

    def taken(code: str) -> Workbook:
        form = documents.committee_form(catalogue)
        page = context("self_assessment", code)
        made = documents.prefilled_workbook(page, documents.workbook_request(page, form, UNIT, PERIOD)).make()
        return load_workbook(BytesIO(made))

    return taken


def content(book: Workbook) -> bytes:
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def fill_in(book: Workbook, catalogue: Catalogue, code: str) -> Workbook:
    """What a committee adds: the day, four meetings, a training."""
    set_cover(book, catalogue, code, "submitted_on", datetime(2011, 1, 20))  # noqa: DTZ001 - a day, as spreadsheets write it
    labels = {one.id: one.label[code] for codes in catalogue.code_lists.values() for one in codes}
    rcat, other = (labels[one.id] for one in catalogue.code_lists["bodies"][:2])
    for row, (body, month) in enumerate(((rcat, 8), (rcat, 11), (other, 9), (other, 12)), start=2):
        day = datetime(2010, month, 3)  # noqa: DTZ001
        values = (body, day, labels["ordinary"], labels["technical_secretariat"], 9, 11, f"{row}/2010")
        put(book[catalogue.record("meetings").label[code]], row, values)
    return book


def set_cover(book: Workbook, catalogue: Catalogue, code: str, field: str, value: object) -> None:
    label = next(one.label[code] for one in catalogue.programme.cover if one.id == field)
    line = next(row for row in book.worksheets[0].iter_rows() if row[0].value == label)
    put(book.worksheets[0], int(line[0].row or 0), (label, value))


def put(sheet: Any, row: int, values: tuple[object, ...]) -> None:
    for column, value in enumerate(values, start=1):
        sheet.cell(row, column).value = value


def spoil(book: Workbook, catalogue: Catalogue, code: str) -> dict[str, tuple[int, str]]:
    """One deliberate mistake on each record sheet; by record kind, the row and the rule that must say so."""

    def name(kind: str) -> str:
        return catalogue.record(kind).label[code]

    labels = {one.id: one.label[code] for codes in catalogue.code_lists.values() for one in codes}
    book[name("meetings")]["B2"].value = "31/04/2010"
    book[name("terms_of_reference")]["C2"].value = datetime(1995, 1, 1)  # noqa: DTZ001
    book[name("members")]["B3"].value = "Bashki e qytetit"
    day = datetime(2010, 10, 5)  # noqa: DTZ001
    put(book[name("trainings")], 2, (day, labels["structure_and_tasks"], "OSBE", labels["rcat"], None, None, "gjashtë"))
    book[name("vulnerable_communities")]["C2"].value = None
    book[name("programmes")]["A3"].value = "Fshati matanë lumit"
    book[name("actions")]["D2"].value = "Ndoshta"
    return {
        "meetings": (2, "date_impossible"), "terms_of_reference": (2, "before_column"),
        "members": (3, "code_unknown"), "trainings": (2, "number_unreadable"),
        "vulnerable_communities": (2, "required"), "programmes": (3, "refers_to"), "actions": (2, "code_unknown"),
    }  # fmt: skip


def dropped(content: bytes, name: str = "formulari.xlsx", **address: str) -> AppTest:
    """The page after a file was dropped on it."""
    app = opened("self_assessment", **address)
    app.file_uploader[0].upload(name, content).run()
    assert [one.value for one in app.exception] == []
    return app


def session(app: AppTest) -> dict[str, Any]:
    """Everything that the session holds."""
    return dict(app.session_state._state.filtered_state)


def labels_of(app: AppTest) -> list[str]:
    return [one.label for one in (*app.button, *app.get("download_button"))]


def documents_of(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("download_button")]


def press(app: AppTest, code: str, key: str) -> None:
    wanted = words(code).say(f"self_assessment.{key}")
    next(one for one in app.button if one.label == wanted).click().run()
    assert [one.value for one in app.exception] == []


def kept(data: Path) -> int:
    return len(Store(data, PROGRAMME).names())


@pytest.mark.parametrize("code", ["en", "sq"])
def test_good_workbook_shows_its_figures_is_handed_in_and_changes_the_pages(
    template: Callable[[str], Workbook], catalogue: Catalogue, data: Path, tmp_path: Path, code: str
) -> None:
    file = content(fill_in(template(code), catalogue, code))
    path = tmp_path / "same.xlsx"
    path.write_bytes(file)
    checked = check_submission(path, catalogue, today=today_of(catalogue))
    assert checked.findings == ()
    expected = assess(list(Store(data, PROGRAMME).all()), checked, catalogue, today_of(catalogue))
    before = kept(data)
    app = dropped(file, lang=code)
    text, say = page_text(app), words(code).say
    assert say("self_assessment.verdict.clean.heading") in text
    key = attrgetter("after.indicator", "after.area", "after.period")
    main = [one for one in expected.now.cells if key(one) in expected.main]
    changed = [one for one in main if one.changes]
    assert changed
    assert say("self_assessment.figures.changed", count=len(changed), total=len(main),
               date=words(code).date(expected.now.as_of)) in text  # fmt: skip
    for one in main:
        for figure in (one.before, one.after):
            if figure.value is not None:
                assert f"{figure.numerator}/{figure.denominator}" in text
    assert kept(data) == before
    press(app, code, "hand_in")
    assert kept(data) == before + 1
    text = page_text(app)
    assert say("self_assessment.receipt.kept", number=before + 1) in text
    assert checked.sha256 in text
    assert "4" in text
    build = Warehouse(data, catalogue).fresh()
    assert build is not None
    figures = open_figures(build.path, catalogue, today_of(catalogue))
    cell = changed[0].after
    (now,) = figures.values(
        Choice(expected.now.as_of, indicators=(cell.indicator,), areas=(cell.area,), periods=(cell.period,))
    )
    figures.close()
    assert now == cell
    overview = page_text(opened("overview", lang=code, as_of=expected.now.as_of.isoformat(), period=PERIOD))
    assert words(code).say("cell.count", numerator=cell.numerator, denominator=cell.denominator) in overview


@pytest.mark.parametrize("code", ["en", "sq"])
def test_a_mistake_on_each_sheet_is_said_by_sheet_row_and_column(
    template: Callable[[str], Workbook], catalogue: Catalogue, data: Path, code: str
) -> None:
    book = fill_in(template(code), catalogue, code)
    mistakes = spoil(book, catalogue, code)
    before = kept(data)
    app = dropped(content(book), lang=code)
    text, say = page_text(app), words(code).say
    place = 0
    for kind in documents.committee_form(catalogue).records:
        row, rule = mistakes[kind]
        heading = say("self_assessment.findings.sheet", name=catalogue.record(kind).label[code])
        place = text.index(heading, place)  # in the form's order
        assert say("self_assessment.findings.row_number", number=row) in text[place:]
        assert words(code).has(f"finding.{rule}")
    for said in ("31/04/2010", "Bashki e qytetit", "gjashtë", "Fshati matanë lumit", "Ndoshta"):
        assert said in text
    for column in ("held_on",):
        assert catalogue.record("meetings").column(column).label[code] in text
        assert column not in text
    assert say("self_assessment.verdict.with_errors.do", count=8) in text  # one mistake makes two rows refer to nothing
    assert say("self_assessment.hand_in_anyway") in labels_of(app)
    assert say("self_assessment.marked") in labels_of(app)
    assert kept(data) == before
    press(app, code, "take_back")
    assert say("self_assessment.intro") in page_text(app)
    assert kept(data) == before


@pytest.mark.parametrize("code", ["en", "sq"])
def test_personal_data_is_placed_and_never_echoed_or_held(
    template: Callable[[str], Workbook], catalogue: Catalogue, data: Path, code: str
) -> None:
    book = fill_in(template(code), catalogue, code)
    book[catalogue.record("meetings").label[code]]["G2"].value = f"tel {TELEPHONE}"
    before = kept(data)
    app = dropped(content(book), "protokolli-i-Agimit.xlsx", lang=code)
    text, say = page_text(app), words(code).say
    assert say("self_assessment.verdict.personal.heading") in text
    assert "G2" in text
    assert catalogue.record("meetings").column("minutes_ref").label[code] in text
    assert TELEPHONE not in text
    assert "Agimit" not in text
    assert labels_of(app)[0] == say("self_assessment.take_back")
    assert not {say("self_assessment.marked"), say("self_assessment.hand_in")} & set(labels_of(app))
    held = list(session(app).values())
    assert not any(TELEPHONE in repr(one) or "Agimit" in repr(one) for one in held)
    assert next(one for one in held if isinstance(one, Draft)).upload is None
    assert kept(data) == before


def test_streamlit_lets_go_of_a_dropped_file_at_once(template: Callable[[str], Workbook]) -> None:
    app = opened("self_assessment")
    app.file_uploader[0].upload("form.xlsx", content(template("en"))).run()
    assert app.file_uploader[0].value is None
    assert "drop_0" not in session(app)


def test_the_same_file_again_is_known_and_not_offered(
    template: Callable[[str], Workbook], catalogue: Catalogue, data: Path
) -> None:
    file = content(fill_in(template("sq"), catalogue, "sq"))
    app = dropped(file, lang="sq")
    press(app, "sq", "hand_in")
    number = kept(data)
    app.file_uploader[0].upload("prape.xlsx", file).run()
    assert words("sq").say("self_assessment.verdict.known.do", number=number) in page_text(app)
    assert words("sq").say("self_assessment.hand_in") not in labels_of(app)


@pytest.mark.parametrize("name", ["not-a-workbook.xlsx", "letter.docx", "old.xls", "..", "a/../../b.xlsx"])
def test_a_file_that_is_no_form_is_refused_in_words(name: str, data: Path) -> None:
    before = kept(data)
    app = dropped(b"\xd0\xcf\x11\xe0 not really", name, lang="sq")
    assert words("sq").say("self_assessment.verdict.refused.heading") in page_text(app)
    assert words("sq").say("self_assessment.marked") not in labels_of(app)
    assert kept(data) == before


def test_first_form_can_be_handed_in_where_nothing_is_kept_yet(
    template: Callable[[str], Workbook], catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RCAT_DATA", str(tmp_path / "new"))
    app = dropped(content(fill_in(template("sq"), catalogue, "sq")), lang="sq")
    press(app, "sq", "hand_in")
    assert words("sq").say("self_assessment.receipt.kept", number=1) in page_text(app)
    assert kept(tmp_path / "new") == 1


def test_a_full_disk_is_said_and_the_draft_stays(
    template: Callable[[str], Workbook], catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = dropped(content(fill_in(template("sq"), catalogue, "sq")), lang="sq")

    def full(outcomes: list[hand_in.Outcome], *_: object) -> Iterator[hand_in.Outcome]:
        yield hand_in.Outcome(outcomes[0].path, outcomes[0].checked, fault="no_space")

    with monkeypatch.context() as broken:
        broken.setattr(hand_in, "keep", full)
        press(app, "sq", "hand_in")
    say = words("sq").say
    assert say("self_assessment.receipt.not_kept", reason=say("disk.no_space")) in page_text(app)
    press(app, "sq", "hand_in")
    assert say("self_assessment.receipt.number") in page_text(app)


def test_what_is_kept_is_acknowledged_though_the_figures_cannot_be_rebuilt(
    template: Callable[[str], Workbook], catalogue: Catalogue, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = assessment.read(Upload("form.xlsx", content(fill_in(template("en"), catalogue, "en"))), catalogue)
    assert isinstance(draft, Draft)
    before = kept(data)

    def fails(*_: object) -> None:
        raise WarehouseError("no_space")

    monkeypatch.setattr(Warehouse, "ensure", fails)
    done = assessment.hand_in(draft, catalogue, local_viewer())
    assert done.receipt is not None
    assert done.unbuilt == "no_space"
    assert kept(data) == before + 1


def test_workbook_comes_back_with_its_marks_and_is_taken_again(
    template: Callable[[str], Workbook], catalogue: Catalogue
) -> None:
    book = fill_in(template("sq"), catalogue, "sq")
    spoil(book, catalogue, "sq")
    draft = assessment.read(Upload("form.xlsx", content(book)), catalogue)
    assert isinstance(draft, Draft)
    assert draft.can_be_marked
    back = assessment.marked(draft, catalogue, words("sq"))
    comment = load_workbook(BytesIO(back))[catalogue.record("meetings").label["sq"]]["B2"].comment
    assert comment is not None
    assert "31/04/2010" in comment.text
    again = assessment.read(Upload("form.xlsx", back), catalogue)
    assert isinstance(again, Draft)
    assert again.checked.rejected == draft.checked.rejected


def test_nothing_lies_on_the_disk_after_reading(
    template: Callable[[str], Workbook], catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    draft = assessment.read(Upload("form.xlsx", content(template("en"))), catalogue)
    assert isinstance(draft, Draft)
    assert list(aside.iterdir()) == []


@pytest.mark.parametrize("code", ["en", "sq"])
def test_while_a_programme_runs_the_list_says_what_to_do_by_when(
    context: MakeContext, catalogue: Catalogue, code: str
) -> None:
    """In July 2009, with one of two meetings: what changes now, what once all is due, and what would raise it."""
    draft = draft_of(committee(1, "2009-S2", "2009-08-10", meetings=[meeting("2009-07-03")]))
    found = assess([], draft, catalogue, date(2009, 8, 10))
    shown = context("self_assessment", code)
    figures = before_and_after(shown, found).text()
    later = words(code).date(found.once_due.as_of)
    assert words(code).say("self_assessment.figures.later", date=later) in figures
    helps = what_would_help(shown, found, draft).text()
    due = [one for one in found.fixes if one.kind == "due"]
    assert due
    for one in due:
        assert words(code).date(one.obligations[0].due_on) in helps
    for one in found.fixes:
        assert not one.sheets or words(code).say("period.semester", year=2009, number=2) in helps
    missed = words(code).say("sentence.need.missed", evidence="|", due="|").split("|")[0]
    assert missed not in helps


@pytest.mark.parametrize("code", ["en", "sq"])
def test_committee_page_offers_its_documents_and_says_what_cannot_be_written_here(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    say = words(code).say
    names = [say(f"self_assessment.take_away.{one}") for one in ("workbook", "report", "scorecard")]
    assert documents_of(opened("committee", lang=code, area=UNIT)) == names
    monkeypatch.setattr(documents, "find_spec", lambda _: None)
    app = opened("committee", lang=code, area=UNIT)
    missing = [say("self_assessment.take_away.not_installed", name=name) for name in names[1:]]
    assert documents_of(app) == [names[0], *missing]
    assert [one.proto.disabled for one in app.get("download_button")] == [False, True, True]


def test_documents_are_for_the_hand_in_period_that_is_meant(catalogue: Catalogue) -> None:
    meant = {"2009-S1": "2009-S1", "2009-Q1": "2009-S1", "2009-Q3": "2009-S2", "2009": "2009-S2", "all": "2010-S2"}
    assert {chosen: documents.hand_in_period(catalogue, chosen) for chosen in meant} == meant


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("form.xlsx", "form.xlsx"), ("a/b\\c.xlsx", "c.xlsx"), ("..", "_."), ("", "_"), ("x\0y\n.xlsx", "x_y_.xlsx"),
        ("ë" * 300 + ".xlsx", "ë" * 120 + ".xlsx"), ("name", "name"), (".xlsx", "_.xlsx"),
    ],
)  # fmt: skip
def test_a_files_name_cannot_leave_its_folder(given: str, safe: str) -> None:
    assert safe_name(given) == safe
