"""What a user would pick instead, beside ours on equal rows in one run. Run by hand:

    python -m tests.benchmarks.peers [ROWS_TO_CHECK] [RECORDS_TO_BUILD]

* frictionless validates the rows that `rcat check` validates: the same types, codes, required cells and range;
* dbt-duckdb builds as models the tables that `rcat build` computes: the same loaded tables, the same queries;
* sdg-build has no release on the package index (its sources alone are published): where pip finds none, it is left out.

Each peer is installed into an environment of its own in a temporary folder. Every run is a process of its own, from its
start to its end; memory is the most that its largest process held.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl.build import tables
from etl.build.large.engines.dialect import loaded, read_by
from etl.build.warehouse import Warehouse
from indicators.loader import load
from indicators.model import Catalogue
from indicators.sql import name
from tests.benchmarks import scale
from tests.commands.forms import hand_in_folder
from tests.ledger.bridge import SHIPPED

AS_OF = date(2010, 12, 31)
KIND = "trainings"
# dbt-core from 1.12 on needs a part that no package index has.
PEERS = {
    "frictionless": ("frictionless",),
    "dbt-duckdb": ("dbt-duckdb", "dbt-core<1.12", f"duckdb=={duckdb.__version__}"),
    "sdg-build": ("sdg-build",),
}
FRICTIONLESS = """
import json
from frictionless import Resource, Schema
schema = Schema.from_descriptor(json.load(open("schema.json", encoding="utf-8")))
report = Resource(path="rows.csv", schema=schema).validate(limit_errors=1_000_000)
print(len({tuple(row) for row in report.flatten(["rowNumber"])}))
"""
# A process counts what its parent held when it began as its own: so the parent is a small one.
LAUNCH = """
import json, resource, subprocess, sys, time
begun = time.perf_counter()
status = subprocess.run(sys.argv[2:]).returncode
taken, used = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump([taken, used.ru_utime + used.ru_stime, used.ru_maxrss, status], file)
"""
OURS = "import sys; from dashboard.cli import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds of the clock and of the processor, megabytes at its peak, and what it printed."""

    seconds: float
    processor: float
    memory: float
    output: str


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], statuses: Sequence[int] = (0,)
) -> Cost:
    """Run a command to its end; RuntimeError where its status is another than these."""
    used = folder / "used.json"
    launch = [sys.executable, "-I", "-S", "-c", LAUNCH, used, *command]
    done = subprocess.run(launch, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False)
    taken, processor, memory, status = json.loads(used.read_text())
    if status not in statuses:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return Cost(taken, processor, memory / 1024, done.stdout)


def installed(peer: str, folder: Path) -> Path | None:
    """The programs of a peer's own environment, or None where pip cannot install it."""
    home = folder / peer
    venv.create(home, with_pip=True)
    try:
        run([home / "bin" / "python", "-m", "pip", "install", "--quiet", *PEERS[peer]], folder, {})
    except RuntimeError:
        say(f"{peer}: pip cannot install it here; left out")
        return None
    return home / "bin"


def compare(what: str, ours: Cost, peer: str, theirs: Cost) -> None:
    """Both, and how many times more the peer takes."""
    for who, cost in (("rcat", ours), (peer, theirs)):
        say(f"{what}, {who}: {cost.seconds:.1f} s, {cost.processor:.1f} s of processor, {cost.memory:.0f} MB")
    times = (theirs.seconds / ours.seconds, theirs.processor / ours.processor, theirs.memory / ours.memory)
    say(f"{what}, {peer} over rcat: " + ", ".join(f"{one:.2f}" for one in times) + " (time, processor, memory)")


# --- the same rows validated


def rows_to_check(count: int) -> list[dict[str, str]]:
    """Rows of a record kind, every hundredth with a code that there is none of."""
    first = date(2009, 1, 1)
    institutions = [code.id for code in SHIPPED.code_lists["institution"] if code.id not in ("npo", "other")]
    topics = [code.id for code in SHIPPED.code_lists["training_topic"]]
    return [
        {
            "trained_on": (first + timedelta(days=number % 181)).isoformat(),
            "topic": "nothing" if number % 100 == 99 else topics[number % len(topics)],
            "provider": f"Provider {number}",
            "body": "rcat",
            "institution": institutions[number % len(institutions)],
            "organisation": "",
            "participants": str(1 + number % 40),
        }
        for number in range(count)
    ]


def schema_of(catalogue: Catalogue) -> dict[str, object]:
    """The record kind as a Table Schema."""
    types = {"date": "date", "whole_number": "integer"}
    fields: list[dict[str, object]] = []
    for column in catalogue.record(KIND).columns:
        limits: dict[str, object] = {"required": column.required}
        if column.codes:
            limits["enum"] = [code.id for code in catalogue.code_lists[column.codes]]
        if column.minimum is not None:
            limits["minimum"] = column.minimum
        fields.append({"name": column.id, "type": types.get(column.type, "string"), "constraints": limits})
    return {"fields": fields}


