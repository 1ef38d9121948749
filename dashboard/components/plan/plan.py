"""An action plan with the state of each action, and self-ratings: what a body set itself, and says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.figures.cells import glyph
from dashboard.components.layout.markup import Node, classes, element
from dashboard.components.measures.facts import row_details
from dashboard.model.context import Context
from dashboard.model.plans import Action, OwnWord, actions
from dashboard.state.fill_in import standing_rows
from etl.figures.labels import value_label
from indicators.model import Plan, Rating, RecordKind
from indicators.schedule import hand_in_periods

SIGNS = {"done": "met", "overdue": "missing", "planned": "not_due", "undated": "not_applicable"}
"""The sign of an action's state; the same signs as figures have."""


def plan_of(context: Context, kind: RecordKind, plan: Plan, unit: str) -> Node:
    """The plan of one unit as it was known on the chosen day."""
    as_of, last = context.filters.as_of, hand_in_periods(context.catalogue)[-1].code
    rows = standing_rows(context.figures, kind, unit, last, context.language, as_of)
    return plan_table(context, kind, plan, unit, actions(plan, rows, as_of))


def plan_table(context: Context, kind: RecordKind, plan: Plan, unit: str, found: Sequence[Action]) -> Node:
    """A plan of one unit in words, then action by action."""
    language, say = context.language, context.language.say
    name = context.area_name(unit)
    if not found:
        return element("p", say("plan.none", area=name, date=language.date(context.filters.as_of)), class_="muted")
    heads = [element("th", say(f"plan.head.{head}"), scope="col") for head in ("action", "priority", "state")]
    rows = [_action_row(context, kind, plan, one) for one in found]
    caption = element("caption", say("plan.caption", area=name), class_="hidden")
    grid = element("table", caption, element("thead", element("tr", heads)), element("tbody", rows),
                   class_="plain stacks plan")  # fmt: skip
    return element("div", element("p", _sentence(context, name, found), class_="lead"), grid)


def _sentence(context: Context, name: str, found: Sequence[Action]) -> str:
    """How many actions there are, are priorities, and stand where."""
    states = [one.state for one in found]
    counts = {state: states.count(state) for state in ("done", "overdue", "planned", "undated")}
    chosen = sum(one.chosen for one in found)
    return context.language.say("plan.sentence", area=name, count=len(found), chosen=chosen, **counts)


def _action_row(context: Context, kind: RecordKind, plan: Plan, one: Action) -> Node:
    language = context.language
    number = f"{one.row[plan.number]}. " if plan.number and one.row[plan.number] is not None else ""
    details = [value_label(context.catalogue, kind, column, one.row[column], language) for column in plan.detail]
    priority = language.say("plan.chosen") if one.chosen else ""
    shown = {plan.item, plan.due, plan.done, *plan.detail, *plan.chosen, *([plan.number] if plan.number else [])}
    return element(
        "tr",
        element("th", f"{number}{one.row[plan.item]}", row_details(context, kind, one.row, shown), scope="row"),
        element("td", element("span", priority, class_="tag") if priority else None,
                [element("div", text, class_="rest") for text in details if text]),
        element("td", element("span", glyph(SIGNS[one.state]), " ", _state(context, one),
                              class_=classes("state", SIGNS[one.state]))),
    )  # fmt: skip


def _state(context: Context, one: Action) -> str:
    day = context.language.short_date(one.day) if one.day else ""
    return context.language.say(f"plan.state.{one.state}", date=day)


def rating_list(context: Context, kind: RecordKind, rating: Rating, unit: str, found: Sequence[OwnWord]) -> Node:
    """What a unit said of itself, the newest first, each with its answers behind it."""
    say, name = context.language.say, context.area_name(unit)
    if not found:
        return element("p", say("rating.none", area=name), class_="muted")
    items = context.catalogue.codes(kind.column(rating.item))
    entries = []
    for one in found:
        title = say("rating.result", area=name, fulfilled=one.fulfilled, total=len(items),
                    date=context.language.date(one.on))  # fmt: skip
        answers = [_answer(context, code.label[context.language.code], one.answers.get(code.id)) for code in items]
        entries.append(element("details", element("summary", title), element("ul", answers, class_="answers")))
    return element("div", entries, element("p", say("rating.apart"), class_="muted small"))


def _answer(context: Context, label: str, fulfilled: bool | None) -> Node:
    """One item: fulfilled, not, or not answered."""
    status = "no_data" if fulfilled is None else "met" if fulfilled else "not_met"
    words = context.language.say(f"rating.answer.{status}")
    return element("li", glyph(status), f" {label}: ", element("b", words))
