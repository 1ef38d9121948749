"""What handing in a draft would do: each figure before and after, and the shortest list of what would raise it."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.figures.cells import box_class, count, figure_sign, in_words, open_end
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from etl.figures.labels import what_is_owed
from etl.figures.read_api import Figure
from etl.figures.wording import evidence_wanted
from etl.intake.submission import CheckedSubmission
from etl.what_if.assessment import Assessment
from etl.what_if.assessment_wording import fix_sentence, raise_sentences, rejected_sentence, remarks
from etl.what_if.before_after import Cell
from etl.what_if.fixes import Fix

_MENDED = ("met", "not_applicable")


def before_and_after(context: Context, found: Assessment) -> Node:
    """The figures of the draft's own period, before and after, now and once all is due; then all others that change."""
    say, date = context.language.say, context.language.date
    main = [one for one in found.now.cells if _key(one.after) in found.main]
    units = len({one.after.area for one in main})
    shown = [one for one in main if units == 1 or one.changes]
    others = [one for one in found.now.changed if _key(one.after) not in found.main]
    folded = element(
        "details",
        element("summary", _others(context, others)),
        _table(context, others, {}, say("self_assessment.figures.others_caption")),
    )
    return element(
        "section",
        element("h2", say("self_assessment.figures.heading")),
        element("p", _sentence(context, found, main), class_="lead"),
        _notes(context, found),
        _table(context, shown, _later(found), say("self_assessment.figures.caption", date=date(found.now.as_of)),
               date(found.once_due.as_of)) if shown else None,
        folded if others else None,
        class_="spaced",
    )  # fmt: skip


def _others(context: Context, cells: Sequence[Cell]) -> str:
    """How many figures of other periods change, and how many of them fall."""
    say, falling = context.language.say, sum(one.direction < 0 for one in cells)
    if falling == len(cells):
        return say("self_assessment.figures.others_fall", count=falling)
    text = say("self_assessment.figures.others", count=len(cells))
    return f"{text}; {say('self_assessment.figures.of_them_fall', count=falling)}" if falling else text


def _later(found: Assessment) -> dict[tuple[str, str, str], Figure]:
    """The figures once all is due; none where that is now."""
    if found.once_due.as_of == found.now.as_of:
        return {}
    return {_key(one.after): one.after for one in found.once_due.cells}


def _sentence(context: Context, found: Assessment, main: Sequence[Cell]) -> str:
    say, day = context.language.say, context.language.date(found.now.as_of)
    changed = [one for one in main if one.changes]
    rising, falling = (sum(one.direction == way for one in main) for way in (1, -1))
    parts = [
        say("self_assessment.figures.changed", count=len(changed), total=len(main), date=day)
        if changed else say("self_assessment.figures.unchanged", date=day),
        say("self_assessment.figures.rising", count=rising) if rising else "",
        say("self_assessment.figures.falling", count=falling) if falling else "",
    ]  # fmt: skip
    open_still = sum(one.after.provisional for one in main)
    parts.append(say("self_assessment.figures.provisional", count=open_still) if open_still else "")
    return " ".join(part for part in parts if part)


def _notes(context: Context, found: Assessment) -> list[Node]:
    """What of it would not speak, and what it replaces."""
    notes = list(remarks(found, context.catalogue, context.language))
    if any(one.direction < 0 for one in found.now.cells):
        notes.append(context.language.say("self_assessment.figures.look_again"))
    return [element("p", text, class_="notice") for text in notes]


def _table(
    context: Context,
    cells: Sequence[Cell],
    later: dict[tuple[str, str, str], Figure],
    caption: str,
    later_on: str = "",
) -> Node:
    say = context.language.say
    names = ["indicator", "before", "after"]
    heads = [element("th", say(f"self_assessment.figures.{name}"), scope="col") for name in names]
    if later:
        heads.append(element("th", say("self_assessment.figures.later", date=later_on), scope="col"))
    rows = [_row(context, one, later) for one in cells]
    return element("table", element("caption", caption), element("thead", element("tr", heads)),
                   element("tbody", rows), class_="plain stacks outlook")  # fmt: skip


