"""Who is looking, and what a role may do.

A `Viewer` is needed to read any figure for somebody (`restricted`) and to keep, decide or take away anything. What no
rule allows is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from etl.audit import LOCAL, person
from indicators.model import Catalogue, Form

Right = Literal["figures", "details", "hand_in", "register", "review", "export", "catalogue", "roles", "demonstration"]
"""figures: the shares and counts of areas. details: obligations, evidence, rows, findings. hand_in: forms that a unit
hands in for itself. register: forms that cover all units. review: accept, return, lock, reopen. export: the published
tables, with small counts suppressed. catalogue: definitions. roles: who has which role. demonstration: load such data.
"""
RoleName = Literal["local", "onac", "secretary", "evaluator", "administrator"]
Others = Literal["none", "figures"]
ALL_RIGHTS: frozenset[Right] = frozenset(
    ("figures", "details", "hand_in", "register", "review", "export", "catalogue", "roles", "demonstration")
)
RIGHTS: Mapping[RoleName, frozenset[Right]] = {
    "local": ALL_RIGHTS,
    "onac": frozenset(("figures", "details", "register", "review", "export", "catalogue", "demonstration")),
    "secretary": frozenset(("figures", "details", "hand_in", "catalogue")),
    "evaluator": frozenset(("export", "catalogue")),
    "administrator": frozenset(("catalogue", "roles")),
}
OF_ONE_UNIT: frozenset[RoleName] = frozenset(("secretary",))
"""Roles whose rights hold for their own unit alone."""


class NotAllowedError(Exception):
    """A viewer asked for what the role does not allow; `right` names it (a key under `access.right` of the locale)."""

    def __init__(self, right: Right, area: str | None = None) -> None:
        super().__init__(f"{right} {area or ''}".strip())
        self.right = right
        self.area = area


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks or acts, in one role.

    Args:
        role: What they may do.
        actor: How the audit log names them: the role and a digest, or `local`; never a name.
        identity: The digest of who they are, whatever their role: so that nobody accepts their own.
        unit: The unit of a role that holds for one unit.
        others: What such a role sees of the other units: nothing, or their figures.
    """

    role: RoleName
    actor: str
    identity: str
    unit: str | None = None
    others: Others = "none"

    @property
    def key(self) -> str:
        """What decides what is seen, and so belongs into the key of everything that is kept of an answer."""
        return f"{self.role}/{self.unit or '-'}/{self.others}"

    @property
    def office(self) -> str:
        """The office in which somebody acts: the role, and its unit; never a person."""
        return f"{self.role}/{self.unit}" if self.unit else self.role

    @property
    def sees_everything(self) -> bool:
        """Whether there is nothing in the figures that this viewer may not see."""
        return self.may("details") and self.role not in OF_ONE_UNIT

    def may(self, right: Right) -> bool:
        """Whether the role has a right at all, be it for one unit."""
        return right in RIGHTS[self.role]

    def need(self, right: Right) -> None:
        """NotAllowedError where the role does not have a right."""
        if not self.may(right):
            raise NotAllowedError(right)

    def detailed_units(self, catalogue: Catalogue) -> tuple[str, ...]:
        """The units whose obligations, evidence and rows are seen, in the order of the catalogue."""
        if not self.may("details"):
            return ()
        units = catalogue.units_of(catalogue.programme.areas.whole.id)
        return units if self.role not in OF_ONE_UNIT else tuple(unit for unit in units if unit == self.unit)

    def detailed_areas(self, catalogue: Catalogue) -> tuple[str, ...]:
        """The areas all of whose units are seen in detail; a group of one's own unit alone is one's own."""
        units = set(self.detailed_units(catalogue))
        return tuple(area for area in catalogue.area_labels if units.issuperset(catalogue.units_of(area)))

    def figure_areas(self, catalogue: Catalogue) -> tuple[str, ...]:
        """The areas whose figures are seen."""
        if not self.may("figures"):
            return ()
        if self.role in OF_ONE_UNIT and self.others == "none":
            return self.detailed_areas(catalogue)
        # A unit of another programme is nobody here.
        return tuple(catalogue.area_labels) if self.detailed_units(catalogue) else ()

    def may_hand_in(self, form: Form, unit: str | None) -> bool:
        """Whether a form of a unit (None: of all) may be handed in, weighed as a draft, or taken to be filled in."""
        if form.covers != "unit":
            return self.may("register")
        return self.may("hand_in") and (self.role not in OF_ONE_UNIT or (unit is not None and unit == self.unit))

    def may_take_form(self, form: Form, unit: str | None, catalogue: Catalogue) -> bool:
        """Whether a form may be taken away prefilled: by whoever may hand it in, and whoever sees all that is in it."""
        return self.may_hand_in(form, unit) or (unit is not None and unit in self.detailed_units(catalogue))


def local_viewer() -> Viewer:
    """The one local user of this machine, who can read the data folder and so may do everything."""
    return Viewer("local", LOCAL, LOCAL)


def signed_in(role: RoleName, who: tuple[str, str], unit: str | None = None, others: Others = "none") -> Viewer:
    """Somebody whom an identity provider has named; `who` is issuer and subject."""
    actor = person(role, *who)
    return Viewer(role, actor, actor.partition(":")[2], unit, others)
