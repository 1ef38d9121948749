"""A programme: its span, areas, bodies, forms and tasks."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from indicators.base import AreaCode, Frequency, Identifier, Model, Slug, Text, Words


class Body(Model):
    """A kind of body that owes something, one in each unit area; owed only within `from`..`to` (FIGURES.md 3).

    `only_in` names the units that have one, where not all do: no other unit owes what it owes.
    """

    id: Identifier
    label: Words
    short: Words
    valid_from: date | None = Field(None, alias="from")
    valid_to: date | None = Field(None, alias="to")
    only_in: tuple[AreaCode, ...] = ()

    def stands_in(self, unit: str) -> bool:
        """Whether a unit has such a body."""
        return not self.only_in or unit in self.only_in


class Unit(Model):
    """An area that owes and reports: for the Strategy, a qark. `tile` is its column and row on the schematic map.

    One without a tile is listed beside the map. `covers` names the units that it lies over, as a group of several does:
    nothing of it is ever added to what they owe. `note` is a footnote.
    """

    id: AreaCode
    label: Words
    also: tuple[Text, ...] = ()
    group: AreaCode
    nuts: str = ""
    capital: str = ""
    tile: tuple[int, int] | None = None
    covers: tuple[AreaCode, ...] = ()
    note: Words | None = None


class Group(Model):
    """A set of units whose obligations are added, with a footnote where it is not an exact partition."""

    id: AreaCode
    label: Words
    note: Words | None = None


class Whole(Model):
    """The area that all units add up to."""

    id: AreaCode
    label: Words


class Areas(Model):
    """All areas of a programme, and what a unit is called."""

    unit_name: Words
    whole: Whole
    groups: tuple[Group, ...] = ()
    units: tuple[Unit, ...]


class Form(Model):
    """What is handed in at once. `covers: unit` names a unit on the cover; `covers: all` one in each row."""

    id: Identifier
    label: Words
    covers: Literal["unit", "all"]
    records: tuple[Identifier, ...]


class CoverField(Model):
    """A line of the cover sheet, as people see it."""

    id: Identifier
    label: Words
    help: Words


class Span(Model):
    """First and last day, both inclusive."""

    start: date = Field(alias="from")
    end: date = Field(alias="to")


class Source(Model):
    """A document the programme comes from; `published` is when, as far as it is known: a year may be all.

    `inferred` says what that is concluded from where the document itself does not say it.
    """

    id: Slug
    title: Text
    place: Text
    published: Text | None = None
    inferred: Words | None = None


class Disclosure(Model):
    """How counts of people are published: none below `minimum`, and none that such a one could be computed from."""

    minimum: int = Field(10, ge=2)


class Licence(Model):
    """Under which terms the programme's tables may be used by others."""

    name: Text
    title: Words
    place: Text


class Demonstration(Model):
    """How a made-up submission says so on its cover (`prepared_by`), in any language."""

    prepared_by: Words


class Task(Model):
    """A task that the programme's documents lay on its bodies, and the indicators that speak to it: none, if none do.

    `words` are the document's own.
    """

    id: Slug
    label: Words
    words: Text
    source: Slug
    place: Text
    indicators: tuple[Slug, ...] = ()


class Topic(Model):
    """What belongs together for a reader: indicators, measures, record kinds, and the units that it is about.

    A page of tools has one section for each topic, in the order of the catalogue.
    """

    id: Slug
    title: Words
    about: Words
    indicators: tuple[Slug, ...] = ()
    measures: tuple[Slug, ...] = ()
    records: tuple[Identifier, ...] = ()
    units: tuple[AreaCode, ...] = ()


class Programme(Model):
    """A programme of the catalogue: span, areas, bodies, forms; `submission_period` is the period of one hand-in.

    `role`: `strategy` has duties of its own, `tools` are what it worked with, a `comparator` stands beside the others
    and is never added to their figures. `default` marks the one programme that is meant where none is named. `texts`
    say a text of the pages in this programme's own words, by its dotted key in the locale files. `time_zone`, a
    name of the IANA database, tells which day is today; left out, the programme goes by UTC, on every machine alike.
    """

    id: Slug
    title: Words
    short_title: Words
    description: Words
    sources: tuple[Source, ...]
    span: Span
    frequencies: tuple[Frequency, ...]
    submission_period: Frequency
    time_zone: Text = "UTC"
    areas: Areas
    bodies: tuple[Body, ...]
    cover: tuple[CoverField, ...]
    forms: tuple[Form, ...]
    demonstration: Demonstration
    role: Literal["strategy", "tools", "comparator"] = "strategy"
    default: bool = False
    tasks: tuple[Task, ...] = ()
    topics: tuple[Topic, ...] = ()
    texts: dict[Text, Words] = Field(default_factory=dict)
    disclosure: Disclosure = Disclosure()
    licence: Licence | None = None
