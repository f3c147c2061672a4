"""An approved period report, typed. Described in docs/released-format.md."""

from __future__ import annotations

from typing import Literal

import msgspec

Number = int | float | None


class Line(msgspec.Struct, gc=False):
    """A category or a department: cases of each kind; where `hidden`, blanked cases may belong there too."""

    code: str | None
    cells: list[int]
    hidden: list[bool]
    sum: int
    sum_hidden: bool
    before: int
    before_hidden: bool
    boards: list[str] = []
    comparable: bool = True


class Total(msgspec.Struct, gc=False):
    """All cases of the period, and of the same months of the year before."""

    cells: list[int]
    hidden: list[bool]
    sum: int
    cells_before: list[int]
    hidden_before: list[bool]
    before: int


class Both(msgspec.Struct, gc=False):
    """Named figures of the period and of the one before."""

    period: dict[str, Number]
    before: dict[str, Number]


class OutcomeLine(msgspec.Struct, gc=False):
    """What answered cases led to."""

    code: str | None
    count: int
    before: int


class Change(msgspec.Struct, gc=False):
    """A change that chance does not explain."""

    group: Literal["all", "kind", "category", "department"]
    code: str | None
    count: int
    before: int


class Break(msgspec.Struct, gc=False):
    """Why the two periods are not of the same thing."""

    department: str | None
    on: str
    what: str | None


class Query(msgspec.Struct, gc=False):
    """How a table was computed."""

    name: str
    title: str
    definition: str
    sql: str


class Figures(msgspec.Struct, gc=False):
    """Every figure of a report, frozen."""

    computed: str
    facts_sha256: str
    kinds: list[str]
    matrix: list[Line]
    departments: list[Line]
    total: Total
    ledger: Both
    handling: Both
    outcomes: list[OutcomeLine]
    unplaced: dict[str, int]
    breaks: list[Break]
    notable: list[Change]
    queries: list[Query]


class Commentary(msgspec.Struct, gc=False):
    """What a board, or a department without one, says."""

    board: str | None
    department: str | None
    slots: dict[str, list[str]]


class Texts(msgspec.Struct, gc=False):
    """The words of a version."""

    introduction: list[str]
    commentary: list[Commentary]


class Earlier(msgspec.Struct, gc=False):
    """An earlier approved version. Without texts, its words had to go."""

    version: int
    approved: str
    what_changed: str
    received: int
    computed: str
    texts: Texts | None


class Report(msgspec.Struct, gc=False):
    """One approved period report."""

    slug: str
    path: str
    kind: Literal["month", "quarter", "tertial", "year", "free"]
    first: str
    last: str
    name: str
    name_before: str
    version: int
    approved: str
    what_changed: str
    introduction: list[str]
    figures: Figures
    commentary: list[Commentary]
    earlier: list[Earlier]


class WithdrawnReport(msgspec.Struct, gc=False):
    """What is left of a withdrawn report."""

    slug: str
    path: str
    withdrawn: str
    reason: str


class Withdrawn(msgspec.Struct, gc=False):
    """Everything that was withdrawn."""

    reports: list[WithdrawnReport]
    hashes: list[str]
