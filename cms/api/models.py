"""Who may use the API, what they sent, and what they are told.

A token is stored as its hash only, a signing key not at all: it is made from the secret key when it is needed.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.api.scopes import Scope
from cms.api.targets import address_problem
from cms.cases.models import Case
from cms.organisation.models import OrganisationUnit

TRIED_FOR = timedelta(days=3)
"""How long an event is offered to a receiver that does not take it."""


def new_salt() -> str:
    """Random text that a signing key is made with."""
    return secrets.token_hex(16)


class Integration(models.Model):
    """Another system with one token. It acts in the name of an account of its own, which cannot sign in."""

    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("The system, and where it stands."))
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("account")
    )
    unit = models.ForeignKey(
        OrganisationUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("only for this unit"),
        help_text=_("And everything under it. Empty: the whole municipality."),
    )
    scopes = models.JSONField(_("may"), default=list)
    expires_on = models.DateField(_("valid to"), help_text=_("The last day on which the token works."))
    per_minute = models.PositiveIntegerField(
        _("requests a minute"), default=120, validators=[MinValueValidator(1)], help_text=_("More are turned away.")
    )
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    token_start = models.CharField(_("token begins with"), max_length=16, editable=False)
    token_made_at = models.DateTimeField(_("token made"), editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    minute = models.DateTimeField(null=True, editable=False)
    requests_in_minute = models.PositiveIntegerField(default=0, editable=False)
    webhook_url = models.URLField(
        _("address that is told of events"),
        max_length=400,
        blank=True,
        help_text=_("Begins with https://. Told when one of its cases is answered, published or withdrawn."),
    )
    webhook_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("integration")
        verbose_name_plural = _("integrations")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an address that events must not be sent to."""
        super().clean()
        if self.webhook_url and (problem := address_problem(self.webhook_url)):
            raise ValidationError({"webhook_url": problem})

    def scope_names(self) -> list[str]:
        """What it may, in words."""
        return [str(label) for value, label in Scope.choices if value in self.scopes]


class SentCase(models.Model):
    """That a case came from an integration. It sees this one and no other."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="sent_by")
    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="sent_cases")
    external_id = models.CharField(_("number in the other system"), max_length=100, blank=True)
    published_at = models.DateTimeField(_("seen online"), null=True, blank=True)

    class Meta:
        verbose_name = _("case from an integration")
        verbose_name_plural = _("cases from integrations")
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "external_id"], condition=~Q(external_id=""), name="external_id_once"
            )
        ]

    def __str__(self) -> str:
        return self.case.number


class KeptRequest(models.Model):
    """A request that changed something, so that the same one again changes nothing more. Its content is kept as a keyed hash."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_hmac = models.CharField(max_length=64)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("kept request")
        verbose_name_plural = _("kept requests")
        constraints = [models.UniqueConstraint(fields=["integration", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.integration_id} {self.created_at:%Y-%m-%d %H:%M}"


class EventType(models.TextChoices):
    """What an integration is told."""

    ANSWERED = "case.answered", _("answered")
    PUBLISHED = "case.published", _("published")
    WITHDRAWN = "case.withdrawn", _("withdrawn")


class DeliveryState(models.TextChoices):
    """Where an event stands."""

    WAITING = "waiting", _("waiting")
    CLAIMED = "claimed", _("being sent")
    DELIVERED = "delivered", _("delivered")
    GIVEN_UP = "given_up", _("given up")


class Delivery(models.Model):
    """One event for one integration. Written in the transaction of what it tells of; holds no words and no person."""

    event_id = models.UUIDField(default=uuid.uuid4, unique=True)
    key = models.CharField(max_length=120, unique=True)
    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="deliveries")
    type = models.CharField(_("event"), max_length=20, choices=EventType.choices)
    number = models.CharField(_("case number"), max_length=20)
    happened_at = models.DateTimeField(_("when"))
    state = models.CharField(_("state"), max_length=12, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    tried_until = models.DateTimeField()
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(_("last answer of the receiver"), max_length=60, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("event sent to an integration")
        verbose_name_plural = _("events sent to integrations")
        indexes = [models.Index(fields=["state", "next_attempt_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.CLAIMED) | Q(claim__isnull=False), name="event_being_sent_has_a_claim"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.number}"
