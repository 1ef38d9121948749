"""`rcat backup` and `restore`: everything that cannot be made again, in one file, and back."""

from __future__ import annotations

import hashlib
import sys
from argparse import Namespace
from pathlib import Path

from dashboard.commands.common import DONE, FINDINGS, FaultError, note, say, speak
from etl import audit
from etl.backup import BackupError, BadBackupError, FullerBackupError, Holding, NotEmptyError, back_up, check_backup
from etl.backup import restore as restored_from
from indicators.language import Language


def backup(options: Namespace) -> int:
    """Write a backup; the audit log then says that it was made, and what it comes to. What it lacks is a finding."""
    words = speak(options.lang)
    if options.check is not None:
        return _check(options.check, words)
    try:
        holding = back_up(options.data, options.out, replaces=options.replace)
    except FullerBackupError as error:
        raise FaultError("fuller_backup", file=options.out, count=error.lost) from error
    except FileNotFoundError as error:
        raise FaultError("no_file", file=options.data) from error
    except BackupError as error:
        raise FaultError("disk", detail=words.say(f"disk.{error.reason}")) from error
    sha256 = _sha256(options.out)
    note(options, audit.BACKED_UP, sha256=sha256, files=holding.files, submissions=holding.submissions)
    say(words.say("out.wrote", path=options.out))
    say(words.say("out.sha256", sha256=sha256))
    for name in holding.links:
        # Linux takes any byte but two in a name; a terminal does not.
        shown = name if name.isprintable() else ascii(name)
        sys.stderr.write(words.say("fault.link_left_out", name=shown) + "\n")
    return _tell(holding, words)


def restore(options: Namespace) -> int:
    """Restore a backup into an empty folder."""
    words = speak(options.lang)
    if not options.file.is_file():
        raise FaultError("no_file", file=options.file)
    try:
        holding = restored_from(options.file, options.data)
    except NotEmptyError as error:
        raise FaultError("not_empty", folder=options.data) from error
    except BadBackupError as error:
        raise FaultError("bad_backup", file=options.file.name, name=error.name) from error
    except BackupError as error:
        raise FaultError("disk", detail=words.say(f"disk.{error.reason}")) from error
    note(options, audit.RESTORED, sha256=_sha256(options.file), files=holding.files, submissions=holding.submissions)
    say(words.say("out.restored", path=options.data))
    return _tell(holding, words)


def _check(file: Path, words: Language) -> int:
    """Prove a backup and say what it holds and lacks; nothing is restored."""
    if not file.is_file():
        raise FaultError("no_file", file=file)
    try:
        return _tell(check_backup(file), words)
    except BadBackupError as error:
        raise FaultError("bad_backup", file=file.name, name=error.name) from error
    except BackupError as error:
        raise FaultError("disk", detail=words.say(f"disk.{error.reason}")) from error


def _tell(holding: Holding, words: Language) -> int:
    """Say what the backup holds, and what in it is damaged."""
    say(words.say("out.holds", files=words.number(holding.files), submissions=words.number(holding.submissions),
                  entries=words.number(holding.entries)))  # fmt: skip
    for one in holding.damaged:
        say(words.say("fault.damaged_submission", number=one.submission, sha256=one.sha256))
    for key, several in (("lost", holding.missing), ("otherwise", holding.changed), ("original", holding.originals)):
        for one in several:
            say(words.say(f"audit.{key}", number=one.submission, sha256=one.sha256))
    if holding.decisions:
        say(words.say("out.decisions_gone", count=holding.decisions))
    if holding.audit_problems:
        say(words.say("out.audit_problems", count=holding.audit_problems))
    return DONE if holding.is_whole else FINDINGS


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
