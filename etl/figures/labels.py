"""Names of what figures and records speak about, in the reader's language: bodies, codes, days, signs of a status."""

from __future__ import annotations

from datetime import date

from etl.figures.read_api import Obligation
from etl.figures.wording import item_label
from indicators.draft import UNITS
from indicators.language import Language
from indicators.model import Catalogue, Column, RecordKind, Words

SIGNS = {
    "met": "●", "partly_met": "◐", "not_met": "○", "open": "?", "no_data": "?", "not_due": "·", "not_applicable": "–",
    "early": "●", "on_time": "●", "late": "◐", "missing": "○",
}  # fmt: skip


def capitalised(text: str) -> str:
    """A text that begins a line or a sentence: its first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def body_label(catalogue: Catalogue, body: str, language: Language) -> str:
    """A body's short name."""
    return next((one.short[language.code] for one in catalogue.programme.bodies if one.id == body), body)


def value_label(catalogue: Catalogue, kind: RecordKind, column: str, value: object, language: Language) -> str:
    """A record's value as people read it: a code's label, a day in words, a text as it was typed; empty for none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return language.short_date(value)
    if isinstance(value, int | float):
        return language.number(value)
    of = kind.column(column)
    if of.type == "loose_date":
        return language.loose_date(str(value))
    if of.type == "date":
        return language.short_date(date.fromisoformat(str(value)))
    label = _code_label(catalogue, of, str(value))
    return label[language.code] if label else str(value)


def _code_label(catalogue: Catalogue, column: Column, code: str) -> Words | None:
    """What a code is called; None for a text of any other column. Units may be many, and have a look-up."""
    if column.codes == UNITS:
        return catalogue.area_labels.get(code)
    return next((one.label for one in catalogue.codes(column) if one.id == code), None)


def what_is_owed(catalogue: Catalogue, obligation: Obligation, language: Language) -> str:
    """An obligation's subject beyond indicator, area and period: the body where several owe, and the item."""
    several = len(catalogue.indicator(obligation.indicator).owed_by) > 1
    body = body_label(catalogue, obligation.body, language) if several else ""
    return " · ".join(part for part in (body, item_label(obligation, catalogue, language)) if part)
