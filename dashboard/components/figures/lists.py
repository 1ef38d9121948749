"""Lists of what to do, each entry one step from the figure that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.model.todo import SharedTask, Task, across_units, pieces
from etl.figures.labels import what_is_owed

NAMED_UNITS = 3


def todo_list(
    context: Context,
    tasks: Sequence[Task],
    nothing: str,
    *,
    limit: int,
    with_area: bool = True,
    total: int | None = None,
) -> Node:
    """The first tasks, and how many more there are; a sentence where there is none.

    `total`: how many pieces of work there are, where `tasks` are not all.
    """
    if not tasks:
        return element("p", nothing, class_="muted")
    tasks = sorted(
        tasks, key=lambda task: (-task.days, context.language.alphabetical(context.area_name(task.first.qark)))
    )
    entries = [_entry(context, task, with_area=with_area) for task in tasks[:limit]]
    left = (pieces(tasks) if total is None else total) - pieces(tasks[:limit])
    more = context.links.to("calendar", area=None if with_area else context.filters.area)
    words = context.language.say("todo.more", count=left)
    rest = element("p", element("a", words, href=more) if len(tasks) > limit else words, class_="small")
    return element("div", element("ol", entries, class_="todo"), rest if left else None)


def shared_list(context: Context, tasks: Sequence[Task], nothing: str, *, limit: int, area: str) -> Node:
    """Tasks of several units, one entry for all that have the same to do; each opens the figure of the whole area."""
    return shared_entries(context, across_units(tasks), nothing, limit=limit, area=area)


def shared_entries(context: Context, shared: Sequence[SharedTask], nothing: str, *, limit: int, area: str) -> Node:
    """The same of tasks that are put together already."""
    if not shared:
        return element("p", nothing, class_="muted")
    entries = [_shared_entry(context, one, area) for one in shared[:limit]]
    left = len(shared) - limit
    more = element("a", context.language.say("todo.more", count=left), href=context.links.to("calendar", area=area))
    rest = element("p", more, class_="small") if left > 0 else None
    return element("div", element("ol", entries, class_="todo"), rest)


def _shared_entry(context: Context, shared: SharedTask, area: str) -> Node:
    one, language = shared.task.first, context.language
    indicators = " / ".join(context.catalogue.indicator(name).short[language.code] for name in shared.task.indicators)
    names = context.area_names(shared.units)
    if shared.count > len(shared.units):
        names = f"{names} {language.say('todo.more', count=shared.count - len(shared.units))}"
    who = names if shared.count <= NAMED_UNITS else language.say("todo.units", count=shared.count)
    href = context.links.to("explain", indicator=one.indicator, area=area, period=one.period)
    words = f"{indicators} · {language.period(one.period)}"
    link = element("a", element("strong", words), " ", who, href=href, data_tip=names)
    return element("li", link, element("span", when(context, shared.task), class_=_when_class(shared.task)))


def _entry(context: Context, task: Task, *, with_area: bool) -> Node:
    one = task.first
    name = element("strong", context.area_name(one.qark) + " ") if with_area else None
    href = context.links.to("explain", indicator=one.indicator, area=one.qark, period=one.period)
    link = element("a", name, task_words(context, task), href=href)
    return element("li", element("span", link), element("span", when(context, task), class_=_when_class(task)))


def task_words(context: Context, task: Task) -> str:
    """What is to be done: the indicators, whose body, which item, for which period."""
    code = context.language.code
    titles = " / ".join(context.catalogue.indicator(one).short[code] for one in task.indicators)
    owed = what_is_owed(context.catalogue, task.first, context.language)
    if task.pieces > 1:
        owed = context.language.say("todo.pieces", count=task.pieces)
    period = context.language.period(task.first.period)
    return " · ".join(part for part in (titles, owed, period) if part)


def when(context: Context, task: Task) -> str:
    """How long it is overdue, or when it falls due."""
    if task.overdue:
        return context.language.say("todo.overdue", count=task.days)
    return context.language.short_date(task.first.due_on)


def _when_class(task: Task) -> str:
    return "when overdue" if task.overdue else "when"
