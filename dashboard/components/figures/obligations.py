"""The obligations behind a figure, each with its evidence down to the row, or with what would satisfy it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.components.figures.cells import glyph
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from etl.figures.labels import body_label, capitalised, value_label
from etl.figures.read_api import Obligation, SourceRow, SubmissionInfo
from etl.figures.wording import in_reading_order, item_label, obligation_need

STATES = ("missing", "no_data", "late", "on_time", "early", "not_due")
RowValues = Mapping[SourceRow, Mapping[str, object]]


def state_counts(context: Context, states: Mapping[str, int]) -> Node:
    """How many obligations stand in each state: what the figure is put together from."""
    language = context.language
    entries = [
        element("li", glyph(state), language.counted(f"counted.state.{state}", states[state]))
        for state in STATES
        if states.get(state)
    ]
    return element("ul", entries, class_="legend")


def obligation_table(
    context: Context,
    obligations: Sequence[Obligation],
    values: RowValues,
    submissions: Mapping[int, SubmissionInfo],
    caption: str,
) -> Node:
    """One row an obligation, those that need doing first."""
    say = context.language.say
    read = in_reading_order(obligations, context.catalogue, context.language)
    order = sorted(read, key=lambda one: (STATES.index(one.state), one.due_on))
    heads = [element("th", say(f"obligation.{name}"), scope="col") for name in ("what", "due", "state", "proof")]
    rows = [_row(context, one, values, submissions) for one in order]
    return element("table", element("caption", caption), element("thead", element("tr", heads)),
                   element("tbody", rows), class_="plain stacks")  # fmt: skip


def who_owes(context: Context, one: Obligation) -> tuple[Node, Node]:
    """Who owes what: first what tells the rows apart, then the rest."""
    catalogue, language = context.catalogue, context.language
    item = item_label(one, catalogue, language)
    parts = [item, body_label(catalogue, one.body, language), language.period(one.period)]
    if one.qark != context.filters.area:
        parts.insert(0, context.area_name(one.qark))
    first, *rest = (part for part in parts if part)
    return element("strong", first), element("div", " · ".join(rest), class_="rest")


def _row(context: Context, one: Obligation, values: RowValues, submissions: Mapping[int, SubmissionInfo]) -> Node:
    language = context.language
    state = element("span", glyph(one.state), language.say(f"state.{one.state}"), class_=f"state {one.state}")
    owed = element("span", language.say("obligation.still_owed"), class_="tag") if one.still_owed else None
    need = element("span", obligation_need(one, context.catalogue, language))
    proof = [_evidence(context, source, values.get(source, {}), submissions) for source in one.evidence]
    return element(
        "tr",
        element("th", who_owes(context, one), scope="row"),
        element("td", language.short_date(one.due_on), class_="nowrap"),
        element("td", state, " ", owed),
        element("td", need, proof),
    )


def _evidence(
    context: Context, source: SourceRow, values: Mapping[str, object], submissions: Mapping[int, SubmissionInfo]
) -> Node:
    """A row of evidence: where it stands, and, opened, what it says and which file it came in."""
    catalogue, language = context.catalogue, context.language
    kind = catalogue.record(source.sheet)
    place = language.say(
        "obligation.source", submission=source.submission, sheet=kind.label[language.code], row=source.row
    )
    pairs = [
        (column.label[language.code], value_label(catalogue, kind, column.id, values.get(column.id), language))
        for column in kind.columns
    ]
    file = submissions.get(source.submission)
    if file is not None:
        form = catalogue.form(file.form).label[language.code]
        about = language.say("obligation.file", form=form, period=language.period(file.period),
                             date=language.date(file.submitted_on))  # fmt: skip
        pairs += [(language.say("obligation.file_label"), about), ("SHA-256", file.sha256)]
    inside = [(element("dt", label), element("dd", text)) for label, text in pairs if text]
    return element("details", element("summary", capitalised(place)), element("dl", inside, class_="row"))
