"""What the staff's search answers with, whichever index it asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model

FILTERS = ("department", "area", "unit", "kind", "category", "state", "year")


@dataclass(frozen=True)
class StaffHit:
    """One hit. `label` is `cases.case` or `publication.publicrecord`."""

    label: str
    primary_key: int
    heading: str
    text: str
    score: float
    codes: dict[str, str]


@dataclass(frozen=True)
class StaffResults:
    """A page of hits, with the number of all hits and, per filter, of hits for each code."""

    hits: list[StaffHit]
    total: int
    facets: dict[str, dict[str, int]]
    suggestion: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked of an index. `filters` hold the codes of each that are wanted; without `units`, everything may be found."""

    query: str
    models: Sequence[type[Model]]
    filters: Mapping[str, Sequence[str]]
    units: tuple[str, ...] | None
    page: int
    page_size: int
    synonyms: tuple[str, ...]


def wanted_codes(filters: Mapping[str, str | Sequence[str]] | None) -> dict[str, list[str]]:
    """Filters with a list of codes each.

    Raises:
        ValueError: there is no such filter.
    """
    for name in filters or {}:
        if name not in FILTERS:
            raise ValueError(f"There is no filter {name}; there are {', '.join(FILTERS)}.")
    return {name: [codes] if isinstance(codes, str) else list(codes) for name, codes in (filters or {}).items()}
