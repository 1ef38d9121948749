"""Facts of documents that a programme ships: submissions like any other, handed in through the same door.

They stand in `facts/<name>/` of the programme's catalogue, each a folder of CSV files with a `cover.csv`. Whoever opens
or builds the programme brings them into its data folder, once; where nothing can be written they count all the same.
They are no demonstration data: each says which document states it, and where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.store.kept import Kept, kept_as, manifest
from etl.store.names import number_of
from etl.store.store import Store
from indicators.loader import CATALOGUES
from indicators.model import Catalogue

FOLDER = "facts"


@dataclass(frozen=True)
class Unkept:
    """Facts that count though the data folder could not take them, and why (a key under `disk.` of the locale)."""

    submissions: tuple[Kept, ...]
    reason: str


def facts_of(catalogue: Catalogue) -> tuple[Path, ...]:
    """The folders of a programme's facts, in the order of their names; none where it ships none."""
    folder = CATALOGUES / catalogue.programme.id / FOLDER
    return tuple(sorted(path for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()


def bring(data: Path, catalogue: Catalogue, today: date) -> Unkept | None:
    """Hand in those facts that the data folder does not hold yet; None where all of them are there now.

    Facts that the door refuses are a fault of the catalogue, which its tests find; they count nowhere.
    """
    folders = facts_of(catalogue)
    if not folders:
        return None
    from etl.intake.submission import sha256_of  # noqa: PLC0415 - few programmes ship facts: no other waits for this

    store = Store(data, catalogue.programme.id)
    missing = [path for path in folders if store.known(sha256_of(path)) is None]
    return _hand_in(missing, data, catalogue, today) if missing else None


def _hand_in(missing: Sequence[Path], data: Path, catalogue: Catalogue, today: date) -> Unkept | None:
    from etl import hand_in  # noqa: PLC0415 - the door's readers take time to load, and facts are brought once
    from etl.access.viewer import local_viewer  # noqa: PLC0415

    found = list(hand_in.keep(hand_in.check(missing, catalogue, today), data, catalogue, local_viewer()))
    unkept = [one for one in found if one.receipt is None and not one.checked.refused]
    if not unkept:
        return None
    first = max(map(number_of, Store(data, catalogue.programme.id).names()), default=0) + 1
    kept = (kept_as(first + place, manifest(one.checked, catalogue)) for place, one in enumerate(unkept))
    return Unkept(tuple(kept), unkept[0].fault or "other")