def check(folder: Path, count: int) -> None:
    """`rcat check` beside frictionless."""
    programs = installed("frictionless", folder)
    if programs is None:
        return
    rows = rows_to_check(count)
    columns = list(rows[0])
    handed_in = hand_in_folder(folder / "in", {KIND: (columns, rows)})
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    (folder / "schema.json").write_text(json.dumps(schema_of(SHIPPED)), "utf-8")
    (folder / "validate.py").write_text(FRICTIONLESS, "utf-8")
    ours_at = {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    ours = run([sys.executable, "-c", OURS, "check", handed_in, "--no-limits", "--json"], folder, ours_at, (1,))
    theirs = run([programs / "python", "validate.py"], folder, {})
    refused = json.loads(ours.output)[0]["rejected"][KIND]
    if int(theirs.output) != refused:
        raise RuntimeError(f"rows with a fault: {refused} by rcat, {theirs.output} by frictionless")
    compare(f"{count} rows checked", ours, "frictionless", theirs)


# --- the same tables built


def loaded_tables(folder: Path, records: int) -> tuple[Path, Path]:
    """A database with nothing but the loaded tables of a synthetic programme; it, and the catalogue's folder."""
    data, catalogue = scale.make(folder, records)
    build = Warehouse(data, catalogue).build(AS_OF)
    queries = tables.computed(catalogue, AS_OF)
    wanted = read_by(query for _, query in queries) - {table for table, _ in queries}
    path = folder / "loaded.duckdb"
    path.unlink(missing_ok=True)
    with closing(duckdb.connect(str(build.path), read_only=True)) as connection:
        found = loaded(connection, wanted)
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute(f"ATTACH '{build.path}' AS whole (READ_ONLY)")
        for table in found:
            connection.execute(f"CREATE TABLE {name(table.name)} AS SELECT * FROM whole.{name(table.name)}")
    return path, folder / "catalogue" / scale.PROGRAMME


def compute(catalogue: Path, database: Path) -> None:
    """Our side, in a process of its own."""
    with closing(duckdb.connect(str(database))) as connection:
        tables.compute(connection, load(catalogue), AS_OF)


def write_models(project: Path, catalogue: Catalogue) -> None:
    """A dbt project whose models are the computed tables."""
    (project / "models").mkdir(parents=True)
    queries = tables.computed(catalogue, AS_OF)
    names = {table for table, _ in queries}
    for table, query in queries:
        before = sorted(read_by([query]) & names)
        depends = "".join(f"-- depends_on: {{{{ ref('{one}') }}}}\n" for one in before)
        text = "{{ config(materialized='table') }}\n" + depends + query
        (project / "models" / f"{table}.sql").write_text(text, "utf-8")
    (project / "dbt_project.yml").write_text("name: peer\nversion: '1.0'\nprofile: peer\n", "utf-8")
    target = {"type": "duckdb", "path": "loaded.duckdb"}
    profile = {"peer": {"target": "here", "outputs": {"here": target}}}
    (project / "profiles.yml").write_text(json.dumps(profile), "utf-8")


def build(folder: Path, records: int) -> None:
    """`rcat build`'s computing beside dbt-duckdb."""
    programs = installed("dbt-duckdb", folder)
    if programs is None:
        return
    path, catalogue = loaded_tables(folder / "scale", records)
    project = folder / "project"
    write_models(project, load(catalogue))
    theirs_in = project / "loaded.duckdb"
    theirs_in.write_bytes(path.read_bytes())
    ours_at = {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    ours = run([sys.executable, "-m", __spec__.name, "compute", catalogue, path], folder, ours_at)
    quiet = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_PROFILES_DIR": str(project)}
    theirs = run([programs / "dbt", "--no-version-check", "run"], project, quiet)
    with closing(duckdb.connect()) as connection:
        connection.execute(f"ATTACH '{path}' AS ours (READ_ONLY); ATTACH '{theirs_in}' AS theirs (READ_ONLY)")
        for table, _ in tables.computed(load(catalogue), AS_OF):
            for one, other in (("ours", "theirs"), ("theirs", "ours")):
                query = f"SELECT COUNT(*) FROM (SELECT * FROM {one}.{table} EXCEPT ALL SELECT * FROM {other}.{table})"
                if connection.execute(query).fetchone() != (0,):
                    raise RuntimeError(f"{table} differs")
    compare(f"{records} records built", ours, "dbt-duckdb", theirs)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    if arguments[:1] == ["compute"]:
        compute(Path(arguments[1]), Path(arguments[2]))
        return
    asked = [int(float(one)) for one in arguments]
    rows, records = [*asked, *(20_000, 1_000_000)[len(asked) :]]
    with TemporaryDirectory() as name_of_folder:
        folder = Path(name_of_folder)
        check(folder, rows)
        build(folder, records)
        if installed("sdg-build", folder):
            say("sdg-build: pip installs it here; no run of it is written yet")


if __name__ == "__main__":
    main(sys.argv[1:])
