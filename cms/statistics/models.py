"""What the office says about its figures: how small a number may be shown, what figures are set against, where a series breaks, and
why a figure that was published is another one now. All of it is public.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.organisation.models import Level, OrganisationUnit


def not_one(value: int) -> None:
    """Refuse a least number of one: every number is at least that."""
    if value == 1:
        raise ValidationError(_("Write 0 to show every number, or 2 or more."))


class SmallNumberRule(models.Model):
    """What the facts may tell of the cases of a department. The nearest rule holds, and it holds whole."""

    class Detail(models.TextChoices):
        """How exactly the facts say when a case came in and was answered."""

        DAY = "day", _("day")
        MONTH = "month", _("month")
        QUARTER = "quarter", _("quarter")
        YEAR = "year", _("year")

    department = models.OneToOneField(
        OrganisationUnit,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="small_number_rule",
        limit_choices_to={"level": Level.DEPARTMENT},
        verbose_name=_("department"),
        help_text=_("Empty: every department that has no rule of its own."),
    )
    least_department = models.PositiveSmallIntegerField(
        _("smallest number shown for the department"), default=0, validators=[not_one]
    )
    least_area = models.PositiveSmallIntegerField(
        _("smallest number shown for an area"), default=0, validators=[not_one]
    )
    least_unit = models.PositiveSmallIntegerField(
        _("smallest number shown for a unit"), default=0, validators=[not_one]
    )
    finest_level = models.CharField(
        _("innermost level told"),
        max_length=12,
        choices=[choice for choice in Level.choices if choice[0] != Level.MUNICIPALITY],
        default=Level.UNIT,
        help_text=_("Of cases that are not published. A wider level leaves larger groups, of which more can be shown."),
    )
    date_detail = models.CharField(_("dates told as"), max_length=8, choices=Detail.choices, default=Detail.MONTH)
    channel = models.BooleanField(_("tell how the feedback came in"), default=True)
    reason = models.CharField(_("why"), max_length=300, help_text=_("Shown on the site beside the rule."))

    panels = [
        FieldPanel("department"),
        MultiFieldPanel(
            [FieldPanel("least_department"), FieldPanel("least_area"), FieldPanel("least_unit")],
            heading=_("Small numbers"),
            help_text=_(
                "0 shows every number. Others are blanked with the small ones, so that no sum gives them away."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("finest_level"), FieldPanel("date_detail"), FieldPanel("channel")], heading=_("Coarsening")
        ),
        FieldPanel("reason"),
    ]

    class Meta:
        ordering = ["department__path"]
        verbose_name = _("rule for small numbers")
        verbose_name_plural = _("rules for small numbers")
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="one_general_small_number_rule", condition=models.Q(department__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.department.name if self.department else str(_("Every department"))

    def clean(self) -> None:
        """Refuse day by day together with small numbers, and a level that shows smaller numbers than the one around it."""
        super().clean()
        least = (self.least_department or 0, self.least_area or 0, self.least_unit or 0)
        if self.date_detail == self.Detail.DAY and max(least) > 1:
            raise ValidationError({"date_detail": _("Where small numbers are blanked, months are the finest dates.")})
        if least[1] < least[0] or least[2] < least[1]:
            raise ValidationError(_("A level cannot show smaller numbers than the level around it."))
        general = type(self).objects.filter(department__isnull=True).exclude(pk=self.pk)
        if self.department_id is None and general.exists():
            raise ValidationError({"department": _("There already is a rule for every department. Change that one.")})


class Denominator(models.Model):
    """How many people a unit's cases are set against in a year."""

    class Basis(models.TextChoices):
        """Whom the number counts."""

        USERS = "users", _("users")
        INHABITANTS = "inhabitants", _("inhabitants")

    unit = models.ForeignKey(
        OrganisationUnit, on_delete=models.CASCADE, related_name="denominators", verbose_name=_("unit")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    basis = models.CharField(_("counts"), max_length=12, choices=Basis.choices, default=Basis.USERS)
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Where the number comes from, such as a register and its date.")
    )

    panels = [
        FieldPanel("unit"),
        FieldRowPanel([FieldPanel("year"), FieldPanel("basis"), FieldPanel("number")]),
        FieldPanel("source"),
    ]

    class Meta:
        ordering = ["unit__path", "year"]
        verbose_name = _("number of people")
        verbose_name_plural = _("numbers of people")
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "basis"], name="one_denominator_per_unit_year_basis")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.number}"


class SeriesBreak(models.Model):
    """A day from which figures cannot be set against earlier ones."""

    unit = models.ForeignKey(
        OrganisationUnit,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="series_breaks",
        verbose_name=_("unit"),
        help_text=_("With everything under it. Empty: the whole municipality."),
    )
    on = models.DateField(_("first day of the new order"))
    what = models.CharField(
        _("what changed"), max_length=300, help_text=_("Such as: all calls to the contact centre are registered.")
    )

    panels = [FieldPanel("unit"), FieldPanel("on"), FieldPanel("what")]

    class Meta:
        ordering = ["on", "unit__path"]
        verbose_name = _("break in the series")
        verbose_name_plural = _("breaks in the series")

    def __str__(self) -> str:
        return f"{self.on} {self.what}"


class FigureRevision(models.Model):
    """Why figures of a closed year are other ones than those published before."""

    year = models.PositiveSmallIntegerField(_("year of the figures"))
    reason = models.CharField(
        _("what changed, and why"),
        max_length=400,
        help_text=_("Shown on the site. Name what was wrong and how large the change is."),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)

    panels = [FieldPanel("year"), FieldPanel("reason")]

    class Meta:
        ordering = ["-entered_at", "-pk"]
        verbose_name = _("revised figure")
        verbose_name_plural = _("revised figures")

    def __str__(self) -> str:
        return f"{self.year}: {self.reason}"


def effective_rule(rules: dict[int | None, SmallNumberRule], department: OrganisationUnit | None) -> SmallNumberRule:
    """The rule that holds for a department (None: for cases that belong to none), its own, the general, or the built-in one.

    A department that is closed for publication has a strict built-in rule, so that nobody has to remember it.
    """
    found = rules.get(department.pk if department else None) or rules.get(None)
    if found:
        return found
    closed = department is not None and department.closed_for_publication
    values: dict[str, Any] = {"least_department": 5, "least_area": 5, "least_unit": 5} if closed else {}
    return SmallNumberRule(**values)
