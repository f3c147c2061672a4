"""Which admin addresses show something of a unit, and which of Wagtail's own know nothing of units and stay closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from cms.accounts.guard import close, guard
from cms.cases.models import Case
from cms.publication.models import PublicRecord
from cms.stewardship.models import Receipt, RecheckTask, RemovalRequest

NOT_OF_THE_OFFICE = (
    "wagtailadmin_reports:",
    "wagtailsnippetchoosers_publication_publicrecord:",
    "wagtailadmin_workflows:usage",
)


def close_doors() -> None:
    """Called once, when the admin is set up."""
    guard("cases:", _path(Case.objects.all(), "unit__path"))
    for prefix in ("wagtailsnippets_publication_publicrecord:", "publication_", "stewardship_withdraw"):
        guard(prefix, _path(PublicRecord.objects.all(), "unit__path"))
    guard("stewardship_request", _path(RemovalRequest.objects.all(), "record__unit__path"))
    guard("stewardship_receipt", _path(Receipt.objects.all(), "withdrawal__record__unit__path"))
    guard("stewardship_recheck", _path(RecheckTask.objects.all(), "approval__record__unit__path"))
    close(*NOT_OF_THE_OFFICE)


def _path(rows: QuerySet[Any], field: str) -> Callable[[str], str | None]:
    def unit_path_of(key: str) -> str | None:
        """The path of the unit; None for no such row. A request about no known item belongs to nobody's unit: an empty path."""
        if not key.isdigit():
            return None
        found = rows.filter(pk=key).values_list(field, flat=True)[:1]
        return (found[0] or "") if found else None

    return unit_path_of
