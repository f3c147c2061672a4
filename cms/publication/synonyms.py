"""The municipality's own words for the search: what people here call things, beside the list that ships with Klarsyn."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class SearchSynonym(models.Model):
    """Expressions that lead to each other in the staff's search at once, and in the public one from the next release on.

    Written as in `search_index/lexicon/synonyms.txt`: `badis, Kvarnbadet`, or `badis > Kvarnbadet` for one way only.
    """

    words = models.CharField(
        _("words"),
        max_length=400,
        unique=True,
        help_text=_(
            "Words and expressions that mean the same, with commas between: badis, Kvarnbadet. With an arrow only what stands "
            "before it leads on: badis > Kvarnbadet. Write no names of persons: the words are published with the search."
        ),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    panels = [FieldPanel("words")]

    class Meta:
        ordering = ["words"]
        verbose_name = _("own synonyms")
        verbose_name_plural = _("own synonyms")

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Tidy the spaces; refuse what leads nowhere."""
        self.words = " ".join(self.words.split())
        sides = [[word.strip() for word in side.split(",") if word.strip()] for side in self.words.split(">")]
        is_whole = len(sides) <= 2 and all(sides) and "#" not in self.words
        if not is_whole or (len(sides) == 1 and len(sides[0]) < 2):
            raise ValidationError(
                {
                    "words": _(
                        "Write at least two expressions with a comma between, or one that leads to another: a > b."
                    )
                }
            )
