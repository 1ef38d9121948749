"""Apache Spark computes a build: records as partitioned Parquet, the generated queries run there, Parquet back.

`RCAT_SPARK_MASTER` names the cluster's master as Spark does (`spark://host:7077`, `yarn`, `k8s://...`); where it is not
set, Spark runs inside this process on all its cores. A cluster must see the data folder under the same path. What else
Spark needs to know (memory, packages) it reads from its own `spark-defaults.conf`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from etl.build.large.engines.dialect import Step, Table, create, given_by, loaded, planned, read_by, type_in
from etl.build.large.engines.engine import VARIABLES, EngineError, exchange, first_line
from etl.build.tables import computed
from indicators.model import Catalogue
from indicators.sql import name, text

MASTER = VARIABLES["spark"]
_LOCAL = "local[*]"
_DIALECT = "spark"
_PARTITION = "period"
_SETTINGS = {
    "spark.app.name": "rcat build",
    "spark.log.level": "FATAL",  # what goes wrong is said once, by us
    "spark.sql.ansi.enabled": "true",  # what cannot be computed is an error, and no empty cell
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
}
# Spark guesses 200 parts of every step, which on one machine costs more than the work; nobody else need reach it.
_LOCAL_SETTINGS = {
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.showConsoleProgress": "false",
}


def compute(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, as_of: date) -> None:
    """The computed tables, made by Spark. EngineError where there is no Java, no cluster answers, or it gives up."""
    queries = computed(catalogue, as_of)
    inputs = loaded(connection, read_by(query for _, query in queries))
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise EngineError("no_java")
    with exchange(connection) as folder, session() as spark:
        try:
            for table in inputs:
                _hand_over(connection, spark, table, folder)
            for number, step in enumerate(planned(queries, _DIALECT)):
                _run(spark, step, folder / f"step-{number}")
                if step.computed is not None:
                    _take_back(connection, given_by(connection, step.name, step.computed), folder / f"step-{number}")
        except (PySparkException, Py4JError) as error:
            raise EngineError("failed", _said(error)) from error


@contextmanager
def session() -> Iterator[SparkSession]:
    """The session that is open already, left open; or one of our own, closed at the end."""
    standing = SparkSession.getActiveSession()
    if standing is not None:
        yield standing
        return
    master = os.environ.get(MASTER) or _LOCAL
    builder = SparkSession.builder.master(master)
    for key, value in (_SETTINGS | (_LOCAL_SETTINGS if master.startswith("local") else {})).items():
        builder = builder.config(key, value)
    try:
        spark = builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise EngineError("unreachable", _said(error)) from error
    try:
        yield spark
    finally:
        spark.stop()


def _said(error: Exception) -> str:
    """What Spark says in one line: where Java failed, the first only names the object that was called."""
    return first_line(error.java_exception if isinstance(error, Py4JJavaError) else error)


def _hand_over(connection: duckdb.DuckDBPyConnection, spark: SparkSession, table: Table, folder: Path) -> None:
    """A table from DuckDB as Parquet, what has a period in one folder each: most queries look at one period's rows."""
    target = folder / table.name
    parted = f", PARTITION_BY ({_PARTITION})" if _is_parted(table) else ""
    target.mkdir()
    into = target if parted else target / "all.parquet"
    connection.execute(f"COPY {name(table.name)} TO {text(str(into))} (FORMAT parquet{parted})")
    columns = ", ".join(f"{_quoted(column)} {type_in(_DIALECT, kind)}" for column, kind in table.columns.items())
    spark.read.schema(columns).parquet(str(target)).createOrReplaceTempView(table.name)


def _quoted(column: str) -> str:
    """A column's name, quoted as Spark quotes."""
    return "`" + column.replace("`", "``") + "`"


def _is_parted(table: Table) -> bool:
    return _PARTITION in table.columns and "submission" in table.columns


def _run(spark: SparkSession, step: Step, target: Path) -> None:
    """A step's rows under its name: as Parquet where more than one step reads them, else computed where they are."""
    rows = spark.sql(step.query)
    if step.computed is not None or step.readers > 1:
        rows.write.parquet(str(target))
        rows = spark.read.parquet(str(target))
    rows.createOrReplaceTempView(step.name)


def _take_back(connection: duckdb.DuckDBPyConnection, table: Table, written: Path) -> None:
    connection.execute(create(connection, table))
    columns = ", ".join(map(name, table.columns))
    files = text(str(written / "*.parquet"))
    connection.execute(f"INSERT INTO {name(table.name)} SELECT {columns} FROM read_parquet({files})")
