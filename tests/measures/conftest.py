"""A small programme with facts of its own, as if it were shipped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from etl import shipped_facts
from indicators.loader import load
from indicators.model import Catalogue

SOUND = Path(__file__).parent.parent / "catalogue" / "sound"
COVER = "field,value\nform,town_form\nqark,T-1\nperiod,2008-S1\nsubmitted_on,2008-03-01\nprepared_by,Catalogue\n"
FAIRS = (
    "fair,held,source,source_place,wording\nspring,2004-05,yearbook,page 4,in May\nautumn,,yearbook,page 5,another\n"
)
GUESTS = """fair,who,percentage,head_count,exactness,source,source_place,wording
spring,local,13.5,,exact,yearbook,page 4,some were local
spring,foreign,60,,over,yearbook,page 4,most were not
"""


def write_facts(folder: Path, **sheets: str) -> Path:
    """One folder of facts."""
    folder.mkdir(parents=True)
    for name, text in sheets.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """The sound programme among the shipped ones, with two folders of facts."""
    folder = tmp_path / "catalogue" / "sound"
    shutil.copytree(SOUND, folder)
    write_facts(folder / "facts" / "yearbook", cover=COVER, fairs=FAIRS, guests=GUESTS)
    write_facts(folder / "facts" / "second-town", cover=COVER.replace("T-1", "T-2"), fairs=FAIRS)
    monkeypatch.setattr(shipped_facts, "CATALOGUES", tmp_path / "catalogue")
    return load(folder)
