"""The audit log: what it takes, that any change of it is found, and that nothing that happens to a writer harms it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl import audit
from etl.audit.entry import LOG
from etl.audit.log import HEAD
from tests.store.test_commands import room_for

ROOT = Path(__file__).resolve().parents[2]
SHA = "ab" * 32


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a log of four entries."""
    folder = tmp_path / "data"
    audit.record(folder, audit.LOCAL, "handed_in", submission=1, sha256=SHA, accepted=12, rejected=0)
    audit.record(folder, audit.LOCAL, "refused", sha256=SHA, findings=3, period=None)
    audit.record(folder, audit.person("onac", "https://sign-in.example", "s-1"), "exported", format="csv", rows=1200)
    audit.record(folder, audit.LOCAL, "built")
    return folder


def kinds(data: Path) -> list[tuple[int, str]]:
    return [(one.line, one.kind) for one in audit.verify(data).problems]


def lines(data: Path) -> list[bytes]:
    return (data / "audit" / LOG).read_bytes().splitlines(keepends=True)


def write(data: Path, content: list[bytes]) -> None:
    (data / "audit" / LOG).write_bytes(b"".join(content))


# --- what it takes


def test_it_says_who_did_what_when_and_how_much(data: Path) -> None:
    first, second, third, _ = audit.entries(data)
    assert (first.number, first.actor, first.action) == (1, "local", "handed_in")
    assert first.at.endswith("+00:00")
    assert first.facts == {"submission": 1, "sha256": SHA, "accepted": 12, "rejected": 0}
    assert "period" not in second.facts
    assert third.actor.startswith("onac:")
    assert "sign-in" not in third.actor


def test_two_people_are_never_one() -> None:
    assert audit.person("onac", "a", "bc") != audit.person("onac", "ab", "c")


@pytest.mark.parametrize(
    "value", ["Raporti i fundit", "raport é.xlsx", "<img>", "", "a\nb", "x" * 129, "=1+1", "../../x", '{"a":1}']
)
def test_what_somebody_could_have_typed_is_not_taken(data: Path, value: str) -> None:
    with pytest.raises(ValueError, match="codes"):
        audit.record(data, audit.LOCAL, "returned", reason=value)
    with pytest.raises(ValueError, match="codes"):
        audit.record(data, value, "returned")
    assert len(lines(data)) == 4


def test_an_unknown_action_is_not_taken(data: Path) -> None:
    with pytest.raises(ValueError, match="looked"):
        audit.record(data, audit.LOCAL, "looked")


# --- any change is found


def test_an_untouched_log_is_in_order(data: Path, tmp_path: Path) -> None:
    verdict = audit.verify(data)
    assert (verdict.entries, verdict.problems) == (4, ())
    assert verdict.head == audit.head_of(data)
    assert audit.verify(tmp_path / "nothing").problems == ()


@pytest.mark.parametrize("name", [LOG, HEAD])
def test_every_byte_that_is_changed_is_found(data: Path, name: str) -> None:
    path = data / "audit" / name
    sound = path.read_bytes()
    for place in range(len(sound)):
        for change in (0x01, 0x20, 0x80):
            changed = bytearray(sound)
            changed[place] ^= change
            path.write_bytes(changed)
            assert kinds(data) != [], (place, change)
        path.write_bytes(sound[:place] + sound[place + 1 :])
        assert kinds(data) != [], f"byte {place} left out"
    path.write_bytes(sound)
    assert kinds(data) == []


def test_a_line_left_out_put_in_or_moved_is_found_where_it_is(data: Path) -> None:
    first, second, third, fourth = lines(data)
    write(data, [first, third, fourth])
    assert (2, "order") in kinds(data)
    write(data, [first, second, second, third, fourth])
    assert (3, "order") in kinds(data)
    write(data, [first, third, second, fourth])
    assert (2, "order") in kinds(data)
    write(data, [second, third, fourth])
    assert (1, "order") in kinds(data)
    write(data, [first, second, third, fourth])
    assert kinds(data) == []


