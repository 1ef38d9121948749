"""`rcat upgrade`: what would be changed in an older data folder, and with `--yes` the change itself."""

from __future__ import annotations

from argparse import Namespace

from dashboard.commands.common import DONE, FaultError, say, speak
from etl.store.versions import OURS, STAMP, is_stamped, stamp


def upgrade(options: Namespace) -> int:
    """State the data folder's version, where an older program has left it unsaid; nothing else is older than this one.

    Submissions, packs, decisions, roles and log of before stay as they are, to the byte: what states no version has 1.
    """
    words = speak(options.lang)
    if not options.data.is_dir():
        raise FaultError("no_file", file=options.data)
    if is_stamped(options.data):
        say(words.say("out.upgrade.nothing", version=OURS["folder"]))
        return DONE
    if options.yes:
        stamp(options.data)
    key = "done" if options.yes else "would"
    say(words.say(f"out.upgrade.{key}", file=options.data / STAMP, version=OURS["folder"]))
    return DONE
