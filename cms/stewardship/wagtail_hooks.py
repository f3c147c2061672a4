"""Registers stewardship in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.action_menu import ActionMenuItem

from cms.publication.models import PublicRecord, Status
from cms.stewardship.admin import RetentionRuleViewSet
from cms.stewardship.doors import close_doors
from cms.stewardship.views import APPROVE, HANDLE, RECEIPTS, TRAIL, urls

close_doors()


class PermittedItem(MenuItem):
    """Shown to those who may."""

    def __init__(self, permission: str, label: Any, url: str, **kwargs: Any) -> None:
        self.permission = permission
        super().__init__(label, url, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return bool(request.user.has_perm(self.permission))


class WithdrawItem(ActionMenuItem):
    """Withdraw, among the actions on a public record."""

    name = "action-withdraw"
    label = _("Withdraw and publish at once")
    icon_name = "cross"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Only on something that is online, for those who decide."""
        item = context.get("instance")
        return bool(item and item.status == Status.APPROVED and context["request"].user.has_perm(APPROVE))

    def get_url(self, parent_context: Any) -> str:
        """The page that asks why."""
        return reverse("stewardship_withdraw", args=[parent_context["instance"].pk])


@hooks.register("register_admin_urls")
def stewardship_urls() -> list[Any]:
    """The office's pages."""
    return urls


@hooks.register("register_admin_viewset")
def retention_menu() -> RetentionRuleViewSet:
    """Retention rules."""
    return RetentionRuleViewSet()


@hooks.register("register_admin_menu_item")
def removal_menu() -> MenuItem:
    """Requests, receipts and second looks."""
    menu = Menu(
        items=[
            PermittedItem(
                HANDLE, _("Removal requests"), reverse("stewardship_requests"), icon_name="warning", order=10
            ),
            PermittedItem(APPROVE, _("Look at again"), reverse("stewardship_rechecks"), icon_name="view", order=20),
            PermittedItem(
                RECEIPTS, _("Receipts"), reverse("stewardship_receipts"), icon_name="doc-full-inverse", order=30
            ),
        ]
    )
    return SubmenuMenuItem(_("Removal"), menu, icon_name="bin", order=130)


@hooks.register("register_reports_menu_item")
def trail_item() -> MenuItem:
    """The trail of a case, among the reports."""
    return PermittedItem(
        TRAIL, _("Trail of a case"), reverse("stewardship_trail"), name="trail", icon_name="history", order=800
    )


@hooks.register("register_snippet_action_menu_item")
def withdraw_item(model: type[Any]) -> ActionMenuItem | None:
    """Withdraw on public records."""
    return WithdrawItem(order=900) if model is PublicRecord else None


@hooks.register("register_permissions")
def stewardship_permissions() -> QuerySet[Permission]:
    """What a group may be given."""
    names = ["handle_removalrequest", "view_receipt"]
    return Permission.objects.filter(content_type__app_label="stewardship", codename__in=names)


@hooks.register("register_log_actions")
def stewardship_log_actions(actions: LogActionRegistry) -> None:
    """What is logged, in words."""
    actions.register_action("stewardship.view_request", _("Look at a request"), _("Looked at the request"))
    actions.register_action("stewardship.take_request", _("Take a request"), _("Took the request"))
    actions.register_action("stewardship.decide_request", _("Decide a request"), _("Decided the request"))
    actions.register_action("stewardship.receipt", _("Complete a receipt"), _("Left the site for good"))
    actions.register_action("stewardship.mail_receipt", _("Send a receipt"), _("Sent the receipt"))
    actions.register_action("stewardship.erase_contact", _("Erase contact details"), _("Erased contact details"))
    actions.register_action("stewardship.erase_original", _("Erase the original"), _("Erased the original text"))
    actions.register_action("stewardship.recheck", _("Look at again"), _("Queued for a second look"))
    actions.register_action("stewardship.keep_recheck", _("Keep"), _("Looked at again and kept"))
    actions.register_action("stewardship.export_trail", _("Export the trail"), _("Exported the trail"))
