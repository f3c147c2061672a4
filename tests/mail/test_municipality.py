"""What the municipality changes in the admin, people see: on the form, on the receipt, in the letters and in what the site is made from."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from cms.cases.actions import make_move
from cms.cases.models import Case
from cms.mail.delivery import send_due
from cms.mail.models import MailTemplate
from cms.mail.purposes import Purpose
from cms.organisation.models import Municipality
from cms.publication import selectors
from tests.cast import Cast
from tests.factories import streets
from tests.intake.visitor import ADDRESS, text_of
from tests.intake.visitor import post as fill_in
from tests.mail.smtp import Post

SETTINGS = "/admin/settings/organisation/municipality/"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle r="5"/></svg>'
CHANGES = {
    "name": "Synpunkten",
    "municipality": "Ängsåsa kommun & stad",
    "email": "hej@angsasa.example",
    "phone": "0451-10 00 00",
    "web": "https://angsasa.example",
    "accent_colour": "#225588",
    "intro": "Säg vad du tycker.",
    "accessibility_status": "full",
    "accessibility_shortcomings": "Kartan är en bild.",
}


def change(cast: Cast, **changes: Any) -> None:
    """Save the settings as a person in the admin does."""
    client = Client()
    client.force_login(cast.sara, backend="django.contrib.auth.backends.ModelBackend")
    form = client.get(SETTINGS, follow=True).context["form"]
    before = {name: value for name, value in form.initial.items() if name in form.fields and value not in (None, "")}
    before.pop("logo", None)
    answer = client.post(f"{SETTINGS}{Municipality.load().pk}/", before | changes)
    assert answer.status_code == 302, answer.context["form"].errors


def parts(letter: Any) -> tuple[str, str]:
    """The words of a letter as plain text and as a page."""
    assert isinstance(letter, EmailMessage)
    plain, page = (part.get_content() for part in letter.iter_parts())
    return plain, page


def test_changed_settings_show_on_form_receipt_letters_and_site(cast: Cast, post: Post) -> None:
    streets()
    change(cast, **CHANGES, logo=SimpleUploadedFile("vapen.svg", LOGO))
    template = MailTemplate.objects.get(purpose=Purpose.ACKNOWLEDGEMENT, language="sv")
    template.text += "\n\nVi läser allt."
    template.save()
    form = text_of(Client().get(ADDRESS))
    receipt = text_of(fill_in(email="fia@prov.example", name="Fia Provsson"))
    for page in (form, receipt):
        assert "Synpunkten" in page
        assert 'class="site-logo"' in page
        assert "Provköping" not in page
    send_due()
    [letter] = post.received
    plain, page = parts(letter)
    assert str(letter["From"]) == "Ängsåsa kommun & stad <synpunkter@localhost>"
    assert letter["Reply-To"] == "hej@angsasa.example"
    assert "Ängsåsa kommun & stad" in plain
    assert "Vi läser allt." in plain
    assert "Ängsåsa kommun &amp; stad" in page
    assert "Provköping" not in plain + page
    site = selectors.site()
    assert {name: site[name] for name in CHANGES if name in site} == {
        name: value for name, value in CHANGES.items() if name in site
    }
    assert site["accessibility"]["shortcomings"] == ["Kartan är en bild."]
    assert site["logo"]["type"] == "image/svg+xml"


def test_a_later_letter_has_the_name_of_its_day(cast: Cast, post: Post) -> None:
    streets()
    fill_in(email="fia@prov.example")
    send_due()
    change(cast, municipality="Nya kommunen", email="ny@kommun.example")
    make_move(Case.objects.get(), "reject", cast.astrid, comment="Vägen är statlig.", words="Vägen är statens.")
    send_due()
    first, later = post.received
    assert "Nya kommunen" not in parts(first)[0]
    assert "Nya kommunen" in parts(later)[0]
    assert later["Reply-To"] == "ny@kommun.example"
    assert str(later["From"]).startswith("Nya kommunen <")


@pytest.mark.parametrize("name", ["Kommun\r\nBcc: annan@kommun.example", "Kommun\nX"])
def test_a_name_with_a_line_break_adds_no_header(cast: Cast, post: Post, name: str) -> None:
    streets()
    Municipality.objects.update_or_create(defaults={"municipality": name, "name": "K"})
    fill_in(email="fia@prov.example")
    send_due()
    [letter] = post.received
    assert "Bcc" not in letter
    assert "X" not in letter


def test_a_sender_that_has_a_name_keeps_it(cast: Cast, post: Post, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Kontaktcenter <svar@kommun.example>"
    streets()
    fill_in(email="fia@prov.example")
    send_due()
    assert str(post.received[0]["From"]) == "Kontaktcenter <svar@kommun.example>"
