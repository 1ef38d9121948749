"""What became of a submission, as the audit log has it: its number and SHA-256, whose it is, and how many rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from etl.audit.entry import HANDED_IN, KNOWN, NOT_KEPT, REFUSED
from etl.audit.log import noted

if TYPE_CHECKING:
    from etl.intake.submission import CheckedSubmission
    from etl.store.store import Receipt


def note_outcome(
    data: Path, actor: str, programme: str, checked: CheckedSubmission, became: Receipt | str | None
) -> str | None:
    """Record what became of a submission; why that could not be done (a key under `disk.`), or None.

    `became` is its receipt, the reason why it could not be kept, or None where it was refused. What stands on the
    cover of a refused one may be anything, so of that nothing is recorded but the file's digest.
    """
    findings = len(checked.findings)
    sha256 = checked.sha256 or None
    if became is None:
        return noted(data, actor, REFUSED, programme=programme, sha256=sha256, findings=findings)
    if isinstance(became, str):
        return noted(data, actor, NOT_KEPT, programme=programme, sha256=sha256, fault=became)
    return noted(
        data,
        actor,
        KNOWN if became.already_known else HANDED_IN,
        programme=programme,
        submission=became.submission,
        sha256=sha256,
        content=became.content or None,
        original=int(checked.keeps_file),
        form=checked.form,
        unit=checked.qark,
        period=checked.period,
        accepted=sum(checked.accepted.values()),
        rejected=sum(checked.rejected.values()),
        findings=findings,
    )
