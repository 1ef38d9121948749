"""`rcat export` and `explain`: what comes out."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from datetime import date
from typing import Any

from dashboard.commands.builds import current_figures
from dashboard.commands.common import DONE, FINDINGS, FaultError, catalogue_of, named_date, note, say, speak, unknown
from dashboard.commands.measures import explain_measure
from etl import audit
from etl.build.catalogue_rows import legal_clause
from etl.figures.labels import body_label, value_label
from etl.figures.read_api import Figure, Figures, Obligation, SourceRow
from etl.figures.wording import figure_sentence, in_reading_order, item_label, obligation_need
from etl.outputs.exports.export import Choice, UnknownChoiceError, check_choice, write_export
from etl.what_if.move_wording import definition_notes, move_sentence, said_by, signed, sum_sentence
from etl.what_if.moves import Counts, Moved, moved
from indicators.language import Language
from indicators.model import LANGUAGES, Catalogue


def opened(options: Namespace, catalogue: Catalogue) -> Figures:
    """The figures of the current build, built first where it is missing or older than catalogue or submissions."""
    if not options.data.is_dir():
        raise FaultError("no_file", file=options.data)
    return current_figures(options.data, catalogue, speak(options.lang))


def as_of_date(options: Namespace, figures: Figures) -> date:
    """The as-of date that is named, or the default one (FIGURES.md 4)."""
    return named_date(options.as_of) if options.as_of else figures.default_as_of


def export(options: Namespace) -> int:
    """Write the evaluators' tables."""
    catalogue, words = catalogue_of(options), speak(options.lang)
    figures = opened(options, catalogue)
    indicators, areas, periods = (tuple(one or ()) for one in (options.indicator, options.area, options.period))
    choice = Choice(as_of_date(options, figures), indicators, areas, periods)
    try:
        check_choice(choice, catalogue)
    except UnknownChoiceError as error:
        raise unknown(error.kind, error.value, error.known, words) from error
    written = write_export(options.out, figures, choice, options.format)
    rows = sum(one.rows or 0 for one in written)
    note(options, audit.EXPORTED, programme=catalogue.programme.id, format=options.format,
         as_of=choice.as_of.isoformat(), build=figures.build, rows=rows)  # fmt: skip
    for one in written:
        if one.rows is None:
            say(words.say("out.wrote", path=one.path))
        else:
            say(words.say("out.rows", path=one.path, count=one.rows, number=words.number(one.rows)))
    if figures.demonstration:
        say(words.say("out.demonstration"))
    return FINDINGS if figures.lacking else DONE


