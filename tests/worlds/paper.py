"""The draft of the report (DOCX) and the scorecard (PDF) against the oracle: figures, what is owed, records, basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from io import BytesIO
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from etl.figures.read_api import Figures
from etl.outputs.reports import report_docx
from etl.outputs.reports.content import unit_report
from etl.outputs.reports.scorecard import _data
from indicators.language import Language
from tests import oracle
from tests.oracle.periods import Period
from tests.worlds.reading import SIGNS, Row, box, graded, is_known, numbers, shares
from tests.worlds.told import Owed, Told

SATISFIED = ("early", "on_time", "late")
ORDER = ("early", "on_time", "late", "missing", "no_data", "not_due")


@dataclass(frozen=True)
class Paper:
    """What a report of one unit and hand-in period must hold."""

    told: Told
    unit: str
    period: Period

    @cached_property
    def inside(self) -> Period:
        """The days of the period that lie in the programme's span."""
        programme = self.told.world.programme
        start, end = max(self.period.start, programme.start), min(self.period.end, programme.end)
        return Period(self.period.code, self.period.length, start, end)

    @cached_property
    def lines(self) -> list[Row]:
        """Each indicator's figure of the period, or of the shortest longer one, or those of the longest inside it."""
        return [row for one in self.told.world.indicators for row in self._figures(one)]

    def _figures(self, of: oracle.Indicator) -> list[Row]:
        figures, told = self.told.figures, self.told
        codes = [self.period.code] + [
            one.code for one in told.choosable
            if one.contains(self.inside) and (one.code != "all" or of.once or self.inside.contains(one))
        ]  # fmt: skip
        for code in codes:
            if (of.id, self.unit, code) in figures:
                return [figures[of.id, self.unit, code]]
        own = [one for one in told.choosable if self.inside.contains(one) and (of.id, self.unit, one.code) in figures]
        longest = [one for one in own if not any(other.contains(one) for other in own if other != one)]
        return [figures[of.id, self.unit, one.code] for one in sorted(longest, key=lambda one: one.start)]

    @cached_property
    def mine(self) -> list[Owed]:
        """The obligations of these figures' periods."""
        programme, found = self.told.world.programme, []
        for row in self.told.owed:
            of = self.told.indicator(row["indicator"])
            for line in self.lines:
                wanted = oracle.period_named(programme, line["period"])
                is_in = of.once is not None or wanted.contains(oracle.period_named(programme, row["period"]))
                if (row["qark"], row["indicator"]) == (self.unit, line["indicator"]) and is_in:
                    found.append(row)
                    break
        return found

    @cached_property
    def groups(self) -> dict[str, list[Owed]]:
        """What each list of the report holds."""
        programme = self.told.world.programme
        own = [one for one in self.told.owed if one["qark"] == self.unit]
        following = [one for one in self.told.hand_ins if one.start > self.period.end][:1]

        def is_before(one: Owed) -> bool:
            return oracle.period_named(programme, one["period"]).end < self.period.start

        def is_next(one: Owed) -> bool:
            return any(after.contains(oracle.period_named(programme, one["period"])) for after in following)

        return {
            "still_owed": [one for one in own if one["still_owed"] and (one in self.mine or is_before(one))],
            "missed": [one for one in self.mine if one["state"] == "missing" and not one["still_owed"]],
            "unreported": [one for one in self.mine if one["state"] == "no_data"],
            "due_next": [one for one in own if one["state"] == "not_due" and (one in self.mine or is_next(one))],
        }


def check_summary(said: list[str], paper: Paper, words: Language) -> None:
    """A report's summary: whether and when the form was handed in, the indicators by status, what is owed."""
    told, code = paper.told, words.code
    given = sorted(told.handed_in(paper.unit, paper.period.code), key=lambda one: (one.submitted_on, one.number))
    last = words.date(given[-1].submitted_on) if given else ""
    expected = [words.say("report.summary.handed_in", count=len(given), date=last)] if given else [
        words.say("report.summary.not_handed_in")
    ]  # fmt: skip
    assert said[0] == expected[0]
    assert not given or last in said[0]
    assert numbers(said[0], last) == ([str(len(given))] if len(given) > 1 else [])
    counts = Counter(map(graded, paper.lines))
    if paper.lines:
        listed = [words.counted(f"counted.status.{one}", counts[one]) for one in SIGNS if counts[one]]
        assert said[1].endswith(f": {', '.join(listed)}."), said[1]
        assert numbers(said[1]) == [str(len(paper.lines)), *(str(counts[one]) for one in SIGNS if counts[one])]
    absent = {one.id for one in told.world.indicators} - {one["indicator"] for one in paper.lines}
    wanted = [("without_figure", len(absent))]
    wanted += [(name, len(rows)) for name, rows in paper.groups.items()]
    rest = [words.say(f"report.summary.{name}", count=count) for name, count in wanted if count]
    if not paper.groups["still_owed"]:
        rest.append(words.say("report.summary.nothing_owed"))
    assert sorted(said[1 + bool(paper.lines) :]) == sorted(rest), (said, rest)
    for name, count in wanted:
        assert not count or numbers(words.say(f"report.summary.{name}", count=count)) == [str(count)], (name, code)


