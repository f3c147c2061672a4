"""What the public may read: records, and the decisions about them. No personal data belongs in any field here.

`PublicRecord` is what staff edit. `Approval` is the only thing a release reads: it holds the exact bytes that a second person approved.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    Task,
    TaskState,
    WorkflowMixin,
    WorkflowState,
)

from cms.cases.html import clean_answer
from cms.cases.models import Case, Category, Kind, Outcome
from cms.organisation.models import OrganisationUnit
from cms.publication.carrying import carry_over
from cms.publication.decisions import Claim, DetectorList, Examination, FindingDecision, Redacted
from cms.publication.synonyms import SearchSynonym

__all__ = ["Claim", "DetectorList", "Examination", "FindingDecision", "Redacted", "SearchSynonym"]


class Status(models.TextChoices):
    """Where a public record stands."""

    DRAFT = "draft", _("draft")
    AWAITING = "awaiting", _("awaiting review")
    APPROVED = "approved", _("approved")
    WITHHELD = "withheld", _("withheld")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RedactionReason(models.TextChoices):
    """Why something was replaced in the text."""

    NAME = "name", _("name")
    CONTACT = "contact", _("contact details")
    IDENTITY_NUMBER = "identity_number", _("identity number")
    PLACE = "place", _("place or property")
    HEALTH = "health", _("health")
    THIRD_PARTY = "third_party", _("third party")
    SECRECY = "secrecy", _("secrecy")
    OFFENSIVE = "offensive", _("offensive")
    OTHER = "other", _("other")


class WithholdingReason(models.TextChoices):
    """Why an answered case is not published."""

    INDIVIDUAL = "individual", _("concerns an individual pupil, client or patient")
    NAMED_EMPLOYEE = "named_employee", _("concerns a named employee")
    SECRECY = "secrecy", _("secrecy")
    SENSITIVE = "sensitive", _("sensitive data")
    OFFENSIVE = "offensive", _("offensive")
    NOT_OURS = "not_ours", _("outside the municipality's responsibility")
    SENDER_DECLINED = "sender_declined", _("the person does not want it")
    OTHER = "other", _("other")


class WithdrawalReason(models.TextChoices):
    """Why something published was taken away."""

    REQUEST = "request", _("request from an individual")
    PERSONAL_DATA = "personal_data", _("personal data discovered")
    WRONG_ANSWER = "wrong_answer", _("wrong answer")
    RETENTION = "retention", _("its time is up")
    OTHER = "other", _("other")


class PublicRecord(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """The public version of one answered case: only what anyone may read."""

    public_id = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    case = models.OneToOneField(
        Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="public_record", editable=False
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    first_published_on = models.DateField(_("published"), null=True, blank=True, editable=False)
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("last editor"),
    )
    updated_at = models.DateTimeField(auto_now=True)

    heading = models.CharField(_("heading"), max_length=300)
    question = models.TextField(
        _("question"), help_text=_("What the person wrote, without anything that points out a person.")
    )
    answer = models.TextField(
        _("answer"), help_text=_("HTML with paragraphs, lists, links, emphasis and tables; anything else is removed.")
    )
    answered_by_role = models.CharField(
        _("answered by (role)"), max_length=120, blank=True, help_text=_("A role, never a name.")
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    outcome_text = models.CharField(_("what it led to"), max_length=400, blank=True)
    unit = models.ForeignKey(
        OrganisationUnit, on_delete=models.PROTECT, related_name="public_records", verbose_name=_("unit")
    )
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, verbose_name=_("kind"))
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("category"))
    language = models.CharField(_("language"), max_length=8, default="sv")
    received_on = models.DateField(_("received"), null=True, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    publish_from = models.DateField(
        _("not before"), null=True, blank=True, help_text=_("Stays unpublished until this day.")
    )
    redactions = models.JSONField(_("redactions"), default=dict, blank=True, help_text=_("Number of marks by reason."))

    panels = [
        MultiFieldPanel(
            [FieldPanel("heading"), FieldPanel("question"), FieldPanel("answer")], heading=_("Question and answer")
        ),
        MultiFieldPanel(
            [FieldPanel("answered_by_role"), FieldRowPanel([FieldPanel("outcome"), FieldPanel("outcome_text")])],
            heading=_("Who answered, and what it led to"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("unit"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("category"), FieldPanel("language")]),
                FieldRowPanel([FieldPanel("received_on"), FieldPanel("answered_on"), FieldPanel("publish_from")]),
            ],
            heading=_("Classification and dates"),
        ),
    ]

    class Meta:
        ordering = ["-public_id"]
        verbose_name = _("public record")
        verbose_name_plural = _("public records")
        indexes = [
            models.Index(fields=["status", "answered_on"]),
            models.Index(fields=["unit", "status"]),
            models.Index(fields=["status", "has_unpublished_changes"], name="record_changed"),
            models.Index(fields=["last_editor", "status"], name="record_of_editor"),
        ]
        permissions = [("approve_publicrecord", _("Can approve, withhold and withdraw public records"))]

    # Kept when an earlier revision is opened or published: they say what happened to the record, not what it says.
    KEPT_FIELDS = ("public_id", "case_id", "status", "first_published_on", "last_editor_id")

    def __str__(self) -> str:
        return f"{self.public_id} {self.heading}"

    def clean(self) -> None:
        """Sanitise the answer, and refuse a record without a readable question and answer."""
        super().clean()
        self.answer = clean_answer(self.answer)
        if not self.answer:
            raise ValidationError(
                {"answer": _("Nothing readable is left of the answer. Write it as paragraphs, lists or tables.")}
            )
        if not self.question.strip():
            raise ValidationError({"question": _("Write the question.")})

    def with_content_json(self, content: dict[str, Any]) -> PublicRecord:
        """The record as a revision had it, except what belongs to the record as a whole."""
        earlier: PublicRecord = super().with_content_json(content)
        for name in self.KEPT_FIELDS:
            setattr(earlier, name, getattr(self, name))
        return earlier

    def save_revision(self, user: Any = None, *, root: Revision | None = None, **kwargs: Any) -> Revision:
        """A new revision, remembering who made it: that person cannot be the one who approves it.

        With a `root`, the revision only replaces spans of that one; its maker is no editor. Approval proves it again.
        """
        before = self.latest_revision if root is None else None
        revision = super().save_revision(user=user, **kwargs)
        if root is not None:
            Redacted.objects.create(revision=revision, root=root)
            return revision
        Redacted.objects.filter(revision=revision).delete()  # an overwritten redaction is an edit
        carry_over(self, before, revision)
        if user is not None and self.last_editor_id != user.pk:
            self.last_editor = user
            type(self).objects.filter(pk=self.pk).update(last_editor=user)
        return revision

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The real public page, drawn by the portal's own templates."""
        from cms.publication.preview import preview_page

        return HttpResponse(preview_page(self))


