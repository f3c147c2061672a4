"""Cases: what people told the municipality, and what was done with it. Private, all of it.

Nothing here is read by the publish step except through `selectors/facts.py`, which gives de-identified rows.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from cms.cases.states import ANSWERED_STATES, OPEN_STATES, State
from cms.organisation.models import OrganisationUnit


class EffectiveDated(models.Model):
    """Something that holds from one day to another; an open end holds still."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_valid_on(self, day: date) -> bool:
        """Whether it holds on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Kind(EffectiveDated):
    """What sort of feedback: praise, complaint, suggestion, question. Municipalities add and drop kinds over the years."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=60)
    plural = models.CharField(_("name in the plural"), max_length=60)
    slug = models.SlugField(_("web address"), max_length=30, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    panels = [FieldPanel("name"), FieldPanel("plural"), FieldPanel("code"), FieldPanel("slug"), FieldPanel("position")]

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("kind of feedback")
        verbose_name_plural = _("kinds of feedback")

    def __str__(self) -> str:
        return self.name


class CategoryScheme(EffectiveDated, ClusterableModel):
    """A set of categories that held for some years."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    imported = models.BooleanField(_("made by an import"), default=False, editable=False)

    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        InlinePanel("categories", label=_("Category")),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("category scheme")
        verbose_name_plural = _("category schemes")

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """What feedback is about, in one scheme."""

    scheme = ParentalKey(CategoryScheme, on_delete=models.PROTECT, related_name="categories")
    code = models.SlugField(_("code"), max_length=80)
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("web address"), max_length=90, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    panels = [FieldPanel("name"), FieldPanel("code"), FieldPanel("slug")]

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="category_code_once_in_scheme")]

    def __str__(self) -> str:
        return self.name


class Promise(EffectiveDated):
    """What the municipality promises the person: an answer, or a first reaction, within a time."""

    class Unit(models.TextChoices):
        """How the promised time is counted."""

        WORKING_DAYS = "working_days", _("working days")
        CALENDAR_DAYS = "calendar_days", _("calendar days")
        MONTHS = "months", _("months")

    class StoppedBy(models.TextChoices):
        """What keeps the promise."""

        ANSWER = "answer", _("the answer")
        REACTION = "reaction", _("the first reaction")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    length = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(_("counted in"), max_length=14, choices=Unit.choices, default=Unit.WORKING_DAYS)
    reminder_days = models.PositiveSmallIntegerField(
        _("reminder, working days before"), default=5, help_text=_("0: no reminder.")
    )
    stopped_by = models.CharField(_("kept by"), max_length=10, choices=StoppedBy.choices, default=StoppedBy.ANSWER)
    pauses = models.BooleanField(_("pauses while waiting for the person"), default=False)
    kinds = models.ManyToManyField(Kind, blank=True, verbose_name=_("kinds"), help_text=_("None chosen: all kinds."))
    departments = models.ManyToManyField(
        OrganisationUnit,
        blank=True,
        related_name="promises",
        verbose_name=_("departments"),
        help_text=_("None chosen: all departments."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("length"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("stopped_by"), FieldPanel("pauses")]),
        FieldPanel("reminder_days"),
        FieldPanel("kinds"),
        FieldPanel("departments"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("service promise")
        verbose_name_plural = _("service promises")

    def __str__(self) -> str:
        return self.name


class StageLimit(EffectiveDated):
    """How long one stage of the handling may take inside the house. Apart from the promise to the person."""

    class Stage(models.TextChoices):
        """A part of the handling that has its own clock."""

        DISTRIBUTE = "distribute", _("categorise and distribute")
        INVESTIGATE = "investigate", _("investigation and action plan")
        CHECK = "check", _("check before publishing")

    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices)
    working_days = models.PositiveSmallIntegerField(_("working days"))
    reminder_days = models.PositiveSmallIntegerField(
        _("reminder, working days before"), default=1, help_text=_("0: no reminder.")
    )
    kinds = models.ManyToManyField(Kind, blank=True, verbose_name=_("kinds"), help_text=_("None chosen: all kinds."))
    departments = models.ManyToManyField(
        OrganisationUnit,
        blank=True,
        related_name="stage_limits",
        verbose_name=_("departments"),
        help_text=_("None chosen: all departments."),
    )

    panels = [
        FieldPanel("stage"),
        FieldRowPanel([FieldPanel("working_days"), FieldPanel("reminder_days")]),
        FieldPanel("kinds"),
        FieldPanel("departments"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]

    class Meta:
        ordering = ["stage", "valid_from"]
        verbose_name = _("stage limit")
        verbose_name_plural = _("stage limits")

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.working_days}"


class ImportBatch(models.Model):
    """One named import; a file may be imported again under the same name."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("import batch")
        verbose_name_plural = _("import batches")

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """The last case number given out in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Outcome(models.TextChoices):
    """What the feedback led to. “Answered” is not “fixed”: both are shown."""

    DONE = "done", _("done")
    PLANNED = "planned", _("planned")
    EXPLAINED = "explained", _("explained")
    NO_ACTION = "no_action", _("no action")
    NOT_OURS = "not_ours", _("not the municipality's responsibility")
    PRAISE_PASSED_ON = "praise_passed_on", _("praise passed on")


class Channel(models.TextChoices):
    """How the feedback came in."""

    WEB = "web", _("web form")
    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")
    BROCHURE = "brochure", _("brochure")
    MEETING = "meeting", _("meeting")
    SOCIAL_MEDIA = "social_media", _("social media")
    ORAL = "oral", _("orally")
    IMPORT = "import", _("import")


class CaseQuerySet(models.QuerySet["Case"]):
    """Ways to pick cases."""

    def open(self) -> CaseQuerySet:
        """Cases that are not yet answered, rejected or sent elsewhere."""
        return self.filter(state__in=OPEN_STATES)

    def answered(self) -> CaseQuerySet:
        """Cases that have an answer."""
        return self.filter(state__in=ANSWERED_STATES)

    def under(self, units: list[OrganisationUnit]) -> CaseQuerySet:
        """Cases of the units and of everything under them."""
        condition = Q(pk__in=[])
        for unit in units:
            condition |= Q(unit__path__startswith=unit.path)
        return self.filter(condition)


class Case(models.Model):
    """One piece of feedback from a person, from receipt to closing. Contains personal data and never leaves the CMS."""

    number = models.CharField(_("case number"), max_length=20, unique=True, editable=False)
    source = models.CharField(_("source"), max_length=80, blank=True, editable=False)
    source_id = models.CharField(_("number in the source"), max_length=120, blank=True, editable=False)
    batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases", editable=False
    )
    import_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    metadata = models.JSONField(_("other fields of the source"), default=dict, blank=True, editable=False)

    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, verbose_name=_("kind"))
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("category"))
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices, default=Channel.WEB)
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="cases", verbose_name=_("unit"))
    language = models.CharField(_("language"), max_length=8, default="sv")
    heading = models.CharField(_("heading"), max_length=300)
    text = models.TextField(_("what the person wrote"))

    sender_name = models.CharField(_("name"), max_length=160, blank=True)
    sender_email = models.EmailField(_("e-mail"), blank=True)
    sender_phone = models.CharField(_("telephone"), max_length=60, blank=True)
    sender_address = models.CharField(_("address"), max_length=250, blank=True)
    wants_publication = models.BooleanField(_("the person agrees to publication"), default=True)
    internal_notes = models.TextField(_("internal notes"), blank=True)
    deviation_considered = models.BooleanField(
        _("deviation / Lex Sarah considered"),
        default=False,
        help_text=_("Says that it was judged, never what was found: that belongs in the deviation system."),
    )
    serious = models.BooleanField(
        _("serious"), default=False, help_text=_("Stands first in every list, and the manager sees it.")
    )
    in_registry = models.BooleanField(_("belongs in the registry"), default=False)
    registry_number = models.CharField(_("registry number"), max_length=40, blank=True)

    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.RECEIVED, editable=False)
    investigator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cases",
        verbose_name=_("investigator"),
    )
    answer = models.TextField(_("answer"), blank=True, help_text=_("Sanitised HTML."))
    answer_draft = models.TextField(_("draft of the answer"), blank=True)
    answered_by_role = models.CharField(_("answered by (role)"), max_length=120, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    outcome_text = models.CharField(_("what it led to"), max_length=400, blank=True)

    received_on = models.DateField(_("received"), null=True, blank=True)
    distributed_on = models.DateField(_("distributed"), null=True, blank=True)
    first_reaction_on = models.DateField(_("first reaction"), null=True, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    answer_written_on = models.DateField(_("answer written"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    replied_on = models.DateField(_("first reply to the person"), null=True, blank=True)
    reopened_on = models.DateField(_("last reopened"), null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField(_("calendar days paused"), default=0)
    follow_up_paused_days = models.PositiveSmallIntegerField(_("calendar days paused since reopened"), default=0)
    waiting_since = models.DateField(_("waiting since"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["state", "received_on"]),
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["received_on"]),
            models.Index(fields=["answered_on"]),  # these two for the month in figures and the board's weeks
            models.Index(fields=["closed_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="case_once_per_source"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ANSWERED]) | ~Q(answer=""), name="answered_case_has_an_answer"
            ),
        ]
        permissions = [
            ("distribute_case", _("Can categorise, distribute and reject cases")),
            ("redirect_case", _("Can redirect cases to another unit")),
            ("answer_case", _("Can investigate and answer cases")),
            ("check_case", _("Can check answers, close and reopen cases")),
            ("view_private_fields", _("Can see who sent a case")),
            ("receive_escalation", _("Is told when the investigation of a unit's case takes too long")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}"

    @property
    def is_anonymous(self) -> bool:
        """Whether the person left nothing to be reached by."""
        return not (self.sender_name or self.sender_email or self.sender_phone or self.sender_address)


class CaseEvent(models.Model):
    """One thing that happened to a case: who did what, when. Never edited, never deleted before the case is."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("what"), max_length=40)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    changes = models.JSONField(_("earlier values"), default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.case_id} {self.action}"
