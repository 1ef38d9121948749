"""A changed catalogue, tried out and never adopted: what it flips, what is wrong with it, and what is refused.

Fault D7 of those that outsiders found (tests/intake/cases/README.md).
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import streamlit as st

from dashboard.state.catalogue_trial import Dropped
from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.intake.container.guard import RefusedError
from etl.store.store import Store
from etl.what_if.trial import LIMITS, try_out, unpack
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue
from tests.pages.conftest import PROGRAMME, TODAY, words
from tests.pages.test_pages import opened, page_text

OURS = CATALOGUES / PROGRAMME
D = date(2009, 8, 14)
ANY = "indicators/regular-meetings.yaml"
Edit = Callable[[str, str], str]


def same(_name: str, text: str) -> str:
    return text


def packed(edit: Edit = same, folder: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    """The catalogue as a .zip, each file through `edit`, with further members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(OURS.rglob("*.yaml")):
            name = path.relative_to(OURS).as_posix()
            archive.writestr(folder + name, edit(name, path.read_text("utf-8")))
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return content.getvalue()


def in_file(file: str, old: str, new: str) -> Edit:
    def edit(name: str, text: str) -> str:
        assert name != file or old in text
        return text.replace(old, new) if name == file else text

    return edit


EASIER = in_file(ANY, "thresholds: {met: 1.0, partly: 0.5}", "thresholds: {met: 0.5, partly: 0.2}")


# --- what it flips


@pytest.fixture(scope="module")
def expected(
    figures: Figures, demonstration: Path, tmp_path_factory: pytest.TempPathFactory
) -> set[tuple[str, str, str, str, str]]:
    """What changes from which status to which, by figures of the changed catalogue."""
    folder = tmp_path_factory.mktemp("changed")
    unpack(packed(EASIER), folder, LIMITS)
    changed = figures_of(list(Store(demonstration, PROGRAMME).all()), load(folder), TODAY)
    pairs = zip(figures.values(Choice(D)), changed.values(Choice(D)), strict=True)
    return {(a.indicator, a.area, a.period, a.status, b.status) for a, b in pairs if a.status != b.status}


@pytest.mark.parametrize("folder", ["", "changed/", "a/b/"])
def test_every_status_that_would_change_is_found(
    demonstration: Path, catalogue: Catalogue, expected: set[tuple[str, str, str, str, str]], folder: str
) -> None:
    found = try_out(packed(EASIER, folder), demonstration, PROGRAMME, (TODAY, D))
    assert (found.fault, found.problems) == (None, ())
    assert expected
    got = {
        (one.indicator, one.area, one.period, one.before.status, one.after.status)
        for one in found.flips if one.before and one.after
    }  # fmt: skip
    assert got == expected
    assert found.flip_count == len(expected)
    assert found.indicators is not None
    assert found.indicators["regular-meetings"]["sq"] == catalogue.indicator("regular-meetings").title["sq"]


def test_the_same_catalogue_flips_nothing(demonstration: Path) -> None:
    found = try_out(packed(), demonstration, PROGRAMME, (TODAY, D))
    assert (found.fault, found.problems, found.flips, found.flip_count, found.moved) == (None, (), (), 0, 0)


def test_an_indicator_that_is_taken_away_or_added_has_one_side(demonstration: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed())) as ours, zipfile.ZipFile(content, "w") as changed:
        for name in ours.namelist():
            text = ours.read(name).decode()
            if name == ANY:
                text = text.replace("id: regular-meetings", "id: sittings")
            changed.writestr(name.replace("regular-meetings", "sittings"), text)
    found = try_out(content.getvalue(), demonstration, PROGRAMME, (TODAY, D))
    assert found.fault is None
    sides = {(one.indicator, one.before is None, one.after is None) for one in found.flips}
    assert sides == {("regular-meetings", False, True), ("sittings", True, False)}


