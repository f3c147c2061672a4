"""Registers period reports in the admin."""

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

from cms.period_reports.policies import VIEW
from cms.period_reports.views import urls


class PeriodReportsItem(MenuItem):
    """Shown to those who may read reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return bool(request.user.has_perm(VIEW))


@hooks.register("register_admin_urls")
def period_report_urls() -> list[Any]:
    """The office's pages."""
    return urls


@hooks.register("register_reports_menu_item")
def period_reports_item() -> MenuItem:
    """Period reports, among the reports."""
    return PeriodReportsItem(
        _("Period reports"), reverse("period_reports"), name="period-reports", icon_name="doc-full-inverse", order=50
    )


@hooks.register("register_permissions")
def period_report_permissions() -> QuerySet[Permission]:
    """What a group may be given."""
    return Permission.objects.filter(content_type__app_label="period_reports")


@hooks.register("register_log_actions")
def period_report_log_actions(actions: LogActionRegistry) -> None:
    """What is logged, in words."""
    actions.register_action("period_reports.draft", _("Draft"), _("Drafted the report"))
    actions.register_action("period_reports.recompute", _("Compute again"), _("Computed the figures anew"))
    actions.register_action("period_reports.introduce", _("Introduce"), _("Wrote the introduction"))
    actions.register_action("period_reports.comment", _("Comment"), _("Wrote commentary"))
    actions.register_action("period_reports.submit", _("Submit for approval"), _("Submitted for approval"))
    actions.register_action("period_reports.return", _("Return"), _("Returned the report"))
    actions.register_action("period_reports.approve", _("Approve"), _("Approved a version"))
    actions.register_action("period_reports.withdraw", _("Withdraw"), _("Withdrew the report"))
    actions.register_action("period_reports.announce", _("Announce"), _("Announced the draft"))
