"""Self-assessment of drafts of random worlds against the oracle; `WORLDS=500` draws more of them by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.components.assessment.assessment import row_counts, verdict
from dashboard.components.assessment.figures import before_and_after, what_would_help
from dashboard.components.assessment.losses import losses_section
from dashboard.components.layout.page import show_page
from dashboard.model.context import Context
from dashboard.state.assessment import Draft
from etl.what_if.assessment import Assessment, assess
from tests.worlds.assessed import Drafted, check_figures, check_help, check_losses, check_rows
from tests.worlds.drawn import LATER, context_of, draw, opened
from tests.worlds.reading import Node, text_of
from tests.worlds.test_pages import CODES, GENERATE, MANY, SHARED, looks


def drawn(context: Context, *nodes: Any) -> Node:
    return draw(lambda of: show_page("assessed", of, *nodes), context).tree


def check(drafted: Drafted, found: Assessment, context: Context) -> None:
    later, say = found.once_due.as_of, context.language.say
    check_figures(drawn(context, before_and_after(context, found)), drafted, later, context)
    check_help(drawn(context, what_would_help(context, found, drafted.form)), drafted, later, context)
    check_losses(drawn(context, losses_section(context, found.losses)), drafted, later, context)
    check_rows(drawn(context, row_counts(context, drafted.form)), drafted, context)
    said = text_of(drawn(context, verdict(context, Draft(None, drafted.form), None, loses=bool(found.losses))))
    rejected = sum(drafted.draft.rejected.values())
    name = "with_errors" if rejected else "with_losses" if found.losses else "clean"
    assert say(f"self_assessment.verdict.{name}.do", count=rejected) in said, (name, said)


@st.composite
def drafts(pick: st.DrawFn) -> Drafted:
    """A world and its draft: its last submission, or an earlier one again that may lack rows."""
    look = pick(looks(strategy_only=pick(st.booleans())))
    world = look.world
    assume(world.submissions)
    if pick(st.booleans()):
        base = pick(st.sampled_from(world.submissions))
        sheets = {kind: rows[pick(st.integers(0, len(rows))) :] for kind, rows in base.sheets.items()}
        later = pick(st.sampled_from([one.submitted_on for one in world.submissions]))
        again = replace(base, number=len(world.submissions) + 1, submitted_on=max(base.submitted_on, later),
                        sheets=sheets)  # fmt: skip
        world = replace(world, submissions=(*world.submissions, again))
    last = max(one.submitted_on for one in world.submissions)
    return Drafted(world, LATER if look.is_replay else max(last, world.as_of))


@given(drafts())
@settings(max_examples=MANY or 2, deadline=None, phases=GENERATE, suppress_health_check=SHARED)
def test_an_assessment_says_what_the_draft_would_do(drafted: Drafted) -> None:
    with opened(replace(drafted.world, submissions=drafted.world.submissions[:-1])) as figures:
        found = assess(drafted.kept, drafted.form, figures.catalogue, drafted.today)
        assert found.now.as_of == drafted.now
        assert set(found.main) == set(drafted.main)
        for code in CODES:
            check(drafted, found, context_of(figures, code, drafted.now))
