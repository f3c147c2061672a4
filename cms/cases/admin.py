"""Cases and the words about them in the admin. Handling has its own screens; here a case is found and read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.cases.models import Case, CategoryScheme, Kind, Promise, StageLimit

PRIVATE_FIELDS = ("sender_name", "sender_email", "sender_phone", "sender_address", "internal_notes")


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Cases are changed by moves along their state table, never by a plain form."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Only reading."""
        return action in {"view", "inspect"} and super().user_has_permission(user, "view")

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Whether the person may read."""
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(Case, ReadOnlyPolicy(Case))


def visible_cases(user: Any) -> QuerySet[Case]:
    """Cases of the units the person works for; all of them for a person without chosen units."""
    units = [] if user.is_superuser else list(user.units.all())
    return Case.objects.under(units) if units else Case.objects.all()


class CaseIndexView(IndexView):
    """The cases this person may see."""

    def get_base_queryset(self) -> Any:
        """Cases of the person's units, with what a row shows."""
        return visible_cases(self.request.user).select_related("unit", "kind")


class CaseInspectView(InspectView):
    """One case, read only; who sent it only for those who handle cases. Every look is logged."""

    def get_object(self, queryset: Any = None) -> Any:
        """The case, if it belongs to the person's units."""
        case = super().get_object(visible_cases(self.request.user))
        log(case, "cases.view_original", user=self.request.user)
        return case

    def get_fields(self) -> list[str]:
        """Private fields are left out for those who may not see them."""
        fields = super().get_fields()
        if self.request.user.has_perm("cases.view_private_fields"):
            return list(fields)
        return [name for name in fields if name not in PRIVATE_FIELDS]


class CaseViewSet(ModelViewSet):
    """Cases, to find and read."""

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
    inspect_view_fields = [
        "number", "state", "kind", "category", "unit", "channel", "heading", "text", "sender_name", "sender_email", "sender_phone",
        "sender_address", "wants_publication", "received_on", "distributed_on", "first_reaction_on", "answered_on", "closed_on", "answer",
        "answered_by_role", "outcome", "outcome_text", "internal_notes",
    ]  # fmt: skip
    index_view_class = CaseIndexView
    inspect_view_class = CaseInspectView
    list_display = ["number", "heading", "kind", "unit", "get_state_display", "received_on"]
    list_filter = ["state", "kind", "channel"]
    search_fields = ["number", "heading"]
    list_per_page = 50


class KindViewSet(ModelViewSet):
    """Kinds of feedback."""

    model = Kind
    icon = "tag"
    form_fields = ["name", "plural", "code", "slug", "position", "valid_from", "valid_to"]
    list_display = ["name", "code", "valid_from", "valid_to"]
    copy_view_enabled = False


class CategorySchemeViewSet(ModelViewSet):
    """Schemes of categories."""

    model = CategoryScheme
    icon = "list-ul"
    panels = CategoryScheme.panels
    list_display = ["name", "code", "valid_from", "valid_to"]
    copy_view_enabled = False


class PromiseViewSet(ModelViewSet):
    """Service promises."""

    model = Promise
    icon = "date"
    panels = Promise.panels
    list_display = ["name", "length", "get_unit_display", "valid_from", "valid_to"]
    copy_view_enabled = False


class StageLimitViewSet(ModelViewSet):
    """Limits of the stages of handling."""

    model = StageLimit
    icon = "history"
    form_fields = ["stage", "working_days", "valid_from", "valid_to"]
    list_display = ["get_stage_display", "working_days", "valid_from", "valid_to"]
    copy_view_enabled = False


class WordsGroup(ModelViewSetGroup):
    """The menu of words and promises."""

    menu_label = gettext_lazy("Words and promises")
    menu_icon = "tag"
    menu_order = 510
    items = (KindViewSet, CategorySchemeViewSet, PromiseViewSet, StageLimitViewSet)
