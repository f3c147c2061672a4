"""What comes in by the public form besides the case itself: its receipt, its files, and the form's own texts."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.cases.models import Case


class Submission(models.Model):
    """One form that was sent. The receipt code and the form's random number are stored as hashes only."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="submission")
    code_sha256 = models.CharField(max_length=64, unique=True)
    nonce_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")

    def __str__(self) -> str:
        return self.case.number


class LetterCode(models.Model):
    """A receipt code that was made for one letter; the letter is emptied of it when it is sent. Stored as a hash only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letter_codes")
    code_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("code of a letter")
        verbose_name_plural = _("codes of letters")

    def __str__(self) -> str:
        return f"{self.case_id}"


class Attachment(models.Model):
    """A picture or PDF that came with a case. Never public; the file lies outside every web root under a random name."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    name = models.UUIDField(default=uuid.uuid4, unique=True)
    content_type = models.CharField(_("type"), max_length=40)
    size_bytes = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")

    def __str__(self) -> str:
        return f"{self.case_id} {self.content_type}"

    @property
    def is_picture(self) -> bool:
        """Whether a browser shows it as a picture."""
        return self.content_type.startswith("image/")


class Count(models.Model):
    """How often something was done within a stretch of time, for all processes of all servers. Gone when the time is."""

    key = models.CharField(max_length=120, unique=True)
    """What is counted, and a keyed hash of the network that did it; never the address."""
    number = models.PositiveIntegerField()
    ends_at = models.FloatField(db_index=True)
    """Seconds since 1970."""

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


TEXTS = ("intro", "notice", "faults", "deviations", "appeals")


@register_setting(icon="form")
class FormTexts(BaseGenericSetting):
    """What the public form says, in each language. An empty text means the product's own."""

    files_allowed = models.BooleanField(_("people may attach pictures and PDF"), default=True)
    intro_sv = models.TextField(_("introduction (Swedish)"), blank=True)
    intro_en = models.TextField(_("introduction (English)"), blank=True)
    notice_sv = models.TextField(_("that it becomes a public record (Swedish)"), blank=True)
    notice_en = models.TextField(_("that it becomes a public record (English)"), blank=True)
    faults_sv = models.TextField(_("fault reports (Swedish)"), blank=True)
    faults_en = models.TextField(_("fault reports (English)"), blank=True)
    faults_url = models.URLField(_("where faults are reported"), blank=True)
    deviations_sv = models.TextField(_("deviations in care (Swedish)"), blank=True)
    deviations_en = models.TextField(_("deviations in care (English)"), blank=True)
    deviations_url = models.URLField(_("where deviations are reported"), blank=True)
    appeals_sv = models.TextField(_("appeals (Swedish)"), blank=True)
    appeals_en = models.TextField(_("appeals (English)"), blank=True)
    appeals_url = models.URLField(_("where one reads about appeals"), blank=True)

    panels = [
        FieldPanel("files_allowed"),
        *(
            MultiFieldPanel([FieldPanel(f"{name}_sv"), FieldPanel(f"{name}_en")], heading=heading)
            for name, heading in (("intro", _("Introduction")), ("notice", _("Public record")))
        ),
        *(
            MultiFieldPanel([FieldPanel(f"{name}_{part}") for part in ("sv", "en", "url")], heading=heading)
            for name, heading in (
                ("faults", _("Fault reports")),
                ("deviations", _("Deviations")),
                ("appeals", _("Appeals")),
            )
        ),
    ]

    class Meta:
        verbose_name = _("form for feedback")

    def words(self, name: str, language: str) -> str:
        """The municipality's own text, or nothing."""
        return str(getattr(self, f"{name}_{'en' if language == 'en' else 'sv'}")).strip()
