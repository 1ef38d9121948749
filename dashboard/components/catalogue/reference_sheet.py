"""The reference sheet of an indicator: every field that a reader needs to judge a figure (FIGURES.md 8)."""

from __future__ import annotations

from dashboard.components.catalogue.clauses import clause
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from etl.build.catalogue_rows import due_rule
from etl.figures.labels import body_label
from indicators.model import Indicator

Fields = list[tuple[str, str | Node]]


def reference_sheet(context: Context, indicator: Indicator) -> Node:
    """Every field, under its name."""
    say = context.language.say
    pairs = [
        (element("dt", say(f"sheet.{name}")), element("dd", content)) for name, content in _fields(context, indicator)
    ]
    return element("dl", pairs, class_="sheet")


def _fields(context: Context, indicator: Indicator) -> Fields:
    code = context.language.code
    return [
        ("id", element("code", indicator.id)),
        ("definition", indicator.definition[code]),
        ("rationale", indicator.rationale[code]),
        ("legal_clause", clause(context, indicator)),
        *_rules(context, indicator),
        ("unit_of_measure", indicator.unit_of_measure[code]),
        ("data_type", indicator.data_type[code]),
        ("direction", context.language.say(f"sheet.{indicator.direction}")),
        ("disaggregated_by", indicator.disaggregated_by[code]),
        ("data_source", indicator.data_source[code]),
        ("method_of_collection", indicator.method_of_collection[code]),
        ("responsible_organisation", indicator.responsible_organisation[code]),
        ("baseline", indicator.baseline[code]),
        ("targets", _targets(context, indicator)),
        ("assumptions", element("ul", [element("li", one.text[code]) for one in indicator.assumptions])),
        ("known_limitations", indicator.known_limitations[code]),
        ("comparability", indicator.comparability[code]),
        ("changes", _changes(context, indicator)),
        ("last_updated", context.language.date(indicator.last_updated)),
    ]


def _rules(context: Context, indicator: Indicator) -> Fields:
    """The fields that compute: who owes, how often, by when, what counts, from which share on."""
    language, code = context.language, context.language.code
    bodies = ", ".join(body_label(context.catalogue, body, language) for body in indicator.owed_by)
    often = language.say("sheet.once", date=language.date(indicator.once)) if indicator.once else ""
    if indicator.every:
        often = language.say("sheet.every", frequency=language.say(f"frequency.{indicator.every}"))
    thresholds = language.say(
        "sheet.threshold_values",
        met=language.share(indicator.thresholds.met),
        partly=language.share(indicator.thresholds.partly),
    )
    return [
        ("owed_by", bodies),
        ("benchmark", language.say(f"benchmark.{indicator.benchmark}_about")),
        ("reporting_frequency", often),
        ("due_rule", due_rule(indicator, code)),
        ("satisfied_by", indicator.satisfied_by[code]),
        ("late", language.say(f"sheet.late_{indicator.late}")),
        ("aggregation", language.say(f"sheet.{indicator.aggregation}")),
        ("thresholds", thresholds),
    ]


def _targets(context: Context, indicator: Indicator) -> Node:
    language = context.language
    return element(
        "ul",
        [
            element("li", f"{language.share(one.value)}, {language.date(one.date)}: {one.reason[language.code]}")
            for one in indicator.targets
        ],
    )


def _changes(context: Context, indicator: Indicator) -> Node:
    language, code = context.language, context.language.code
    newest_first = sorted(indicator.changes, key=lambda change: change.date, reverse=True)
    entries = [element("li", f"{language.date(one.date)}: {one.what[code]} {one.why[code]}") for one in newest_first]
    return element("ul", entries)
