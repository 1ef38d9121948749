"""Overview: who is behind, at a glance, and one step from why."""

from __future__ import annotations

from dashboard.components.figures.act_on import act_on
from dashboard.components.figures.cards import cards
from dashboard.components.figures.changes import changes_section, matrix_figures
from dashboard.components.figures.finding import finding_title, help_on_behind
from dashboard.components.figures.matrix import matrix
from dashboard.components.figures.overview_data import agenda, figures_shown, finding_of
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn
from dashboard.model.context import Context


def title(context: Context) -> tuple[str, Node] | None:
    """What the page has found, as its title, with what its words mean; None where there is too much to look at each."""
    found = finding_of(context, figures_shown(context))
    return (finding_title(context, found), help_on_behind(context)) if found else None


def render(context: Context) -> None:
    """Draw the page."""
    show_drawn("overview", context, _draw)


def _draw(context: Context) -> tuple[Node | None, ...]:
    shown = figures_shown(context)
    main = element("div", matrix(context, shown), cards(context, shown), class_="main")
    side = element("div", act_on(context, agenda(context)), class_="side")
    changed = changes_section(context, matrix_figures(context, shown.table), shown.earlier)
    return element("div", main, side, class_="columns overview"), changed
