"""What a release may read of period reports: approved versions, byte for byte, and what was withdrawn."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils import timezone

from cms.period_reports.models import PeriodReport, State, Version


class ReportRow(NamedTuple):
    """One approved report, as it was approved."""

    slug: str
    payload: bytes
    sha256: str


def report_rows() -> list[ReportRow]:
    """The current version of every report that may be online, by address."""
    rows = Version.objects.filter(current=True).exclude(report__state=State.WITHDRAWN).order_by("report__slug")
    return [
        ReportRow(slug, payload.encode(), digest)
        for slug, payload, digest in rows.values_list("report__slug", "payload", "sha256")
    ]


def report_tombstones() -> list[dict[str, Any]]:
    """What is left of withdrawn reports: address, day, reason. By address."""
    return [
        {
            "slug": report.slug,
            "path": f"/statistik/{report.slug}/",
            "withdrawn": timezone.localdate(report.withdrawn_at).isoformat() if report.withdrawn_at else None,
            "reason": report.withdrawn_because,
        }
        for report in PeriodReport.objects.filter(state=State.WITHDRAWN).order_by("slug")
    ]


def report_hashes_gone() -> list[str]:
    """Hashes of every version whose words may be shown no more; a kept release that holds one has to go."""
    gone = Version.objects.filter(report__state=State.WITHDRAWN) | Version.objects.filter(show_wording=False)
    return sorted(set(gone.values_list("sha256", flat=True)))
