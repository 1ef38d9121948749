"""Random accepted rows of each record kind, near the dates where figures change.

Every row keeps the column rules of forms, section 2; columns that no figure reads are filled with plain constants, so
that the random choices go where they matter.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.oracle.model import Programme, Value
from tests.oracle.periods import Period, hand_in_periods, periods
from tests.oracle.text import match_key

Values = dict[str, Value]
Columns = dict[str, st.SearchStrategy[Value]]
Sheet = list[Values]

INSTITUTIONS = ("police", "qark_council", "deputy_prefect", "border_and_migration", "npo", "other")
NAMED_INSTITUTIONS = ("npo", "other")  # these must say which organisation
TOPICS = ("structure_and_tasks", "case_management")
REPORT_KINDS = ("activity_report", "baseline_assessment", "situation_assessment")
LATEST_DAY = date(2012, 12, 31)
LATEST_END = date(2100, 12, 31)
"""Validity and plans may lie in the future, up to 2100 (forms, section 3)."""


def spellings(*names: str) -> tuple[str, ...]:
    """Each name as it is, in capitals, in small letters, without diacritics, in wide letters: all compare equal."""
    found: dict[str, None] = {}
    for name in names:
        bare = "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))
        found |= dict.fromkeys((name, name.upper(), name.lower(), bare, name.translate(_WIDE)))
    return tuple(found)


_WIDE = {code: code + 0xFEE0 for code in map(ord, "abcxyz017|")}
# Spellings that differ by a ligature, an old letter, or the kind of dash, quotation mark or apostrophe.
COMMUNITIES = (
    *spellings("Bathore", "Fushë Arrëz", "NA"), "Ofiçina – „Re”", 'Oﬁçina - "Re"', "OFIÇINA—«RE»",
    "x|y", "X|Y", "x", "x\\", "x\\|y",
)  # fmt: skip
MUNICIPALITIES = spellings("Korçë", "Maliq")
ORGANISATIONS = (
    *spellings("Tjetër Vizion", "Vatra"),
    "007",
    "Gra d'Arta",
    "GRA D’ARTA",
    "Gra d´Arta",
    "Groß",
    "GROSS",
    "a|b\\",
)
TITLES = (*spellings("Rruga"), "Shkollë për të gjithë", "z", "y|z", "|z", "y\\|z", "\\")
DOCUMENTS = (*spellings("Vendim 1"), "Vendim № 1", "Vendim No 1", "1|2008", "1\\|2008", "ﬆatut", "ſtatut", "statut")


def marks(programme: Programme) -> list[date]:
    """The days around which figures of a programme change: period ends and starts, and 30 days after, each +- 1."""
    found = {programme.start - timedelta(days=400), programme.start - timedelta(days=1)}
    found |= {day + timedelta(days=after) for day in (programme.start, programme.end) for after in (-1, 0, 1)}
    for period in (*periods(programme, "quarter"), *hand_in_periods(programme)):
        found |= {period.start + timedelta(days=after) for after in (0, 1, 20)}
        found |= {period.end + timedelta(days=after) for after in (-1, 0, 1, 29, 30, 31)}
    return sorted(found)


def between(days: Sequence[date], first: date, last: date) -> list[date]:
    """The marks from `first` to `last`, and these two themselves; nothing where the first is after the last."""
    if first > last:
        return []
    return sorted({first, last, *days[bisect_left(days, first) : bisect_right(days, last)]})


@dataclass(frozen=True)
class Setting:
    """What the rows of one submission must keep to."""

    programme: Programme
    semester: Period
    submitted_on: date
    days: Sequence[date]
    qarks: Sequence[str]

    def in_semester(self) -> st.SearchStrategy[date]:
        """A date within the semester, not after the hand-in."""
        return st.sampled_from(between(self.days, self.semester.start, min(self.semester.end, self.submitted_on)))

    def by_semesters_end(self) -> st.SearchStrategy[date]:
        """A date on or before the semester's end, not after the hand-in, and often long before."""
        return st.sampled_from(between(self.days, self.days[0], min(self.semester.end, self.submitted_on)))

    def by_hand_in(self) -> st.SearchStrategy[date]:
        """A date not after the hand-in, and often long before."""
        return st.sampled_from(between(self.days, self.days[0], self.submitted_on))

    def since_semesters_start(self) -> st.SearchStrategy[date]:
        """A date from the semester's first day to the hand-in."""
        return st.sampled_from(between(self.days, self.semester.start, self.submitted_on))

    def bodies(self) -> st.SearchStrategy[str]:
        return st.sampled_from(sorted(self.programme.bodies))


def _with_end(rows: st.SearchStrategy[Values], setting: Setting, start: str, end: str) -> st.SearchStrategy[Values]:
    """Give each row an end on or after its start, or none."""

    def ended(row: Values) -> st.SearchStrategy[Values]:
        first = row[start]
        assert isinstance(first, date)
        ends = [*between(setting.days, first, LATEST_DAY), LATEST_END]
        return st.one_of(st.none(), st.sampled_from(ends)).map(lambda last: row | {end: last})

    return rows.flatmap(ended)


