"""What handing in a draft would take away: rows that speak now, rows that stand, and figures that fall.

Rows are compared with the sheet that the draft would take the place of, by the record kind's unique key, else by all
values; a row whose other values differ is changed and not withdrawn. Where the draft is the first of its period to have
a sheet of a kind with validity, it is held against the last one before it: what stood there without an end and is not
named again would cease to count (FIGURES.md 3, `in_force`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from etl.store.kept import Kept
from etl.what_if.before_after import Cell
from indicators.keys import fold_key
from indicators.model import Catalogue, Column, RecordKind
from indicators.periods import Period, parse

Values = Mapping[str, Any]


@dataclass(frozen=True)
class LostRows:
    """Rows of one record kind that would no longer count; `sheet` is the sheet's name in the draft."""

    record: str
    sheet: str
    rows: tuple[Values, ...]


@dataclass(frozen=True)
class Losses:
    """What a draft would take away.

    `withdrawn`: rows that speak for its period now. `ceasing`: rows that stood in the last form and would not in this.
    `says_none`: empty sheets of record kinds on which nothing was said for this period until now. `falls`: the
    figures that fall, or that become known without anything more being done: those of the indicator's own periods, and
    of the draft's. `longer`: the figures of longer periods that fall with them.
    """

    withdrawn: tuple[LostRows, ...] = ()
    ceasing: tuple[LostRows, ...] = ()
    says_none: tuple[LostRows, ...] = ()
    falls: tuple[Cell, ...] = ()
    longer: tuple[Cell, ...] = ()

    def __bool__(self) -> bool:
        return any((self.withdrawn, self.ceasing, self.says_none, self.falls))


def row_losses(kept: Sequence[Kept], draft: Kept, catalogue: Catalogue, outranked: frozenset[str]) -> Losses:
    """The rows that a draft would take away; `outranked` are the record kinds of its sheets that would not speak."""
    withdrawn, ceasing, says_none = [], [], []
    same = [one for one in kept if (one.form, one.qark) == (draft.form, draft.qark)]
    is_first = all(one.period != draft.period for one in same)
    for kind in (kind for kind in catalogue.records if kind.id in draft.sheets.keys() - outranked):
        now, sheet = speaking(same, kind.id, draft.period), draft.sheets[kind.id]
        if now is not None:
            withdrawn.append(_missing(kind, rows_of(now, kind.id), sheet))
            continue
        before = _last_before(same, kind.id, parse(draft.period))
        standing = [row for row in rows_of(before, kind.id) if _stands(kind, row, parse(draft.period))]
        ceasing.append(_missing(kind, standing, sheet))
        if not is_first and not sheet["rows"] and not draft.rejected.get(kind.id):
            says_none.append(LostRows(kind.id, sheet["sheet"], ()))
    return Losses(_with_rows(withdrawn), _with_rows(ceasing), tuple(says_none))


def _with_rows(several: Sequence[LostRows]) -> tuple[LostRows, ...]:
    return tuple(one for one in several if one.rows)


def speaking(kept: Sequence[Kept], kind: str, period: str) -> Kept | None:
    """Which submission of one unit's form speaks for a period and record kind (FIGURES.md 4.1)."""
    having = [one for one in kept if one.period == period and kind in one.sheets]
    return max(having, key=lambda one: (one.submitted_on, one.submission), default=None)


def rows_of(submission: Kept | None, kind: str) -> list[Values]:
    """The accepted rows of a submission's sheet."""
    return [values for _, values in submission.sheets[kind]["rows"]] if submission else []


def identity(kind: RecordKind, row: Values) -> tuple[str, ...]:
    """What makes a row the same one in another hand-in: its key, else all that it says; texts compare as keys."""
    names = kind.unique or tuple(column.id for column in kind.columns)
    return tuple(_compared(kind.column(name), row.get(name)) for name in names)


