"""Beside the controls of the bar: the days that are often asked for, each one click."""

from __future__ import annotations

from datetime import date

from dashboard.components.layout.markup import Node, element
from dashboard.model.addresses import Page
from dashboard.model.context import Context
from dashboard.model.presets import Preset, as_of_presets, since_presets


def presets(context: Context, page: Page, today: date, earliest: date) -> Node:
    """The row of days for the as-of date, and that for the day to compare with."""
    chosen, say = context.filters, context.language.say
    as_of = [
        _way(context, page, one, "as_of", is_chosen=one.day == chosen.as_of)
        for one in as_of_presets(context.catalogue, today, earliest)
    ]
    since = [
        _way(context, page, one, "since", is_chosen=one.day == chosen.since)
        for one in since_presets(context.catalogue, chosen.as_of)
    ]
    if chosen.since:
        since.append(element("a", say("preset.nothing"), href=context.links.to(page.id, since=None)))
    rows = [("as_of", as_of), ("since", since)]
    return element(
        "div",
        [element("p", element("span", say(f"preset.{name}")), ways) for name, ways in rows if ways],
        class_="presets small",
    )


def _way(context: Context, page: Page, one: Preset, name: str, *, is_chosen: bool) -> Node:
    language = context.language
    of = f".{context.catalogue.programme.submission_period}" if one.name == "hand_in" else ""
    words, since = language.say(f"preset.{one.name}{of}"), context.filters.since
    changes: dict[str, str | None] = {name: one.day.isoformat()}
    if name == "as_of" and since and since >= one.day:
        changes["since"] = None  # nothing is compared with a day that comes later
    return element("a", words, href=context.links.to(page.id, **changes), title=language.date(one.day),
                   aria_current="true" if is_chosen else None)  # fmt: skip
