"""A YAML file of the catalogue as text scalars with lines, and the problems found in it.

Scalars are read as text and typed by the model (`NO` is not false, `1.10` is not 1.1); duplicate and unknown keys and
anchors are refused, each with file, line and remedy. What a type refuses is said in our own words, in each language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar, get_args

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from indicators.keys import fold_key
from indicators.language import Language
from indicators.languages import ENGLISH, LANGUAGES, Words
from indicators.plain_yaml import compose

Loc = tuple[str | int, ...]
Typed = TypeVar("Typed")


@dataclass(frozen=True)
class Problem:
    """Something wrong in the catalogue; `rule` names its text in the locale files."""

    file: str
    line: int
    rule: str
    values: tuple[tuple[str, object], ...] = ()

    def text(self, language: Language) -> str:
        """The problem with its place and its fix, in words."""
        values = dict(self.values)
        if "what" in values:
            values["what"] = language.say(f"problem.kind.{values['what']}")
        return f"{self.file}:{self.line}: {language.say(f'problem.{self.rule}', **values)}"


@dataclass
class Document:
    """One YAML file: its plain content (texts, lists, mappings), and the line of every key and item."""

    name: str
    content: object = None
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
        names = list(dict.fromkeys(known))
        near = get_close_matches(name, names, 1)
        if near:
            self.report(loc, "unknown_name_near", what=what, name=name, near=near[0])
        else:
            self.report(loc, "unknown_name", what=what, name=name, known=", ".join(names) or "–")


def read_document(path: Path, name: str) -> Document:
    """One file as text scalars with lines; its problems are noted in it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Document(name, problems=[Problem(name, 1, "missing_file")])
    except OSError:
        return Document(name, problems=[Problem(name, 1, "unreadable_file")])
    return document_of(content, name)


def document_of(content: bytes, name: str) -> Document:
    """The bytes of a file, in the same way."""
    document = Document(name)
    try:
        node = compose(content.decode("utf-8"))
        document.content = None if node is None else _plain(node, (), document, set())
    except UnicodeDecodeError:
        document.report((), "unreadable_file")
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        document.problems.append(Problem(name, mark.line + 1 if mark else 1, "not_yaml"))
    return document


def _plain(node: yaml.Node, loc: Loc, document: Document, seen: set[int]) -> object:
    document.lines.setdefault(loc, node.start_mark.line + 1)
    if id(node) in seen:  # an alias stands for a node met before, and is not followed: `&a [*a]` has no end
        document.report(loc, "anchor")
        return None
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*loc, number), document, seen) for number, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        content: dict[str, object] = {}
        for key, value in node.value:
            place = (*loc, str(key.value))
            document.lines[place] = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                document.report(place, "key_not_text")
            elif key.value in content:
                document.report(place, "duplicate_key", key=key.value)
            else:
                content[key.value] = _plain(value, place, document, seen)
        return content
    return str(node.value)


def typed(document: Document, kind: type[Typed]) -> Typed | None:
    """The document's content as a model, or None with its problems noted."""
    if document.content is None:
        if not document.problems:
            document.report((), "not_a_mapping")
        return None
    try:
        return TypeAdapter(kind).validate_python(document.content)
    except ValidationError as error:
        for one in _of_the_branch_meant(error.errors()):
            _report(document, kind, one)
    return None


def report_missing_languages(documents: Iterable[Document]) -> None:
    """Note each text that is not in a language in which others of the catalogue are; none need be but English."""
    places = [(document, loc, text) for document in documents for loc, text in _texts_in(document.content, ())]
    written = [code for code in LANGUAGES if any(code in text for _, _, text in places)]
    for document, loc, text in places:
        for code in written:
            if code not in text:
                document.report(loc, "missing_key", key=code)


def _texts_in(content: object, loc: Loc) -> Iterator[tuple[Loc, Mapping[str, object]]]:
    """The mappings of languages to texts in a document, each with its place."""
    if isinstance(content, list):
        for number, one in enumerate(content):
            yield from _texts_in(one, (*loc, number))
    elif isinstance(content, dict):
        if isinstance(content.get(ENGLISH), str):
            yield loc, content
        for key, one in content.items():
            yield from _texts_in(one, (*loc, key))