def _compared(column: Column, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(float(value))
    return fold_key(str(value)) if column.type == "text" else str(value)


def _missing(kind: RecordKind, rows: Sequence[Values], sheet: Mapping[str, Any]) -> LostRows:
    """Those of some rows that a sheet does not have."""
    there = {identity(kind, row) for _, row in sheet["rows"]}
    return LostRows(kind.id, sheet["sheet"], tuple(row for row in rows if identity(kind, row) not in there))


def _last_before(kept: Sequence[Kept], kind: str, period: Period) -> Kept | None:
    """The submission that speaks for the newest earlier period of which there is a sheet."""
    earlier = {one.period for one in kept if kind in one.sheets and parse(one.period).start < period.start}
    return speaking(kept, kind, max(earlier, key=lambda code: parse(code).start)) if earlier else None


def _stands(kind: RecordKind, row: Values, period: Period) -> bool:
    """Whether a row of an earlier period would be in force at the end of this one, were it named again."""
    if kind.valid_from is None or str(row.get(kind.valid_from) or "9999") > period.end.isoformat():
        return False
    end = row.get(kind.valid_to) if kind.valid_to else None
    return end is None or str(end) >= period.end.isoformat()


def may_lower(
    draft: Kept, speaking_now: Mapping[str, Kept | None], catalogue: Catalogue, last_due: date
) -> frozenset[str]:
    """The record kinds by whose sheets a draft may lower a figure at all, so that it is worth working them out.

    They may where a row goes or changes, where there are more items of which something is owed, and where a sheet that
    adds nothing comes once all is due, as the one before it did not.

    Args:
        draft: The draft.
        speaking_now: What speaks now for each sheet that would speak, None where nothing does; at a first hand-in for a
            period there are no entries.
        catalogue: The programme.
        last_due: The last day on which something that the draft can speak for is due.
    """
    found = set()
    splits = {one.for_each.record for one in catalogue.indicators if one.for_each}
    sums = {one.for_each.record for one in catalogue.indicators if one.for_each and one.aggregation == "sum"}
    for kind in (catalogue.record(name) for name in draft.sheets):
        now = speaking_now.get(kind.id)
        read = kind.model_copy(update={"unique": _read(catalogue, kind)})
        before, after = (Counter(identity(read, row) for row in rows_of(one, kind.id)) for one in (now, draft))
        has_more_items = kind.id in splits and after - before
        if now is None:
            lowers = (kind.id in speaking_now and not after) or (has_more_items and kind.id in sums)
        else:
            lowers = before - after or has_more_items or (before == after and now.submitted_on <= last_due)
        found |= {kind.id} if lowers else set()
    return frozenset(found)


def _read(catalogue: Catalogue, kind: RecordKind) -> tuple[str, ...]:
    """The columns of a record kind that figures read."""
    own = {kind.date, kind.valid_from, kind.valid_to, kind.body, kind.unit} - {None}
    asked = {name for one in catalogue.indicators if one.evidence.record == kind.id for name in one.evidence.where}
    split = {name for one in catalogue.indicators if one.for_each and one.for_each.record == kind.id
             for name in one.for_each.key}  # fmt: skip
    return tuple(column.id for column in kind.columns if column.id in own | asked | split)


def adds_nothing(kept: Sequence[Kept], draft: Kept, catalogue: Catalogue) -> frozenset[str]:
    """The record kinds of which a further hand-in for a period has no row that does not speak already."""
    same = [one for one in kept if (one.form, one.qark, one.period) == (draft.form, draft.qark, draft.period)]
    found = set()
    for kind in (kind for kind in catalogue.records if same and kind.id in draft.sheets):
        there = {identity(kind, row) for row in rows_of(speaking(same, kind.id, draft.period), kind.id)}
        if all(identity(kind, row) in there for row in rows_of(draft, kind.id)):
            found.add(kind.id)
    return frozenset(found)


def falls(
    cells: Sequence[Cell], named: Callable[[Cell], bool], undone: Callable[[Cell], bool]
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """The figures that fall: those that are named, and the others. Each is there once, as of its earliest day.

    Where none of an indicator and unit is to be named, the shortest that falls is.

    Args:
        cells: The figures before and after, shorter periods first; those of an earlier as-of date come first.
        named: Whether a figure is to be named where it falls.
        undone: Whether a figure is one that becomes known though the draft adds nothing.
    """
    found: dict[tuple[str, str, str], Cell] = {}
    for cell in cells:
        if cell.falls or (cell.becomes_known_undone and undone(cell)):
            found.setdefault((cell.after.indicator, cell.after.area, cell.after.period), cell)
    own = {key for key, cell in found.items() if named(cell)}
    told = {key[:2] for key in own}
    for key in found:
        if key[:2] not in told:
            own.add(key)
            told.add(key[:2])
    return (
        tuple(cell for key, cell in found.items() if key in own),
        tuple(cell for key, cell in found.items() if key not in own and cell.falls),
    )
