"""Cases in the admin: the list, the working screen of each, registering; and answer templates."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from cms.cases.admin import visible_cases
from cms.cases.models import Case
from cms.handling import counter_form, registering, views
from cms.handling.exports import harmless
from cms.handling.models import AnswerTemplate
from cms.organisation.columns import choice_column


class CaseIndexView(IndexView):
    """The cases this person may see."""

    def get_base_queryset(self) -> Any:
        """Cases of the person's units, with what a row shows."""
        return visible_cases(self.request.user).select_related("unit", "kind")

    def to_row_dict(self, item: Any) -> Any:
        """A row of the file that the list is taken out as: no cell is a formula."""
        row = super().to_row_dict(item)
        return type(row)((name, harmless(value)) for name, value in row.items())

    def get_add_url(self) -> str | None:
        """No plain form: registering has its own page, with its own permission."""
        return None


class CaseViewSet(ModelViewSet):
    """Cases, to find, and to work with."""

    model = Case
    icon = "mail"
    menu_label = gettext_lazy("Cases")
    menu_order = 110
    add_to_admin_menu = True
    name = "cases"
    url_prefix = "cases"
    form_fields = ["heading"]
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = CaseIndexView
    list_display = ["number", "heading", "kind", "unit", choice_column(Case, "state"), "received_on"]
    list_export = [
        "number",
        "heading",
        "kind.name",
        "category.name",
        "unit.name",
        "channel",
        "state",
        "received_on",
        "answered_on",
    ]
    export_filename = "cases"
    list_filter = ["state", "kind", "channel", "serious"]
    search_fields = ["number", "heading"]
    list_per_page = 50

    def get_urlpatterns(self) -> list[Any]:
        """The list, and our own pages in place of Wagtail's for one case."""
        own = {"inspect", "add", "edit", "delete", "usage"}
        kept = [each for each in super().get_urlpatterns() if getattr(each, "name", "") not in own]
        return [
            *kept,
            path("inspect/<int:pk>/", views.case_page, name="inspect"),
            path("move/<int:pk>/<slug:name>/", views.move, name="move"),
            path("act/<int:pk>/<slug:name>/", views.act, name="act"),
            path("public-version/<int:pk>/", views.public_version, name="public_version"),
            path("similar/<int:pk>/", views.similar, name="similar"),
            path("register/", registering.register_page, name="register"),
            path("register/similar/", registering.similar_while_typing, name="register_similar"),
            path("register/form/", counter_form.counter_form, name="counter_form"),
        ]


class AnswerTemplateViewSet(ModelViewSet):
    """Texts to begin answers with."""

    model = AnswerTemplate
    icon = "edit"
    name = "answer_templates"
    url_prefix = "answer-templates"
    menu_label = gettext_lazy("Answer templates")
    menu_name = "answer-templates"
    add_to_settings_menu = True
    panels = AnswerTemplate.panels
    list_display = ["name", "kind", "department"]
    copy_view_enabled = False
    inspect_view_enabled = False
