"""FIGURES.md and FORMS.md say what the shipped catalogue and the limits of the reader are."""

from etl.build.catalogue_rows import INDICATOR_COLUMNS
from etl.intake.container.guard import LIMITS, MEGABYTE
from etl.intake.findings import LONGEST_VALUE
from etl.intake.report import MOST_OF_A_RULE
from etl.intake.text.characters import LONGEST_TEXT
from etl.intake.values.number_formats import MOST_DIGITS
from etl.intake.values.written_dates import EARLIEST, LATEST
from indicators.languages import LANGUAGES
from indicators.ledger import STATES
from indicators.loader import CATALOGUES, load
from indicators.model import Column, Disclosure, Evidence, Indicator, Thresholds
from indicators.periods import FREQUENCIES
from tests.documents.markdown import ROOT, quoted, section, table

FIGURES, FORMS = "indicators/FIGURES.md", "etl/FORMS.md"
SHIPPED = load(CATALOGUES / "rcat-2008-2010")


def plain(cell: str) -> str:
    return cell.replace("`", "")


def written(one: Indicator) -> list[str]:
    split = one.for_each
    items = "" if split is None else ", ".join(split.list) or f"{split.record}: {', '.join(split.key)}"
    where = ", ".join(f"{column} = {value}" for column, value in one.evidence.where.items())
    return [
        one.id, ", ".join(one.owed_by), one.every or str(one.once), items, f"{one.evidence.record}: {where}",
        str(one.evidence.at_least), one.evidence.timing, str(one.days_to_due), one.late,
        one.aggregation,
    ]  # fmt: skip


def test_the_table_of_indicators_is_the_catalogue() -> None:
    found = [[plain(cell) for cell in row] for row in table(FIGURES, "id")]
    assert found == [written(one) for one in SHIPPED.indicators]


def test_frequencies_states_timings_and_the_defaults() -> None:
    assert tuple(plain(row[0]) for row in table(FIGURES, "frequency")) == FREQUENCIES
    assert sorted(plain(row[0]) for row in table(FIGURES, "state")) == sorted(STATES)
    timings = Evidence.model_json_schema()["properties"]["timing"]["enum"]
    assert sorted(plain(row[0]) for row in table(FIGURES, "timing")) == sorted(timings)
    declared = section(FIGURES, "3. What an indicator declares")
    rules = Thresholds()
    assert f"(default {rules.met})" in declared
    assert f"(default {rules.partly})" in declared
    assert f"(default {Disclosure().minimum})" in section(FIGURES, "10. Counts of people")


def test_the_keys_that_compute_are_those_of_the_model() -> None:
    named = {name for row in table(FIGURES, "key") for name in quoted(row[0])}
    computing = {"owed_by", "every", "once", "for_each", "due", "evidence", "late", "aggregation", "thresholds"}
    assert named == computing | {"benchmark"}
    assert named <= set(Indicator.model_fields)


def test_the_reference_sheet_has_the_fields_that_are_named() -> None:
    first = section(FIGURES, "8. The reference sheet").split("\n\n")[1]
    endings = tuple(f"_{code}" for code in LANGUAGES)
    exported = [name for name in INDICATOR_COLUMNS[1:] if not name.endswith(endings)]
    assert [name for name in quoted(first) if name != "indicators"] == exported


def rules_of(column: Column) -> str:
    least = [str(one) for one in (column.minimum, column.at_least) if one is not None]
    found = [f">= {one}" for one in (*least, *column.not_before)] + [f"<= {one}" for one in column.not_after]
    found += [f"needed if {name} is {' or '.join(values)}" for name, values in column.required_when.items()]
    found += [f"in {one.record}.{one.column}" for one in (column.refers_to,) if one]
    return ", ".join((*found, *filter(None, (column.counts,))))


def test_the_record_kinds_are_the_catalogue() -> None:
    kinds = [
        [SHIPPED.form_of(kind.id).id, kind.id + (" (standing)" if kind.standing else ""), kind.date or "",
         kind.valid_from or "", kind.valid_to or "", ", ".join(kind.unique)]
        for kind in SHIPPED.records
    ]  # fmt: skip
    assert [[plain(cell) for cell in row] for row in table(FORMS, "form")] == kinds


def test_the_columns_and_codes_are_the_catalogue() -> None:
    columns = [
        [kind.id, one.id, f"code: {one.codes}" if one.codes else one.type, "*" if one.required else "", rules_of(one)]
        for kind in SHIPPED.records
        for one in kind.columns
    ]
    assert [[plain(cell) for cell in row] for row in table(FORMS, "kind")] == columns
    used = {one.codes for kind in SHIPPED.records for one in kind.columns if one.codes}
    codes = {name: [code.id for code in SHIPPED.code_lists[name]] for name in used}
    assert {row[0]: quoted(row[1]) for row in table(FORMS, "codes")} == codes


def test_the_cover_has_the_fields_that_are_named() -> None:
    assert [plain(row[0]) for row in table(FORMS, "field")] == [one.id for one in SHIPPED.programme.cover]


def test_limits_are_those_of_the_code() -> None:
    assert [row[1] for row in table(FORMS, "limit")] == [
        f"{LIMITS.file_bytes // MEGABYTE} MB", f"{LIMITS.unpacked_bytes // MEGABYTE} MB", str(LIMITS.parts),
        f"{LIMITS.rows:,}", str(LIMITS.columns), f"{LIMITS.seconds:g} s", f"{LIMITS.memory_bytes // MEGABYTE} MB",
    ]  # fmt: skip
    text = " ".join((ROOT / FORMS).read_text("utf-8").split())
    said = (
        f"over {LONGEST_TEXT} characters",
        f"(more than {MOST_DIGITS} digits)",
        f"before {EARLIEST.year} or after today",
        f"to the end of {LATEST.year}",
        f"the first {MOST_OF_A_RULE}",
        f"to {LONGEST_VALUE} characters",
    )
    assert [one for one in said if one not in text] == []
    ahead = [f"`{one.id}`" for kind in SHIPPED.records for one in kind.columns if kind.may_lie_ahead(one.id)]
    assert f"({', '.join(dict.fromkeys(ahead))})" in text
