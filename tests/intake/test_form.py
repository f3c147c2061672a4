"""Leaving feedback: what is asked, what is shown before sending, what becomes of it."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from cms.cases.models import Case, Channel
from cms.intake.models import FormTexts, Submission
from cms.intake.receipts import fingerprint
from cms.mail.delivery import send_due
from cms.mail.models import Message
from cms.organisation.actions import add_unit
from cms.organisation.models import OrganisationUnit
from tests.factories import streets
from tests.intake.visitor import ADDRESS, WRITTEN, code_in, post, stamp, text_of


def test_from_the_empty_form_to_a_case_with_a_number_and_a_code() -> None:
    streets()
    page = text_of(Client().get(ADDRESS))
    opened = re.search(r'name="opened" value="([^"]+)"', page)
    assert opened
    review = post(step="review", opened=opened[1])
    assert review.status_code == 200
    assert not Case.objects.exists(), "nothing is sent before it was looked through"
    sent = post()
    case = Case.objects.get()
    assert case.number in text_of(sent)
    assert (case.channel, case.text, case.is_anonymous) == (Channel.WEB, WRITTEN["text"], True)
    assert case.unit.level == "municipality"
    assert len(code_in(sent)) * 5 >= 128


def test_the_code_is_stored_as_a_hash_only() -> None:
    code = code_in(post(email="fia@prov.example"))
    send_due()
    submission = Submission.objects.get()
    assert submission.code_sha256 == fingerprint(code)
    assert code not in str(
        [list(Message.objects.values()), list(Submission.objects.values()), list(Case.objects.values())]
    )


def test_the_acknowledgement_comes_by_mail_with_number_and_code() -> None:
    code = code_in(post(email="fia@prov.example", name="Fia Provsson", query="?lang=en"))
    send_due()
    [letter] = mail.outbox
    case = Case.objects.get()
    assert letter.to == ["fia@prov.example"]
    assert letter.subject == f"We have received your feedback, {case.number}"
    assert f"/synpunkt/svar/{code}/" in letter.body
    assert "Fia" not in letter.subject + letter.body
    assert case.language == "en"


def test_who_leaves_no_address_gets_no_mail() -> None:
    post()
    assert not Message.objects.exists()


def test_the_unit_of_the_page_that_led_here_is_filled_in() -> None:
    unit = streets()
    page = text_of(Client().get(f"{ADDRESS}?enhet={unit.code}"))
    assert 'value="Gatuenheten, Tekniska förvaltningen"' in page
    post(unit="Gatuenheten, Tekniska förvaltningen", unit_unknown="")
    assert Case.objects.get().unit == unit


@pytest.mark.parametrize("code", ["<script>", "finns-inte", "' OR 1=1"])
def test_an_unknown_unit_in_the_address_is_nothing(code: str) -> None:
    page = text_of(Client().get(ADDRESS, {"enhet": code}))
    assert code not in page


def test_a_unit_is_found_by_part_of_its_name_and_by_nearly_its_name() -> None:
    unit = streets()
    for typed in ("gatuenh", "Gatuenhetn", "GATUENHETEN"):
        assert "Gatuenheten, Tekniska förvaltningen" in text_of(post(step="review", unit=typed, unit_unknown="")), typed
    assert unit.pk


def test_two_units_of_the_same_name_are_asked_about() -> None:
    streets()
    add_unit("Gatuenheten", add_unit("Kulturförvaltningen", OrganisationUnit.get_root_nodes().get()))
    answer = post(step="review", unit="gatuenheten", unit_unknown="")
    page = text_of(answer)
    assert answer.status_code == 422
    codes = re.findall(r'name="unit_code" value="([^"]+)"', page)
    assert len(codes) == 2
    assert "Gatuenheten, Kulturförvaltningen" in page
    assert post(step="review", unit="gatuenheten", unit_unknown="", unit_code=codes[1]).status_code == 200


def test_a_name_that_no_unit_has_is_said_and_what_was_written_stays() -> None:
    streets()
    answer = post(step="review", unit="Månbasen", unit_unknown="")
    assert answer.status_code == 422
    assert "Månbasen" in text_of(answer)
    assert WRITTEN["text"] in text_of(answer)


def test_what_is_missing_is_listed_with_links_to_where() -> None:
    answer = post(step="review", kind="", text="  ", publication="", unit_unknown="")
    page = text_of(answer)
    assert answer.status_code == 422
    for target in ("id_kind_0", "id_unit", "id_text", "id_publication_0"):
        assert f'href="#{target}"' in page
        assert f'id="{target}"' in page
    assert page.count('aria-invalid="true"') >= 2
    assert "<title>Något saknas" in page


def test_the_review_warns_of_personal_data_and_shows_how_it_could_look() -> None:
    page = text_of(post(step="review", text="Min granne Anna Lindqvist, 070-174 06 05, ringde om gatan."))
    assert "<strong>Anna Lindqvist</strong>: ett namn" in page
    preview = page[page.index('id="preview-heading"') : page.index("<form")]
    assert "[namn]" in preview
    assert "Lindqvist" not in preview
    assert "070" not in preview


def test_the_senders_own_name_is_found_in_the_text() -> None:
    page = text_of(post(step="review", name="Xerxa Zyndegård", text="Hälsningar från Xerxa Zyndegård på torget."))
    preview = page[page.index('id="preview-heading"') : page.index("<form")]
    assert "Zyndegård" not in preview


def test_the_review_asks_whether_somebody_lives_where_a_place_may_be_published() -> None:
    page = text_of(post(step="review", text="Lampan vid Storgatan 14 är trasig. Själv bor jag på Björkvägen 3."))
    preview = page[page.index('id="preview-heading"') : page.index("<form")]
    assert "vid Storgatan 14 är" in preview
    assert "”Storgatan 14” kan publiceras" in preview
    assert "Björkvägen 3" not in preview


def test_who_says_no_to_publication_sees_no_preview_and_it_is_kept() -> None:
    page = text_of(post(step="review", publication="no"))
    assert "Så skrev någon till oss" not in page
    post(publication="no")
    assert Case.objects.get().wants_publication is False


def test_feedback_about_a_closed_unit_is_said_to_be_seldom_published() -> None:
    unit = streets()
    OrganisationUnit.objects.filter(pk=unit.get_parent().pk).update(closed_for_publication=True)
    page = text_of(post(step="review", unit=unit.name, unit_unknown=""))
    assert "publiceras som regel inte" in page


def test_change_leads_back_with_everything_filled_in() -> None:
    page = text_of(post(step="edit", email="fia@prov.example"))
    assert WRITTEN["text"] in page
    assert 'value="fia@prov.example"' in page
    assert "checked" in page
    assert not Case.objects.exists()


def test_the_municipalitys_own_texts_stand_in_the_form() -> None:
    texts = FormTexts.load()
    texts.faults_sv, texts.faults_url = "Ring jouren.", "https://kommunen.example/fel"
    texts.save()
    page = text_of(Client().get(ADDRESS))
    assert "Ring jouren." in page
    assert 'href="https://kommunen.example/fel"' in page
    assert "Ring jouren." not in text_of(Client().get(f"{ADDRESS}?lang=en"))


def test_english_is_asked_for_in_the_address_and_kept_on_the_way() -> None:
    page = text_of(Client().get(f"{ADDRESS}?lang=en"))
    assert '<html lang="en">' in page
    assert "Complaint" in page
    assert "?lang=en" in text_of(post(step="review", query="?lang=en"))


def test_script_in_every_field_stays_text() -> None:
    evil = "<img src=x onerror=alert(1)>"
    for step in ("review", "edit"):
        page = text_of(post(step=step, text=evil, name=evil, phone=evil, unit=evil))
        assert "<img" not in page
    assert "<img" not in text_of(post(step="review", kind=evil, publication=evil, email=evil, unit_code=evil))


def test_no_cookie_is_set_and_nothing_may_come_from_elsewhere() -> None:
    client = Client(enforce_csrf_checks=True)
    answers = [client.get(ADDRESS), post(client, step="review"), post(client), client.get(f"{ADDRESS}svar/")]
    for answer in answers:
        assert answer.cookies == {}
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_look_is_that_of_the_public_site_in_the_municipalitys_colour() -> None:
    address = re.search(r'href="(/synpunkt/utseende.css[^"]*)"', text_of(Client().get(ADDRESS)))
    assert address
    sheet = Client().get(address[1])
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "--band:" in sheet.content.decode()


def test_sent_twice_it_is_one_case_with_the_same_number_and_code() -> None:
    opened = stamp()
    first, second = post(opened=opened, email="fia@prov.example"), post(opened=opened, email="fia@prov.example")
    assert code_in(first) == code_in(second)
    assert Case.objects.count() == 1
    assert Message.objects.count() == 1
