"""Self-assessment against the oracle: what a draft would do, take away and still lacks, in every sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from dashboard.model.context import Context
from etl.intake.submission import CheckedSubmission
from indicators.language import Language
from tests import oracle
from tests.ledger.bridge import kept
from tests.oracle.periods import Period, figure_periods
from tests.oracle.text import match_key
from tests.strategies import World
from tests.what_if.drafts import checked
from tests.worlds.reading import KNOWN, Node, Row, find, numbers, phrase, rows_of, section, tags, text_of
from tests.worlds.told import Told

RANKS = ("no_data", *reversed(KNOWN))


@dataclass(frozen=True)
class Drafted:
    """A world whose last submission is only a draft."""

    world: World
    today: date

    @property
    def draft(self) -> oracle.Submission:
        return self.world.submissions[-1]

    @property
    def form(self) -> CheckedSubmission:
        return checked(self.draft, rejected=dict(self.draft.rejected))

    @property
    def kept(self) -> Any:
        return kept(self.world.submissions[:-1])

    @cached_property
    def units(self) -> list[str]:
        return [self.draft.qark] if self.draft.qark else list(self.world.programme.qarks)

    @cached_property
    def fed(self) -> list[oracle.Indicator]:
        """The indicators that read a sheet of the draft's form."""
        return [one for one in self.world.indicators if any(
            oracle.RECORD_KINDS[name].form == self.draft.form
            for name in (one.evidence.record, getattr(one.for_each, "record", None)) if name
        )]  # fmt: skip

    @cached_property
    def now(self) -> date:
        """The day that is shown once it is handed in."""
        due = [due for one in self.world.indicators for _, due in oracle.schedule(self.world.programme, one)]
        last = max(one.submitted_on for one in self.world.submissions)
        return min(self.today, max([last, *(day + timedelta(days=1) for day in due)]))

    @cached_property
    def hand_in(self) -> Period:
        return oracle.period_named(self.world.programme, self.draft.period)

    def told(self, day: date, *, with_draft: bool = True) -> Told:
        world = self.world if with_draft else replace(self.world, submissions=self.world.submissions[:-1])
        return Told(world, day)

    @cached_property
    def main(self) -> list[tuple[str, str, str]]:
        """Of each indicator and unit the figure of the shortest period that holds the draft's own days."""
        programme = self.world.programme
        start, end = max(self.hand_in.start, programme.start), min(self.hand_in.end, programme.end)
        inside = Period(self.hand_in.code, self.hand_in.length, start, end)
        found = []
        for one in self.fed:
            holding = [period.code for period in figure_periods(programme, one) if period.contains(inside)]
            found += [(one.id, unit, holding[0]) for unit in self.units if holding]
        return found

    def outranked(self, kind: str) -> bool:
        return any(other.submitted_on > self.draft.submitted_on and kind in other.sheets for other in self._same)

    @cached_property
    def _same(self) -> list[oracle.Submission]:
        place = (self.draft.form, self.draft.qark, self.draft.period)
        return [one for one in self.world.submissions[:-1] if (one.form, one.qark, one.period) == place]

    def withdrawn(self, kind: str, names: tuple[str, ...]) -> int:
        """How many rows that speak now the draft does not have."""
        having = [one for one in self._same if kind in one.sheets]
        if not having or kind not in self.draft.sheets or self.outranked(kind):
            return 0
        last = max(having, key=lambda one: (one.submitted_on, one.number))
        there = {_identity(row, names) for row in self.draft.sheets[kind]}
        return sum(_identity(row, names) not in there for row in last.sheets[kind])


def _identity(row: oracle.Row, names: tuple[str, ...]) -> tuple[str | None, ...]:
    return tuple(match_key(row.values.get(name)) for name in names)


def way(before: Row, after: Row) -> int:
    """1 where a figure rises, -1 where it falls: by its grade, else by what is confirmed and possible of it."""
    if before["status"] not in KNOWN or after["status"] not in KNOWN:
        return 0
    graded = KNOWN.index(before["status"]) - KNOWN.index(after["status"])
    if graded:
        return 1 if graded > 0 else -1
    (low, high), (new_low, new_high) = (
        (Fraction(one["numerator"], one["denominator"]),
         Fraction(one["numerator"] + one["unreported"], one["denominator"]))
        for one in (before, after)
    )  # fmt: skip
    return 1 if new_low > low and new_high >= high else -1 if new_high < high and new_low <= low else 0


