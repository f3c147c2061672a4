"""Units and subjects by name, for suggestions while typing and for where to turn when nothing is found."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from search_index.documents import Released


def write_names(found: Iterable[Released], content: Path, folder: Path) -> str:
    """Write the units and subjects that have answers; returns the file's name, which carries its hash.

    A row is `[kind, name, path, answers, e-mail, telephone]`, kind `unit` or `subject`, those with the most answers first.
    """
    units: Counter[str] = Counter()
    subjects: Counter[tuple[str, str]] = Counter()
    for record in found:
        units.update(record.organisation[1:])
        if record.category:
            subjects[record.category] += 1
    rows: list[list[Any]] = []
    organisation = orjson.loads((content / "organisation.json").read_bytes())["units"]
    by_code = {unit["code"]: unit for unit in organisation}
    for code, count in units.items():
        unit = by_code[code]
        contact = unit.get("contact", {})
        rows.append(
            ["unit", unit["name"], _path(unit, by_code), count, contact.get("email", ""), contact.get("phone", "")]
        )
    rows += [["subject", name, f"/amne/{slug}/", count, "", ""] for (slug, name), count in subjects.items()]
    data = orjson.dumps(sorted(rows, key=lambda row: (-row[3], row[1], row[2]))) + b"\n"
    name = f"names-{hashlib.sha256(data).hexdigest()[:16]}.json"
    (folder / name).write_bytes(data)
    return name


def _path(unit: dict[str, Any], by_code: dict[str, dict[str, Any]]) -> str:
    """The address of a department, or of an area or unit below it."""
    department = unit
    while department["level"] != "department" and department["parent"]:
        department = by_code[department["parent"]]
    below = "" if department is unit else f"{unit['slug']}/"
    return f"/forvaltning/{department['slug']}/{below}"
