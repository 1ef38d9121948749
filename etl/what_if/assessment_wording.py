"""What an assessment says in words, in each language: fixes, and what they raise."""

from __future__ import annotations

from collections.abc import Iterator

from etl.figures.read_api import Figure
from etl.figures.wording import obligation_need
from etl.intake.submission import CheckedSubmission
from etl.what_if.assessment import Assessment
from etl.what_if.before_after import Cell
from etl.what_if.fixes import Fix, RejectedRows
from indicators.language import Language
from indicators.model import Catalogue
from indicators.periods import ALL


def figure_values(cell: Cell, catalogue: Catalogue, language: Language) -> dict[str, str]:
    """What is said of a figure before and after handing in: its title, area and period, and both counts."""
    before, after = _counts(cell.before, language), _counts(cell.after, language)
    return {**_named(cell.after, catalogue, language), "before": before, "after": after}


def fix_sentence(fix: Fix, draft: CheckedSubmission, catalogue: Catalogue, language: Language) -> str:
    """What to do: which sheet to add or hand in, or what evidence by when."""
    first = fix.obligations[0]
    area = catalogue.area_labels[first.qark][language.code]
    if not fix.sheets:
        body = next(one for one in catalogue.programme.bodies if one.id == first.body)
        need = obligation_need(first, catalogue, language)
        return language.say("assessment.fix.evidence", area=area, body=body.label[language.code], need=need)
    said = []
    for sheet in fix.sheets:
        in_time = draft.submitted_on is not None and sheet.needed_on <= draft.submitted_on
        later = "hand_in_once" if sheet.period == ALL else "hand_in"
        form = "add_sheet" if in_time and sheet.period in (draft.period, ALL) else later
        said.append(
            language.say(
                f"assessment.fix.{form}",
                area=area,
                sheet=catalogue.record(sheet.record).label[language.code],
                period=language.period(sheet.period),
                frequency=language.say(f"frequency.{catalogue.programme.submission_period}"),
                date=language.date(sheet.needed_on),
            )
        )
    return " ".join(said)


def raise_sentences(fix: Fix, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    """What the fix lifts, once all before it in the list is done."""
    form = "possible" if fix.kind == "unreported" else "certain"
    return tuple(
        language.say(
            f"assessment.raise.{form}",
            **_named(one.figure, catalogue, language),
            status=language.say(f"status.{one.to}"),
        )
        for one in fix.raises
    )


def rejected_sentence(rows: RejectedRows, catalogue: Catalogue, language: Language) -> str:
    """Where correcting rejected rows comes first."""
    sheet = catalogue.record(rows.record).label[language.code]
    return language.say("assessment.rejected", count=rows.rows, sheet=sheet, obligations=len(rows.obligations))


def remarks(found: Assessment, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """What the sender must know of the draft as a whole: known already, outranked by a later one, replacing another."""
    if found.known_as is not None:
        yield language.say("assessment.known", number=found.known_as)
    for one in found.outranked:
        sheet = catalogue.record(one.record).label[language.code]
        yield language.say("assessment.outranked", sheet=sheet, number=one.submission)
    for number in found.replaces:
        yield language.say("assessment.replaces", number=number)


def _named(figure: Figure, catalogue: Catalogue, language: Language) -> dict[str, str]:
    return {
        "title": catalogue.indicator(figure.indicator).title[language.code],
        "area": catalogue.area_labels[figure.area][language.code],
        "period": language.period(figure.period),
    }


def _counts(figure: Figure, language: Language) -> str:
    """A figure's status with its counts, and what is not reported; what is unknown is never shown as zero."""
    counted = "open" if figure.unreported else "counted"
    form = {"not_due": "alone", "not_applicable": "alone", "no_data": "unknown"}.get(figure.status, counted)
    return language.say(
        f"assessment.figure.{form}",
        status=language.say(f"status.{figure.status}"),
        numerator=language.number(figure.numerator),
        denominator=language.number(figure.denominator),
        unreported=language.number(figure.unreported),
    )
