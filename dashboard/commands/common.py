"""What every command shares: where the data is, which programme and language, and the faults that end in one line."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from etl import audit
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import Language, language
from indicators.loader import CATALOGUES, CatalogueError, load, programmes
from indicators.model import ENGLISH, LANGUAGES, Catalogue

COMMAND_LOCALE = Path(__file__).parent / "locale"
DASHBOARD_LOCALE = Path(__file__).parent.parent / "locale"
DONE, FINDINGS, FAILED = 0, 1, 2


class FaultError(Exception):
    """Something could not be done: one line for standard error, by its key in the locale, and exit status 2."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def default_data() -> Path:
    """The data folder where none is named: `RCAT_DATA`, then `data/` of the project."""
    return Path(os.environ.get("RCAT_DATA") or Path(__file__).resolve().parents[2] / "data")


def default_language() -> str:
    """The language where none is named: `RCAT_LANG`, then English."""
    chosen = os.environ.get("RCAT_LANG", ENGLISH)
    return chosen if chosen in LANGUAGES else ENGLISH


def speak(code: str) -> Language:
    """The texts of the commands and of all that they show."""
    return language(code, ETL_LOCALE, COMMAND_LOCALE)


def say(text: str) -> None:
    """A line for people, on standard output."""
    sys.stdout.write(text + "\n")


def catalogue_of(options: Namespace) -> Catalogue:
    """The catalogue of the programme that the command concerns."""
    known = programmes()
    if options.programme not in known:
        raise FaultError("programme", name=options.programme, known=", ".join(known))
    try:
        return load(CATALOGUES / options.programme)
    except CatalogueError as error:
        first = error.problems[0].text(speak(options.lang))
        raise FaultError("catalogue", count=len(error.problems), problem=first) from error


def unknown(kind: str, value: str, known: Iterable[str], words: Language) -> FaultError:
    """The fault that a value is none of the known ones, with the nearest where there is one."""
    names = list(known)
    near = get_close_matches(value, names, 1)
    shown = words.say(f"fault.kind.{kind}")
    if near:
        return FaultError("unknown_near", kind=shown, value=value, near=near[0])
    return FaultError("unknown", kind=shown, value=value, known=", ".join(names))


def named_date(written: str) -> date:
    """A date that the caller names in ISO form."""
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise FaultError("date", value=written) from error


def note(options: Namespace, action: str, **facts: str | int | None) -> None:
    """Record what the command did in the data folder's audit log; where that cannot be written, say why and go on."""
    warn_unrecorded(audit.noted(options.data, audit.LOCAL, action, **facts), speak(options.lang))


def warn_unrecorded(reason: str | None, words: Language) -> None:
    """Say on standard error why something could not be recorded, if so."""
    if reason is not None:
        sys.stderr.write(words.say("fault.unrecorded", detail=words.say(f"disk.{reason}")) + "\n")


def folder_named(written: str) -> Path:
    """A folder that is named, there or not yet; a fault where it is a file, or lies in one."""
    folder = Path(written)
    _no_file_among(folder, *folder.parents)
    return folder


def file_named(written: str) -> Path:
    """A file that is named to be written; a fault where it is a folder, or lies in a file."""
    file = Path(written)
    if file.is_dir() or written.endswith(("/", os.sep)):
        raise FaultError("is_a_folder", file=written)
    _no_file_among(*file.parents)
    return file


def _no_file_among(*folders: Path) -> None:
    for one in folders:
        if one.exists() and not one.is_dir():
            raise FaultError("is_a_file", file=one)


def progress() -> Callable[[int, int], None] | None:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int) -> None:
        filled = 30 * done // max(of, 1)
        sys.stderr.write(f"\r[{'█' * filled}{'·' * (30 - filled)}] {done}/{of}" + ("\n" if done == of else ""))
        sys.stderr.flush()

    return show
