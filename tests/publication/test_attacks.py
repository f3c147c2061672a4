"""Forged requests, two browsers, overwritten drafts, script in every field, and very long texts."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Revision

from cms.publication import selectors
from cms.publication.actions import approve, edit, withhold
from cms.publication.comparing import changes
from cms.publication.models import Approval, FindingDecision, PublicRecord, Status, WithholdingReason
from cms.publication.policies import PublicationNotAllowedError
from tests.cast import Cast
from tests.factories import approved, awaiting
from tests.publication.reviewing import decide, fresh, place, replace_all, screen_of, signed_in, version, with_phone

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"


def test_a_second_browser_approving_at_the_same_moment_makes_no_second_approval(cast: Cast) -> None:
    record = awaiting(cast)
    first, second = signed_in(cast.karin), signed_in(cast.karin)
    seen = version(second, record)
    decide(first, record, decision="approve")
    second.post(f"/admin/review/{record.pk}/decide/", seen | {"decision": "approve"})
    assert Approval.objects.count() == 1 or len(list(selectors.release_rows(timezone.now()))) <= 1


def test_two_reviewers_deciding_differently_leave_one_decision(cast: Cast) -> None:
    record = awaiting(cast)
    karin, seen = signed_in(cast.karin), version(signed_in(cast.karin), record)
    withhold(record, cast.karin, WithholdingReason.OTHER)
    karin.post(f"/admin/review/{record.pk}/decide/", seen | {"decision": "approve"})
    assert fresh(record).status == Status.WITHHELD
    assert not Approval.objects.exists()


def test_an_edit_between_review_and_approval_is_never_approved_unseen(cast: Cast) -> None:
    record = awaiting(cast)
    client = signed_in(cast.karin)
    seen = version(client, record)
    edit(record, cast.astrid, question="Något helt annat.")
    client.post(f"/admin/review/{record.pk}/decide/", seen | {"decision": "approve"})
    assert not Approval.objects.exists()


def test_a_draft_saved_over_the_same_revision_is_never_approved_unseen(cast: Cast) -> None:
    record = awaiting(cast)
    client = signed_in(cast.karin)
    seen = version(client, record)
    draft = record.get_latest_revision_as_object()
    draft.question = "Något helt annat."
    draft.save_revision(user=cast.astrid, overwrite_revision=record.latest_revision)
    assert fresh(record).latest_revision_id == seen["revision"]
    client.post(f"/admin/review/{record.pk}/decide/", seen | {"decision": "approve"})
    assert not Approval.objects.exists()


def test_a_redaction_saved_over_by_its_maker_makes_them_the_editor(cast: Cast) -> None:
    record = replace_all(with_phone(cast), cast.karin)
    draft = record.get_latest_revision_as_object()
    draft.question += " Tillagt."
    draft.save_revision(user=cast.karin, overwrite_revision=record.latest_revision)
    record = fresh(record)
    with pytest.raises(PublicationNotAllowedError, match="A second person must"):
        approve(record, cast.karin, record.latest_revision)


def test_a_redaction_of_another_version_than_the_newest_is_refused(cast: Cast) -> None:
    record = with_phone(cast)
    client = signed_in(cast.karin)
    seen = version(client, record)
    edit(record, cast.astrid, heading="Ny rubrik")
    answer = client.post(f"/admin/review/{record.pk}/place/", seen | {"do": "sure"}, headers={"X-Review-Fragment": "1"})
    assert answer.status_code == 409
    assert not FindingDecision.objects.exists()


@pytest.mark.parametrize(
    "forged",
    [
        {"do": "replace", "field": "question", "start": 0, "end": 3, "category": "name"},
        {"do": "replace", "field": "status", "start": 0, "end": 3, "category": "name"},
        {"do": "mark", "field": "internal_notes", "start": 0, "end": 3, "marking": "[namn]"},
        {"do": "mark", "field": "question", "start": 5, "end": 10_000_000, "marking": "[namn]"},
        {"do": "mark", "field": "question", "start": -1, "end": 3, "marking": "[namn]"},
        {"do": "mark", "field": "question", "start": 0, "end": 3, "marking": "[godkänt av kommunen]"},
        {"do": "mark", "words": "", "marking": "[namn]"},
        {"do": "keep", "field": "", "start": 0, "end": 0, "category": "closed_unit", "reason": "nej"},
        {"do": "drop", "decision": 1},
        {"do": "undo"},
        {"do": "approve"},
        {"do": "sure", "seen": "0" * 64},
        {"do": "sure", "revision": 1},
        {"do": "sure", "revision": "x"},
    ],
)
def test_forged_places_change_nothing(cast: Cast, forged: dict[str, Any]) -> None:
    other = with_phone(cast)
    record = with_phone(cast)
    replace_all(other, cast.karin)
    before = record.latest_revision_id
    assert place(signed_in(cast.karin), record, **forged).status_code == 409
    assert fresh(record).latest_revision_id == before
    assert not FindingDecision.objects.filter(record=record).exists()


def test_a_revision_of_another_record_approves_nothing(cast: Cast) -> None:
    record, other = awaiting(cast), awaiting(cast)
    client = signed_in(cast.karin)
    answer = client.post(f"/admin/review/{record.pk}/decide/", version(client, other) | {"decision": "approve"})
    assert answer.status_code in {302, 404}
    assert not Approval.objects.exists()


@pytest.mark.parametrize("decision", ["lift", "undo", "withdraw", "return", "publish", "", "approve"])
def test_moves_that_do_not_belong_to_the_state_change_nothing(cast: Cast, decision: str) -> None:
    record = awaiting(cast)
    data = {"decision": decision, "withdrawal_reason": "other", "comment": ""}
    signed_in(cast.karin).post(f"/admin/review/{record.pk}/decide/", data)
    assert fresh(record).status == Status.AWAITING
    assert not Approval.objects.exists()


def test_an_approved_record_is_not_returned_or_withheld(cast: Cast) -> None:
    record = approved(cast).record
    client = signed_in(cast.karin)
    decide(client, record, decision="return", comment="Nej")
    decide(client, record, decision="withhold", withholding_reason="other")
    assert fresh(record).status == Status.APPROVED


@pytest.mark.parametrize("name", ["david", "ingrid", "rolf", "sara"])
def test_others_reach_no_address_of_the_review(cast: Cast, name: str) -> None:
    record = awaiting(cast)
    client = signed_in(getattr(cast, name))
    for address in ("", f"{record.pk}/", f"{record.pk}/preview/", f"{record.pk}/next/"):
        assert client.get(f"/admin/review/{address}").status_code in {302, 403, 404}
    for address in ("approve/", f"{record.pk}/place/", f"{record.pk}/decide/", f"{record.pk}/claim/"):
        assert client.post(f"/admin/review/{address}", {"decision": "approve", "do": "sure"}).status_code in {
            302,
            403,
            404,
        }
    assert fresh(record).status == Status.AWAITING


def test_decisions_are_posted_and_never_fetched(cast: Cast) -> None:
    record = awaiting(cast)
    client = signed_in(cast.karin)
    for address in ("approve/", f"{record.pk}/place/", f"{record.pk}/decide/", f"{record.pk}/claim/"):
        assert client.get(f"/admin/review/{address}").status_code == 405


def test_script_in_every_field_shows_as_text(cast: Cast) -> None:
    record = awaiting(
        cast,
        heading=SCRIPT,
        text=f"{SCRIPT} Jag heter {SCRIPT} Fia Provsson, 070-174 06 05.",
        sender_name=SCRIPT,
        internal_notes=SCRIPT,
    )
    revision = record.latest_revision
    revision.content |= {"answer": f"<p>{SCRIPT}</p>", "outcome_text": SCRIPT, "answered_by_role": SCRIPT}
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    client = signed_in(cast.karin)
    pages = [client.get("/admin/review/"), client.get(f"/admin/review/{record.pk}/"), place(client, record, do="sure")]
    for page in pages:
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<svg/onload" not in html
    assert "&lt;script&gt;alert(1)" in pages[1].content.decode()


def test_a_text_of_a_megabyte_opens_is_stopped_and_does_not_hang(cast: Cast) -> None:
    text = "Det är ett stort hål i gatan vid torget, och ingen lagar det.\n" * 16_500
    record = awaiting(cast, text=text, sender_name="", sender_email="")
    client = signed_in(cast.karin)
    begun = time.monotonic()
    screen = screen_of(client, record)
    assert any(card.finding.category == "too_long" for card in screen.open_cards)
    assert place(client, record, do="mark", words="torget", marking="[plats]").status_code == 409
    assert place(client, record, do="mark", field="question", start=0, end=3, marking="[plats]").status_code == 200
    assert time.monotonic() - begun < 60


def test_comparing_long_and_hostile_texts_is_bounded() -> None:
    begun = time.monotonic()
    runs = changes("a b " * 100_000, "b a " * 100_000)
    assert time.monotonic() - begun < 10
    assert "".join(run.text for run in runs if run.kind != "new") == "a b " * 100_000


def test_the_original_is_never_in_a_place_that_the_public_reads(cast: Cast) -> None:
    record = replace_all(with_phone(cast), cast.karin)
    page = signed_in(cast.karin).get(f"/admin/review/{record.pk}/preview/").content.decode()
    assert "070-174" not in page
    assert "Provsson" not in page
    assert PublicRecord.objects.get(pk=record.pk).last_editor == cast.astrid