def test_a_line_written_anew_with_its_hash_breaks_the_next(data: Path) -> None:
    from etl.audit.entry import entry_after, line_of  # noqa: PLC0415

    first, second, *rest = lines(data)
    before = json.loads(first)["hash"]
    forged = entry_after(before, 2, json.loads(second)["at"], (audit.LOCAL, "refused"), {"sha256": SHA, "findings": 2})
    write(data, [first, line_of(forged), *rest])
    assert kinds(data) == [(3, "order")]


@pytest.mark.parametrize("left", [0, 1, 3])
def test_a_tail_that_was_cut_off_is_missed_and_stays_so(data: Path, left: int) -> None:
    write(data, lines(data)[:left])
    assert kinds(data) == [(4, "cut")]
    audit.record(data, audit.LOCAL, "built")
    found = kinds(data)
    assert (left + 1, "broken") in found
    assert (left + 1, "order") in found
    audit.record(data, audit.LOCAL, "built")
    assert kinds(data) == found


def test_a_missing_head_and_a_missing_log_are_found(data: Path) -> None:
    (data / "audit" / HEAD).rename(data / "head")
    assert kinds(data) == [(4, "head")]
    (data / "head").rename(data / "audit" / HEAD)
    (data / "audit" / LOG).unlink()
    assert kinds(data) == [(4, "cut")]


def test_what_was_noted_elsewhere_shows_a_log_that_was_replaced_as_a_whole(data: Path) -> None:
    head = audit.head_of(data)
    assert head is not None
    audit.record(data, audit.LOCAL, "built")
    assert audit.verify(data, head).problems == ()
    shutil.rmtree(data / "audit")
    assert kinds(data) == []
    for _ in range(6):
        audit.record(data, audit.LOCAL, "built")
    assert [one.kind for one in audit.verify(data, head).problems] == ["elsewhere"]


# --- what may happen to a writer


def test_a_half_line_is_moved_aside_and_said(data: Path) -> None:
    path = data / "audit" / LOG
    sound = path.read_bytes()
    path.write_bytes(sound + sound[:70])
    assert kinds(data) == [(5, "half")]
    audit.record(data, audit.LOCAL, "built")
    assert kinds(data) == []
    assert [one.action for one in audit.entries(data)][-2:] == ["mended", "built"]
    (half,) = (data / "audit").glob("half-*")
    assert half.read_bytes() == sound[:70]


def test_a_head_that_a_kill_or_a_power_cut_left_behind_is_no_fault(data: Path) -> None:
    head = (data / "audit" / HEAD).read_bytes()
    audit.record(data, audit.LOCAL, "built")
    audit.record(data, audit.LOCAL, "built")
    (data / "audit" / HEAD).write_bytes(head)
    assert kinds(data) == []
    audit.record(data, audit.LOCAL, "built")
    assert kinds(data) == []
    assert audit.verify(data).entries == 7


def test_a_full_disk_is_said_and_leaves_no_half(data: Path) -> None:
    size = (data / "audit" / LOG).stat().st_size
    with room_for(size + 50):
        assert audit.noted(data, audit.LOCAL, "built") == "no_space"
        with pytest.raises(audit.AuditError, match="no_space"):
            audit.record(data, audit.LOCAL, "built")
    assert kinds(data) == []
    audit.record(data, audit.LOCAL, "built")
    assert audit.verify(data).entries == 5


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert audit.noted(tmp_path / "file" / "data", audit.LOCAL, "built") is not None


WRITER = """
import sys
from pathlib import Path
from etl import audit
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    audit.record(Path(sys.argv[1]), audit.LOCAL, "built", number=number)
"""


def writer(data: Path, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(data), str(count)], cwd=ROOT, text=True, stdout=subprocess.PIPE
    )


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    writers = [writer(tmp_path, 60) for _ in range(3)]
    for one in writers:
        one.communicate()
        assert one.returncode == 0
    assert audit.verify(tmp_path).problems == ()
    assert audit.verify(tmp_path).entries == 180


def test_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    for number in range(8):
        with writer(tmp_path, 100_000) as one:
            assert one.stdout is not None
            one.stdout.readline()
            time.sleep(0.02 + number * 0.007)
            os.kill(one.pid, signal.SIGKILL)
    audit.record(tmp_path, audit.LOCAL, "built")
    assert audit.verify(tmp_path).problems == ()
    assert audit.verify(tmp_path).entries > 8
