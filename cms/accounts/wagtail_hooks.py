"""Registers the second factor and the security log in the admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.accounts import second_factor, security_log

LEADING_NOWHERE = {
    "construct_main_menu": {"explorer", "images", "documents"},
    "construct_settings_menu": {"sites", "collections"},
    "construct_reports_menu": {"locked-pages", "site-history", "aging-pages", "page-types-usage"},
}
"""Wagtail's own pages, pictures and files: the public site is not made of them, so what is written there is never published."""


def hide_from(menu: str) -> None:
    """Take away the items of a menu that lead nowhere."""

    @hooks.register(menu)
    def hide(request: HttpRequest, items: list[MenuItem]) -> None:
        items[:] = [each for each in items if each.name not in LEADING_NOWHERE[menu]]


for each in LEADING_NOWHERE:
    hide_from(each)


class SecurityLogItem(MenuItem):
    """Shown to those who may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return bool(request.user.has_perm("accounts.view_securityevent"))


@hooks.register("register_admin_urls")
def account_urls() -> list[Any]:
    """The pages of the second factor and the log."""
    return [*second_factor.urls, *security_log.urls]


@hooks.register("register_reports_menu_item")
def security_log_item() -> MenuItem:
    """The log, among the reports."""
    return SecurityLogItem(_("Security log"), reverse("security_log"), name="security-log", icon_name="lock", order=900)


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, Any] | None:
    """The second factor, on a person's own account page."""
    if settings.SECOND_FACTOR == "off":
        return None
    return {
        "url": second_factor.account_url(),
        "label": _("Second factor"),
        "help_text": _("A code from your phone, asked for after the password."),
    }


@hooks.register("register_permissions")
def account_permissions() -> QuerySet[Permission]:
    """May read the log, may export the trail of a case."""
    return Permission.objects.filter(
        content_type__app_label="accounts", codename__in=["view_securityevent", "export_trail"]
    )
