"""What moved a figure since another day: every obligation that counts otherwise, why, and who says so."""

from __future__ import annotations

from dataclasses import astuple

from dashboard.components.figures.obligations import who_owes
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.paging import more_note
from dashboard.model.context import Context
from etl.figures.labels import capitalised
from etl.figures.wording import in_reading_order
from etl.what_if.move_wording import definition_notes, move_sentence, said_by, signed, sum_sentence
from etl.what_if.moves import Counts, Move, Moved

SHOWN = 100
_COUNTS = ("numerator", "denominator", "unreported")


def moves_section(context: Context, found: Moved) -> Node:
    """The sum, and a row an obligation; a sentence where nothing moved."""
    language = context.language
    title = language.say("since.heading", date=language.date(found.before.as_of))
    return element(
        "section",
        element("h2", title),
        element("p", sum_sentence(found, language), class_="wide"),
        [element("p", note, class_="muted small wide") for note in definition_notes(found, language)],
        _table(context, found, title) if found.moves else element("p", language.say("moves.none"), class_="muted"),
        more_note(context, min(SHOWN, len(found.moves)), len(found.moves)),
        id="since",
    )


def _table(context: Context, found: Moved, title: str) -> Node:
    language = context.language
    names = [language.say("moves.who"), language.say("moves.why")]
    heads = [element("th", name, scope="col") for name in names]
    heads += [element("th", language.say(f"moves.{name}"), scope="col", class_="number") for name in _COUNTS]
    order = {id(one): at for at, one in enumerate(in_reading_order(
        (one.obligation for one in found.moves), context.catalogue, language))}  # fmt: skip
    moves = sorted(found.moves, key=lambda one: order[id(one.obligation)])
    total = Counts.of(found.after) - Counts.of(found.before)
    foot = element("tr", element("th", language.say("moves.sum"), scope="row", colspan="2"), _numbers(context, total))
    grid = element("table", element("caption", language.say("moves.caption")), element("thead", element("tr", heads)),
                   element("tbody", [_row(context, one) for one in moves[:SHOWN]]), element("tfoot", foot),
                   class_="plain stacks moves")  # fmt: skip
    return element("div", grid, class_="scroller tall", tabindex="0", role="region", aria_label=title)


def _row(context: Context, move: Move) -> Node:
    source = said_by(move, context.language)
    return element(
        "tr",
        element("th", who_owes(context, move.obligation), scope="row"),
        element("td", move_sentence(move, context.catalogue, context.language),
                element("div", capitalised(source), class_="rest") if source else None),
        _numbers(context, move.change),
    )  # fmt: skip


def _numbers(context: Context, counts: Counts) -> list[Node]:
    """What is added to each count; on a narrow screen its name stands beside it."""
    labels = (context.language.say(f"moves.{name}") for name in _COUNTS)
    pairs = zip(labels, astuple(counts), strict=True)
    return [
        element(
            "td", element("span", label, class_="column-name muted"), element("span", signed(number)), class_="number"
        )
        for label, number in pairs
    ]
