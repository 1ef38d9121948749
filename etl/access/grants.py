"""Who has which role: a reviewed file of the data folder, read again whenever somebody looks.

`DATA/access/roles.yaml` (or the file that `RCAT_ROLES` names) grants roles by issuer and subject, as the identity
provider names them. Whoever it does not name has no role. A file with anything wrong in it grants nothing to anybody:
half a file could leave in force what a reviewer meant to take away. See `etl/access/README.md`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from etl.access.viewer import OF_ONE_UNIT, Others, Viewer, signed_in
from etl.store.versions import FORMAT, OURS
from indicators.base import Model
from indicators.document import Document, Problem, document_of, typed

FOLDER = "access"
ROLES_FILE = "roles.yaml"
ROLES_VARIABLE = "RCAT_ROLES"
Known = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]


class Grant(Model):
    """One role of one person, as the identity provider names that person.

    `until` is the last day on which it holds; sessions that began before `sessions_from` have ended.
    """

    issuer: Known
    subject: Known
    role: Literal["secretary", "onac", "evaluator", "administrator"]
    qark: Known | None = None
    others: Others | None = None
    until: date | None = None
    sessions_from: AwareDatetime | None = None


class RolesFile(Model):
    """The whole file, of a format's version; sessions of anybody that began before `sessions_from` have ended."""

    format: Annotated[int, Field(ge=1)] = 1
    sessions_from: AwareDatetime | None = None
    grants: Annotated[tuple[Grant, ...], Field(max_length=5000)]


@dataclass(frozen=True)
class Roles:
    """What the file says now: the grants, or what is wrong with it, and then nobody has a role."""

    sessions_from: datetime | None = None
    grants: tuple[Grant, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_there: bool = True

    def grant_of(self, issuer: str, subject: str) -> Grant | None:
        """The grant of a person; None where there is none."""
        return next((one for one in self.grants if (one.issuer, one.subject) == (issuer, subject)), None)

    def begins(self, grant: Grant) -> datetime | None:
        """The moment before which a session of this person must not have begun."""
        return max((one for one in (self.sessions_from, grant.sessions_from) if one), default=None)


def roles_file(data: Path) -> Path:
    """The file that grants roles in a data folder."""
    named = os.environ.get(ROLES_VARIABLE)
    return Path(named) if named else data / FOLDER / ROLES_FILE


def read_roles(data: Path, units: Iterable[str]) -> Roles:
    """What the file says now; `units` are those that a secretary may be of."""
    path = roles_file(data)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Roles(is_there=False)
    except OSError as error:
        return Roles(problems=(Problem(path.name, 1, "roles_unreadable", (("why", error.strerror),)),))
    return _roles(content, path.name, tuple(units))


@lru_cache(maxsize=8)
def _roles(content: bytes, name: str, units: tuple[str, ...]) -> Roles:
    """The same bytes say the same: typed once."""
    document = document_of(content, name)
    stated = document.content.get(FORMAT) if isinstance(document.content, dict) else None
    if isinstance(stated, str) and stated.isdecimal() and int(stated) > OURS["roles"]:
        values = (("found", stated), ("ours", OURS["roles"]))
        return Roles(problems=(Problem(name, document.line((FORMAT,)), "newer_format", values),))
    found = typed(document, RolesFile)
    if found is not None:
        _check(found, document, units)
    if found is None or document.problems:
        return Roles(problems=tuple(sorted(document.problems, key=lambda one: one.line)))
    return Roles(found.sessions_from, found.grants)


def _check(found: RolesFile, document: Document, units: tuple[str, ...]) -> None:
    """What no type can say: one grant a person, and a unit where the role is of one, and only there."""
    first: dict[tuple[str, str], int] = {}
    for number, grant in enumerate(found.grants):
        place = ("grants", number)
        who = (grant.issuer, grant.subject)
        if who in first:
            document.report(place, "grant_twice", line=first[who])
        first.setdefault(who, document.line(place))
        of_one = grant.role in OF_ONE_UNIT
        if of_one and grant.qark is None:
            document.report(place, "missing_key", key="qark")
        elif grant.qark is not None and not of_one:
            document.report((*place, "qark"), "grant_of_no_unit", role=grant.role, key="qark")
        elif grant.qark is not None and grant.qark not in units:
            document.unknown((*place, "qark"), "area", grant.qark, units)
        if grant.others is not None and not of_one:
            document.report((*place, "others"), "grant_of_no_unit", role=grant.role, key="others")


def viewer_of(grant: Grant) -> Viewer:
    """The viewer that a grant makes."""
    return signed_in(grant.role, (grant.issuer, grant.subject), grant.qark, grant.others or "none")
