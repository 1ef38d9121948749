"""The calendar's list: what is overdue, then what falls due, month by month, then what has passed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboard.components.figures.cells import cell
from dashboard.components.figures.lists import shared_entries, shared_list, task_words, todo_list
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.paging import fetch_area
from dashboard.model.calendar_file import Entry
from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import shown_span
from dashboard.model.todo import SharedTask, Task
from etl.figures.labels import capitalised
from etl.figures.wording import obligation_need
from indicators.periods import containing
from indicators.schedule import due_on, own_periods

ALL_OF_THEM = 10_000


def by_month(context: Context, tasks: Sequence[Task]) -> Node:
    """Tasks under the month they fall due in."""
    area = context.filters.area
    several = len(context.catalogue.units_of(area)) > 1
    months = groupby(tasks, key=lambda task: containing(task.first.due_on, "month").code)
    sections = [
        element(
            "section",
            element("h3", capitalised(context.language.period(code))),
            shared_list(context, tuple(found), "", limit=ALL_OF_THEM, area=area)
            if several
            else todo_list(context, tuple(found), "", limit=ALL_OF_THEM, with_area=False),
        )
        for code, found in months
    ]
    return element("div", sections)


def shared_by_month(context: Context, shared: Sequence[SharedTask]) -> Node:
    """What many units have to do, under the month it falls due in."""
    months = groupby(shared, key=lambda one: containing(one.task.first.due_on, "month").code)
    sections = [
        element(
            "section",
            element("h3", capitalised(context.language.period(code))),
            shared_entries(context, tuple(found), "", limit=ALL_OF_THEM, area=context.filters.area),
        )
        for code, found in months
    ]
    return element("div", sections)


def passed(context: Context, table: FigureTable) -> Node:
    """The due dates that have passed, newest first, with the figure of its obligations in the chosen area.

    All of them, or in a long programme those of the periods that are laid out.
    """
    language, filters, catalogue = context.language, context.filters, context.catalogue
    shown = shown_span(catalogue, filters.period, filters.as_of)
    rows = sorted(
        (
            (due_on(one, period), one, period.code)
            for one in catalogue.indicators
            for period in own_periods(catalogue, one)
            if due_on(one, period) < filters.as_of and period.touches(shown)
        ),
        key=lambda row: (-row[0].toordinal(), row[1].order),
    )
    boxes: dict[str, list[str]] = {}
    for _, one, code in rows:
        boxes.setdefault(one.id, []).append(code)
    fetch_area(table, filters.area, boxes)
    heads = [element("th", language.say(f"calendar.{name}"), scope="col") for name in ("due", "indicator", "figure")]
    body = [
        element(
            "tr",
            element("td", language.short_date(day), class_="nowrap"),
            element("th", one.short[language.code], element("div", language.period(code), class_="rest"), scope="row"),
            element("td", cell(table.get((one.id, filters.area, code)), context)),
        )
        for day, one, code in rows
    ]
    return element("table", element("caption", language.say("calendar.passed_caption")),
                   element("thead", element("tr", heads)), element("tbody", body), class_="plain narrow")  # fmt: skip


def entries(context: Context, tasks: Sequence[Task]) -> list[Entry]:
    """The tasks as entries of a calendar file."""
    found = []
    for task in tasks:
        one = task.first
        key = "|".join((context.catalogue.programme.id, *task.indicators, one.qark, one.period, str(one.due_on)))
        title = f"{context.area_name(one.qark)}: {task_words(context, task)}"
        found.append(Entry(key, one.due_on, title, obligation_need(one, context.catalogue, context.language)))
    return found
