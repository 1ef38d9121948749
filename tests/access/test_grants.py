"""The file of roles: strict, read again whenever somebody looks, and nobody gets in by a file with a mistake."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from etl.access import sessions
from etl.access.grants import FOLDER, ROLES_FILE, read_roles
from etl.access.sessions import LONGEST, SIGNED_OUT, Standing, sign_out, standing
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import language
from tests.access.world import UNITS, WHO

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRETARY = f"""
grants:
  - issuer: {WHO[0]}
    subject: "{WHO[1]}"
    role: secretary
    qark: AL-07
"""


def claims(**changes: object) -> dict[str, object]:
    said = {"iss": WHO[0], "sub": WHO[1], "iat": (NOW - timedelta(hours=1)).timestamp(), "nonce": "n-1"}
    return {name: value for name, value in (said | changes).items() if value is not None}


def granted(data: Path, text: str) -> Path:
    (data / FOLDER).mkdir(exist_ok=True)
    (data / FOLDER / ROLES_FILE).write_text(text, "utf-8")
    return data


def looks(data: Path, now: datetime = NOW, **changes: object) -> Standing:
    return standing(claims(**changes), data, UNITS, now)


def test_whoever_is_named_has_that_role_and_nobody_else(tmp_path: Path) -> None:
    granted(tmp_path, SECRETARY)
    found = looks(tmp_path).viewer
    assert found is not None
    assert (found.role, found.unit, found.others) == ("secretary", "AL-07", "none")
    assert WHO[1] not in found.actor
    assert looks(tmp_path, sub="another").denial == "no_role"
    assert looks(tmp_path, iss="https://login.example.com").denial == "no_role"


def test_without_a_file_nobody_has_a_role(tmp_path: Path) -> None:
    assert looks(tmp_path).denial == "roles_missing"
    assert not read_roles(tmp_path, UNITS).is_there


def test_a_role_that_is_taken_away_is_gone_at_the_next_look(tmp_path: Path) -> None:
    path = granted(tmp_path, SECRETARY) / FOLDER / ROLES_FILE
    before = path.stat()
    assert looks(tmp_path).viewer
    path.write_text(SECRETARY.replace("AL-07", "AL-08"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    changed = looks(tmp_path).viewer
    assert changed is not None
    assert changed.unit == "AL-08"
    granted(tmp_path, "grants: []\n")
    assert looks(tmp_path).denial == "no_role"


FAULTS = {
    "an unknown role": (SECRETARY.replace("secretary", "secretry"), "secretry"),
    "an unknown qark": (SECRETARY.replace("AL-07", "AL-7"), "AL-7"),
    "a secretary of nowhere": (SECRETARY.replace("    qark: AL-07\n", ""), "qark"),
    "a qark where the role has none": (SECRETARY.replace("secretary", "onac"), "qark"),
    "a person twice": (SECRETARY + SECRETARY.removeprefix("\ngrants:\n"), "line 3"),
    "a key twice": (SECRETARY + "    qark: AL-08\n", "qark"),
    "an unknown key": (SECRETARY + "    untill: 2026-12-31\n", "untill"),
    "a date in words": (SECRETARY + "    until: never\n", "never"),
    "a moment without a zone": (SECRETARY + "    sessions_from: 2026-11-22T08:00:00\n", "2026-11-22T08:00:00"),
    "no YAML": ("grants: [", "roles.yaml:"),
    "nothing": ("", "roles.yaml:1"),
    "a list": ("- issuer: x\n", "roles.yaml:1"),
    "an anchor": ("grants: &all [*all]\n", "roles.yaml:1"),
}


@pytest.mark.parametrize("code", ["en", "sq"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_with_a_mistake_grants_nothing_and_says_where(tmp_path: Path, fault: str, code: str) -> None:
    text, named = FAULTS[fault]
    granted(tmp_path, text)
    found = looks(tmp_path)
    assert found.denial == "roles_faulty"
    assert found.roles is not None
    said = " ".join(one.text(language(code, ETL_LOCALE)) for one in found.roles.problems)
    assert (named.replace("line", "rreshtin") if code == "sq" else named) in said


BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghijklmnop"))


@pytest.mark.parametrize("text", [f"grants: {'[' * 3000}{']' * 3000}\n", BOMB], ids=["nested", "aliases"])
def test_a_file_that_unfolds_without_end_grants_nothing(tmp_path: Path, text: str) -> None:
    granted(tmp_path, text)
    assert looks(tmp_path).denial == "roles_faulty"


@pytest.mark.parametrize(("code", "why"), [("en", "cannot be read"), ("sq", "nuk lexohet")])
def test_a_file_that_cannot_be_read_grants_nothing_and_says_why(tmp_path: Path, code: str, why: str) -> None:
    (tmp_path / FOLDER / ROLES_FILE).mkdir(parents=True)
    found = looks(tmp_path)
    assert (found.viewer, found.denial) == (None, "roles_faulty")
    assert found.roles is not None
    said = [one.text(language(code, ETL_LOCALE)) for one in found.roles.problems]
    assert len(said) == 1
    assert why in said[0]
    assert "Is a directory" in said[0]


def test_where_nobody_knows_who_signed_out_nobody_is_let_in(tmp_path: Path) -> None:
    granted(tmp_path, SECRETARY)
    assert looks(tmp_path).viewer
    (tmp_path / FOLDER / SIGNED_OUT).write_text("a file in the folder's place", "utf-8")
    assert (looks(tmp_path).viewer, looks(tmp_path).denial) == (None, "sessions_unreadable")


def test_a_role_ends_with_its_last_day(tmp_path: Path) -> None:
    granted(tmp_path, SECRETARY + "    until: 2026-11-22\n")
    assert looks(tmp_path).viewer
    tomorrow = NOW + timedelta(days=1)
    assert looks(tmp_path, now=tomorrow, iat=tomorrow.timestamp()).denial == "no_role"


def test_a_session_ends_after_eight_hours_whatever_the_cookie_says(tmp_path: Path) -> None:
    granted(tmp_path, SECRETARY)
    began = NOW.timestamp()
    assert looks(tmp_path, now=NOW + LONGEST - timedelta(seconds=1), iat=began).viewer
    assert looks(tmp_path, now=NOW + LONGEST, iat=began).denial == "ended"
    assert looks(tmp_path, now=NOW + LONGEST, iat=began, exp=began + 10**8).denial == "ended"


@pytest.mark.parametrize("iat", [None, "now", True, float("nan"), float("inf"), 10**30, -1, [1]])
def test_who_does_not_say_since_when_does_not_get_in(tmp_path: Path, iat: object) -> None:
    granted(tmp_path, SECRETARY)
    assert looks(tmp_path, iat=iat).viewer is None


@pytest.mark.parametrize("name", ["iss", "sub"])
def test_who_does_not_say_who_does_not_get_in(tmp_path: Path, name: str) -> None:
    granted(tmp_path, SECRETARY)
    for value in (None, "", 7, ["x"]):
        assert standing(claims(**{name: value}), tmp_path, UNITS, NOW).denial == "no_claims"


def test_a_session_from_the_future_is_not_believed(tmp_path: Path) -> None:
    granted(tmp_path, SECRETARY)
    assert looks(tmp_path, iat=(NOW + timedelta(hours=1)).timestamp()).denial == "ended"


@pytest.mark.parametrize("where", ["of the person", "of everybody"])
def test_sessions_that_began_before_a_revocation_have_ended(tmp_path: Path, where: str) -> None:
    moment = "sessions_from: 2026-11-22T11:30:00+00:00\n"
    granted(tmp_path, f"{SECRETARY}    {moment}" if where == "of the person" else moment + SECRETARY)
    assert looks(tmp_path).denial == "ended"
    assert looks(tmp_path, iat=(NOW - timedelta(minutes=29)).timestamp()).viewer


def test_a_copied_cookie_is_dead_after_signing_out_and_a_new_session_is_not(tmp_path: Path) -> None:
    granted(tmp_path, SECRETARY)
    session = looks(tmp_path).session
    assert session is not None
    sign_out(session, tmp_path, NOW)
    assert looks(tmp_path).denial == "signed_out"
    assert looks(tmp_path, nonce="n-2").viewer
    assert looks(tmp_path, iat=NOW.timestamp()).viewer


def test_what_is_over_in_any_case_is_forgotten(tmp_path: Path) -> None:
    granted(tmp_path, SECRETARY)
    for number in range(3):
        session = looks(tmp_path, nonce=f"n-{number}").session
        assert session is not None
        sign_out(session, tmp_path, datetime.now(UTC))
    folder = tmp_path / FOLDER / sessions.SIGNED_OUT
    old = (datetime.now(UTC) - 3 * LONGEST).timestamp()
    for one in list(folder.iterdir()):
        os.utime(one, (old, old))
    session = looks(tmp_path, nonce="n-9").session
    assert session is not None
    sign_out(session, tmp_path, datetime.now(UTC))
    assert [one.name for one in folder.iterdir() if not one.name.startswith(".")] == [session.digest]
