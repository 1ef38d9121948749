"""`rcat check`, `submit`, `build`, `template`, `demo`: what goes in."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path

from dashboard.commands.builds import built_after_keeping, built_by
from dashboard.commands.common import (
    DONE,
    FAILED,
    FINDINGS,
    FaultError,
    catalogue_of,
    note,
    progress,
    say,
    speak,
    unknown,
    warn_unrecorded,
)
from etl import audit, hand_in
from etl.access.viewer import local_viewer
from etl.intake.findings import Finding
from indicators.keys import fold_key
from indicators.language import Language
from indicators.model import LANGUAGES, Catalogue
from indicators.schedule import hand_in_periods
from indicators.today import today_of


def check(options: Namespace) -> int:
    """Read and validate; nothing is stored."""
    return _take(options, keep=False)


def submit(options: Namespace) -> int:
    """Check, keep what is accepted, rebuild."""
    return _take(options, keep=True)


def _take(options: Namespace, *, keep: bool) -> int:
    catalogue, words = catalogue_of(options), speak(options.lang)
    paths = [Path(name) for name in options.file]
    for path in paths:
        if not path.exists():
            raise FaultError("no_file", file=path)
    today = today_of(catalogue)
    outcomes = hand_in.check(paths, catalogue, today, limits=not options.no_limits, progress=progress())
    if not outcomes:
        raise FaultError("nothing", file=", ".join(map(str, paths)))
    outcomes = hand_in.foreseen(
        outcomes, options.data, catalogue, today_of(catalogue), local_viewer() if keep else None
    )
    single = len(paths) == len(outcomes) == 1
    is_built = True
    if keep and single and outcomes[0].losses and not options.yes and not _asked_once_more(outcomes[0], words):
        sys.stderr.write(words.say("out.not_handed_in", file=outcomes[0].checked.file) + "\n")
        return FAILED
    if keep:
        # What is kept is acknowledged below whatever becomes of the database: that is derived.
        outcomes = list(hand_in.keep(outcomes, options.data, catalogue, local_viewer()))
        is_built = built_after_keeping(options.data, catalogue, words)
    warn_unrecorded(next((one.unrecorded for one in outcomes if one.unrecorded), None), words)
    for one in outcomes:
        if options.json and one.receipt is not None and one.receipt.already_known:
            line = words.say("out.known", number=one.receipt.submission)
            sys.stderr.write(f"{one.checked.file}: {line.strip()}\n")
    if options.json:
        say(json.dumps([_as_json(one) for one in outcomes], ensure_ascii=False, indent=1))
    else:
        for one in outcomes:
            _show(one, catalogue, words, kept=keep)
    status = _status(outcomes, words, single=single)
    return status if is_built else max(status, FINDINGS)


def _asked_once_more(outcome: hand_in.Outcome, words: Language) -> bool:
    """Whether it is to be handed in though something falls: somebody at a terminal is asked, nobody else is."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    for finding in outcome.losses:
        sys.stderr.write(_line(finding, words) + "\n")
    sys.stderr.write(words.say("out.falls"))
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in words.say("out.answers").split()


def _as_json(outcome: hand_in.Outcome) -> dict[str, object]:
    """One submission as INTERFACES.md fixes it; what it takes away, and that it could not be kept, are findings too."""
    found = [one.as_json() for one in (*outcome.checked.findings, *outcome.losses)]
    content = {**outcome.checked.as_json(), "findings": found}
    if outcome.fault is None:
        return content
    message = {code: _fault(outcome, speak(code)).removeprefix("rcat: ") for code in LANGUAGES}
    about = dict.fromkeys(("sheet", "row", "column", "value"))
    finding = {"level": "error", **about, "rule": outcome.fault, "message": message}
    return {**content, "findings": [*found, finding]}


def _fault(outcome: hand_in.Outcome, words: Language) -> str:
    """Why one could not be kept. To try again helps where it is this machine's fault, not where it may not be taken."""
    key = "not_taken" if outcome.fault in hand_in.NOT_TAKEN else "store"
    return words.say(f"fault.{key}", file=outcome.checked.file, detail=words.say(f"disk.{outcome.fault}"))


def _status(outcomes: list[hand_in.Outcome], words: Language, *, single: bool) -> int:
    """0 done, 1 with findings, 2 where the one submission named could not be taken (INTERFACES.md, "Commands")."""
    faults = [one for one in outcomes if one.fault is not None]
    for one in faults:
        sys.stderr.write(_fault(one, words) + "\n")
    if any(one.fault not in hand_in.NOT_TAKEN for one in faults) or (single and faults):
        return FAILED
    refused = [one.checked for one in outcomes if one.checked.refused]
    if single and refused:
        reason = refused[0].stopped_by.message(words) if refused[0].stopped_by else ""
        line = words.say("fault.refused", file=refused[0].file, reason=" ".join(reason.split()))
        sys.stderr.write(line + "\n")
        return FAILED
    errors = any(finding.level == "error" for one in outcomes for finding in one.checked.findings)
    return FINDINGS if faults or refused or errors else DONE


