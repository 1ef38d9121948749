"""Packing, killed or failing at each step; prints what was found wrong, as JSON."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import duckdb

from etl.store.packing import pack_loose
from etl.store.store import Store
from tests.store.at_every_step import fail, in_a_child, kill, run_once
from tests.store.handed_in import CATALOGUE, checked, file_of

NUMBERS = [1, 2, 3]


def prepare(data: Path) -> None:
    """Three submissions, each with a file."""
    store = Store(data, CATALOGUE.programme.id)
    for number in NUMBERS:
        source = file_of(data.parent / "sources", number)
        store.keep(checked(source, number), CATALOGUE, source)


def seen(store: Store) -> object:
    """What counts, what is damaged, whether each file is there, what the names come to, and what is left outside."""
    kept, damaged = store.survey(store.names())
    files = [file.read_bytes()[:8].decode() for file in map(store.file, NUMBERS) if file]
    rows = [len(one.sheets["meetings"]["rows"]) for one in kept]
    return [[one.submission for one in kept], rows, len(damaged), files, f"{store.contents().total:x}"]


def pack(store: Store) -> None:
    try:
        pack_loose(store, CATALOGUE)
    except duckdb.Error as error:
        # A full disk, as DuckDB says it.
        raise OSError(str(error)) from error


def main(folder: Path, *, every: int) -> None:
    template = folder / "template" / "data"
    in_a_child(lambda: prepare(template))
    expected = in_a_child(lambda: seen(Store(template, CATALOGUE.programme.id)))
    wrong, counts = [], {}
    for name, act in (("kill", kill), ("fail", fail)):
        for step in range(1, 300, every):
            data = folder / "data"
            shutil.copytree(template, data)
            store = Store(data, CATALOGUE.programme.id)
            status = run_once(lambda: pack(store), data, step, act)  # noqa: B023
            if status is not None:
                for when in ("then", "after packing again"):
                    found = in_a_child(lambda: seen(store))  # noqa: B023
                    if found != expected:
                        wrong.append(f"{name} at step {step} (status {status}), {when}: {found}")
                    in_a_child(lambda: [str(pack_loose(store, CATALOGUE))])  # noqa: B023
                left = [path.name for path in store.folder.rglob(".incoming*")]
                if left or store.contents().loose or len(store.contents().packs) != 1:
                    wrong.append(f"{name} at step {step}: left behind {left} {store.contents()}")
            shutil.rmtree(data)
            if status is None:
                counts[name] = step - 1
                break
    sys.stdout.write(json.dumps({"wrong": wrong, "steps": counts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), every=int(sys.argv[2]))
