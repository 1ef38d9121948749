"""`rcat review`: how the Office's review of each semester stands, and deciding; `rcat access`: who has which role."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import UTC, date, datetime

from dashboard.commands.common import DONE, FINDINGS, FaultError, catalogue_of, say, speak, unknown, warn_unrecorded
from dashboard.commands.figures import opened
from dashboard.commands.hand_in import unit_named
from etl.access.archive import DecisionError, DecisionFolder
from etl.access.decisions import Action
from etl.access.grants import read_roles, roles_file
from etl.access.review import Proposal, Review, ReviewError, decide, review
from etl.access.viewer import local_viewer
from etl.access.wording import decisions_missed
from indicators.language import Language
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import Catalogue
from indicators.schedule import hand_in_periods
from indicators.today import day_of

ACTIONS: dict[str, Action] = {"accept": "accepted", "return": "returned", "lock": "locked", "reopen": "reopened"}


def standing(options: Namespace) -> int:
    """Every unit's hand-in period of which something was handed in or decided, with the last reason."""
    catalogue, words = catalogue_of(options), speak(options.lang)
    decisions = DecisionFolder(options.data, catalogue.programme.id).read()
    known = opened(options, catalogue).submissions(date.max)
    units = catalogue.programme.areas.units
    is_whole = not (decisions.damaged or decisions.unknown)
    for unit in sorted(units, key=lambda unit: words.alphabetical(unit.label[words.code])):
        for period in hand_in_periods(catalogue):
            found = review(decisions, known, catalogue, unit.id, period.code)
            if found.status != "nothing" or found.history:
                _show(found, catalogue, words)
            is_whole &= not found.missed
    if decisions.damaged:
        sys.stderr.write(words.say("access.review.damaged", count=len(decisions.damaged)) + "\n")
    for one in decisions.newer:
        sys.stderr.write(words.say("access.review.newer", file=one.file, found=one.found, ours=one.ours) + "\n")
    if decisions.unknown:
        sys.stderr.write(words.say("access.review.unknown") + "\n")
    return DONE if is_whole else FINDINGS


def take(options: Namespace) -> int:
    """Take a decision as the local user, and keep it for good."""
    catalogue, words = catalogue_of(options), speak(options.lang)
    unit = unit_named(options.qark, catalogue, words)
    periods = [period.code for period in hand_in_periods(catalogue)]
    if options.period not in periods:
        raise unknown("period", options.period, periods, words)
    known = opened(options, catalogue).submissions(date.max)
    proposal = Proposal(ACTIONS[options.decision], unit, options.period, options.reason or "")
    try:
        taken = decide(proposal, local_viewer(), options.data, catalogue, known, datetime.now(UTC))
    except ReviewError as error:
        raise FaultError("review", detail=words.say(f"access.review.error.{error.key}")) from error
    except DecisionError as error:
        raise FaultError("disk", detail=words.say(f"disk.{error.reason}")) from error
    warn_unrecorded(taken.unrecorded, words)
    decisions = DecisionFolder(options.data, catalogue.programme.id).read()
    _show(review(decisions, known, catalogue, unit, options.period), catalogue, words)
    return DONE


def _show(found: Review, catalogue: Catalogue, words: Language) -> None:
    place = catalogue.area_labels[found.unit][words.code]
    status = words.say(f"access.review.status.{found.status}")
    say(f"{place}, {words.say('access.review.is', period=words.period(found.period), status=status)}")
    for one in found.history:
        if one.reason:
            day = words.date(day_of(one.at, catalogue))
            say(f"  {day}, {words.say(f'access.review.done.{one.action}')}: {one.reason}")
    if found.missed:
        say("  " + words.say("access.review.missed", decision=decisions_missed(found.missed, words)))


def roles(options: Namespace) -> int:
    """Check the file of roles, and say who has which."""
    words = speak(options.lang)
    units = (unit.id for name in programmes() for unit in load(CATALOGUES / name).programme.areas.units)
    found = read_roles(options.data, dict.fromkeys(units))
    for problem in found.problems:
        say(problem.text(words))
    if not found.is_there:
        say(words.say("access.grants.missing"))
        say(words.say("access.grants.looked_for", path=roles_file(options.data)))
    for one in found.grants:
        parts = (words.say(f"access.role.{one.role}"), one.qark, one.issuer, one.subject,
                 one.until.isoformat() if one.until else None)  # fmt: skip
        say("  ".join(part for part in parts if part))
    return FINDINGS if found.problems else DONE
