"""Remembers in the session that the identity provider saw the person, for the second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from django.http import HttpRequest

from cms.accounts.second_factor import SEEN_BY_PROVIDER


def connect() -> None:
    """Listen to allauth, which tells after Django has opened the session."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.provider.signed_in")


def _signed_in(sender: Any, request: HttpRequest, sociallogin: Any = None, **kwargs: Any) -> None:
    if sociallogin is not None:
        request.session[SEEN_BY_PROVIDER] = True
