"""Markdown as these tests read it: the tables under a heading, and what stands between backticks."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def table(document: str, first: str) -> list[list[str]]:
    """The rows of the one table of a document whose heading begins with a cell, as plain text."""
    lines = iter((ROOT / document).read_text("utf-8").splitlines())
    found = [rest for rest in _tables(list(lines)) if rest[0][0] == first]
    assert len(found) == 1, f"{document} has {len(found)} tables that begin with {first}"
    return found[0][1:]


def _tables(lines: list[str]) -> list[list[list[str]]]:
    found: list[list[list[str]]] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("|"):
            if not before.startswith("|"):
                found.append([])
            if not re.fullmatch(r"[| -]+", line) or "---" not in line:
                found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def quoted(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def section(document: str, heading: str) -> str:
    """The text under a heading of the second level, up to the next."""
    parts = re.split(r"^## (.+)$", (ROOT / document).read_text("utf-8"), flags=re.MULTILINE)
    return parts[parts.index(heading) + 1]