@pytest.mark.parametrize("programme", sorted(path.parent.name for path in CATALOGUES.glob("*/programme.yaml")))
def test_every_shipped_catalogue_tried_unchanged_flips_nothing(tmp_path: Path, programme: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((CATALOGUES / programme).rglob("*")):
            archive.write(path, f"{programme}/{path.relative_to(CATALOGUES / programme).as_posix()}")
    found = try_out(content.getvalue(), tmp_path, programme, (TODAY, D))
    assert (found.fault, found.problems, found.problem_count, found.flip_count, found.moved) == (None, (), 0, 0, 0)


def test_a_catalogue_comes_out_of_its_archive_as_it_is_read(tmp_path: Path) -> None:
    for programme in sorted(path.parent for path in CATALOGUES.glob("*/programme.yaml")):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for path in sorted(programme.rglob("*")):
                archive.write(path, path.relative_to(programme).as_posix())
        folder = tmp_path / programme.name
        folder.mkdir()
        unpack(content.getvalue(), folder, LIMITS)
        assert load(folder).digest == load(programme).digest


# --- what is wrong with it


def test_problems_are_told_with_file_line_and_what_to_do(demonstration: Path) -> None:
    found = try_out(packed(in_file(ANY, "late: ", "lte: ")), demonstration, PROGRAMME, (TODAY, D))
    assert found.flips == ()
    assert found.problem_count == len(found.problems) == 2
    last = found.problems[-1]
    assert last.file == ANY
    assert (OURS / ANY).read_text("utf-8").splitlines()[last.line - 1].startswith("late: ")
    assert "‘late’" in last.message["en"]
    assert "‘late’" in last.message["sq"]


def test_a_catalogue_that_gives_up_counting_people_is_not_tried(demonstration: Path) -> None:
    found = try_out(
        packed(in_file("records/trainings.yaml", "    counts: people\n", "")), demonstration, PROGRAMME, (TODAY, D)
    )
    assert found.flips == ()
    assert [(one.file, "participants" in one.message["sq"]) for one in found.problems] == [
        ("records/trainings.yaml", True)
    ]


def test_a_list_that_holds_itself_is_a_problem_and_no_end_of_memory(demonstration: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
    )
    found = try_out(packed(lambda name, text: bomb if name == ANY else text), demonstration, PROGRAMME, (TODAY, D))
    assert found.problems


# --- what is refused


def announced_small(method: int) -> bytes:
    """A member that unpacks to 40 megabytes and says that it is ten bytes long."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        archive.writestr("programme.yaml", b"#" * 40_000_000)
    packed_up = bytearray(content.getvalue())
    entry = packed_up.rindex(b"PK\x01\x02")
    packed_up[entry + 24 : entry + 28] = packed_up[22:26] = (10).to_bytes(4, "little")
    return bytes(packed_up)


@pytest.mark.parametrize(
    ("archive", "rule"),
    [
        (lambda: b"no zip at all", "unreadable"),
        (lambda: b"", "unreadable"),
        (lambda: packed()[:-900], "unreadable"),
        (lambda: packed(more={"../outside.yaml": b"x"}), "bad_member"),
        (lambda: packed(more={"/etc/outside.yaml": b"x"}), "bad_member"),
        (lambda: packed(more={"records\\..\\..\\outside.yaml": b"x"}), "bad_member"),
        (lambda: packed(more={f"notes/{number}.txt": b"" for number in range(400)}), "too_many_parts"),
        (lambda: packed(more={"indicators/big.yaml": b" " * 2_000_000}), "unpacks_too_big"),
        (lambda: b"PK\x03\x04" + b" " * 2_000_000, "too_big"),
        (lambda: packed(same, "one/", more={"two/programme.yaml": b"x"}), "several_catalogues"),
        (lambda: b"PK\x05\x06" + b"\0" * 18, "no_catalogue"),
        (lambda: announced_small(zipfile.ZIP_DEFLATED), "unpacks_too_big"),
        (lambda: announced_small(zipfile.ZIP_BZIP2), "unreadable"),
        (lambda: announced_small(zipfile.ZIP_LZMA), "unreadable"),
    ],
)
def test_an_archive_that_could_harm_or_is_none_is_refused(
    tmp_path: Path, archive: Callable[[], bytes], rule: str
) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    with pytest.raises(RefusedError) as refused:
        unpack(archive(), inside, LIMITS)
    assert refused.value.fault.rule == rule
    assert {path for path in tmp_path.rglob("*") if inside not in path.parents} == {tmp_path / "a", inside}
    for code in ("en", "sq"):
        assert words(code).say(f"trial.fault.{rule}", limit=1)


def test_only_what_a_catalogue_has_is_unpacked(tmp_path: Path) -> None:
    unpack(packed(more={"run.py": b"x", "indicators/deep/er.yaml": b"x", "indicators/.hidden": b"x"}), tmp_path, LIMITS)
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {path.relative_to(OURS).as_posix() for path in OURS.rglob("*.yaml")}


def test_another_programme_is_refused(demonstration: Path) -> None:
    archive = packed(in_file("programme.yaml", f"id: {PROGRAMME}", "id: another"))
    found = try_out(archive, demonstration, PROGRAMME, (TODAY, D))
    assert found.fault is not None
    assert found.fault.rule == "other_programme"


def test_what_takes_too_long_is_stopped(demonstration: Path) -> None:
    found = try_out(packed(), demonstration, PROGRAMME, (TODAY, D), replace(LIMITS, seconds=0.2))
    assert found.fault is not None
    assert found.fault.rule == "took_too_long"


def test_what_takes_too_much_memory_is_stopped(demonstration: Path) -> None:
    found = try_out(packed(), demonstration, PROGRAMME, (TODAY, D), replace(LIMITS, memory_bytes=1 << 25))
    assert found.fault is not None
    assert found.fault.rule == "failed"


def test_a_query_hidden_in_a_value_stays_a_value(demonstration: Path, tmp_path: Path) -> None:
    target = tmp_path / "written"
    text = f"x'' OR 1=1; COPY (SELECT 1) TO ''{target}''; --"
    archive = packed(in_file(ANY, "where: {body: $body}", f"where: {{body: $body, minutes_ref: '{text}'}}"))
    found = try_out(archive, demonstration, PROGRAMME, (TODAY, D))
    assert (found.fault, found.problems) == (None, ())
    assert not target.exists()
    assert {one.indicator for one in found.flips} == {"regular-meetings"}


# --- on the page


@pytest.fixture
def shown(demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RCAT_DATA", str(demonstration))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("code", ["en", "sq"])
def test_the_page_shows_flips_problems_and_faults(code: str) -> None:
    app = opened("catalogue", lang=code, as_of="2009-08-14")
    say = words(code).say
    digest = load(OURS).digest
    assert digest in page_text(app)
    for archive, expected in (
        (packed(EASIER), say("trial.flips_caption")),
        (packed(in_file(ANY, "late: ", "lte: ")), say("trial.problems", count=2)),
        (b"x", say("trial.fault.unreadable")),
    ):
        app.session_state["dropped_catalogue"] = Dropped("<b>changed</b>.zip", archive)
        app.run(timeout=120)
        assert [one.value for one in app.exception] == []
        assert expected in page_text(app)
        assert "<b>changed</b>.zip" in page_text(app)
    assert digest in page_text(app), "nothing was adopted"
