"""The title of one unit's page: what it owes past its day, and when it last did what it is to do in each period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.components.figures.finding import number_word
from dashboard.model.context import Context
from dashboard.model.todo import pieces, still_owed
from etl.figures.labels import capitalised
from etl.figures.read_api import Obligation
from indicators.model import Catalogue, Indicator

Records = Callable[[str], Sequence[Mapping[str, Any]]]


def unit_title(context: Context, obligations: Sequence[Obligation], records: Records, *, has_reported: bool) -> str:
    """How a unit stands, in a sentence; `records` are the rows of a kind that speak, `has_reported`: whether any."""
    parts = (_owes(context, obligations, has_reported=has_reported), _last(context, records, has_reported=has_reported))
    return capitalised("; ".join(part for part in parts if part))


def _owes(context: Context, obligations: Sequence[Obligation], *, has_reported: bool) -> str:
    language, area = context.language, context.area_name()
    count = pieces(still_owed(context.catalogue, obligations, context.filters.as_of))
    if count:
        return language.say("committee.found.owes", area=area, count=count, number=number_word(language, count))
    if not has_reported:
        return ""
    is_known = all(one.state != "no_data" for one in obligations)
    return language.say(f"committee.found.{'owes_nothing' if is_known else 'owes_nothing_known'}", area=area)


def _last(context: Context, records: Records, *, has_reported: bool) -> str:
    """When it last did what the first indicator asks of it in each period; that it never reported, where it has not."""
    language, indicator = context.language, _regular(context.catalogue)
    if not has_reported:
        return language.say("committee.found.never", area=context.area_name())
    if indicator is None:
        return ""
    kind = context.catalogue.record(indicator.evidence.record)
    what = kind.label[language.code]
    own = (row for row in records(kind.id) if kind.body is None or row[kind.body] == indicator.owed_by[0])
    last: date | None = max((row[kind.date or ""] for row in own), default=None)
    if last is None:
        return language.say("committee.found.none", what=what)
    return language.say("committee.found.last", what=what, date=language.date(last))


def _regular(catalogue: Catalogue) -> Indicator | None:
    """The first indicator of something that is to happen in each period."""
    return next((one for one in catalogue.indicators if one.evidence.timing == "during" and one.is_duty), None)
