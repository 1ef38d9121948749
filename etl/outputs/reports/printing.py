"""Prints a layout filled with data: PDF for print and for screen readers (PDF/UA-1), the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import typst

from etl.outputs.reports.layouts import BASE
from etl.outputs.reports.palette import PAINTS


def print_pdf(layout: str, data: Mapping[str, Any], day: date) -> bytes:
    """The pages of a layout; `day` is the day that the document states about itself."""
    found = typst.compile(
        (BASE + layout).encode(), ignore_system_fonts=True, sys_inputs=_inputs(data, day), pdf_standards=["ua-1"]
    )
    assert isinstance(found, bytes)  # noqa: S101 - a PDF is one file, whatever the library's types say
    return found


def pages_of(layout: str, data: Mapping[str, Any], day: date) -> int:
    """How many pages a layout takes that says so under the label `<pages>`."""
    compiler = typst.Compiler((BASE + layout).encode(), ignore_system_fonts=True, sys_inputs=_inputs(data, day))
    return int(json.loads(compiler.query("<pages>", field="value", one=True)))


def _inputs(data: Mapping[str, Any], day: date) -> dict[str, str]:
    stated = {"paints": {name: asdict(paint) for name, paint in PAINTS.items()},
              "day": {"year": day.year, "month": day.month, "day": day.day}}  # fmt: skip
    return {"data": json.dumps({**stated, **data}, ensure_ascii=False)}
