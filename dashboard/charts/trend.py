"""An indicator over time: confirmed, possible, and what nobody knows yet, against the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.theme import Palette

HEIGHT = 260
TICKS = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class Point:
    """A period of the trend: its label, its shares (None: unknown), the fraction over the bar, all of it in words."""

    label: str
    value: float | None
    value_high: float | None
    fraction: str
    words: str
    unknown: bool


@dataclass(frozen=True)
class Target:
    """A target share with its words; `at` is the label of the period that its day lies in, None where none is shown."""

    value: float
    at: str | None
    words: str


@dataclass(frozen=True)
class TargetPath:
    """The dated targets, and the one that each period of the trend leads to: the next one, after the last that one."""

    targets: tuple[Target, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Words:
    """What the two parts of a bar are called, and the shares beside the axis, one for each of TICKS."""

    confirmed: str
    possible: str
    ticks: tuple[str, ...]


def trend(points: Sequence[Point], path: TargetPath | None, colours: Palette, words: Words) -> go.Figure:
    """The figure."""
    figure = go.Figure(layout=frame(colours, HEIGHT))
    labels = [point.label for point in points]
    told = [point.words for point in points]
    figure.add_trace(
        go.Bar(x=labels, y=[point.value for point in points], marker={"color": colours.met}, name=words.confirmed,
               hovertext=told, hoverinfo="text")
    )  # fmt: skip
    figure.add_trace(
        go.Bar(
            x=labels, y=[_open(point) for point in points], name=words.possible, hovertext=told, hoverinfo="text",
            marker={"color": "rgba(0,0,0,0)", "line": {"width": 0},
                    "pattern": {"shape": "/", "fgcolor": colours.possible, "size": 5, "solidity": 0.5}},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Bar(
            x=labels, y=[1 if point.unknown else None for point in points], hovertext=told, hoverinfo="text",
            marker={"color": "rgba(0,0,0,0)", "line": {"width": 0},
                    "pattern": {"shape": "/", "fgcolor": colours.hatch, "size": 9, "solidity": 0.35}},
        )
    )  # fmt: skip
    # All at once: Plotly looks at every annotation that is there for each that is added.
    written: list[dict[str, object]] = [
        {"x": point.label, "y": max(point.value_high or 0, 0), "yanchor": "bottom", "showarrow": False,
         "text": point.fraction, "bgcolor": colours.ground, "borderpad": 1, "font": {"size": 12, "color": colours.ink}}
        for point in points
    ]  # fmt: skip
    if path is not None:
        written += _draw_path(figure, labels, path, colours)
    figure.update_layout(annotations=written)
    figure.update_layout(barmode="stack", bargap=0.35, margin={"l": 40, "r": 8, "t": 34, "b": 36})
    figure.update_yaxes(range=[0, 1.12], tickvals=TICKS, ticktext=words.ticks, gridcolor=colours.line, zeroline=False,
                        fixedrange=True, tickfont={"color": colours.muted})  # fmt: skip
    figure.update_xaxes(type="category", fixedrange=True, tickfont={"color": colours.muted}, tickangle=0)
    return figure


def _draw_path(figure: go.Figure, labels: list[str], path: TargetPath, colours: Palette) -> list[dict[str, object]]:
    """The path of the targets as steps, a mark where each is to be reached, and its words as annotations."""
    line = {"color": colours.muted, "width": 1.5, "dash": "dash", "shape": "vh"}
    figure.add_trace(go.Scatter(x=labels, y=path.values, mode="lines", line=line, hoverinfo="skip"))
    reached = [one for one in path.targets if one.at is not None]
    figure.add_trace(
        go.Scatter(x=[one.at for one in reached], y=[one.value for one in reached], mode="markers", hoverinfo="text",
                   hovertext=[one.words for one in reached],
                   marker={"symbol": "diamond", "size": 9, "color": colours.muted})
    )  # fmt: skip
    return [
        {"x": 1 if one is path.targets[-1] else one.at, "xref": "paper" if one is path.targets[-1] else "x",
         "y": one.value, "yanchor": "bottom", "xanchor": "right", "showarrow": False, "yshift": 12, "text": one.words,
         "font": {"size": 12, "color": colours.muted}}
        for one in path.targets if one.at is not None or one is path.targets[-1]
    ]  # fmt: skip


def _open(point: Point) -> float | None:
    """The striped part of a bar: from confirmed up to possible."""
    return None if point.value is None or point.value_high is None else point.value_high - point.value
