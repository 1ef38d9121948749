"""The shipped catalogue says what the contract says: tables typed by hand from FIGURES.md 6 and FORMS.md 2."""

from __future__ import annotations

import re

import pytest

from indicators.loader import CATALOGUES, check, load
from indicators.model import Column, Indicator, RecordKind

FOLDER = CATALOGUES / "rcat-2008-2010"
CATALOGUE = load(FOLDER)

# FIGURES.md 6: id · owed_by · every or once · for_each · record · where · at_least · timing · due · late · aggregation
DEFINITIONS = """
regular-meetings         | rcat     | quarter    |                                                        | meetings           | body=$body | 1 | during | 0 | counts | sum
technical-table-meetings | twt      | quarter    |                                                        | meetings           | body=$body | 2 | during | 0 | counts | sum
reports-received         | rcat     | semester   |                                                        | reports            | kind=activity_report | 1 | for_period | 30 | counts | sum
reports-on-time          | rcat     | semester   |                                                        | reports            | kind=activity_report | 1 | for_period | 30 | fails | sum
community-programmes     | rcat     | semester   | vulnerable_communities: community                      | programmes         | community=$community | 1 | in_force | 0 | counts | latest
bodies-trained           | rcat twt | year       |                                                        | trainings          | body=$body topic=structure_and_tasks | 1 | during | 0 | counts | sum
training-coverage        | rcat twt | semester   | members: institution organisation                      | trainings          | body=$body institution=$institution organisation=$organisation topic=structure_and_tasks | 1 | by_end | 0 | counts | latest
terms-of-reference       | rcat twt | semester   |                                                        | terms_of_reference | body=$body | 1 | in_force | 0 | counts | latest
membership-expanded      | rcat     | semester   | qark_council deputy_prefect border_and_migration npo   | members            | body=rcat institution=$item | 1 | in_force | 0 | counts | latest
baseline-assessment      | rcat     | 2008-12-31 |                                                        | reports            | kind=baseline_assessment | 1 | any | 0 | counts | sum
situation-assessments    | rcat     | semester   |                                                        | reports            | kind=situation_assessment | 1 | for_period | 30 | counts | sum
"""  # noqa: E501 - a table

# FORMS.md 2: form · kind · the columns that `date`, `valid_from`, `valid_to`, `body`, `unit` name · unique
KINDS = """
committee | meetings               | held_on -> - -> - body -            | body held_on
committee | terms_of_reference     | adopted_on -> adopted_on -> valid_until body - | body document_ref
committee | members                | since -> since -> until body -      | body institution organisation
committee | trainings              | trained_on -> - -> - body -         |
committee | vulnerable_communities | identified_on -> identified_on -> - - - | community
committee | programmes             | started_on -> started_on -> ended_on - - | community title
committee | actions                | - -> - -> - - -                     | action
register  | reports                | received_on -> - -> - - qark        | qark kind received_on
"""

# FORMS.md 2: kind · column · type or code list · required · rules
COLUMNS = """
meetings | body | bodies | * |
meetings | held_on | date | * | >= period_start <= period_end
meetings | kind | meeting_kind | |
meetings | chaired_by | chair | |
meetings | members_present | whole_number | * | >= 1
meetings | members_total | whole_number | | >= members_present
meetings | minutes_ref | text | |
terms_of_reference | body | bodies | * |
terms_of_reference | adopted_on | date | * | <= period_end
terms_of_reference | valid_until | date | | >= adopted_on
terms_of_reference | document_ref | text | * |
members | body | bodies | * |
members | institution | institution | * |
members | organisation | text | | required when institution npo other
members | since | date | * | <= period_end
members | until | date | | >= since
trainings | trained_on | date | * | >= period_start <= period_end
trainings | topic | training_topic | * |
trainings | provider | text | |
trainings | body | bodies | * |
trainings | institution | institution | * |
trainings | organisation | text | | required when institution npo other
trainings | participants | whole_number | * | >= 1
vulnerable_communities | community | text | * |
vulnerable_communities | municipality | text | * |
vulnerable_communities | identified_on | date | * | <= period_end
vulnerable_communities | basis | basis | |
programmes | community | text | * | in vulnerable_communities community
programmes | title | text | * |
programmes | provider | text | * |
programmes | provider_sector | sector | |
programmes | started_on | date | * |
programmes | ended_on | date | | >= started_on
actions | action | text | * |
actions | theme | action_theme | * |
actions | responsible | institution | |
actions | chosen | yes_no | |
actions | due_on | date | |
actions | done_on | date | |
reports | qark | units | * |
reports | kind | report_kind | * |
reports | received_on | date | * | >= period_start <= submitted_on
reports | document_ref | text | |
"""

