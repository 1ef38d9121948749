"""Every command, form, export and page in one language; run as a program where a language has been added.

`python -m tests.languages.walk CODE DATA OUT`: DATA is a data folder of its own, and what was said goes to OUT as JSON:
`said`, a list of texts for each thing that was done; `quoted`, what others wrote: sources, and rows as they were typed.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import zipfile
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import streamlit as st
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import dashboard
from dashboard import cli
from dashboard.commands.common import speak
from dashboard.model.addresses import PAGES
from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.container.guard import LIMITS
from etl.intake.reader import Reader
from etl.intake.submission import check_submission
from etl.outputs.exports.words import mark
from etl.outputs.forms.annotate import annotated_workbook
from etl.outputs.forms.workbook import Cell, write_form
from etl.outputs.reports import reference_sheets, scorecard
from etl.store.store import Store
from indicators.language import language
from indicators.languages import LANGUAGES
from indicators.loader import CATALOGUES, load, programmes
from indicators.plain_yaml import texts
from tests.pages.test_pages import text_of, trees

PROGRAMME, UNIT, PERIOD, AS_OF = "rcat-2008-2010", "AL-07", "2009-S1", "2009-08-14"
CODE, DATA, OUT = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
HERE = OUT.parent
SOUND, FAULTY = HERE / "sound.xlsx", HERE / "faulty.xlsx"
SPEAKS, SPEAKS_OF_COMMANDS = language(CODE, ETL_LOCALE), speak(CODE)
CATALOGUE = load(CATALOGUES / PROGRAMME)
NAMES: set[str] = set()  # of tables and columns
TYPED = ("Nowhere", "mbi 9", "Prefektura")
SAID: dict[str, list[str]] = {}
JSON: dict[str, object] = {}
# What Streamlit shows of an element; the rest are ids, colours and sizes.
SHOWN = frozenset(("label", "help", "placeholder", "options", "body", "value", "text", "title", "name", "ticktext"))


def run(*call: object) -> None:
    """A command, and all that it says on both channels."""
    said = io.StringIO()
    arguments = [str(one) for one in call]
    with redirect_stdout(said), redirect_stderr(said), suppress(SystemExit):  # --help ends so
        cli.main(arguments)
    SAID.setdefault(f"rcat {' '.join(arguments[:3])}", []).extend(said.getvalue().splitlines())


def names_of(parser: ArgumentParser) -> Iterator[tuple[str, ...]]:
    """Every command with those inside it, and the program itself."""
    yield ()
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for name, inner in action.choices.items():
                yield from ((name, *rest) for rest in names_of(inner))


def commands() -> None:
    """Every command but those that only make data up (`demo`) or serve pages, which are looked at below."""
    for name in names_of(cli.parser(SPEAKS_OF_COMMANDS)):
        run(*name, "--help")
    given, qark = ("--lang", CODE, "--data", DATA), ("--qark", UNIT, "--period", PERIOD)
    run("build", *given)
    write_hand_ins()
    for file in (SOUND, FAULTY):
        run("check", "--json", *given, file)
        (JSON[file.stem],) = json.loads("\n".join(SAID.pop("rcat check --json --lang")))
    run("check", *given, FAULTY)
    run("submit", *given, "--yes", SOUND)
    run("template", *given, *qark, "--out", HERE / "template.xlsx")
    run("template", *given, "--xlsform", "--form", "committee", "--out", HERE / "xlsform.xlsx")
    run("template", *given, "--qark", TYPED[0], "--period", PERIOD, "--out", HERE / "no.xlsx")
    for format_ in ("package", "xlsx"):
        run("export", *given, "--format", format_, "--as-of", AS_OF, "--out", HERE / format_)
    run("explain", *given, "regular-meetings", UNIT, PERIOD, "--as-of", AS_OF)
    run("report", *given, *qark, "--as-of", AS_OF, "--out", HERE / "report.docx")
    run("catalogue", "show", *given)
    for folder in ("older", "half"):
        run("catalogue", "check", *given, HERE / folder)
        SAID[f"catalogue {folder}"] = SAID.pop("rcat catalogue check --lang")
    run("access", *given)
    run("review", "list", *given)
    run("review", "accept", *given, *qark)
    for what in ("verify", "show", "head"):
        run("audit", what, *given)
    run("backup", *given, "--out", HERE / "backup.zip")
    run("restore", "--lang", CODE, "--data", HERE / "restored", HERE / "backup.zip")
    run("upgrade", *given)


def write_hand_ins() -> None:
    """Two workbooks of the language: one without fault, and one that is given back with its faults marked."""
    form = CATALOGUE.form("committee")
    cover: dict[str, Cell] = {
        "form": form.id,
        "qark": UNIT,
        "period": "2010-S2",
        "submitted_on": date(2011, 1, 9),
        "prepared_by": TYPED[2],
    }
    meeting: dict[str, Cell] = {"body": "rcat", "held_on": date(2010, 9, 2), "members_present": 9}
    odd: dict[str, Cell] = {**meeting, "held_on": "32.13.2010", "members_present": TYPED[1], "minutes_ref": "Nr. 3"}
    write_form(SOUND, CATALOGUE, form, SPEAKS, cover, {"meetings": [meeting], "trainings": []})
    write_form(FAULTY, CATALOGUE, form, SPEAKS, cover, {"meetings": [meeting, odd]})
    with Reader(LIMITS) as reader:
        checked = check_submission(FAULTY, CATALOGUE, today=date(2026, 1, 1), reader=reader)
        (HERE / "marked.xlsx").write_bytes(annotated_workbook(FAULTY, checked, CATALOGUE, SPEAKS, reader=reader))
    SAID["marked workbook"] = [*xml_texts(HERE / "marked.xlsx")]


def xml_texts(path: Path, *attributes: str) -> Iterator[str]:
    """The texts of an Office file, and those of some attributes."""
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.endswith(".xml") and "/theme/" not in name:
                for element in ET.fromstring(packed.read(name)).iter():  # noqa: S314 (we wrote it)
                    if element.tag.endswith("}t"):
                        yield element.text or ""
                    yield from (element.attrib[one] for one in attributes if one in element.attrib)


def noted_print(_layout: str, data: Mapping[str, Any], _day: date) -> bytes:
    """In place of printing: what would be printed."""
    SAID.setdefault("pdf", []).extend(leaves(data))
    return b""


def forms_and_reports() -> None:
    SAID["template"] = [*xml_texts(HERE / "template.xlsx", "promptTitle", "prompt", "errorTitle", "error")]
    SAID["report"] = [*xml_texts(HERE / "report.docx")]
    for name in ("survey", "choices"):
        rows = [*load_workbook(HERE / "xlsform.xlsx", read_only=True)[name].values]
        ours = [place for place, head in enumerate(rows[0]) if str(head).endswith(f"({CODE})")]
        SAID[f"xlsform {name}"] = [str(row[place] or "") for row in rows[1:] for place in ours]
    for printed in (scorecard, reference_sheets):
        setattr(printed, "print_pdf", noted_print)  # noqa: B010 (a module's name, which a type checker does not let go)
    run("report", "--lang", CODE, "--data", DATA, "--qark", UNIT, "--period", PERIOD, "--as-of", AS_OF, "--out",
        HERE / "report.pdf")  # fmt: skip
    run("catalogue", "show", "--lang", CODE, "--data", DATA, "--out", HERE / "sheets.pdf")


def exports() -> None:
    """The columns of the language in every table; the package's words, in all languages one after the other."""
    for path in (HERE / "package").rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = [*csv.DictReader(handle)]
        NAMES.update((path.stem, *(rows[0] if rows else ())))
        ours = [name for name in (rows[0] if rows else ()) if name.endswith(f"_{CODE}")]
        SAID[f"columns of {path.stem}"] = [row[name] for row in rows for name in ours]
    (book,) = (HERE / "xlsx").rglob("*.xlsx")
    sheet = load_workbook(book, read_only=True)["definitions"]
    SAID["definitions"] = [str(row[3]) for row in sheet.iter_rows(min_row=2, values_only=True)]


