"""Keeping a submission, beside another and in a folder that does not exist yet, killed or failing at each step.

Prints what was found wrong, as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from etl.store.store import Store, StoreError
from etl.store.versions import STAMP, is_stamped
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
        counts[f"{name} in a new folder"] = in_a_new_folder(folder / f"new-{name}", act, wrong)
    sys.stdout.write(json.dumps({"wrong": wrong, "steps": counts}))


def in_a_new_folder(folder: Path, act: Callable[[], None], wrong: list[str]) -> int:
    """The same where the first one is kept: how many steps that has. What is wrong is added to `wrong`."""
    source = file_of(folder / "sources", 1)
    submission = checked(source, 1)
    folder.mkdir(exist_ok=True)
    for step in range(1, 200):
        data, when = folder / str(step), f"{folder.name} at step {step}"
        store = Store(data, CATALOGUE.programme.id)

        def keep() -> None:
            store.keep(submission, CATALOGUE, source)  # noqa: B023

        status = run_once(keep, data, step, act)
        if status is None:
            return step - 1
        seen = [one.submission for one in store.all()]
        if seen not in ([[], [1]] if act is kill else [[]]) and status != 0:
            wrong.append(f"{when} (status {status}): {seen} can be seen")
        if (data / STAMP).exists() and (data / STAMP).read_text("ascii") != '{"format": 1}\n':
            wrong.append(f"{when}: the folder's version is half written")
        in_a_child(lambda: store.keep(submission, CATALOGUE, source).submission)  # noqa: B023
        if [one.submission for one in store.all()] != [1] or not is_stamped(data):
            wrong.append(f"{when}: handing in again does not give a submission in a folder that states its version")
        if list(data.rglob(".incoming*")) or (data / f".{STAMP}").exists():
            wrong.append(f"{when}: something was left behind")
        shutil.rmtree(data)
    raise AssertionError(folder)


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
