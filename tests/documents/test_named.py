"""What a document, a docstring or a comment names is there: documents, paths, modules, tests and commands."""

import re
import subprocess
from argparse import ArgumentParser, _SubParsersAction
from functools import cache
from pathlib import Path

import pytest

from dashboard import cli
from dashboard.commands.common import speak
from tests.documents.markdown import ROOT, quoted, table

_PATH = re.compile(
    r"(?<![\w/.<>{}*~-])(?:indicators|etl|dashboard|tests|\.github|\.ci|\.streamlit)/[\w./-]*\w/?(?![\w*<{(])"
)
_FILE = re.compile(r"(?<![\w/<>{}*.~-])[\w][\w./-]*\.(?:md|py|yaml)\b(?![\w/:.]*\()")
_COMMAND = re.compile(r"`rcat ((?:[a-z]+(?: |(?=`)))+)")
_IN_CODE = re.compile(r"^ {0,4}(?:\S+/)?rcat ((?:[a-z]+(?: |$))+)", re.MULTILINE)
_DOCSTRING = re.compile(r'^[ \t]*r?"""(.*?)"""', re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"(?:^|[ \t])# (.*)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_MODULE = re.compile(r"\btests\.[a-z_]+(?:\.[a-z_]+)+")
NOT_OURS = re.compile(
    r"roles\.yaml|(DATA/)?access/roles\.yaml"  # of a data folder
    r"|indicators/catalogue/seven-cities(/.+)?"  # the programme that the tutorial makes
    r"|tests/FOLDER|CODE\.yaml|dashboard/calendar\.py|sitecustomize\.py"  # placeholders, a forbidden name, Python
)
"""What is named and is not in the repository."""


@cache
def tracked() -> frozenset[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607 (git is wherever the machine has it)
    if listed.returncode or not listed.stdout:
        pytest.skip("a copy without git: which files are the project's is not known")
    return frozenset(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


@cache
def endings() -> frozenset[str]:
    """Every file and folder by every way to name it from some folder above."""
    paths = {path for name in tracked() for path in (Path(name), *Path(name).parents)}
    return frozenset("/".join(path.parts[place:]) for path in paths for place in range(len(path.parts)))


def told(path: Path) -> str:
    """What a file tells its reader: a document all of it, a program its docstrings and comments, YAML its comments."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return text
    if path.suffix == ".yaml":
        return "\n".join(re.findall(r"(?:^|\s)#(.*)$", text, re.MULTILINE))
    return "\n".join(_DOCSTRING.findall(text) + _COMMENT.findall(text))


@cache
def texts() -> tuple[tuple[str, str], ...]:
    names = (name for name in sorted(tracked()) if name.endswith((".md", ".py", ".yaml")))
    return tuple((name, told(ROOT / name)) for name in names)


def test_every_path_and_document_exists() -> None:
    named = {(name, found) for name, text in texts() for found in (*_PATH.findall(text), *_FILE.findall(text))}
    missing = [(name, found) for name, found in named if found.rstrip("/") not in endings()]
    assert sorted(one for one in missing if not NOT_OURS.fullmatch(one[1])) == []


def test_every_module_of_tests_that_is_to_be_run_exists() -> None:
    missing = [f"{name}: {one}" for name, text in texts() for one in _MODULE.findall(text) if not _is_module(one)]
    assert missing == []


def _is_module(dotted: str) -> bool:
    path = dotted.replace(".", "/")
    return bool({path, f"{path}.py", f"{path.rpartition('/')[0]}.py"} & endings())


def test_every_link_of_a_document_leads_somewhere() -> None:
    documents = [(ROOT / name, text) for name, text in texts() if name.endswith(".md")]
    links = [(path, target) for path, text in documents for target in _LINK.findall(text) if "://" not in target]
    assert [(path.name, target) for path, target in links if not (path.parent / target).exists()] == []


def words(one: ArgumentParser) -> dict[str, ArgumentParser]:
    return {
        word: sub
        for action in one._actions
        if isinstance(action, _SubParsersAction)
        for word, sub in action.choices.items()
    }


def test_every_command_exists() -> None:
    top = cli.parser(speak("en"))
    unknown = []
    for name, text in texts():
        called = _COMMAND.findall(text)
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            called += _IN_CODE.findall(block)
        for call in called:
            level = words(top)
            for word in call.split():
                if level and word not in level:
                    unknown.append(f"{name}: rcat {call}")
                level = words(level[word]) if word in level else {}
    assert unknown == []


def test_every_test_of_the_threat_model_exists() -> None:
    named = [one for row in table(".github/SECURITY.md", "who") for one in quoted(row[3])]
    assert len(named) >= len(table(".github/SECURITY.md", "who"))
    for one in named:
        path, _, test = one.partition("::")
        assert re.search(rf"^def {test}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), one


def test_what_is_looked_for_is_found() -> None:
    """The patterns find what they should, and leave what only looks like it."""
    assert _PATH.findall("see etl/no_such.py, and tests/<x>/ or etl/build/large/") == [
        "etl/no_such.py",
        "etl/build/large/",
    ]
    assert _FILE.findall("as papers.md 4 and x/y.yaml say") == ["papers.md", "x/y.yaml"]
    assert _COMMAND.findall("`rcat review list`, `rcat serve --demo`, `rcat`") == ["review list", "serve "]
