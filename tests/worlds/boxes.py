"""The boxes of every page, the sentence of a figure, and the lists of what is to be done, against the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.model.context import Context
from indicators.language import Language
from tests.worlds.reading import (
    SIGNS,
    Node,
    Row,
    box,
    classes,
    find,
    is_known,
    leads_to,
    numbers,
    phrase,
    plain,
    shares,
    sign_of,
    tags,
    text_of,
    walk,
)
from tests.worlds.told import Told, Work, pieces

SATISFIED = ("early", "on_time", "late")


def check_boxes(tree: Node, told: Told, context: Context, earlier: Told | None = None) -> int:
    """Every box that opens a figure says that figure: fraction, colour, frame, words, history. How many there were."""
    found = 0
    for one in walk(tree):
        if one[0] == "a" and "href" in one[1] and {"cell", "multiple"} & {*classes(one), *_classes_inside(one)}:
            path, chosen = leads_to(one)
            if path == "explain":
                figure = told.figures[chosen["indicator"], chosen["area"], chosen["period"]]
                _check_box(one, figure, told, context, earlier)
                found += 1
    return found


def _classes_inside(node: Node) -> list[str]:
    """A link that holds bars is a small multiple."""
    return ["multiple"] if find(node, "bars") else []


def _check_box(one: Node, figure: Row, told: Told, context: Context, earlier: Told | None) -> None:
    words, shown, said = context.language, " ".join(plain(one).split()), phrase(figure, context.language)
    if "cell" in classes(one):
        assert {figure["status"]} == set(classes(one)) & {*SIGNS}, (one, figure)
        assert ("provisional" in classes(one)) == figure["provisional"]
        name = context.area_name(figure["area"])
        assert shown in (box(figure, words), f"{name} {box(figure, words)}".strip()), (shown, figure)
    else:
        _check_bars(one, figure, told, context)
    label, tip = one[1]["aria-label"], one[1]["data-tip"]
    assert said in label, (label, said)
    assert said in tip, (tip, said)
    assert context.area_name(figure["area"]) in label
    for line in tip.split("\n")[1:]:
        _check_line(line, figure, told, context)
    before = earlier.figures[key_of(figure)] if earlier else None
    if "cell" in classes(one) and before is not None:
        is_other = counts_of(before) != counts_of(figure)
        assert "changed" not in classes(one) or is_other, (one, before, figure)
        if "changed" in classes(one):
            assert label.endswith(f": {phrase(before, words)}"), label


def _check_line(line: str, figure: Row, told: Told, context: Context) -> None:
    """A line of a box's history: a period and how it was; or the box itself in words, or how it was that day."""
    words = context.language
    for period in told.choosable:
        if line.startswith(f"{words.period(period.code)}:  "):
            past = told.figures[figure["indicator"], figure["area"], period.code]
            plain = box(past, words) or words.say(f"status.{past['status']}")
            assert line == f"{words.period(period.code)}:  {sign_of(past)} {plain}", (line, past)
            return


def _check_bars(one: Node, figure: Row, told: Told, context: Context) -> None:
    """The bars of a small multiple, as high as confirmed and as possible, hatched where nothing is known."""
    bars = find(one, "bar")
    words = context.language
    lines = one[1]["data-tip"].split("\n")
    codes = [code.code for code in told.choosable for line in lines if line.startswith(f"{words.period(code.code)}:  ")]
    assert len(codes) == len(bars)
    own = [told.figures[figure["indicator"], figure["area"], code] for code in codes]
    own.sort(
        key=lambda row: lines.index(next(one for one in lines if one.startswith(f"{words.period(row['period'])}:  ")))
    )
    for bar, past in zip(bars, own, strict=True):
        heights = {classes(part)[0]: part[1].get("style-height") for part in bar[2:]}
        if not past["denominator"]:
            assert set(heights) == ({"pending"} if past["status"] == "not_due" else set())
        elif not is_known(past):
            assert set(heights) == {"unknown"}
        elif not past["value_high"]:
            assert set(heights) == {"zero"}
        else:
            assert heights == {
                "possible": f"{100 * past['value_high']:.1f}%",
                "confirmed": f"{100 * past['value']:.1f}%",
            }


def key_of(figure: Row) -> tuple[str, str, str]:
    return figure["indicator"], figure["area"], figure["period"]


def counts_of(figure: Row) -> tuple[Any, ...]:
    return figure["status"], figure["numerator"], figure["denominator"], figure["unreported"]


# --- the sentence of a figure

NOTHING = {
    "en": {"not_applicable": "nothing was owed.", "not_due": "nothing has fallen due yet."},
    "sq": {"not_applicable": "nuk kishte asnjë detyrim.", "not_due": "asnjë afat nuk ka ardhur ende."},
}
BETWEEN = {"en": "between", "sq": "midis"}
LEAVES = {"en": "which leaves the share at", "sq": "gjë që e lë pjesën te"}
OPEN = {"en": "for now, it could still change", "sq": "mund të ndryshojë ende"}


