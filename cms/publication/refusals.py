"""A refused decision told where Wagtail's own editor and workflow would answer with a fault of the server."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from cms.publication.policies import PublicationNotAllowedError


class RefusedDecisions:
    """Turns a refusal that no view of ours has caught into a message on the page that the person came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The message, and the way back; for a dialogue of Wagtail's, told to its script."""
        if not isinstance(exception, PublicationNotAllowedError):
            return None
        messages.error(request, str(exception))
        came_from = request.headers.get("referer", "")
        back = (
            came_from
            if url_has_allowed_host_and_scheme(came_from, {request.get_host()})
            else reverse("publication_queue")
        )
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": back})
        return redirect(back)
