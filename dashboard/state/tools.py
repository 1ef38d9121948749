"""The programmes that the tools page opens beside the chosen one: tools of coordination, and what they compare with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.model import permits
from dashboard.model.addresses import Links
from dashboard.model.context import DASHBOARD_LOCALE, Context, Filters
from dashboard.model.selection import default_period, listed_units
from dashboard.state import service
from etl.access.viewer import Viewer
from etl.formats.locale_folder import ETL_LOCALE
from indicators.draft import SOURCES
from indicators.language import programme_language
from indicators.model import Catalogue, RecordKind, Topic

Row = Mapping[str, Any]
ROLES = ("tools", "comparator")


def first_day() -> date:
    """The first day of any programme: the earliest as-of date of a page that shows several."""
    return min(service.catalogue_of(programme=name).programme.span.start for name in service.known_programmes())


def default_as_of(viewer: Viewer) -> date:
    """The as-of date of a page that shows several programmes, where none is named: the latest of theirs."""
    return max(service.current(name, viewer).figures.default_as_of for name in service.known_programmes())


def beside(context: Context) -> tuple[Context, ...]:
    """A context for every programme of tools or comparison, whatever programme is chosen: tools come first.

    All speak of the one as-of date; the links of each lead to its own figures.
    """
    found = [_opened(context, name) for name in service.known_programmes() if _role(name) in ROLES]
    return tuple(sorted(found, key=lambda one: ROLES.index(one.catalogue.programme.role)))


def of_role(contexts: Sequence[Context], role: str) -> tuple[Context, ...]:
    """The contexts of the programmes of one role."""
    return tuple(one for one in contexts if one.catalogue.programme.role == role)


def strategies(context: Context) -> tuple[Context, ...]:
    """A context for every programme with duties of its own: the chosen one's figures where it is such."""
    return tuple(_opened(context, name) for name in service.known_programmes() if _role(name) not in ROLES)


def _role(name: str) -> str:
    return service.catalogue_of(programme=name).programme.role


def _opened(context: Context, name: str) -> Context:
    figures = service.current(name, context.viewer).figures
    catalogue, given, as_of = figures.catalogue, context.links.given, context.filters.as_of
    kept = {key: given[key] for key in ("lang", "as_of") if key in given}
    code = context.language.code
    chosen = Filters(
        language=code, programme=name, period=default_period(catalogue, as_of), area=catalogue.programme.areas.whole.id,
        indicator="", as_of=as_of, sort=context.filters.sort,
    )  # fmt: skip
    words = programme_language(code, catalogue.programme, ETL_LOCALE, DASHBOARD_LOCALE)
    return Context(figures, catalogue, words, chosen, Links({**kept, "programme": name}))


def topics(context: Context) -> tuple[Topic, ...]:
    """The topics of a programme; without any, all its measures are one."""
    programme = context.catalogue.programme
    if programme.topics:
        return programme.topics
    everything = tuple(one.id for one in context.catalogue.measures)
    return (Topic(id="all", title=programme.short_title, about=programme.description, measures=everything),)


def stated_rows(context: Context, kind: RecordKind) -> tuple[Row, ...]:
    """The rows of a kind that name the document they come from, open to whoever may see figures; else none."""
    is_cited = any(column.codes == SOURCES and column.required for column in kind.columns)
    as_of = context.filters.as_of
    return tuple(context.figures.measured(kind.id, as_of, is_cited=True)) if is_cited else ()


def seen_units(context: Context, units: Sequence[str]) -> tuple[str, ...]:
    """Those of some units whose own sheets the viewer may see."""
    seen = permits.units(context.viewer, context.catalogue)
    return tuple(unit for unit in units if unit in seen)


def units_of(catalogue: Catalogue, kind: RecordKind) -> tuple[str, ...]:
    """The units that a kind is about: those of the topic that names it, or every unit."""
    named = [topic.units for topic in catalogue.programme.topics if kind.id in topic.records and topic.units]
    return named[0] if named else listed_units(catalogue)
