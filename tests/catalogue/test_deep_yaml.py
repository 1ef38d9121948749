"""YAML that is nested without end is a problem with its line, never the end of the program."""

from __future__ import annotations

import pytest
import yaml

from indicators.document import document_of
from indicators.plain_yaml import DEEPEST, compose, texts

DEEP = {
    "lists": "[" * 30_000,
    "closed_lists": "[" * 30_000 + "]" * 30_000,
    "mappings": "{a: " * 30_000,
    "dashes": "- " * 30_000 + "a",
    "question_marks": "? " * 30_000 + "a",
    "indented": "\n".join(" " * depth + "a:" for depth in range(2_000)),
    "lists_in_a_line_of_text": "a: b\nc: " + "[" * 30_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_without_end_is_refused(name: str) -> None:
    for read in (compose, texts):
        with pytest.raises(yaml.YAMLError):
            read(DEEP[name])
    (problem,) = document_of(DEEP[name].encode(), "a.yaml").problems
    assert problem.rule == "not_yaml"


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEPEST + "]" * DEEPEST,
        "a: [" + "[x], " * 500 + "]",
        "a: |\n  " + "[" * 500,
        "a:" + " " * 500 + "b",
        "# " + "-" * 500 + "\na: b\n",
    ],
)
def test_many_lists_beside_each_other_are_read(text: str) -> None:
    assert compose(text) is not None
