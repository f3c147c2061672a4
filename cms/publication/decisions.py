"""What the review keeps: what was found where, what was decided about it, by whom. Places and categories, never the words themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Revision


class DetectorList(models.Model):
    """One of the municipality's own lists, which the detector reads."""

    class Kind(models.TextChoices):
        """What the lines of a list are."""

        STAFF = "staff", _("names of staff")
        ELECTED = "elected", _("names of elected representatives")
        MAILBOXES = "function_mailboxes", _("function mailboxes")
        PHONES = "public_phones", _("the municipality's own telephone numbers")
        PLACES = "places", _("places that are not persons")
        CANARIES = "canaries", _("planted words that must never be in a release")

    kind = models.CharField(_("list"), max_length=20, choices=Kind.choices, unique=True)
    entries = models.TextField(_("entries"), blank=True, help_text=_("One a line."))
    updated_at = models.DateTimeField(auto_now=True)

    panels = [FieldPanel("kind"), FieldPanel("entries")]

    class Meta:
        ordering = ["kind"]
        verbose_name = _("list for the detector")
        verbose_name_plural = _("lists for the detector")

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def lines(self) -> tuple[str, ...]:
        """The entries, without empty lines."""
        return tuple(line.strip() for line in self.entries.splitlines() if line.strip())


class Examination(models.Model):
    """What the detector found in a record's newest words, kept so that it runs once per version."""

    record = models.OneToOneField(
        "publication.PublicRecord", on_delete=models.CASCADE, primary_key=True, related_name="examination"
    )
    key = models.CharField(
        max_length=64, help_text=_("Fingerprint of the words, the sender's details, the lists and the rules.")
    )
    findings = models.JSONField(default=list)
    open_stops = models.PositiveIntegerField(default=0)
    open_decides = models.PositiveIntegerField(default=0)
    due_on = models.DateField(_("promised by"), null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("examination")
        verbose_name_plural = _("examinations")
        indexes = [
            models.Index(fields=["open_stops", "open_decides"], name="examination_open"),
            models.Index(fields=["due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.open_stops}"


class Redacted(models.Model):
    """A revision whose words are those of another one, the root, with the decided spans replaced: nobody's edit."""

    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.CASCADE, primary_key=True, related_name="redacted_from"
    )
    root = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="redacted_into")

    class Meta:
        verbose_name = _("redacted version")
        verbose_name_plural = _("redacted versions")

    def __str__(self) -> str:
        return f"{self.revision_id} = {self.root_id}"

    @classmethod
    def of(cls, revision: Revision) -> Redacted | None:
        """What says that the revision is a redacted one; None for words that somebody wrote. Uses what is loaded already."""
        if "redacted_from" in revision._state.fields_cache:
            return revision._state.fields_cache["redacted_from"]
        return cls.objects.filter(revision=revision).select_related("root").first()


class FindingDecision(models.Model):
    """One decision about one place of a text. Offsets count characters of the root revision's field, as `FieldText.plain` gives it."""

    class Decision(models.TextChoices):
        """What was decided."""

        REPLACED = "replaced", _("replaced")
        KEPT = "kept", _("kept")

    record = models.ForeignKey("publication.PublicRecord", on_delete=models.CASCADE, related_name="finding_decisions")
    root = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=20, blank=True, help_text=_("Empty for what concerns the record as a whole."))
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    original_start = models.PositiveIntegerField(
        null=True, help_text=_("Where the same characters stand in the case's own text.")
    )
    original_end = models.PositiveIntegerField(null=True)
    category = models.CharField(_("category"), max_length=20)
    level = models.CharField(max_length=8, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    marking = models.CharField(_("marking"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by_hand = models.BooleanField(_("marked by hand"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    step = models.PositiveIntegerField(
        default=0, help_text=_("Decisions made in one go share a step and are undone together.")
    )
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("decision about a finding")
        verbose_name_plural = _("decisions about findings")
        indexes = [models.Index(fields=["record", "root"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="kept", level="stop") | ~Q(reason=""), name="what_stops_is_kept_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["root", "field", "start", "end", "category"],
                condition=Q(undone_at__isnull=True),
                name="one_decision_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.field}:{self.start}–{self.end} {self.category} {self.decision}"


class Claim(models.Model):
    """Who works on a record in the queue. It asks others to leave it alone; it does not lock."""

    record = models.OneToOneField(
        "publication.PublicRecord", on_delete=models.CASCADE, primary_key=True, related_name="claim"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return f"{self.record_id}: {self.by_id}"
