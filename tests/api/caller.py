"""Another system that uses the API."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

from cms.api.models import Integration
from tests.factories import streets

SECRET = "Kanariefågel Hemlighetsson"
SENDER = {"name": SECRET, "email": "kanarie@hemlig.example", "phone": "070-1740605", "address": "Kanariegatan 1"}
PRIVATE = (SECRET, "kanarie@hemlig.example", "070-1740605", "Kanariegatan", "Kanarietext")
"""Words of a case that must be in no answer."""


def new_case(**changes: Any) -> dict[str, Any]:
    """A complaint, as a case system sends it."""
    return {
        "kind": "complaint",
        "text": "Kanarietext: det är ett hål i gatan.",
        "wants_publication": True,
        "unit": streets().code,
        "category": "kristianstad-10/fysisk-miljo",
        "sender": SENDER,
    } | changes


def new_answer(**changes: Any) -> dict[str, Any]:
    """An answer to it."""
    return {
        "answer": "Vi lagade hålet i går.",
        "answered_by_role": "Driftledare",
        "outcome": "done",
        "outcome_text": "Hålet är lagat.",
    } | changes


@dataclass
class Caller:
    """The system with its token."""

    integration: Integration
    token: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query, headers=self._headers())  # type: ignore[return-value]

    def post(self, path: str, body: Any, key: str | None = None) -> HttpResponse:
        headers = self._headers() | {"Idempotency-Key": key or str(uuid.uuid4())}
        return self.client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)  # type: ignore[return-value]

    def create(self, key: str | None = None, **changes: Any) -> dict[str, Any]:
        """A registered case."""
        response = self.post("cases", new_case(**changes), key)
        assert response.status_code == 201, response.content
        return response.json()  # type: ignore[attr-defined,no-any-return]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}
