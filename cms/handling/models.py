"""What handling keeps beside the case: answer templates, planned actions, notices that were given, and the survey."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.cases.models import Case, Kind
from cms.handling.wording import FIELDS, unknown_fields
from cms.organisation.models import Level, OrganisationUnit


class AnswerTemplate(models.Model):
    """A text to begin an answer with."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.ForeignKey(
        Kind, null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("kind"), help_text=_("Empty: all kinds.")
    )
    department = models.ForeignKey(
        OrganisationUnit,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to={"level": Level.DEPARTMENT},
        verbose_name=_("department"),
        help_text=_("Empty: all departments."),
    )
    text = models.TextField(
        _("text"),
        help_text=_(
            "Blank lines part paragraphs, lines that begin with “- ” are a list. Fields in braces are filled in: "
            "{number}, {heading}, {received_on}, {unit}, {department}, {municipality}."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    panels = [
        FieldPanel("name"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("department")]),
        FieldPanel("position"),
    ]

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse fields that nobody fills in."""
        super().clean()
        if unknown := unknown_fields(self.text):
            raise ValidationError(
                {
                    "text": _("These fields are not known: %(unknown)s. These can be used: %(known)s.")
                    % {
                        "unknown": ", ".join(f"{{{name}}}" for name in unknown),
                        "known": ", ".join(f"{{{name}}}" for name in FIELDS),
                    }
                }
            )


class PlannedAction(models.Model):
    """Something the municipality said it will do: “vi ska…”, with a day, and what became of it."""

    class Result(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("planned")
        KEPT = "kept", _("done")
        DROPPED = "dropped", _("dropped")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="planned_actions")
    text = models.CharField(_("what is to be done"), max_length=400)
    due_on = models.DateField(_("to be done by"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="planned_actions",
        verbose_name=_("responsible"),
    )
    result = models.CharField(_("result"), max_length=8, choices=Result.choices, default=Result.OPEN)
    note = models.CharField(_("what became of it"), max_length=400, blank=True)
    finished_on = models.DateField(_("finished"), null=True, blank=True)
    planned_on = models.DateField(_("planned"))

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("planned action")
        verbose_name_plural = _("planned actions")
        indexes = [models.Index(fields=["result", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="open", finished_on__isnull=True) | ~Q(result="open") & Q(finished_on__isnull=False),
                name="planned_action_is_open_or_finished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.pk}"

    def is_late(self, today: date) -> bool:
        """Whether its day has passed, or had when it was done. What was dropped is dropped, not late."""
        if self.result == self.Result.DROPPED:
            return False
        return (self.finished_on or today) > self.due_on


class Notice(models.Model):
    """A notice that the clocks gave, once. The constraint is what makes two runs at the same time tell people once."""

    class What(models.TextChoices):
        """What was told."""

        REMINDER = "reminder", _("reminder")
        LATE = "late", _("the time is up")
        ESCALATION = "escalation", _("the higher manager was told")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    clock = models.CharField(max_length=80)
    what = models.CharField(_("what"), max_length=10, choices=What.choices)
    due_on = models.DateField(_("due"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    told = models.PositiveSmallIntegerField(_("letters"), default=0)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["case", "clock", "what", "due_on"], name="notice_once_for_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.clock} {self.what} {self.due_on}"


class SurveyInvitation(models.Model):
    """A link that was sent with an answer. Knows the case, and that it was used, not what was answered."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="survey_invitation")
    token_sha256 = models.CharField(max_length=64, unique=True)
    sent_on = models.DateField()
    used = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("survey invitation")
        verbose_name_plural = _("survey invitations")

    def __str__(self) -> str:
        return str(self.case_id)


class Score(models.IntegerChoices):
    """An answer to one of the three questions."""

    NO = 1, _("No, not at all")
    HARDLY = 2, _("Hardly")
    PARTLY = 3, _("Partly")
    MOSTLY = 4, _("Mostly")
    YES = 5, _("Yes, entirely")


class SurveyResponse(models.Model):
    """What somebody thought of how their feedback was met. Tied to a unit and a month, never to a case or a person."""

    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind"))
    month = models.DateField(_("month"))
    easy = models.PositiveSmallIntegerField(_("easy to leave"), null=True, choices=Score.choices)
    clear = models.PositiveSmallIntegerField(_("answer was clear"), null=True, choices=Score.choices)
    heard = models.PositiveSmallIntegerField(_("taken seriously"), null=True, choices=Score.choices)

    class Meta:
        ordering = ["-month", "pk"]
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        permissions = [("view_board", _("Can see the board of throughput and bottlenecks"))]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


@register_setting(icon="tasks")
class HandlingSettings(BaseGenericSetting):
    """How handling works here."""

    send_survey = models.BooleanField(
        _("send a survey with the answer"),
        default=True,
        help_text=_("Three optional questions behind a link in the letter with the answer."),
    )
    prepare_public_version = models.BooleanField(
        _("prepare the public version when the answer is written"),
        default=True,
        help_text=_("It waits as a draft, and goes to review when the reply is released."),
    )

    panels = [FieldPanel("send_survey"), FieldPanel("prepare_public_version")]

    class Meta:
        verbose_name = _("handling")

    def __str__(self) -> str:
        return str(_("handling"))
