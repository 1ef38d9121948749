"""A YAML file of the catalogue as text scalars with lines, and the problems found in it.

Scalars are read as text and typed by the model (`NO` is not false, `1.10` is not 1.1); duplicate and unknown keys are
refused, each with file, line and remedy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from indicators.language import Language

Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """Something wrong in the catalogue; `rule` names its text in the locale files."""

    file: str
    line: int
    rule: str
    values: tuple[tuple[str, object], ...] = ()

    def text(self, language: Language) -> str:
        """The problem with its place and its fix, in words."""
        values = {name: language.say(f"problem.kind.{value}") if name == "what" and language.has(f"problem.kind.{value}")
                  else value for name, value in self.values}  # fmt: skip
        return f"{self.file}:{self.line}: {language.say(f'problem.{self.rule}', **values)}"


@dataclass
class Document:
    """One YAML file: its plain content, and the line of every key and item."""

    name: str
    content: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, loc: Loc) -> int:
        """The line of a place in the file, or of the nearest thing around it."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def report(self, loc: Loc, rule: str, **values: object) -> None:
        """Note a problem at a place."""
        self.problems.append(Problem(self.name, self.line(loc), rule, tuple(values.items())))

    def unknown(self, loc: Loc, what: str, name: str, known: Iterable[str]) -> None:
        """Note a name that is not one of the known, with the nearest one where there is one."""
        names = sorted(known)
        near = get_close_matches(name, names, 1)
        if near:
            self.report(loc, "unknown_name_near", what=what, name=name, near=near[0])
        else:
            self.report(loc, "unknown_name", what=what, name=name, known=", ".join(names))


def read_document(path: Path, name: str) -> Document:
    """One file as text scalars with lines; its problems are noted in it."""
    document = Document(name)
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    except FileNotFoundError:
        document.report((), "missing_file")
    except UnicodeDecodeError:
        document.report((), "unreadable_file")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        detail = (error.problem or "").strip()
        document.problems.append(Problem(name, mark.line + 1 if mark else 1, "not_yaml", (("detail", detail),)))
    else:
        if node is not None:
            document.content = _plain(node, (), document)
    return document


def _plain(node: yaml.Node, loc: Loc, document: Document) -> Any:
    document.lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*loc, number), document) for number, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Any] = {}
        for key, value in node.value:
            place = (*loc, str(key.value))
            if key.value in content:
                document.lines[place] = key.start_mark.line + 1
                document.report(place, "duplicate_key", key=key.value)
                continue
            document.lines[place] = key.start_mark.line + 1
            content[key.value] = _plain(value, place, document)
        return content
    return node.value


def _keys_at(model: Any, loc: Loc) -> list[str]:
    """The keys that the model knows where an unknown one stands."""
    for step in loc[:-1]:
        fields = getattr(model, "model_fields", {})
        found = fields.get(step) or next((one for one in fields.values() if one.alias == step), None)
        if found is not None:
            model = _inner_model(found.annotation)
    fields = getattr(model, "model_fields", {})
    return [one.alias or name for name, one in fields.items()]


def _inner_model(annotation: Any) -> Any:
    """The model inside an annotation such as `tuple[Column, ...]` or `Due | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None


def typed(document: Document, kind: Any) -> Any:
    """The document's content as a model, or None with its problems noted."""
    if document.content is None:
        if not document.problems:
            document.report((), "not_a_mapping")
        return None
    try:
        return TypeAdapter(kind).validate_python(document.content)
    except ValidationError as error:
        for one in error.errors():
            _report(document, kind, one)
    return None


def _report(document: Document, kind: Any, error: Any) -> None:
    loc: Loc = tuple(step for step in error["loc"] if step in document.lines or not str(step).startswith("function"))
    place: Loc = ()
    for step in loc:  # pydantic adds names of union members to the place; the file knows nothing of them
        if (*place, step) in document.lines:
            place = (*place, step)
    if error["type"] == "extra_forbidden":
        near = get_close_matches(str(loc[-1]), _keys_at(kind, loc), 1)
        rule = "unknown_key_near" if near else "unknown_key"
        document.report(place, rule, key=loc[-1], **({"near": near[0]} if near else {}))
    elif error["type"] == "missing":
        document.report(place, "missing_key", key=loc[-1])
    elif error["type"] in ("tuple_type", "list_type"):
        document.report(place, "not_a_list")
    elif error["type"] in ("model_type", "dict_type"):
        document.report(place, "not_a_mapping")
    else:
        document.report(place, "wrong_value", value=error["input"], detail=error["msg"])
