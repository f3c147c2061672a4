"""Period reports: figures frozen when they were computed, commentary per board, and the versions that a second person approved.

`PeriodReport` and `Commentary` are what staff edit. A `Version` is the only thing a release reads: it holds the exact bytes that were
approved. Figures come from the publish step, which computes them from the public facts; no cell here was ever counted in the database.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.organisation.models import Board, OrganisationUnit
from cms.period_reports.periods import Period

SLOTS = {
    "complaint_topics": _("What complaints were about"),
    "praise_topics": _("What was praised"),
    "units_named": _("Units that were named"),
    "cause": _("Why it happened"),
    "action_taken": _("What has been done"),
    "completeness": _("What the figures leave out"),
    "other_channels": _("What came in other ways"),
}
"""What a board is asked to comment on, in this order."""


class State(models.TextChoices):
    """Where a report stands. A report that is online and edited again is a draft; its approved version stays online."""

    DRAFT = "draft", _("draft")
    AWAITING = "awaiting", _("awaiting approval")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")


class WithdrawnBecause(models.TextChoices):
    """Why a report, or an earlier wording of one, was taken away."""

    PERSONAL_DATA = "personal_data", _("personal data discovered")
    WRONG_FIGURES = "wrong_figures", _("wrong figures")
    OTHER = "other", _("other")


class PeriodReport(models.Model):
    """One report on one period."""

    slug = models.SlugField(_("web address"), max_length=40, unique=True, editable=False)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    figures = models.JSONField(default=dict, editable=False)
    computed_at = models.DateTimeField(_("computed"), null=True, editable=False)
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("About the municipality as a whole. Plain text.")
    )
    introduction_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    edition = models.PositiveIntegerField(default=0, editable=False, help_text=_("Goes up with every change."))
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("last editor")
    )  # of the figures; every text has its own
    announced_at = models.DateTimeField(_("announced"), null=True, editable=False)
    return_comment = models.TextField(_("comment"), blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_because = models.CharField(max_length=20, choices=WithdrawnBecause.choices, blank=True, editable=False)

    class Meta:
        ordering = ["-last_day", "first_day"]
        verbose_name = _("period report")
        verbose_name_plural = _("period reports")
        default_permissions = ("add", "change", "view")
        permissions = [("approve_periodreport", _("Can approve and withdraw period reports"))]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="report_ends_after_it_begins"),
            models.UniqueConstraint(fields=["first_day", "last_day"], name="one_report_a_period"),
        ]

    def __str__(self) -> str:
        return self.period.name

    @property
    def period(self) -> Period:
        """The months or days it is about."""
        return Period(self.first_day, self.last_day)

    @property
    def current_version(self) -> Version | None:
        """What is online, or will be with the next release."""
        return self.versions.filter(current=True).first()


class Commentary(models.Model):
    """What one board says about its figures; where a department answers to no board, the department."""

    report = models.ForeignKey(PeriodReport, on_delete=models.CASCADE, related_name="commentaries")
    board = models.ForeignKey(Board, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("board"))
    department = models.ForeignKey(
        OrganisationUnit, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("last editor")
    )
    updated_at = models.DateTimeField(_("changed"), null=True)
    complaint_topics = models.TextField(SLOTS["complaint_topics"], blank=True)
    praise_topics = models.TextField(SLOTS["praise_topics"], blank=True)
    units_named = models.TextField(
        SLOTS["units_named"], blank=True, help_text=_("Schools, homes and other units; never persons.")
    )
    cause = models.TextField(SLOTS["cause"], blank=True)
    action_taken = models.TextField(SLOTS["action_taken"], blank=True)
    completeness = models.TextField(
        SLOTS["completeness"], blank=True, help_text=_("Such as feedback that was never registered.")
    )
    other_channels = models.TextField(
        SLOTS["other_channels"], blank=True, help_text=_("Such as a survey, a meeting or the user council.")
    )

    class Meta:
        ordering = ["board__name", "department__path"]
        verbose_name = _("commentary")
        verbose_name_plural = _("commentaries")
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(fields=["report", "board"], name="one_commentary_a_board"),
            models.UniqueConstraint(fields=["report", "department"], name="one_commentary_a_department"),
            models.CheckConstraint(
                condition=Q(board__isnull=True) ^ Q(department__isnull=True), name="commentary_has_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self.report}"

    @property
    def owner(self) -> Board | OrganisationUnit:
        """Whose words they are."""
        owner = self.board or self.department
        assert owner is not None  # noqa: S101 - a constraint of the database
        return owner

    @property
    def texts(self) -> dict[str, str]:
        """The slots that are filled in."""
        return {name: text for name in SLOTS if (text := getattr(self, name).strip())}

    @property
    def labelled(self) -> list[tuple[Any, str]]:
        """The slots that are filled in, by what they are called."""
        return [(SLOTS[name], text) for name, text in self.texts.items()]


class Version(models.Model):
    """A second person's word that exactly these bytes may be published. Never changed, never deleted."""

    report = models.ForeignKey(PeriodReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    last_editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    introduction_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"))
    what_changed = models.CharField(_("what was corrected"), max_length=300, blank=True)
    kept_findings = models.CharField(_("why findings were kept"), max_length=300, blank=True)
    show_wording = models.BooleanField(
        _("show the earlier wording"), default=True, help_text=_("Whether a later version shows what this one said.")
    )
    payload = models.TextField(help_text=_("Canonical JSON of what may be read by anyone."))
    sha256 = models.CharField(max_length=64)
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("approved version")
        verbose_name_plural = _("approved versions")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=F("last_editor")), name="report_approver_is_not_the_last_editor"
            ),
            models.CheckConstraint(
                condition=Q(introduction_editor__isnull=True) | ~Q(approved_by=F("introduction_editor")),
                name="report_approver_did_not_introduce_it",
            ),
            models.UniqueConstraint(fields=["report", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["report"], condition=Q(current=True), name="one_current_version"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="version_has_a_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.number} {self.sha256[:12]}"


class ApprovedCommentary(models.Model):
    """Who wrote one part of an approved version last, and who approved it: two people, for every part."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="parts")
    commentary = models.ForeignKey(Commentary, on_delete=models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("approved commentary")
        verbose_name_plural = _("approved commentaries")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=F("last_editor")), name="commentary_approver_is_not_its_last_editor"
            ),
            models.UniqueConstraint(fields=["version", "commentary"], name="one_part_a_commentary"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.commentary_id}"


def texts_of(payload: dict[str, Any]) -> dict[str, Any]:
    """What a version said in words: introduction and commentary, as a later version shows it."""
    return {"introduction": payload["introduction"], "commentary": payload["commentary"]}
