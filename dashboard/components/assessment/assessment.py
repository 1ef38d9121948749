"""What was found in a dropped file: the verdict, the findings by sheet in plain words, the rows that count."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.assessment.sheets import SheetNames
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.state.assessment import Draft, HandedIn
from etl.intake.findings import Finding
from etl.intake.submission import AcceptedSheet, CheckedSubmission
from indicators.model import Words

LISTED = 40
FOLDED_FROM = 6


def verdict(context: Context, draft: Draft, known_as: int | None, *, loses: bool = False) -> Node:
    """Whose form it is, and in one sentence what can be done with it.

    `known_as` where it is a submission already; `loses` where handing it in would take something away.
    """
    language, checked = context.language, draft.checked
    errors = sum(one.level == "error" for one in checked.findings)
    rejected = sum(checked.rejected.values())
    if draft.holds_personal_data:
        key = "personal"
    elif checked.refused:
        key = "refused"
    elif known_as is not None:
        key = "known"
    elif errors or rejected:
        key = "with_errors"
    elif loses:
        key = "with_losses"
    else:
        key = "with_warnings" if checked.findings else "clean"
    # A file with personal data is not even named: a name is where it often stands.
    name = None if key == "personal" else element("p", checked.file, class_="muted")
    to_do = language.say(f"self_assessment.verdict.{key}.do", count=rejected, number=known_as)
    return element(
        "section",
        element("h2", language.say(f"self_assessment.verdict.{key}.heading")),
        name,
        element("p", _whose(context, checked), class_="lead") if not checked.refused else None,
        element("p", to_do, class_=f"notice {key}", role="status"),
    )


def _whose(context: Context, checked: CheckedSubmission) -> str:
    """Form, area, period and day of a cover, as one phrase; empty where the cover does not say."""
    if checked.form is None or checked.period is None or checked.submitted_on is None:
        return ""
    language = context.language
    return language.say(
        "self_assessment.whose",
        form=context.catalogue.form(checked.form).label[language.code],
        place=context.area_name(checked.qark or context.catalogue.programme.areas.whole.id),
        period=language.period(checked.period),
        date=language.date(checked.submitted_on),
    )


def findings_by_sheet(context: Context, checked: CheckedSubmission) -> Node | None:
    """All findings: of the file as a whole, then sheet by sheet in the form's order; errors before warnings."""
    names = SheetNames(context.catalogue)
    sheets: dict[str | None, list[Finding]] = {}
    for one in sorted(checked.findings, key=lambda one: names.place(one.sheet)):
        sheets.setdefault(one.sheet, []).append(one)
    if not sheets:
        return None
    groups = [_group(context, sheet, found, names) for sheet, found in sheets.items()]
    return element("section", element("h2", context.language.say("self_assessment.findings.heading")), groups)


def _group(context: Context, sheet: str | None, found: Sequence[Finding], names: SheetNames) -> Node:
    say = context.language.say
    errors = [one for one in found if one.level == "error"]
    warnings = [one for one in found if one.level == "warning"]
    title = say("self_assessment.findings.sheet", name=sheet) if sheet else say("self_assessment.findings.file")
    tally = element("span", say("self_assessment.findings.errors", count=len(errors)), class_="tag falls")
    folded = element(
        "details",
        element("summary", say("self_assessment.findings.warnings", count=len(warnings))),
        _table(context, warnings, title, names),
        open="" if len(warnings) < FOLDED_FROM and not errors else None,
    )  # fmt: skip
    return element(
        "section",
        element("h3", title, " ", tally if errors else None),
        _table(context, errors, title, names) if errors else None,
        folded if warnings else None,
        class_="findings",
    )


def _table(context: Context, found: Sequence[Finding], title: str, names: SheetNames) -> Node:
    """The first findings with their row and column, and how many more there are."""
    say = context.language.say
    heads = [
        element("th", say(f"self_assessment.findings.{name}"), scope="col") for name in ("row", "column", "message")
    ]
    rows = [_row(context, one, names) for one in sorted(found, key=lambda one: one.row or 0)[:LISTED]]
    left = len(found) - LISTED
    more = element("p", say("self_assessment.findings.more", count=left), class_="muted small") if left > 0 else None
    grid = element("table", element("caption", title, class_="hidden"), element("thead", element("tr", heads)),
                   element("tbody", rows), class_="plain stacks")  # fmt: skip
    return element("div", grid, more)


