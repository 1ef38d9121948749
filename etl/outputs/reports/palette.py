"""The colours of printed pages: teal, amber, brick, apart for colour-blind readers; nothing is told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

INK, MUTED, LINE = "1C2733", "54606C", "D9DFE5"
TEAL, POSSIBLE, AMBER, BRICK = "1F6F8B", "9FC3D0", "F3C969", "BF4526"
NOTICE = "FDF4D8"


@dataclass(frozen=True)
class Paint:
    """How a status or a state looks: the ground, the text on it, and whether the ground is hatched."""

    ground: str
    text: str
    hatched: bool = False


_TEAL, _AMBER, _BRICK = Paint(TEAL, "FFFFFF"), Paint(AMBER, "2F2408"), Paint(BRICK, "FFFFFF")
_HATCHED, _PLAIN = Paint("E4E8EC", MUTED, hatched=True), Paint("FFFFFF", MUTED)
PAINTS = {
    "met": _TEAL, "partly_met": _AMBER, "not_met": _BRICK, "open": _HATCHED, "no_data": _HATCHED, "not_due": _PLAIN,
    "not_applicable": _PLAIN,
}  # fmt: skip
