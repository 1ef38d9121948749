"""The catalogue's rules: what YAML may say that a type cannot express. One small function a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from indicators.document import Document
from indicators.model import Code, Indicator, Programme, RecordKind


@dataclass
class Draft:
    """A catalogue being read: what could be typed, and the documents it came from."""

    programme: Programme
    programme_document: Document
    code_lists: dict[str, tuple[Code, ...]]
    code_document: Document
    records: list[tuple[RecordKind, Document]]
    indicators: list[tuple[Indicator, Document]]


RULES: tuple[Callable[[Draft], None], ...] = ()
