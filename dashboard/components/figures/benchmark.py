"""The chip of an indicator that is a benchmark and no duty, wherever its figures stand."""

from __future__ import annotations

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from indicators.model import Indicator


def benchmark_chip(context: Context, indicator: Indicator) -> Node | None:
    """The chip, with what it means for who points at it; None for a duty."""
    if indicator.is_duty:
        return None
    say = context.language.say
    return element("span", say("benchmark.soft"), class_="tag", data_tip=say("benchmark.soft_about"), tabindex="0")
