"""The report's draft and the scorecard of random worlds against the oracle; `WORLDS=500` draws more of them by hand."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.outputs.reports import scorecard_pdf
from tests.worlds.drawn import LATER, opened, words
from tests.worlds.paper import Paper, check_draft, check_scorecard
from tests.worlds.test_pages import CODES, GENERATE, MANY, SHARED, Look, looks
from tests.worlds.told import Told


@given(st.one_of(looks(), looks(strategy_only=True)), st.integers(0, 11))
@settings(max_examples=MANY or 2, deadline=None, phases=GENERATE)
def test_draft_and_scorecard_say_what_was_handed_in(look: Look, place: int) -> None:
    told = Told(look.world, look.world.as_of)
    paper = Paper(told, look.unit, told.hand_ins[place % len(told.hand_ins)])
    with opened(look.world, LATER if look.is_replay else look.world.as_of) as figures:
        for code in CODES:
            check_scorecard(figures, paper, words(code))
            check_draft(figures, paper, words(code))


PDF_TO_TEXT = shutil.which("pdftotext")


@pytest.mark.skipif(PDF_TO_TEXT is None, reason="pdftotext (poppler-utils) is not on this machine")
@given(looks(strategy_only=True), st.integers(0, 5))
@settings(max_examples=MANY // 10 or 1, deadline=None, phases=GENERATE, suppress_health_check=SHARED)
def test_the_printed_scorecard_read_back_says_the_same(tmp_path: Path, look: Look, place: int) -> None:
    """The PDF itself: its title, day, summary, every fraction and share, and how much is owed."""
    told = Told(look.world, look.world.as_of)
    paper = Paper(told, look.unit, told.hand_ins[place % len(told.hand_ins)])
    with opened(look.world) as figures:
        for code in CODES:
            data = check_scorecard(figures, paper, words(code))
            file = tmp_path / "scorecard.pdf"
            file.write_bytes(scorecard_pdf(figures, paper.unit, paper.period.code, told.as_of, words(code)))
            found = subprocess.run([str(PDF_TO_TEXT), "-layout", file, "-"], capture_output=True, check=True, text=True)
            read = " ".join(found.stdout.split())
            bare = read.replace(" ", "")
            assert data["as_of"] in read
            for one in (*data["summary"], *(each["title"] for each in data["groups"])):
                assert one.replace(" ", "").replace("\N{NO-BREAK SPACE}", "") in bare, (one, read)
            for one in data["figures"]:
                assert one["count"] in read
                assert one["share"].replace("\N{NO-BREAK SPACE}", " ") in read.replace("\N{NO-BREAK SPACE}", " "), one
