"""Which sheet of the form is meant by a name that a program lengthened, before or behind it; never a guess.

Google Sheets calls a CSV file `<title> - <sheet>`, LibreOffice `<title>-<sheet>`, Apple Numbers a sheet
`<sheet> - Table 1`; a browser or Excel puts `(1)` behind a name that is there already. People put the report's name
before it with a dash, a line or a point between, and the period or the file's ending behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from etl.formats.form_sheets import COVER_SHEET, LONGEST_SHEET_NAME, OWN_SHEETS, own_sheet_names
from etl.intake.cells import RawSheet, RawSubmission
from etl.intake.sheets.headers import kind_names, name_key
from etl.intake.text.keys import nearest
from indicators.model import Catalogue

_PERIOD = r"(?:19|20)\d\d\s*[-–—_/.]?\s*[SQM]\d{1,2}|[SQM]\d{1,2}\s*[-–—_/.]?\s*(?:19|20)\d\d"
_ADDED = (
    re.compile(r"\s*[-–—]\s*(?:table|tabela|tabelle|tableau|tabella|tabla)\s*\d+(?:[-–.]\d+)*$", re.IGNORECASE),
    re.compile(r"\s*\(\d{1,3}\)$|[\s_]+$|\s*[-–—]?\s+(?:copy|kopje|kopja)$", re.IGNORECASE),
    re.compile(r"^_+|^(?:copy of|kopje e|kopja e)\s+", re.IGNORECASE),
    # Windows hides a file's ending, and people write it once more.
    re.compile(r"\.(?:csv|txt|xlsx?)$", re.IGNORECASE),
    # The period that it is handed in for.
    re.compile(rf"(?:^|[\s(_.,–—-]+)(?:{_PERIOD})\)?$|^\(?(?:{_PERIOD})[\s)_.,–—-]+", re.IGNORECASE),
)
_CUT_OFF = re.compile(r"\s*[-–—]\s*T?(?:a|ab|abl|able|able )?$", re.IGNORECASE)
_JOINT = re.compile(r"\s*[-–—_.]\s*")


@dataclass(frozen=True)
class _Meaning:
    """What a name may mean: the sheets that it is certain to, and all that it could."""

    certain: frozenset[str]
    possible: frozenset[str]


def sheets_by_name(catalogue: Catalogue) -> dict[str, str]:
    """Every name that a sheet of the form may go by, folded -> its machine name."""
    own = {name_key(name): sheet for sheet in OWN_SHEETS for name in own_sheet_names(sheet)}
    return {name_key(name): kind.id for kind in catalogue.records for name in kind_names(kind)} | own


def recognised(raw: RawSubmission, catalogue: Catalogue) -> RawSubmission:
    """The submission with `known_as` and `could_be` set on each sheet with a lengthened name."""
    known = sheets_by_name(catalogue)
    meant = meant_by([sheet.name for sheet in raw.sheets if not sheet.hidden], known)

    def told(sheet: RawSheet) -> RawSheet:
        certain = frozenset[str]() if name_key(sheet.name) in known else _meaning(sheet.name, known).certain
        return replace(sheet, known_as=meant.get(sheet.name, ""), could_be=tuple(sorted(certain)))

    return replace(raw, sheets=tuple(map(told, raw.sheets)))


def meant_by(names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """The lengthened names among names -> the one sheet that is meant. Where two mean the same, neither is taken."""
    given = list(names)
    taken = {known.get(name_key(name)) for name in given}
    found: dict[str, list[str]] = {}
    for name in given:
        certain = _meaning(name, known).certain
        if len(certain) == 1 and not certain & taken and name_key(name) not in known:
            found.setdefault(next(iter(certain)), []).append(name)
    return {names[0]: sheet for sheet, names in found.items() if len(names) == 1}


def cover_candidates(sheets: Iterable[RawSheet], catalogue: Catalogue) -> tuple[str, ...]:
    """The sheets that may be the missing cover, by their name or by what stands in them."""
    known = sheets_by_name(catalogue)
    fields = {name_key(text) for one in catalogue.programme.cover for text in (one.id, *one.label.values())}
    found = []
    for sheet in sheets:
        is_other = (sheet.known_as or known.get(name_key(sheet.name), COVER_SHEET)) != COVER_SHEET
        said = sum(name_key(row.cells[0].written) in fields for row in sheet.rows[:20])
        if not is_other and (
            said > 1 or COVER_SHEET in _meaning(sheet.name, known).possible
            or nearest(sheet.name, own_sheet_names(COVER_SHEET))
        ):  # fmt: skip
            found.append(sheet.name)
    return tuple(found)


def _meaning(name: str, known: Mapping[str, str]) -> _Meaning:
    plain = _without_additions(name)
    ends, starts = {plain}, set()
    for joint in _JOINT.finditer(plain):
        ends.add(plain[joint.end() :])
        starts.add(plain[: joint.start()])
    at_end = frozenset(known[name_key(one)] for one in ends if name_key(one) in known)
    at_start = frozenset(known[name_key(one)] for one in starts if name_key(one) in known)
    return _Meaning(at_end if at_start <= at_end else frozenset(), at_end | at_start)


def _without_additions(name: str) -> str:
    before, plain = "", name
    if len(name) == LONGEST_SHEET_NAME:
        plain = _CUT_OFF.sub("", plain)
    while plain != before:
        before = plain
        for pattern in _ADDED:
            plain = pattern.sub("", plain)
    return plain
