"""What an attacker computes from published counts alone: the least and the greatest that each hidden one can be."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Sum:
    """A total and the parts that it adds up."""

    total: Hashable
    parts: tuple[Hashable, ...]


def bounds(
    published: Mapping[Hashable, int | None], sums: Sequence[Sum], lowest: int = 1
) -> dict[Hashable, tuple[float, float]]:
    """The range of every count that is not published (None), by two linear programs each."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - heavy, and each test process reads this module

    hidden = [name for name, value in published.items() if value is None]
    place = {name: number for number, name in enumerate(hidden)}
    rows, right = [], []
    for one in sums:
        row = np.zeros(len(hidden))
        known = 0
        for name, sign in ((one.total, 1), *((part, -1) for part in one.parts)):
            value = published[name]
            if value is None:
                row[place[name]] += sign
            else:
                known -= sign * value
        rows.append(row)
        right.append(known)
    matrix = csr_array(np.array(rows))
    found: dict[Hashable, tuple[float, float]] = {}
    for name in hidden:
        aim = np.zeros(len(hidden))
        aim[place[name]] = 1
        ends = [_best(sign * aim, matrix, right, lowest) for sign in (1, -1)]
        found[name] = (ends[0], -ends[1])
    return found


def _best(aim: np.ndarray, matrix: Any, right: list[int], lowest: int) -> float:
    from scipy.optimize import linprog  # noqa: PLC0415 - as above

    done = linprog(aim, A_eq=matrix, b_eq=right, bounds=(lowest, None), method="highs")
    if done.status == 3:  # without bound
        return -np.inf
    assert done.status == 0, done.message
    return float(done.fun)


def recovered(found: Mapping[Hashable, tuple[float, float]]) -> list[Hashable]:
    """The counts that the attacker knows exactly."""
    return [name for name, (least, greatest) in found.items() if greatest - least < 0.5]


def told_small(
    found: Mapping[Hashable, tuple[float, float]], names: Iterable[Hashable], minimum: int
) -> list[Hashable]:
    """The counts that the attacker knows to be below the minimum."""
    return [name for name in names if found[name][1] < minimum - 1e-6]