def check_figures(tree: Node, drafted: Drafted, later: date, context: Context) -> None:
    """How many figures change, rise, fall and stay open; each before, after, and once all is due."""
    words, day = context.language, context.language.date(drafted.now)
    old, new = (drafted.told(drafted.now, with_draft=with_draft).figures for with_draft in (False, True))
    pairs = [(old[key], new[key]) for key in drafted.main]
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    ways = [way(*pair) for pair in pairs]
    counts = {
        "rising": ways.count(1),
        "falling": ways.count(-1),
        "provisional": sum(one["provisional"] for _, one in pairs),
    }
    sentence = text_of(find(tree, "lead")[0])
    expected = [len(changed), len(pairs)] if changed else []
    assert numbers(sentence, day) == [str(one) for one in (*expected, *filter(None, counts.values()))], sentence
    assert day in sentence
    for name, count in counts.items():
        assert not count or words.say(f"self_assessment.figures.{name}", count=count) in sentence, (sentence, counts)
    shown = pairs if len(drafted.units) == 1 else changed
    if not shown:
        return
    once_due = drafted.told(later).figures if later != drafted.now else {}
    rows = rows_of(tree)
    assert len(rows) == len(shown)
    for before, after in shown:
        key = after["indicator"], after["area"], after["period"]
        title = context.catalogue.indicator(key[0]).short[words.code]
        (cells,) = [one for one in rows if title in one[0] and context.area_name(key[1]) in one[0]
                    and words.period(key[2]) in one[0]]  # fmt: skip
        assert phrase(before, words) in cells[1], (cells, before)
        assert phrase(after, words) in cells[2], (cells, after)
        assert not once_due or phrase(once_due[key], words) in cells[3], (cells, once_due[key])
        known = before["status"] == "no_data" != after["status"]
        turn = way(before, after)
        key_of = "same" if before == after else {1: "rises", -1: "falls"}.get(turn, "known" if known else "other")
        assert cells[2].endswith(words.say(f"self_assessment.change.{key_of}")), (cells, key_of)


def check_help(tree: Node, drafted: Drafted, later: date, context: Context) -> None:
    """Every piece of work: what is owed or due and when, which sheet lacks, and what it can make of a figure."""
    words, told = context.language, drafted.told(later)
    node = section(tree, words.say("self_assessment.fix.heading"))
    entries = tags(node, "li")
    ends = [told.figures[key]["status"] for key in drafted.main]
    if not entries:
        name = "all_met" if all(one in ("met", "not_applicable") for one in ends) else "nothing"
        assert words.say(f"self_assessment.fix.{name}") in text_of(node), ends
        return
    lacking = set(_sheets_lacking(drafted, context))
    better = set(_better(drafted, told, context))
    for entry in entries:
        if tags(entry, "span") and not tags(entry, "p"):
            assert text_of(entry) in _rejected(drafted, context, numbers(text_of(entry))), text_of(entry)
            continue
        work, *raised = [text_of(one) for one in tags(entry, "p")]
        rest = work
        for sentence in sorted(lacking, key=len, reverse=True):
            rest = rest.replace(sentence, "")
        assert not rest.strip() or _is_work(work, drafted, told, context), (work, lacking)
        assert set(raised) <= better, (raised, better)


def _is_work(work: str, drafted: Drafted, told: Told, context: Context) -> bool:
    words = context.language
    waiting = {(one["indicator"], one["qark"], one["body"], one["period"], one["item"])
               for one in drafted.told(drafted.now).owed if one["state"] == "not_due"}  # fmt: skip
    for one in told.owed:
        is_later = (one["indicator"], one["qark"], one["body"], one["period"], one["item"]) in waiting
        if one["satisfied_on"] or one["qark"] not in drafted.units or not (is_later or one["still_owed"]):
            continue
        record = told.indicator(one["indicator"]).evidence.record
        sheet = context.catalogue.record(record).label[words.code]
        said = words.say(f"self_assessment.fix.{'due' if is_later else 'owed'}", date=words.date(one["due_on"]),
                         evidence="§", what="§", sheet=sheet).split("§")  # fmt: skip
        what = work.rpartition("(")[2]
        if (work.startswith(said[0]) and work.endswith(said[-1]) and context.area_name(one["qark"]) in what
                and words.period(one["period"]) in what):  # fmt: skip
            return True
    return False


def _sheets_lacking(drafted: Drafted, context: Context) -> Iterator[str]:
    """Every sentence that may name a sheet to add or hand in: it is not there, or came before it could be an answer."""
    words, told, programme = context.language, drafted.told(date.max), drafted.world.programme
    frequency = words.say(f"frequency.{programme.hand_in}")
    days = {day for one in drafted.fed for period, due in oracle.schedule(programme, one)
            for day in (period.end, due, *(hand_in.end for hand_in in told.hand_ins))}  # fmt: skip
    for unit in drafted.units:
        for kind in oracle.RECORD_KINDS:
            named = {"area": context.area_name(unit), "sheet": context.catalogue.record(kind).label[words.code]}
            if kind not in drafted.draft.sheets:
                yield words.say("assessment.fix.add_sheet", **named)
            sheets = {one.code: told.sheet(unit, one.code, kind) for one in told.hand_ins}
            for day in days:
                dated = {**named, "date": words.date(day), "frequency": frequency}
                early = [code for code, sheet in sheets.items() if sheet is None or sheet.submitted_on < day]
                for code in early:
                    yield words.say("assessment.fix.hand_in", **dated, period=words.period(code))
                if len(early) == len(sheets):
                    yield words.say("assessment.fix.hand_in_once", **dated)


