"""The README names every command there is, and none that there is not."""

from __future__ import annotations

import re
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path

from dashboard.cli import parser
from dashboard.commands.common import speak

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")


def commands_of(one: ArgumentParser) -> dict[str, ArgumentParser]:
    """The commands below a parser."""
    found: dict[str, ArgumentParser] = {}
    for action in one._actions:
        if isinstance(action, _SubParsersAction):
            found |= action.choices
    return found


def test_every_command_and_no_other_is_in_the_table() -> None:
    rows = re.findall(r"^\| `rcat ([^|]+)\|", README, re.MULTILINE)
    named = {row.split()[0].strip("`") for row in rows}
    assert named == set(commands_of(parser(speak("en"))))


def test_every_part_of_the_catalogue_command_is_in_its_row() -> None:
    (row,) = re.findall(r"^\| `rcat catalogue ([^|]+)\|", README, re.MULTILINE)
    assert set(re.findall(r"[a-z]+", row)) == set(commands_of(commands_of(parser(speak("en")))["catalogue"]))


def test_the_picture_is_there() -> None:
    (path,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    picture = Path(__file__).resolve().parents[2] / path
    assert 0 < picture.stat().st_size < 300_000
