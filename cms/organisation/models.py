"""The municipality's organisation: a tree that changes over the years, and keeps what it was.

A unit that is renamed, moved, merged or split gets a successor; the old unit stays, with the day it ended, so that a case answered by it
still says who answered. A spelling mistake is corrected in place, and the old address redirects.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.organisation.logo import Picture, read_picture, validate_logo


class Level(models.TextChoices):
    """How far down the tree a unit stands."""

    MUNICIPALITY = "municipality", _("municipality")
    DEPARTMENT = "department", _("department")
    AREA = "area", _("area")
    UNIT = "unit", _("unit")


class Board(models.Model):
    """A politically elected board. One board may own several departments, and a department may answer to several boards."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)

    panels = [FieldPanel("name"), FieldPanel("code")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("board")
        verbose_name_plural = _("boards")

    def __str__(self) -> str:
        return self.name


class OrganisationUnit(MP_Node):
    """A municipality, department, area or unit, valid between two days."""

    code = models.CharField(_("permanent code"), max_length=20, unique=True, editable=False)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("web address"),
        max_length=80,
        help_text=_("Part of the public address. A changed address redirects from the old one."),
    )
    boards = models.ManyToManyField(Board, blank=True, related_name="units", verbose_name=_("boards"))
    email = models.EmailField(
        _("function mailbox"), blank=True, help_text=_("A mailbox of the unit, never of a person.")
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    web = models.URLField(_("web page"), blank=True)
    promises_url = models.URLField(
        _("service promises"), blank=True, help_text=_("Page where the unit says what people can expect.")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("Last day the unit existed."))
    closed_for_publication = models.BooleanField(
        _("closed for publication"),
        default=False,
        help_text=_(
            "Nothing from here is published unless a reviewer decides so for each item (social care). Holds for everything under it."
        ),
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("slug"), FieldPanel("boards")], heading=_("Unit")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]), FieldPanel("web"), FieldPanel("promises_url")],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]), FieldPanel("closed_for_publication")],
            heading=_("Validity and publication"),
        ),
    ]

    class Meta:
        ordering = ["path"]
        verbose_name = _("organisation unit")
        verbose_name_plural = _("organisation units")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an end before the beginning, and a web address that another unit of the department has."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The unit cannot end before it begins.")})
        if self.pk and self.level != Level.MUNICIPALITY and self.slug_is_taken(self.slug):
            raise ValidationError({"slug": _("Another unit here already has this web address. Choose another one.")})

    def slug_is_taken(self, slug: str) -> bool:
        """Whether another unit that shares this one's address space has the slug."""
        department = self.department
        if department is None or department.pk == self.pk:
            others = OrganisationUnit.objects.filter(level=Level.DEPARTMENT)
        else:
            others = department.get_descendants()
        return others.filter(slug=slug).exclude(pk=self.pk).exists()

    @property
    def department(self) -> OrganisationUnit | None:
        """The department this unit belongs to (itself, for a department), or None for the municipality."""
        if self.level == Level.MUNICIPALITY:
            return None
        if self.level == Level.DEPARTMENT:
            return self
        return OrganisationUnit.objects.filter(path=self.path[: self.steplen * 2]).first()

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit exists on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Succession(models.Model):
    """What became of a unit: one row per successor."""

    class Kind(models.TextChoices):
        """How a unit went over into another."""

        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")
        MOVED = "moved", _("moved")

    predecessor = models.ForeignKey(OrganisationUnit, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("first day of the successor"))

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="succession_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.get_kind_display()})"


class UnitRedirect(models.Model):
    """A public address that a unit once had."""

    old_path = models.CharField(max_length=250, unique=True)
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.CASCADE, related_name="redirects")

    class Meta:
        ordering = ["old_path"]
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")

    def __str__(self) -> str:
        return self.old_path


class ClosedDay(models.Model):
    """A weekday on which the municipality is closed besides the public holidays and the three eves."""

    day = models.DateField(_("day"), unique=True)
    reason = models.CharField(_("reason"), max_length=120)

    panels = [FieldPanel("day"), FieldPanel("reason")]

    class Meta:
        ordering = ["day"]
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"


hex_colour = RegexValidator(
    r"^#[0-9a-fA-F]{6}\Z", _("Write the colour as # and six hexadecimal digits, such as #0b5d6b.")
)


