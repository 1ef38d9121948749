"""What handing in a draft would do, for somebody who may hand it in, and as far as they may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from etl.access.viewer import NotAllowedError, Viewer
from etl.intake.submission import CheckedSubmission
from etl.store.kept import Kept
from etl.what_if.assessment import Assessment, Outlook, assess
from indicators.model import Catalogue


def may_hand_in(checked: CheckedSubmission, catalogue: Catalogue, viewer: Viewer) -> bool:
    """Whether a draft is of a form and a unit that the viewer may hand in; nobody may hand in a refused one."""
    if checked.refused or checked.form is None:
        return False
    return viewer.may_hand_in(catalogue.form(checked.form), checked.qark)


def need_hand_in(checked: CheckedSubmission, catalogue: Catalogue, viewer: Viewer) -> None:
    """NotAllowedError where the viewer may not hand in a draft."""
    if not may_hand_in(checked, catalogue, viewer):
        raise NotAllowedError("hand_in", checked.qark)


def weigh(
    kept: Sequence[Kept], checked: CheckedSubmission, catalogue: Catalogue, today: date, viewer: Viewer
) -> Assessment:
    """As `etl.what_if.assessment.assess`. NotAllowedError where the viewer may not hand the draft in."""
    need_hand_in(checked, catalogue, viewer)
    found = assess(kept, checked, catalogue, today)
    areas = frozenset(viewer.figure_areas(catalogue))
    units = frozenset(viewer.detailed_units(catalogue))
    now, once_due = (_seen(outlook, areas, units) for outlook in (found.now, found.once_due))
    falls, longer = (
        tuple(one for one in cells if one.after.area in areas) for cells in (found.losses.falls, found.losses.longer)
    )
    losses = replace(found.losses, falls=falls, longer=longer)
    main = frozenset(one for one in found.main if one[1] in areas)
    return replace(found, now=now, once_due=once_due, main=main, losses=losses)


def _seen(outlook: Outlook, areas: frozenset[str], units: frozenset[str]) -> Outlook:
    return replace(
        outlook,
        cells=tuple(one for one in outlook.cells if one.after.area in areas),
        obligations=tuple(one for one in outlook.obligations if one.qark in units),
    )
