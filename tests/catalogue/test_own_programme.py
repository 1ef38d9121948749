"""The page about a programme of one's own, followed to the letter in a copy of the product."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGE = "indicators/A_PROGRAMME_OF_YOUR_OWN.md"
# A fenced block, with the file's name in a line of its own before it where the block is a file.
BLOCK = re.compile(r"(?:^`([^`\n]+)`\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of the page: a file to write where it has a name, else commands, or what they say."""

    file: str
    kind: str
    text: str


def blocks() -> Iterator[Block]:
    for file, kind, text in BLOCK.findall((PROJECT / PAGE).read_text("utf-8")):
        yield Block(file, kind, text)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages, with `rcat` on the path: nobody's programme is written into the checkout."""
    copy = tmp_path_factory.mktemp("project")
    for package in ("indicators", "etl", "dashboard"):
        shutil.copytree(PROJECT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    command = copy / "bin" / "rcat"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dashboard.cli "$@"\n', "utf-8")
    command.chmod(0o755)
    return copy


def environment(place: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("RCAT_")}
    return own | {"PATH": f"{place / 'bin'}{os.pathsep}{own['PATH']}", "PYTHONPATH": str(place)}


def run(line: str, place: Path) -> str:
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=place, env=environment(place), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def served(line: str, place: Path) -> None:
    """Start the pages, wait for the address, and stop them as Ctrl-C does."""
    with subprocess.Popen(
        ["/bin/sh", "-c", f"exec {line}"], cwd=place, env=environment(place), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert any(said.startswith("http://127.0.0.1:") for said in server.stdout)
        finally:
            server.send_signal(signal.SIGINT)
    assert server.returncode == 0


def test_the_page_can_be_followed_to_the_letter(place: Path) -> None:
    said, followed = "", 0
    for block in blocks():
        if block.file:
            path = place / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
            continue
        for line in block.text.splitlines():
            if block.kind == "sh" and line.startswith("rcat serve"):
                served(line, place)
            elif block.kind == "sh":
                said = run(line, place)
                followed += 1
            elif block.kind == "text":
                assert line in said
            else:
                table = place / "seven-cities-tables" / "indicator_values.csv"
                assert line in table.read_text("utf-8").splitlines()
    assert followed == 7


def test_the_readme_leads_there() -> None:
    assert f"]({PAGE})" in (PROJECT / "README.md").read_text("utf-8")
