"""Keeping one submission beside another, killed or failing at each step; prints what was found wrong, as JSON."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from etl.store.store import Store, StoreError
from tests.store.at_every_step import FAILED, fail, in_a_child, kill, run_once
from tests.store.handed_in import CATALOGUE, checked, file_of


def main(folder: Path) -> None:
    sources = [file_of(folder / "sources", number) for number in (1, 2)]
    submissions = [checked(source, number) for number, source in enumerate(sources, 1)]
    wrong: list[str] = []
    counts = {}
    for name, act in (("kill", kill), ("fail", fail)):
        for step in range(1, 200):
            data = folder / name / str(step)
            store = Store(data, CATALOGUE.programme.id)
            in_a_child(lambda: store.keep(submissions[0], CATALOGUE, sources[0]).submission)  # noqa: B023
            faults: list[str] = []

            def keep() -> None:
                try:
                    store.keep(submissions[1], CATALOGUE, sources[1])  # noqa: B023
                except StoreError as error:
                    faults.append(error.reason)  # noqa: B023
                    raise

            status = run_once(keep, data, step, act)
            if status is None:
                counts[name] = step - 1
                break
            wrong += look(store, f"{name} at step {step} (status {status})", seen_is_fine=act is kill)
            if act is fail and status not in (FAILED, 0):
                wrong.append(f"fail at step {step}: status {status}")
            in_a_child(lambda: store.keep(submissions[1], CATALOGUE, sources[1]).submission)  # noqa: B023
            if [kept.submission for kept in store.all()] != [1, 2]:
                wrong.append(f"{name} at step {step}: handing in again does not give two submissions")
            if list(store.folder.glob(".incoming*")):
                wrong.append(f"{name} at step {step}: something was left behind")
            shutil.rmtree(data)
    sys.stdout.write(json.dumps({"wrong": wrong, "steps": counts}))


def look(store: Store, when: str, *, seen_is_fine: bool) -> list[str]:
    """What is wrong after a kill or a fault: the first submission whole, the second whole or not there at all."""
    kept, damaged = store.survey(store.names())
    wrong = [f"{when}: damaged {one}" for one in damaged]
    if [one.submission for one in kept] not in ([[1], [1, 2]] if seen_is_fine else [[1]]):
        wrong.append(f"{when}: {[one.submission for one in kept]} can be seen")
    wrong += [f"{when}: rows are missing" for one in kept if len(one.sheets["meetings"]["rows"]) != 3]
    return wrong


if __name__ == "__main__":
    main(Path(sys.argv[1]))
