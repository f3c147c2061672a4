"""The words of letters: what a field may be, and what an editor cannot do wrong."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import Client

from cms.mail.models import Language, MailTemplate, Message
from cms.mail.purposes import FIELDS, Purpose
from cms.mail.queue import queue_mail
from cms.mail.shipped import ensure_templates, shipped_texts
from cms.mail.wording import as_html, filled_subject, filled_text, problem_with
from tests.cast import Cast

PERSONAL = {"words", "answer", "code", "link", "answered_by", "lines", "unit"}


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


def test_every_letter_is_shipped_in_both_languages_and_uses_only_its_fields() -> None:
    assert set(shipped_texts()) == {(purpose, language) for purpose in Purpose.values for language in Language.values}
    for (purpose, _language), words in shipped_texts().items():
        assert problem_with(Purpose(purpose), words["subject"], words["text"]) is None, purpose


def test_no_subject_can_hold_what_may_be_about_a_person() -> None:
    for purpose, fields in FIELDS.items():
        assert not fields.subject & PERSONAL, purpose


def test_letters_to_staff_hold_nothing_of_what_the_person_wrote() -> None:
    for purpose, fields in FIELDS.items():
        if not fields.to_person:
            assert not fields.all & {"words", "answer", "code"}, purpose


def test_an_editor_cannot_put_the_answer_in_the_subject(db: None) -> None:
    template = MailTemplate.objects.get(purpose=Purpose.ANSWER, language="sv")
    template.subject = "Svar: {answer}"
    with pytest.raises(ValidationError, match="answer"):
        template.clean()


def test_an_unknown_field_is_named_when_the_text_is_saved(db: None) -> None:
    template = MailTemplate.objects.get(purpose=Purpose.PENDING, language="en")
    template.text = "Dear {first_name}"
    with pytest.raises(ValidationError, match="first_name"):
        template.clean()


def test_what_a_municipality_changed_stays_and_what_it_left_follows_the_product(db: None) -> None:
    mine = MailTemplate.objects.get(purpose=Purpose.THANKS, language="sv")
    mine.text, mine.edited = "Tack!", True
    mine.save()
    MailTemplate.objects.filter(purpose=Purpose.THANKS, language="en").update(text="Old words")
    ensure_templates()
    assert MailTemplate.objects.get(pk=mine.pk).text == "Tack!"
    assert MailTemplate.objects.get(purpose=Purpose.THANKS, language="en").text != "Old words"


def test_a_value_is_never_read_as_a_field_or_as_html() -> None:
    text = filled_text(Purpose.PENDING, "{words}", {"words": "{number} <b>x</b>", "number": "2026-0001"})
    assert text == "{number} <b>x</b>"
    page = as_html(text, language="sv", sender="A & B", subject="<x>")
    assert "<b>" not in page
    assert "A &amp; B" in page


def test_an_answer_in_html_becomes_readable_text() -> None:
    answer = "<p>Vi lagade hålet.</p><ul><li>I går</li><li>Med asfalt</li></ul><p>Tack &amp; hej</p>"
    text = filled_text(Purpose.ANSWER, "{answer}", {"answer": answer})
    assert text == "Vi lagade hålet.\n- I går\n- Med asfalt\n\nTack & hej"


def test_a_subject_stays_on_one_line() -> None:
    assert "\n" not in filled_subject(Purpose.ANSWER, "Svar {number}", {"number": "1\nBcc: x@y.example"})


def test_a_link_with_a_full_stop_after_it_leads_where_it_should() -> None:
    page = as_html("Läs https://a.example/b?c=1&d=2.", language="sv", sender="x", subject="y")
    assert '<a href="https://a.example/b?c=1&amp;d=2">' in page


def test_a_language_without_letters_is_answered_in_swedish(db: None) -> None:
    message = queue_mail(Purpose.THANKS, "a@b.example", {"number": "2026-0001"}, language="fi", key="x")
    assert message.language == "sv"


def test_a_letter_is_edited_in_the_admin_by_those_who_may(cast: Cast) -> None:
    template = MailTemplate.objects.get(purpose=Purpose.ANSWER, language="sv")
    address = f"/admin/mail/letters/edit/{template.pk}/"
    sara = signed_in(cast.sara)
    page = sara.get(address).content.decode()
    assert "{answer}" in page
    bad = sara.post(address, {"subject": "{answer}", "text": "x"})
    assert "kan inte användas här" in bad.content.decode()
    assert sara.post(address, {"subject": "Svar {number}", "text": "{answer}"}).status_code == 302
    template.refresh_from_db()
    assert (template.text, template.edited) == ("{answer}", True)
    assert signed_in(cast.ingrid).get(address).status_code == 302
    assert signed_in(cast.ingrid).get("/admin/mail/letters/").status_code == 302


def test_the_queue_in_the_admin_shows_neither_address_nor_text(cast: Cast) -> None:
    message = queue_mail(
        Purpose.PENDING, "fia@prov.example", {"number": "2026-0001", "words": "Hemligt"}, key="x", about="2026-0001"
    )
    Message.objects.filter(pk=message.pk).update(state="refused", trouble="550", finished_at=message.created_at)
    page = signed_in(cast.sara).get("/admin/mail/outbox/?state=refused").content.decode()
    assert "2026-0001" in page
    assert "550" in page
    assert "fia@prov.example" not in page
    assert "Hemligt" not in page
    assert signed_in(cast.ingrid).get("/admin/mail/outbox/").status_code == 302
    assert signed_in(cast.ingrid).post(f"/admin/mail/outbox/{message.pk}/retry/").status_code == 302
    signed_in(cast.sara).post(f"/admin/mail/outbox/{message.pk}/retry/")
    message.refresh_from_db()
    assert message.state == "sent"


def test_roles_are_given_what_they_need(cast: Cast) -> None:
    assert Permission.objects.filter(content_type__app_label="mail", codename="change_mailtemplate").exists()
    assert cast.karin.has_perm("mail.change_mailtemplate")
    assert not cast.karin.has_perm("mail.view_message")
