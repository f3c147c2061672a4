"""The texts of letters, and the queue they are sent from.

A letter's row is written in the same transaction as what it tells of, so neither is there without the other.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.mail.purposes import FIELDS, Purpose
from cms.mail.wording import problem_with

GIVE_UP_AFTER = timedelta(days=5)
"""How long a letter is tried: as long as mail servers themselves try."""


class Language(models.TextChoices):
    """Languages that letters are written in."""

    SWEDISH = "sv", _("Swedish")
    ENGLISH = "en", _("English")


class MailTemplate(models.Model):
    """The text of one sort of letter in one language. The HTML part is made of the same words."""

    purpose = models.CharField(_("letter"), max_length=20, choices=Purpose.choices, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, editable=False)
    subject = models.CharField(
        _("subject"),
        max_length=150,
        help_text=_(
            "Fields that may say something about a person cannot stand here: a subject is seen on many screens."
        ),
    )
    text = models.TextField(
        _("text"),
        help_text=_(
            "Blank lines part paragraphs, lines that begin with “- ” are a list. A paragraph whose fields are all empty is left out."
        ),
    )
    edited = models.BooleanField(_("changed here"), default=False, editable=False)

    class Meta:
        ordering = ["purpose", "-language"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [models.UniqueConstraint(fields=["purpose", "language"], name="one_text_per_letter_and_language")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.get_language_display()})"

    def clean(self) -> None:
        """Refuse fields that the letter does not have, and in the subject those that may hold personal data."""
        super().clean()
        if found := problem_with(Purpose(self.purpose), self.subject, self.text):
            where, names = found
            known = FIELDS[Purpose(self.purpose)]
            usable = sorted(known.subject if where == "subject" else known.all)
            message = _("This field cannot be used here: %(names)s. These can: %(usable)s.")
            raise ValidationError(
                {
                    where: message
                    % {"names": ", ".join(sorted(names)), "usable": ", ".join(f"{{{name}}}" for name in usable)}
                }
            )


class MessageState(models.TextChoices):
    """Where a letter stands."""

    WAITING = "waiting", _("waiting")
    CLAIMED = "claimed", _("being sent")
    HANDED_OVER = "handed_over", _("being handed over")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    GIVEN_UP = "given_up", _("given up")


class Message(models.Model):
    """One letter in the queue. Address and text are erased when they have served; the rest stays for counting."""

    key = models.CharField(max_length=120, unique=True)
    purpose = models.CharField(_("letter"), max_length=20, choices=Purpose.choices)
    about = models.CharField(_("case number"), max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.SWEDISH)
    to = models.EmailField(blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=MessageState.choices, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    tried_until = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    trouble = models.CharField(_("last answer of the mail server"), max_length=60, blank=True)
    interrupted = models.BooleanField(_("interrupted while being handed over"), default=False)
    created_at = models.DateTimeField(_("queued"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    holds_code = models.BooleanField(default=False, editable=False)
    """Whether a receipt code may stand in the text; it is emptied as soon as it is sent."""

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["state", "next_attempt_at"]), models.Index(fields=["about"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[MessageState.CLAIMED, MessageState.HANDED_OVER]) | Q(claim__isnull=False),
                name="message_being_sent_has_a_claim",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.purpose}"