def figure_cells(figure: Row, told: Told, words: Language) -> tuple[str, str]:
    """The fraction and the share of a figure in a report's table."""
    low, high = shares(figure, told, words)
    between = {"en": "of", "sq": "nga"}[words.code]
    fraction = f"{figure['numerator'] if is_known(figure) else '?'} {between} {figure['denominator']}"
    to = low if low == high else words.say("report.range", low=low, high=high)
    return (fraction if figure["denominator"] else "–"), to


def past_cell(figure: Row, words: Language) -> str:
    """A box of a figure's history."""
    return f"{SIGNS[graded(figure)]} {box(figure, words)}".strip()


# --- the scorecard


def check_scorecard(figures: Figures, paper: Paper, words: Language) -> dict[str, Any]:
    """What is typeset on the two pages."""
    told = paper.told
    data = _data(unit_report(figures, paper.unit, paper.period.code, told.as_of), words)
    check_summary(data["summary"], paper, words)
    assert words.date(told.as_of) in data["as_of"]
    assert len(data["figures"]) == len(paper.lines)
    for one, figure in zip(data["figures"], paper.lines, strict=True):
        assert one["status"] == graded(figure)
        status = words.say(f"status.{graded(figure)}")
        assert one["words"] == f"{SIGNS[graded(figure)]} {status[:1].upper()}{status[1:]}"
        assert one["framed"] == figure["provisional"]
        assert (one["count"], one["share"]) == figure_cells(figure, told, words)
        ends = (figure["value"], figure["value_high"]) if is_known(figure) else (0.0, float(figure["denominator"] > 0))
        assert (one["low"], one["high"], one["due"]) == (*ends, figure["denominator"] > 0)
        shown = [cell["text"] for cell in one["history"] for _ in range(cell["span"])]
        assert shown == list(history(told, paper.unit, figure["indicator"], words)), (shown, figure)
    titles = [one["title"] for one in data["groups"]]
    for name, rows in paper.groups.items():
        title = f"{words.say(f'report.section.{name}')} ({len(rows)})"
        assert (title in titles) == bool(rows), (titles, title)
    for group in data["groups"]:
        for name in ("still_owed", "missed", "due_next"):
            if group["title"].startswith(f"{words.say(f'report.section.{name}')} ("):
                days = {row[1] for row in group["rows"]}
                assert days == {words.short_date(one["due_on"]) for one in paper.groups[name]}, (days, name)
    numbered = basis(paper)
    assert not numbered or f"{', '.join(map(str, numbered))})" in data["basis"] or f"{numbered[0]}." in data["basis"], (
        data["basis"], numbered,
    )  # fmt: skip
    assert bool(numbered) == (data["basis"] != words.say("report.basis.none"))
    return data


def history(told: Told, unit: str, indicator: str, words: Language) -> Iterator[str]:
    """An indicator's box in each hand-in period; what is owed once stands at its day alone."""
    of, programme = told.indicator(indicator), told.world.programme
    for one in told.hand_ins:
        start, end = max(one.start, programme.start), min(one.end, programme.end)
        inside = Period(one.code, one.length, start, end)
        longer = (
            [] if of.once else [each.code for each in told.choosable if each.contains(inside) and each.code != "all"]
        )
        codes = [code for code in (one.code, *longer) if (indicator, unit, code) in told.figures]
        yield past_cell(told.figures[indicator, unit, codes[0]], words) if codes else ""


def basis(paper: Paper) -> list[int]:
    """The submissions of the period that concern the unit, and every other whose rows are evidence."""
    proven = {row["submission"] for one in paper.mine for row in one["evidence"]}
    return [
        one.number for one in paper.told.known
        if one.number in proven or (one.period == paper.period.code and one.qark in (paper.unit, None))
    ]  # fmt: skip


# --- the draft


