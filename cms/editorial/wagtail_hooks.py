"""Registers the texts of the site in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.editorial.models import EditorialPage


class EditorialPageViewSet(SnippetViewSet):
    """The pages that explain the site."""

    model = EditorialPage
    icon = "doc-empty"
    menu_label = gettext_lazy("Texts of the site")
    menu_name = "editorial-pages"
    menu_order = 510
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["title", "name", "_updated_at", "get_state"]
    search_fields = ["title", "name", "body"]


register_snippet(EditorialPageViewSet)
