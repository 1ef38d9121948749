"""The evaluator's package: a Frictionless Data Package that can be checked and recomputed without us."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from etl.figures.choice import Choice
from etl.figures.read_api import Figures
from etl.formats.atomic_file import replaced
from etl.outputs.exports.citation import citation, method, selection
from etl.outputs.exports.csv_files import write_table
from etl.outputs.exports.datapackage import FILE as DESCRIPTOR
from etl.outputs.exports.datapackage import Resource, datapackage
from etl.outputs.exports.dictionary import dictionary
from etl.outputs.exports.recompute import FILE as RECOMPUTE
from etl.outputs.exports.recompute import RECORDS, recompute_sql
from etl.outputs.exports.records import people_table, record_tables
from etl.outputs.exports.tables import SUBMISSIONS, Table, marked, public_tables
from etl.outputs.exports.words import mark, speak
from indicators.loader import CATALOGUES
from indicators.model import LANGUAGES

README = "README.md"
CATALOGUE = "catalogue"
Done = Callable[[Path, int | None], None]


def write_package(folder: Path, figures: Figures, choice: Choice, done: Done) -> None:
    """Write the package into a folder; `done` hears of each file, and of its rows where it is a table.

    What is chosen narrows the tables. The records, the submissions and `recompute.sql` are always whole: figures rest
    on all of them.
    """
    public, records = public_tables(figures, choice), record_tables(figures, choice)
    tables = (*public, people_table(figures, choice))
    described = marked(dictionary(figures.catalogue, (*tables, *records)), figures)
    placed = [(table, folder / f"{table.name}.csv", False) for table in (*tables, described)]
    placed += [(table, folder / RECORDS / f"{table.name}.csv", True) for table in records]
    resources = []
    for table, path, is_record in placed:
        done(path, write_table(path, table))
        resources.append(Resource(table, path, is_record))
    for path in _copy_catalogue(folder, figures.catalogue.programme.id):
        done(path, None)
    submissions = next(table for table in public if table.name == SUBMISSIONS)
    last = mark() if figures.demonstration else None
    texts = {
        RECOMPUTE: recompute_sql(figures.catalogue, choice, submissions, records, last),
        README: readme(figures, choice, records),
        # Last: a package without its descriptor is seen to be unfinished.
        DESCRIPTOR: datapackage(figures, choice, folder, resources),
    }
    for name, text in texts.items():
        with replaced(folder / name) as aside:
            aside.write_text(text, encoding="utf-8", newline="")
        done(folder / name, None)


def _copy_catalogue(folder: Path, programme: str) -> list[Path]:
    source = CATALOGUES / programme
    written = []
    for path in sorted(source.rglob("*.yaml")):
        target = folder / CATALOGUE / path.relative_to(source)
        with replaced(target) as aside:
            shutil.copyfile(path, aside)
        written.append(target)
    return written


def readme(figures: Figures, choice: Choice, records: Sequence[Table]) -> str:
    """What is in the package, how to cite it, how to check it, in one language after the other."""
    return "\n".join(_readme(figures, choice, records, code) for code in LANGUAGES)


def _readme(figures: Figures, choice: Choice, records: Sequence[Table], code: str) -> str:
    language = speak(code)
    programme = figures.catalogue.programme
    licence = programme.licence
    terms = f"{licence.title[code]} ({licence.name}), {licence.place}" if licence else language.say("readme.no_licence")
    warning = language.say("readme.demonstration") + "\n\n" if figures.demonstration else ""
    labels = {table.name: figures.catalogue.record(table.name).label[code] for table in records}
    listed = [f"* `{RECORDS}/{name}.csv`: {label}" for name, label in labels.items()]
    measures = [language.say("readme.measures")] if figures.catalogue.measures else []
    files = "\n".join((*measures, *listed))
    return language.say(
        "readme.text",
        title=programme.title[code],
        warning=warning,
        citation=citation(figures, choice.as_of)[code],
        date=language.date(choice.as_of),
        selection=selection(figures, choice)[code],
        method=method(figures)[code],
        records=files,
        minimum=programme.disclosure.minimum,
        licence=terms,
    )