def _of_the_branch_meant(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Where a key takes a word or a mapping, only what is wrong with the one that was written."""

    def is_word(error: ErrorDetails) -> bool:
        return bool(error["loc"]) and str(error["loc"][-1]).startswith("literal[")

    words = {error["loc"][:-1] for error in errors if is_word(error)}
    for error in errors:
        wrote_keys, wrote_word = isinstance(error["input"], dict), isinstance(error["input"], str)
        mapping_wanted = error["type"] == "model_type" and error["loc"][:-1] in words
        if not (is_word(error) and wrote_keys) and not (mapping_wanted and wrote_word):
            yield error


def _keys_at(kind: object, loc: Loc) -> list[str]:
    """The keys that the model knows where an unknown one stands."""
    model = _inner_model(kind)
    for step in loc[:-1]:
        fields = {} if model is None or issubclass(model, Words) else model.model_fields
        found = next((one for name, one in fields.items() if step in (name, one.alias)), None)
        if found is not None:
            model = _inner_model(found.annotation)
    if model is None or issubclass(model, Words):
        return [*LANGUAGES] if model else []
    return [one.alias or name for name, one in model.model_fields.items()]


def _inner_model(annotation: object) -> type[BaseModel | Words] | None:
    """The model inside an annotation such as `tuple[Column, ...]` or `Due | None`."""
    if isinstance(annotation, type) and issubclass(annotation, (BaseModel, Words)):
        return annotation
    inner = (_inner_model(one) for one in get_args(annotation))
    return next((model for model in inner if model is not None), None)


def _report(document: Document, kind: object, error: ErrorDetails) -> None:
    place: Loc = ()
    for step in error["loc"]:  # pydantic adds names of union members to the place; the file knows nothing of them
        if (*place, step) in document.lines:
            place = (*place, step)
    kind_of_error, value = error["type"], error["input"]
    if kind_of_error == "extra_forbidden":
        key = str(error["loc"][-1])
        near = get_close_matches(key, _keys_at(kind, error["loc"]), 1)
        rule = "unknown_key_near" if near else "unknown_key"
        document.report(place, rule, key=key, **({"near": near[0]} if near else {}))
    elif kind_of_error == "missing" and isinstance(error["loc"][-1], str):
        document.report(place, "missing_key", key=error["loc"][-1])
    elif value == "" and kind_of_error != "bool_parsing":
        document.report(place, "no_value")
    elif isinstance(value, list | dict) and kind_of_error not in _ABOUT_SHAPE:
        document.report(place, "not_a_text")
    elif kind_of_error in _REFUSED:
        rule, values = _REFUSED[kind_of_error](error)
        if rule == "unknown_name":
            document.unknown(place, "value", str(value), values["known"].split("|"))
        else:
            document.report(place, rule, **values)
    else:
        document.report(place, "wrong_value", value=str(value))


Refusal = Callable[[ErrorDetails], tuple[str, dict[str, str]]]


def _say(rule: str) -> Refusal:
    return lambda error: (rule, {"value": str(error["input"])})


def _bare(rule: str) -> Refusal:
    return lambda _error: (rule, {})


def _limit(rule: str, bound: str) -> Refusal:
    return lambda error: (rule, {"value": str(error["input"]), "limit": str(error["ctx"][bound])})


def _one_of(error: ErrorDetails) -> tuple[str, dict[str, str]]:
    return "unknown_name", {"known": "|".join(re.findall(r"'([^']*)'", error["ctx"]["expected"]))}


def _misnamed(error: ErrorDetails) -> tuple[str, dict[str, str]]:
    """A name with signs that names may not have; with the nearest that it could be."""
    pattern, value = error["ctx"]["pattern"], str(error["input"])
    sign = "_" if "_" in pattern else "-"
    like = re.sub(r"[^a-z0-9]+", sign, fold_key(value)).strip(sign)
    if re.match(pattern, like):
        return "wrong_name_near", {"value": value, "near": like}
    return "wrong_name", {"value": value, "sign": sign}


_ABOUT_SHAPE = ("tuple_type", "list_type", "model_type", "dict_type", "missing", "too_long")
_REFUSED: dict[str, Refusal] = {
    "literal_error": _one_of,
    "string_pattern_mismatch": _misnamed,
    "string_too_long": _limit("too_long", "max_length"),
    "string_type": _bare("not_a_text"),
    "tuple_type": _bare("not_a_list"),
    "list_type": _bare("not_a_list"),
    "model_type": _bare("not_a_mapping"),
    "dict_type": _bare("not_a_mapping"),
    "missing": _bare("wrong_length"),
    "too_long": _bare("wrong_length"),
    "bool_parsing": _say("not_true_or_false"),
    "greater_than_equal": _limit("too_small", "ge"),
    "greater_than": _limit("too_small_or_equal", "gt"),
    "less_than_equal": _limit("too_big", "le"),
    **dict.fromkeys(("date_from_datetime_parsing", "date_from_datetime_inexact", "date_type"), _say("not_a_date")),
    **dict.fromkeys(("int_parsing", "int_from_float", "int_type"), _say("not_a_whole_number")),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number"), _say("not_a_number")),
}
