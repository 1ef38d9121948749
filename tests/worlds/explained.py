"""Explain and Indicator against the oracle: the figure, every obligation behind it with its rows, the trend."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dashboard.model.context import Context
from indicators.language import Language
from tests import oracle
from tests.oracle.periods import LENGTHS, Period
from tests.worlds.boxes import check_boxes, check_by_status, check_sentence
from tests.worlds.drawn import Drawn
from tests.worlds.overview import check_card
from tests.worlds.reading import Node, box, find, graded, is_known, numbers, phrase, plain, sign_of, tags, text_of
from tests.worlds.told import Owed, Told

STATES = ("missing", "no_data", "late", "on_time", "early", "not_due")
DONE = {"en": "Done on {}", "sq": "Kryer më {}"}
LATE = {"en": "late (the due date was {})", "sq": "me vonesë (afati ishte {})"}
LATE_FAILS = {"en": "Came on {}, after the due date {}", "sq": "Erdhi më {}, pas afatit {}"}
LACKING = {
    "en": {"owed": "Still owed since {}", "missed": "was needed by {}, and nothing later", "not_due": "Needed by {}",
           "no_data": "Not known"},
    "sq": {"owed": "Detyrim i papërmbushur që nga data {}", "missed": "duhej deri më {}; më vonë",
           "not_due": "Duhet deri më {}", "no_data": "Nuk dihet"},
}  # fmt: skip
SOURCE = {"en": "Submission {}, sheet ‘{}’, row {}", "sq": "Dorëzimi {}, fleta ‘{}’, rreshti {}"}


def check_explain(tree: Node, told: Told, context: Context, earlier: Told | None) -> None:
    """The figure, its sentence, and exactly the obligations that it adds up."""
    words, chosen = context.language, context.filters
    figure = told.figures[chosen.indicator, chosen.area, chosen.period]
    card = [text_of(part) for part in find(tree, "headline")[0][2:]]
    check_card(card, words.say(f"status.{graded(figure)}"), figure, told, context)
    check_sentence(text_of(find(tree, "lead")[0]).strip(), figure, told, context)
    check_boxes(tree, told, context)
    _check_moves(tree, figure, earlier, context)
    behind = told.behind(chosen.indicator, chosen.area, chosen.period)
    tables = [
        one
        for one in tags(tree, "table")
        if len(tags(one, "thead")) == 1 and words.say("obligation.what") in text_of(tags(one, "thead")[0])
    ]
    if not behind:
        assert tables == []
        assert words.say("explain.nothing_owed") in text_of(tree)
        return
    (table,) = tables
    caption = text_of(tags(table, "caption")[0])
    assert numbers(caption, words.date(told.as_of)) == [str(len(behind))], caption
    assert words.date(told.as_of) in caption
    states = Counter(one["state"] for one in behind)
    counted = [plain(one) for one in tags(find(tree, "legend")[0], "li")]
    assert [one.split(" ", 1)[0] for one in counted if one[0].isdigit()] == [
        str(states[one]) for one in STATES if states[one]
    ]
    assert counted == [words.counted(f"counted.state.{one}", states[one]) for one in STATES if states[one]]
    _check_rows(table, behind, told, context)


def _check_moves(tree: Node, figure: dict[str, Any], earlier: Told | None, context: Context) -> None:
    """What moved since the other day: the rows add up to the last one, and it is the change of the figure."""
    chosen, found = context.filters, find(tree, "moves")
    if earlier is None:
        assert found == []
        return
    before = earlier.figures[chosen.indicator, chosen.area, chosen.period]
    change = [figure[name] - before[name] for name in ("numerator", "denominator", "unreported")]
    if not found:
        assert change == [0, 0, 0]
        assert context.language.say("moves.none") in text_of(tree)
        return
    rows = [[int(text_of(tags(cell, "span")[1]).replace("\N{MINUS SIGN}", "-")) for cell in find(row, "number")]
            for part in ("tbody", "tfoot") for row in tags(tags(found[0], part)[0], "tr")]  # fmt: skip
    assert rows[-1] == change
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == change


def _check_rows(table: Node, behind: list[Owed], told: Told, context: Context) -> None:
    """Each obligation once: its period, due date, state, what is needed, and each row of its evidence."""
    words = context.language
    left = list(behind)
    for row in tags(tags(table, "tbody")[0], "tr"):
        who, due, state, proof = row[2:]
        sources = sorted(text_of(one) for one in tags(proof, "summary"))
        need = text_of(proof[2])
        fits = [one for one in left if _is_row(one, text_of(who), text_of(due), plain(state), sources, context)]
        assert fits, (text_of(who), text_of(due), text_of(state), sources, left)
        wrong = [_wrong(need, one, told, words) for one in fits]
        assert None in wrong, (need, fits, wrong)
        left.remove(fits[wrong.index(None)])
    assert left == []


def _is_row(one: Owed, who: str, due: str, state: str, sources: list[str], context: Context) -> bool:
    words, catalogue = context.language, context.catalogue
    told = " ".join(state.split())
    label = words.say(f"state.{one['state']}")
    wanted = f"{label} {words.say('obligation.still_owed')}" if one["still_owed"] else label
    expected = sorted(
        SOURCE[words.code].format(row["submission"], catalogue.record(row["sheet"]).label[words.code], row["row"])
        for row in one["evidence"]
    )
    body = next(each.short[words.code] for each in catalogue.programme.bodies if each.id == one["body"])
    places = one["qark"] == context.filters.area or context.area_name(one["qark"]) in who
    return (
        (told, due, sources) == (wanted, words.short_date(one["due_on"]), expected)
        and places
        and body in who
        and (words.period(one["period"]) in who)
    )


def _wrong(need: str, one: Owed, told: Told, words: Language) -> str | None:
    """What is wrong with the sentence of an obligation; None where it says what it must and nothing against it."""
    code, due = words.code, words.date(one["due_on"])
    fails = told.indicator(one["indicator"]).late == "fails"
    if one["satisfied_on"]:
        on, is_late = words.date(one["satisfied_on"]), one["state"] == "late"
        starts = LATE_FAILS[code].format(on, due) if is_late and fails else DONE[code].format(on)
        is_said = need.startswith(starts) and (LATE[code].format(due) in need) == (is_late and not fails)
        return None if is_said else "satisfied"
    key = "owed" if one["still_owed"] else {"missing": "missed"}.get(one["state"], one["state"])
    said = [name for name, text in LACKING[code].items() if text.format(due) in need]
    return None if said == [key] else f"{key} is not {said}"


# --- Indicator


def check_indicator(drawn: Drawn, told: Told, context: Context) -> None:
    """Where the area stands, the trend in bars and words, each unit, and who stands where."""
    tree, words, chosen = drawn.tree, context.language, context.filters
    shown = told.answering(chosen.indicator, chosen.period)
    check_sentence(
        text_of(find(tree, "lead")[0]).strip(), told.figures[chosen.indicator, chosen.area, shown], told, context
    )
    ((chart, alt),) = drawn.charts
    codes = trend_codes(told, chosen.indicator)
    points = [told.figures[chosen.indicator, chosen.area, code] for code in codes]
    said = [_said(one, words) for one in points]
    assert alt == " ".join(f"{one}." for one in said), (alt, said)
    assert alt in text_of(tree)
    confirmed, possible, unknown = chart.data[:3]
    assert list(confirmed.y) == [one["value"] if is_known(one) else None for one in points]
    opened = [one["value_high"] - one["value"] if is_known(one) else None for one in points]
    assert list(possible.y) == opened
    assert list(unknown.y) == [1 if one["status"] == "no_data" else None for one in points]
    fractions = [one.text for one in chart.layout.annotations][: len(points)]
    bare = [f"{sign_of(one)} {box(one, words).split(' +')[0]}".strip() for one in points]
    assert fractions == bare, (fractions, bare)
    check_boxes(tree, told, context)
    heading = words.say("indicator.units", period=words.period(shown))
    assert heading in [text_of(one) for one in tags(tree, "h2")]
    figures = [told.figures[chosen.indicator, unit, shown] for unit in told.units]
    check_by_status(text_of(find(tree, "after")[0]), figures, context)
    places = [" ".join(text_of(one).split()) for part in find(tree, "multiple") for one in find(part, "place")]
    wanted = [f"{context.area_name(one['area'])} {sign_of(one).strip(DRAWN)} {_bare(one, words)}" for one in figures]
    assert sorted(places) == sorted(" ".join(one.split()) for one in wanted)


DRAWN = "●◐○"
"""Signs that are drawn, and no text."""


def _bare(figure: dict[str, object], words: Language) -> str:
    return box(figure, words).split(" +")[0]


def _said(figure: dict[str, object], words: Language) -> str:
    period = words.period(str(figure["period"]))
    return f"{period[:1].upper()}{period[1:]}: {phrase(figure, words)}"


def trend_codes(told: Told, indicator: str) -> list[str]:
    """The periods of a trend: those of a hand-in, else the indicator's own, else all; only where each has a figure."""
    programme, of = told.world.programme, told.indicator(indicator)
    for length in (programme.hand_in, of.every or "all", "all"):
        if length in LENGTHS:
            found: list[Period] = oracle.periods(programme, length)
            codes = [one.code for one in found]
            if codes and all((indicator, "AL", code) in told.figures for code in codes):
                return codes
    return ["all"]
