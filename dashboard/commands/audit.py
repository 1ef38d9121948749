"""`rcat audit verify`, `show`, `head`: who did what, whether the log is as it was written and fits what is kept."""

from __future__ import annotations

import re
from argparse import Namespace

from dashboard.commands.common import DONE, FINDINGS, FaultError, catalogue_of, say, speak
from etl import audit
from etl.access.recorded import differences
from etl.scrub.standing import standing
from indicators.language import Language
from indicators.schedule import hand_in_periods

_HEAD = re.compile(r"(\d{1,12}):([0-9a-f]{64})")


def verify(options: Namespace) -> int:
    """Look for any change of the log, of submissions and of decisions; each is a line, and the status is then 1."""
    words = speak(options.lang)
    elsewhere = _noted_head(options.head)
    verdict = audit.verify(options.data, elsewhere)
    for problem in verdict.problems:
        say(words.say(f"audit.problem.{problem.kind}", line=problem.line))
    differs = _compare_with_submissions(options, words)
    differs |= _compare_with_decisions(options, words)
    say(words.say("audit.entries", count=verdict.entries))
    if verdict.problems or differs:
        return FINDINGS
    say(words.say("audit.good"))
    if verdict.entries:
        say(words.say("audit.note_elsewhere", head=_head_text(verdict.head)))
    return DONE


def show(options: Namespace) -> int:
    """Every entry, a line each: number, time, who, what, and the facts."""
    words = speak(options.lang)
    for one in tuple(audit.entries(options.data)):
        facts = ", ".join(f"{_fact(name, words)} {value}" for name, value in one.facts.items())
        say(
            "  ".join(
                (str(one.number), one.at, _actor(one.actor, words), words.say(f"audit.action.{one.action}"), facts)
            )
        )
    return DONE


def head(options: Namespace) -> int:
    """The last entry's number and hash, to be noted where nobody of this machine can change it."""
    say(_head_text(audit.verify(options.data).head))
    return DONE


def _compare_with_submissions(options: Namespace, words: Language) -> bool:
    """Say which submissions are missing, damaged, or not what the log says was handed in; whether there are any."""
    found = standing(options.data, catalogue_of(options).programme.id)
    for one in found.missing:
        say(words.say("audit.lost", sha256=one.sha256))
    for one in found.damaged:
        say(words.say("fault.damaged_submission", number=one.submission, sha256=one.sha256))
    for one in found.changed:
        say(words.say("audit.otherwise", number=one.submission, sha256=one.sha256))
    for one in found.originals:
        say(words.say("audit.original", number=one.submission, sha256=one.sha256))
    if found.without_entry:
        say(words.say("audit.without_entry", count=found.without_entry))
    return not found.is_whole


def _compare_with_decisions(options: Namespace, words: Language) -> bool:
    """Say of which decisions log and archive differ, and whether there are any; never why they were taken."""
    catalogue = catalogue_of(options)
    periods = {period.code for period in hand_in_periods(catalogue)}
    found = differences(options.data, catalogue.programme.id)
    for one in found:
        # What a file that somebody put in says may be anything.
        is_known = one.unit in catalogue.area_labels and one.period in periods
        what = (words.say(f"audit.action.{one.action}"), one.unit, one.period) if is_known else ()
        number = words.say("audit.decision.numbered", number=one.number) if one.number else None
        named = ", ".join(str(part) for part in (number, *what) if part)
        say(words.say(f"audit.decision.{one.kind}", decision=named, entry=one.entry))
    return bool(found)


def _noted_head(written: str | None) -> audit.Head | None:
    if written is None:
        return None
    found = _HEAD.fullmatch(written)
    if found is None:
        raise FaultError("head", value=written)
    return audit.Head(int(found[1]), found[2])


def _head_text(head: audit.Head) -> str:
    return f"{head.number}:{head.hash}"


def _actor(actor: str, words: Language) -> str:
    return words.say("audit.local") if actor == audit.LOCAL else actor


def _fact(name: str, words: Language) -> str:
    key = f"audit.fact.{name}"
    return words.say(key) if words.has(key) else name
