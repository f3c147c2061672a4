"""Registers the Publish page in the admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from publish.admin_views import LOOK, PUBLISH, urls


class PublishMenuItem(MenuItem):
    """Shown to who may publish or look."""

    def is_shown(self, request: HttpRequest) -> bool:
        """True with either permission."""
        return request.user.has_perm(PUBLISH) or request.user.has_perm(LOOK)


@hooks.register("register_admin_urls")
def publish_urls() -> list[URLPattern]:
    """The Publish page and what it calls."""
    return urls


@hooks.register("register_admin_menu_item")
def publish_menu_item() -> MenuItem:
    """Publish, in the main menu."""
    return PublishMenuItem(_("Publish"), reverse("publish_overview"), name="publish", icon_name="upload", order=350)


@hooks.register("register_permissions")
def publish_permissions() -> QuerySet[Permission]:
    """May publish, may look."""
    return Permission.objects.filter(content_type__app_label="publish", codename__in=["add_release", "view_release"])


@hooks.register("register_log_actions")
def publish_log_actions(actions: LogActionRegistry) -> None:
    """What the log says."""
    actions.register_action("publish.release", _("Publish"), _("Started a release"))
    actions.register_action("publish.rollback", _("Roll back"), _("Served an earlier release again"))
