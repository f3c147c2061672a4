"""The Publish page of the admin: what will change, one button, progress, history, rollback."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from cms.publication import selectors
from publish import run, switch
from publish.errors import PublishError
from publish.models import Release, ReleaseState
from publish.release import STEPS
from publish.tasks import run_release

PUBLISH, LOOK = "publish.add_release", "publish.view_release"
ITEMS_SHOWN = 50
RELEASES_SHOWN = 25


def step_names() -> dict[str, str]:
    """What a reader of the page calls the steps of a release."""
    return {
        "snapshot": _("Reads what was approved"),
        "facts": _("Computes the statistics"),
        "build": _("Makes the pages"),
        "index": _("Builds the search"),
        "link": _("Compresses new files"),
        "verify": _("Checks every file"),
        "switch": _("Puts the release online"),
        "deploy": _("Copies it to other servers"),
        "tidy": _("Clears up"),
    }


class PublishPermissionMixin:
    """Lets in who may publish; some pages also who may only look."""

    permissions = frozenset({PUBLISH})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse others."""
        if not any(map(request.user.has_perm, self.permissions)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class OverviewView(PublishPermissionMixin, WagtailAdminTemplateMixin, View):
    """What will change, the button, and what was published before."""

    permissions = frozenset({PUBLISH, LOOK})
    template_name = "publish/overview.html"
    page_title = gettext_lazy("Publish")
    header_icon = "upload"
    _show_breadcrumbs = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.render_to_response(self.get_context_data())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home → Publish."""
        return [*self.breadcrumbs_items, {"url": reverse("publish_overview"), "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Plan and history."""
        here = run.folders()
        under_way = current_release()
        kept, served = set(here.numbers()), here.served()
        changes, headings = run.pending_changes()
        groups = [
            {
                "title": title,
                "count": len(ids),
                "items": [{"id": each, "heading": headings.get(each, "")} for each in ids[:ITEMS_SHOWN]],
                "more": max(0, len(ids) - ITEMS_SHOWN),
            }
            for title, ids in (
                (_("Added"), changes.added),
                (_("Changed"), changes.changed),
                (_("Withdrawn"), changes.withdrawn),
            )
        ]
        waiting, first_waiting = selectors.next_visible(timezone.now())
        releases = list(Release.objects.select_related("user")[:RELEASES_SHOWN])
        for each in releases:
            each.is_served = each.number == served and each.state == ReleaseState.DONE  # type: ignore[attr-defined]
            each.can_be_served = each.number in kept and each.number != served  # type: ignore[attr-defined]
        return super().get_context_data(
            groups=groups,
            has_changes=bool(changes.touched),
            waiting=waiting,
            first_waiting=first_waiting,
            under_way=under_way,
            progress=progress_of(under_way) if under_way else None,
            releases=releases,
            may_publish=self.request.user.has_perm(PUBLISH),
            **kwargs,
        )


class StartView(PublishPermissionMixin, View):
    """Starts a release in the background."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Enter it in the history and hand it to the worker; one at a time."""
        if current_release() is None:
            user: Any = request.user
            entry = run.begin(user, name_of(user))
            log(entry, "publish.release", user=user)
            run_release.enqueue(entry.pk)
        return redirect("publish_overview")


class RollbackView(PublishPermissionMixin, View):
    """Serves an earlier release again."""

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Move the link, or say why not."""
        user: Any = request.user
        try:
            run.roll_back(number, user, name_of(user))
        except PublishError as error:
            messages.error(request, str(error))
        else:
            entry = Release.objects.filter(number=number).latest("pk")
            log(entry, "publish.rollback", user=user)
            messages.success(request, _("Release %(number)d is served again.") % {"number": number})
        return redirect("publish_overview")


class ProgressView(PublishPermissionMixin, View):
    """How far a release has come, for the page's script."""

    permissions = frozenset({PUBLISH, LOOK})

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        """State, step and share."""
        entry = Release.objects.filter(pk=pk).first()
        return JsonResponse(progress_of(entry) if entry else {"done": True}, status=200 if entry else 404)


def name_of(user: Any) -> str:
    """How the history names a person."""
    return str(user.get_full_name() or user.get_username())


def current_release() -> Release | None:
    """The release under way. One that no process works on any more is marked as interrupted."""
    entry = Release.objects.filter(state__in=[ReleaseState.WAITING, ReleaseState.RUNNING]).first()
    if entry and entry.state == ReleaseState.RUNNING and not switch.is_locked(run.folders()):
        run.close_interrupted(entry)
        return None
    return entry


def progress_of(entry: Release) -> dict[str, Any]:
    """What the page shows of a release under way."""
    name = step_names().get(entry.step, _("Waits for its turn")) if entry.is_under_way else entry.get_state_display()
    return {
        "done": not entry.is_under_way,
        "state": entry.state,
        "percent": round(entry.progress * 100),
        "step": name,
        "place": STEPS.index(entry.step) + 1 if entry.step in STEPS else 0,
        "steps": len(STEPS),
    }


urls = [
    path("publish/", OverviewView.as_view(), name="publish_overview"),
    path("publish/start/", StartView.as_view(), name="publish_start"),
    path("publish/progress/<int:pk>/", ProgressView.as_view(), name="publish_progress"),
    path("publish/rollback/<int:number>/", RollbackView.as_view(), name="publish_rollback"),
]
