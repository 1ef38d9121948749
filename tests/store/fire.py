"""The store under fire, run by hand: `python -m tests.store.fire FOLDER [KILLS] [SEED]`.

Three writers keep submissions and build the database, three readers look at it all the while. The writers are killed
(kill -9) at random moments and started anew; from time to time the current build is damaged, or all builds deleted.
What a writer acknowledged it wrote to a pipe after its receipt. In the end every acknowledged submission is there once,
under the number that was acknowledged, and whole; and no reader ever saw a half.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from etl.build.warehouse import Warehouse
from etl.figures.opened import open_figures
from etl.figures.read_api import DamagedBuildError
from etl.store.store import Store
from tests.store.at_every_step import in_a_child
from tests.store.handed_in import CATALOGUE, TODAY, checked, file_of

WRITERS, READERS = 3, 3
# How long a writer lives at most, in builds: most are killed while they keep or build, some finish a few of both.
LONGEST_LIFE = 4
KILLS_BETWEEN_DAMAGE = 20


def meetings_of(number: int) -> int:
    """How many rows the submission made from a source has: a half of it would have fewer."""
    return 1 + number * 7 % 40


def write(folder: Path, seed: int, tell: BinaryIO) -> None:
    """Keep one submission after another, some of them handed in before or by others at this moment, and build."""
    chance = random.Random(seed)
    store, warehouse = Store(folder / "data", CATALOGUE.programme.id), Warehouse(folder / "data", CATALOGUE)
    while True:
        number = chance.randrange(1, 100_000) if chance.random() < 0.7 else chance.randrange(1, 30)
        source = folder / "sources" / f"{number}.xlsx"
        if not source.exists():
            aside = file_of(folder / "sources" / str(os.getpid()), number, size=chance.choice((800, 60_000)))
            with suppress(OSError):
                os.link(aside, source)
        receipt = store.keep(checked(source, number, meetings=meetings_of(number)), CATALOGUE, source)
        tell.write(f"{number} {receipt.submission} {receipt.sha256}\n".encode())
        tell.flush()
        if chance.random() < 0.5:
            warehouse.ensure(TODAY)


def read(folder: Path, tell: BinaryIO) -> None:
    """Look at the published build again and again, as a page does."""
    warehouse = Warehouse(folder / "data", CATALOGUE)
    while True:
        build = warehouse.current()
        if build is None:
            warehouse.ensure(TODAY)
            continue
        try:
            figures = open_figures(build.path, CATALOGUE, TODAY)
            verdict = halves(figures.table(SEEN))
            figures.close()
        except DamagedBuildError:
            verdict = "damaged"
            warehouse.ensure(TODAY)
        tell.write(f"{verdict}\n".encode())
        tell.flush()


SEEN = """SELECT r.submission, s.accepted, COUNT(m.sheet_row), MAX(m.minutes_ref) FROM received r
LEFT JOIN sheets s ON s.submission = r.submission LEFT JOIN records_meetings m ON m.submission = r.submission
GROUP BY r.submission, s.accepted"""


def halves(rows: list[tuple[object, ...]]) -> str:
    """What a reader saw: `whole`, or which submission was not."""
    for submission, accepted, found, reference in rows:
        expected = meetings_of(int(str(reference).rpartition(" ")[2])) if reference else None
        if not accepted == found == expected:
            return f"half {submission}: {accepted} {found} {expected}"
    return "whole"


@dataclass
class Process:
    """A child and what it has told so far."""

    run: Callable[[BinaryIO], None]
    told: list[str] = field(default_factory=list)
    pid: int = 0
    pipe: int = 0

    def start(self) -> None:
        self.pipe, into = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.pipe)
            try:
                self.run(os.fdopen(into, "wb"))
            except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
                os.write(into, f"fault {error!r} {error.__cause__!r}\n".encode())
            finally:
                os._exit(1)
        os.close(into)

    def kill(self) -> None:
        """Kill it, and take in what it had told; a line that is not whole was not acknowledged."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        with os.fdopen(self.pipe, "rb") as pipe:
            content = pipe.read().decode()
        self.told += content[: content.rfind("\n") + 1].splitlines()


