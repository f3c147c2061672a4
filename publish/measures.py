"""Every figure on the site: one SQL query each in `statistics/`, run by DuckDB over the public facts and nothing else.

A query starts with comment lines `-- title:`, `-- definition:`, `-- unit:`, `-- caveats:`, and the same in English with `_en`. It
reads `facts`, `denominators` and what `setup.sql` makes of them. What is written of numbers is docs/statistics.md.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import orjson

from publish.facts import COLUMNS, DENOMINATOR_COLUMNS, NUMBERS

# What is missing in DuckDB would otherwise be fetched, and waited for, in the middle of a release.
OFFLINE: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
FOLDER = Path(__file__).parent / "statistics"
SETUP = FOLDER / "setup.sql"
PROGRAM = FOLDER / "recompute.py"


def query_files() -> list[Path]:
    """The queries, by name."""
    return [path for path in sorted(FOLDER.glob("*.sql")) if path != SETUP]


def measures_mark() -> str:
    """A fingerprint of the queries and of what may be told, so that a changed definition or rule is computed again."""
    rules = [FOLDER.parent / name for name in ("facts.py", "small_numbers.py")]
    texts = [path.read_bytes() for path in (SETUP, PROGRAM, *query_files(), *rules)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


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
    for path in query_files():
        yield path.stem, *parse(path.read_text(encoding="utf-8"))


def tables() -> dict[str, dict[str, str]]:
    """The columns of the two tables that queries read, with their types."""
    facts = {name: "BIGINT" if name in NUMBERS else "VARCHAR" for name in COLUMNS}
    denominators = {name: "BIGINT" if name in ("year", "number") else "VARCHAR" for name in DENOMINATOR_COLUMNS}
    return {"facts": facts, "denominators": denominators}


def connect(released: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that holds the facts and denominators of a released folder, and what setup.sql makes of them."""
    connection = duckdb.connect(":memory:", config={"threads": 2, **OFFLINE})
    files = {
        "facts": sorted((released / "facts").glob("*.csv")),
        "denominators": list(released.glob("denominators.csv")),
    }
    for table, columns in tables().items():
        definitions = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"CREATE TABLE {table} ({definitions})")
        if files[table]:
            # Nothing is guessed: a third of the time, and the same table whatever the facts hold.
            given = "header = true, auto_detect = false, columns = $columns, nullstr = '', delim = ',', quote = '\"'"
            query = f"INSERT INTO {table} SELECT * FROM read_csv($files, {given})"  # noqa: S608 - constants
            connection.execute(query, {"files": [str(path) for path in files[table]], "columns": columns})
    connection.execute(SETUP.read_text(encoding="utf-8"))
    return connection


def statistics(released: Path) -> dict[str, Any]:
    """The content of statistics.json."""
    measures = {}
    with connect(released) as connection:
        for name, header, sql in queries():
            result = connection.execute(sql)
            measures[name] = {
                **header,
                "sql": sql,
                "columns": [column[0] for column in result.description or ()],
                "rows": [list(row) for row in result.fetchall()],
            }
    ordered = {table: list(columns.items()) for table, columns in tables().items()}
    return {"measures": measures, "setup": SETUP.read_text(encoding="utf-8"), "tables": ordered}


def statistics_bytes(released: Path) -> bytes:
    """statistics.json itself: a row per line would make it three times as large."""
    return orjson.dumps(statistics(released), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