def _row(context: Context, one: Cell, later: dict[tuple[str, str, str], Figure]) -> Node:
    language, figure = context.language, one.after
    link = context.links.to("indicator", indicator=figure.indicator, area=figure.area, period=figure.period)
    title = element("a", context.catalogue.indicator(figure.indicator).short[language.code], href=link)
    where = f"{context.area_name(figure.area)} · {language.period(figure.period)}"
    name = element("th", title, element("div", where, class_="rest muted"), scope="row")
    last = later.get(_key(figure))
    return element(
        "tr",
        name,
        element("td", _box(context, one.before, "before")),
        element("td", _box(context, figure, "after"), element("div", _change(context, one), class_="change")),
        element("td", _box(context, last, "later_short")) if last else (element("td") if later else None),
        class_="changes" if one.changes else None,
    )


def _box(context: Context, figure: Figure, when: str) -> Node:
    """A figure as in the matrix, with its status in words beside it; on a narrow screen also which of the columns."""
    say = context.language.say
    words = in_words(figure, context)
    more = open_end(figure, context.language)
    box = element(
        "span",
        element("span", figure_sign(figure), count(figure, context), class_="sum"),
        element("small", more, class_="more") if more else None,
        class_=box_class(figure),
        aria_hidden="true",
    )
    where = element("span", say(f"self_assessment.figures.{when}"), class_="column-name muted")
    return element("div", where, box, element("span", words, class_="small"), class_="figure-in-words")


def _change(context: Context, one: Cell) -> Node | None:
    """How it changes: rises, falls, becomes known, or otherwise; nothing where it does not."""
    if not one.changes:
        return element("span", context.language.say("self_assessment.change.same"), class_="muted small")
    if one.direction:
        key, sign = ("rises", "▲") if one.direction > 0 else ("falls", "▼")
    else:
        known = one.before.status == "no_data" != one.after.status
        key, sign = ("known", "✓") if known else ("other", "◆")
    words = context.language.say(f"self_assessment.change.{key}")
    return element("span", element("span", sign, aria_hidden="true"), " ", words, class_=f"tag {key}")


def what_would_help(context: Context, found: Assessment, checked: CheckedSubmission) -> Node:
    """Rejected rows to correct, then the shortest list of what would raise a status, each with what it raises."""
    say, catalogue = context.language.say, context.catalogue
    rejected = [rejected_sentence(one, catalogue, context.language) for one in found.rejected]
    entries = [
        *(element("li", element("span", text)) for text in rejected),
        *(_fix(context, one, checked) for one in found.fixes),
    ]
    heading = element("h2", say("self_assessment.fix.heading"))
    if not entries:
        ends = [one.after for one in found.once_due.cells if _key(one.after) in found.main]
        all_met = all(one.status in _MENDED for one in ends)
        text = say("self_assessment.fix.all_met" if all_met else "self_assessment.fix.nothing")
        return element("section", heading, element("p", text, class_="muted"))
    intro = element("p", say("self_assessment.fix.intro"), class_="muted small") if found.fixes else None
    return element("section", heading, intro, element("ol", entries, class_="fixes"))


def _fix(context: Context, fix: Fix, draft: CheckedSubmission) -> Node:
    catalogue, language = context.catalogue, context.language
    text = fix_sentence(fix, draft, catalogue, language) if fix.sheets else _evidence(context, fix)
    raised = [element("p", one, class_="small raises") for one in raise_sentences(fix, catalogue, language)]
    return element("li", element("p", text), raised)


def _evidence(context: Context, fix: Fix) -> str:
    """What to do by when, or since when; the obligation itself speaks as of the day on which all is due."""
    catalogue, language, first = context.catalogue, context.language, fix.obligations[0]
    indicator = catalogue.indicator(first.indicator)
    parts = (context.area_name(first.qark), what_is_owed(catalogue, first, language), language.period(first.period))
    return language.say(
        f"self_assessment.fix.{fix.kind}",
        evidence=evidence_wanted(indicator, language),
        what=" · ".join(part for part in parts if part),
        date=language.date(first.due_on),
        sheet=catalogue.record(indicator.evidence.record).label[language.code],
    )


def _key(figure: Figure) -> tuple[str, str, str]:
    return figure.indicator, figure.area, figure.period
