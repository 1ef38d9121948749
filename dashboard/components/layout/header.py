"""The head of every page: the other pages and languages, what the data is, what the page answers, what must be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashboard.components.layout.markup import Node, element
from dashboard.model import permits
from dashboard.model.addresses import PLACE, Page
from dashboard.model.context import Context
from etl.opening import Opened
from indicators.language import Language, language
from indicators.model import LANGUAGES

_NAMED_ONE_BY_ONE = 5


def navigation(context: Context, page: Page) -> Node:
    """The rows of pages and of languages; each link keeps what is chosen.

    They are markup like the rest of the head: Streamlit's own links would cost more than all else on a page.
    """
    say = context.language.say
    pages = [
        element("a", say(f"page.{one.id}.title"), href=context.links.to(one.id),
                aria_current="page" if one == page else None)
        for one in permits.open_pages(context.viewer, context.catalogue)
    ]  # fmt: skip
    place = context.links.given.get(PLACE)
    languages = [
        element("a", language(code).name, href=context.links.to(page.id, lang=code, first=place), lang=code,
                aria_current="true" if code == context.language.code else None)
        for code in LANGUAGES
    ]  # fmt: skip
    return element(
        "div",
        element("nav", pages, aria_label=say("navigation.pages"), class_="pages"),
        element("nav", languages, aria_label=say("navigation.languages"), class_="languages"),
        who_looks(context),
        class_="navigation",
    )


def heading(context: Context, page: Page, found: tuple[str, Node | None] | None = None) -> tuple[Node | None, ...]:
    """The page's question, the programme, and the banner of demonstration data.

    `found`: the answer, which stands in place of the question, and the help on its words.
    """
    language, filters, programme = context.language, context.filters, context.catalogue.programme
    code = language.code
    values = {
        "area": context.area_name(),
        "indicator": context.catalogue.indicator(filters.indicator).title[code] if filters.indicator else "",
        "programme": programme.short_title[code],
        "period": language.period(filters.period),
        "date": language.date(filters.as_of),
        "count": len(programme.areas.units),
        "unit": programme.areas.unit_name[code],
    }
    banner = element("p", language.say("product.demonstration"), class_="banner", role="note")
    title, help_on = found or (language.say(f"page.{page.id}.heading", **values), None)
    subtitle = element("p", language.say(f"page.{page.id}.subtitle", **values), class_="subtitle")
    shown_banner = banner if context.figures.demonstration else None
    return element("h1", title), element("div", subtitle, help_on, shown_banner, class_="under-title")


def who_looks(context: Context) -> Node:
    """Who looks, as the dashboard knows them: the local user, or a role and its committee."""
    viewer, say = context.viewer, context.language.say
    if viewer.role == "local":
        return element("p", say("access.chip.local"), class_="viewer")
    role = say(f"access.role.{viewer.role}")
    if viewer.unit in context.catalogue.area_labels:
        return element("p", say("access.chip.unit", role=role, area=context.area_name(viewer.unit)), class_="viewer")
    return element("p", say("access.chip.role", role=role), class_="viewer")


def database_notices(opened: Opened, words: Language) -> Iterator[str]:
    """What must be told of the database: rebuilt after damage, not written, or made without a damaged submission."""
    if opened.replaces_damaged:
        yield words.say("notice.rebuilt")
    if opened.unwritten:
        yield words.say("notice.unwritten", reason=words.say(f"disk.{opened.unwritten}"))
    if len(opened.damaged) > _NAMED_ONE_BY_ONE:
        yield words.say("notice.many_damaged", count=len(opened.damaged))
    else:
        for one in opened.damaged:
            yield words.say("notice.damaged", number=one.submission)
    if opened.missing:
        yield words.say("notice.missing", count=len(opened.missing))


def notices(texts: Iterable[str]) -> tuple[Node, ...]:
    """What could not be taken from the address."""
    return tuple(element("p", text, class_="notice", role="status") for text in texts)
