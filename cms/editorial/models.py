"""The pages that explain the site: drafts and history in the admin, Markdown in the release.

A page that was never published is the one that ships with Klarsyn; unpublishing brings that one back.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from cms.editorial.checks import faults, preview


class EditorialPage(DraftStateMixin, PreviewableMixin, RevisionMixin, models.Model):
    """One page that explains the site, such as `om` or `en/about`."""

    name = models.CharField(
        _("web address"),
        max_length=80,
        unique=True,
        validators=[
            RegexValidator(
                r"^(en/)?[a-z0-9][a-z0-9-]*\Z", _("Use a-z, 0-9 and hyphens; en/ first for a page in English.")
            )
        ],
        help_text=_(
            "The page's address on the site without slashes around it, such as om or en/about. Use en/ first for a page in English."
        ),
    )
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("One sentence for search engines and shared links.")
    )
    body = models.TextField(
        _("text"),
        help_text=_(
            "Markdown: ## before a heading, - before each item of a list, **strong**, [words of a link](https://address). What the "
            "settings know is put in by name: {{ site.municipality }}, {{ site.email }}, {{ site.phone }}, {{ site.feedback_url }}."
        ),
    )
    revisions = GenericRelation("wagtailcore.Revision", related_query_name="editorial_page")

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("name"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a text that the site could not show."""
        super().clean()
        if self.name and self.title and (found := faults(self.name, self.markdown())):
            raise ValidationError(found)

    def markdown(self) -> str:
        """The page as a file of `content/pages/`."""
        heads = {"Title": self.title, "Slug": self.name.rpartition("/")[2], "Summary": self.summary}
        lines = [f"{key}: {' '.join(value.split())}" for key, value in heads.items() if value]
        body = self.body.replace("\r\n", "\n").strip()
        return "\n".join([*lines, "", body, ""])

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as the site will show it."""
        if found := faults(self.name, self.markdown()):
            return HttpResponse(*found.values(), content_type="text/plain; charset=utf-8")
        return HttpResponse(preview(self.name, self.markdown()))
