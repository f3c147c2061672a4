"""The figures of a period report, computed by DuckDB from the public facts and nothing else.

The CMS asks with a signal and freezes the answer in the report; it never counts cases itself. A value that the policy on small numbers
blanked in the facts (`*`) is a row or column of its own here, and every cell that a blanked case could belong to is marked: it is a
lower bound, and it is never shown as if nothing were there.
"""

from __future__ import annotations

import calendar
import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from publish.chance import is_more_than_chance, wilson
from publish.cms_source import CmsSource
from publish.facts import write_facts
from publish.files import ContentFolder
from publish.source import Source

if TYPE_CHECKING:
    import duckdb

QUERIES = Path(__file__).parent / "period_statistics"
TABLES = ("matrix", "departments", "ledger", "handling", "outcomes", "unplaced")
HIDDEN = "*"
LEDGER = (
    "received",
    "open",
    "answered",
    "rejected",
    "sent_elsewhere",
    "published",
    "awaiting",
    "withheld",
    "withdrawn",
)
HANDLING = ("timed", "median_days", "p90_days", "promised", "kept")


def answer(sender: object, *, first: str, last: str, **kwargs: Any) -> dict[str, Any]:
    """The figures for the CMS, from the facts as the next release would publish them."""
    source, now = CmsSource(), timezone.now()
    with tempfile.TemporaryDirectory(prefix="klarsyn-facts-") as folder:
        content = ContentFolder.begin(Path(folder) / "content", None)
        write_facts(source, content, now)
        return figures(content.root / "facts", source, first, last, now)


def figures(facts: Path, source: Source, first: str, last: str, now: datetime) -> dict[str, Any]:
    """Every figure of a report on the days from `first` to `last`, written `2026-01-31`. Shape: docs/released-format.md."""
    days = {"first": first, "last": last, "before_first": _year_before(first), "before_last": _year_before(last)}
    rows, shown = _query(facts, days)
    kinds = _in_order([term["code"] for term in source.terms()["kinds"]], (row[1] for row in rows["matrix"]))
    categories = [term["code"] for term in source.terms().get("categories", ())]
    organisation = source.organisation()
    units = {unit["code"]: unit for unit in organisation["units"]}
    breaks = _breaks(units, source.statistics_notes().get("breaks", ()), days["before_first"], last)
    incomparable = {each["department"] for each in breaks}
    result = {
        "computed": timezone.localdate(now).isoformat(),
        "facts_sha256": _fingerprint(facts),
        "kinds": kinds,
        "matrix": _table(rows["matrix"], kinds, categories),
        "departments": [
            {
                **line,
                "boards": sorted(units.get(line["code"] or "", {}).get("boards", ())),
                "comparable": not incomparable & {None, line["code"]},
            }
            for line in _table(rows["departments"], kinds, list(units))
        ],
        "total": _total(rows["matrix"], kinds),
        "ledger": _two_periods(rows["ledger"], LEDGER),
        "handling": {name: _with_share(line) for name, line in _two_periods(rows["handling"], HANDLING).items()},
        "unplaced": {
            "period": sum(row[1] for row in rows["unplaced"] if row[0]),
            "before": sum(row[1] for row in rows["unplaced"] if not row[0]),
        },
        "breaks": breaks,
        "outcomes": [{"code": code, "count": count, "before": before} for code, count, before in rows["outcomes"]],
        "queries": shown,
    }
    return result | {"notable": notable(result)}


def _query(facts: Path, days: dict[str, str]) -> tuple[dict[str, list[tuple[Any, ...]]], list[dict[str, str]]]:
    """The rows of every query, and the queries as a reader can run them."""
    from publish.measures import connect, parse  # DuckDB takes a moment to load: only who computes waits for it

    rows, shown = {}, []
    with connect(facts.parent) as connection:
        for name in ("reported", *TABLES):
            header, sql = parse((QUERIES / f"{name}.sql").read_text(encoding="utf-8"))
            sql = sql.format(**days)
            rows[name] = _run(connection, sql)
            shown.append({"name": name, "title": header["title"], "definition": header["definition"], "sql": sql})
    return rows, shown


