"""The palette where CSS does not reach: inside charts. The pages' own colours stand in `assets/page.css`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of a chart; the same roles as in `assets/page.css`."""

    ink: str
    muted: str
    line: str
    met: str
    possible: str
    not_met: str
    partly: str
    hatch: str
    ground: str


LIGHT = Palette("#1c2733", "#54606c", "#d9dfe5", "#1f6f8b", "#9fc3d0", "#bf4526", "#d9a62e", "#c5ccd3", "#ffffff")
DARK = Palette("#e8edf2", "#a9b5c0", "#36424e", "#4aa3c0", "#2f6274", "#e0704f", "#e2b653", "#4a5763", "#12171d")
FONT = '"Source Sans", sans-serif'


def palette(mode: str | None) -> Palette:
    """The palette of Streamlit's mode, `light` or `dark`."""
    return DARK if mode == "dark" else LIGHT
