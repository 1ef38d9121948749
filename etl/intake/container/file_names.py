"""What a file's name says before it is opened: helpers that programs leave beside people's files (FORMS.md 3, CSV)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

_HELPERS = frozenset((".ds_store", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r"))
# AppleDouble files, locks of Excel, of LibreOffice and of Word.
_LEFT_BEHIND = re.compile(r"\._.*|~\$.*|\.~lock\..*#", re.DOTALL)
_HELPER_FOLDERS = frozenset(("__macosx", ".appledouble", ".spotlight-v100", ".trashes", ".fseventsd"))


def is_helper(path: PurePath | str) -> bool:
    """Whether a file or folder is no one's work, but left there by a program: nobody sees it, and nobody wrote it."""
    parts = [part.lower() for part in PurePath(path).parts]
    if not parts:
        return False
    is_left_behind = _LEFT_BEHIND.fullmatch(parts[-1]) is not None
    return is_left_behind or parts[-1] in _HELPERS or not _HELPER_FOLDERS.isdisjoint(parts)


def is_table(path: PurePath | str) -> bool:
    """Whether it is called a CSV file; where Windows hides the endings, people save `cover.csv` as `cover.csv.txt`."""
    return PurePath(path).name.lower().endswith((".csv", ".csv.txt"))


# What else people hand in by mistake: by its name (nobody looks into these), and by its first bytes.
_BY_NAME = (
    (re.compile(r"~\$.*", re.DOTALL), "excel_lock"),
    (re.compile(r"\.~lock\..*#", re.DOTALL), "libreoffice_lock"),
    (re.compile(r"\._.*", re.DOTALL), "mac_helper"),
    (re.compile(r".*\.(?:crdownload|part|partial|download|opdownload|!ut)", re.IGNORECASE | re.DOTALL), "unfinished"),
    (re.compile(r".*\.(?:lnk|url|webloc|desktop)", re.IGNORECASE | re.DOTALL), "shortcut"),
)
_BY_HEAD = (
    (re.compile(rb"L\0\0\0\x01\x14\x02\0|\[InternetShortcut\]|\[Desktop Entry\]"), "shortcut"),
    (re.compile(rb"\s*%PDF-"), "pdf"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*|.{4}ftyp(?:heic|mif1|avif)|RIFF.{4}WEBP",
                re.DOTALL), "picture"),
    (re.compile(rb"\s*\{\\rtf"), "other_document"),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ"), "other_archive"),
    (re.compile(rb"\s*<\?xml(?=.*urn:schemas-microsoft-com:office:spreadsheet)", re.DOTALL), "old_format"),
    (re.compile(rb"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|meta|body|table)\b|MIME-Version:",
                re.DOTALL | re.IGNORECASE), "web_page"),
)  # fmt: skip
_TABLES = frozenset((".csv", ".tsv", ".tab"))


def mistaken_for(name: str, head: bytes) -> str:
    """The rule that a file breaks that is no zip, from its name and its first bytes; each says what to hand in."""
    for pattern, rule in _BY_NAME:
        if pattern.fullmatch(name):
            return rule
    if not head:
        return "empty_file"
    plain = head.replace(b"\0", b"") if head.startswith((b"\xff\xfe<", b"\xfe\xff\0<")) else head
    plain = plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    found = next((rule for pattern, rule in _BY_HEAD if pattern.match(plain) or pattern.match(head)), "")
    return found or ("single_csv" if PurePath(name).suffix.lower() in _TABLES else "not_a_submission")


_WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".numbers"))
_ARCHIVES = frozenset((".zip", ".rar", ".7z", ".gz", ".tar"))
_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,4}")


def is_workbook(path: PurePath | str) -> bool:
    """Whether it is called a workbook, of whatever program."""
    return PurePath(path).suffix.lower() in _WORKBOOKS


def is_archive(path: PurePath | str) -> bool:
    """Whether it is called a packed file."""
    return PurePath(path).suffix.lower() in _ARCHIVES


def zip_without_tables(paths: Iterable[PurePath]) -> tuple[str, tuple[str, ...]]:
    """The rule that a zip without CSV files breaks, and the endings to name: most often somebody packed a workbook."""
    files = [path for path in paths if not is_helper(path)]
    workbooks = sum(map(is_workbook, files))
    if workbooks:
        return ("zip_of_workbooks" if workbooks > 1 else "zip_of_workbook"), ()
    if any(map(is_archive, files)):
        return "zip_in_zip", ()
    endings = {path.suffix.lower() for path in files}
    told = tuple(sorted(ending for ending in endings if _ENDING.fullmatch(ending)))
    return ("zip_without_tables", told) if told else ("not_a_submission", ())


def packed_document(names: Iterable[str]) -> str | None:
    """The rule that a zip breaks which is another program's document, from the names of its parts (in lower case)."""
    parts = frozenset(names)
    if any(name.startswith(("word/", "ppt/")) for name in parts):
        return "other_document"
    if any(name.endswith(".iwa") for name in parts) or "index.zip" in parts or "index.numbers" in parts:
        return "numbers"
    return "old_format" if {"mimetype", "content.xml"} <= parts else None
