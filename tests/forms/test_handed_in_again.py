"""A prefilled form that comes back unchanged changes no row and no figure: the demonstration's, and random worlds'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.reader import reader_for
from etl.intake.submission import check_submission
from etl.outputs.forms.template import TemplateRequest, prefilled, write_template
from etl.store.kept import Kept, kept_as, manifest, plain
from etl.store.store import Store
from etl.what_if.assessment import losses_of
from indicators.language import Language, language
from indicators.model import Catalogue
from tests.ledger.bridge import catalogue as catalogue_of
from tests.ledger.bridge import kept as kept_of
from tests.strategies import World, drawn, worlds

TODAY = date(2026, 11, 30)


def places(kept: Sequence[Kept]) -> Iterator[tuple[str, str | None, str, date]]:
    """What was handed in, once: form, unit, period, and the last day of handing in."""
    found: dict[tuple[str, str | None, str], date] = {}
    for one in kept:
        key = (one.form, one.qark, one.period)
        found[key] = max(one.submitted_on, found.get(key, one.submitted_on))
    for key, day in found.items():
        yield (*key, day)


def facts(figures: Figures, as_of: date) -> dict[str, Any]:
    """Every figure, every obligation and every row that speaks, without the numbers of submissions and rows."""
    rows = {
        kind.id: sorted(
            repr([(name, value) for name, value in row.items() if name not in ("submission", "sheet", "row")])
            for row in figures.records(kind.id, as_of)
        )
        for kind in figures.catalogue.records
    }
    owed = [replace(one, evidence=()) for one in figures.obligations(Choice(as_of), with_evidence=False)]
    reported = [
        {(one.qark, one.period, kind) for one in figures.submissions(as_of) for kind, count in one.accepted.items()
         if count is not None}
    ]  # fmt: skip
    return {"values": figures.values(Choice(as_of)), "obligations": owed, "rows": rows, "reported": reported}


def test_every_form_of_the_demonstration_comes_back_unchanged(
    demonstration: Path, catalogue: Catalogue, albanian: Language, tmp_path: Path
) -> None:
    """Written as a workbook, dated as the one before it, read through the front door: all 12 committees and ONAC."""
    kept = list(Store(demonstration, catalogue.programme.id).all())
    figures = figures_of(kept, catalogue, TODAY)
    again: list[Kept] = []
    path = tmp_path / "form.xlsx"
    with reader_for(limits=True) as reader:
        for form, unit, period, day in places(kept):
            request = TemplateRequest(catalogue, catalogue.form(form), unit, period, albanian, TODAY)
            write_template(path, request, prefilled(figures, request))
            book = openpyxl.load_workbook(path)
            line = next(row for row in book.worksheets[0].iter_rows() if row[1].value.__class__.__name__ == "datetime")
            line[1].value = day
            book.save(path)
            checked = check_submission(path, catalogue, today=TODAY, reader=reader)
            assert checked.findings == (), (form, unit, period)
            assert not losses_of(kept, checked, catalogue, TODAY), (form, unit, period)
            again.append(kept_as(len(kept) + len(again) + 1, manifest(checked, catalogue)))
    assert len(again) >= 70
    after = figures_of([*kept, *again], catalogue, TODAY)
    for as_of in (figures.default_as_of, date(2009, 8, 14)):
        assert facts(after, as_of) == facts(figures, as_of)


@given(worlds(max_submissions=6))
@settings(max_examples=drawn(6), phases=(Phase.explicit, Phase.generate))
def test_every_form_of_a_random_world_comes_back_unchanged(world: World) -> None:
    definitions = catalogue_of(world.programme, world.indicators)
    kept = kept_of(world.submissions)
    figures = figures_of(kept, definitions, TODAY)
    words = language("sq", ETL_LOCALE)
    again: list[Kept] = []
    for form, unit, period, day in places(kept):
        request = TemplateRequest(definitions, definitions.form(form), unit, period, words, TODAY)
        found = prefilled(figures, request)
        sheets = {
            kind: {"sheet": kind, "rows": [[at, {name: plain(value) for name, value in row.items()}]
                                           for at, row in enumerate(rows, 2)]}
            for kind, rows in found.rows.items()
        }  # fmt: skip
        number = len(kept) + len(again) + 1
        again.append(
            Kept(number, f"{number:064x}", form, unit, period, day, "2026-01-01T00:00:00+00:00", False, {}, sheets, ())
        )
    after = figures_of([*kept, *again], definitions, TODAY)
    for as_of in (world.as_of, figures.default_as_of):
        assert facts(after, as_of) == facts(figures, as_of)


@pytest.mark.parametrize("all_sheets", [False, True])
def test_with_all_sheets_the_check_says_what_an_empty_one_would_say(
    demonstration: Path, catalogue: Catalogue, albanian: Language, tmp_path: Path, all_sheets: bool
) -> None:
    """Elbasan handed in nothing on trainings and actions for 2009-S1."""
    kept = list(Store(demonstration, catalogue.programme.id).all())
    figures = figures_of(kept, catalogue, TODAY)
    form = catalogue.form("committee")
    request = TemplateRequest(catalogue, form, "AL-03", "2009-S1", albanian, TODAY, all_sheets=all_sheets)
    write_template(tmp_path / "form.xlsx", request, prefilled(figures, request))
    checked = check_submission(tmp_path / "form.xlsx", catalogue, today=TODAY)
    losses = losses_of(kept, checked, catalogue, TODAY)
    assert [one.record for one in losses.says_none] == (["trainings", "actions"] if all_sheets else [])
    assert not losses.withdrawn
    undone = {one.after.indicator for one in losses.falls}
    assert undone == ({"bodies-trained", "training-coverage"} if all_sheets else set())
