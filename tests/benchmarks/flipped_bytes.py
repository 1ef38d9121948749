"""Rot, by hand: `python -m tests.benchmarks.flipped_bytes FOLDER [FLIPS] [KILLS] [SEED]`.

Single bytes are flipped over every file of a data folder with packs, loose hand-ins, decisions, log, roles and
originals, every other time with all second copies gone: each must be found, and put right or named; what is read of the
store meanwhile is what was handed in, or said to be damaged. Then scrubs that repair are killed (kill -9) at random
moments, and nothing may be lost.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from etl.scrub.kept_files import COPIES, STATE, kept_files
from etl.scrub.standing import Standing, standing
from etl.store.store import Kept, Store
from tests.scrub.flipping import PROGRAMME, data_folder, every_file, flip, scrubbed

EACH = 4
SCRUB = "import sys; from pathlib import Path; from tests.scrub.flipping import scrubbed; scrubbed(Path(sys.argv[1]), repairs=True)"  # noqa: E501
# The log grows by what is repaired, and its head and second copies with it.
GROWS = ("log.jsonl", "head")


def served(data: Path) -> tuple[dict[int, Kept], set[int]]:
    """The submissions that figures are made of, and those that are said to be damaged."""
    store = Store(data, PROGRAMME)
    kept, damaged = store.survey(store.names())
    return {one.submission: one for one in kept}, {one.submission for one in damaged}


def flipped(made: Path, data: Path, flips: int, chance: random.Random) -> Counter[str]:
    """What became of so many flipped bytes, each in a data folder that is whole but for it."""
    truth, _ = served(made)
    counts: Counter[str] = Counter()
    for number in range(flips):
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(made, data, symlinks=True)
        if number % 2:
            shutil.rmtree(data / COPIES)
        done = flip(chance.choice(every_file(data)), chance)
        there, damaged = served(data)
        wrong = [one for one in truth if there.get(one) != truth[one] and one not in damaged]
        counts["wrong figures"] += bool(wrong or there.keys() - truth.keys())
        found = scrubbed(data)
        counts["found"] += bool(found.mended + found.unmended)
        repaired = scrubbed(data, repairs=True)
        is_right = done.is_undone() or (done.path.name in GROWS and not scrubbed(data).named)
        is_copy = COPIES in done.path.relative_to(data).parts
        counts["put right" if is_right or is_copy else "named" if repaired.unmended else "neither"] += 1
        if not (found.mended + found.unmended) or not (is_right or is_copy or repaired.unmended):
            print("  missed:", done.path.relative_to(data), done.at, found, repaired)  # noqa: T201
        counts[f"of {'copies' if is_copy else done.path.suffix or done.path.name}"] += 1
        if (number + 1) % 20 == 0:
            sys.stderr.write(f"{number + 1} {dict(counts)}\n")
    return counts


def killed(made: Path, data: Path, kills: int, chance: random.Random) -> Counter[str]:
    """Scrubs that repair some damage, killed at random moments; then one that is not."""
    counts: Counter[str] = Counter()
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", SCRUB, str(made)], check=True)
    longest = time.monotonic() - begun
    before = contents(made)
    for number in range(kills):
        if number % 5 == 0:
            shutil.rmtree(data, ignore_errors=True)
            shutil.copytree(made, data, symlinks=True)
        for path in chance.sample([one for one in kept_files(data) if one.name not in GROWS], 4):
            flip(path, chance)
        with subprocess.Popen([sys.executable, "-c", SCRUB, str(data)]) as one:
            time.sleep(longest * (0.4 + 0.7 * chance.random()))
            os.kill(one.pid, signal.SIGKILL)
        counts["killed"] += one.returncode == -signal.SIGKILL
        if number % 5 == 4:
            # The first goes on where the killed one was: what was flipped before that place is found by the next.
            for _ in range(2):
                scrubbed(data, repairs=True)
            counts["lost"] += contents(data) != before
            counts["not whole"] += bool(scrubbed(data).named) or standing(data, PROGRAMME) != Standing()
            sys.stderr.write(f"{number + 1} {dict(counts)}\n")
    return counts


def contents(data: Path) -> dict[str, bytes]:
    """Every file that does not grow, by its name."""
    found = (path for path in kept_files(data) if path.name not in (*GROWS, STATE))
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in found}


def main(folder: Path, flips: int, kills: int, seed: int) -> int:
    """Measure and print."""
    shutil.rmtree(folder, ignore_errors=True)
    made = data_folder(folder / "made", EACH)
    scrubbed(made)
    chance, begun = random.Random(seed), time.monotonic()
    rot = flipped(made, folder / "data", flips, chance)
    fire = killed(made, folder / "data", kills, chance)
    seconds = round(time.monotonic() - begun)
    sys.stdout.write(json.dumps({"flips": flips, "rot": rot, "kills": fire, "seconds": seconds}, indent=1) + "\n")
    is_right = rot["found"] == flips == rot["put right"] + rot["named"] and not rot["wrong figures"]
    return 0 if is_right and not fire["lost"] and not fire["not whole"] else 1


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[2:5]]
    raise SystemExit(main(Path(sys.argv[1]), *(numbers + [1000, 300, 1][len(numbers) :])))
