"""A figure in a box: glyph, n/N and colour, and the same in words for who hears the page rather than sees it."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.components.layout.markup import Node, classes, element
from dashboard.model.behind import Movement
from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import is_large
from etl.figures.labels import capitalised
from etl.figures.read_api import Figure
from etl.figures.wording import figure_shares
from etl.what_if.changes import changes
from indicators.language import Language

GLYPHS = {
    "met": "●", "partly_met": "◐", "not_met": "○", "open": "?", "no_data": "?", "not_due": "·", "not_applicable": "–",
    "early": "●", "on_time": "●", "late": "◐", "missing": "○",
}  # fmt: skip
STATUSES = ("met", "partly_met", "not_met", "open", "no_data", "not_due", "not_applicable")
# As many characters of a fraction as fit into a box of the matrix.
_LONGEST = 9
_DRAWN = {"met", "partly_met", "not_met", "early", "on_time", "late", "missing"}


def glyph(status: str) -> Node:
    """The sign of a status or a state; drawn where it is a circle, so that it looks alike on every machine."""
    text = None if status in _DRAWN else GLYPHS[status]
    return element("i", text, class_=classes("glyph", status), aria_hidden="true")


def figure_sign(figure: Figure) -> Node:
    """The sign of a figure; of one that what is not reported could still change it is that of what is not known."""
    return glyph(figure.graded)


def count(figure: Figure, context: Context) -> str:
    """A figure's fraction: `1/2`; `of 2`, beside the sign `?`, where nothing is known; empty where nothing is due.

    A fraction of so many that no box holds it is told as a share, `70 %`, rounded as everywhere.
    """
    if figure.denominator == 0:
        return ""
    key = "cell.unknown" if figure.value is None else "cell.count"
    text = context.language.say(key, numerator=figure.numerator, denominator=figure.denominator)
    if figure.value is None or len(text) <= _LONGEST:
        return text
    return figure_shares(figure, context.catalogue.indicator(figure.indicator), context.language)[0]


def open_end(figure: Figure, language: Language) -> str:
    """`+3?` where three obligations are not reported beside some that are; else empty."""
    if figure.value is None or not figure.unreported:
        return ""
    return language.say("cell.more", count=figure.unreported)


def shown_text(figure: Figure, context: Context) -> str:
    """What can be read in a figure's box; what is heard begins with it, so that it can also be asked for by voice."""
    return " ".join(part for part in (count(figure, context), open_end(figure, context.language)) if part)


def in_words(figure: Figure, context: Context) -> str:
    """A figure as a phrase: status, fraction, what is not reported, and whether it could still change."""
    language = context.language
    status = language.say(f"status.{figure.status}")
    parts = [language.say("cell.so_far", status=status) if figure.provisional else status]
    if figure.value is not None:
        parts.append(language.say("cell.of", numerator=figure.numerator, denominator=figure.denominator))
    if figure.unreported:
        parts.append(language.say("cell.unreported", count=figure.unreported))
    if figure.provisional:
        parts.append(language.say("cell.provisional"))
    return ", ".join(parts)


def line(figure: Figure, context: Context) -> str:
    """A figure as one short line of text, for tooltips: glyph, fraction, open end."""
    words = count(figure, context) or context.language.say(f"status.{figure.status}")
    return " ".join(part for part in (GLYPHS[figure.graded], words, open_end(figure, context.language)) if part)


def cell(
    figure: Figure | None,
    context: Context,
    tip: str = "",
    earlier: FigureTable | None = None,
    moved: tuple[Movement, str] | None = None,
) -> Node:
    """A figure's box, which opens its explanation; an empty one where the indicator has no figure there.

    With the `earlier` figures of the day to compare with, a box that changed since carries a mark, and says how it was.
    `moved`: where its share went, and the same in words.
    """
    if figure is None:
        return element("span", element("span", context.language.say("cell.none"), class_="hidden"), class_="cell none")
    language, catalogue = context.language, context.catalogue
    title = catalogue.indicator(figure.indicator).title[language.code]
    label = language.say(
        "cell.label", area=context.area_name(figure.area), indicator=title, period=language.period(figure.period),
        words=in_words(figure, context),
    )  # fmt: skip
    more = open_end(figure, language)
    was = _how_it_was(figure, context, earlier)
    said = (f"{shown_text(figure, context)} {label}".strip(), moved[1] if moved else "", was)
    return element(
        "a",
        element("span", figure_sign(figure), count(figure, context), class_="sum"),
        (" ", element("small", more, class_="more")) if more else None,
        element("i", class_=f"moved {moved[0]}", aria_hidden="true") if moved else None,
        class_=classes(box_class(figure), "changed" if was else None),
        href=explain_link(figure, context),
        aria_label="; ".join(part for part in said if part),
        data_tip="\n".join(part for part in (tip or label, capitalised(was)) if part),
    )


def _how_it_was(figure: Figure, context: Context, earlier: FigureTable | None) -> str:
    """What a box that changed said on the day to compare with; empty where it says the same."""
    before = (earlier or {}).get((figure.indicator, figure.area, figure.period))
    since = context.filters.since
    if before is None or since is None or not changes([before], [figure]):
        return ""
    return context.language.say("since.before", date=context.language.date(since), words=in_words(before, context))


def box_class(figure: Figure) -> str:
    """The classes that colour a figure's box and frame what could still change."""
    return classes("cell", figure.status, "provisional" if figure.provisional else None)


def explain_link(figure: Figure, context: Context) -> str:
    """The address of a figure's explanation."""
    return context.links.to("explain", indicator=figure.indicator, area=figure.area, period=figure.period)


def history(figures: Iterable[Figure], context: Context, heading: str) -> str:
    """A tooltip: what the box says, then how it was in each period."""
    rows = [f"{context.language.period(one.period)}:  {line(one, context)}" for one in figures]
    return "\n".join([heading, *rows])


def by_status(context: Context, figures: Iterable[Figure | None]) -> str:
    """The areas of some figures, named by status: `Met: Berat, Fier. No data: Kukës.`, as a sentence each."""
    named: dict[str, list[str]] = {}
    for one in figures:
        if one is not None:
            named.setdefault(one.graded, []).append(one.area)
    say = context.language.say
    return " ".join(
        capitalised(say("cell.by_status", status=say(f"status.{status}"),
                        areas=context.area_names(named[status])))
        for status in STATUSES
        if status in named
    )  # fmt: skip


def legend(context: Context) -> Node:
    """What the signs mean."""
    language = context.language
    signs = [element("li", glyph(status), language.say(f"status.{status}")) for status in STATUSES if status != "open"]
    frame = element("li", element("i", class_="frame", aria_hidden="true"), language.say("legend.provisional"))
    share = element("li", language.say("legend.share")) if is_large(context.catalogue) else None
    moved = [
        element("li", element("i", class_=f"moved {way}", aria_hidden="true"), language.say(f"legend.moved.{way}"))
        for way in ("up", "down")
    ]
    count = element("li", language.say("legend.count"))
    return element("ul", signs, frame, moved, count, share, changed_sign(context), class_="legend")


def changed_sign(context: Context) -> Node | None:
    """What the mark of a changed box means; None where no day to compare with is chosen."""
    if context.filters.since is None:
        return None
    words = context.language.say("since.mark", date=context.language.date(context.filters.since))
    return element("li", element("i", class_="corner", aria_hidden="true"), words)
