"""A folder of YAML -> Catalogue, with every problem at once: file, line, what is wrong, what to do.

A catalogue is a folder: `programme.yaml`, `code_lists.yaml`, `records/*.yaml`, `indicators/*.yaml`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indicators.document import Document, Problem, read_document, typed
from indicators.model import Catalogue, Code, Indicator, Programme, RecordKind
from indicators.rules import RULES, Draft

CATALOGUES = Path(__file__).parent / "catalogue"


class CatalogueError(Exception):
    """The catalogue cannot be used; `problems` says all that is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the catalogue")
        self.problems = problems


def check(folder: Path) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    """The catalogue of a folder, or None, and every problem found."""
    digest = hashlib.sha256()
    documents: list[Document] = []

    def read(path: Path) -> Document:
        name = path.relative_to(folder).as_posix()
        document = read_document(path, name)
        if path.is_file():
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
        documents.append(document)
        return document

    programme_document, code_document = read(folder / "programme.yaml"), read(folder / "code_lists.yaml")
    programme = typed(programme_document, Programme)
    code_lists = typed(code_document, dict[str, tuple[Code, ...]])
    records = _typed_all(folder / "records", RecordKind, read)
    indicators = _typed_all(folder / "indicators", Indicator, read)
    if programme is not None and code_lists is not None:
        lists = _with_derived_lists(code_lists, programme)
        draft = Draft(programme, programme_document, lists, code_document, records, indicators)
        for rule in RULES:
            rule(draft)
    problems = tuple(dict.fromkeys(problem for document in documents for problem in document.problems))
    if problems or programme is None or code_lists is None:
        return None, problems
    order = {name: number for number, name in enumerate(name for form in programme.forms for name in form.records)}
    kinds = tuple(sorted((kind for kind, _ in records), key=lambda kind: order[kind.id]))
    measured = tuple(sorted((one for one, _ in indicators), key=lambda one: (one.order, one.id)))
    return Catalogue(programme=programme, code_lists=lists, records=kinds, indicators=measured,
                     digest=digest.hexdigest()), ()  # fmt: skip


def _typed_all(folder: Path, kind: Any, read: Callable[[Path], Document]) -> list[Any]:
    """Every YAML file of a folder, in the order of its name, as a model; those that cannot be typed are left out."""
    documents = [read(path) for path in sorted(folder.glob("*.yaml"))]
    return [(model, document) for document in documents if (model := typed(document, kind)) is not None]


def _with_derived_lists(lists: dict[str, tuple[Code, ...]], programme: Programme) -> dict[str, tuple[Code, ...]]:
    """The code lists with those of the programme: its bodies and its units."""
    bodies = tuple(Code(id=body.id, label=body.label, also=(body.short.en, body.short.sq)) for body in programme.bodies)
    units = tuple(Code.model_construct(id=unit.id, label=unit.label, also=unit.also) for unit in programme.areas.units)
    return {**lists, "bodies": bodies, "units": units}


def load(folder: Path) -> Catalogue:
    """The catalogue of a folder; CatalogueError with every problem where it cannot be used."""
    catalogue, problems = check(folder)
    if catalogue is None:
        raise CatalogueError(problems)
    return catalogue


def programmes(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The programmes of a folder of catalogues, in the order of their ids."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/programme.yaml")))
