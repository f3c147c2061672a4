"""An import as the wizard knows it, and the mappings that are kept for the next one."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.cases.models import ImportBatch
from cms.imports.mapping import Mapping
from cms.imports.states import UNDER_WAY, State

SILENT = timedelta(minutes=10)
"""An import that says nothing for so long has no worker any more."""


def new_token() -> str:
    """A name for the file that nobody guesses."""
    return secrets.token_hex(16)


class SavedMapping(models.Model):
    """A mapping under a name, to begin the next import of the same system with."""

    name = models.CharField(gettext_lazy("name"), max_length=80, unique=True)
    mapping = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name = gettext_lazy("saved mapping")
        verbose_name_plural = gettext_lazy("saved mappings")

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file on its way in. The file itself lies in a folder that only the server reads, and is erased when it has served."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    source = models.CharField(gettext_lazy("system that the cases come from"), max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.SET_NULL, related_name="runs")
    state = models.CharField(max_length=12, choices=State.choices, default=State.SETUP)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(default=timezone.now)

    size_bytes = models.PositiveBigIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    """Per target, how often each of their words stands in the file."""
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("import")
        verbose_name_plural = gettext_lazy("imports")
        default_permissions = ()
        permissions = [("run_import", gettext_lazy("Can bring in cases from files and undo it"))]

    def __str__(self) -> str:
        return _("Import %(number)d, %(source)s") % {"number": self.pk or 0, "source": self.source}

    @property
    def path(self) -> Path:
        """Where the uploaded file lies, while it is kept."""
        return settings.IMPORTS / self.token

    @property
    def refused_path(self) -> Path:
        """Where the refused lines lie, while they are kept."""
        return settings.IMPORTS / f"{self.token}.refused.csv"

    @property
    def has_file(self) -> bool:
        """Whether the uploaded file is still there."""
        return self.path.is_file()

    @property
    def has_refused(self) -> bool:
        """Whether the refused lines can be downloaded."""
        return self.refused_path.is_file()

    @property
    def is_under_way(self) -> bool:
        """Whether the worker has it, or is to take it."""
        return self.state in UNDER_WAY

    @property
    def is_silent(self) -> bool:
        """Whether it is under way without having said anything for long: its worker was stopped."""
        return self.is_under_way and timezone.now() - self.touched_at > SILENT

    @property
    def percent(self) -> int:
        """How far it has come."""
        return min(100, round(100 * self.rows_done / self.rows)) if self.rows else 0

    def read_mapping(self) -> Mapping:
        """The mapping, checked.

        Raises:
            MappingError: it lacks something.
        """
        return Mapping.from_dict(self.mapping)
