"""What is printed: two pages, the same bytes, typefaces that hold every sign, all that the sheets must say."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

import pytest
import typst

from etl.figures.build_figures import BuildFigures
from etl.figures.labels import SIGNS
from etl.outputs.reports import ReportsNotInstalledError, reference_sheets_pdf, scorecard_pdf
from etl.outputs.reports.content import unit_report
from etl.outputs.reports.layouts import BASE, SCORECARD
from etl.outputs.reports.printing import _inputs, pages_of
from etl.outputs.reports.reference_sheets import _Sheets
from etl.outputs.reports.scorecard import _data, _fitted
from indicators.model import LANGUAGES, Words
from tests.ledger.bridge import SHIPPED
from tests.reports.worlds import AS_OF, PERIOD, UNIT, crowded, figures, speak

reported = cache(unit_report)


def printed(found: BuildFigures, unit: str, period: str, day: date, code: str) -> Any:
    language = speak(code)
    return _fitted(_data(reported(found, unit, period, day), language), day, language)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("world", [figures, crowded])
def test_scorecard_fits_two_pages_whatever_is_owed(world: Any, code: str) -> None:
    for day in (AS_OF, date(2011, 2, 1)):
        assert pages_of(SCORECARD, printed(world(), UNIT, PERIOD, day, code), day) <= 2


def test_as_much_as_fits_is_said_and_how_much_is_left_out() -> None:
    data = printed(crowded(), UNIT, PERIOD, date(2011, 2, 1), "en")
    everything = _data(reported(crowded(), UNIT, PERIOD, date(2011, 2, 1)), speak("en"))
    for shown, whole in zip(data["groups"], everything["groups"], strict=True):
        left = len(whole["rows"]) - len(shown["rows"])
        assert shown["more"] == (speak("en").say("report.and_more", count=left) if left else None)


def test_nothing_is_left_out_where_all_fits() -> None:
    data = printed(figures(), UNIT, PERIOD, date(2011, 2, 1), "en")
    assert [group["more"] for group in data["groups"]] == [None] * len(data["groups"])


def test_scorecard_is_the_same_whenever_and_holds_its_typeface() -> None:
    first, second = (scorecard_pdf(figures(), UNIT, PERIOD, AS_OF, speak("sq")) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-")
    assert b"LibertinusSerif-Regular" in first


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_to_be_warned_of(code: str) -> None:
    data = printed(figures(), UNIT, PERIOD, AS_OF, code)
    source, stated = (BASE + SCORECARD).encode(), _inputs(data, AS_OF)
    compiler = typst.Compiler(source, ignore_system_fonts=True, sys_inputs=stated)
    assert compiler.compile_with_warnings(pdf_standards=["ua-1"])[1] == []


def test_every_sign_is_in_the_typefaces() -> None:
    """PDF/A, unlike PDF/UA, refuses a page with a letter that no typeface holds."""
    signs = "".join(dict.fromkeys("".join(SIGNS.values()) + "ëçËÇ“”‘’…·–•?"))
    source = (BASE + "#data.signs").encode()
    stated = _inputs({"signs": signs, "language": "sq", "title": "ë", "size": 9}, AS_OF)
    assert typst.compile(source, ignore_system_fonts=True, sys_inputs=stated, pdf_standards=["a-2a"])
    stated = _inputs({"signs": "\u4e00", "language": "sq", "title": "ë", "size": 9}, AS_OF)
    with pytest.raises(typst.TypstError):
        typst.compile(source, ignore_system_fonts=True, sys_inputs=stated, pdf_standards=["a-2a"])


def test_demonstration_is_marked_on_the_page_and_in_its_foot() -> None:
    mark = speak("sq").say("report.demonstration")
    made_up = printed(figures(demonstration=True), UNIT, PERIOD, AS_OF, "sq")
    real = printed(figures(), UNIT, PERIOD, AS_OF, "sq")
    assert (made_up["notice"], made_up["foot"]) == (mark, mark)
    assert real["notice"] is None
    assert mark not in real["foot"]


def test_what_is_open_is_framed_and_drawn_from_confirmed_to_possible() -> None:
    data = printed(figures(), UNIT, "2009-S1", AS_OF, "en")
    terms = next(one for one in data["figures"] if one["title"].startswith("Terms"))
    assert (terms["status"], terms["low"], terms["high"], terms["count"]) == ("no_data", 0.0, 1.0, "? of 2")


@pytest.mark.parametrize("code", LANGUAGES)
def test_reference_sheets_say_every_field_of_every_indicator(code: str) -> None:
    said = json.dumps(_Sheets(SHIPPED, speak(code)).data(SHIPPED.indicators, date(2026, 1, 1)), ensure_ascii=False)
    for one in SHIPPED.indicators:
        texts = [
            one.id, one.title[code], one.definition[code], one.rationale[code], one.unit_of_measure[code][1:],
            one.data_type[code][1:], one.disaggregated_by[code][1:], one.data_source[code],
            one.method_of_collection[code], one.responsible_organisation[code], one.baseline[code],
            one.known_limitations[code], one.comparability[code], one.legal_clause.section,
            *(target.reason[code] for target in one.targets), *(each.text[code] for each in one.assumptions),
            *(each.reasoning[code] for each in one.examples), *(each.title[code] for each in one.examples),
            *(change.what[code] for change in one.changes), *(change.why[code] for change in one.changes),
        ]  # fmt: skip
        missing = [text for text in texts if json.dumps(text, ensure_ascii=False).strip('"') not in said]
        assert missing == []
    assert "{" not in said.replace('{"', "").replace("{}", "")


@pytest.mark.parametrize("code", LANGUAGES)
def test_reference_sheets_are_the_same_whenever(code: str) -> None:
    assert reference_sheets_pdf(SHIPPED, speak(code)) == reference_sheets_pdf(SHIPPED, speak(code))


def test_one_sheet_alone_and_none_unknown() -> None:
    one = SHIPPED.indicators[0].id
    assert len(reference_sheets_pdf(SHIPPED, speak("en"), [one])) < len(reference_sheets_pdf(SHIPPED, speak("en")))
    with pytest.raises(KeyError):
        reference_sheets_pdf(SHIPPED, speak("en"), ["no-such-indicator"])


def test_text_is_never_read_as_markup() -> None:
    title = Words(en='#panic("read as code") *bold* $x$')
    odd = SHIPPED.model_copy(update={"indicators": (SHIPPED.indicators[0].model_copy(update={"title": title}),)})
    assert reference_sheets_pdf(odd, speak("en")).startswith(b"%PDF-")


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.outputs.reports.find_spec", lambda _name: None)
    with pytest.raises(ReportsNotInstalledError):
        scorecard_pdf(figures(), UNIT, PERIOD, AS_OF, speak("en"))
    with pytest.raises(ReportsNotInstalledError):
        reference_sheets_pdf(SHIPPED, speak("en"))
