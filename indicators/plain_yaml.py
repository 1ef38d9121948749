"""YAML as nodes and as plain texts: no scalar is turned into a number, a date or a truth value."""

from __future__ import annotations

from typing import TypeVar

import yaml

Tree = TypeVar("Tree")

# The one written in C is ten times faster; PyYAML has it wherever it was built with libyaml.
_READER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


def compose(text: str) -> yaml.Node | None:
    """The nodes of one YAML document with their lines, or None where it is empty; yaml.YAMLError where it is none."""
    node: yaml.Node | None = yaml.compose(text, Loader=_READER)
    return node


def texts(text: str) -> object:
    """One YAML document as mappings, lists and texts; yaml.YAMLError where it is none."""
    return yaml.load(text, Loader=_READER)  # noqa: S506 (it makes texts only)
