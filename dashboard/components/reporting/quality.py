"""How far the figures can be trusted: who reported what, what was rejected, superseded, or came back-dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.model.reporting import sheet_states
from dashboard.model.selection import shown_hand_ins
from etl.figures.labels import capitalised, value_label
from etl.figures.odd_values import Odd
from etl.figures.read_api import SubmissionInfo
from etl.figures.result_types import SubmissionCounts
from indicators.model import ENGLISH, Catalogue
from indicators.periods import Period
from indicators.today import day_of

NEWEST = 12
FEW = 8
FindingsOf = Mapping[int, Sequence[Mapping[str, object]]]


def coverage(context: Context, submissions: Sequence[SubmissionInfo], units: Sequence[str]) -> Node:
    """Some units by hand-in period: how many of their sheets are in."""
    catalogue, language = context.catalogue, context.language
    states = sheet_states(catalogue, submissions)
    periods = shown_hand_ins(catalogue, context.filters.period, context.filters.as_of)
    kinds = [kind for kind in catalogue.records if catalogue.form_of(kind.id).covers == "unit"]
    rows = []
    for unit in units:
        cells = []
        for period in periods:
            given = [kind.id for kind in kinds if (unit, period.code, kind.id) in states]
            absent = [kind.label[language.code] for kind in kinds if kind.id not in given]
            cells.append(_box(context, period, len(given), len(kinds), absent))
        link = element("a", context.area_name(unit), href=context.links.to("committee", area=unit))
        rows.append(element("tr", element("th", link, scope="row"), cells))
    heads = [element("th", capitalised(language.period(one.code)), scope="col") for one in periods]
    caption = language.say("quality.coverage_caption", count=len(kinds))
    grid = element("table", element("caption", caption), element("thead", element("tr", element("td"), heads)),
                   element("tbody", rows), class_="plain grid")  # fmt: skip
    return element("div", grid, class_="scroller", tabindex="0", role="region", aria_label=caption)


def _box(context: Context, period: Period, given: int, asked: int, absent: Sequence[str]) -> Node:
    say = context.language.say
    if not given:
        ended = period.end < context.filters.as_of
        return element("td", element("span", say("sheets.absent" if ended else "sheets.later"),
                                     class_="cell no_data" if ended else "cell not_due"))  # fmt: skip
    text = say("quality.sheets", given=given, asked=asked)
    tip = say("quality.absent", names=", ".join(absent)) if absent else say("headline.none_absent")
    box = "cell given" if not absent else "cell given partial"
    return element("td", element("span", text, class_=box, data_tip=tip, tabindex="0"))


def quality_sentence(context: Context, counts: SubmissionCounts) -> str:
    """The submissions in words: how many, how many superseded, how many rows accepted and rejected."""
    language = context.language
    return language.say(
        "quality.sentence",
        count=counts.count,
        number=language.number(counts.count),
        superseded=counts.superseded,
        rows=language.counted("quality.rows_accepted", counts.accepted),
        rejected=language.number(counts.rejected),
        date=language.date(context.filters.as_of),
    )


def submission_table(context: Context, submissions: Sequence[SubmissionInfo], findings: FindingsOf) -> Node:
    """Every submission, the newest first, with what was found in it; the older ones can be opened."""
    rows = [_row(context, one, findings.get(one.submission, ())) for one in reversed(submissions)]
    caption = context.language.say("quality.submissions_caption")
    newest, older = rows[:NEWEST], rows[NEWEST:]
    more = context.language.say("todo.more", count=len(older))
    opened = element("details", element("summary", more), _submissions(context, more, older)) if older else None
    return element("div", _submissions(context, caption, newest), opened)


def _submissions(context: Context, caption: str, rows: Sequence[Node]) -> Node:
    names = ("number", "form", "period", "handed_in", "rows", "notes")
    heads = [element("th", context.language.say(f"quality.{name}"), scope="col") for name in names]
    return element("table", element("caption", caption), element("thead", element("tr", heads)),
                   element("tbody", rows), class_="plain stacks submissions")  # fmt: skip


def _row(context: Context, one: SubmissionInfo, findings: Sequence[Mapping[str, object]]) -> Node:
    language, catalogue = context.language, context.catalogue
    form = catalogue.form(one.form).label[language.code]
    place = context.area_name(one.qark) if one.qark else language.say("quality.all_units")
    accepted, rejected = sum(rows or 0 for rows in one.accepted.values()), sum(one.rejected.values())
    counts = language.say("quality.accepted", count=accepted)
    if rejected:
        counts += f", {language.say('quality.rejected', count=rejected)}"
    tags = ["superseded"] if one.superseded else []
    if _back_dated(one, context.catalogue):
        tags.append("back_dated")
    listed = [element("li", _message(one_finding, language.code)) for one_finding in findings]
    opened = element("details", element("summary", language.say("quality.findings", count=len(listed))),
                     element("ul", listed)) if listed else None  # fmt: skip
    return element(
        "tr",
        element("td", str(one.submission)),
        element("th", place, element("div", form, class_="rest"), scope="row"),
        element("td", capitalised(language.period(one.period))),
        element("td", language.short_date(one.submitted_on), class_="nowrap"),
        element("td", counts),
        element("td", [element("span", language.say(f"quality.{tag}"), class_="tag") for tag in tags], opened),
    )


def odd_table(context: Context, found: Sequence[Odd]) -> Node:
    """Valid rows that deserve a second look, by what is odd in them: how many, and, opened, where each stands."""
    language = context.language
    if not found:
        return element("p", language.say("quality.odd_none"))
    by_oddity: dict[tuple[str, str], list[Odd]] = {}
    for one in found:
        by_oddity.setdefault((one.kind, one.oddity), []).append(one)
    entries = [_oddity(context, group) for group in by_oddity.values()]
    return element("div", element("p", language.say("quality.odd_caption"), class_="muted small"), entries)


def _oddity(context: Context, group: Sequence[Odd]) -> Node:
    """What is odd, with how many values; below it the values, open at once where they are few."""
    language, catalogue = context.language, context.catalogue
    kind = catalogue.record(group[0].kind)
    label = next(odd.label for odd in kind.odd if odd.id == group[0].oddity)[language.code]
    heads = [element("th", language.say(f"quality.odd_{name}"), scope="col") for name in ("where", "value")]
    rows = []
    for one in sorted(group, key=lambda one: language.alphabetical(context.area_name(one.qark))):
        places = [
            element("div", language.say("obligation.source", submission=source.submission,
                                        sheet=kind.label[language.code], row=source.row), class_="rest")
            for source in one.sources
        ]  # fmt: skip
        written = value_label(catalogue, kind, one.column, one.value, language)
        where = element("th", context.area_name(one.qark), places, scope="row")
        rows.append(element("tr", where, element("td", written)))
    table = element("table", element("caption", label, class_="hidden"), element("thead", element("tr", heads)),
                    element("tbody", rows), class_="plain odd")  # fmt: skip
    return element("details", element("summary", f"{label} ({len(group)})"), table, class_="entry",
                   open="" if len(group) <= FEW else None)  # fmt: skip


def _back_dated(one: SubmissionInfo, catalogue: Catalogue) -> bool:
    """Whether it says that it was handed in before the day on which it was received here."""
    return day_of(one.received_at, catalogue) > one.submitted_on and not one.demonstration


def _message(finding: Mapping[str, object], code: str) -> str:
    """A finding in words; it is shown as text, whatever the workbook held."""
    message = finding.get("message")
    text = message.get(code) or message.get(ENGLISH, "") if isinstance(message, Mapping) else ""
    place = [str(finding[name]) for name in ("sheet", "row", "column") if finding.get(name) is not None]
    return f"{' · '.join(place)}: {text}" if place else str(text)
