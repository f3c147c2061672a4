"""Retention rules in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.model import ModelViewSet

from cms.stewardship.models import RetentionRule


class RetentionRuleViewSet(ModelViewSet):
    """How long things are kept, and who sees to it."""

    model = RetentionRule
    icon = "history"
    menu_label = gettext_lazy("Retention")
    menu_order = 520
    name = "retention_rules"
    url_prefix = "retention"
    add_to_admin_menu = True
    panels = RetentionRule.panels
    list_display = ["__str__", "days_online", "days_contact", "days_original", "responsible"]
    copy_view_enabled = False
