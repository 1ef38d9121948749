"""Drafts as the front door gives them, made from submissions of the oracle's plain world."""

from __future__ import annotations

from etl.intake.submission import AcceptedRow, AcceptedSheet, CheckedSubmission
from etl.store.store import Kept
from tests import oracle
from tests.ledger.bridge import kept


def checked(submission: oracle.Submission, *, rejected: dict[str, int] | None = None) -> CheckedSubmission:
    """A draft with this content."""
    one = kept([submission])[0]
    sheets = tuple(
        AcceptedSheet(
            kind,
            kind,
            tuple(AcceptedRow(row, values) for row, values in sheet["rows"]),
            (rejected or {}).get(kind, 0),
        )
        for kind, sheet in one.sheets.items()
    )
    return CheckedSubmission(
        file="draft.xlsx",
        sha256=f"{submission.number:064x}",
        form=one.form,
        qark=one.qark,
        period=one.period,
        submitted_on=one.submitted_on,
        prepared_by="Zyra e Prefektit",
        sheets=sheets,
        findings=(),
        refused=False,
        keeps_file=True,
    )


def before(*submissions: oracle.Submission) -> list[Kept]:
    """What is kept already."""
    return kept(submissions)
