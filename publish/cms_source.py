"""The source of real releases: the CMS's only two doors."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import datetime
from typing import Any

from cms.cases.selectors import facts
from cms.publication import selectors


class CmsSource:
    """Answers a release from the database."""

    def release_rows(self, now: datetime, years: set[int] | None = None) -> Iterator[selectors.ApprovedRow]:
        return selectors.release_rows(now, years)

    def year_marks(self, now: datetime) -> dict[int, str]:
        return selectors.year_marks(now)

    def fact_rows(self, now: datetime, years: Set[int | None] | None = None) -> Iterator[facts.FactRow]:
        return facts.fact_rows(now, years)

    def facts_marks(self, now: datetime) -> dict[int | None, str]:
        return facts.facts_marks(now)

    def fact_policies(self) -> facts.FactPolicies:
        return facts.fact_policies()

    def statistics_notes(self) -> dict[str, list[dict[str, Any]]]:
        return facts.statistics_notes()

    def tombstones(self, now: datetime) -> list[dict[str, Any]]:
        return selectors.tombstones(now)

    def record_hashes_gone(self, now: datetime) -> list[str]:
        return selectors.record_hashes_gone(now)

    def report_rows(self) -> list[selectors.ReportRow]:
        return selectors.report_rows()

    def report_tombstones(self) -> list[dict[str, Any]]:
        return selectors.report_tombstones()

    def report_hashes_gone(self) -> list[str]:
        return selectors.report_hashes_gone()

    def site(self) -> dict[str, Any]:
        return selectors.site()

    def editorial_pages(self) -> dict[str, str]:
        return selectors.editorial_pages()

    def organisation(self) -> dict[str, Any]:
        return selectors.organisation()

    def terms(self) -> dict[str, Any]:
        return selectors.terms()

    def own_synonyms(self) -> list[str]:
        return selectors.own_synonyms()

    def redirects(self, now: datetime) -> dict[str, str]:
        return selectors.redirects(now)

    def private_strings(self, public_ids: set[str] | None) -> Iterator[selectors.PrivateString]:
        return selectors.private_strings(public_ids)

    def describe(self, public_ids: set[str]) -> dict[str, str]:
        return selectors.describe(public_ids)
