"""Names of what figures and records speak about, in the reader's language: bodies, codes, days, signs of a status."""

from __future__ import annotations

from datetime import date

from etl.figures import Obligation
from etl.wording import item_label
from indicators.language import Language
from indicators.model import Catalogue, RecordKind

SIGNS = {
    "met": "●", "partly_met": "◐", "not_met": "○", "no_data": "?", "not_due": "·", "not_applicable": "–",
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
    if kind.column(column).type == "loose_date":
        return language.loose_date(str(value))
    if kind.column(column).type == "date":
        return language.short_date(date.fromisoformat(str(value)))
    labels = {code.id: code.label[language.code] for code in catalogue.codes(kind.column(column))}
    return labels.get(str(value), str(value))


def what_is_owed(catalogue: Catalogue, obligation: Obligation, language: Language) -> str:
    """An obligation's subject beyond indicator, area and period: the body where several owe, and the item."""
    several = len(catalogue.indicator(obligation.indicator).owed_by) > 1
    body = body_label(catalogue, obligation.body, language) if several else ""
    return " · ".join(part for part in (body, item_label(obligation, catalogue, language)) if part)
