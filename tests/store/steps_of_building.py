"""Building a database beside an older one, killed or failing at each step; prints what was found wrong, as JSON."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from etl.build.warehouse import Warehouse, WarehouseError
from etl.figures.opened import open_figures
from etl.opening import open_current
from etl.store.store import Store
from tests.store.at_every_step import FAILED, fail, in_a_child, kill, run_once
from tests.store.handed_in import CATALOGUE, TODAY, checked, file_of


def prepare(data: Path) -> None:
    """A folder whose database knows one submission while two are kept."""
    store, warehouse = Store(data, CATALOGUE.programme.id), Warehouse(data, CATALOGUE)
    for number in (1, 2):
        source = file_of(data.parent / "sources", number)
        store.keep(checked(source, number), CATALOGUE, source)
        if number == 1:
            warehouse.ensure(TODAY)


def published(warehouse: Warehouse) -> list[int]:
    """The submissions of the build that other programs would open now."""
    build = warehouse.current()
    if build is None:
        return []
    figures = open_figures(build.path, CATALOGUE, TODAY)
    return [one.submission for one in figures.submissions(TODAY)]


def current(warehouse: Warehouse) -> list[object]:
    """The submissions of what is opened next, and whether it had to be rebuilt for damage."""
    opened = open_current(warehouse, TODAY)
    return [[one.submission for one in opened.figures.submissions(TODAY)], opened.replaces_damaged]


def left_behind(data: Path) -> list[str]:
    """Temporary files and folders of a builder."""
    return [one.name for folder in (data, data / "builds") for one in folder.iterdir() if one.name.startswith(".rcat")]


def wrong_at(step: int, name: str, act: Callable[[], None], data: Path) -> list[str] | None:
    """What is wrong after a kill or a fault at a step; None where building has fewer steps."""
    warehouse = Warehouse(data, CATALOGUE)

    def build() -> None:
        try:
            warehouse.ensure(TODAY)
        except WarehouseError as error:
            if error.reason != "no_space":
                raise AssertionError from error
            raise

    status = run_once(build, data, step, act)
    if status is None:
        return None
    when, wrong = f"{name} at step {step}", []
    if act is fail and status not in (FAILED, 0):
        wrong.append(f"{when}: status {status}")
    if in_a_child(lambda: published(warehouse)) not in ([1], [1, 2]):
        wrong.append(f"{when}: neither the old build nor the new one")
    if in_a_child(lambda: current(warehouse)) != [[1, 2], False]:
        wrong.append(f"{when}: the next call does not show both submissions")
    if left_behind(data) and in_a_child(lambda: warehouse.build(TODAY).id) and left_behind(data):
        wrong.append(f"{when}: left behind {left_behind(data)}")
    return wrong


def main(folder: Path, *, every: int) -> None:
    template = folder / "template" / "data"
    in_a_child(lambda: prepare(template))
    wrong: list[str] = []
    counts = {}
    for name, act in (("kill", kill), ("fail", fail)):
        for step in range(1, 500, every):
            data = folder / "data"
            shutil.copytree(template, data, symlinks=True)
            found = wrong_at(step, name, act, data)
            shutil.rmtree(data)
            if found is None:
                counts[name] = step - 1
                break
            wrong += found
    sys.stdout.write(json.dumps({"wrong": wrong, "steps": counts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), every=int(sys.argv[2]))
