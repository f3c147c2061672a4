"""Registers cases, and the words about them, in the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from cms.cases.admin import WordsGroup
from cms.cases.search import urls


class FindMenuItem(MenuItem):
    """Shown to those who may read cases or public records."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is anything the person may find."""
        return bool(request.user.has_perm("cases.view_case") or request.user.has_perm("publication.view_publicrecord"))


@hooks.register("register_admin_urls")
def search_urls() -> list[Any]:
    """The staff's search."""
    return urls


@hooks.register("register_admin_menu_item")
def find_menu_item() -> MenuItem:
    """The staff's search in the menu."""
    return FindMenuItem(_("Find"), reverse("staff_search"), icon_name="search", order=100)


@hooks.register("register_admin_viewset")
def cases_menu() -> list[object]:
    """Kinds, categories, promises and limits."""
    return [WordsGroup()]


@hooks.register("register_log_actions")
def case_log_actions(actions: LogActionRegistry) -> None:
    """What is logged about cases, in words."""
    actions.register_action("cases.view_original", _("Look at the original"), _("Looked at the original"))
