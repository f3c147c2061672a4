"""Registers integrations in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from cms.api.admin import SEE, SEE_EVENTS, urls


class PermittedItem(MenuItem):
    """Shown to those who may."""

    def __init__(self, permission: str, label: Any, url: str, **kwargs: Any) -> None:
        self.permission = permission
        super().__init__(label, url, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return bool(request.user.has_perm(self.permission))


@hooks.register("register_admin_urls")
def api_urls() -> list[Any]:
    """The pages of integrations."""
    return urls


@hooks.register("register_settings_menu_item")
def integrations_item() -> MenuItem:
    """Integrations, among the settings."""
    return PermittedItem(
        SEE, _("Integrations"), reverse("api_integrations"), name="integrations", icon_name="link", order=820
    )


@hooks.register("register_reports_menu_item")
def events_item() -> MenuItem:
    """What integrations were told, among the reports."""
    return PermittedItem(
        SEE_EVENTS, _("Sent events"), reverse("api_events"), name="events", icon_name="link-external", order=820
    )


@hooks.register("register_permissions")
def api_permissions() -> QuerySet[Permission]:
    """What a group may be given."""
    names = ["add_integration", "change_integration", "view_integration", "view_delivery", "change_delivery"]
    return Permission.objects.filter(content_type__app_label="api", codename__in=names)


@hooks.register("register_log_actions")
def api_log_actions(actions: LogActionRegistry) -> None:
    """What is logged, in words."""
    actions.register_action("api.renew", _("Make a new token"), _("Made a new token"))
    actions.register_action("api.revoke", _("Revoke a token"), _("Revoked the token"))
    actions.register_action("api.retry", _("Send an event again"), _("Sent the event again"))
