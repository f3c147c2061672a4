"""Writes the security log: sign-ins, refusals, second factors."""

from __future__ import annotations

import logging
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from cms.accounts.addresses import client_address, network_of
from cms.accounts.models import SecurityEvent, User

logger = logging.getLogger("klarsyn.security")
Kind = SecurityEvent.Kind


def record(kind: Kind, request: HttpRequest | None, user: Any = None, *, object_id: str = "") -> SecurityEvent:
    """Write one event, and the same line to the log stream for whoever gathers those."""
    match = getattr(request, "resolver_match", None)
    event = SecurityEvent.objects.create(
        kind=kind,
        user=user if user is not None and user.pk else None,
        network=network_of(client_address(request)) if request else "",
        where=(match.view_name or "")[:120] if match else "",
        object_id=object_id[:40],
    )
    logger.info(
        "%s account=%s network=%s where=%s object=%s", kind, event.user_id, event.network, event.where, event.object_id
    )
    return event


def connect() -> None:
    """Listen to what Django and the throttle tell."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="accounts.failed")
    user_locked_out.connect(_locked_out, dispatch_uid="accounts.locked_out")


def _signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(Kind.SIGNED_IN, request, user)


def _signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(Kind.SIGNED_OUT, request, user)


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """The name that was typed is kept only when it is an account: people type passwords into that field."""
    record(Kind.SIGN_IN_FAILED, request, _account(credentials.get("username")))


def _locked_out(sender: Any, request: HttpRequest, username: str | None = None, **kwargs: Any) -> None:
    record(Kind.LOCKED_OUT, request, _account(username))


def _account(name: Any) -> User | None:
    return User.objects.filter(username=name).first() if name else None
