"""Open311 GeoReport v2 as a source: JSON and XML, from a file or an address."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cms.cases.importers.lines import UnreadableFileError
from cms.cases.models import Case
from cms.imports.fetching import fetch
from cms.imports.models import ImportRun
from cms.imports.open311 import request_rows
from cms.publication.models import PublicRecord
from tests.cast import Cast

REQUESTS = [
    {
        "service_request_id": 638344, "status": "closed", "status_notes": "The lamp was replaced.", "service_name": "Street light",
        "description": "The lamp is out.", "agency_responsible": "Streets", "requested_datetime": "2026-04-14T06:37:38-08:00",
        "updated_datetime": "2026-04-15T08:00:00+02:00", "email": "fia@prov.example", "first_name": "Fia", "last_name": "Prov",
        "phone": "08-465 004 12", "lat": 37.7, "long": -122.4, "media_url": None, "extended_attributes": {"x": 1},
    },
    {
        "service_request_id": "638349", "status": "open", "status_notes": "Received.", "service_name": "Graffiti",
        "description": "Paint on the bridge.", "requested_datetime": "2026-04-19T06:37:38-08:00",
        "updated_datetime": "2026-04-20T06:37:38-08:00",
    },
]  # fmt: skip
XML = """<?xml version="1.0" encoding="utf-8"?>
<service_requests>
 <request><service_request_id>638344</service_request_id><status>closed</status><status_notes>The lamp was replaced.</status_notes>
  <service_name>Street light</service_name><description>The lamp is out.</description><agency_responsible>Streets</agency_responsible>
  <requested_datetime>2026-04-14T06:37:38-08:00</requested_datetime><updated_datetime>2026-04-15T08:00:00+02:00</updated_datetime>
  <email>fia@prov.example</email><first_name>Fia</first_name><last_name>Prov</last_name><phone>08-465 004 12</phone></request>
 <request><service_request_id>638349</service_request_id><status>open</status><status_notes>Received.</status_notes>
  <service_name>Graffiti</service_name><description>Paint on the bridge.</description>
  <requested_datetime>2026-04-19T06:37:38-08:00</requested_datetime></request>
</service_requests>"""


class Answers(BaseHTTPRequestHandler):
    """A server of requests, with some bad manners."""

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/secret")
            self.end_headers()
            return
        body = b"x" * 5000 if self.path == "/long" else json.dumps(REQUESTS).encode()
        self.send_response(404 if self.path == "/none" else 200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server(settings: Any) -> Iterator[str]:
    settings.IMPORT_HOSTS = {"127.0.0.1"}
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def written(folder: Path, text: str) -> str:
    path = folder / "requests"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [json.dumps(REQUESTS), json.dumps({"service_requests": REQUESTS}), XML])
def test_requests_become_cases_and_contact_fields_stay_with_the_case(tmp_path: Path, text: str) -> None:
    call_command("import_cases", written(tmp_path, text), batch="city", open311="city")
    lamp, paint = Case.objects.order_by("source_id")
    assert (lamp.source, lamp.source_id, lamp.state, lamp.kind.code, str(lamp.received_on), str(lamp.answered_on)) == (
        "city", "638344", "closed", "complaint", "2026-04-14", "2026-04-15",
    )  # fmt: skip
    assert (lamp.sender_name, lamp.sender_email, lamp.unit.name) == ("Fia Prov", "fia@prov.example", "Streets")
    assert lamp.category
    assert lamp.category.name == "Street light"
    assert (paint.state, paint.answer, paint.answered_on) == ("received", "", None)
    record = PublicRecord.objects.get()
    assert record.latest_revision
    public = f"{record.heading} {record.question} {record.answer} {record.latest_revision.content}"
    assert not any(word in public for word in ("Fia", "fia@prov.example", "465 004"))


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2]",
        '{"a": 1}',
        "[" * 100_000,
        "<a><b/></a>",
        "<service_requests><request>",
        '<!DOCTYPE x [<!ENTITY a "b">]><service_requests><request><description>&a;</description></request></service_requests>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><service_requests/>',
    ],
)
def test_what_is_no_list_of_requests_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFileError):
        list(request_rows(Path(written(tmp_path, text))))


@pytest.mark.django_db
def test_requests_are_fetched_from_an_address(server: str) -> None:
    call_command("import_cases", f"{server}/requests.json", batch="city", open311="city")
    assert Case.objects.count() == 2


@pytest.mark.django_db
def test_the_wizard_fetches_an_address_and_suggests_its_fields(
    server: str, cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.IMPORTS = tmp_path
    client = Client()
    client.force_login(cast.astrid)
    answer = client.post(reverse("imports"), {"address": f"{server}/requests.json", "source": "city"})
    assert answer.status_code == 302
    run = ImportRun.objects.get()
    assert (run.mapping["columns"]["description"], run.mapping["columns"]["closing_notes"], run.rows) == (
        "text",
        "answer",
        2,
    )
    assert client.get(reverse("import_reading", args=[run.pk])).status_code == 200
    refused = client.post(reverse("imports"), {"address": f"{server}/none", "source": "city"})
    assert refused.context["form"].errors["address"]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://127.0.0.1:1/", "https"),
        ("https://127.0.0.1/", "public internet"),
        ("https://10.0.0.1/", "public internet"),
        ("https://169.254.169.254/latest", "public internet"),
        ("https://[::1]/", "public internet"),
        ("https://[::ffff:10.0.0.1]/", "public internet"),
        ("file:///etc/passwd", "no address"),
        ("ftp://10.0.0.1/", "https"),
    ],
)
def test_an_address_inside_is_not_fetched(address: str, why: str) -> None:
    with pytest.raises(UnreadableFileError, match=why):
        list(fetch(address, 1000))


@pytest.mark.parametrize(("path", "why"), [("/away", "169.254.169.254"), ("/long", "more than"), ("/none", "404")])
def test_redirects_errors_and_floods_are_refused(server: str, path: str, why: str) -> None:
    with pytest.raises(UnreadableFileError, match=why):
        list(fetch(server + path, 1000))


@pytest.mark.django_db
def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not there"):
        call_command("import_cases", str(tmp_path / "none.json"), batch="b", open311="city")
