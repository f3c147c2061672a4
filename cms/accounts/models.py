"""The people who work in Klarsyn. Citizens have no accounts."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff: signs in to the admin, works for some units, in one or more roles (groups)."""

    job_title = models.CharField(
        _("job title"), max_length=120, blank=True, help_text=_("Shown to colleagues. The public sees roles, never names.")
    )
    units = models.ManyToManyField(
        "organisation.OrganisationUnit",
        blank=True,
        related_name="staff",
        verbose_name=_("units"),
        help_text=_("Sees cases of these units and everything under them. Empty for registrars and communications: all."),
    )
    system = models.BooleanField(default=False, editable=False, help_text=_("Stands for a program, such as an import; can't sign in."))

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
