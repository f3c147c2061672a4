"""Who asks, and whether they may: a token, a scope, and not too often."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from cms.api.models import Integration
from cms.api.problems import ProblemError, no_token
from cms.api.tokens import count_request, holder_of, seconds_to_next_minute


class TokenRequest(HttpRequest):
    """A request that `Token` let through."""

    auth: Integration


class Token(HttpBearer):
    """A token with one scope. What it gives is the integration, as `request.auth`."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """The integration.

        Raises:
            ProblemError: there is no valid token, it may not do this, or it asks too often.
        """
        found = super().__call__(request)
        if found is None:
            raise no_token()
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Integration | None:
        """Whose token it is, after counting the request."""
        integration = holder_of(token)
        if integration is None:
            return None
        if not count_request(integration):
            wait = seconds_to_next_minute()
            raise ProblemError(
                "too-many",
                f"This token may make {integration.per_minute} requests a minute.",
                f"Wait {wait} seconds, and send it again with the same Idempotency-Key.",
                headers={"Retry-After": str(wait)},
            )
        if self.scope not in integration.scopes:
            raise ProblemError(
                "scope-missing",
                f"The token does not have the scope {self.scope}.",
                "Ask whoever administers Klarsyn for it.",
            )
        return integration
