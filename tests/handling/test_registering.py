from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from cms.cases.models import Case, Kind
from cms.cases.states import State
from cms.handling.counter_form import counter_form_html
from cms.intake.models import FormTexts
from cms.mail.models import Message
from cms.organisation.models import Municipality, OrganisationUnit
from portal.reports.pdf import pdf_is_possible
from tests.cast import Cast
from tests.factories import registered, streets
from tests.handling.conftest import SignIn

URL = "/admin/cases/register/"


def filled(**changes: Any) -> dict[str, Any]:
    """The form as it is sent."""
    values = {
        "channel": "phone",
        "kind": Kind.objects.get(code="complaint").pk,
        "text": "Lampan vid torget är sönder.",
        "unit": "Gatuenheten",
        "received_on": timezone.localdate().isoformat(),
        "language": "sv",
        "wants_publication": "on",
    }
    return values | changes


def test_a_telephone_call_is_registered_and_distributed_with_one_button(cast: Cast, signed_in: SignIn) -> None:
    streets()
    response = signed_in(cast.astrid).post(URL, filled(then="distribute"))
    case = Case.objects.get()
    assert response.headers["Location"] == f"/admin/cases/inspect/{case.pk}/"
    assert (case.state, case.channel, case.unit, case.heading) == (
        State.DISTRIBUTED,
        "phone",
        streets(),
        "Lampan vid torget är sönder",
    )
    assert [event.by for event in case.events.all()] == [cast.astrid, cast.astrid]


def test_without_a_unit_it_lies_with_the_municipality_until_the_registrar_finds_it(
    cast: Cast, signed_in: SignIn
) -> None:
    streets()
    signed_in(cast.ingrid).post(URL, filled(unit="", then="distribute"))
    case = Case.objects.get()
    assert (case.state, case.unit) == (State.RECEIVED, OrganisationUnit.get_root_nodes().get())


def test_an_employee_who_sees_no_cases_registers_all_the_same(cast: Cast, signed_in: SignIn) -> None:
    streets()
    cast.david.groups.add(Group.objects.get(name="Medarbetare"))
    client = signed_in(cast.david)
    assert client.post(URL, filled()).headers["Location"] == URL
    case = Case.objects.get()
    assert case.number in client.get(URL).content.decode()
    assert client.get(f"/admin/cases/inspect/{case.pk}/").status_code in {302, 403}
    assert client.post(f"{URL}similar/", {"text": "Lampan vid torget"}).status_code in {302, 403}


@pytest.mark.parametrize("who", ["david", "sara"])
def test_somebody_without_the_permission_cannot_register(who: str, cast: Cast, signed_in: SignIn) -> None:
    streets()
    assert signed_in(getattr(cast, who)).post(URL, filled()).status_code in {302, 403}
    assert not Case.objects.exists()


def test_the_person_gets_an_acknowledgement_when_they_left_an_address(cast: Cast, signed_in: SignIn) -> None:
    streets()
    signed_in(cast.astrid).post(URL, filled(sender_email="fia@prov.example", language="en"))
    letter = Message.objects.get(purpose="acknowledgement")
    assert (letter.to, letter.language) == ("fia@prov.example", "en")
    assert Case.objects.get().number in letter.subject
    assert "Lampan" not in letter.subject


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "   "),
        ("unit", "Finns inte"),
        ("received_on", "tomorrow"),
        ("channel", "import"),
        ("sender_email", "ingen adress"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_registered(field: str, value: str, cast: Cast, signed_in: SignIn) -> None:
    streets()
    if value == "tomorrow":
        value = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = signed_in(cast.astrid).post(URL, filled(**{field: value}))
    assert response.status_code == 422
    assert not Case.objects.exists()


def test_a_unit_is_found_by_its_name_whatever_the_case_of_its_letters(cast: Cast, signed_in: SignIn) -> None:
    streets()
    signed_in(cast.astrid).post(URL, filled(unit="gatuenheten"))
    assert Case.objects.get().unit == streets()


@pytest.mark.django_db(transaction=True)
def test_earlier_cases_appear_while_typing(signed_in: SignIn) -> None:
    from tests.cast import make_cast

    cast = make_cast()
    registered(cast, heading="Lampan vid torget", text="Lampan vid torget lyser inte om kvällarna.")
    answer = signed_in(cast.astrid).post(f"{URL}similar/", {"text": "En lampa lyser inte vid torget"})
    assert "Lampan vid torget" in answer.content.decode()
    assert "Lampan" not in signed_in(cast.astrid).post(f"{URL}similar/", {"text": "En"}).content.decode()


def test_the_form_for_the_counter_is_one_tagged_sheet_in_swedish(cast: Cast, signed_in: SignIn) -> None:
    Municipality.objects.update_or_create(
        pk=1, defaults={"municipality": "Provköpings kommun", "phone": "0123-45 67 89"}
    )
    FormTexts.objects.update_or_create(pk=1, defaults={"notice_sv": "Det här blir en allmän handling."})
    answer = signed_in(cast.rolf).get(f"{URL}form/")
    if not pdf_is_possible():
        assert "klagomål" in answer.content.decode()
        return
    assert answer.headers["Content-Type"] == "application/pdf"
    sheet = pypdf.PdfReader(BytesIO(answer.content))
    assert (len(sheet.pages), sheet.root_object["/Lang"]) == (1, "sv")
    assert "/StructTreeRoot" in sheet.root_object
    said = " ".join(sheet.pages[0].extract_text().split())
    for words in ("Provköpings kommun", "klagomål", "Det här blir en allmän handling.", "0123-45 67 89", "/synpunkt"):
        assert words in said
    assert "<script" not in counter_form_html()
    assert signed_in(cast.david).get(f"{URL}form/").status_code in {302, 403}
