"""Today is the day in the programme's own time zone, wherever the machine stands (FIGURES.md 2).

Worked out by hand: Tirana is one hour ahead of UTC in winter and two in summer, New York five behind in winter.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.cli import main
from indicators import today
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import Catalogue
from indicators.programme_rules import near_zone
from indicators.today import day_of, today_of
from tests.intake.builders import COVER, meeting, meetings_file

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = load(CATALOGUES / "rcat-2008-2010")
NEW_YEAR_IN_TIRANA = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def in_zone(zone: str) -> Catalogue:
    return SHIPPED.model_copy(update={"programme": SHIPPED.programme.model_copy(update={"time_zone": zone})})


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(today, "now", lambda: NEW_YEAR_IN_TIRANA)
    return monkeypatch


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Tirane", "2026-12-31T23:30:00+00:00", date(2027, 1, 1)),
        ("Europe/Tirane", "2026-12-31T22:59:59+00:00", date(2026, 12, 31)),
        ("Europe/Tirane", "2026-12-31T23:00:00+00:00", date(2027, 1, 1)),
        ("Europe/Tirane", "2026-06-30T22:30:00+00:00", date(2026, 7, 1)),
        ("Europe/Tirane", "2026-06-30T21:59:59+00:00", date(2026, 6, 30)),
        ("Europe/Tirane", "2026-07-01T00:30:00+05:00", date(2026, 6, 30)),
        ("America/New_York", "2027-01-01T04:59:59+00:00", date(2026, 12, 31)),
        ("UTC", "2026-12-31T23:59:59+00:00", date(2026, 12, 31)),
    ],
)
def test_day_of_a_moment(zone: str, moment: str, day: date) -> None:
    assert day_of(moment, in_zone(zone)) == day
    assert day_of(datetime.fromisoformat(moment), in_zone(zone)) == day


@pytest.mark.parametrize("machine", ["America/Los_Angeles", "Pacific/Kiritimati", "UTC"])
def test_clock_of_the_machine_does_not_matter(machine: str, at: pytest.MonkeyPatch) -> None:
    at.setenv("TZ", machine)
    time.tzset()
    try:
        assert today_of(SHIPPED) == date(2027, 1, 1)
        assert today_of(in_zone("America/New_York")) == date(2026, 12, 31)
    finally:
        at.undo()
        time.tzset()


@pytest.mark.parametrize("name", programmes())
def test_shipped_programmes_name_their_zone(name: str) -> None:
    assert load(CATALOGUES / name).programme.time_zone == "Europe/Tirane"


@pytest.mark.usefixtures("at")
def test_programme_that_names_no_zone_goes_by_utc() -> None:
    fields = SHIPPED.programme.model_dump(by_alias=True, exclude={"time_zone"})
    programme = SHIPPED.programme.model_validate(fields)
    assert today_of(SHIPPED.model_copy(update={"programme": programme})) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("moment", "status"), [("2026-12-31T23:30:00+00:00", 0), ("2026-12-31T22:30:00+00:00", 2)], ids=["after", "before"]
)
def test_form_of_new_years_day_is_in_order_once_it_has_begun_in_tirana(
    moment: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(today, "now", lambda: datetime.fromisoformat(moment))
    path = meetings_file(tmp_path, meeting(), cover={**COVER, "submitted_on": date(2027, 1, 1)})
    assert main(["check", str(path), "--data", str(tmp_path / "data")]) == status, capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("Europe/Tirana", "Europe/Tirane"),
        ("europe/tirane", "Europe/Tirane"),
        ("Tirane", "Europe/Tirane"),
        ("Belgrade", "Europe/Belgrade"),
        ("New York", "America/New_York"),
        ("GMT+1", ""),  # a shift, whose sign the database writes the other way round
        ("Central European Time", ""),
        ("localtime", ""),
    ],
)
def test_zone_that_was_likely_meant(written: str, near: str) -> None:
    assert near_zone(written) == near


def readings(folders: tuple[str, ...]) -> Iterator[str]:
    """Every place that reads a calendar day off a clock, or cuts one off a moment."""
    pattern = re.compile(
        r"\b(?:date|datetime|Timestamp)\.today\(|\b(?:datetime|Timestamp)\.now\(\s*\)"
        r"|\butcnow\b|fromtimestamp\([^,()]*\)"
        r"|\btime\.(?:localtime|ctime|strftime)\b|(?:now|fromisoformat)\([^()]*\)\.date\(|_at\[:10\]|\bcurrent_date\b",
        re.IGNORECASE,
    )
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            yield from (f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(path.read_text("utf-8")))


def test_one_place_reads_what_day_it_is() -> None:
    assert list(readings(("indicators", "etl", "dashboard"))) == []


def test_what_is_looked_for_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.ledger.test_today.ROOT", tmp_path)
    wrong = (
        "date.today()",
        "datetime.now()",
        "datetime.now(UTC).date()",
        "one.received_at[:10]",
        "SELECT CURRENT_DATE",
    )
    (tmp_path / "etl").mkdir()
    (tmp_path / "etl" / "some.py").write_text("\n".join((*wrong, "datetime.now(UTC)")), "utf-8")
    assert len(list(readings(("etl",)))) == len(wrong)
