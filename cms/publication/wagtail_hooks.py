"""Registers publication in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from cms.publication.admin import DetectorListViewSet, PublicRecordViewSet, SearchSynonymViewSet
from cms.publication.models import PublicRecord
from cms.publication.review import urls

register_snippet(PublicRecordViewSet)
register_snippet(DetectorListViewSet)
register_snippet(SearchSynonymViewSet)


class ReviewMenuItem(MenuItem):
    """Shown to those who may approve."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person reviews."""
        return bool(request.user.has_perm("publication.approve_publicrecord"))


@hooks.register("register_admin_urls")
def review_urls() -> list[Any]:
    """The review queue and screen."""
    return urls


@hooks.register("register_admin_menu_item")
def review_menu_item() -> MenuItem:
    """The review queue, first in the menu."""
    return ReviewMenuItem(_("Review"), reverse("publication_queue"), icon_name="tasks", order=90)


@hooks.register("construct_snippet_action_menu")
def only_review_publishes(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Take Wagtail's own publish and unpublish away from public records: a second person's approval is the only way out."""
    if context.get("model") is PublicRecord:
        menu_items[:] = [
            item for item in menu_items if item.name not in {"action-publish", "action-unpublish", "action-delete"}
        ]


@hooks.register("register_log_actions")
def publication_log_actions(actions: LogActionRegistry) -> None:
    """What is logged about publication, in words."""
    actions.register_action("publication.prepare", _("Prepare"), _("Prepared the public version"))
    actions.register_action("publication.submit", _("Submit for review"), _("Submitted for review"))
    actions.register_action("publication.return", _("Return"), _("Returned from review"))
    actions.register_action("publication.approve", _("Approve"), _("Approved for publication"))
    actions.register_action("publication.withhold", _("Withhold"), _("Withheld from publication"))
    actions.register_action("publication.lift_withholding", _("Lift the withholding"), _("Lifted the withholding"))
    actions.register_action("publication.withdraw", _("Withdraw"), _("Withdrew from the site"))
    actions.register_action("publication.redact", _("Redact"), _("Decided about findings"))
    actions.register_action(
        "publication.undo_approval", _("Undo the approval"), _("Undid an approval before it was visible")
    )
    actions.register_action("publication.propose_summary", _("Propose a summary"), _("Proposed a summary instead"))
    actions.register_action("publication.claim", _("Claim"), _("Claimed for review"))
    actions.register_action("publication.release_claim", _("Give back"), _("Gave back to the review queue"))
