"""What holds for every request to the API, whatever it asks: the size of its body, its language, and that every refusal is a problem."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cms.api.problems import MEDIA_TYPE, ProblemError, not_found

PREFIX = "/api/"
LARGEST_BODY_BYTES = 256 * 1024
"""The longest text and the longest answer, in JSON with every letter escaped, and room."""


class ApiEdge:
    """Middleware around the addresses of the API; others pass it untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        with translation.override("en"):
            refusal = _refusal(request)
            response = refusal.response() if refusal else _as_problem(self.get_response(request))
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response._has_been_logged = True  # type: ignore[attr-defined]  # a flood of refusals would fill the disk
        return response


def _refusal(request: HttpRequest) -> ProblemError | None:
    """Why the body is not even looked at."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_BODY_BYTES:
        return ProblemError(
            "too-large", f"The body is longer than {LARGEST_BODY_BYTES} bytes.", "Shorten the text, and send it again."
        )
    if request.method == "POST" and request.content_type != "application/json":
        return ProblemError(
            "wrong-type",
            "The body is not declared as application/json.",
            "Send it with “Content-Type: application/json”.",
        )
    return None


def _as_problem(response: HttpResponse) -> HttpResponse:
    """What Django itself refused, in the form of the API."""
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    if response.status_code == 404:
        return not_found("There is nothing at this address.").response()
    if response.status_code == 405:
        allowed = response.headers.get("Allow", "")
        return ProblemError(
            "method-not-allowed",
            "This address does not know the method of the request.",
            f"Use {allowed}." if allowed else "Read /api/v1/openapi.json.",
            headers={"Allow": allowed},
        ).response()
    return response
