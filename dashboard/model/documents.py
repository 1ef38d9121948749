"""What a committee takes away: the workbook to fill in, the report's draft, the scorecard. Made when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.model.context import Context
from dashboard.model.selection import period_named
from etl.access.viewer import NotAllowedError
from etl.outputs.forms.template import TemplateRequest, prefilled, write_template
from etl.outputs.reports import EDITABLE, PRINTED, report_docx, scorecard_pdf
from indicators.model import Catalogue, Form
from indicators.schedule import hand_in_periods
from indicators.today import today_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LETTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Document:
    """A document: its id (which names its texts), its file's name and kind, and how to make it.

    `available`: whether the library that writes it is installed.
    """

    id: str
    file_name: str
    mime: str
    make: Callable[[], bytes]
    available: bool = True


def hand_in_period(catalogue: Catalogue, chosen: str) -> str:
    """The hand-in period that a chosen period means: itself, the one around it, or the last one inside it."""
    asked, periods = period_named(catalogue, chosen), hand_in_periods(catalogue)
    around = [one for one in periods if one.contains(asked)]
    inside = [one for one in periods if asked.contains(one)]
    return (around or inside or list(periods))[-1].code


def committee_form(catalogue: Catalogue) -> Form:
    """The form that every unit hands in for itself: the first such of the programme."""
    return next(form for form in catalogue.programme.forms if form.covers == "unit")


def workbook_request(
    context: Context, form: Form, unit: str | None, period: str, *, all_sheets: bool = False
) -> TemplateRequest:
    """What is asked for with a workbook to fill in; `unit` is None where the form covers all."""
    today = today_of(context.catalogue)
    return TemplateRequest(context.catalogue, form, unit, period, context.language, today, all_sheets=all_sheets)


def prefilled_workbook(context: Context, request: TemplateRequest) -> Document:
    """A form as a workbook to fill in, with what was last accepted."""
    catalogue, form, unit = request.catalogue, request.form, request.unit

    def make() -> bytes:
        if not context.viewer.may_take_form(form, unit, catalogue):
            raise NotAllowedError("hand_in", unit)
        with TemporaryDirectory(prefix="rcat-") as folder:
            path = Path(folder) / "form.xlsx"
            write_template(path, request, prefilled(context.figures, request))
            return path.read_bytes()

    place = unit or catalogue.programme.areas.whole.id
    return Document("workbook", f"{form.id}_{place}_{request.period}.xlsx", WORKBOOK, make)


def reports(context: Context, unit: str, period: str, as_of: date) -> tuple[Document, ...]:
    """The report's draft and the scorecard of a unit for a hand-in period, as known on a day."""
    figures, language = context.figures, context.language
    return (
        Document("report", f"report_{unit}_{period}.docx", LETTER,
                 lambda: report_docx(figures, unit, period, as_of, language), find_spec(EDITABLE) is not None),
        Document("scorecard", f"scorecard_{unit}_{period}.pdf", "application/pdf",
                 lambda: scorecard_pdf(figures, unit, period, as_of, language), find_spec(PRINTED) is not None),
    )  # fmt: skip
