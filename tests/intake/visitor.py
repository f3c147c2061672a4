"""Somebody who fills in the form, as a browser without JavaScript would."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from django.core import signing
from django.core.signing import TimestampSigner
from django.http import HttpResponse
from django.test import Client

from cms.intake.form import SALT

ADDRESS = "/synpunkt/"
WRITTEN: dict[str, Any] = {
    "kind": "complaint",
    "unit": "",
    "unit_unknown": "on",
    "text": "Gatan vid torget är inte plogad.",
    "publication": "yes",
    "name": "",
    "email": "",
    "phone": "",
    "extra": "",
}


def stamp(seconds: int = 30, nonce: str = "", salt: str = SALT) -> str:
    """The mark of a form that was opened so long ago."""
    signer = TimestampSigner(salt=salt)
    value = f"{nonce or secrets.token_urlsafe(16)}:{signing.b62_encode(int(time.time()) - seconds)}"
    return f"{value}:{signer.signature(value)}"


def post(client: Client | None = None, step: str = "send", **changes: Any) -> HttpResponse:
    """The form as filled in, at a step."""
    data = WRITTEN | {"opened": stamp(), "step": step} | changes
    headers = data.pop("headers", {})
    address = ADDRESS + data.pop("query", "")
    return (client or Client()).post(address, data, headers=headers)  # type: ignore[return-value]


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def code_in(response: HttpResponse) -> str:
    """The receipt code that the page shows."""
    found = re.search(r"<code>([a-z2-7-]+)</code>", text_of(response))
    assert found, text_of(response)
    return found[1].replace("-", "")