def explain(options: Namespace) -> int:
    """Every obligation behind one figure, and every source row behind each; for a measure every value and its rows."""
    catalogue, words = catalogue_of(options), speak(options.lang)
    figures = opened(options, catalogue)
    as_of = as_of_date(options, figures)
    if options.indicator in {one.id for one in catalogue.measures}:
        return explain_measure(options, figures, as_of)
    choice = Choice(as_of, (options.indicator,), (options.area,), (options.period,))
    try:
        check_choice(choice, catalogue)
    except UnknownChoiceError as error:
        raise unknown(error.kind, error.value, error.known, words) from error
    found = figures.values(choice)
    if not found:
        known = dict.fromkeys(one.period for one in figures.values(Choice(as_of, choice.indicators)))
        raise FaultError("no_figure", indicator=options.indicator, period=options.period, known=", ".join(known))
    owed = figures.behind(options.indicator, options.area, options.period, as_of)
    since = named_date(options.since) if options.since else None
    found_moved = moved(figures, options.indicator, options.area, options.period, since, as_of) if since else None
    sources = [row for one in owed for row in one.evidence]
    counts = figures.people(as_of)
    rows = {source: counts.shown(source, values) for source, values in figures.row_values(sources).items()}
    if options.json:
        answer = {**_as_json(found[0], owed, rows, figures), **_moved_as_json(found_moved, catalogue)}
        say(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
    else:
        _show(found[0], owed, rows, figures, words)
        _show_moved(found_moved, catalogue, words)
        if counts.withholds_any(sources):
            say(words.say("out.suppressed", minimum=catalogue.programme.disclosure.minimum))
    return DONE


def _as_json(
    figure: Figure, owed: tuple[Obligation, ...], rows: dict[SourceRow, dict[str, Any]], figures: Figures
) -> dict[str, Any]:
    catalogue = figures.catalogue
    both = {code: speak(code) for code in LANGUAGES}
    return {
        **asdict(figure),
        "demonstration": figures.demonstration,
        "sentence": {code: figure_sentence(figure, catalogue, words) for code, words in both.items()},
        "legal_clause": asdict_clause(catalogue, figure.indicator),
        "obligations": [
            {
                **{key: value for key, value in asdict(one).items() if key != "evidence"},
                "needs": {code: obligation_need(one, catalogue, words) for code, words in both.items()},
                "evidence": [{**asdict(row), "values": rows.get(row, {})} for row in one.evidence],
            }
            for one in owed
        ],
    }


def _moved_as_json(found: Moved | None, catalogue: Catalogue) -> dict[str, Any]:
    """What moved the figure; nothing where no day to compare with is named."""
    if found is None:
        return {}
    both = {code: speak(code) for code in LANGUAGES}
    key = ("indicator", "qark", "body", "period", "item", "due_on")
    moves = [
        {
            "reason": one.reason,
            **{name: getattr(one.obligation, name) for name in key},
            "before": one.before.state if one.before else None,
            "after": one.after.state if one.after else None,
            **asdict(one.change),
            "submissions": one.submissions,
            "why": {code: move_sentence(one, catalogue, words) for code, words in both.items()},
        }
        for one in found.moves
    ]
    change = Counts.of(found.after) - Counts.of(found.before)
    definitions = [one.model_dump() for one in found.definition_changes]
    return {"since": found.before.as_of, "before": asdict(Counts.of(found.before)), "change": asdict(change),
            "moves": moves, "definition_changes": definitions}  # fmt: skip


def _show_moved(found: Moved | None, catalogue: Catalogue, words: Language) -> None:
    if found is None:
        return
    say(words.say("out.moved", date=words.date(found.before.as_of)))
    say(sum_sentence(found, words))
    for note_ in definition_notes(found, words):
        say(note_)
    for one in found.moves:
        owed, source = one.obligation, said_by(one, words)
        item = item_label(owed, catalogue, words)
        line = words.say(
            "out.move",
            **{name: signed(count) for name, count in asdict(one.change).items()},
            area=catalogue.area_labels[owed.qark][words.code],
            body=body_label(catalogue, owed.body, words),
            period=words.period(owed.period),
            item=f", {item}" if item else "",
            why=move_sentence(one, catalogue, words),
            source=f" ({source})" if source else "",
        )
        say(line)
    if not found.moves:
        say(words.say("out.unmoved"))


def asdict_clause(catalogue: Catalogue, indicator: str) -> dict[str, str]:
    """The clause that an indicator rests on: source, section, words."""
    return catalogue.indicator(indicator).legal_clause.model_dump()


def _show(
    figure: Figure,
    owed: tuple[Obligation, ...],
    rows: dict[SourceRow, dict[str, Any]],
    figures: Figures,
    words: Language,
) -> None:
    catalogue = figures.catalogue
    if figures.demonstration:
        say(words.say("out.demonstration"))
    say(figure_sentence(figure, catalogue, words))
    say(words.say("out.as_of", date=words.date(figure.as_of)))
    say(words.say("out.clause", clause=legal_clause(catalogue.indicator(figure.indicator), catalogue)))
    for one in in_reading_order(owed, catalogue, words):
        item = item_label(one, catalogue, words)
        line = words.say(
            "out.obligation",
            state=words.say(f"state.{one.state}"),
            area=catalogue.area_labels[one.qark][words.code],
            body=body_label(catalogue, one.body, words),
            period=words.period(one.period),
            item=f", {item}" if item else "",
            need=obligation_need(one, catalogue, words),
        )
        say(line)
        for row in one.evidence:
            sheet = catalogue.record(row.sheet)
            values = rows.get(row, {})
            shown = [
                f"{column.label[words.code]}: {text}"
                for column in sheet.columns
                if (text := value_label(catalogue, sheet, column.id, values.get(column.id), words))
            ]
            line = words.say("out.evidence", submission=row.submission, sheet=sheet.label[words.code], row=row.row,
                             values="; ".join(shown))  # fmt: skip
            say(line)
