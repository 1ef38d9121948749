"""Which languages are shipped: one locale file each, English always among them. No other module names one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, ValuesView
from pathlib import Path
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetPydanticSchema, StringConstraints
from pydantic_core import CoreSchema, core_schema

ENGLISH = "en"
"""Every text is written in it, columns without an ending are in it, and the programmes' sources are quoted in it."""
LANGUAGES = (ENGLISH, *sorted({path.stem for path in (Path(__file__).parent / "locale").glob("*.yaml")} - {ENGLISH}))
OFFICES = next((code for code in LANGUAGES if code == "sq"), ENGLISH)
"""The language that a collected form opens in."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
LanguageCode = Annotated[str, GetPydanticSchema(lambda _source, _handler: core_schema.literal_schema([*LANGUAGES]))]


class Words(Mapping[str, str]):
    """One text in each language shipped. Where one has none, as in a catalogue older than it, the English stands."""

    __slots__ = ("_texts",)

    def __init__(self, **texts: str) -> None:
        self._texts = {code: texts.get(code, texts[ENGLISH]) for code in LANGUAGES}

    @classmethod
    def each(cls, text: Callable[[str], str]) -> Words:
        """What `text` says in each language."""
        return cls(**{code: text(code) for code in LANGUAGES})

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def values(self) -> ValuesView[str]:
        """Its texts, in the order of LANGUAGES."""
        return self._texts.values()

    def __hash__(self) -> int:
        return hash(tuple(self._texts.values()))

    def __repr__(self) -> str:
        return f"Words({self._texts})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A mapping of languages to texts, refused as a model is where English is missing or another key stands."""
        text = handler.generate_schema(Text)
        fields = {code: core_schema.typed_dict_field(text, required=code == ENGLISH) for code in LANGUAGES}
        return core_schema.no_info_wrap_validator_function(
            lambda value, check: value if isinstance(value, Words) else Words(**check(value)),
            core_schema.typed_dict_schema(fields, extra_behavior="forbid"),
            serialization=core_schema.plain_serializer_function_ser_schema(dict),
        )


def column_in(name: str, language: str) -> str:
    """What a column of a table is called that holds the texts of one language: `title`, `title_sq`."""
    return name if language == ENGLISH else f"{name}_{language}"


def columns_of(name: str) -> tuple[str, ...]:
    """The columns that hold a text in each language."""
    return tuple(column_in(name, code) for code in LANGUAGES)


def in_columns(name: str, words: Words) -> dict[str, str]:
    """A text in each language, by the columns that hold it."""
    return dict(zip(columns_of(name), words.values(), strict=True))
