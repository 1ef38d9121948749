"""The contract's tables typed in by hand: the Strategy's programme, the record kinds, the eleven indicators.

This is the independent check of the catalogue: nothing here is read from it.
"""

from __future__ import annotations

from datetime import date

from tests.oracle.model import (
    Evidence,
    ForEachList,
    ForEachRecord,
    Indicator,
    ItemPart,
    OwingBody,
    Programme,
    RecordKind,
)

STRATEGY = Programme(
    start=date(2008, 1, 1),
    end=date(2010, 12, 31),
    qarks=tuple(f"AL-{number:02}" for number in range(1, 13)),
    clusters={
        "northern": ("AL-07", "AL-08", "AL-09", "AL-10"),
        "central": ("AL-02", "AL-03", "AL-11"),
        "eastern": ("AL-06",),
        "southern": ("AL-01", "AL-04", "AL-05", "AL-12"),
    },
    bodies={"rcat": (None, None), "twt": (None, None)},
)

RECORD_KINDS = {
    kind.name: kind
    for kind in (
        RecordKind("meetings", "committee", own_date="held_on", body="body"),
        RecordKind(
            "terms_of_reference",
            "committee",
            own_date="adopted_on",
            valid_from="adopted_on",
            valid_to="valid_until",
            body="body",
        ),
        RecordKind("members", "committee", own_date="since", valid_from="since", valid_to="until", body="body"),
        RecordKind("trainings", "committee", own_date="trained_on", body="body"),
        RecordKind("vulnerable_communities", "committee", own_date="identified_on", valid_from="identified_on"),
        RecordKind("programmes", "committee", own_date="started_on", valid_from="started_on", valid_to="ended_on"),
        RecordKind("actions", "committee", own_date=None),
        RecordKind("reports", "register", own_date="received_on", qark="qark"),
    )
}

BODY = ("body", OwingBody())

STRATEGY_INDICATORS = (
    Indicator(
        "regular-meetings",
        owed_by=("rcat",),
        every="quarter",
        evidence=Evidence("meetings", "during", where=(BODY,)),
        aggregation="sum",
    ),
    Indicator(
        "technical-table-meetings",
        owed_by=("twt",),
        every="quarter",
        evidence=Evidence("meetings", "during", where=(BODY,), at_least=2),
        aggregation="sum",
    ),
    Indicator(
        "reports-received",
        owed_by=("rcat",),
        every="semester",
        evidence=Evidence("reports", "for_period", where=(("kind", "activity_report"),)),
        days_after_period_end=30,
        aggregation="sum",
    ),
    Indicator(
        "reports-on-time",
        owed_by=("rcat",),
        every="semester",
        evidence=Evidence("reports", "for_period", where=(("kind", "activity_report"),)),
        days_after_period_end=30,
        late="fails",
        aggregation="sum",
    ),
    Indicator(
        "community-programmes",
        owed_by=("rcat",),
        every="semester",
        for_each=ForEachRecord("vulnerable_communities", key=("community",)),
        evidence=Evidence("programmes", "in_force", where=(("community", ItemPart("community")),)),
        aggregation="latest",
    ),
    Indicator(
        "bodies-trained",
        owed_by=("rcat", "twt"),
        every="year",
        evidence=Evidence("trainings", "during", where=(BODY, ("topic", "structure_and_tasks"))),
        aggregation="sum",
    ),
    Indicator(
        "training-coverage",
        owed_by=("rcat", "twt"),
        every="semester",
        for_each=ForEachRecord("members", key=("institution", "organisation")),
        evidence=Evidence(
            "trainings",
            "by_end",
            where=(
                BODY,
                ("institution", ItemPart("institution")),
                ("organisation", ItemPart("organisation")),
                ("topic", "structure_and_tasks"),
            ),
        ),
        aggregation="latest",
    ),
    Indicator(
        "terms-of-reference",
        owed_by=("rcat", "twt"),
        every="semester",
        evidence=Evidence("terms_of_reference", "in_force", where=(BODY,)),
        aggregation="latest",
    ),
    Indicator(
        "membership-expanded",
        owed_by=("rcat",),
        every="semester",
        for_each=ForEachList(("qark_council", "deputy_prefect", "border_and_migration", "npo")),
        evidence=Evidence("members", "in_force", where=(("body", "rcat"), ("institution", ItemPart()))),
        aggregation="latest",
    ),
    Indicator(
        "baseline-assessment",
        owed_by=("rcat",),
        once=date(2008, 12, 31),
        evidence=Evidence("reports", "any", where=(("kind", "baseline_assessment"),)),
        aggregation="sum",
    ),
    Indicator(
        "situation-assessments",
        owed_by=("rcat",),
        every="semester",
        evidence=Evidence("reports", "for_period", where=(("kind", "situation_assessment"),)),
        days_after_period_end=30,
        aggregation="sum",
    ),
)


def strategy_indicator(identifier: str) -> Indicator:
    """One of the eleven, by its id."""
    return {indicator.id: indicator for indicator in STRATEGY_INDICATORS}[identifier]
