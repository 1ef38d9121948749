"""A process that answers one request is stopped from outside, whatever it does."""

import sys
from pathlib import Path

import pytest

from etl.intake.cells import Fault
from etl.what_if.watched import answer_of

MEGABYTE = 1 << 20
# Far more than any of these programs takes, so that only what a test is about can stop them.
SECONDS, MEMORY = 60.0, 300 * MEGABYTE
FOR_EVER = "import time; time.sleep(3600)"


def answered(program: str, *, asked: bytes = b"", seconds: float = SECONDS, search: str = "") -> bytes | Fault:
    return answer_of([sys.executable, "-c", program], asked, seconds, MEMORY, search)


def test_the_answer_is_what_it_writes_however_long_question_and_answer_are() -> None:
    asked = bytes(range(256)) * 40_000  # far more than a pipe holds
    program = "import sys; content = sys.stdin.buffer.read(); sys.stdout.buffer.write(content[::-1])"
    assert answered(program, asked=asked) == asked[::-1]


def test_a_question_that_is_read_late_arrives_whole() -> None:
    asked = b"0123456789" * 100_000
    program = "import sys, time; time.sleep(0.3); sys.stdout.write(str(len(sys.stdin.buffer.read())))"
    assert answered(program, asked=asked) == b"1000000"


def test_modules_are_found_where_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "found_here.py").write_text("WORD = 'found'", "utf-8")
    assert answered("import found_here; print(found_here.WORD, end='')", search=str(tmp_path)) == b"found"


@pytest.mark.parametrize(
    "program", ["raise SystemExit(3)", "import os; os.abort()", "import os; os.kill(os.getpid(), 9)"]
)
def test_one_that_ends_badly_has_failed(program: str) -> None:
    assert answered(program) == Fault("failed")


def test_one_that_ends_badly_before_it_reads_has_failed() -> None:
    assert answered("raise SystemExit(3)", asked=b"x" * 10_000_000) == Fault("failed")


def test_one_that_takes_too_long_is_stopped() -> None:
    assert answered(FOR_EVER, seconds=0.5) == Fault("took_too_long", values=(("limit", 0),))


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell what a process holds")
def test_one_that_holds_too_much_memory_is_stopped_even_where_it_hangs() -> None:
    # What it holds would never end it by itself, and after an hour it would have taken too long instead.
    assert answered(f"held = bytearray(b'x') * {2 * MEMORY}; {FOR_EVER}") == Fault("failed")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell what a process holds")
def test_address_space_that_is_only_reserved_is_no_memory() -> None:
    program = f"import mmap, time; kept = mmap.mmap(-1, {8 * MEMORY}); time.sleep(0.3); print('reserved', end='')"
    assert answered(program) == b"reserved"
