"""Worked examples: what is handed in, the day, the figure, and the arithmetic in words. The tests run the same ones."""

from __future__ import annotations

from dashboard.components.figures.cells import glyph
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from etl.figures.labels import value_label
from indicators.model import Example, ExampleSubmission, ExpectedFigure, Indicator, RecordKind


def worked_examples(context: Context, indicator: Indicator) -> Node:
    """Every worked example of an indicator."""
    return element("div", [_example(context, one) for one in indicator.examples], class_="examples")


def _example(context: Context, example: Example) -> Node:
    language, code = context.language, context.language.code
    handed_in = [_submission(context, one) for one in example.submissions]
    return element(
        "article",
        element("h3", example.title[code]),
        handed_in or element("p", language.say("example.nothing"), class_="muted"),
        element("p", language.say("example.as_of", date=language.date(example.as_of)), class_="small muted"),
        element("ul", [_figure(context, one) for one in example.expect], class_="legend expected"),
        element("p", example.reasoning[code]),
    )


def _figure(context: Context, expected: ExpectedFigure) -> Node:
    language = context.language
    unknown = expected.unreported == expected.denominator
    key = "cell.of_unknown" if unknown else "cell.of"
    fraction = language.say(key, numerator=expected.numerator, denominator=expected.denominator)
    graded = "open" if expected.provisional else expected.status
    status = language.say(f"status.{graded}")
    more = (
        f", {language.say('cell.unreported', count=expected.unreported)}" if expected.unreported and not unknown else ""
    )
    place = f"{context.area_name(expected.area)}, {language.period(expected.period)}"
    return element(
        "li",
        glyph(graded),
        element("strong", fraction if expected.denominator else ""),
        f"{status}{more} · {place}",
    )


def _submission(context: Context, one: ExampleSubmission) -> Node:
    language, catalogue = context.language, context.catalogue
    form = catalogue.form(one.form).label[language.code]
    place = f"{context.area_name(one.unit)}, " if one.unit else ""
    head = language.say(
        "example.submission", form=form, place=place, period=language.period(one.period),
        date=language.date(one.submitted_on),
    )  # fmt: skip
    sheets = [_sheet(context, catalogue.record(kind), rows) for kind, rows in one.sheets.items()]
    return element("div", element("p", head, class_="small"), sheets)


def _sheet(context: Context, kind: RecordKind, rows: tuple[dict[str, str], ...]) -> Node:
    """A sheet as it would be typed; an empty one says that there were none."""
    language, catalogue = context.language, context.catalogue
    name = kind.label[language.code]
    if not rows:
        return element("p", language.say("example.empty", sheet=name), class_="small muted")
    columns = [column for column in kind.columns if any(column.id in row for row in rows)]
    heads = [element("th", column.label[language.code], scope="col") for column in columns]
    body = [
        element("tr", [element("td", value_label(catalogue, kind, column.id, row.get(column.id), language))
                       for column in columns])
        for row in rows
    ]  # fmt: skip
    grid = element("table", element("caption", name), element("thead", element("tr", heads)), element("tbody", body),
                   class_="plain")  # fmt: skip
    return element("div", grid, class_="scroller")