CODES = {
    "bodies": "rcat twt",
    "yes_no": "yes no",
    "meeting_kind": "ordinary extraordinary",
    "chair": "prefect deputy_prefect technical_secretariat other",
    "institution": "prefect municipality social_services employment police state_informative_service education "
    "public_health social_protection prosecution qark_council deputy_prefect border_and_migration npo other",
    "training_topic": "structure_and_tasks identification_and_referral situational_analysis case_management other",
    "basis": "domestic_violence family_dysfunction school_abandonment law_enforcement_information migration other",
    "sector": "government npo international",
    "action_theme": "legal_framework awareness cooperation resources media_and_religious services capacity planning "
    "other",
    "report_kind": "activity_report baseline_assessment situation_assessment",
    "sources": "caaht-toolkit",
    "units": "AL-01 AL-02 AL-03 AL-04 AL-05 AL-06 AL-07 AL-08 AL-09 AL-10 AL-11 AL-12",
}

CLUSTERS = {
    "northern": "AL-07 AL-08 AL-09 AL-10",
    "central": "AL-02 AL-03 AL-11",
    "eastern": "AL-06",
    "southern": "AL-01 AL-04 AL-05 AL-12",
}

# The toolkit, chapter III, section 1: the eight indicators and the sentences on how the committees work.
CLAUSES = """
Regular meetings held;
Regular reports to the ONAC;
Existence of community development programs in all identified vulnerable communities;
All RCATs and Technical Tables undertake training and are familiar with the envisaged structure and their tasks;
Existence of Terms of Reference for RCATs and Technical Tables;
Membership of RCATs expanded to include qarku councils, deputy prefects, the Heads of the Regional Council Regional \
Directorates of Borders and Migration, and NGOs;
Existence of situation assessments for each qarku as baseline for future review; and
Existence of regular situation assessment reports (bi-annual).
At minimum, it is expected that they meet quarterly, with the Technical Working Tables meeting more frequently.
They are asked to report on their activities bi-annually to the ONAC.
An updated situational analysis is to be submitted to the ONAC every six months.
"""


def table(text: str) -> list[tuple[str, ...]]:
    return [tuple(" ".join(cell.split()) for cell in line.split("|")) for line in text.strip().splitlines()]


def definition(one: Indicator) -> tuple[str, ...]:
    split = one.for_each
    items = "" if split is None else " ".join(split.list or (f"{split.record}:", *split.key))
    where = " ".join(f"{column}={value}" for column, value in one.evidence.where.items())
    often = one.every or str(one.once)
    evidence = one.evidence
    return (
        one.id, " ".join(one.owed_by), often, items, evidence.record, where, str(evidence.at_least), evidence.timing,
        str(one.days_to_due), one.late, one.aggregation,
    )  # fmt: skip


def columns_named(kind: RecordKind) -> str:
    own, start, end, body, unit = (
        name or "-" for name in (kind.date, kind.valid_from, kind.valid_to, kind.body, kind.unit)
    )
    return f"{own} -> {start} -> {end} {body} {unit}"


def rules_of(column: Column) -> str:
    least = [str(one) for one in (column.minimum, column.at_least) if one is not None]
    found = [f">= {one}" for one in (*least, *column.not_before)] + [f"<= {one}" for one in column.not_after]
    found += [f"required when {name} {' '.join(values)}" for name, values in column.required_when.items()]
    if column.refers_to:
        found.append(f"in {column.refers_to.record} {column.refers_to.column}")
    return " ".join(found)


