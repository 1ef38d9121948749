"""Coordination tools against the oracle: a calendar of duties by half-year, and a plan with each action's state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.components.layout.page import show_page
from dashboard.components.plan.plan import plan_table
from dashboard.components.tools.half_years import half_years
from dashboard.model.context import Context
from dashboard.model.plans import actions
from dashboard.state.service import figure_table
from tests import oracle
from tests.worlds.boxes import check_boxes, check_by_status
from tests.worlds.drawn import draw
from tests.worlds.reading import Node, numbers, rows_of, tags, text_of
from tests.worlds.told import Told

STATES = ("done", "overdue", "planned", "undated")


def check_half_years(told: Told, context: Context, units: Sequence[str]) -> None:
    """Of one unit a row for each hand-in period in which anything is owed; of several a table an indicator."""
    table = figure_table(context.figures, told.as_of)
    own = {one.id: [period for period, _ in oracle.schedule(told.world.programme, one)]
           for one in told.world.indicators}  # fmt: skip

    def owed(indicator: str, unit: str, code: str) -> bool:
        return bool(told.figures[indicator, unit, code]["status"] != "not_applicable")

    def drawn(chosen: Sequence[str]) -> Node:
        made = half_years(context, table, context.catalogue.indicators, chosen)
        return draw(lambda of: show_page("tools", of, made), context).tree

    one, words = drawn(units[:1]), context.language
    expected = []
    for period in told.hand_ins:
        count = sum(owed(name, units[0], part.code) for name, parts in own.items() for part in parts
                    if period.contains(part))  # fmt: skip
        expected += [(words.period(period.code).lower(), count)] if count else []
    assert [row[0].lower() for row in rows_of(one)] == [label for label, _ in expected]
    assert check_boxes(one, told, context) == sum(count for _, count in expected)
    several = drawn(units)
    columns = {name: [part for part in parts if any(owed(name, unit, part.code) for unit in units)]
               for name, parts in own.items()}  # fmt: skip
    shown = sum(len(units) * len(parts) for parts in columns.values())
    assert check_boxes(several, told, context) == shown
    for name, said in zip(columns, tags(several, "p"), strict=True):
        check_by_status(text_of(said), [told.figures[name, unit, "all"] for unit in units], context)


def check_plan(rows: Sequence[Mapping[str, Any]], as_of: date, context: Context) -> None:
    """How many actions stand where, and each with the day that says so."""
    words, kind, unit = context.language, context.catalogue.record("actions"), context.filters.area
    assert kind.plan is not None
    made = plan_table(context, kind, kind.plan, unit, actions(kind.plan, rows, as_of))
    tree = draw(lambda of: show_page("plan", of, made), context).tree
    text, name = text_of(tags(tree, "p")[0]), context.area_name(unit)
    if not rows:
        assert words.date(as_of) in text
        assert tags(tree, "table") == []
        return
    expected = []
    for row in rows:
        due, done = row["due_on"], row["done_on"]
        if done is not None and done <= as_of:
            expected.append(("done", done))
        else:
            expected.append(("undated", None) if due is None else ("overdue" if due < as_of else "planned", due))
    counts = Counter(state for state, _ in expected)
    chosen = sum(row["chosen"] == "yes" for row in rows)
    assert numbers(text, name) == [str(one) for one in (len(rows), chosen, *(counts[state] for state in STATES))], text
    for cells, row, (state, day) in zip(rows_of(tree), rows, expected, strict=True):
        assert row["action"] in cells[0]
        assert cells[2].endswith(words.say(f"plan.state.{state}", date=words.short_date(day) if day else "")), cells
        assert (words.say("plan.chosen") in cells[1]) == (row["chosen"] == "yes")
