"""Which day it is for a programme: that of its own time zone, whatever the machine's clock shows (FIGURES.md 2).

Nothing else in the product reads a calendar day off a clock: two machines, or a server and the office that it serves,
would then disagree on what is due and on what lies in the future.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from indicators.model import Catalogue


def now() -> datetime:
    """This moment, of which no part depends on where the machine stands."""
    return datetime.now(UTC)


def today_of(catalogue: Catalogue) -> date:
    """Today where the programme is."""
    return day_of(now(), catalogue)


def day_of(moment: datetime | str, catalogue: Catalogue) -> date:
    """The day on which a moment (or one in ISO form, with its offset) fell where the programme is."""
    known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return known.astimezone(ZoneInfo(catalogue.programme.time_zone)).date()


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The names of the IANA time zone database, the same on every machine: a system's own may be old, or none."""
    return frozenset((files("tzdata") / "zones").read_text("utf-8").split())
