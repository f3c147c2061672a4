"""The history of releases, for people: who made which, what it changed, how it went."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReleaseState(models.TextChoices):
    """Where a release stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", pgettext_lazy("release", "done")
    UNCHANGED = "unchanged", _("nothing new")
    FAILED = "failed", _("failed")
    INTERRUPTED = "interrupted", _("interrupted")


class Release(models.Model):
    """One attempt to publish. Its files, when it succeeded, lie in var/releases/<number>/."""

    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=ReleaseState, default=ReleaseState.WAITING, editable=False
    )
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    who = models.CharField(_("who"), max_length=200, editable=False)
    records = models.PositiveIntegerField(_("items online"), default=0, editable=False)
    added = models.PositiveIntegerField(_("added"), default=0, editable=False)
    changed = models.PositiveIntegerField(_("changed"), default=0, editable=False)
    withdrawn = models.PositiveIntegerField(_("withdrawn"), default=0, editable=False)
    message = models.TextField(_("message"), blank=True, editable=False)
    step = models.CharField(_("step"), max_length=20, blank=True, editable=False)
    progress = models.FloatField(_("progress"), default=0, editable=False, help_text=_("Between 0 and 1."))
    manifest_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    seconds = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return _("Release %(number)s") % {"number": self.number or "–"}

    @property
    def is_under_way(self) -> bool:
        """True until it is known how the attempt ended."""
        return self.state in {ReleaseState.WAITING, ReleaseState.RUNNING}
