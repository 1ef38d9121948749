"""The page on sizing names only what there is: commands, options, variables, extras, modules."""

from __future__ import annotations

import re
import shlex
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from dashboard.cli import parser
from dashboard.commands.common import default_data, speak
from etl.build.large.engines.engine import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "etl" / "SIZING.md").read_text("utf-8")
LINES = [
    line.strip() for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.strip().splitlines()
]
SPANS = [span for span in re.findall(r"`([^`\n]+)`", PAGE) if span.startswith(("rcat ", "python -m "))]


def arguments(line: str) -> list[str]:
    """A line's words without its comment and the variables set before it."""
    words = shlex.split(line, comments=True)
    while re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    return words


@pytest.mark.parametrize("line", sorted({*LINES, *SPANS}))
def test_what_is_to_be_typed_is_understood(line: str) -> None:
    program, *rest = arguments(line)
    if program == "rcat":
        given = rest if rest != ["submit"] else ["submit", "FILE"]
        assert parser(speak("en")).parse_args(given).runs
    elif program == "pip":
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
        assert set(re.findall(r"\[(\w+)\]", line)) <= set(extras)
    else:
        assert (program, rest[0]) == ("python", "-m")
        assert find_spec(rest[1]) is not None


def test_the_variables_are_those_that_the_engines_read() -> None:
    assert set(re.findall(r"RCAT_\w+", PAGE)) == {*VARIABLES.values(), "RCAT_DATA"}
    assert default_data().is_absolute()


def test_the_readme_leads_there() -> None:
    assert "(etl/SIZING.md)" in (ROOT / "README.md").read_text("utf-8")
