"""YAML as nodes and as plain texts: no scalar is turned into a number, a date or a truth value."""

from __future__ import annotations

import re
from typing import cast

import yaml

# The one written in C is ten times faster; PyYAML has it wherever it was built with libyaml.
_READER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader

DEEPEST = 100
"""How far mappings and lists may stand in one another; PyYAML goes down by recursion, in C without any limit."""
_MAY_BE_DEEP = re.compile(rf"^[ \t?:-]{{{DEEPEST},}}", re.MULTILINE)


def compose(text: str) -> yaml.Node | None:
    """The nodes of one YAML document with their lines, or None where it is empty; yaml.YAMLError where it is none."""
    _refuse_depth(text)
    node: yaml.Node | None = yaml.compose(text, Loader=_READER)
    return node


def texts(text: str) -> object:
    """One YAML document as mappings, lists and texts; yaml.YAMLError where it is none."""
    _refuse_depth(text)
    return yaml.load(text, Loader=_READER)  # noqa: S506 (it makes texts only)


def _refuse_depth(text: str) -> None:
    """yaml.YAMLError where a document is nested deeper than DEEPEST; most texts are passed over at a glance."""
    if text.count("[") + text.count("{") <= DEEPEST and not _MAY_BE_DEEP.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_READER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=cast("yaml.Mark", event.start_mark))
