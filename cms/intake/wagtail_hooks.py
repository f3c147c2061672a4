"""Registers the files of cases in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, log

from cms.accounts.guard import guard
from cms.cases.policies import works_for
from cms.intake.attachments import path_of
from cms.intake.models import Attachment

READ = "cases.view_private_fields"


def unit_path_of(key: str) -> str | None:
    """The tree path of the unit whose case the file belongs to."""
    return (
        Attachment.objects.filter(pk=key).values_list("case__unit__path", flat=True).first() if key.isdigit() else None
    )


guard("intake_attachment", unit_path_of)


def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A file, for those who handle the case. The browser may show a picture, and runs nothing of it."""
    if not request.user.has_perm(READ):
        raise PermissionDenied
    found = get_object_or_404(Attachment.objects.select_related("case__unit"), pk=pk)
    if not works_for(request.user, found.case):  # type: ignore[arg-type]
        raise Http404
    file = path_of(found)
    if not file.exists():
        raise Http404
    log(found.case, "intake.view_attachment", user=request.user)
    ending = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}.get(found.content_type, "pdf")
    response = FileResponse(
        file.open("rb"),
        content_type=found.content_type,
        as_attachment=not found.is_picture,
        filename=f"{found.case.number}-{found.pk}.{ending}",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@hooks.register("register_admin_urls")
def attachment_urls() -> list[Any]:
    """Where files are read."""
    return [path("intake/attachment/<int:pk>/", attachment, name="intake_attachment")]


@hooks.register("register_permissions")
def intake_permissions() -> QuerySet[Permission]:
    """What a group may be given."""
    return Permission.objects.filter(content_type__app_label="intake", codename="change_formtexts")


@hooks.register("register_log_actions")
def intake_log_actions(actions: LogActionRegistry) -> None:
    """What is logged, in words."""
    actions.register_action("intake.view_attachment", _("Look at a file"), _("Looked at an attached file"))
