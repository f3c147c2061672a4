"""How long things are kept, who is asked to take them away, and the proof that they are gone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.cases.models import Kind
from cms.organisation.models import Level, OrganisationUnit
from cms.publication.models import Approval, PublicRecord, Withdrawal


class RetentionRule(models.Model):
    """How long items and data of a department and kind are kept. The nearest rule holds, and it holds whole."""

    department = models.ForeignKey(
        OrganisationUnit,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="retention_rules",
        limit_choices_to={"level": Level.DEPARTMENT},
        verbose_name=_("department"),
        help_text=_("Empty: every department that has no rule of its own."),
    )
    kind = models.ForeignKey(
        Kind, null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("kind"), help_text=_("Empty: every kind.")
    )
    days_online = models.PositiveIntegerField(
        _("days an item stays online"),
        null=True,
        blank=True,
        help_text=_(
            "Counted from publication. Then it is withdrawn and leaves a notice without text. Empty: no limit."
        ),
    )
    days_contact = models.PositiveIntegerField(
        _("days contact details are kept"),
        null=True,
        blank=True,
        help_text=_(
            "Counted from the day the case was closed. Then name, e-mail, telephone and address are erased. Empty: no limit."
        ),
    )
    days_original = models.PositiveIntegerField(
        _("days the original text is kept"),
        null=True,
        blank=True,
        help_text=_(
            "Counted from the day the case was closed. Then text, answer and notes are erased; "
            "codes and dates stay for statistics. Empty: no limit."
        ),
    )
    responsible = models.CharField(
        _("responsible role"),
        max_length=120,
        help_text=_("Who sees to it that the rule is kept. A role, never a name; it is shown on the site."),
    )

    panels = [
        FieldRowPanel([FieldPanel("department"), FieldPanel("kind")]),
        MultiFieldPanel(
            [FieldPanel("days_online"), FieldPanel("days_contact"), FieldPanel("days_original")], heading=_("Days")
        ),
        FieldPanel("responsible"),
    ]

    class Meta:
        ordering = [F("department__path").asc(nulls_first=True), F("kind__position").asc(nulls_first=True)]
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        constraints = [
            models.UniqueConstraint(
                Coalesce("department", Value(0)), Coalesce("kind", Value(0)), name="one_rule_per_department_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department or _('Every department')} · {self.kind or _('every kind')}"

    def clean(self) -> None:
        """Refuse a second rule for the same, and an original that would outlive nothing while contact details stay."""
        super().clean()
        twin = RetentionRule.objects.filter(department=self.department, kind=self.kind).exclude(pk=self.pk)
        if twin.exists():
            raise ValidationError(_("There is a rule for this department and kind already. Change that one."))
        if self.days_original is not None and (self.days_contact is None or self.days_contact > self.days_original):
            raise ValidationError({"days_contact": _("Contact details cannot be kept longer than the original text.")})


class RequestState(models.TextChoices):
    """Where a request stands."""

    NEW = "new", _("waiting")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CORRECTED = "corrected", _("corrected")
    REJECTED = "rejected", _("rejected")


class Concern(models.TextChoices):
    """What a person says is wrong with a published item."""

    ABOUT_ME = "about_me", _("It shows who I am")
    ABOUT_OTHER = "about_other", _("It shows who somebody else is")
    WRONG = "wrong", _("Something in it is wrong")
    OFFENSIVE = "offensive", _("It is offensive")
    OTHER = "other", _("Something else")


class RequestQuerySet(models.QuerySet["RemovalRequest"]):
    """Ways to pick requests."""

    def seen_by(self, user: Any) -> RequestQuerySet:
        """Requests about items of the units the person works for; those about no known item only for who works for all."""
        paths = [] if user.is_superuser else list(user.units.values_list("path", flat=True))
        if not paths:
            return self.all()
        scope = Q(pk__in=[])
        for path in paths:
            scope |= Q(record__unit__path__startswith=path)
        return self.filter(scope)


class RemovalRequest(models.Model):
    """Somebody's word that something published should be taken away or put right."""

    public_id = models.CharField(_("number"), max_length=20, blank=True)
    record = models.ForeignKey(
        PublicRecord, null=True, blank=True, on_delete=models.SET_NULL, related_name="removal_requests"
    )
    concern = models.CharField(_("what is wrong"), max_length=12, choices=Concern.choices)
    message = models.TextField(_("in the person's words"), blank=True)
    contact = models.EmailField(_("e-mail for the answer"), blank=True)
    language = models.CharField(max_length=8, default="sv")
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("due"))
    responsible = models.CharField(_("responsible role"), max_length=200, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("taken by"),
    )
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.NEW)
    words = models.TextField(_("the decision in words"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("removal request")
        verbose_name_plural = _("removal requests")
        indexes = [models.Index(fields=["state", "due_on"])]
        permissions = [("handle_removalrequest", _("Can handle requests to remove published items"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.NEW) | Q(decided_at__isnull=False), name="decided_request_has_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.public_id}".strip()

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == RequestState.NEW


class Receipt(models.Model):
    """Proof that a withdrawn item is gone: since which release, from which files, and which older releases went with it."""

    withdrawal = models.OneToOneField(Withdrawal, on_delete=models.PROTECT, related_name="receipt")
    public_id = models.CharField(_("number"), max_length=20)
    request = models.ForeignKey(
        RemovalRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="receipts"
    )
    release = models.PositiveIntegerField(_("release"), null=True, blank=True)
    released_at = models.DateTimeField(_("gone since"), null=True, blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    files = models.JSONField(_("files it left"), default=list, blank=True)
    older_releases = models.JSONField(_("removed older releases"), default=list, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes = [models.Index(fields=["public_id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True)
                | (Q(release__isnull=False) & Q(manifest_sha256__regex=r"^[0-9a-f]{64}$")),
                name="completed_receipt_names_its_release",
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_complete(self) -> bool:
        """Whether a release without the item is served."""
        return self.completed_at is not None


class RecheckTask(models.Model):
    """Something online that today's rules of the detector stop at: category and count, never the value."""

    class State(models.TextChoices):
        """Where a task stands."""

        OPEN = "open", _("waiting")
        KEPT = "kept", _("looked at and kept")
        REPLACED = "replaced", _("no longer online in that form")

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="rechecks")
    public_id = models.CharField(_("number"), max_length=20)
    level = models.CharField(_("level"), max_length=8)
    categories = models.JSONField(_("categories"), default=dict, help_text=_("Number of findings by category."))
    found_at = models.DateTimeField(_("found"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    why_kept = models.CharField(_("why it was kept"), max_length=300, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["-level", "public_id"]
        verbose_name = _("item to look at again")
        verbose_name_plural = _("items to look at again")
        indexes = [models.Index(fields=["state", "public_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["approval"], condition=Q(state="open"), name="one_open_recheck_per_approval"
            )
        ]

    def __str__(self) -> str:
        return self.public_id