def _seats(columns: Columns) -> st.SearchStrategy[Values]:
    """Rows with institution and organisation: the latter is required of some institutions, and rare in others."""

    def named(row: Values) -> st.SearchStrategy[Values]:
        organisation = st.sampled_from(ORGANISATIONS)
        known = organisation if row["institution"] in NAMED_INSTITUTIONS else st.one_of(st.none(), organisation)
        return known.map(lambda name: row | {"organisation": name})

    seat: Columns = {"institution": st.sampled_from(INSTITUTIONS), **columns}
    return st.fixed_dictionaries(seat).flatmap(named)


def _sheet(rows: st.SearchStrategy[Values], *key: str, most: int = 3) -> st.SearchStrategy[Sheet]:
    """A sheet of rows whose key (without one: the whole row) is written once, compared as keys are."""

    def compared(row: Values) -> tuple[str | None, ...]:
        return tuple(match_key(row[column]) for column in (key or sorted(row)))

    return st.lists(rows, max_size=most, unique_by=compared)


def meetings(setting: Setting) -> st.SearchStrategy[Sheet]:
    columns: Columns = {
        "body": setting.bodies(),
        "held_on": setting.in_semester(),
        "kind": st.none(),
        "chaired_by": st.just("prefect"),
        "members_present": st.just(9),
        "members_total": st.none(),
        "minutes_ref": st.none(),
    }
    row = st.fixed_dictionaries(columns)
    return _sheet(row, "body", "held_on", most=5)


def terms_of_reference(setting: Setting) -> st.SearchStrategy[Sheet]:
    columns: Columns = {
        "body": setting.bodies(),
        "adopted_on": setting.by_semesters_end(),
        "document_ref": st.sampled_from(DOCUMENTS),
    }
    row = st.fixed_dictionaries(columns)
    return _sheet(_with_end(row, setting, "adopted_on", "valid_until"), "body", "document_ref")


def members(setting: Setting) -> st.SearchStrategy[Sheet]:
    columns: Columns = {"body": setting.bodies(), "since": setting.by_semesters_end()}
    row = _seats(columns)
    return _sheet(_with_end(row, setting, "since", "until"), "body", "institution", "organisation", most=4)


def trainings(setting: Setting) -> st.SearchStrategy[Sheet]:
    columns: Columns = {
        "trained_on": setting.in_semester(),
        "topic": st.sampled_from(TOPICS),
        "provider": st.none(),
        "body": setting.bodies(),
        "participants": st.just(12),
    }
    return _sheet(_seats(columns))


def vulnerable_communities(setting: Setting) -> st.SearchStrategy[Sheet]:
    columns: Columns = {
        "community": st.sampled_from(COMMUNITIES),
        "municipality": st.sampled_from(MUNICIPALITIES),
        "identified_on": setting.by_semesters_end(),
        "basis": st.none(),
    }
    row = st.fixed_dictionaries(columns)
    return _sheet(row, "community")


def programmes_for(setting: Setting, communities: Sheet) -> st.SearchStrategy[Sheet]:
    """Programmes of the communities that the same submission names, in any spelling; none where it names none."""
    named = {match_key(row["community"]) for row in communities}
    allowed = [spelling for spelling in COMMUNITIES if match_key(spelling) in named]
    if not allowed:
        return st.just([])
    columns: Columns = {
        "community": st.sampled_from(allowed),
        "title": st.sampled_from(TITLES),
        "provider": st.just("Bashkia"),
        "provider_sector": st.none(),
        "started_on": setting.by_hand_in(),
    }
    row = st.fixed_dictionaries(columns)
    return _sheet(_with_end(row, setting, "started_on", "ended_on"), "community", "title")


def actions(_setting: Setting) -> st.SearchStrategy[Sheet]:
    """No figure reads a plan's actions: that they change nothing is what they are here for."""
    columns: Values = dict.fromkeys(("responsible", "chosen", "due_on", "done_on"))
    return st.sampled_from([[], [{"action": "Fletëpalosje", "theme": "awareness"} | columns]])


def reports(setting: Setting) -> st.SearchStrategy[Sheet]:
    columns: Columns = {
        "qark": st.sampled_from(list(setting.qarks)),
        "kind": st.sampled_from(REPORT_KINDS),
        "received_on": setting.since_semesters_start(),
        "document_ref": st.none(),
    }
    row = st.fixed_dictionaries(columns)
    return _sheet(row, "qark", "kind", "received_on", most=6)


COMMITTEE_SHEETS: dict[str, Callable[[Setting], st.SearchStrategy[Sheet]]] = {
    "meetings": meetings,
    "terms_of_reference": terms_of_reference,
    "members": members,
    "trainings": trainings,
    "vulnerable_communities": vulnerable_communities,
    "actions": actions,
}
"""Sheets that depend on no other; `programmes` follows the communities of its submission."""
