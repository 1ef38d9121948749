"""What every class of the catalogue's model is made of: frozen models, identifiers, texts in each language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from indicators.languages import ENGLISH, LANGUAGES, LanguageCode, Text, Words

__all__ = [
    "ENGLISH", "LANGUAGES", "AreaCode", "Frequency", "Identifier", "LanguageCode", "Model", "Named", "Slug", "Text",
    "Timing", "Words", "named",
]  # fmt: skip

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=30)]
Frequency = Literal["month", "quarter", "semester", "year"]
Timing = Literal["during", "for_period", "in_force", "by_end", "any"]


class Model(BaseModel):
    """Frozen, and an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str:
        """Its name, unique among its kind."""


Found = TypeVar("Found", bound=Named)


def named(among: Iterable[Found], name: str) -> Found:
    """The one of that id; KeyError where there is none."""
    for one in among:
        if one.id == name:
            return one
    raise KeyError(name)
