"""Registers cases, and the words about them, in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from cms.cases.admin import CaseViewSet, WordsGroup


@hooks.register("register_admin_viewset")
def cases_menu() -> list[object]:
    """Cases, kinds, categories, promises and limits."""
    return [CaseViewSet(), WordsGroup()]


@hooks.register("register_log_actions")
def case_log_actions(actions: LogActionRegistry) -> None:
    """What is logged about cases, in words."""
    actions.register_action("cases.view_original", _("Look at the original"), _("Looked at the original"))
