"""From what an identity provider says of somebody to who may look: on every look, whatever a cookie says.

A session begins when the provider issued the token (`iat`). It ends after eight hours, at the moment that the roles
file sets (`sessions_from`), with the grant, and when its owner signs out. Signing out is noted in the data folder: a
browser's cookie holds for weeks and works again where it was copied, so the cookie alone must not decide.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from etl.access.grants import FOLDER, Roles, read_roles, viewer_of
from etl.access.viewer import Viewer
from etl.store.disk import alone, force_to_disk, make_folder

LONGEST = timedelta(hours=8)
# How far the clocks of two machines may lie apart.
CLOCKS_APART = timedelta(minutes=2)
SIGNED_OUT = "signed-out"
Denial = Literal[
    "no_role", "roles_missing", "roles_faulty", "ended", "signed_out", "sessions_unreadable", "no_claims", "outside"
]  # fmt: skip


@dataclass(frozen=True)
class Session:
    """What the provider said of somebody: who, since when, and a digest that tells this session from every other."""

    issuer: str
    subject: str
    began: datetime
    digest: str


@dataclass(frozen=True)
class Standing:
    """Who may look now: a viewer, or why not (`denial` is a key under `access.denied` of the locale files)."""

    viewer: Viewer | None
    denial: Denial | None = None
    session: Session | None = None
    roles: Roles | None = None


def session_of(claims: Mapping[str, Any]) -> Session | None:
    """The session that a provider's claims describe; None where they do not say who, or since when."""
    issuer, subject, issued = claims.get("iss"), claims.get("sub"), claims.get("iat")
    if not (isinstance(issuer, str) and isinstance(subject, str) and issuer and subject):
        return None
    if not isinstance(issued, int | float) or isinstance(issued, bool):
        return None
    try:
        began = datetime.fromtimestamp(issued, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    known = [str(claims.get(name, "")) for name in ("iss", "sub", "iat", "sid", "nonce", "jti", "at_hash")]
    return Session(issuer, subject, began, hashlib.sha256(json.dumps(known).encode()).hexdigest())


def standing(claims: Mapping[str, Any], data: Path, units: Iterable[str], now: datetime) -> Standing:
    """Who may look, by a provider's claims and the files of the data folder as they are now."""
    session = session_of(claims)
    if session is None:
        return Standing(None, "no_claims")
    roles = read_roles(data, units)
    if roles.problems:
        return Standing(None, "roles_faulty", session, roles)
    grant = roles.grant_of(session.issuer, session.subject)
    if grant is None or (grant.until is not None and now.date() > grant.until):
        return Standing(None, "no_role" if roles.is_there else "roles_missing", session, roles)
    denial = _over(session, roles.begins(grant), data, now)
    return Standing(None if denial else viewer_of(grant), denial, session, roles)


def _over(session: Session, earliest: datetime | None, data: Path, now: datetime) -> Denial | None:
    """Why a session no longer counts; None where it does."""
    is_over = not (now - LONGEST < session.began <= now + CLOCKS_APART)
    if is_over or (earliest is not None and session.began < earliest):
        return "ended"
    try:
        return "signed_out" if session.digest in _signed_out(data) else None
    except OSError:
        # Nobody knows whether it was ended: then it may have been.
        return "sessions_unreadable"


def sign_out(session: Session, data: Path, now: datetime) -> None:
    """Note that a session has ended, for every copy of its cookie. OSError where that cannot be written."""
    folder = data / FOLDER / SIGNED_OUT
    make_folder(folder)
    with alone(folder / ".lock"):
        for one in folder.iterdir():
            # A session that began so long ago is over in any case.
            if not one.name.startswith(".") and now - _written(one) > 2 * LONGEST:
                one.unlink(missing_ok=True)
        (folder / session.digest).touch()
        force_to_disk(folder)


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _signed_out(data: Path) -> frozenset[str]:
    folder = data / FOLDER / SIGNED_OUT
    try:
        return frozenset(one.name for one in folder.iterdir())
    except FileNotFoundError:
        return frozenset()
