"""A page per department, area and unit: its answers, its place in the tree, its history, its figures."""

from __future__ import annotations

from typing import Any

from portal.breaks import texts
from portal.contract import Unit
from portal.plugins.listings import write_listing
from portal.plugins.statistics import key_figures, place_of, year_by_year
from portal.press import Press
from portal.site import digest, statistics_path


def write_units(press: Press) -> list[str]:
    """Every unit that has an address, with or without answers, also closed ones; the addresses."""
    return [_write_unit(press, unit) for unit in press.portal.units_in_order]


def _write_unit(press: Press, unit: Unit) -> str:
    portal = press.portal
    ancestors = _ancestors(press, unit)
    today = [child for child in portal.children.get(unit.code, []) if child.valid_to is None]
    former = [child for child in portal.children.get(unit.code, []) if child.valid_to is not None]
    before = portal.predecessors.get(unit.code, [])
    after = [(portal.labels.units[item.code], item.kind, item.on) for item in unit.successors]
    place = place_of(portal, unit)
    measures = [place.of(name) for name in ("key_figures", "ledger", "handling_time")]
    branches = [_branch(press, child) for child in today]
    shown = [unit, ancestors, today, former, before, after, branches, measures, place.breaks, portal.months_covered]
    boards = [portal.labels.boards[code] for code in unit.boards]
    values: dict[str, Any] = {
        "title": unit.name,
        "parents": [(press.as_written(ancestor.name), press.here(ancestor.path)) for ancestor in ancestors],
        "unit": unit,
        "level": press.labels.levels[unit.level],
        "boards": boards,
        "branches": branches,
        "former": former,
        "before": before,
        "after": after,
        "figures": key_figures(press, place),
        "table": year_by_year(press, place),
        "breaks": texts(press.words, place.breaks),
        "statistics_path": press.here(statistics_path(unit)),
    }
    return write_listing(press, portal.listings.units[unit.code], "unit.html", values, digest(shown, boards))


def _ancestors(press: Press, unit: Unit) -> list[Unit]:
    found: list[Unit] = []
    code = unit.parent
    while code is not None:
        parent = press.portal.labels.units[code]
        if parent.level != "municipality":
            found.insert(0, parent)
        code = parent.parent
    return found


def _branch(press: Press, unit: Unit) -> dict[str, Any]:
    """A unit with the units under it, and how many answers each has."""
    portal = press.portal
    return {
        "name": unit.name,
        "path": unit.path,
        "count": portal.listings.units[unit.code].published_count,
        "branches": [_branch(press, child) for child in portal.children.get(unit.code, []) if child.valid_to is None],
    }
