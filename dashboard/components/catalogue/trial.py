"""What a changed catalogue would flip: the place to drop it, its problems, and every status that would change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.components.figures.changes import box_in_words
from dashboard.components.layout.board import ASSETS
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_page
from dashboard.model.context import Context
from dashboard.state import catalogue_trial as trials
from etl.intake.container.guard import MEGABYTE
from etl.what_if.changes import FigureChange
from etl.what_if.trial import LIMITS, CatalogueProblem, Trial
from indicators.language import Language

_WORDS = ("choose", "kinds", "here", "failed", "on-its-way")


def catalogue_trial(context: Context) -> None:
    """Let a catalogue be dropped, and say what came of it."""
    say = context.language.say
    show_page("trial_intro", context, element("h2", say("trial.heading")), element("p", say("trial.intro")))
    st.html(ASSETS / "drop.css")
    st.html(f"<style>.st-key-drop {{ {_words(context.language)} }}</style>")
    with st.container(key="drop"):
        st.file_uploader(say("trial.drop.label"), key=trials.drop_key(), on_change=trials.take)
    dropped = trials.current()
    if dropped is None:
        return
    with st.spinner(say("trial.working")):
        trial = trials.tried(context, dropped)
    show_page("trial", context, element("h3", dropped.name), *_outcome(context, trial))
    st.button(say("trial.put_away"), on_click=trials.put_away)


def _words(language: Language) -> str:
    """The words as custom properties; a JSON string is a CSS string, too, for texts without control characters."""
    limit = LIMITS.file_bytes // MEGABYTE
    texts = {word: language.say(f"trial.drop.{word.replace('-', '_')}", limit=limit) for word in _WORDS}
    return " ".join(f"--drop-{word}: {json.dumps(text, ensure_ascii=False)};" for word, text in texts.items())


def _outcome(context: Context, trial: Trial) -> Sequence[Node | None]:
    if trial.fault is not None:
        reason = context.language.say(f"trial.fault.{trial.fault.rule}", **dict(trial.fault.values))
        return (element("p", reason, class_="notice", role="alert"),)
    if trial.problems:
        return _problems(context, trial.problems, trial.problem_count)
    return _flips(context, trial)


def _problems(context: Context, problems: Sequence[CatalogueProblem], count: int) -> Sequence[Node | None]:
    """Every problem with its file and line, and what to do."""
    language, say = context.language, context.language.say
    heads = [element("th", say(f"trial.{name}"), scope="col") for name in ("file", "line", "problem")]
    rows = [
        element("tr", element("th", one.file, scope="row"), element("td", language.number(one.line)),
                element("td", one.message[language.code]))
        for one in problems
    ]  # fmt: skip
    table = _table(say("trial.problems_caption"), heads, rows)
    return (
        element("p", say("trial.problems", count=count), class_="notice", role="alert"),
        table,
        _more(context, count - len(problems)),
    )


def _flips(context: Context, trial: Trial) -> Sequence[Node | None]:
    """In a sentence how many statuses would change, then each before and after."""
    language, say = context.language, context.language.say
    day = language.date(context.filters.as_of)
    key = "flips" if trial.flip_count else "no_flips"
    said = say(f"trial.{key}", count=trial.flip_count, moved=language.number(trial.moved), date=day)
    sentence = element("p", said, class_="lead", role="status")
    if not trial.flips:
        return (sentence,)
    heads = [element("th", say(f"trial.{name}"), scope="col") for name in ("figure", "area", "before", "after")]
    rows = [_flip(context, one, trial) for one in trial.flips]
    return sentence, _table(say("trial.flips_caption"), heads, rows), _more(context, trial.flip_count - len(rows))


def _flip(context: Context, one: FigureChange, trial: Trial) -> Node:
    code = context.language.code
    indicator, area = (_label(labels, name, code) for labels, name in
                       ((trial.indicators, one.indicator), (trial.areas, one.area)))  # fmt: skip
    place = {"indicator": one.indicator, "area": one.area, "period": one.period}
    missing = element("span", context.language.say("trial.none"), class_="muted small")
    return element(
        "tr",
        element("th", f"{indicator} · {context.language.period(one.period)}", scope="row"),
        element("td", area),
        element("td", box_in_words(context, one.before, context.links.to("explain", **place)) or missing),
        element("td", box_in_words(context, one.after) or missing),
    )


def _label(labels: Mapping[str, Mapping[str, str]] | None, name: str, code: str) -> str:
    return (labels or {}).get(name, {}).get(code, name)


def _table(caption: str, heads: Sequence[Node], rows: Sequence[Node]) -> Node:
    grid = element("table", element("caption", caption), element("thead", element("tr", heads)),
                   element("tbody", rows), class_="plain stacks since")  # fmt: skip
    return element("div", grid, class_="scroller tall", tabindex="0", role="region", aria_label=caption)


def _more(context: Context, count: int) -> Node | None:
    return element("p", context.language.say("trial.more", count=count), class_="small") if count > 0 else None
