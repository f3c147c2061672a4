"""Every figure on the site: one SQL query each in `statistics/`, run by DuckDB over the public facts and nothing else.

A query starts with comment lines `-- title:`, `-- definition:`, `-- unit:`. It reads the view `facts`.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from publish.facts import COLUMNS, NUMBERS

QUERIES = Path(__file__).parent / "statistics"


def measures_mark() -> str:
    """A fingerprint of the queries, so that a changed definition is computed again."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(QUERIES.glob("*.sql")))).hexdigest()


def parse(text: str) -> tuple[dict[str, str], str]:
    """The header of a query file and its SQL. A header line that goes on starts with `--   `."""
    header: dict[str, str] = {}
    lines = text.splitlines()
    last = ""
    while lines and lines[0].startswith("--"):
        line = lines.pop(0).removeprefix("--")
        if line.startswith("   "):
            header[last] += " " + line.strip()
        else:
            last, _, value = line.strip().partition(": ")
            header[last] = value
    return header, "\n".join(lines).strip()


def queries() -> Iterator[tuple[str, dict[str, str], str]]:
    """Name, header and SQL of every measure."""
    for path in sorted(QUERIES.glob("*.sql")):
        yield path.stem, *parse(path.read_text(encoding="utf-8"))


def connect(facts: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that holds the facts of one folder."""
    connection = duckdb.connect(":memory:", config={"threads": 2})
    columns = {name: "BIGINT" if name in NUMBERS else "VARCHAR" for name in COLUMNS}
    files = [str(path) for path in sorted(facts.glob("*.csv"))]
    if files:
        # Nothing is guessed: a third of the time, and the same table whatever the facts hold.
        given = "header = true, auto_detect = false, columns = $columns, nullstr = '', delim = ',', quote = '\"'"
        query = f"CREATE TABLE facts AS SELECT * FROM read_csv($files, {given})"  # noqa: S608 - a constant
        connection.execute(query, {"files": files, "columns": columns})
    else:
        definitions = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"CREATE TABLE facts ({definitions})")
    return connection


def statistics(facts: Path) -> dict[str, Any]:
    """The content of statistics.json."""
    measures = {}
    with connect(facts) as connection:
        for name, header, sql in queries():
            result = connection.execute(sql)
            measures[name] = {
                **header,
                "sql": sql,
                "columns": [column[0] for column in result.description or ()],
                "rows": [list(row) for row in result.fetchall()],
            }
    return {"measures": measures}
