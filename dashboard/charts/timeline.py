"""A committee's timeline: one figure, a lane under the other, on one axis of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import plotly.graph_objects as go

from dashboard.charts.frame import days_axis, frame
from dashboard.charts.theme import Palette
from dashboard.model.lanes import Arrival, Bar, Lane
from indicators.language import Language

TITLE, ROW, GAP = 19, 15, 9
STEPS, STEPS_FROM = 40, 4
MARGIN_TOP, MARGIN_BOTTOM = 8, 30


@dataclass(frozen=True)
class _Axis:
    """What all lanes share: the days shown, the day marked, the palette and the words."""

    start: date
    end: date
    as_of: date
    colours: Palette
    words: Language


@dataclass(frozen=True)
class _Placed:
    """A lane: the top of its rows and the height of each, in pixels, and the row of each bar or arrival."""

    lane: Lane
    top: float
    row: float
    rows: tuple[int, ...]

    @property
    def is_counted(self) -> bool:
        """Whether so much is in force at once that a line says how many, and no bar which."""
        return self.row == STEPS


def timeline(
    lanes: Sequence[Lane], span: tuple[date, date], as_of: date, colours: Palette, words: Language
) -> go.Figure:
    """The figure.

    Args:
        lanes: what to draw, from top to bottom.
        span: the first and the last day of the axis.
        as_of: the day that is marked; what has not come by then is drawn as a gap up to it.
        colours: the palette of the reader's mode.
        words: the reader's language.
    """
    axis = _Axis(*span, as_of, colours, words)
    placed, height = _place(lanes, as_of)
    figure = go.Figure(layout=frame(colours, height + MARGIN_TOP + MARGIN_BOTTOM))
    days_axis(figure, span, colours)
    figure.update_yaxes(range=[height, 0], visible=False, fixedrange=True)
    figure.update_layout(margin={"l": 4, "r": 8, "t": MARGIN_TOP, "b": MARGIN_BOTTOM}, hovermode="closest")
    _silences(figure, placed, axis)
    for one in placed:
        _bars(figure, one, axis)
        _events(figure, one, axis)
        _arrivals(figure, one, axis)
    # All at once: plotly looks through what is there at each that is added.
    annotations, shapes = zip(*(_title(one, axis) for one in placed), _mark(axis, height), strict=True)
    counts = tuple(_steps(figure, one, axis) for one in placed if one.is_counted)
    figure.update_layout(annotations=annotations + counts, shapes=shapes)
    return figure


def _place(lanes: Sequence[Lane], as_of: date) -> tuple[list[_Placed], float]:
    placed, top = [], 0.0
    for lane in lanes:
        spans = [(bar.stretches[0][0], bar.stretches[-1][1]) for bar in lane.bars]
        spans += [(min(one.due, _end(one, as_of)), max(one.due, _end(one, as_of))) for one in lane.arrivals]
        rows = _stack(spans)
        count, height = max(rows, default=0) + 1, ROW
        if lane.bars and count >= STEPS_FROM and in_force(lane):
            rows, count, height = (0,) * len(rows), 1, STEPS
        placed.append(_Placed(lane, top + TITLE, height, rows))
        top += TITLE + count * height + GAP
    return placed, top


def _stack(spans: Sequence[tuple[date, date]]) -> tuple[int, ...]:
    """For each span the first row that is free for it, so that none covers another."""
    ends: list[date] = []
    rows = []
    for start, end in spans:
        row = next((number for number, taken in enumerate(ends) if taken < start), len(ends))
        ends[row : row + 1] = [end]
        rows.append(row)
    return tuple(rows)


def _end(one: Arrival, as_of: date) -> date:
    """Where an arrival's line ends: when it came, or, while it has not, at the as-of date."""
    return one.came or max(one.due, as_of)


def _title(placed: _Placed, axis: _Axis) -> tuple[dict[str, object], dict[str, object]]:
    """A lane's title, and the rule above it."""
    title: dict[str, object] = {
        "x": axis.start, "y": placed.top - TITLE, "text": placed.lane.title, "showarrow": False, "xanchor": "left",
        "yanchor": "top", "font": {"size": 12, "color": axis.colours.ink}, "borderpad": 0, "height": TITLE,
        "valign": "middle",
    }  # fmt: skip
    above = placed.top - TITLE - GAP / 2
    ruled = {"color": axis.colours.line, "width": 1}
    return title, {
        "type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": above, "y1": above, "line": ruled, "layer": "below",
    }  # fmt: skip


