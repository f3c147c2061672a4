"""The invented organisation, read from organisation.toml: units through time and the places they look after."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cms.demo.model import Board, Successor, Unit

SOURCE = Path(__file__).parent / "organisation.toml"


@dataclass(frozen=True)
class Organisation:
    """The municipality, its boards and units, and which kind of place each place is."""

    municipality: dict[str, Any]
    boards: tuple[Board, ...]
    units: tuple[Unit, ...]
    place_kinds: dict[str, str]

    def unit(self, code: str) -> Unit:
        """The unit with that code."""
        return next(unit for unit in self.units if unit.code == code)

    def department_of(self, unit: Unit) -> Unit:
        """The department a unit stands under."""
        while unit.level != "department" and unit.parent:
            unit = self.unit(unit.parent)
        return unit

    def is_closed(self, unit: Unit) -> bool:
        """Whether the unit, or anything above it, is closed for publication."""
        while not unit.closed_for_publication and unit.parent:
            unit = self.unit(unit.parent)
        return unit.closed_for_publication

    def units_giving(self, services: tuple[str, ...], day: date) -> list[Unit]:
        """Units that gave at least one of the services on that day."""
        return [unit for unit in self.units if unit.existed_on(day) and set(services) & set(unit.services)]

    @property
    def services(self) -> set[str]:
        """Every service some unit gives or gave."""
        return {service for unit in self.units for service in unit.services}


def load_organisation(source: Path = SOURCE) -> Organisation:
    """The organisation as the file describes it, units in tree order with codes org-0001 and on."""
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    municipality = dict(data["municipality"])
    founded = municipality.pop("founded")
    rows = list(_rows(data))
    codes = {(row["department"], row["slug"]): f"org-{number:04d}" for number, row in enumerate(rows, start=1)}
    by_slug = {row["slug"]: codes[row["department"], row["slug"]] for row in rows if row["level"] == "unit"}
    units = tuple(_unit(row, codes, by_slug, founded) for row in rows)
    kinds = {place: kind for kind, places in data["places"].items() for place in places}
    boards = tuple(Board(board["code"], board["name"]) for board in data["board"])
    return Organisation(municipality, boards, units, kinds)


def _rows(data: dict[str, Any]) -> Any:
    """Every unit of the file, outer before inner, each with its level and the slug it stands under."""
    site = data["municipality"]
    municipality = {"name": site["municipality"], "slug": "kommun", "email": site["email"], "phone": site["phone"]}
    yield municipality | {"level": "municipality", "above": None, "department": ""}
    for department in data["department"]:
        inside = {"department": department["slug"]}
        yield department | inside | {"level": "department", "above": ("", "kommun")}
        for area in department["area"]:
            yield area | inside | {"level": "area", "above": (department["slug"], department["slug"])}
            for unit in area["unit"]:
                yield unit | inside | {"level": "unit", "above": (department["slug"], area["slug"])}


def _unit(row: dict[str, Any], codes: dict[tuple[str, str], str], by_slug: dict[str, str], founded: date) -> Unit:
    ended: date | None = row.get("valid_to")
    successors = tuple(
        Successor(by_slug[successor["slug"]], successor["kind"], ended + timedelta(days=1))
        for successor in row.get("successors", [])
        if ended
    )
    return Unit(
        code=codes[row["department"], row["slug"]],
        level=row["level"],
        name=row["name"],
        slug=row["slug"],
        parent=codes[row["above"]] if row["above"] else None,
        boards=tuple(row.get("boards", [])),
        services=tuple(row.get("services", [])),
        places=tuple(row.get("places", [])),
        email=row.get("email", ""),
        phone=row.get("phone", ""),
        valid_from=row.get("valid_from", founded),
        valid_to=ended,
        successors=successors,
        closed_for_publication=row.get("closed_for_publication", False),
    )