def _better(drafted: Drafted, told: Told, context: Context) -> Iterator[str]:
    words = context.language
    for key in drafted.main:
        status = told.figures[key]["status"]
        for to in RANKS[RANKS.index(status) + 1 :] if status in RANKS else ():
            named = {"title": context.catalogue.indicator(key[0]).title[words.code],
                     "area": context.area_name(key[1]), "period": words.period(key[2])}  # fmt: skip
            for form in ("certain", "possible"):
                yield words.say(f"assessment.raise.{form}", **named, status=words.say(f"status.{to}"))


def _rejected(drafted: Drafted, context: Context, found: list[str]) -> set[str]:
    words = context.language
    return {
        words.say("assessment.rejected", count=count, obligations=int(found[-1]),
                  sheet=context.catalogue.record(kind).label[words.code])
        for kind, count in drafted.draft.rejected.items() if count
    }  # fmt: skip


def check_losses(tree: Node, drafted: Drafted, later: date, context: Context) -> None:
    """How many rows of which sheet would be withdrawn, and each figure that would fall, before and after."""
    words, catalogue = context.language, context.catalogue
    said = [text_of(one) for part in find(tree, "losses") for one in tags(part, "li")]
    for kind in catalogue.records:
        names = kind.unique or tuple(column.id for column in kind.columns)
        count = drafted.withdrawn(kind.id, names) if kind.id in drafted.draft.sheets else 0
        starts = words.say("finding.rows_withdrawn", count=count, kind=kind.label[words.code], rows="§").split("§")[0]
        assert sum(one.startswith(starts) for one in said) == bool(count), (said, starts, count)
    falling = set(_falls(drafted, later, context))
    named = [one for one in said if one.startswith(words.say("finding.figure_falls", title="§", area="", period="",
                                                             before="", after="").split("§")[0])]  # fmt: skip
    assert set(named) <= falling, (named, falling)
    assert bool(named) == bool(falling)


def _falls(drafted: Drafted, later: date, context: Context) -> Iterator[str]:
    words = context.language
    for day in (drafted.now, later):
        old, new = (drafted.told(day, with_draft=with_draft).figures for with_draft in (False, True))
        for key, after in new.items():
            before = old[key]
            if key[0] in {one.id for one in drafted.fed} and key[1] in drafted.units and (
                (before["value"] or 0) > (after["value"] or 0)
            ):  # fmt: skip
                yield words.say(
                    "finding.figure_falls", title=context.catalogue.indicator(key[0]).title[words.code],
                    area=context.area_name(key[1]), period=words.period(key[2]),
                    before=_counted(before, words), after=_counted(after, words),
                )  # fmt: skip


def _counted(figure: Row, words: Language) -> str:
    """A figure's status and counts; what is unknown is a question mark."""
    status = words.say(f"status.{figure['status']}")
    text = {"en": "{0}", "sq": "“{0}”"}[words.code].format(status)
    if figure["status"] in ("not_due", "not_applicable"):
        return text
    between = {"en": "of", "sq": "nga"}[words.code]
    lacking = {"en": ", {0} not reported", "sq": ", pa u raportuar {0}"}[words.code].format(figure["unreported"])
    is_unknown = figure["status"] == "no_data"
    count = "?" if is_unknown else figure["numerator"]
    more = lacking if figure["unreported"] and not is_unknown else ""
    return f"{text} ({count} {between} {figure['denominator']}{more})"


def check_rows(tree: Node, drafted: Drafted, context: Context) -> None:
    """Accepted and rejected rows of each sheet; an empty sheet is told from an absent one."""
    words, rows = context.language, rows_of(tree)
    kinds = [kind for kind in context.catalogue.records if oracle.RECORD_KINDS[kind.id].form == drafted.draft.form]
    for kind, cells in zip(kinds, rows, strict=True):
        assert cells[0] == kind.label[words.code]
        sheet, rejected = drafted.draft.sheets.get(kind.id), drafted.draft.rejected.get(kind.id, 0)
        if sheet is None:
            assert cells[1:] == [words.say("self_assessment.rows.absent")]
        else:
            empty = words.say("self_assessment.rows.empty")
            assert cells[1:] == [str(len(sheet)) if sheet or rejected else empty, str(rejected)], cells
