"""Stated values point by point: bounds drawn open-ended, breaks drawn as breaks, and no data drawn as that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.theme import Palette

HEIGHT = 330
SYMBOLS = ("circle", "square", "diamond", "cross", "x")
LABEL_WIDTH = 13
OPEN_END = 0.09
"""How far an open end reaches beyond its mark, as a share of the axis: a sign, not a size."""


@dataclass(frozen=True)
class Mark:
    """A value at a point: its size, how it is written beside the mark, and all of it in words.

    `open_end` is 1 for a lower bound, -1 for an upper one, 0 for a value as stated. `break_number` is the number of the
    note that says why the value must not be compared with the one before; 0 where it may.
    """

    value: float
    text: str
    words: str
    open_end: int = 0
    break_number: int = 0


@dataclass(frozen=True)
class Series:
    """One line of the chart: its name, and its mark at each point (None: nothing is stated there)."""

    name: str
    marks: tuple[Mark | None, ...]

    def segments(self, *, exact: bool) -> Iterator[tuple[int, int]]:
        """The neighbouring points that may be compared, and so are joined: those of exact values, or the others."""
        for place, (before, mark) in enumerate(zip(self.marks, self.marks[1:], strict=False), 1):
            if before is None or mark is None or mark.break_number:
                continue
            if exact == (not before.open_end and not mark.open_end):
                yield place - 1, place


def series_chart(points: Sequence[str], series: Sequence[Series], no_data: str, colours: Palette) -> go.Figure:
    """The figure.

    Args:
        points: the points' labels, in order; where no series has a mark, the point is hatched and says `no_data`.
        series: the lines.
        no_data: the words for it.
        colours: the palette of the reader's mode.
    """
    top = max((mark.value for one in series for mark in one.marks if mark), default=1.0)
    reach = top * (1 + 2.2 * OPEN_END)
    figure = go.Figure(layout=frame(colours, HEIGHT))
    figure.update_layout(
        margin={"l": 8, "r": 8, "t": 36, "b": 8}, hovermode="closest", showlegend=len(series) > 1,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False,
                "itemdoubleclick": False},
    )  # fmt: skip
    figure.update_xaxes(
        tickvals=list(range(len(points))), ticktext=["<br>".join(wrap(label, LABEL_WIDTH)) for label in points],
        range=[-0.5, len(points) - 0.5], fixedrange=True, showgrid=False, zeroline=False, linecolor=colours.line,
        showline=True, tickangle=0, tickfont={"size": 11, "color": colours.muted}, automargin=True,
    )  # fmt: skip
    figure.update_yaxes(range=[0, reach], fixedrange=True, gridcolor=colours.line, zeroline=False,
                        tickfont={"color": colours.muted}, automargin=True)  # fmt: skip
    for place in range(len(points)):
        if all(one.marks[place] is None for one in series):
            _nothing(figure, place, no_data, reach, colours)
    shades = (colours.met, colours.ink, colours.muted)
    for number, one in enumerate(series):
        _line(figure, one, series, shades[number % len(shades)], SYMBOLS[number % len(SYMBOLS)])
        _open_ends(figure, one, top * OPEN_END, shades[number % len(shades)])
        _breaks(figure, one, colours.ground, shades[number % len(shades)])
    return figure


def _line(figure: go.Figure, one: Series, series: Sequence[Series], colour: str, symbol: str) -> None:
    for exact in (True, False):
        xs: list[int | None] = []
        ys: list[float | None] = []
        for start, end in one.segments(exact=exact):
            xs += [start, end, None]
            ys += [_value(one, start), _value(one, end), None]
        line = {"color": colour, "width": 2, "dash": "solid" if exact else "dot"}
        figure.add_trace(go.Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", showlegend=False))
    drawn = [(place, mark) for place, mark in enumerate(one.marks) if mark]
    figure.add_trace(
        go.Scatter(
            x=[place for place, _ in drawn], y=[mark.value for _, mark in drawn], mode="markers+text", name=one.name,
            text=[mark.text for _, mark in drawn], hovertext=[mark.words for _, mark in drawn], hoverinfo="text",
            textposition=[_beside(place, mark, series) for place, mark in drawn],
            marker={"color": colour, "size": 10, "symbol": symbol}, cliponaxis=False,
        )
    )  # fmt: skip


def _value(one: Series, place: int) -> float | None:
    mark = one.marks[place]
    return mark.value if mark else None


def _beside(place: int, mark: Mark, series: Sequence[Series]) -> str:
    """The text of the highest value of a point stands over its mark, those of the others under theirs.

    An open end takes the room on its own side of the mark, so its text stands on the other.
    """
    if mark.open_end:
        return "bottom center" if mark.open_end > 0 else "top center"
    values = [other.value for one in series if (other := one.marks[place])]
    return "top center" if mark.value >= max(values) else "bottom center"


def _open_ends(figure: go.Figure, one: Series, length: float, colour: str) -> None:
    """An arrow from each bound in the direction in which the true value lies."""
    for place, mark in enumerate(one.marks):
        if mark is not None and mark.open_end:
            figure.add_annotation(
                x=place, y=mark.value + mark.open_end * length, ax=place, ay=mark.value, xref="x", yref="y", axref="x",
                ayref="y", showarrow=True, arrowhead=2, arrowwidth=2, arrowcolor=colour, standoff=0, text="",
            )  # fmt: skip


def _breaks(figure: go.Figure, one: Series, ground: str, colour: str) -> None:
    """Two strokes with the number of their note, half way between the values that must not be compared."""
    for place, mark in enumerate(one.marks):
        before = next((other for other in reversed(one.marks[:place]) if other), None)
        if mark is not None and mark.break_number and before is not None:
            figure.add_annotation(
                x=place - 0.5, y=(mark.value + before.value) / 2, text=f"<b>//</b> {mark.break_number}",
                showarrow=False, font={"size": 13, "color": colour}, bgcolor=ground,
            )  # fmt: skip


def _nothing(figure: go.Figure, place: int, no_data: str, reach: float, colours: Palette) -> None:
    """A hatched field where nothing is stated at all: unlike a zero, which would be a mark on the axis."""
    figure.add_trace(
        go.Bar(
            x=[place], y=[reach], width=[0.8], hovertext=[no_data], hoverinfo="text", showlegend=False,
            marker={"color": "rgba(0,0,0,0)", "line": {"width": 0},
                    "pattern": {"shape": "/", "fgcolor": colours.hatch, "size": 9, "solidity": 0.35}},
        )
    )  # fmt: skip
    figure.add_annotation(x=place, y=reach / 2, text=no_data, showarrow=False, bgcolor=colours.ground,
                          font={"color": colours.ink})  # fmt: skip
