"""What is done with integrations: each changes and logs in one transaction, and keeps the account as narrow as the token."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.api.models import Integration
from cms.api.scopes import PERMISSIONS
from cms.api.tokens import give_token

FIELDS = ("name", "unit", "scopes", "expires_on", "per_minute", "webhook_url")


@transaction.atomic
def add_integration(by: User, **values: Any) -> tuple[Integration, str]:
    """A new integration with an account of its own, and its token, which is told here and nowhere else. `values`: FIELDS.

    Raises:
        ValidationError: a value is not possible.
    """
    account = User(username=f"integration-{uuid.uuid4().hex[:12]}", first_name=values["name"][:150], integration=True)
    account.set_unusable_password()
    account.save()
    integration = Integration(account=account, **values)
    token = give_token(integration)
    integration.full_clean()
    integration.save()
    _narrow(integration)
    log(integration, "wagtail.create", user=by)
    return integration, token


@transaction.atomic
def change_integration(integration: Integration, by: User, **values: Any) -> Integration:
    """Change what it may, and where it is told. `values`: FIELDS.

    Raises:
        ValidationError: a value is not possible.
    """
    for name, value in values.items():
        setattr(integration, name, value)
    integration.full_clean()
    integration.save(update_fields=list(values))
    User.objects.filter(pk=integration.account_id).update(first_name=integration.name[:150])
    _narrow(integration)
    log(integration, "wagtail.edit", user=by)
    return integration


@transaction.atomic
def renew_token(integration: Integration, by: User) -> str:
    """A new token and a new signing key; the ones before stop working now."""
    token = give_token(integration)
    integration.save(update_fields=["token_sha256", "token_start", "token_made_at", "revoked_at", "webhook_salt"])
    User.objects.filter(pk=integration.account_id).update(is_active=True)
    log(integration, "api.renew", user=by)
    return token


@transaction.atomic
def revoke(integration: Integration, by: User) -> None:
    """End the token now. What the integration did stays, in its name; nothing more is told to it."""
    Integration.objects.filter(pk=integration.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    User.objects.filter(pk=integration.account_id).update(is_active=False)
    log(integration, "api.revoke", user=by)


def _narrow(integration: Integration) -> None:
    """Give the account what the scopes need and nothing else, for the integration's unit alone."""
    wanted = {name for scope in integration.scopes for name in PERMISSIONS[scope]}
    found = Permission.objects.filter(codename__in=[name.split(".")[1] for name in wanted]).select_related(
        "content_type"
    )
    integration.account.user_permissions.set(
        [each for each in found if f"{each.content_type.app_label}.{each.codename}" in wanted]
    )
    integration.account.units.set([integration.unit] if integration.unit else [])
