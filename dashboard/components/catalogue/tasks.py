"""The tasks that a programme's documents lay on its bodies, each with the indicators that speak to it, if any do."""

from __future__ import annotations

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from indicators.model import ENGLISH, Task


def tasks_table(context: Context) -> Node | None:
    """Every task with its words and indicators; None where the programme has no tasks."""
    tasks, say = context.catalogue.programme.tasks, context.language.say
    if not tasks:
        return None
    silent = sum(not one.indicators for one in tasks)
    heads = [element("th", say(f"tasks.head.{name}"), scope="col") for name in ("task", "indicators")]
    grid = element("table", element("caption", say("tasks.caption"), class_="hidden"),
                   element("thead", element("tr", heads)),
                   element("tbody", [_task(context, one) for one in tasks]), class_="plain stacks")  # fmt: skip
    sentence = say("tasks.sentence", count=len(tasks), measured=len(tasks) - silent, silent=silent)
    return element("section", element("h2", say("tasks.heading"), id="tasks"), element("p", sentence), grid)


def _task(context: Context, task: Task) -> Node:
    code = context.language.code
    titles = {source.id: source.title for source in context.catalogue.programme.sources}
    quoted = element("blockquote", element("p", f"“{task.words}”", lang=ENGLISH),
                     element("cite", f"{titles[task.source]}. {task.place}"))  # fmt: skip
    links = [
        element("li", element("a", context.catalogue.indicator(name).title[code],
                              href=context.links.to("indicator", indicator=name)))
        for name in task.indicators
    ]  # fmt: skip
    nothing = element("span", "–", " ", context.language.say("tasks.nothing"), class_="muted")
    source = element("details", element("summary", context.language.say("facts.source")), quoted, class_="fact")
    return element("tr", element("th", task.label[code], source, scope="row"),
                   element("td", element("ul", links) if links else nothing))  # fmt: skip