def test_catalogue_has_no_problem() -> None:
    assert check(FOLDER)[1] == ()


def test_definitions_are_those_of_the_contract() -> None:
    assert [definition(one) for one in CATALOGUE.indicators] == table(DEFINITIONS)
    assert {(one.thresholds.met, one.thresholds.partly) for one in CATALOGUE.indicators} == {(1.0, 0.5)}
    assert [one.order for one in CATALOGUE.indicators] == list(range(1, 12))


def test_record_kinds_are_those_of_the_contract() -> None:
    found = [
        (CATALOGUE.form_of(kind.id).id, kind.id, columns_named(kind), " ".join(kind.unique))
        for kind in CATALOGUE.records
    ]
    assert found == table(KINDS)
    assert [(form.id, form.covers) for form in CATALOGUE.programme.forms] == [
        ("committee", "unit"),
        ("register", "all"),
    ]


def test_columns_are_those_of_the_contract() -> None:
    found = [
        (kind.id, column.id, column.codes or column.type, "*" if column.required else "", rules_of(column))
        for kind in CATALOGUE.records
        for column in kind.columns
    ]
    assert found == table(COLUMNS)


def test_codes_are_those_of_the_contract() -> None:
    assert {name: " ".join(code.id for code in codes) for name, codes in CATALOGUE.code_lists.items()} == CODES


def test_areas_are_those_of_the_contract() -> None:
    assert {name: " ".join(CATALOGUE.units_of(name)) for name in CLUSTERS} == CLUSTERS
    assert CATALOGUE.units_of("AL") == tuple(CODES["units"].split())
    assert set(CATALOGUE.area_labels) == {*CODES["units"].split(), *CLUSTERS, "AL"}


@pytest.mark.parametrize("indicator", CATALOGUE.indicators, ids=lambda one: one.id)
def test_clause_is_quoted_word_for_word(indicator: Indicator) -> None:
    for fragment in indicator.legal_clause.words.split(" … "):
        assert fragment in CLAUSES.replace("\\\n", "")


def test_every_indicator_of_the_strategy_is_quoted() -> None:
    quoted = " … ".join(one.legal_clause.words for one in CATALOGUE.indicators)
    assert [line for line in CLAUSES.strip().splitlines()[:8] if re.sub(r"(; and|[;.])$", "", line) not in quoted] == []


@pytest.mark.parametrize("indicator", CATALOGUE.indicators, ids=lambda one: one.id)
def test_indicator_has_examples_and_marks_its_assumptions(indicator: Indicator) -> None:
    """FIGURES.md 6: the 30 days, "at least 2", the baseline's date and the thresholds are assumptions, and marked."""
    about = {assumption.about for assumption in indicator.assumptions}
    assert "thresholds" in about
    assert ("due" in about) == (indicator.days_to_due > 0)
    assert "evidence.at_least" in about or indicator.evidence.at_least == 1
    assert ("once" in about) == (indicator.once is not None)
    assert len(indicator.examples) >= 2
    assert indicator.changes


@pytest.mark.parametrize("indicator", CATALOGUE.indicators, ids=lambda one: one.id)
def test_heading_is_short_enough_for_the_matrix(indicator: Indicator) -> None:
    assert max(map(len, indicator.short.values())) <= 22


@pytest.mark.parametrize("indicator", CATALOGUE.indicators, ids=lambda one: one.id)
def test_what_is_changed_by_one_line_is_written_out_once(indicator: Indicator) -> None:
    """The keys that a change of the target, the due date or the thresholds touches stand in the file, each once."""
    text = (FOLDER / "indicators" / f"{indicator.id}.yaml").read_text("utf-8")
    keys = ["at_least", "thresholds", "late", "timing", "due" if indicator.every else "once"]
    assert {key: len(re.findall(rf"^ *{key}: ", text, re.MULTILINE)) for key in keys} == dict.fromkeys(keys, 1)
    words = indicator.definition, indicator.satisfied_by, *(one.text for one in indicator.assumptions)
    assert [one["en"] for one in words if re.search(r"\d+ ?%|\b(two|thirty|30|2)\b", " ".join(one.values()))] == []
