"""The people who work in Klarsyn. Citizens have no accounts."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff: signs in to the admin, works for some units, in one or more roles (groups)."""

    job_title = models.CharField(
        _("job title"),
        max_length=120,
        blank=True,
        help_text=_("Shown to colleagues. The public sees roles, never names."),
    )
    units = models.ManyToManyField(
        "organisation.OrganisationUnit",
        blank=True,
        related_name="staff",
        verbose_name=_("units"),
        help_text=_(
            "Sees cases of these units and everything under them. Empty for registrars and communications: all."
        ),
    )
    system = models.BooleanField(
        default=False, editable=False, help_text=_("Stands for a program, such as an import; can't sign in.")
    )

    integration = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Stands for another system, which acts over the API within its scopes; can't sign in."),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    @property
    def has_units(self) -> bool:
        """Whether the person works for some units only. The database is asked once: a page's menu, headings and lists all want to know."""
        models.prefetch_related_objects([self], "units")
        return bool(self.units.all())


class SecurityEvent(models.Model):
    """A sign-in, a refusal or a change of somebody's second factor. Holds which account and what, no words and no full address."""

    class Kind(models.TextChoices):
        """What happened."""

        SIGNED_IN = "signed_in", _("signed in")
        SIGNED_OUT = "signed_out", _("signed out")
        SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
        LOCKED_OUT = "locked_out", _("locked out after too many attempts")
        SESSION_ENDED = "session_ended", _("session ended by time")
        REFUSED = "refused", _("permission refused")
        FACTOR_PASSED = "factor_passed", _("second factor passed")
        FACTOR_FAILED = "factor_failed", _("second factor failed")
        FACTOR_ADDED = "factor_added", _("second factor added")
        FACTOR_REMOVED = "factor_removed", _("second factor removed")
        ROLES_CHANGED = "roles_changed", _("roles changed by the identity provider")
        EXPORTED = "exported", _("exported")

    at = models.DateTimeField(_("when"), auto_now_add=True)
    kind = models.CharField(_("what"), max_length=16, choices=Kind.choices)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("account")
    )
    network = models.CharField(_("network"), max_length=50, blank=True)
    where = models.CharField(
        _("where"), max_length=120, blank=True, help_text=_("The name of the page, never its address.")
    )
    object_id = models.CharField(_("number in the database"), max_length=40, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        indexes = [models.Index(fields=["-at"]), models.Index(fields=["kind", "-at"])]
        permissions = [("export_trail", _("Can export what was done with a case"))]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