def check_draft(figures: Figures, paper: Paper, words: Language) -> None:
    """What a word processor shows."""
    told = paper.told
    made = Document(BytesIO(report_docx(figures, paper.unit, paper.period.code, told.as_of, words)))
    parts = _parts(made)
    said = [one.text for one in made.paragraphs]
    assert any(words.date(told.as_of) in one for one in said)
    summary = [one.text for one in parts[words.say("report.section.summary")] if isinstance(one, Paragraph)]
    wanted = len([one for one in summary if one and not one.startswith(words.say("report.place.label"))])
    check_summary([one for one in summary if one][: _sentences(paper)], paper, words)
    assert wanted >= _sentences(paper)
    (table, *_) = [one for one in parts[words.say("report.section.figures")] if isinstance(one, Table)]
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert [(row[2], row[3]) for row in rows] == [figure_cells(one, told, words) for one in paper.lines]
    for row, figure in zip(rows, paper.lines, strict=True):
        status = words.say(f"status.{graded(figure)}")
        shown = f"{SIGNS[graded(figure)]} {status[:1].upper()}{status[1:]}"
        assert row[1] == shown, row
    _check_states(said, paper, words)
    for name, owed in paper.groups.items():
        title = f"{words.say(f'report.section.{name}')} ({len(owed)})"
        assert (title in parts) == bool(owed), (list(parts), title)
        if owed and name != "unreported":
            (table,) = [one for one in parts[title] if isinstance(one, Table)]
            days = {row.cells[1].text for row in table.rows[1:]}
            assert days == {words.short_date(one["due_on"]) for one in owed}
    _check_satisfied(parts, paper, words)
    labels = {kind.id: kind.label[words.code] for kind in figures.catalogue.records}
    labels[paper.unit] = figures.catalogue.area_labels[paper.unit][words.code]
    _check_records(parts, paper, labels, words)


def _sentences(paper: Paper) -> int:
    told = paper.told
    absent = {one.id for one in told.world.indicators} - {one["indicator"] for one in paper.lines}
    groups = sum(bool(rows) for name, rows in paper.groups.items() if name != "still_owed")
    return 1 + bool(paper.lines) + bool(absent) + 1 + groups


def _parts(made: Any) -> dict[str, list[Paragraph | Table]]:
    """Everything under each heading, whatever its level."""
    found: dict[str, list[Paragraph | Table]] = {}
    heading = ""
    for one in made.iter_inner_content():
        if isinstance(one, Paragraph) and one.style is not None and str(one.style.name).startswith("Heading"):
            heading = one.text
        found.setdefault(heading, []).append(one)
    return {name: parts[1:] if name else parts for name, parts in found.items()}


def _check_states(said: list[str], paper: Paper, words: Language) -> None:
    states = Counter(one["state"] for one in paper.mine)
    if states:
        listed = ", ".join(words.counted(f"counted.state.{one}", states[one]) for one in ORDER if states[one])
        assert words.say("report.owed.states", count=states.total(), states=listed) in said, (said, states)
    elif not paper.groups["still_owed"]:
        assert words.say("report.owed.nothing") in said


def _check_satisfied(parts: dict[str, list[Paragraph | Table]], paper: Paper, words: Language) -> None:
    done = [one for one in paper.mine if one["state"] in SATISFIED]
    title = f"{words.say('report.section.satisfied')} ({len(done)})"
    assert (title in parts) == bool(done), (list(parts), title)
    if done:
        (table,) = [one for one in parts[title] if isinstance(one, Table)]
        rows = {tuple(cell.text for cell in row.cells[1:]) for row in table.rows[1:]}
        expected = set()
        for one in done:
            state = words.say(f"state.{one['state']}")
            on: date = one["satisfied_on"]
            expected.add((words.short_date(one["due_on"]), words.short_date(on), state[:1].upper() + state[1:]))
        assert rows == expected


def _check_records(
    parts: dict[str, list[Paragraph | Table]], paper: Paper, labels: Mapping[str, str], words: Language
) -> None:
    """The rows of each sheet that speaks; why the others have none of the unit, in words."""
    told, area = paper.told, labels[paper.unit]
    silent: dict[str, list[str]] = {"absent": [], "empty": [], "elsewhere": [], "rejected": []}
    for kind in oracle.RECORD_KINDS.values():
        label = labels[kind.name]
        sheet = told.sheet(paper.unit, paper.period.code, kind.name)
        of = told.submission(sheet.submission) if sheet else None
        if sheet is None or of is None:
            silent["absent"].append(label)
        elif not sheet.rows and of.rejected.get(kind.name):
            count = of.rejected[kind.name]
            said = {"en": ("row rejected", "rows rejected"), "sq": ("rresht i refuzuar", "rreshta të refuzuar")}
            silent["rejected"].append(f"{label} ({count} {said[words.code][count > 1]})")
        elif not sheet.rows:
            silent["elsewhere" if of.sheets[kind.name] else "empty"].append(label)
        else:
            (table,) = [one for one in parts[label] if isinstance(one, Table)]
            assert len(table.rows) - 1 == len(sheet.rows), (label, sheet)
    for name, expected in silent.items():
        title = words.say(f"report.section.{name}", area=area)
        found = [one.text for one in parts.get(title, ()) if isinstance(one, Paragraph)]
        listed = found[0].rpartition(": ")[2].rstrip(".").split("; ") if found else []
        assert sorted(listed) == sorted(expected), (name, found, silent)
