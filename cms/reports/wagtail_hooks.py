"""Registers the start page and the reports in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import home

from cms.reports.start import WorkPanel
from cms.reports.views import urls

# Wagtail's own panels list pages, and workflow tasks one by one; the review queue shows the same work in order.
NOT_OF_USE = (
    home.WorkflowObjectsToModeratePanel,
    home.UserObjectsInWorkflowModerationPanel,
    home.RecentEditsPanel,
    home.LockedPagesPanel,
)


class CasesMenuItem(MenuItem):
    """Shown to those who see cases."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may read cases."""
        return bool(request.user.has_perm("cases.view_case"))


class BoardMenuItem(MenuItem):
    """Shown to those who look after the process."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may see the board."""
        return bool(request.user.has_perm("handling.view_board"))


@hooks.register("construct_homepage_panels")
def work_first(request: HttpRequest, panels: list[Any]) -> None:
    """The person's own work, in place of lists of pages."""
    panels[:] = [WorkPanel(request), *(panel for panel in panels if not isinstance(panel, NOT_OF_USE))]


@hooks.register("construct_homepage_summary_items")
def no_site_summary(request: HttpRequest, items: list[Any]) -> None:
    """Counts of pages, images and documents say nothing here."""
    items.clear()


@hooks.register("register_admin_urls")
def report_urls() -> list[Any]:
    """The lists."""
    return urls


@hooks.register("register_reports_menu_item")
def late_menu_item() -> MenuItem:
    """Late cases, among the reports."""
    return CasesMenuItem(_("Late cases"), reverse("reports_late"), name="late-cases", icon_name="date", order=100)


@hooks.register("register_reports_menu_item")
def open_menu_item() -> MenuItem:
    """Open cases by the day they are promised an answer, among the reports."""
    return CasesMenuItem(_("Open cases"), reverse("reports_open"), name="open-cases", icon_name="list-ul", order=110)


@hooks.register("register_reports_menu_item")
def planned_menu_item() -> MenuItem:
    """What the municipality said it will do, among the reports."""
    return CasesMenuItem(_("Planned actions"), reverse("reports_planned"), name="planned", icon_name="tasks", order=120)


@hooks.register("register_reports_menu_item")
def board_menu_item() -> MenuItem:
    """The board, first among the reports."""
    return BoardMenuItem(_("Board"), reverse("reports_board"), name="board", icon_name="table", order=90)


@hooks.register("construct_help_menu")
def no_news_of_wagtail(request: HttpRequest, items: list[Any]) -> None:
    """News for those who build with Wagtail are not for those who work in it."""
    items[:] = [item for item in items if not item.name.startswith("whats-new-in-wagtail")]
