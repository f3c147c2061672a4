"""Reports that are lists to work from."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.cases.models import Case
from cms.reports.selectors import promised_days, with_cases

SHOWN = 200


def late_list(request: HttpRequest) -> HttpResponse:
    """Open cases whose promised day has passed, the longest ago first."""
    return _open_list(request, only_late=True)


def open_list(request: HttpRequest) -> HttpResponse:
    """Open cases, the one to be answered first on top; with `?mine=1` those that the person investigates."""
    return _open_list(request, only_late=False)


def _open_list(request: HttpRequest, *, only_late: bool) -> HttpResponse:
    if not request.user.has_perm("cases.view_case"):
        raise PermissionDenied
    today = timezone.localdate()
    dues = promised_days(request.user, today)
    if only_late:
        dues = [each for each in dues if each.is_late(today)]
    if request.GET.get("mine"):
        own = set(Case.objects.open().filter(investigator_id=request.user.pk).values_list("pk", flat=True))
        dues = [each for each in dues if each.case_id in own]
    rows = [
        {"case": case, "due": due, "days_late": (today - due.on).days if due.on and due.on < today else None}
        for case, due in with_cases(request.user, dues[:SHOWN])
    ]
    title = _("Late cases") if only_late else _("Open cases")
    return render(
        request,
        "reports/open.html",
        {"title": title, "only_late": only_late, "rows": rows, "total": len(dues), "left_out": len(dues) - len(rows)},
    )


urls = [path("late/", late_list, name="reports_late"), path("open/", open_list, name="reports_open")]