def _height(placed: _Placed, row: int) -> float:
    """The middle of a row, in pixels from the top."""
    return placed.top + row * placed.row + placed.row / 2


def _silences(figure: go.Figure, placed: Sequence[_Placed], axis: _Axis) -> None:
    """Hatching where nothing was reported, so that it never looks as if there had been nothing."""
    xs: list[date | None] = []
    ys: list[float | None] = []
    for one in placed:
        whole = one.row * (max(one.rows, default=0) + 1)
        boxes = [(*silence.days, one.top, one.top + whole) for silence in one.lane.silent]
        boxes += [
            (owed.due, axis.as_of, one.top + row * one.row, one.top + (row + 1) * one.row)
            for owed, row in zip(one.lane.arrivals, one.rows, strict=False) if owed.state == "no_data"
        ]  # fmt: skip
        for first, last, top, bottom in boxes:
            start, end = max(first, axis.start), min(last, axis.end)
            if start <= end:
                end += timedelta(days=1)
                xs += [start, end, end, start, start, None]
                ys += [top, top, bottom, bottom, top, None]
    hatch = {"shape": "/", "fgcolor": axis.colours.muted, "bgcolor": axis.colours.ground, "size": 6, "solidity": 0.2}
    figure.add_trace(
        go.Scatter(x=xs, y=ys, mode="lines", line={"width": 0}, fill="toself", fillpattern=hatch, hoveron="fills",
                   hoverinfo="text", text=axis.words.say("timeline.silent"))
    )  # fmt: skip


