#!/usr/bin/env python3
"""Computes every published figure again from the published facts, and says which are not the same.

    python recompute.py FOLDER
    python recompute.py FOLDER MEASURE [PLACE]

FOLDER holds the downloaded files: facts/*.csv (one per year), denominators.csv and statistics.json. Needs Python and DuckDB
(`pip install duckdb`) and nothing of the municipality's. Ends with 0 when all figures are the same, with 1 when some are not.
With the name of a measure, as its page gives it, its figures are computed and written as CSV, all or those of one place:
`all` for the municipality, else the code of a department, area or unit in organisation.csv.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import duckdb


def connect(folder: Path, statistics: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """The downloaded tables, and the setup that the queries were published with."""
    connection = duckdb.connect()
    files = {"facts": sorted((folder / "facts").glob("*.csv")), "denominators": [folder / "denominators.csv"]}
    for table, pairs in statistics["tables"].items():
        columns = dict(pairs)
        definitions = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"CREATE TABLE {table} ({definitions})")
        given = "header = true, auto_detect = false, columns = $columns, nullstr = '', delim = ',', quote = '\"'"
        query = f"INSERT INTO {table} SELECT * FROM read_csv($file, {given})"  # noqa: S608 - names of two tables
        for path in files[table]:
            connection.execute(query, {"file": str(path), "columns": columns})
    connection.execute(statistics["setup"])
    return connection


def differences(folder: Path) -> tuple[list[tuple[str, Any, Any]], int]:
    """Name, published row and recomputed row of every figure that is not the same; and how many rows were compared."""
    statistics = json.loads((folder / "statistics.json").read_text(encoding="utf-8"))
    found: list[tuple[str, Any, Any]] = []
    compared = 0
    with connect(folder, statistics) as connection:
        for name, measure in statistics["measures"].items():
            result = connection.execute(measure["sql"])
            columns = [column[0] for column in result.description]
            if columns != measure["columns"]:
                found.append((name, measure["columns"], columns))
            # Through JSON and back, as the published figures went.
            rows = json.loads(json.dumps(result.fetchall()))
            published = measure["rows"]
            compared += max(len(rows), len(published))
            for place in range(max(len(rows), len(published))):
                ours = rows[place] if place < len(rows) else None
                theirs = published[place] if place < len(published) else None
                if ours != theirs:
                    found.append((name, theirs, ours))
    return found, compared


def show(folder: Path, name: str, place: str) -> int:
    """Write the figures of one measure as CSV, those of one place or of all."""
    statistics = json.loads((folder / "statistics.json").read_text(encoding="utf-8"))
    measure = statistics["measures"].get(name.replace("-", "_"))
    if measure is None:
        print(f"There is no measure {name}. There are: {', '.join(statistics['measures'])}.", file=sys.stderr)
        return 2
    writer = csv.writer(sys.stdout, lineterminator="\n")
    with connect(folder, statistics) as connection:
        result = connection.execute(measure["sql"])
        columns = [column[0] for column in result.description]
        writer.writerow(columns)
        writer.writerows(row for row in result.fetchall() if place in ("", row[columns.index("place")]))
    return 0


def main(arguments: list[str]) -> int:
    """Compare, print, and say by the status whether all is the same."""
    if len(arguments) not in (2, 3, 4) or not (Path(arguments[1]) / "statistics.json").is_file():
        print(__doc__, file=sys.stderr)
        return 2
    if len(arguments) > 2:
        return show(Path(arguments[1]), arguments[2], "".join(arguments[3:]))
    found, compared = differences(Path(arguments[1]))
    for name, published, recomputed in found:
        print(f"{name}: published {published}, recomputed {recomputed}")
    print(f"{compared} rows compared, {len(found)} differences.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
