"""Ends sessions by time and logs refusals."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cms.accounts.events import Kind, record

STARTED, SEEN = "klarsyn_started", "klarsyn_seen"
NOTED_EVERY_SECONDS = 60


class SessionLimits:
    """Ends a session after a working day, and after a while without use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            started, seen = request.session.setdefault(STARTED, now), request.session.setdefault(SEEN, now)
            if now - started > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
                record(Kind.SESSION_ENDED, request, request.user)
                logout(request)
                return redirect(settings.LOGIN_URL)
            if now - seen > NOTED_EVERY_SECONDS:
                request.session[SEEN] = now
        return self.get_response(request)


class RefusalLog:
    """Logs that somebody was refused: which page, never what was in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user: Any = request.user
        if user.is_authenticated and (response.status_code == 403 or _is_wagtails_refusal(request, response)):
            match = request.resolver_match
            key = (
                next((str(match.kwargs[name]) for name in ("pk", "object_id") if name in match.kwargs), "")
                if match
                else ""
            )
            record(Kind.REFUSED, request, user, object_id=key)
        return response


def _is_wagtails_refusal(request: HttpRequest, response: HttpResponse) -> bool:
    """Wagtail answers a missing permission with a redirect to its start page, or to the sign-in, and a message."""
    if response.status_code != 302:
        return False
    target = response.headers.get("Location", "")
    if target.startswith(reverse("wagtailadmin_login")):
        return True  # signed in and sent to the sign-in: no access to the admin at all
    storage = get_messages(request)
    queued = getattr(storage, "_queued_messages", [])
    return target == reverse("wagtailadmin_home") and any(each.level_tag == "error" for each in queued)
