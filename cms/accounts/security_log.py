"""The security log in the admin: to read and to export, never to change."""

from __future__ import annotations

import csv
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from cms.accounts.events import Kind, record
from cms.accounts.models import SecurityEvent

PER_PAGE = 100
COLUMNS = ("at", "kind", "account", "network", "where", "object")


def security_log(request: HttpRequest) -> HttpResponse:
    """Who signed in, who was refused, newest first; `?format=csv` gives all of it."""
    user: Any = request.user
    if not user.has_perm("accounts.view_securityevent"):
        raise PermissionDenied
    events = SecurityEvent.objects.select_related("user")
    kind = request.GET.get("kind", "")
    if kind in Kind.values:
        events = events.filter(kind=kind)
    if request.GET.get("format") == "csv":
        record(Kind.EXPORTED, request, user)
        return _csv(events)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/security_log.html", {"page": page, "kinds": Kind.choices, "kind": kind})


def _csv(events: Any) -> HttpResponse:
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="security.csv"'}
    )
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for event in events.iterator(2000):
        account = event.user.get_username() if event.user else ""
        at = timezone.localtime(event.at).isoformat(timespec="seconds")
        writer.writerow([at, event.kind, account, event.network, event.where, event.object_id])
    return response


urls = [path("security-log/", security_log, name="security_log")]
