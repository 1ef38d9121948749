"""A folder of YAML -> Catalogue, with every problem at once: file, line, what is wrong, what to do.

A catalogue is a folder: `programme.yaml`, `code_lists.yaml`, `records/*.yaml`, `indicators/*.yaml`, `measures/*.yaml`.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TypeVar

from indicators.document import Document, Problem, read_document, report_missing_languages, typed
from indicators.draft import BODIES, SOURCES, UNITS, Draft
from indicators.model import ENGLISH, Catalogue, Code, Indicator, Measure, Programme, RecordKind, Words
from indicators.rules import RULES

CATALOGUES = Path(__file__).parent / "catalogue"
ENDING = ".yaml"
# Looked for as a line: every command asks, and reading whole catalogues for it would make each of them slow.
_DEFAULT = re.compile(r"^default: true\s*$", re.MULTILINE)
Typed = TypeVar("Typed")


class CatalogueError(Exception):
    """The catalogue cannot be used; `problems` says all that is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the catalogue")
        self.problems = problems


def check(folder: Path) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    """The catalogue of a folder, or None, and every problem found."""
    found, documents = draft(folder)
    if found is not None:
        for rule in RULES:
            rule(found)
    problems = tuple(dict.fromkeys(problem for document in documents for problem in document.problems))
    if problems or found is None:
        return None, tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
    return _catalogue(found, _digest(folder, documents)), ()


def draft(folder: Path) -> tuple[Draft | None, tuple[Document, ...]]:
    """What can be typed of a folder, or None where programme or code lists cannot; and every document of it."""
    programme_document = read_document(folder / "programme.yaml", "programme.yaml")
    code_document = read_document(folder / "code_lists.yaml", "code_lists.yaml")
    record_documents, indicator_documents = _read_all(folder, "records"), _read_all(folder, "indicators")
    programme = typed(programme_document, Programme)
    code_lists = typed(code_document, dict[str, tuple[Code, ...]])
    records = _typed_all(record_documents, RecordKind)
    indicators = _typed_all(indicator_documents, Indicator)
    measure_documents = _read_all(folder, "measures")
    measures = _typed_all(measure_documents, Measure)
    documents = (programme_document, code_document, *record_documents, *indicator_documents, *measure_documents)
    report_missing_languages(documents)
    if programme is None or code_lists is None:
        return None, documents
    read = {document.name for _, document in records}
    untyped = frozenset(Path(one.name).stem for one in record_documents if one.name not in read)
    lists = _with_derived_lists(code_lists, programme)
    return Draft(programme, programme_document, lists, code_document, records, indicators, measures, untyped), documents


def _catalogue(found: Draft, digest: str) -> Catalogue:
    """The catalogue of a draft without problems: record kinds in the order of the forms, indicators in their own."""
    order = [name for form in found.programme.forms for name in form.records]
    return Catalogue(
        programme=found.programme,
        code_lists=found.code_lists,
        records=tuple(sorted((kind for kind, _ in found.records), key=lambda kind: order.index(kind.id))),
        indicators=tuple(sorted((one for one, _ in found.indicators), key=lambda one: one.order)),
        measures=tuple(sorted((one for one, _ in found.measures), key=lambda one: one.order)),
        digest=digest,
    )


def _read_all(folder: Path, name: str) -> tuple[Document, ...]:
    """Every YAML file of a subfolder, in the order of its name; one that ends otherwise would be overlooked."""
    documents = []
    for path in sorted((folder / name).glob("*.y*ml")):
        document = read_document(path, f"{name}/{path.name}")
        if path.suffix != ENDING:
            document.report((), "file_name", expected=path.stem + ENDING)
        documents.append(document)
    return tuple(documents)


def _typed_all(documents: tuple[Document, ...], kind: type[Typed]) -> tuple[tuple[Typed, Document], ...]:
    """The documents as models; those that cannot be typed are left out, their problems noted."""
    found = ((typed(document, kind), document) for document in documents)
    return tuple((model, document) for model, document in found if model is not None)


def _digest(folder: Path, documents: tuple[Document, ...]) -> str:
    """What identifies the YAML of a catalogue: every file's name and bytes."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(document.name.encode() + b"\0" + (folder / document.name).read_bytes() + b"\0")
    return digest.hexdigest()


def _with_derived_lists(lists: dict[str, tuple[Code, ...]], programme: Programme) -> dict[str, tuple[Code, ...]]:
    """The code lists with those of the programme: its bodies, units and sources."""
    bodies = tuple(Code(id=body.id, label=body.label, also=tuple(body.short.values())) for body in programme.bodies)
    # A unit's id is an area code, with capitals, and a source's is a slug: they are checked as such, not as codes.
    units = tuple(Code.model_construct(id=unit.id, label=unit.label, also=unit.also) for unit in programme.areas.units)
    titles = ((source.id, Words(**{ENGLISH: source.title})) for source in programme.sources)
    sources = tuple(Code.model_construct(id=name, label=title) for name, title in titles)
    return {**lists, BODIES: bodies, UNITS: units, SOURCES: sources}


def load(folder: Path) -> Catalogue:
    """The catalogue of a folder; CatalogueError with every problem where it cannot be used."""
    catalogue, problems = check(folder)
    if catalogue is None:
        raise CatalogueError(problems)
    return catalogue


@cache
def default_programme(folder: Path = CATALOGUES) -> str:
    """The programme that is meant where none is named; LookupError where not exactly one says that it is."""
    found = [name for name in programmes(folder) if _is_default(folder / name)]
    if len(found) != 1:
        raise LookupError(f"programmes with ‘default: true’: {', '.join(found) or 'none'}")
    return found[0]


def _is_default(folder: Path) -> bool:
    return _DEFAULT.search((folder / "programme.yaml").read_text("utf-8")) is not None


def programmes(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The programmes of a folder of catalogues, in the order of their ids."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/programme.yaml")))
