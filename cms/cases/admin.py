"""The words about cases in the admin, and which cases a person may see. Cases themselves have their screens in cms.handling."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.cases.models import Case, CategoryScheme, Kind, Promise, StageLimit
from cms.organisation.columns import choice_column


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
    list_display = ["name", "length", choice_column(Promise, "unit"), "valid_from", "valid_to"]
    copy_view_enabled = False


class StageLimitViewSet(ModelViewSet):
    """Limits of the stages of handling."""

    model = StageLimit
    icon = "history"
    panels = StageLimit.panels
    list_display = ["__str__", "working_days", "valid_from", "valid_to"]
    copy_view_enabled = False


class WordsGroup(ModelViewSetGroup):
    """The menu of words and promises."""

    menu_label = gettext_lazy("Words and promises")
    menu_icon = "tag"
    menu_order = 510
    items = (KindViewSet, CategorySchemeViewSet, PromiseViewSet, StageLimitViewSet)
