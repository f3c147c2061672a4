"""Public records in the admin: Wagtail's editor with drafts, history, locking, workflow and the real preview."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from cms.organisation.columns import choice_column
from cms.publication.models import DetectorList, PublicRecord, SearchSynonym


class RecordIndexView(IndexView):
    """Records of the units the person works for."""

    def get_base_queryset(self) -> Any:
        """The person's records, with what a row shows."""
        records = super().get_base_queryset().select_related("unit", "kind")
        user = self.request.user
        paths = [] if user.is_superuser else list(user.units.values_list("path", flat=True))
        if not paths:
            return records
        scope = Q()
        for path in paths:
            scope |= Q(unit__path__startswith=path)
        return records.filter(scope)


class PublicRecordViewSet(SnippetViewSet):
    """The public versions of cases."""

    model = PublicRecord
    icon = "doc-full"
    menu_label = gettext_lazy("Public records")
    menu_name = "public-records"
    menu_order = 120
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = RecordIndexView
    list_display = ["public_id", "heading", "kind", "unit", choice_column(PublicRecord, "status"), "answered_on"]
    list_filter = ["status", "kind", "language"]
    search_fields = ["public_id", "heading"]
    list_per_page = 50


class DetectorListViewSet(SnippetViewSet):
    """The municipality's own lists for the detector."""

    model = DetectorList
    icon = "list-ul"
    menu_label = gettext_lazy("Lists for the detector")
    menu_name = "detector-lists"
    add_to_settings_menu = True
    list_display = ["__str__", "updated_at"]


class SearchSynonymViewSet(SnippetViewSet):
    """What people here call things, for both searches."""

    model = SearchSynonym
    icon = "search"
    menu_label = gettext_lazy("Own synonyms")
    menu_name = "own-synonyms"
    add_to_settings_menu = True
    list_display = ["words", "updated_at"]
    search_fields = ["words"]
