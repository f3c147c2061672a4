"""What a release asks the CMS for. `CmsSource` answers from the database; benchmarks and tests answer from generated records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from cms.cases.selectors.facts import FactPolicies, FactRow
    from cms.publication.selectors import ApprovedRow, PrivateString, ReportRow


class Source(Protocol):
    """Everything a release may know, as of the moment `now`. Shapes: docs/released-format.md."""

    def release_rows(self, now: datetime, years: set[int] | None = None) -> Iterator[ApprovedRow]:
        """The records that may be online, by year and id."""
        ...

    def year_marks(self, now: datetime) -> Mapping[int, str]:
        """A fingerprint per year of what `release_rows` would give; equal marks mean equal rows."""
        ...

    def fact_rows(self, now: datetime, years: Set[int | None] | None = None) -> Iterator[FactRow]:
        """One de-identified row per registered case: the year received, then the contract's columns except `row`."""
        ...

    def facts_marks(self, now: datetime) -> Mapping[int | None, str]:
        """A fingerprint per year of what `fact_rows` would give and of what may be told; equal marks mean equal rows and rules."""
        ...

    def fact_policies(self) -> FactPolicies:
        """What the facts may tell of each department's cases."""
        ...

    def statistics_notes(self) -> dict[str, list[dict[str, Any]]]:
        """Rules for small numbers, denominators, breaks in the series, revised figures."""
        ...

    def tombstones(self, now: datetime) -> list[dict[str, Any]]:
        """The withdrawn and expired items."""
        ...

    def record_hashes_gone(self, now: datetime) -> list[str]:
        """Hashes of replaced versions of records whose words may be shown no more."""
        ...

    def report_rows(self) -> list[ReportRow]:
        """The period reports that may be online, by address."""
        ...

    def report_tombstones(self) -> list[dict[str, Any]]:
        """The withdrawn period reports, by address."""
        ...

    def report_hashes_gone(self) -> list[str]:
        """Hashes of versions of period reports whose words may be shown no more."""
        ...

    def site(self) -> dict[str, Any]:
        """The municipality's names, addresses and texts."""
        ...

    def editorial_pages(self) -> dict[str, str]:
        """The municipality's own editorial pages: Markdown by name."""
        ...

    def organisation(self) -> dict[str, Any]:
        """Every unit and board there ever was."""
        ...

    def terms(self) -> dict[str, Any]:
        """The words in use."""
        ...

    def own_synonyms(self) -> list[str]:
        """The municipality's own words for the search, one group a line."""
        ...

    def redirects(self, now: datetime) -> dict[str, str]:
        """Old path to new path."""
        ...

    def private_strings(self, public_ids: set[str] | None) -> Iterator[PrivateString]:
        """What the byte scan looks for: of these items' cases, or of every case."""
        ...

    def describe(self, public_ids: set[str]) -> dict[str, str]:
        """The headings of these items, for the plan."""
        ...