def _run(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    result = connection.execute(sql)
    return result.fetchall() if result.description else []


def _table(
    rows: Iterable[tuple[str | None, str, int, int]], kinds: list[str], order: list[str]
) -> list[dict[str, Any]]:
    """A line per category or department: a count for each kind, which of them are lower bounds, and the sums of both periods."""
    counts: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    before: dict[str | None, int] = defaultdict(int)
    for code, kind, count, count_before in rows:
        counts[code][kind] += count
        before[code] += count_before
    blank_line = counts.get(HIDDEN, {})
    lines = []
    for code in sorted(counts, key=lambda each: _place(order, each)):
        hidden = [
            code != HIDDEN
            and kind != HIDDEN
            and bool(counts[code].get(HIDDEN) or blank_line.get(kind) or blank_line.get(HIDDEN))
            for kind in kinds
        ]
        cells = [counts[code].get(kind, 0) for kind in kinds]
        lines.append(
            {
                "code": code,
                "cells": cells,
                "hidden": hidden,
                "sum": sum(cells),
                "sum_hidden": code != HIDDEN and bool(blank_line) and sum(blank_line.values()) > 0,
                "before": before[code],
                "before_hidden": code != HIDDEN and before.get(HIDDEN, 0) > 0,
            }
        )
    return lines


def _total(rows: Iterable[tuple[str | None, str, int, int]], kinds: list[str]) -> dict[str, Any]:
    """The last line of both tables. A kind has hidden cases when some have a blanked kind."""
    cells, before = dict.fromkeys(kinds, 0), dict.fromkeys(kinds, 0)
    for _code, kind, count, count_before in rows:
        cells[kind] += count
        before[kind] += count_before
    hidden = [kind != HIDDEN and cells.get(HIDDEN, 0) > 0 for kind in kinds]
    return {
        "cells": list(cells.values()),
        "hidden": hidden,
        "sum": sum(cells.values()),
        "cells_before": list(before.values()),
        "hidden_before": [kind != HIDDEN and before.get(HIDDEN, 0) > 0 for kind in kinds],
        "before": sum(before.values()),
    }


def _two_periods(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The period and the one before; counts are 0 and times unknown where there are no cases."""
    found = {bool(row[0]): dict(zip(names, row[1:], strict=True)) for row in rows}
    empty = {name: None if name.endswith("_days") else 0 for name in names}
    return {"period": found.get(True, empty), "before": found.get(False, empty)}


def _with_share(line: dict[str, Any]) -> dict[str, Any]:
    """Handling with the share within the promise and its 95 % interval; unknown when nothing was promised."""
    kept, promised = line["kept"], line["promised"]
    if not promised:
        return line | {"share_kept": None, "share_low": None, "share_high": None}
    low, high = wilson(kept, promised)
    return line | {"share_kept": round(kept / promised, 4), "share_low": round(low, 4), "share_high": round(high, 4)}


def notable(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Changes too large for chance, in the order of the tables. What is partly hidden or broken by a change is not compared.

    Everything that is compared counts: the more comparisons, the larger a change must be, so that all of them together give a false
    one in at most one report of twenty.
    """
    total = result["total"]
    if any(result["unplaced"].values()) or any(each["department"] is None for each in result["breaks"]):
        return []
    candidates: list[tuple[str, str | None, int, int]] = [("all", None, total["sum"], total["before"])]
    for at, kind in enumerate(result["kinds"]):
        if kind != HIDDEN and not total["hidden"][at] and not total["hidden_before"][at]:
            candidates.append(("kind", kind, total["cells"][at], total["cells_before"][at]))
    for group, lines in (("category", result["matrix"]), ("department", result["departments"])):
        if not any(line["before"] for line in lines if line["code"] not in (HIDDEN, None)):
            continue  # the year before was not told apart like this
        for line in lines:
            told = line["code"] not in (HIDDEN, None) and not line["sum_hidden"] and not line["before_hidden"]
            if told and line.get("comparable", True):
                candidates.append((group, line["code"], line["sum"], line["before"]))
    return [
        {"group": group, "code": code, "count": count, "before": before}
        for group, code, count, before in candidates
        if is_more_than_chance(count, before, comparisons=len(candidates))
    ]


def _breaks(
    units: dict[str, dict[str, Any]], entered: Iterable[dict[str, Any]], begin: str, end: str
) -> list[dict[str, Any]]:
    """Why figures of the two periods are not of the same thing: department (None for all), day, and what the office says of it."""
    found = [
        {
            "department": _department(units, each["unit"]) if each["unit"] else None,
            "on": each["on"],
            "what": each["what"],
        }
        for each in entered
        if begin < each["on"] <= end
    ]
    found += [{"department": code, "on": on, "what": None} for code, on in _reorganised(units, begin, end)]
    return sorted(found, key=lambda each: (each["on"], each["department"] or "", each["what"] or ""))


def _reorganised(units: dict[str, dict[str, Any]], begin: str, end: str) -> set[tuple[str, str]]:
    """Departments that began, ended, or took or gave a unit between two days, and when."""
    found: set[tuple[str, str]] = set()
    for code, unit in units.items():
        here = _department(units, code)
        if here == code:
            started, ended = unit["valid_from"] or "", unit["valid_to"] or ""
            found |= {(code, day) for day in (started,) if begin < day <= end}
            found |= {(code, day) for day in (ended,) if begin <= day < end}
        for successor in unit["successors"]:
            there = _department(units, successor["code"])
            if begin < successor["on"] <= end and here != there:
                found |= {(each, successor["on"]) for each in (here, there) if each}
    return found


def _department(units: dict[str, dict[str, Any]], code: str) -> str | None:
    """The department that a unit stands under."""
    unit = units.get(code)
    while unit and unit["level"] not in ("department", "municipality"):
        unit = units.get(unit["parent"])
    return unit["code"] if unit and unit["level"] == "department" else None


def _in_order(known: list[str], used: Iterable[str]) -> list[str]:
    """Codes that occur, as the municipality orders them; unknown ones and `*` last."""
    return sorted(set(used), key=lambda code: _place(known, code))


def _place(order: list[str], code: str | None) -> tuple[int, str]:
    """A sort key: known codes first, then others, then none, then blanked ones."""
    if code is None or code == HIDDEN:
        return len(order) + 1 + (code == HIDDEN), ""
    return (order.index(code), "") if code in order else (len(order), code)


def _year_before(day: str) -> str:
    """The same day of the year before; the end of a month stays the end of one."""
    year, month = int(day[:4]) - 1, int(day[5:7])
    end, was_end = calendar.monthrange(year, month)[1], calendar.monthrange(year + 1, month)[1]
    number = end if int(day[8:]) == was_end else min(int(day[8:]), end)
    return f"{year:04}-{month:02}-{number:02}"


def _fingerprint(facts: Path) -> str:
    """SHA-256 of the facts that were counted, one file after the other."""
    digest = hashlib.sha256()
    for path in sorted(facts.glob("*.csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