def do_damage(data: Path, chance: random.Random) -> None:
    """Write over a part of the current build, cut it short, or delete all builds."""
    with suppress(OSError):
        path = data / (data / "rcat.duckdb").readlink()
        kind = chance.randrange(3)
        if kind == 0:
            shutil.rmtree(data / "builds")
        elif kind == 1:
            os.truncate(path, path.stat().st_size // 2)
        else:
            with path.open("r+b") as file:
                file.seek(chance.randrange(path.stat().st_size))
                file.write(chance.randbytes(4096))


def battle(folder: Path, kills: int, seed: int) -> tuple[list[Process], list[Process]]:
    """Kill so many writers, one after the other, each after a random while; the readers live to the end."""
    chance, begun = random.Random(seed), time.monotonic()
    in_a_child(lambda: Warehouse(folder / "data", CATALOGUE).build(TODAY).id)
    longest = LONGEST_LIFE * (time.monotonic() - begun)
    writers = [Process(lambda tell: write(folder, chance.randrange(10**9) ^ os.getpid(), tell)) for _ in range(WRITERS)]
    readers = [Process(lambda tell: read(folder, tell)) for _ in range(READERS)]
    for one in (*writers, *readers):
        one.start()
    for count in range(1, kills + 1):
        time.sleep(chance.random() * longest / WRITERS)
        victim = writers[chance.randrange(WRITERS)]
        victim.kill()
        victim.start()
        if count % KILLS_BETWEEN_DAMAGE == 0:
            do_damage(folder / "data", chance)
        if count % 50 == 0:
            sys.stderr.write(f"{count} kills\n")
    for one in (*writers, *readers):
        one.kill()
    return writers, readers


def verdict(folder: Path, writers: list[Process], readers: list[Process]) -> dict[str, object]:
    """Hold what was acknowledged against what is there."""
    store, warehouse = Store(folder / "data", CATALOGUE.programme.id), Warehouse(folder / "data", CATALOGUE)
    acknowledged = [line.split() for one in writers for line in one.told if not line.startswith("fault")]
    kept, damaged = store.survey(store.names())
    there = {one.submission: one for one in kept}
    lost = [line for line in acknowledged if int(line[1]) not in there or there[int(line[1])].sha256 != line[2]]
    half = [number for number, submission, _ in acknowledged
            if int(submission) in there and len(there[int(submission)].sheets["meetings"]["rows"]) != meetings_of(int(number))]  # noqa: E501  # fmt: skip
    doubled = [sha256 for sha256, times in Counter(one.sha256 for one in kept).items() if times > 1]

    def built() -> list[int]:
        figures = open_figures(warehouse.ensure(TODAY).path, CATALOGUE, TODAY)
        return [one.submission for one in figures.submissions(TODAY)]

    seen = Counter(line.partition(" ")[0] for one in readers for line in one.told)
    return {
        "acknowledged": len(acknowledged),
        "kept": len(kept),
        "lost": lost,
        "half": half,
        "doubled": doubled,
        "damaged": [one.submission for one in damaged],
        "gaps": sorted(set(range(1, len(kept) + 1)) - set(there)),
        "reads": dict(seen),
        "faults": [line for one in (*writers, *readers) for line in one.told if line.startswith(("fault", "half"))],
        "database_holds_all": in_a_child(built) == sorted(there),
    }


def main(folder: Path, kills: int, seed: int) -> int:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "sources").mkdir(parents=True)
    found = verdict(folder, *battle(folder, kills, seed))
    sys.stdout.write(json.dumps({"kills": kills, "seed": seed, **found}, indent=1) + "\n")
    wrong = [found[name] for name in ("lost", "half", "doubled", "damaged", "gaps", "faults")]
    return 1 if any(wrong) or not found["database_holds_all"] else 0


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[2:4]]
    raise SystemExit(main(Path(sys.argv[1]), *(numbers + [300, 1][len(numbers) :])))
