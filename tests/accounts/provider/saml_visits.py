"""A program with the settings of SAML: goes the way of a browser with one response after the other, and says who was signed in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from tests.accounts.provider.saml_provider import SamlProvider, encoded, request_id, response

ADDRESS = "http://127.0.0.1:8001"


def main(var: Path) -> None:
    """Visit, and print the answers as JSON."""
    import django

    django.setup()
    from django.test import Client
    from django.test.utils import setup_test_environment

    from cms.accounts.models import User
    from tests.cast import make_cast

    setup_test_environment()
    make_cast()
    own = {"key": (var / "key.pem").read_text(), "certificate": (var / "certificate.pem").read_text()}
    other = SamlProvider()

    def visitor() -> Client:
        return Client(HTTP_HOST="127.0.0.1:8001")

    def leave(client: Client) -> tuple[str, str]:
        """The id of Klarsyn's request, and what the provider is to give back."""
        left = client.post("/sign-in/saml/kommun/?process=login&next=/admin/account/")
        asked = parse_qs(urlsplit(left["Location"]).query)
        return request_id(asked["SAMLRequest"][0]), asked.get("RelayState", [""])[0]

    def come_back(client: Client, message: str, state: str) -> str:
        client.post("/sign-in/saml/kommun/acs/", {"SAMLResponse": encoded(message), "RelayState": state}, follow=True)
        user = User.objects.filter(pk=client.session.get("_auth_user_id")).first()
        roles = ", ".join(user.groups.order_by("name").values_list("name", flat=True)) if user else ""
        return f"{user.username}: {roles}" if user else "nobody"

    def visit(make: Callable[[str], str]) -> str:
        client = visitor()
        request, state = leave(client)
        return come_back(client, make(request), state)

    def answer(request: str, **changes: Any) -> str:
        return response(ADDRESS, request, **(own | changes))

    client = visitor()
    request, state = leave(client)
    good = answer(request)
    told = {
        "signed": come_back(client, good, state),
        "again": come_back(visitor(), good, state),
        "unsigned": visit(lambda request: answer(request, signed=False)),
        "another key": visit(lambda request: answer(request, key=other.key, certificate=other.certificate)),
        "changed after signing": visit(lambda request: answer(request).replace(">astrid<", ">karin<")),
        "for another request": visit(lambda _request: answer("ONELOGIN_another")),
        "for somebody else": visit(lambda request: answer(request, audience="https://other.example/")),
        "out of time": visit(lambda request: answer(request, age=timedelta(hours=2))),
        "unasked": come_back(visitor(), answer("ONELOGIN_unasked"), ""),
    }
    print(orjson.dumps(told).decode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
