"""What a token can be allowed, and which permissions of the office its account needs for that."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One thing that a token may do."""

    WORDS = "words:read", _("list units, kinds, categories and outcomes")
    CREATE = "cases:create", _("register cases")
    DISTRIBUTE = "cases:distribute", _("distribute its cases to their unit at once")
    ANSWER = "cases:answer", _("answer its cases")
    READ = "cases:read", _("read how far its cases have come")


PERMISSIONS: dict[str, tuple[str, ...]] = {
    Scope.WORDS: (),
    Scope.CREATE: (),
    Scope.DISTRIBUTE: ("cases.distribute_case",),
    Scope.ANSWER: ("cases.answer_case", "publication.add_publicrecord"),
    Scope.READ: (),
}
"""An account without a scope's permissions is stopped by the state table's own check, whatever the API does."""
