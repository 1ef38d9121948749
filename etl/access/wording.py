"""Decisions that are damaged or gone, in the reader's words: what the audit log still knows of them."""

from __future__ import annotations

from collections.abc import Iterable

from etl.access.decisions import Missed
from indicators.language import Language


def decisions_missed(missed: Iterable[Missed], words: Language) -> str:
    """Which decisions the log names: number, action, and the log's entry of each."""
    return "; ".join(
        ", ".join(
            (
                *([words.say("access.review.numbered", number=one.number)] if one.number else []),
                words.say(f"access.review.done.{one.action}"),
                words.say("access.review.entry", number=one.entry),
            )
        )
        for one in missed
    )
