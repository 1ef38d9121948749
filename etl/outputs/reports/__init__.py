"""What committees take away on paper: an editable draft of the report, a printed scorecard, the reference sheets.

The two libraries that write them come with the extra `[reports]`; without them, every function here says so by
ReportsNotInstalledError. The same figures, catalogue, day and language give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec

from etl.figures.read_api import Figures
from indicators.language import Language
from indicators.model import Catalogue

EDITABLE, PRINTED = "docx", "typst"


class ReportsNotInstalledError(Exception):
    """The library that writes this kind of document is not installed; it comes with the extra `[reports]`."""


def report_docx(figures: Figures, unit: str, period: str, as_of: date, language: Language) -> bytes:
    """The draft of a unit's report for a hand-in period, to be edited (DOCX).

    Args:
        figures: A build.
        unit: The unit, by its area code.
        period: A hand-in period of the programme.
        as_of: Only what was known on this day is used.
        language: The language to write in; it must know the texts of etl/locale.

    Raises:
        ValueError: There is no such unit or hand-in period.
        ReportsNotInstalledError: The extra `[reports]` is not installed.
    """
    _need(EDITABLE)
    from etl.outputs.reports.draft import draft  # noqa: PLC0415 - its library may not be there

    return draft(figures, unit, period, as_of, language)


def scorecard_pdf(figures: Figures, unit: str, period: str, as_of: date, language: Language) -> bytes:
    """A unit's scorecard for a hand-in period, to be printed on two pages (PDF/UA); arguments and faults as above."""
    _need(PRINTED)
    from etl.outputs.reports.scorecard import scorecard  # noqa: PLC0415 - its library may not be there

    return scorecard(figures, unit, period, as_of, language)


def reference_sheets_pdf(catalogue: Catalogue, language: Language, indicators: Sequence[str] = ()) -> bytes:
    """The reference sheets of a programme's indicators as one document to be printed (PDF/UA).

    Args:
        catalogue: The programme.
        language: The language to write in; it must know the texts of etl/locale.
        indicators: Only these, by their ids; none means all.

    Raises:
        KeyError: There is no such indicator.
        ReportsNotInstalledError: The extra `[reports]` is not installed.
    """
    _need(PRINTED)
    from etl.outputs.reports.reference_sheets import reference_sheets  # noqa: PLC0415 - its library may not be there

    return reference_sheets(catalogue, language, indicators)


def _need(module: str) -> None:
    if find_spec(module) is None:
        raise ReportsNotInstalledError(module)
