"""Sentences made from figures and obligations, in each language: beside charts, as alt text, in commands."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from etl.build.catalogue_rows import due_rule
from etl.figures.read_api import Figure, Obligation
from indicators import items, schedule
from indicators.language import Language
from indicators.model import Catalogue, Indicator, RecordKind


def figure_sentence(figure: Figure, catalogue: Catalogue, language: Language) -> str:
    """A figure in one sentence, with its confirmed-to-possible span where something is not reported."""
    indicator = catalogue.indicator(figure.indicator)
    share, high = figure_shares(figure, indicator, language)
    if figure.status in ("not_applicable", "not_due", "no_data"):
        form = figure.status
    elif not figure.unreported:
        form = "known"
    else:
        form = ("provisional" if figure.provisional else "span") + ("" if share != high else "_alike")
    return language.say(
        f"sentence.figure.{form}",
        count=figure.denominator,
        confirmed=language.say("sentence.confirmed", count=figure.numerator, denominator=figure.denominator),
        open=language.say("sentence.unreported", count=figure.unreported),
        title=indicator.title[language.code],
        area=catalogue.area_labels[figure.area][language.code],
        period=language.period(figure.period),
        denominator=figure.denominator,
        unit=indicator.unit_of_measure[language.code],
        share=share,
        high=high,
        status=language.say(f"status.{figure.status}"),
    )


def figure_shares(figure: Figure, indicator: Indicator, language: Language) -> tuple[str, str]:
    """The confirmed and the possible share as they are written, worked out from the counts; dashes where unknown.

    Where the two are alike as written, no sentence may speak of a span between them.
    """
    if figure.value is None:
        return language.share(None), language.share(None)
    graded = (indicator.thresholds.partly, indicator.thresholds.met)
    confirmed, possible = (
        language.share(Fraction(count, figure.denominator), graded)
        for count in (figure.numerator, figure.numerator + figure.unreported)
    )
    return confirmed, possible


def evidence_wanted(indicator: Indicator, language: Language) -> str:
    """What satisfies an obligation of the indicator, with the number where more than one is needed."""
    count = indicator.evidence.at_least
    return language.say("sentence.at_least", count=count, evidence=indicator.satisfied_by[language.code])


def item_label(obligation: Obligation, catalogue: Catalogue, language: Language) -> str:
    """The item of an obligation as people read it: codes as labels, the parts of a key side by side."""
    split = catalogue.indicator(obligation.indicator).for_each
    if split is None or not obligation.item:
        return ""
    if split.record:
        kind = catalogue.record(split.record)
        parts = items.split(obligation.item)
        named = [_label(kind, column, part, catalogue, language) for column, part in zip(split.key, parts, strict=True)]
        return " · ".join(one for one in named if one)
    evidence = catalogue.indicator(obligation.indicator).evidence
    column = next((one for one, value in evidence.where.items() if value == "$item"), None)
    (value,) = items.split(obligation.item)
    return _label(catalogue.record(evidence.record), column, value, catalogue, language)


def _label(kind: RecordKind, column: str | None, value: str, catalogue: Catalogue, language: Language) -> str:
    if column is None:
        return value
    labels = {code.id: code.label[language.code] for code in catalogue.codes(kind.column(column))}
    return labels.get(value, value)


def in_reading_order(
    obligations: Iterable[Obligation], catalogue: Catalogue, language: Language
) -> tuple[Obligation, ...]:
    """Obligations as a person looks through them: by area, period and body, then their items in the alphabet."""
    places = {one.code: at for at, one in enumerate(schedule.all_periods(catalogue))}

    def place(one: Obligation) -> tuple[object, ...]:
        area = language.alphabetical(catalogue.area_labels[one.qark][language.code])
        return area, places[one.period], one.body, language.alphabetical(item_label(one, catalogue, language)), one.item

    return tuple(sorted(obligations, key=place))


def obligation_need(obligation: Obligation, catalogue: Catalogue, language: Language) -> str:
    """What satisfied the obligation, or what would and by when (FIGURES.md 4 and 7)."""
    indicator = catalogue.indicator(obligation.indicator)
    wanted = evidence_wanted(indicator, language)
    item = item_label(obligation, catalogue, language)
    evidence = f"{wanted} ({item})" if item else wanted
    due = language.date(obligation.due_on)
    if obligation.satisfied_on:
        form = "satisfied" if obligation.state != "late" else "late" if indicator.late == "counts" else "late_fails"
        sheet = catalogue.record(indicator.evidence.record).label[language.code]
        return language.say(f"sentence.need.{form}", date=language.date(obligation.satisfied_on), due=due,
                            evidence=evidence, sheet=f"{sheet} ({item})" if item else sheet)  # fmt: skip
    if obligation.state == "no_data":
        return _unreported(obligation, indicator, catalogue, language)
    form = {"not_due": "not_due"}.get(obligation.state, "owed" if obligation.still_owed else "missed")
    form = form if indicator.is_duty else f"soft_{form}"
    return language.say(f"sentence.need.{form}", due=due, evidence=evidence)


def _unreported(obligation: Obligation, indicator: Indicator, catalogue: Catalogue, language: Language) -> str:
    """Which sheet must be handed in before the obligation can be judged."""
    split = indicator.for_each
    if split and split.record and not obligation.item:
        last = next(duty.last_hand_in for duty in schedule.duties(catalogue) if _same(duty, obligation))
        sheet = catalogue.record(split.record).label[language.code]
        return language.say("sentence.need.unknown_items", sheet=sheet, period=language.period(last))
    sheet = catalogue.record(indicator.evidence.record).label[language.code]
    if indicator.once:
        frequency = language.say(f"frequency.{catalogue.programme.submission_period}")
        day = language.date(indicator.once)
        return language.say("sentence.need.no_data_once", sheet=sheet, frequency=frequency, date=day)
    needed = [
        {"period": language.period(one.hand_in), "date": language.date(one.needed_on)}
        for one in schedule.needed(catalogue)
        if (one.indicator, one.period) == (indicator.id, obligation.period)
    ]
    if len(needed) == 1:
        return language.say("sentence.need.no_data", sheet=sheet, **needed[0])
    *before, last = (language.say("sentence.need.sheet_of", **one) for one in needed)
    return language.say("sentence.need.no_data_several", sheet=sheet, sheets=", ".join(before), last=last)


def _same(duty: schedule.Duty, obligation: Obligation) -> bool:
    return (duty.indicator, duty.body, duty.period) == (obligation.indicator, obligation.body, obligation.period)


def definition_note(indicator: Indicator, language: Language) -> str:
    """The footnote of every chart of the indicator: what counts, when it is due, what is assumed."""
    parts = [
        *([] if indicator.is_duty else [language.say("sentence.note.soft")]),
        language.say("sentence.note.counts", evidence=evidence_wanted(indicator, language)),
        language.say("sentence.note.due", due=due_rule(indicator, language.code)),
        language.say(f"sentence.note.late.{indicator.late}"),
        language.say(f"sentence.note.{indicator.aggregation}"),
        *(language.say("sentence.note.assumption", text=one.text[language.code]) for one in indicator.assumptions),
    ]
    return " ".join(parts)
