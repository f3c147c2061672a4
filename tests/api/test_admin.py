"""Integrations in the admin: the token is shown once, to those who look after the system."""

from __future__ import annotations

import html
import re

from django.test import Client
from wagtail.models import ModelLogEntry

from cms.api.models import Delivery, DeliveryState, Integration
from cms.api.tokens import signing_key_as_text
from tests.api.caller import Caller
from tests.cast import Cast

FORM = {
    "name": "Kiosken i biblioteket",
    "scopes": ["cases:create", "words:read"],
    "expires_on": "2099-12-31",
    "per_minute": "60",
    "webhook_url": "https://kiosk.example/events",
}


def as_sara(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.sara)
    return client


def test_a_token_is_shown_once_and_works(cast: Cast) -> None:
    client = as_sara(cast)
    assert client.get("/admin/integrations/add/").status_code == 200
    page = client.post("/admin/integrations/add/", FORM)
    text = html.unescape(page.content.decode())
    found = re.search(r"klarsyn_[\w-]{43}", text)
    assert found, text
    integration = Integration.objects.get()
    assert signing_key_as_text(integration) in text
    assert "no-store" in page.headers["Cache-Control"]
    assert Caller(integration, found[0]).get("kinds").status_code == 200
    for address in ("/admin/integrations/", f"/admin/integrations/{integration.pk}/"):
        later = client.get(address).content.decode()
        assert found[0] not in later
        assert found[0][:12] in later
    assert found[0] not in str(list(ModelLogEntry.objects.values()))


def test_it_is_changed_renewed_and_revoked_and_each_is_logged(cast: Cast) -> None:
    client = as_sara(cast)
    client.post("/admin/integrations/add/", FORM)
    pk = Integration.objects.get().pk
    assert client.post(f"/admin/integrations/{pk}/", FORM | {"scopes": ["cases:read"]}).status_code == 302
    assert Integration.objects.get().scopes == ["cases:read"]
    assert client.post(f"/admin/integrations/{pk}/renew/").status_code == 200
    assert client.post(f"/admin/integrations/{pk}/revoke/").status_code == 302
    assert Integration.objects.get().revoked_at is not None
    logged = ModelLogEntry.objects.filter(content_type__model="integration").values_list("action", flat=True)
    assert set(logged) == {"wagtail.create", "wagtail.edit", "api.renew", "api.revoke"}


def test_an_address_of_the_inner_network_or_without_https_is_refused(cast: Cast) -> None:
    client = as_sara(cast)
    for url in (
        "http://kiosk.example/",
        "https://10.0.0.7/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://a:b@x.example/",
    ):
        page = client.post("/admin/integrations/add/", FORM | {"webhook_url": url})
        assert page.context["form"].errors["webhook_url"], url
    assert not Integration.objects.exists()


def test_nobody_else_has_business_here(cast: Cast, caller: Caller) -> None:
    pk = caller.integration.pk
    for person in (cast.astrid, cast.ingrid, cast.karin, cast.rolf, cast.david):
        client = Client()
        client.force_login(person)
        for address in ("", "add/", f"{pk}/", "events/"):
            assert client.get(f"/admin/integrations/{address}").status_code == 302, (person, address)
        for address in (f"{pk}/renew/", f"{pk}/revoke/", "events/1/retry/"):
            assert client.post(f"/admin/integrations/{address}").status_code == 302, (person, address)
    caller.integration.refresh_from_db()
    assert caller.integration.revoked_at is None


def test_events_are_listed_and_sent_again(cast: Cast, caller: Caller) -> None:
    from django.utils import timezone

    now = timezone.now()
    event = Delivery.objects.create(
        key="x",
        integration=caller.integration,
        type="case.answered",
        number="2026-0001",
        happened_at=now,
        next_attempt_at=now,
        tried_until=now,
        state=DeliveryState.GIVEN_UP,
        trouble="503",
    )
    client = as_sara(cast)
    page = client.get("/admin/integrations/events/?state=given_up").content.decode()
    assert "2026-0001" in page
    assert "503" in page
    assert client.post(f"/admin/integrations/events/{event.pk}/retry/").status_code == 302
    event.refresh_from_db()
    assert event.state == DeliveryState.WAITING