@register_setting(icon="site")
class Municipality(BaseGenericSetting):
    """What the public site says about whose it is. One row."""

    class AccessibilityStatus(models.TextChoices):
        """How far the site meets the law on accessibility."""

        FULL = "full", _("fully compliant")
        PARTIAL = "partial", _("partially compliant")
        NONE = "none", _("not compliant")

    name = models.CharField(_("short name"), max_length=80, default="Kommunen")
    municipality = models.CharField(_("name of the municipality"), max_length=120, default="Kommunen")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    web = models.URLField(_("the municipality's website"), blank=True)
    feedback_url = models.URLField(_("where people leave feedback"), blank=True)
    report_url = models.URLField(_("where people report content"), blank=True)
    logo = models.FileField(
        _("logo"),
        upload_to="logo/",
        blank=True,
        validators=[validate_logo],
        help_text=_("SVG, PNG, JPEG or WebP, at most 60 kB. Stands beside the name, so it needs no words."),
    )
    accent_colour = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b5d6b",
        validators=[hex_colour],
        help_text=_("Links and buttons. Made darker or lighter where it could not be read."),
    )
    band_colour = models.CharField(
        _("colour of the band on the front page"),
        max_length=7,
        blank=True,
        validators=[hex_colour],
        help_text=_("Empty: the accent colour."),
    )
    intro = models.TextField(_("introduction on the front page"), blank=True)
    licence = models.CharField(
        _("licence of the data"),
        max_length=20,
        choices=[("CC0-1.0", "CC0 1.0"), ("CC-BY-4.0", "CC BY 4.0")],
        default="CC0-1.0",
    )
    demonstration = models.BooleanField(_("this is a demonstration"), default=False)
    days_online = models.PositiveIntegerField(_("days an item stays online"), default=1825)
    removal_contact = models.CharField(_("responsible for removal"), max_length=200, blank=True)
    masking = models.TextField(_("how personal data is removed"), blank=True)
    named_delay_days = models.PositiveSmallIntegerField(
        _("days before a named person's feedback goes online"),
        default=7,
        help_text=_("Counted from the answer. What was sent in anonymously goes online when approved. 0: no waiting."),
    )
    accessibility_status = models.CharField(
        _("accessibility"), max_length=8, choices=AccessibilityStatus.choices, default=AccessibilityStatus.PARTIAL
    )
    accessibility_assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    accessibility_updated_on = models.DateField(_("statement updated on"), null=True, blank=True)
    accessibility_method = models.TextField(_("how it was assessed"), blank=True)
    accessibility_shortcomings = models.TextField(
        _("known shortcomings, one a line"),
        blank=True,
        help_text=_("What does not work, for whom, why, and until when."),
    )
    accessibility_exempted = models.TextField(
        _("exempted as unreasonably burdensome (section 12), one a line"), blank=True, help_text=_("What, and why.")
    )
    accessibility_outside = models.TextField(
        _("outside the law (section 9), one a line"),
        blank=True,
        help_text=_("Besides what others have written to the municipality, which the statement names by itself."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "name",
                    "municipality",
                    "intro",
                    "logo",
                    "accent_colour",
                    "band_colour",
                    "licence",
                    "demonstration",
                )
            ],
            heading=_("Site"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("email", "phone", "address", "web", "feedback_url", "report_url")],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("days_online", "named_delay_days", "removal_contact", "masking")],
            heading=_("Privacy"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(f"accessibility_{name}")
                for name in ("status", "assessed_on", "updated_on", "method", "shortcomings", "exempted", "outside")
            ],
            heading=_("Accessibility"),
        ),
    ]

    class Meta:
        verbose_name = _("municipality")

    def __str__(self) -> str:
        return self.municipality

    def picture(self) -> Picture | None:
        """The logo, or None without one."""
        if not self.logo:
            return None
        with self.logo.open("rb") as file:
            return read_picture(file.read())


def web_address(name: str, **kwargs: Any) -> str:
    """A slug of the name, at most 60 characters, never empty: `Äldreboendet Björken` → `aldreboendet-bjorken`."""
    return slugify(name, **kwargs)[:60].strip("-") or "enhet"
