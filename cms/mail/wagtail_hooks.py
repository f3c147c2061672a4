"""Registers letters in the admin."""

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

from cms.mail.admin import SEE, MailTemplateViewSet, urls


class OutboxItem(MenuItem):
    """Shown to those who look after the system."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return bool(request.user.has_perm(SEE))


@hooks.register("register_admin_urls")
def mail_urls() -> list[Any]:
    """The queue's pages."""
    return urls


@hooks.register("register_admin_viewset")
def letters() -> MailTemplateViewSet:
    """The words of letters."""
    return MailTemplateViewSet()


@hooks.register("register_reports_menu_item")
def outbox_item() -> MenuItem:
    """The queue, among the reports."""
    return OutboxItem(_("Sent letters"), reverse("mail_outbox"), name="outbox", icon_name="mail", order=810)


@hooks.register("register_permissions")
def mail_permissions() -> QuerySet[Permission]:
    """What a group may be given."""
    names = ["view_message", "change_message", "view_mailtemplate", "change_mailtemplate"]
    return Permission.objects.filter(content_type__app_label="mail", codename__in=names)


@hooks.register("register_log_actions")
def mail_log_actions(actions: LogActionRegistry) -> None:
    """What is logged, in words."""
    actions.register_action("mail.retry", _("Try a letter again"), _("Tried the letter again"))