def leaves(content: Any, keys: frozenset[str] | None = None, key: str = "") -> Iterator[str]:
    """Every text in plain data; of those under some keys alone where they are given."""
    if isinstance(content, Mapping):
        for name, one in content.items():
            yield from leaves(one, keys, str(name))
    elif isinstance(content, list | tuple):
        for one in content:
            yield from leaves(one, keys, key)
    elif isinstance(content, str) and (keys is None or key in keys):
        yield content


def widgets(app: AppTest) -> Iterator[str]:
    """What is shown outside of the boards: controls, charts, the words around them."""
    waiting: list[Any] = [app.main, app.sidebar]
    while waiting:
        one = waiting.pop()
        waiting += getattr(one, "children", {}).values()
        proto = getattr(one, "proto", None)
        if proto is None or one.type == "bidi_component":
            continue
        content = MessageToDict(proto)
        if "spec" in content:
            yield from leaves(json.loads(content["spec"]), SHOWN)
        yield from leaves(content, SHOWN)


def pages() -> None:
    files: list[str] = []
    download = st.download_button

    def noted(label: str, data: Any, *rest: Any, **named: Any) -> Any:
        if str(named.get("file_name", "")).endswith(".ics"):
            files.extend((data() if callable(data) else data).replace("\r\n ", "").splitlines())
        return download(label, data, *rest, **named)

    st.download_button = noted
    for one in PAGES:
        app = AppTest.from_file(str(Path(dashboard.__file__).parent / "app.py"), default_timeout=300)
        app._page_hash = calc_hash(one.path)
        app.query_params.update({"lang": CODE, "as_of": AS_OF})
        app.run()
        assert [fault.value for fault in app.exception] == []
        SAID[f"page {one.id}"] = [*map(text_of, trees(app)), *widgets(app)]
    SAID["calendar file"] = [line.partition(":")[2] for line in files if line.startswith(("SUMM", "DESC", "X-WR"))]


def quoted() -> list[str]:
    """What others wrote: sources, ids and all else in the catalogues that is no text of a language; the rows."""

    def others(content: Any) -> Any:
        if isinstance(content, dict):
            if "en" in content:
                return []
            return [*content, *(others(one) for one in content.values())]
        return [others(one) for one in content] if isinstance(content, list) else content

    found = [
        *cli.FORMATS,
        *cli.ENGINES,
        *NAMES,
        *TYPED,
        *(language(code).name for code in LANGUAGES),
        *mark().split(" / "),
    ]
    found += [word for name in names_of(cli.parser(SPEAKS_OF_COMMANDS)) for word in name]
    found += [*leaves([others(texts(path.read_text("utf-8"))) for path in CATALOGUES.rglob("*.yaml")])]
    for name in programmes():
        for kept in Store(DATA, name).all():
            found += [*leaves(kept.sheets)]
            # What was found then was said in the languages of then: English stands for those that came later.
            found += [one.get("value") or "" for one in kept.findings] + [one["message"]["en"] for one in kept.findings]
    return found


def main() -> None:
    os.environ |= {"RCAT_LANG": CODE, "RCAT_DATA": str(DATA), "COLUMNS": "200"}
    commands()
    forms_and_reports()
    exports()
    pages()
    OUT.write_text(json.dumps({"said": SAID, "json": JSON, "quoted": sorted({*quoted()})}, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