def _bars(figure: go.Figure, placed: _Placed, axis: _Axis) -> None:
    if not placed.lane.bars or placed.is_counted:
        return
    thick = placed.row - 4
    drawn = [(bar, _height(placed, row)) for bar, row in zip(placed.lane.bars, placed.rows, strict=True)]
    xs: list[date | None] = []
    ys: list[float | None] = []
    for bar, y in drawn:
        for first, last in bar.stretches:
            xs += [max(first, axis.start), min(last, axis.end), None]
            ys += [y, y, None]
    line = {"color": axis.colours.met, "width": thick}
    figure.add_trace(go.Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip"))
    figure.add_trace(
        go.Scatter(
            x=[max(bar.stretches[0][0], axis.start) for bar, _ in drawn], y=[y for _, y in drawn], mode="markers",
            marker={"color": axis.colours.met, "size": thick, "symbol": "square"}, hoverinfo="text",
            hovertext=[_bar_words(bar, axis.words) for bar, _ in drawn],
        )
    )  # fmt: skip
    ended = [(bar.end, y) for bar, y in drawn if bar.end and bar.end <= min(bar.stretches[-1][1], axis.end)]
    tick = {"color": axis.colours.not_met, "size": min(thick + 2, 11), "symbol": "line-ns-open", "line": {"width": 2}}
    figure.add_trace(go.Scatter(x=[end for end, _ in ended], y=[y for _, y in ended], mode="markers", marker=tick,
                                hoverinfo="skip"))  # fmt: skip


def in_force(lane: Lane) -> list[tuple[date, date, int]]:
    """How many of a lane's bars are in force, in stretches of days for which a sheet says so."""
    days = {day for bar in lane.bars for first, last in bar.stretches for day in (first, last + timedelta(days=1))}
    days |= {day for one in lane.silent for day in (one.days[0], one.days[1] + timedelta(days=1))}
    found = []
    for first, after in pairwise(sorted(days)):
        if not any(one.days[0] <= first <= one.days[1] for one in lane.silent):
            count = sum(start <= first <= end for bar in lane.bars for start, end in bar.stretches)
            found.append((first, after - timedelta(days=1), count))
    return found


def _steps(figure: go.Figure, placed: _Placed, axis: _Axis) -> dict[str, object]:
    """A line that rises and falls with how many are in force, and the last number beside it."""
    words, steps = axis.words, in_force(placed.lane)
    most = max(1, *(count for *_, count in steps))
    xs: list[date | None] = []
    ys: list[float | None] = []
    told: list[str | None] = []
    y = placed.top + placed.row
    for at, (first, last, count) in enumerate(steps):
        y = placed.top + placed.row - 2 - (placed.row - 4) * count / most
        if at and steps[at - 1][1] + timedelta(days=1) < first:
            xs, ys, told = [*xs, None], [*ys, None], [*told, None]
        text = words.say("timeline.in_force", number=words.number(count), date=words.date(first))
        xs, ys, told = [*xs, max(first, axis.start), min(last, axis.end)], [*ys, y, y], [*told, text, text]
    figure.add_trace(go.Scatter(x=xs, y=ys, mode="lines", line={"color": axis.colours.met, "width": 2.5, "shape": "hv"},
                                hoverinfo="text", hovertext=told))  # fmt: skip
    return {"x": min(steps[-1][1], axis.end), "y": y, "text": words.number(steps[-1][2]), "showarrow": False,
            "xanchor": "right", "yanchor": "top", "bgcolor": axis.colours.ground, "borderpad": 1,
            "font": {"size": 14, "color": axis.colours.ink}}  # fmt: skip


def _bar_words(bar: Bar, words: Language) -> str:
    until = words.short_date(bar.end) if bar.end else words.say("timeline.open")
    text = f"{words.short_date(bar.start)} – {until}"
    return f"{bar.words}: {text}" if bar.words else text


def _events(figure: go.Figure, placed: _Placed, axis: _Axis) -> None:
    events = placed.lane.events
    if not events:
        return
    texts = [": ".join(part for part in (axis.words.date(event.on), event.words) if part) for event in events]
    dot = {"color": axis.colours.met, "size": 9, "opacity": 0.85, "line": {"color": axis.colours.ground, "width": 1}}
    figure.add_trace(go.Scatter(x=[event.on for event in events], y=[_height(placed, 0)] * len(events), mode="markers",
                                marker=dot, hoverinfo="text", hovertext=texts))  # fmt: skip


def _arrivals(figure: go.Figure, placed: _Placed, axis: _Axis) -> None:
    """Due ticks, arrival dots, and the gap between them where something came late or has not come."""
    if not placed.lane.arrivals:
        return
    drawn = [(one, _height(placed, row)) for one, row in zip(placed.lane.arrivals, placed.rows, strict=True)]
    xs: list[date | None] = []
    ys: list[float | None] = []
    for one, y in drawn:
        if one.state != "no_data" and _end(one, axis.as_of) > one.due:
            xs += [one.due, _end(one, axis.as_of), None]
            ys += [y, y, None]
    gap = {"color": axis.colours.not_met, "width": 2, "dash": "dot"}
    figure.add_trace(go.Scatter(x=xs, y=ys, mode="lines", hoverinfo="skip", line=gap))
    due = [axis.words.say("timeline.due", what=one.words, date=axis.words.date(one.due)) for one, _ in drawn]
    tick = {"color": axis.colours.ink, "size": 12, "symbol": "line-ns-open", "line": {"width": 2}}
    figure.add_trace(go.Scatter(x=[one.due for one, _ in drawn], y=[y for _, y in drawn], mode="markers", marker=tick,
                                hoverinfo="text", hovertext=due))  # fmt: skip
    _dots(figure, [(one, one.came, y) for one, y in drawn if one.came], axis)


def _dots(figure: go.Figure, came: Sequence[tuple[Arrival, date, float]], axis: _Axis) -> None:
    """A full dot for what came in time, a hollow one for what came late."""
    colours = [axis.colours.not_met if one.state == "late" else axis.colours.met for one, _, _ in came]
    symbols = ["circle-open" if one.state == "late" else "circle" for one, _, _ in came]
    texts = [axis.words.say("timeline.came", what=one.words, date=axis.words.date(day)) for one, day, _ in came]
    dot = {"size": 9, "color": colours, "symbol": symbols, "line": {"width": 2, "color": colours}}
    figure.add_trace(go.Scatter(x=[day for _, day, _ in came], y=[y for _, _, y in came], mode="markers", marker=dot,
                                hoverinfo="text", hovertext=texts))  # fmt: skip


def _mark(axis: _Axis, height: float) -> tuple[dict[str, object], dict[str, object]]:
    """The as-of day, and its line: what lies after it was not known."""
    day: dict[str, object] = {
        "x": axis.as_of, "y": height, "yanchor": "top", "yshift": -14, "showarrow": False,
        "text": axis.words.short_date(axis.as_of), "xanchor": "right",
        "font": {"size": 11, "color": axis.colours.ink}, "bgcolor": axis.colours.ground,
    }  # fmt: skip
    line = {"color": axis.colours.ink, "width": 1.5}
    return day, {"type": "line", "x0": axis.as_of, "x1": axis.as_of, "y0": 0, "y1": height, "line": line}


def axis_span(start: date, end: date, as_of: date) -> tuple[date, date]:
    """The days of the axis: the programme's, and on to the as-of date, but at most half a year past the end."""
    return start, max(end, min(as_of, end + timedelta(days=182))) + timedelta(days=12)
