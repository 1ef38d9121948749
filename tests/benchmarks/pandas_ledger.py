"""The ledger as a user would write it with pandas: whole tables, merges and group-bys, nothing row by row.

A baseline to measure by, not a second implementation: it gives the obligations with their states, the rows that are
their evidence, the figures of every area, and which submissions are superseded, and writes all of them to Parquet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pandas as pd

from indicators import aggregate, schedule
from indicators.model import Catalogue, Indicator, RecordKind
from indicators.sql import KEY, has_key

OWING = ["qark", "body", "period"]
LEDGER = ["indicator", *OWING, "item", "due_on", "satisfied_on", "state", "still_owed"]


def read(packs: Sequence[Path], table: str) -> pd.DataFrame:
    """A table of all packs."""
    found = pd.concat([pd.read_parquet(pack / f"{table}.parquet") for pack in packs], ignore_index=True)
    for column in found.columns:
        if pd.api.types.is_object_dtype(found[column]) and isinstance(_first(found[column]), date):
            found[column] = pd.to_datetime(found[column])
    return found


def _first(values: pd.Series) -> object:
    known = values.dropna()
    return known.iloc[0] if len(known) else None


class Ledger:
    """Everything read and every sheet that speaks, as of a day."""

    def __init__(self, packs: Sequence[Path], catalogue: Catalogue, as_of: date) -> None:
        self.packs, self.catalogue, self.as_of = packs, catalogue, pd.Timestamp(as_of)
        self.duties = _frame(schedule.duties(catalogue))
        self.needed = _frame(schedule.needed(catalogue))
        self.touched = _frame(schedule.touched(catalogue))
        self.body_units = _frame(schedule.body_units(catalogue))
        self.speaking = self._speaking()
        self.spoken = {kind.id: self._spoken(kind) for kind in catalogue.records}

    def _speaking(self) -> pd.DataFrame:
        sheets = read(self.packs, "sheets")
        everywhere = sheets[sheets.qark.isna()].drop(columns="qark")
        units = self.body_units[["qark"]].drop_duplicates()
        sheets = pd.concat([sheets[sheets.qark.notna()], everywhere.merge(units, how="cross")], ignore_index=True)
        known = sheets[sheets.submitted_on <= self.as_of].sort_values(["submitted_on", "submission"])
        return known.drop_duplicates(["kind", "qark", "period"], keep="last")

    def _spoken(self, kind: RecordKind) -> pd.DataFrame:
        speaking = self.speaking.loc[self.speaking.kind == kind.id, ["submission", "qark"]]
        rows = read(self.packs, f"records_{kind.id}").merge(speaking, on=["submission", "qark"])
        own = kind.date or kind.valid_from
        return rows[rows[own] <= self.as_of] if own else rows

    def indicator(self, one: Indicator) -> tuple[pd.DataFrame, pd.DataFrame]:
        """An indicator's obligations with their states, and their evidence."""
        kind = self.catalogue.record(one.evidence.record)
        items, keys = self._items(one)
        matches = self._matches(one, kind, items, keys)
        own = (kind.valid_from if one.evidence.timing == "in_force" else kind.date) or ""
        matches = matches.sort_values([own, "submission", "sheet_row"])
        place = matches.groupby([*OWING, *keys], sort=False).cumcount() + 1
        satisfied = matches.loc[place == one.evidence.at_least, [*OWING, *keys, own]]
        found = items.merge(satisfied.rename(columns={own: "satisfied_on"}), how="left", on=[*OWING, *keys])
        found = found.merge(self._reported(one, kind), how="left", on=["qark", "period"])
        evidence = matches[[*OWING, "item", own, "submission", "sheet_row"]].rename(columns={own: "happened_on"})
        state = self._state(found)
        owed = (state == "missing") & one.may_come_late
        found = found.assign(indicator=one.id, state=state, still_owed=owed)
        return found[LEDGER], evidence.assign(indicator=one.id, sheet=kind.id)

    def _items(self, one: Indicator) -> tuple[pd.DataFrame, list[str]]:
        owed = self.duties[self.duties.indicator == one.id].merge(self.body_units, on="body")
        split = one.for_each
        if split is None:
            return owed.assign(item="", item_known=True), []
        if split.list:
            listed = pd.DataFrame({"key_item": split.list, "item": split.list})
            return owed.merge(listed, how="cross").assign(item_known=True), ["key_item"]
        kind = self.catalogue.record(split.record or "")
        rows = self.spoken[kind.id].rename(columns={"period": "last_hand_in", kind.body or "": "body"})
        on = ["qark", "last_hand_in", *(["body"] if kind.body else [])]
        joined = owed.merge(rows, on=on)
        joined = joined[_in_force(joined, kind)]
        keys = [f"key_{column}" for column in split.key]
        for column, key in zip(split.key, keys, strict=True):
            joined[key] = joined[_key(kind, column)].fillna("")
        joined = joined.sort_values("sheet_row").drop_duplicates([*OWING, *keys])
        joined["item"] = joined[split.key[0]].fillna("")
        for column in split.key[1:]:
            joined["item"] += "|" + joined[column].fillna("")
        speaks = self.speaking.loc[self.speaking.kind == kind.id, ["qark", "period"]]
        absent = owed.merge(speaks.rename(columns={"period": "last_hand_in"}), how="left", indicator=True)
        absent = absent[absent._merge == "left_only"].assign(item_known=False, item="", **dict.fromkeys(keys, ""))
        kept = [*owed.columns, *keys, "item", "item_known"]
        return pd.concat([joined.assign(item_known=True)[kept], absent[kept]], ignore_index=True), keys

    def _matches(self, one: Indicator, kind: RecordKind, items: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        rows, left, right = self.spoken[kind.id], ["qark"], ["qark"]
        for column, value in one.evidence.where.items():
            name = _key(kind, column)
            if value == "$body":
                left, right = [*left, "body"], [*right, name]
            elif value.startswith("$"):
                rows = rows.assign(**{name: rows[name].fillna("")})
                left, right = [*left, f"key_{value[1:]}"], [*right, name]
            else:
                rows = rows[rows[name] == value]
        rows = rows[list(dict.fromkeys([*right, "submission", "sheet_row", "period", *_dates(kind)]))]
        rows = rows.rename(columns={"period": "hand_in"} | ({"body": "row_body"} if "body" in rows else {}))
        right = ["row_body" if name == "body" else name for name in right]
        known = items[items.item_known.astype(bool)]
        owed = known[[*OWING, *keys, "item", "starts_on", "ends_on", "last_hand_in"]]
        return self._in_time(one, kind, owed.merge(rows, left_on=left, right_on=right))

    def _in_time(self, one: Indicator, kind: RecordKind, rows: pd.DataFrame) -> pd.DataFrame:
        timing, own = one.evidence.timing, kind.date or ""
        if timing == "during":
            return rows[(rows[own] >= rows.starts_on) & (rows[own] <= rows.ends_on)]
        if timing == "for_period":
            return rows.merge(self.touched, on=["period", "hand_in"])
        if timing == "in_force":
            return rows[(rows.hand_in == rows.last_hand_in) & _in_force(rows, kind)]
        if timing == "by_end":
            return rows[(rows[own] <= rows.ends_on) & (rows.hand_in <= rows.last_hand_in)]
        return rows

    def _reported(self, one: Indicator, kind: RecordKind) -> pd.DataFrame:
        speaking = self.speaking[self.speaking.kind == kind.id]
        if one.once:
            late = speaking[speaking.submitted_on >= pd.Timestamp(one.once)]
            return late[["qark"]].drop_duplicates().assign(period="all", reported=True)
        needed = self.needed[self.needed.indicator == one.id].drop(columns="indicator")
        found = needed.merge(speaking, left_on="hand_in", right_on="period", suffixes=("", "_of_sheet"))
        found = found[found.submitted_on >= found.needed_on]
        counts = found.groupby(["qark", "period"]).agg(have=("hand_in", "size"), want=("hand_ins", "min"))
        return counts[counts.have == counts.want].reset_index()[["qark", "period"]].assign(reported=True)

    def _state(self, rows: pd.DataFrame) -> pd.Series:
        done, due = rows.satisfied_on.notna(), rows.due_on < self.as_of
        state = pd.Series("no_data", index=rows.index)
        state[rows.item_known & rows.reported.notna()] = "missing"
        state[done] = "late"
        state[done & (rows.satisfied_on <= rows.due_on)] = "on_time"
        state[~due] = "not_due"
        state[~due & done] = "early"
        return state


def figures(ledger: pd.DataFrame, catalogue: Catalogue, as_of: pd.Timestamp) -> pd.DataFrame:
    """The figure of every indicator, area and period."""
    definitions, areas = _frame(aggregate.definitions(catalogue)), _frame(aggregate.area_units(catalogue))
    parts = _frame(schedule.parts(catalogue)).merge(definitions, on="indicator")
    latest = parts[parts.due_on < as_of].groupby(["indicator", "period"]).due_on.max().rename("latest").reset_index()
    parts = parts.merge(latest, how="left", on=["indicator", "period"])
    parts = parts[(parts.aggregation == "sum") | parts.latest.isna() | (parts.due_on == parts.latest)]
    chosen = parts[["indicator", "period", "part", "late_counts"]].rename(columns={"period": "of", "part": "period"})
    owed = ledger[["indicator", "qark", "period", "state"]].merge(chosen, on=["indicator", "period"])
    done = (owed.state == "on_time") | ((owed.state == "late") & owed.late_counts)
    owed = owed.assign(
        owed=1, denominator=~owed.state.isin(["early", "not_due"]), numerator=done, unreported=owed.state == "no_data"
    )
    columns = ["owed", "denominator", "numerator", "unreported"]
    by_unit = owed.groupby(["indicator", "of", "qark"], sort=False)[columns].sum().reset_index()
    by_area = by_unit.merge(areas, on="qark").groupby(["indicator", "area", "of"], sort=False)[columns].sum()
    cells = chosen[["indicator", "of"]].drop_duplicates().merge(areas[["area"]].drop_duplicates(), how="cross")
    found = cells.merge(by_area.reset_index(), how="left", on=["indicator", "area", "of"]).fillna(
        dict.fromkeys(columns, 0)
    )
    found = found.merge(definitions, on="indicator")
    known = found.denominator > found.unreported
    found["value"] = (found.numerator / found.denominator).where(known)
    found["value_high"] = ((found.numerator + found.unreported) / found.denominator).where(known)
    status = pd.Series("not_met", index=found.index)
    status[found.value >= found.partly] = "partly_met"
    status[found.value >= found.met] = "met"
    status[~known] = "no_data"
    status[found.denominator == 0] = "not_due"
    status[found.owed == 0] = "not_applicable"
    return found.assign(status=status)


def build(packs: Sequence[Path], catalogue: Catalogue, as_of: date, folder: Path) -> dict[str, int]:
    """Everything into Parquet files in a folder; how many rows each has."""
    ledger = Ledger(packs, catalogue, as_of)
    owed, evidence = zip(*(ledger.indicator(one) for one in catalogue.indicators), strict=True)
    tables = {"ledger": pd.concat(owed, ignore_index=True), "evidence": pd.concat(evidence, ignore_index=True)}
    tables["indicator_values"] = figures(tables["ledger"], catalogue, ledger.as_of)
    received = read(packs, "received")
    received["superseded"] = ~received.submission.isin(ledger.speaking.submission)
    tables["submissions"] = received[received.submitted_on <= ledger.as_of].drop(columns="findings")
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet")
    return {name: len(table) for name, table in tables.items()}


def _frame(rows: object) -> pd.DataFrame:
    found = pd.DataFrame(map(asdict, rows))  # type: ignore[call-overload]
    for column in ("starts_on", "ends_on", "due_on", "needed_on"):
        if column in found:
            found[column] = pd.to_datetime(found[column])
    return found


def _key(kind: RecordKind, column: str) -> str:
    return column + KEY if has_key(kind.column(column)) else column


def _dates(kind: RecordKind) -> list[str]:
    return [one for one in (kind.date, kind.valid_from, kind.valid_to) if one]


def _in_force(rows: pd.DataFrame, kind: RecordKind) -> pd.Series:
    found = rows[kind.valid_from or ""] <= rows.ends_on
    return found & (rows[kind.valid_to].isna() | (rows[kind.valid_to] >= rows.ends_on)) if kind.valid_to else found
