"""From the oracle's plain world to the product's: the same indicators and submissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from etl.store.kept import Kept, plain
from indicators.loader import CATALOGUES, load
from indicators.model import Body, Catalogue, Due, Evidence, ForEach, Indicator, Span, Thresholds
from tests import oracle

SHIPPED = load(CATALOGUES / "rcat-2008-2010")


def kept(submissions: Sequence[oracle.Submission]) -> list[Kept]:
    """Submissions as the store keeps them."""
    return [
        Kept(
            submission=one.number,
            sha256=f"{one.number:064x}",
            form=one.form,
            qark=one.qark,
            period=one.period,
            submitted_on=one.submitted_on,
            received_at="2026-01-01T00:00:00+00:00",
            demonstration=False,
            rejected=one.rejected,
            sheets={kind: _sheet(kind, rows) for kind, rows in one.sheets.items()},
            findings=(),
        )
        for one in submissions
    ]


def _sheet(kind: str, rows: Sequence[oracle.Row]) -> Mapping[str, Any]:
    return {
        "sheet": kind,
        "rows": [[row.row, {column: plain(value) for column, value in row.values.items()}] for row in rows],
    }


def catalogue(programme: oracle.Programme, indicators: Sequence[oracle.Indicator]) -> Catalogue:
    """The shipped catalogue with the bodies' dates and the definitions of a random world."""
    template = SHIPPED.indicators[0]
    bodies = tuple(
        Body.model_validate(
            {
                "id": body.id,
                "label": body.label,
                "short": body.short,
                "from": first,
                "to": last,
                "only_in": programme.only_in.get(body.id, ()),
            }
        )
        for body in SHIPPED.programme.bodies
        for first, last in [programme.bodies.get(body.id, (None, None))]
    )
    return SHIPPED.model_copy(
        update={
            "programme": SHIPPED.programme.model_copy(
                update={
                    "bodies": bodies,
                    "span": Span.model_validate({"from": programme.start, "to": programme.end}),
                    "submission_period": programme.hand_in,
                }
            ),
            "indicators": tuple(_indicator(template, one) for one in indicators),
        }
    )


def _indicator(template: Indicator, one: oracle.Indicator) -> Indicator:
    split = None
    if isinstance(one.for_each, oracle.ForEachList):
        split = ForEach(list=one.for_each.values)
    elif one.for_each is not None:
        split = ForEach(record=one.for_each.record, key=one.for_each.key)
    days = one.days_after_period_end
    return template.model_copy(
        update={
            "id": one.id,
            "owed_by": one.owed_by,
            "every": one.every,
            "once": one.once,
            "for_each": split,
            "due": Due(days_after_period_end=days) if days else "period_end",
            "evidence": Evidence(
                record=one.evidence.record,
                timing=one.evidence.timing,
                at_least=one.evidence.at_least,
                where={column: _wanted(value) for column, value in one.evidence.where},
            ),
            "late": one.late,
            "aggregation": one.aggregation,
            "thresholds": Thresholds(met=float(one.thresholds.met), partly=float(one.thresholds.partly)),
        }
    )


def _wanted(value: oracle.Wanted) -> str:
    if isinstance(value, oracle.OwingBody):
        return "$body"
    if isinstance(value, oracle.ItemPart):
        return f"${value.column}"
    assert value is not None
    return value
