"""Whether a figure can still be met, in words; never what will be."""

from __future__ import annotations

from etl.what_if.attainable import Attainable
from indicators.language import Language
from indicators.model import Indicator


def attainable_sentence(found: Attainable, indicator: Indicator, language: Language) -> str:
    """What is needed, or that it is out of reach and since when; empty where nothing is left to say."""
    if found.kind in ("closed", "nothing_owed"):
        return ""
    if found.kind == "needs":
        rest = language.counted("attainable.rest", found.open)
        return language.say("attainable.needs", count=found.needed, rest=rest)
    if found.kind != "out_of_reach":
        return language.counted(f"attainable.{found.kind}", found.open)
    parts = [language.say("attainable.out_of_reach")]
    if found.since:
        parts = [language.say("attainable.out_of_reach_since", date=language.date(found.since))]
    if found.best is not None and found.open:
        graded = (indicator.thresholds.partly, indicator.thresholds.met)
        parts.append(language.say("attainable.best", share=language.share(found.best, graded)))
    return " ".join(parts)
