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

    A row is `[kind, name, path, e-mail, telephone]`, kind `unit` or `subject`, those with the most answers first: told by how often
    the number has doubled, so that one more answer seldom makes a new file.
    """
    units: Counter[str] = Counter()
    subjects: Counter[tuple[str, str]] = Counter()
    for record in found:
        units.update(record.organisation[1:])
        if record.category:
            subjects[record.category] += 1
    rows: list[tuple[int, list[Any]]] = []
    organisation = orjson.loads((content / "organisation.json").read_bytes())["units"]
    by_code = {unit["code"]: unit for unit in organisation}
    for code, count in units.items():
        unit = by_code[code]
        contact = unit.get("contact", {})
        row = ["unit", unit["name"], _path(unit, by_code), contact.get("email", ""), contact.get("phone", "")]
        rows.append((-count.bit_length(), row))
    rows += [
        (-count.bit_length(), ["subject", name, f"/amne/{slug}/", "", ""]) for (slug, name), count in subjects.items()
    ]
    data = orjson.dumps([row for _, row in sorted(rows, key=lambda pair: (pair[0], *pair[1][1:3]))]) + b"\n"
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
