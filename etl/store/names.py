"""What kept submissions are called: `<number>-<SHA-256 of the file>`, and `.2`, `.3` ... where one mends another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

BUNDLE = re.compile(r"^(\d{6,})-([0-9a-f]{64})(?:\.(\d+))?$")
_MODULUS = 1 << 256


def number_of(name: str) -> int:
    """A submission's number."""
    return int(name.partition("-")[0])


def digest_of(name: str) -> str:
    """The SHA-256 of a submission's file."""
    return name.partition("-")[2].partition(".")[0]


def version_of(name: str) -> int:
    """1, or which mending of a damaged submission this is."""
    return int(name.partition(".")[2] or 1)


def name_of(number: int, sha256: str, version: int = 1) -> str:
    """The name of a submission."""
    return f"{number:06d}-{sha256}" + (f".{version}" if version > 1 else "")


def mended(name: str) -> str:
    """The name that takes the place of a damaged one."""
    return name_of(number_of(name), digest_of(name), version_of(name) + 1)


def hash_of_names(names: Iterable[str]) -> int:
    """What a set of names comes to, in whatever order: sums of parts add up to the sum of all."""
    total = 0
    for name in names:
        total += int.from_bytes(hashlib.sha256(name.encode()).digest(), "big")
    return total % _MODULUS


def added(*sums: int) -> int:
    """The sum of sets that share no name; a negative sum takes a set away."""
    return sum(sums) % _MODULUS
