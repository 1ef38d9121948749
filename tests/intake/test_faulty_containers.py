"""A file is refused before it is parsed where it could harm (FORMS.md 4): each in time, and never an exception."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.intake import faulty_parts
from tests.intake.builders import rules, saved, workbook
from tests.intake.conftest import Check
from tests.intake.faulty_containers import CONTAINERS, zip_with_comment_at_its_end


def test_both_lists_of_faults_are_registered() -> None:
    assert CONTAINERS["billion_laughs"][0] is faulty_parts.billion_laughs
    assert len(CONTAINERS) >= 65


@pytest.mark.parametrize("name", CONTAINERS)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_faulty_container_is_refused(check: Check, tmp_path: Path, name: str) -> None:
    builder, rule = CONTAINERS[name]
    path = builder(tmp_path)
    start = time.process_time()
    found = check(path)
    assert found.refused
    assert rule in rules(found, "error")
    assert not found.keeps_file
    assert sum(found.accepted.values()) == 0
    assert time.process_time() - start < 5


def test_the_reader_still_reads_after_all_of_them(check: Check, tmp_path: Path) -> None:
    found = check(zip_with_comment_at_its_end(saved(workbook(), tmp_path / "good.xlsx")))
    assert (rules(found), found.accepted) == (["extra_outside"], {"meetings": 1})
