"""Tokens and signing keys: made, shown once, and known again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import date, datetime

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from cms.api.models import Integration, new_salt

PREFIX = "klarsyn_"
"""So that a token is found by those who look for secrets in files and logs."""
RANDOM_BYTES = 32
START = len(PREFIX) + 4


def give_token(integration: Integration) -> str:
    """Give the integration a new token, unsaved; the one before stops working when it is saved. The token is kept nowhere."""
    token = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    integration.token_sha256 = fingerprint(token)
    integration.token_start = token[:START]
    integration.token_made_at = timezone.now()
    integration.revoked_at = None
    integration.webhook_salt = new_salt()
    return token


def fingerprint(token: str) -> str:
    """What is stored of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def holder_of(token: str) -> Integration | None:
    """Whose token this is; None when it is nobody's, revoked or no longer valid."""
    if not token.startswith(PREFIX):
        return None
    found = Integration.objects.select_related("account", "unit").filter(token_sha256=fingerprint(token)).first()
    if found is None or found.revoked_at is not None or not is_valid_on(found, timezone.localdate()):
        return None
    return found


def is_valid_on(integration: Integration, day: date) -> bool:
    """Whether the token's time is not up."""
    return day <= integration.expires_on


def count_request(integration: Integration, now: datetime | None = None) -> bool:
    """Count one request and note that the token was used. False when the minute is full; such a request is not counted.

    One statement in the database, so that all processes and machines share the count.
    """
    now = now or timezone.now()
    minute = now.replace(second=0, microsecond=0)
    rows = Integration.objects.filter(pk=integration.pk)
    again = rows.filter(minute=minute, requests_in_minute__lt=integration.per_minute)
    if again.update(requests_in_minute=F("requests_in_minute") + 1, last_used_at=now):
        return True
    first = rows.filter(Q(minute__isnull=True) | Q(minute__lt=minute))
    return bool(first.update(minute=minute, requests_in_minute=1, last_used_at=now))


def seconds_to_next_minute(now: datetime | None = None) -> int:
    """When it is worth trying again."""
    now = now or timezone.now()
    return 60 - now.second


def signing_key(integration: Integration) -> bytes:
    """The key that events to this integration are signed with: 256 bits, another one after each new token."""
    made = f"klarsyn webhook\0{integration.pk}\0{integration.webhook_salt}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), made, "sha256")


def signing_key_as_text(integration: Integration) -> str:
    """The key as libraries for Standard Webhooks read it."""
    return "whsec_" + base64.b64encode(signing_key(integration)).decode()
