"""Roles: who has which, as the reviewed file says now, and what is wrong with it. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_page
from dashboard.model.context import Context
from dashboard.state import service
from etl.access.grants import Grant, Roles, read_roles


def render(context: Context) -> None:
    """Draw the page."""
    context.viewer.need("roles")
    roles = read_roles(service.data_folder(), service.known_units())
    note = element("p", context.language.say("access.roles_note"), class_="muted small wide")
    show_page("access", context, *_roles(context, roles), note)


def _roles(context: Context, roles: Roles) -> Sequence[Node]:
    say = context.language.say
    if not roles.is_there:
        return (element("p", say("access.grants.missing"), class_="lead"),)
    if roles.problems:
        listed = [element("li", one.text(context.language)) for one in roles.problems]
        return (
            element("p", say("access.grants.faulty"), class_="notice", role="alert"),
            element("ul", listed),
        )
    count = element("p", say("access.grants.count", count=len(roles.grants)), class_="lead")
    heads = [
        element("th", say(f"access.grants.{name}"), scope="col")
        for name in ("role", "area", "others", "until", "issuer", "subject")
    ]
    rows = [_row(context, one) for one in roles.grants]
    table = element("table", element("caption", say("access.grants.caption")), element("thead", element("tr", heads)),
                    element("tbody", rows), class_="plain stacks")  # fmt: skip
    return count, table if rows else element("span")


def _row(context: Context, grant: Grant) -> Node:
    say, none = context.language.say, context.language.say("access.grants.none")
    labels = context.catalogue.area_labels
    area = labels[grant.qark][context.language.code] if grant.qark and grant.qark in labels else grant.qark
    others = say(f"access.grants.others_{grant.others or 'none'}") if grant.qark else none
    until = context.language.short_date(grant.until) if grant.until else none
    cells = [element("td", text) for text in (area or none, others, until, grant.issuer, grant.subject)]
    return element("tr", element("th", say(f"access.role.{grant.role}"), scope="row"), cells)
