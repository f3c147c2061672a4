"""Registers the import wizard in the admin."""

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

from cms.imports.actions import may_import
from cms.imports.views import urls


class ImportsItem(MenuItem):
    """Shown to those who may bring in cases."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return may_import(request.user)


@hooks.register("register_admin_urls")
def import_urls() -> list[Any]:
    """The wizard's pages."""
    return urls


@hooks.register("register_admin_menu_item")
def imports_item() -> MenuItem:
    """Bring in cases, in the main menu."""
    return ImportsItem(_("Bring in cases"), reverse("imports"), name="imports", icon_name="download", order=340)


@hooks.register("register_permissions")
def import_permissions() -> QuerySet[Permission]:
    """What a group may be given."""
    return Permission.objects.filter(content_type__app_label="imports", codename="run_import")


@hooks.register("register_log_actions")
def import_log_actions(actions: LogActionRegistry) -> None:
    """What is logged, in words."""
    actions.register_action("imports.upload", _("Upload"), _("Uploaded a file of cases"))
    actions.register_action("imports.check", _("Check"), _("Had the rows checked"))
    actions.register_action("imports.import", _("Bring in"), _("Started to bring in the cases"))
    actions.register_action("imports.done", _("Finish"), _("Brought in the cases"))
    actions.register_action("imports.abandon", _("Abandon"), _("Abandoned the import"))
    actions.register_action("imports.undo", _("Undo"), _("Removed the cases of the import"))
    actions.register_action("imports.save_mapping", _("Save the mapping"), _("Saved the mapping"))
    actions.register_action("imports.remove_mapping", _("Remove the mapping"), _("Removed the mapping"))
