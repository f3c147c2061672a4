"""What goes wrong, told in the form of RFC 9457 (application/problem+json): the thing, what is wrong with it, the next step."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as RequestError

from cms.cases.states import MoveNotAllowedError

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:klarsyn:problem:"

logger = logging.getLogger(__name__)


class FieldProblem(Schema):
    """One part of the request, and what is wrong with it."""

    where: str
    message: str


class Problem(Schema):
    """Why a request was not carried out. Nothing was changed."""

    type: str
    title: str
    status: int
    detail: str
    next_step: str
    errors: list[FieldProblem]


TITLES = {
    "not-json": (400, "The body is not JSON"),
    "no-token": (401, "No valid token"),
    "scope-missing": (403, "The token may not do this"),
    "unit-not-yours": (403, "The unit is not the integration's"),
    "not-found": (404, "Not found"),
    "method-not-allowed": (405, "Method not allowed"),
    "move-not-allowed": (409, "The case cannot be moved so now"),
    "external-id-taken": (409, "The number is in use"),
    "key-used": (409, "The Idempotency-Key was used for another request"),
    "too-large": (413, "The body is too large"),
    "wrong-type": (415, "The body is not declared as JSON"),
    "not-valid": (422, "The request is not valid"),
    "too-many": (429, "Too many requests"),
    "internal": (500, "Something went wrong in Klarsyn"),
}


class ProblemError(Exception):
    """A request that is not carried out; `code` is one of TITLES."""

    def __init__(
        self,
        code: str,
        detail: str,
        next_step: str,
        *,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code, self.detail, self.next_step = code, detail, next_step
        self.errors, self.headers = errors, headers or {}

    def response(self) -> HttpResponse:
        """The answer to send."""
        status, title = TITLES[self.code]
        body = {
            "type": TYPE + self.code,
            "title": title,
            "status": status,
            "detail": self.detail,
            "next_step": self.next_step,
            "errors": [{"where": where, "message": message} for where, message in self.errors],
        }
        return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE, headers=dict(self.headers))


def not_found(what: str) -> ProblemError:
    """Also for what belongs to somebody else: that it exists is not told."""
    return ProblemError("not-found", what, "Check the address and the number. An integration sees only its own cases.")


def no_token() -> ProblemError:
    """Without a word on whether the token was unknown, revoked or too old."""
    return ProblemError(
        "no-token",
        "The request has no valid token: it is missing, unknown, revoked or no longer valid.",
        "Send “Authorization: Bearer” and the token. Whoever administers Klarsyn can make a new one.",
        headers={"WWW-Authenticate": 'Bearer realm="klarsyn"'},
    )


def install(api: NinjaAPI) -> None:
    """Make every error of the API a problem."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        ProblemError: lambda request, error: error.response(),
        AuthenticationError: lambda request, error: no_token().response(),
        RequestError: _request_error,
        HttpError: _unreadable,
        DjangoValidationError: _validation_error,
        MoveNotAllowedError: _move_not_allowed,
        Exception: _internal,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _request_error(request: HttpRequest, error: RequestError) -> HttpResponse:
    """Pydantic's words without what was sent: that may be personal data."""
    errors = [(".".join(str(part) for part in each["loc"]), str(each["msg"])) for each in error.errors]
    return _not_valid(errors).response()


def _validation_error(request: HttpRequest, error: DjangoValidationError) -> HttpResponse:
    by_field: dict[str, list[str]] = error.message_dict if hasattr(error, "error_dict") else {"body": error.messages}
    return _not_valid([(field, message) for field, messages in by_field.items() for message in messages]).response()


def _not_valid(errors: Sequence[tuple[str, str]]) -> ProblemError:
    return ProblemError(
        "not-valid",
        "The request says something that cannot be.",
        "Correct what “errors” names, and send it again with the same Idempotency-Key.",
        errors=errors,
    )


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return ProblemError("not-json", "The body could not be read as JSON.", "Send one JSON object in UTF-8.").response()


def _move_not_allowed(request: HttpRequest, error: MoveNotAllowedError) -> HttpResponse:
    return ProblemError(
        "move-not-allowed", str(error), "Read the case's state. A case is answered once it is distributed to its unit."
    ).response()


def _internal(request: HttpRequest, error: Exception) -> HttpResponse:
    """Logged by its kind and place; its own words may hold what was sent."""
    match = request.resolver_match
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "?"
    logger.error("%s failed: %s at %s", match.view_name if match else "?", type(error).__name__, place)
    return ProblemError(
        "internal",
        "Klarsyn could not carry this out. Nothing was changed.",
        "Send it again later with the same Idempotency-Key. Tell whoever runs Klarsyn when it stays so.",
    ).response()
