"""The page on measures names every key that it is about."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel

from indicators import model

PAGE = (Path(model.__file__).parent / "MEASURES.md").read_text("utf-8")
CODE = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", PAGE))))


def keys(kind: type[BaseModel]) -> set[str]:
    return {one.alias or name for name, one in kind.model_fields.items()}


def test_every_key_of_a_measure_is_explained() -> None:
    parts = (model.Measure, model.Value, model.Share, model.Bound, model.Points, model.Lane, model.Break, model.Cite)
    assert set[str]().union(*(keys(part) for part in parts)) - CODE == set()


def test_every_key_is_explained_that_the_first_programme_does_without() -> None:
    of_tasks_and_guidance = keys(model.Task) | keys(model.Guidance)
    assert of_tasks_and_guidance | {"only_in", "covers", "note", "tile", "role", "default", "benchmark", "help"} <= CODE