def _row(context: Context, one: Finding, names: SheetNames) -> Node:
    language = context.language
    label = dict(one.values).get("label") or names.label(one.sheet, one.column) or one.column
    column = label[language.code] if isinstance(label, Words) else str(label or "")
    row = language.say("self_assessment.findings.row_number", number=one.row) if one.row is not None else ""
    return element(
        "tr",
        element("td", row, class_="nowrap"),
        element("td", column),
        element("td", one.message(language)),
    )


def row_counts(context: Context, checked: CheckedSubmission) -> Node | None:
    """Rows accepted and rejected a sheet, and the form's sheets that are not in the file."""
    if checked.form is None or checked.refused:
        return None
    say, found = context.language.say, {sheet.kind: sheet for sheet in checked.sheets}
    columns = ("sheet", "accepted", "rejected")
    heads = [element("th", say(f"self_assessment.rows.{name}"), scope="col") for name in columns]
    caption = element("caption", say("self_assessment.rows.caption"))
    rows = [_sheet(context, kind, found.get(kind)) for kind in context.catalogue.form(checked.form).records]
    grid = element("table", caption, element("thead", element("tr", heads)), element("tbody", rows),
                   class_="plain narrow")  # fmt: skip
    return element("section", element("h2", say("self_assessment.rows.heading")), grid)


def _sheet(context: Context, kind: str, sheet: AcceptedSheet | None) -> Node:
    """A sheet's rows; an empty sheet is told from an absent one."""
    language = context.language
    label = element("th", context.catalogue.record(kind).label[language.code], scope="row")
    if sheet is None:
        absent = element("td", language.say("self_assessment.rows.absent"), colspan="2", class_="muted")
        return element("tr", label, absent)
    is_empty = not sheet.rows and not sheet.rejected
    accepted = language.say("self_assessment.rows.empty") if is_empty else language.number(len(sheet.rows))
    rejected = element("span", language.number(sheet.rejected), class_="tag falls" if sheet.rejected else None)
    return element("tr", label, element("td", accepted), element("td", rejected))


def receipt(context: Context, done: HandedIn) -> Node:
    """What became of a draft: its number and SHA-256 with the rows kept, or why it could not be kept."""
    language = context.language
    say = language.say
    if done.receipt is None:
        text = say("self_assessment.receipt.not_kept", reason=say(f"disk.{done.fault}"))
        return element("section", element("h2", say("self_assessment.receipt.failed")),
                       element("p", text, class_="notice", role="alert"))  # fmt: skip
    key = "known" if done.receipt.already_known else "kept"
    pairs = [
        (say("self_assessment.receipt.number"), str(done.receipt.submission)),
        (say("self_assessment.receipt.what"), _whose(context, done.checked)),
        (say("self_assessment.receipt.rows"), _rows_in_words(context, done.checked)),
        ("SHA-256", done.receipt.sha256),
    ]
    qark, period = done.checked.qark, done.checked.period
    links = {"committee": context.links.to("committee", as_of=None, area=qark, period=period)} if qark else {}
    links["overview"] = context.links.to("overview", as_of=None, area=None)
    return element(
        "section",
        element("h2", say(f"self_assessment.receipt.{key}", number=done.receipt.submission), role="status"),
        element("dl", [(element("dt", name), element("dd", text)) for name, text in pairs], class_="row receipt"),
        element("p", say("self_assessment.receipt.unbuilt", reason=say(f"disk.{done.unbuilt}")), class_="notice")
        if done.unbuilt else element("p", say("self_assessment.receipt.counts_now")),
        element("p", [[element("a", say(f"self_assessment.receipt.see_{page}"), href=link), " "]
                      for page, link in links.items()], class_="ways"),
        class_="kept",
    )  # fmt: skip


def _rows_in_words(context: Context, checked: CheckedSubmission) -> str:
    counts = []
    for sheet in checked.sheets:
        label = context.catalogue.record(sheet.kind).label[context.language.code]
        key = "some_rejected" if sheet.rejected else "all_accepted"
        values = {"sheet": label, "accepted": len(sheet.rows), "rejected": sheet.rejected}
        counts.append(context.language.say(f"self_assessment.receipt.{key}", **values))
    return "; ".join(counts)
