"""Coarsens facts and blanks small numbers, row by row, so that no figure computed from the rows can give a small number away.

A blanked value is `*`. Rows of published and withdrawn items say nothing that the site does not say about the item itself but the
channel, and are otherwise left as they are; what is protected is what nobody can read about. Why rows and not tables: docs/decisions/0018.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

HIDDEN = "*"
PUBLIC = frozenset({"published", "withdrawn"})
Row = dict[str, str]


class Policy(Protocol):
    """What may be told of one department. `least_*` is the smallest number that is shown at that level; 0 for any."""

    @property
    def least_department(self) -> int: ...
    @property
    def least_area(self) -> int: ...
    @property
    def least_unit(self) -> int: ...
    @property
    def finest_level(self) -> str: ...
    @property
    def date_detail(self) -> str: ...
    @property
    def channel(self) -> bool: ...


def hidden_cells(counts: Mapping[str, int], least: int, order: Callable[[str], Any]) -> frozenset[str]:
    """The cells of one row of a table that are blanked together, so that none of them can be told from the total.

    A group too small to hold two cells worth showing is blanked whole, whatever is in it. Otherwise every cell under `least` is
    blanked, and others with them, in an order that no reader knows, until at least two cells and twice `least` cases are.

    Args:
        counts: cell to number of cases.
        least: the smallest number that is shown; 0 or 1 shows all.
        order: a sort key of a cell, secret, the same from release to release.
    """
    cells = {cell for cell, count in counts.items() if count}
    if least < 2:
        return frozenset()
    if sum(counts.values()) < 2 * least:
        return frozenset(cells)
    hidden = {cell for cell in cells if counts[cell] < least}
    if not hidden:
        return frozenset()
    for cell in sorted(cells - hidden, key=order):
        if len(hidden) >= 2 and sum(counts[each] for each in hidden) >= 2 * least:
            break
        hidden.add(cell)
    return frozenset(hidden)


@dataclass(frozen=True)
class Protection:
    """Applies the policies of all departments to the rows of one year.

    Args:
        policies: department code to its policy; the one under "" holds for the others.
        secret: decides which cells are blanked along with the small ones.
        promises_confined_to: innermost level at which a promise holds for some places and not for others; empty when all hold for all.
    """

    policies: Mapping[str, Policy]
    secret: bytes = field(repr=False)
    promises_confined_to: str = ""

    def policy(self, department: str) -> Policy:
        """The policy of a department."""
        return self.policies.get(department) or self.policies[""]

    def apply(self, rows: Iterable[Row]) -> None:
        """Coarsen and blank the rows of one year, in place."""
        own: list[tuple[Row, Policy]] = []
        for row in rows:
            policy = self.policy(row["department"])
            if row["publication"] in PUBLIC:
                coarsen(row, policy)
            else:
                hide_finest(row, policy)
                own.append((row, policy))
        blanks = any(max(p.least_department, p.least_area, p.least_unit) > 1 for p in self.policies.values())
        if blanks:
            self._hide_places(own)
        # Rows of departments that are not told apart are coarsened alike: how exactly a date is told would say whose rule it is.
        together = [policy for row, policy in own if row["department"] == HIDDEN]
        for row, policy in own:
            coarsen(row, *(together if row["department"] == HIDDEN else (policy,)))
            hide_promises(row, self.promises_confined_to)
        if blanks:
            self._hide_details(own)

    def _order(self, *where: str) -> Callable[[str], bytes]:
        return lambda cell: hashlib.blake2b(repr((*where, cell)).encode(), key=self.secret, digest_size=16).digest()

    def _hide_places(self, rows: list[tuple[Row, Policy]]) -> None:
        """Departments with few cases are told apart no more; then areas of a department, then units of an area."""
        for level, above in (("department", ()), ("area", ("department",)), ("unit", ("department", "area"))):
            groups: dict[tuple[str, ...], list[tuple[Row, Policy]]] = defaultdict(list)
            for row, policy in rows:
                if row[level] != HIDDEN:
                    groups[tuple(row[name] for name in above)].append((row, policy))
            for place, group in groups.items():
                self._hide_place(level, place, group)

    def _hide_place(self, level: str, place: tuple[str, ...], group: list[tuple[Row, Policy]]) -> None:
        counts = Counter(row[level] for row, _policy in group)
        least = {row[level]: getattr(policy, f"least_{level}") for row, policy in group}
        # Departments have policies of their own: one is small by its own, the others are blanked along by the strictest.
        if level == "department":
            small = {cell for cell in counts if counts[cell] < least[cell]}
            strictest = max((least[cell] for cell in small), default=0)
            if strictest < 2:
                return
            counted = {cell: 1 if cell in small else max(counts[cell], strictest) for cell in counts}
            hidden = hidden_cells(counted, strictest, self._order(level, *place))
        else:
            hidden = hidden_cells(counts, max(least.values()), self._order(level, *place))
        for row, _policy in group:
            if row[level] in hidden:
                hide_place(row, level)

    def _hide_details(self, rows: list[tuple[Row, Policy]]) -> None:
        groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        least: dict[tuple[str, str, str], int] = defaultdict(int)
        for row, policy in rows:
            place = (row["department"], row["area"], row["unit"])
            groups[place].append(row)
            least[place] = max(least[place], getattr(policy, f"least_{deepest(row)}"))
        for place, group in groups.items():
            if least[place] > 1:
                self._hide_attributes(group, ATTRIBUTES, least[place], place)

    def _hide_attributes(self, rows: list[Row], names: tuple[str, ...], least: int, where: tuple[str, ...]) -> None:
        """Blank one attribute after the other, each among the rows that are alike in those before it."""
        if not names:
            return
        name, rest = names[0], names[1:]
        told = [row for row in rows if row[name] not in ("", HIDDEN)]
        hidden = hidden_cells(Counter(row[name] for row in told), least, self._order(name, *where))
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row[name] in hidden:
                hide(row, name)
            groups[row[name]].append(row)
        for value, group in groups.items():
            self._hide_attributes(group, rest, least, (*where, name, value))


# In the order in which they are kept: what comes late is blanked first.
ATTRIBUTES = ("kind", "category", "outcome", "reason", "channel", "received")
PROMISES = ("promise", "promise_kept", "reaction_promise", "reaction_promise_kept")
# What would tell a blanked value: a promise covers certain kinds for some time, praise has an outcome of its own, days lead from one
# date to another.
TOLD_BY = {
    "kind": ("outcome", *PROMISES),
    "category": ("category_scheme",),
    "received": ("month", "answered", "promise", "reaction_promise"),
}
# How many of a number of calendar days are working days tells where in the year the holidays lie.
CALENDAR_DAYS = ("calendar_days", "reaction_calendar_days")
LEVELS = ("department", "area", "unit")
DETAILS = ("day", "month", "quarter", "year")


def hide(row: Row, name: str) -> None:
    """Blank a value and what would tell it. That no promise holds tells as much as which one."""
    row[name] = HIDDEN
    for each in TOLD_BY.get(name, ()):
        if row[each] or each in PROMISES or (each == "outcome" and row["state"] == "answered"):
            row[each] = HIDDEN
    if name == "received":
        row.update(dict.fromkeys(CALENDAR_DAYS, ""))


def deepest(row: Row) -> str:
    """The innermost level at which the row still says where the case belongs."""
    return next((level for level in reversed(LEVELS) if row[level] not in ("", HIDDEN)), "department")


def hide_place(row: Row, level: str) -> None:
    """Blank a level and those under it."""
    for name in LEVELS[LEVELS.index(level) :]:
        row[name] = row[f"{name}_name"] = HIDDEN


def hide_finest(row: Row, policy: Policy) -> None:
    """Blank the levels under the innermost one that is told of anybody."""
    if policy.finest_level in LEVELS[:-1] and row["department"]:
        hide_place(row, LEVELS[LEVELS.index(policy.finest_level) + 1])


def hide_promises(row: Row, confined_to: str) -> None:
    """Blank the promises of a row whose place is not told, where promises that hold for certain places only would tell it."""
    if confined_to and HIDDEN in (
        row["department"],
        *((row["area"], row["unit"]) if confined_to != "department" else ()),
    ):
        row.update(dict.fromkeys(PROMISES, HIDDEN))


def coarsen(row: Row, *policies: Policy) -> None:
    """Tell dates and channel as the strictest of some policies allows.

    Days become months, quarters or years; `month` is blanked with the coarser ones, and so are the calendar days, which would lead back.
    """
    detail = max((policy.date_detail for policy in policies), key=DETAILS.index)
    is_public = row["publication"] in PUBLIC
    if is_public and detail in ("quarter", "year"):
        detail = "month"  # the item's own page says the day
    for name in ("received", "answered"):
        row[name] = coarse(row[name], detail)
    if detail in ("quarter", "year"):
        row["month"] = HIDDEN if row["month"] else ""
        row.update(dict.fromkeys(CALENDAR_DAYS, ""))
    if not all(policy.channel for policy in policies):
        row["channel"] = HIDDEN


def coarse(day: str, detail: str) -> str:
    """A day, or the month, quarter or year that it is in."""
    if not day or detail == "day":
        return day
    if detail == "month":
        return day[:7]
    return day[:4] if detail == "year" else f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
