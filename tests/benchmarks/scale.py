"""A synthetic programme of any size, accepted and packed, in the store's own format. Run by hand:

    python -m tests.benchmarks.scale FOLDER [RECORDS] [SEMESTERS]

The demonstration data is handed in through the front door once; then each of its committees stands for many, and each
of its three years for as many as are wanted, with the same proportions of record kinds, late and repeated hand-ins and
gaps. Texts and references differ from committee to committee. The catalogue is the shipped one with the areas of a CSV
file that is written beside it.
"""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import yaml

from etl import hand_in
from etl.store import kept_rows, packs
from etl.store.names import name_of
from etl.store.packing import pack_loose, packed_columns, seal_pack
from etl.store.store import Store
from indicators.ledger import records_table
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue, RecordKind
from indicators.periods import within
from indicators.sql import KEY, has_key
from indicators.sql import name as quoted

PROGRAMME = "rcat-2008-2010"
TODAY = date(2100, 1, 1)
SEMESTERS, YEARS = 6, 3
PACK = 25_000


@dataclass(frozen=True)
class Scale:
    """How large: `clones` committees for each of the demonstration's, `blocks` times its three years."""

    clones: int
    semesters: int = SEMESTERS

    @property
    def blocks(self) -> int:
        return -(-self.semesters // SEMESTERS)


def template(folder: Path) -> Path:
    """The demonstration's submissions as one pack, made once; its folder."""
    shipped = load(CATALOGUES / PROGRAMME)
    store = Store(folder / "template" / hand_in.DEMONSTRATION, PROGRAMME)
    if not packs.packs_in(store.folder):
        hand_in.demonstration(folder / "template", shipped, date(2026, 1, 1))
        pack_loose(store, shipped)
    (found,) = packs.packs_in(store.folder)
    return found.folder


def clones_for(pack: Path, records: int, semesters: int = SEMESTERS) -> Scale:
    """The scale with about so many records."""
    with duckdb.connect(":memory:") as connection:
        (have,) = connection.execute(f"SELECT SUM(accepted) FROM '{pack}/sheets.parquet'").fetchone() or (1,)
    return Scale(max(1, round(records / int(have) / (semesters / SEMESTERS))), semesters)


def areas(shipped: Catalogue, scale: Scale) -> Iterator[dict[str, str]]:
    """Every committee's area: those of the shipped catalogue first, then their clones."""
    for clone in range(scale.clones):
        for unit in shipped.programme.areas.units:
            end = f"-{clone:06d}" if clone else ""
            label = f"{unit.label['en']}{end}"
            yield {"id": f"{unit.id}{end}", "label": label, "group": unit.group}


def write_catalogue(folder: Path, scale: Scale) -> Catalogue:
    """The shipped catalogue with the areas of `areas.csv` and a span of so many semesters, read by the loader."""
    shipped = load(CATALOGUES / PROGRAMME)
    target = folder / "catalogue" / PROGRAMME
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(CATALOGUES / PROGRAMME, target)
    with (folder / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "label", "group"])
        writer.writeheader()
        writer.writerows(areas(shipped, scale))
    programme = yaml.load((target / "programme.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - texts only
    known = {unit["id"] for unit in programme["areas"]["units"]}
    with (folder / "areas.csv").open(encoding="utf-8", newline="") as file:
        programme["areas"]["units"] += [
            {"id": row["id"], "label": {"en": row["label"], "sq": row["label"]}, "group": row["group"]}
            for row in csv.DictReader(file)
            if row["id"] not in known
        ]
    programme["span"]["to"] = f"{2007 + -(-scale.semesters // 2)}-12-31"
    text = yaml.dump(programme, allow_unicode=True, sort_keys=False, default_flow_style=False, width=200)
    (target / "programme.yaml").write_text(text, "utf-8")
    return load(target)


def write_packs(folder: Path, pack: Path, catalogue: Catalogue, scale: Scale) -> Path:
    """The packs of a data folder; the folder."""
    data = folder / "data"
    store = Store(data, PROGRAMME)
    shutil.rmtree(data, ignore_errors=True)
    (store.folder / packs.FOLDER).mkdir(parents=True)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET memory_limit = '3GB'; SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = '{data}/aside'")
        count = _number(connection, pack, catalogue, scale)
        for first in range(1, count + 1, PACK):
            _write_pack(connection, store, pack, catalogue, (first, min(first + PACK - 1, count)))
    return data


def _number(connection: duckdb.DuckDBPyConnection, pack: Path, catalogue: Catalogue, scale: Scale) -> int:
    """The table `numbers`: which submission stands for which of the demonstration's, in the order of hand-in."""
    span = catalogue.programme.span
    codes = [one.code for one in within(span.start, span.end, catalogue.programme.submission_period)][: scale.semesters]
    listed = ", ".join(f"'{code}'" for code in codes)
    connection.execute(f"""CREATE TABLE numbers AS
SELECT ROW_NUMBER() OVER (ORDER BY r.submitted_on, block, clone, r.submission) AS submission,
  r.submission AS original, clone, block, r.qark IS NULL AS whole
FROM '{pack}/received.parquet' r, range({scale.blocks}) b(block), range({scale.clones}) c(clone)
WHERE (clone = 0 OR r.qark IS NOT NULL) AND {_later("r.period")} IN ({listed})""")
    connection.execute(f"CREATE TABLE clones AS SELECT clone FROM range({scale.clones}) c(clone)")
    (count,) = connection.execute("SELECT COUNT(*) FROM numbers").fetchone() or (0,)
    return int(count)


def _later(column: str) -> str:
    """A period's code so many blocks later."""
    year = f"CAST(LEFT({column}, 4) AS INTEGER) + {YEARS} * CAST(block AS INTEGER)"
    return f"(CAST({year} AS VARCHAR) || SUBSTR({column}, 5))"


def _ended(column: str, clone: str) -> str:
    """A text as it reads for a clone."""
    return f"({column} || CASE WHEN {clone} = 0 THEN '' ELSE printf('-%06d', {clone}) END)"


def _write_pack(
    connection: duckdb.DuckDBPyConnection, store: Store, pack: Path, catalogue: Catalogue, numbers: tuple[int, int]
) -> None:
    aside = store.folder / packs.FOLDER / ".incoming-scale"
    (aside / packs.FILES).mkdir(parents=True)
    connection.execute(
        f"CREATE OR REPLACE TABLE chosen AS FROM numbers WHERE submission BETWEEN {numbers[0]} AND {numbers[1]}"
    )
    moved = f"""n.submission AS submission, {_ended("o.qark", "n.clone")} AS qark, {_later("o.period")} AS period,
  CAST(o.submitted_on + TO_YEARS(CAST({YEARS} * n.block AS INTEGER)) AS DATE) AS submitted_on"""
    renamed = moved + ", sha256(CAST(n.submission AS VARCHAR)) AS sha256"
    for table, instead in ((packs.RECEIVED, renamed), (packs.SHEETS, moved)):
        query = f"""SELECT o.* REPLACE ({instead})
FROM '{pack}/{table}.parquet' o JOIN chosen n ON n.original = o.submission ORDER BY submission"""
        _copy(connection, aside / table, query)
    for kind in catalogue.records:
        _copy(connection, aside / records_table(kind.id), _records(pack, kind))
    rows = connection.execute(f"SELECT submission, sha256 FROM '{aside}/{packs.RECEIVED}.parquet'").fetchall()
    names = [name_of(*row) for row in rows]
    (aside / packs.INDEX).write_text(packs.index_of(names), "ascii")
    seal_pack(aside, catalogue, {kind.id: packed_columns(kind) for kind in catalogue.records}, names)
    aside.rename(aside.with_name(packs.pack_name(names)))


def _records(pack: Path, kind: RecordKind) -> str:
    """A record kind's rows: of a committee for its own clone, of a register for every clone."""
    changed = {
        "submission": "n.submission",
        "qark": _ended("o.qark", "k.clone"),
        "period": _later("o.period"),
        "sheet_row": "CASE WHEN n.whole THEN o.sheet_row * 1000000 + k.clone ELSE o.sheet_row END",
    }
    for column in kind.columns:
        kept = quoted(column.id)
        if column.type == "date":
            changed[column.id] = f"CAST(o.{kept} + TO_YEARS(CAST({YEARS} * n.block AS INTEGER)) AS DATE)"
        elif has_key(column):
            changed[column.id] = _ended(f"o.{kept}", "k.clone")
            changed[column.id + KEY] = _ended(f"o.{quoted(column.id + KEY)}", "k.clone")
    listed = ", ".join(f"{expression} AS {quoted(column)}" for column, expression in changed.items())
    rows = f"SELECT o.* REPLACE ({listed}) FROM '{pack}/{records_table(kind.id)}.parquet' o"
    own = "(SELECT * FROM chosen WHERE NOT whole) n ON n.original = o.submission JOIN clones k ON k.clone = n.clone"
    every = "(SELECT * FROM chosen WHERE whole) n ON n.original = o.submission CROSS JOIN clones k"
    # One submission after the other, as the store writes them.
    return f"{rows} JOIN {own} UNION ALL {rows} JOIN {every} ORDER BY submission, sheet_row"


def _copy(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> None:
    connection.execute(f"COPY ({query}) TO '{path}.parquet' (FORMAT parquet, COMPRESSION zstd)")


def make(folder: Path, records: int, semesters: int = SEMESTERS) -> tuple[Path, Catalogue]:
    """A data folder with about so many records, and its catalogue."""
    folder.mkdir(parents=True, exist_ok=True)
    pack = template(folder)
    scale = clones_for(pack, records, semesters)
    catalogue = write_catalogue(folder, scale)
    return write_packs(folder, pack, catalogue, scale), catalogue


def main(arguments: Sequence[str]) -> None:
    data, catalogue = make(Path(arguments[0]), *(int(float(one)) for one in arguments[1:3]))
    units = len(catalogue.programme.areas.units)
    sys.stdout.write(f"{data}: {units} committees, {len(kept_rows.RECEIVED)} columns of a submission\n")


if __name__ == "__main__":
    main([*sys.argv[1:], "1000000"] if len(sys.argv) == 2 else sys.argv[1:])
