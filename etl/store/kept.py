"""One kept submission: what its manifest holds, the seal on it, and the manifest's content as a value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from indicators.keys import fold_key
from indicators.model import Catalogue

if TYPE_CHECKING:
    from etl.intake.submission import CheckedSubmission

SEAL = "seal"
_DIGEST = 1  # the version of `content_digest`


class DamagedSubmissionError(Exception):
    """A kept submission cannot be read, or is not as it was written."""


@dataclass(frozen=True)
class Damaged:
    """A kept submission that does not count, because its folder is not as it was written."""

    submission: int
    sha256: str


@dataclass(frozen=True)
class Kept:
    """One kept submission as the manifest tells it; `sheets` maps a record kind to its sheet's name and rows."""

    submission: int
    sha256: str
    form: str
    qark: str | None
    period: str
    submitted_on: date
    received_at: str
    demonstration: bool
    rejected: Mapping[str, int]
    sheets: Mapping[str, Mapping[str, Any]]
    findings: tuple[Mapping[str, Any], ...]


def seal(content: Mapping[str, Any]) -> str:
    """What a manifest's content must come to: a SHA-256 of it, whatever the order and the spacing."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def content_digest(content: Mapping[str, Any]) -> str:
    """What a manifest says, whether it stands in a folder or is read out of a pack; for the audit log, with a version.

    A pack gives an empty cell for a column left out, and 3.0 for a 3: neither says anything else.
    """
    sheets = {
        kind: {"sheet": sheet["sheet"], "rows": [[row, _said(values)] for row, values in sheet["rows"]]}
        for kind, sheet in content["sheets"].items()
    }
    return f"{_DIGEST}:{seal({**content, 'sheets': sheets})}"


def _said(values: Mapping[str, object]) -> dict[str, object]:
    return {
        column: int(value) if isinstance(value, float) and value.is_integer() else value
        for column, value in values.items()
        if value is not None
    }


def manifest(checked: CheckedSubmission, catalogue: Catalogue, office: str = "local") -> dict[str, Any]:
    """What is kept of a submission: its cover, the accepted rows, the findings, when it came in, and from which office.

    Never its file's name, which often is a person's, nor who the person was.
    """
    marks = set(map(fold_key, catalogue.programme.demonstration.prepared_by.values()))
    return {
        "programme": catalogue.programme.id,
        "catalogue": catalogue.digest,
        "form": checked.form,
        "qark": checked.qark,
        "period": checked.period,
        "submitted_on": plain(checked.submitted_on),
        "prepared_by": checked.prepared_by,
        "demonstration": fold_key(checked.prepared_by or "") in marks,
        "handed_in_by": office,
        "received_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": checked.sha256,
        "rejected": dict(checked.rejected),
        "sheets": {
            sheet.kind: {
                "sheet": sheet.sheet,
                "rows": [
                    [row.row, {column: plain(value) for column, value in row.values.items()}] for row in sheet.rows
                ],
            }
            for sheet in checked.sheets
        },
        "findings": [{key: value for key, value in one.as_json().items() if key != "file"} for one in checked.findings],
    }


def kept_as(number: int, content: Mapping[str, Any]) -> Kept:
    """A manifest's content as the submission of a number; also a draft's, before anything is kept of it."""
    return Kept(
        submission=number,
        sha256=content["sha256"],
        form=content["form"],
        qark=content["qark"],
        period=content["period"],
        submitted_on=date.fromisoformat(content["submitted_on"]),
        received_at=content["received_at"],
        demonstration=content["demonstration"],
        rejected=content["rejected"],
        sheets=content["sheets"],
        findings=tuple(content["findings"]),
    )


def plain(value: object) -> object:
    """A value as JSON holds it: dates in ISO form."""
    return value.isoformat() if isinstance(value, date) else value