def _show(outcome: hand_in.Outcome, catalogue: Catalogue, words: Language, *, kept: bool) -> None:
    """One submission for people: what it is, the rows of each sheet, the findings, what became of it."""
    checked = outcome.checked
    if checked.refused:
        say(words.say("out.refused", file=checked.file))
    elif checked.form and checked.period and checked.submitted_on:
        form = catalogue.form(checked.form).label[words.code]
        place = catalogue.area_labels[checked.qark][words.code] if checked.qark else words.say("out.everyone")
        day, period = words.date(checked.submitted_on), words.period(checked.period)
        say(words.say("out.submission", file=checked.file, form=form, place=place, period=period, date=day))
        for kind, accepted in checked.accepted.items():
            sheet = catalogue.record(kind).label[words.code]
            say(words.say("out.counts", sheet=sheet, accepted=accepted, rejected=checked.rejected[kind]))
    for finding in (*checked.findings, *outcome.losses):
        say(_line(finding, words))
    if outcome.receipt is not None:
        key = "out.known" if outcome.receipt.already_known else "out.kept"
        say(words.say(key, number=outcome.receipt.submission, sha256=checked.sha256))
    elif not checked.refused and not kept:
        say(words.say("out.would"))


def _line(finding: Finding, words: Language) -> str:
    """A finding for people, with its place as far as it has one."""
    place, text = finding.place(words), finding.message(words)
    return (
        words.say(f"out.{finding.level}", place=place, text=text)
        if place
        else words.say(f"out.{finding.level}_of_file", text=text)
    )


def build(options: Namespace) -> int:
    """Rebuild the database from catalogue and submissions alone."""
    catalogue, words = catalogue_of(options), speak(options.lang)
    path, is_whole = built_by(options.engine, options.data, catalogue, words)
    note(options, audit.BUILT, programme=catalogue.programme.id, build=path.stem)
    say(words.say("out.built", path=path))
    return DONE if is_whole else FINDINGS


def template(options: Namespace) -> int:
    """Write a workbook to fill in, with what was last accepted; or the form for a collection tool."""
    from dashboard.commands.figures import opened  # noqa: PLC0415
    from etl.outputs.forms.template import TemplateRequest, blank, prefilled, write_template  # noqa: PLC0415
    from etl.outputs.forms.xlsform import write_xlsform  # noqa: PLC0415

    catalogue, words = catalogue_of(options), speak(options.lang)
    forms = {form.id: form for form in catalogue.programme.forms}
    form_name = options.form or next(form.id for form in catalogue.programme.forms if form.covers == "unit")
    if form_name not in forms:
        raise unknown("form", form_name, forms, words)
    form = forms[form_name]
    if options.xlsform:
        write_xlsform(options.out, catalogue, form)
        say(words.say("out.wrote", path=options.out))
        return DONE
    for name in ("period", "qark") if form.covers == "unit" else ("period",):
        if getattr(options, name) is None:
            raise FaultError("usage", detail=words.say("usage.required", names=f"--{name}"), command="template")
    unit = unit_named(options.qark, catalogue, words) if form.covers == "unit" else None
    periods = [period.code for period in hand_in_periods(catalogue)]
    if options.period not in periods:
        raise unknown("period", options.period, periods, words)
    request = TemplateRequest(
        catalogue, form, unit, options.period, words, today_of(catalogue), all_sheets=options.all_sheets
    )
    content = prefilled(opened(options, catalogue), request) if options.data.is_dir() else blank(request)
    write_template(options.out, request, content)
    say(words.say("out.wrote", path=options.out))
    if content.left_out:
        names = ", ".join(catalogue.record(name).label[words.code] for name in content.left_out)
        say(words.say("out.left_out", sheets=names))
    return DONE


def unit_named(value: str, catalogue: Catalogue, words: Language) -> str:
    """The qark that a code or a name in any language means."""
    names: dict[str, str] = {}
    for code in catalogue.code_lists["units"]:
        for name in (code.id, *code.label.values(), *code.also):
            names[fold_key(name)] = code.id
    if fold_key(value) not in names:
        known = [code.label[words.code] for code in catalogue.code_lists["units"]]
        raise unknown("qark", value, known, words)
    return names[fold_key(value)]


def demo(options: Namespace) -> int:
    """Write a full set of demonstration submissions."""
    from etl.demonstration import PlanError, write_demonstration  # noqa: PLC0415

    words = speak(options.lang)
    try:
        written = write_demonstration(options.out, catalogue_of(options))
    except PlanError as error:
        raise FaultError("plan", detail=error.message(words)) from error
    say(words.say("out.demonstration"))
    say(words.say("out.demo", count=len(written), path=options.out))
    return DONE
