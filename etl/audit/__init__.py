"""The audit log: who did what, when, to which submission, and how much of it; never a value that somebody typed.

`record` adds an entry, `noted` does so without raising, `verify` finds any change, `head_of` gives what to note
elsewhere. See `etl.audit.log` for the form of the file and for what the chain can and cannot prove.
"""

from etl.audit.check import Problem, Verdict, verify
from etl.audit.entry import (
    ACTIONS,
    BACKED_UP,
    BUILT,
    EXPORTED,
    HANDED_IN,
    KNOWN,
    LOCAL,
    REPAIRED,
    REPORTED,
    RESTORED,
    Entry,
    person,
)
from etl.audit.log import AuditError, Head, entries, folder_of, head_of, noted, record

__all__ = [
    "ACTIONS", "BACKED_UP", "BUILT", "EXPORTED", "HANDED_IN", "KNOWN", "LOCAL", "REPAIRED", "REPORTED", "RESTORED",
    "AuditError", "Entry", "Head", "Problem", "Verdict", "entries", "folder_of", "head_of", "noted", "person", "record",
    "verify",
]  # fmt: skip