def check_sentence(said: str, figure: Row, told: Told, context: Context) -> None:
    """A figure's sentence: its counts, its span, its status, and nothing else."""
    words, of = context.language, context.catalogue.indicator(figure["indicator"])
    code = words.code
    place = f"{of.title[code]}, {context.area_name(figure['area'])}, {words.period(figure['period'])}: "
    assert said.startswith(place), said
    rest = said.removeprefix(place)
    if not is_known(figure):
        if figure["status"] in NOTHING[code]:
            assert rest == NOTHING[code][figure["status"]], said
            return
        assert numbers(rest, of.unit_of_measure[code]) == [str(figure["denominator"])], said
        assert ("none can be judged" in rest or "asnjë nuk mund" in rest) == (figure["denominator"] > 1), said
        return
    low, high = shares(figure, told, words)
    counts = [
        str(figure[name]) for name in ("numerator", "denominator", "unreported") if name != "unreported" or figure[name]
    ]
    found = numbers(rest, of.unit_of_measure[code])
    assert sorted(found) == sorted([*counts, low, *([high] if high != low else [])]), (said, low, high)
    assert (BETWEEN[code] in rest) == (low != high), said
    assert (LEAVES[code] in rest) == (low == high and figure["unreported"] > 0), said
    assert (OPEN[code] in rest) == figure["provisional"], said
    status = words.say(f"status.{figure['status']}")
    assert f"; {status}" in rest, said
    one = {"en": "1 of {} is confirmed", "sq": "konfirmohet 1 nga {}"}[code].format(figure["denominator"])
    assert (one in rest) == (figure["numerator"] == 1), said


# --- what is to be done


def entry_words(one: Work, context: Context) -> tuple[str, str]:
    """How an entry of a list begins and ends: its indicators, and its number of obligations and period."""
    words = context.language
    titles = " / ".join(context.catalogue.indicator(name).short[words.code] for name in one.indicators)
    several = {"en": "{} obligations", "sq": "{} detyrime"}[words.code].format(one.pieces)
    ends = [several] if one.pieces > 1 else []
    return titles, " · ".join([*ends, words.period(one.first["period"])])


def when_words(one: Work, told: Told, words: Language) -> str:
    days = (told.as_of - one.first["due_on"]).days
    if days > 0:
        return f"{days} {'day' if days == 1 else 'days'}" if words.code == "en" else f"{days} ditë"
    return words.short_date(one.first["due_on"])


def check_list(node: Node, works: Sequence[Work], told: Told, context: Context, *, limit: int, nothing: str) -> None:
    """A list of what is to be done: the first works, owed longest first, and how many pieces there are beside them."""
    words = context.language
    if not works:
        assert nothing in text_of(node), text_of(node)
        assert not tags(node, "li")
        return
    entries = [[text_of(part) for part in one[2:]] for one in tags(find(node, "todo")[0], "li")]
    assert len(entries) == min(limit, len(works))
    left = list(works)
    shown = []
    for what, when in entries:
        fits = [one for one in left if _is_of(what, when, one, told, context)]
        assert fits, (what, when, [(entry_words(one, context), when_words(one, told, words)) for one in works])
        left.remove(fits[0])
        shown.append(fits[0])
    days = [one.first["due_on"] for one in shown]
    assert days == sorted(days)
    assert all(one.first["due_on"] >= days[-1] for one in left)
    rest = pieces(left)
    more = {"en": f"and {rest} more", "sq": f"dhe {rest} {'tjetër' if rest == 1 else 'të tjera'}"}[words.code]
    assert (more in text_of(node)) == bool(rest), (text_of(node), rest)


def _is_of(what: str, when: str, one: Work, told: Told, context: Context) -> bool:
    begins, ends = entry_words(one, context)
    name = context.area_name(one.first["qark"])
    has_place = what.startswith(f"{name} ") and begins in what
    return (
        (what.startswith(begins) or has_place)
        and what.endswith(f"· {ends}")
        and when == when_words(one, told, context.language)
    )


def check_by_status(text: str, figures: Sequence[Row], context: Context) -> None:
    """`Met: Berat, Fier. No data: Kukës.`: each area under its status, and no other."""
    words = context.language
    expected = []
    unclear = {"en": "not certain yet", "sq": "ende i pasigurt"}[words.code]
    for status in ("met", "partly_met", "not_met", "open", "no_data", "not_due", "not_applicable"):
        named = [one["area"] for one in figures if ("open" if one["provisional"] else one["status"]) == status]
        if named:
            label = unclear if status == "open" else words.say(f"status.{status}")
            names = ", ".join(sorted(map(context.area_name, named), key=words.alphabetical))
            expected.append(f"{label[:1].upper()}{label[1:]}: {names}.")
    assert text == " ".join(expected), (text, expected)
