"""What all charts share: no frame, no toolbar, one typeface, and an axis of years."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go

from dashboard.charts.theme import FONT, Palette

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}


def frame(colours: Palette, height: float) -> go.Layout:
    """A bare layout of a height in pixels."""
    return go.Layout(
        height=height,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12, "color": colours.ink},
        showlegend=False,
        dragmode=False,
        hoverlabel={"bgcolor": colours.ink, "font": {"color": colours.ground, "family": FONT, "size": 12}},
    )


def days_axis(figure: go.Figure, span: tuple[date, date], colours: Palette) -> None:
    """An axis of days: a line and a label at each year, a fainter line at each quarter; figures only, no words."""
    years = [date(year, 1, 1) for year in range(span[0].year, span[1].year + 1)]
    quarters = [date(year.year, month, 1) for year in years for month in (4, 7, 10)]
    figure.update_xaxes(
        type="date", range=list(span), fixedrange=True, tickvals=years, ticktext=[str(year.year) for year in years],
        ticklabelposition="outside right", gridcolor=colours.line, gridwidth=1.5, showline=False, zeroline=False,
        ticks="", tickfont={"color": colours.muted},
        minor={"tickvals": quarters, "showgrid": True, "gridcolor": colours.line, "gridwidth": 0.5, "griddash": "dot"},
    )  # fmt: skip
