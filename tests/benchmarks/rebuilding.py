"""What many submissions cost, run by hand: `python -m tests.benchmarks.rebuilding FOLDER [SUBMISSIONS] [ROWS]`."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from etl.build.warehouse import Warehouse
from etl.opening import open_current
from etl.store.store import Store
from etl.what_if.assessment import assess
from tests.store.handed_in import CATALOGUE, TODAY, checked, file_of


def timed(what: str, action: Callable[[], object]) -> None:
    """Do something, and say how long it took."""
    begun, used = time.perf_counter(), time.process_time()
    action()
    took, busy = time.perf_counter() - begun, time.process_time() - used
    sys.stdout.write(f"{what}: {took:.3f} s ({busy:.3f} s of processor)\n")


def main(folder: Path, submissions: int, rows: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    store, warehouse = Store(folder / "data", CATALOGUE.programme.id), Warehouse(folder / "data", CATALOGUE)

    def keep(numbers: range) -> None:
        for number in numbers:
            source = file_of(folder / "sources", number)
            day = date.fromordinal(date(2010, 6, 1).toordinal() + number % 200)
            store.keep(checked(source, number, meetings=rows, submitted_on=day), CATALOGUE, source)

    timed(f"keeping {submissions} submissions of {rows} rows", lambda: keep(range(1, submissions + 1)))
    timed("keeping one more", lambda: keep(range(submissions + 1, submissions + 2)))
    timed("listing them", store.names)
    timed("reading them all", lambda: store.survey(store.names()))
    timed("building the database", lambda: warehouse.build(TODAY))
    timed("seeing that it is current and sound", lambda: warehouse.ensure(TODAY))
    timed("opening it", lambda: open_current(warehouse, TODAY))
    kept = tuple(store.all())
    draft = checked(file_of(folder / "sources", submissions + 2), submissions + 2, meetings=rows)
    timed("assessing a draft", lambda: assess(kept, draft, CATALOGUE, TODAY))
    timed("assessing it while the programme runs", lambda: assess(kept, draft, CATALOGUE, date(2011, 1, 6)))


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[2:4]]
    main(Path(sys.argv[1]), *(numbers + [1000, 100][len(numbers) :]))