class SecondPersonReview(Task):
    """Wagtail's workflow step in which a second person approves: never the last editor, whatever the group."""

    class Meta:
        verbose_name = _("review by a second person")
        verbose_name_plural = _("reviews by a second person")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Put the record in the review queue."""
        from cms.publication.actions import submit

        submit(workflow_state.content_object, user)
        return super().start(workflow_state, user=user)

    def can_review(self, record: PublicRecord, user: Any) -> bool:
        """Whether the person may decide: has the permission and did not edit last."""
        return user.has_perm("publication.approve_publicrecord") and user.pk != record.last_editor_id

    def user_can_access_editor(self, obj: PublicRecord, user: Any) -> bool:
        """Reviewers may open the editor to read."""
        return bool(user.has_perm("publication.approve_publicrecord"))

    def get_actions(self, obj: PublicRecord, user: Any) -> list[tuple[str, Any, bool]]:
        """Return with a comment, or approve; a correction of something published says what was corrected."""
        if not self.can_review(obj, user):
            return []
        corrects = obj.approvals.filter(current=True).exists()
        returns = ("reject", _("Return with a comment"), True)
        if Examination.objects.filter(record=obj, open_stops__gt=0).exists():
            return [returns]  # the review screen is where findings are decided
        return [returns, ("approve", _("Approve for publication"), corrects)]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve the revision that was submitted, or return it."""
        from cms.publication.actions import approve, return_to_editor
        from cms.publication.policies import PublicationNotAllowedError

        record, comment = task_state.workflow_state.content_object, kwargs.get("comment", "")
        if action_name == "approve":
            redacted = Redacted.of(record.latest_revision)
            submitted = redacted is not None and redacted.root_id == task_state.revision_id
            seen = record.latest_revision if submitted else task_state.revision
            try:
                approve(record, user, seen, what_changed=comment)
            except ValidationError as error:
                raise PublicationNotAllowedError(" ".join(error.messages)) from error
        elif action_name == "reject":
            return_to_editor(record, user, comment)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        """What waits for this person."""
        if not user.has_perm("publication.approve_publicrecord"):
            return TaskState.objects.none()
        return TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr).exclude(
            revision__user=user
        )

    @classmethod
    def get_description(cls) -> Any:
        """Shown where an administrator chooses a workflow step."""
        return _("Someone with the right to approve, and never the person who edited last, decides on publication.")


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Ways to pick approvals."""

    def visible_at(self, moment: datetime) -> ApprovalQuerySet:
        """Those whose bytes a release made at the moment takes: at most one a record."""
        return self.filter(Q(visible_until__isnull=True) | Q(visible_until__gt=moment), visible_from__lte=moment)


class Approval(models.Model):
    """A second person's word that exactly these bytes may be published."""

    record = models.ForeignKey(PublicRecord, on_delete=models.PROTECT, related_name="approvals")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("last editor")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"))
    kept_findings = models.CharField(_("why findings were kept"), max_length=300, blank=True)
    visible_from = models.DateTimeField(_("visible from"))
    visible_until = models.DateTimeField(
        _("visible until"), null=True, editable=False, help_text=_("When what replaced it becomes visible.")
    )
    year = models.PositiveSmallIntegerField()
    public_id = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    payload = models.TextField(help_text=_("Canonical JSON of what may be read by anyone."))
    current = models.BooleanField(default=True, help_text=_("The newest one in force, visible already or not."))
    show_wording = models.BooleanField(
        default=True, editable=False, help_text=_("Whether its words may be shown once it is replaced.")
    )

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-approved_at"]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        indexes = [
            models.Index(fields=["year", "public_id", "visible_from", "visible_until"], name="approval_order"),
            models.Index(fields=["current", "visible_from"], name="approval_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(approved_by=F("last_editor")), name="approver_is_not_the_last_editor"),
            models.UniqueConstraint(fields=["record"], condition=Q(current=True), name="one_current_approval"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="approval_has_a_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.sha256[:12]}"


class Withholding(models.Model):
    """A decision not to publish an answered case, with its reason."""

    record = models.ForeignKey(PublicRecord, on_delete=models.PROTECT, related_name="withholdings")
    reason = models.CharField(_("reason"), max_length=20, choices=WithholdingReason.choices)
    comment = models.TextField(_("comment"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        ordering = ["-decided_at"]
        verbose_name = _("withholding")
        verbose_name_plural = _("withholdings")
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(lifted_at__isnull=True), name="one_withholding_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.reason}"


class Withdrawal(models.Model):
    """The taking down of something published. A tombstone stays: number, dates, reason, no text."""

    record = models.OneToOneField(PublicRecord, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=20, choices=WithdrawalReason.choices)
    comment = models.TextField(_("comment"), blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"))
    tombstone = models.JSONField(default=dict)

    class Meta:
        ordering = ["-withdrawn_at"]
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self) -> str:
        return f"{self.record_id} {self.reason}"


class Correction(models.Model):
    """What was changed in something published, with the earlier wording beside it where that may be shown."""

    record = models.ForeignKey(PublicRecord, on_delete=models.PROTECT, related_name="corrections")
    on = models.DateField(_("day"))
    what = models.CharField(_("what was corrected"), max_length=300)
    earlier = models.JSONField(default=dict, help_text=_("Heading, question and answers as they were."))
    show_earlier = models.BooleanField(_("show the earlier wording"), default=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return f"{self.record_id} {self.on}"


class RecordRedirect(models.Model):
    """A public address that a record once had."""

    old_path = models.CharField(max_length=250, unique=True)
    record = models.ForeignKey(PublicRecord, on_delete=models.CASCADE, related_name="redirects")

    class Meta:
        ordering = ["old_path"]
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")

    def __str__(self) -> str:
        return self.old_path


def days_apart(start: date | None, end: date | None) -> int | None:
    """Calendar days from one day to another, or None when a day is missing or they are the wrong way round."""
    if start is None or end is None or end < start:
        return None
    return (end - start).days
