from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.publication import selectors
from cms.publication.actions import approve, edit, lift_withholding, return_to_editor, submit, withdraw, withhold
from cms.publication.models import Approval, PublicRecord, Status, WithdrawalReason, WithholdingReason
from cms.publication.payload import payload_sha256, record_slug
from cms.publication.policies import PublicationNotAllowedError
from tests.cast import Cast
from tests.factories import approved, awaiting


def released() -> dict[str, dict[str, object]]:
    """What a release would take now, by id."""
    return {row.public_id: json.loads(row.payload) for row in selectors.release_rows(timezone.now())}


def test_an_approval_holds_the_exact_bytes_and_their_hash(cast: Cast) -> None:
    approval = approved(cast)
    assert approval.sha256 == payload_sha256(approval.payload.encode())
    payload = json.loads(approval.payload)
    assert payload["heading"] == "Hål i gatan"
    assert payload["question"] == ["Det är ett stort hål i gatan vid torget.", "Kan ni laga det?"]
    assert payload["path"] == "/synpunkter/2026/0001-hal-i-gatan/"
    assert (payload["working_days"], payload["calendar_days"]) == (8, 10)
    assert payload["promise"] == {"code": "en-manad", "name": "Svar inom en månad", "due": "2026-04-02", "kept": True}


def test_the_payload_holds_nothing_of_the_sender(cast: Cast) -> None:
    approval = approved(cast)
    assert "Provsson" not in approval.payload
    assert "fia@" not in approval.payload


def test_approver_is_never_the_last_editor(cast: Cast) -> None:
    record = awaiting(cast)
    with pytest.raises(PublicationNotAllowedError, match="A second person must"):
        approve(record, cast.astrid, record.latest_revision)
    revision = edit(record, cast.karin, heading="Hål i Storgatan")
    record.refresh_from_db()
    with pytest.raises(PublicationNotAllowedError, match="A second person must"):
        approve(record, cast.karin, revision)
    assert approve(record, cast.astrid, revision).approved_by == cast.astrid


def test_the_database_itself_refuses_an_approval_by_the_last_editor(cast: Cast) -> None:
    approval = approved(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(approved_by=approval.last_editor)


def test_approval_holds_for_the_revision_it_saw_or_fails(cast: Cast) -> None:
    record = awaiting(cast)
    seen = record.latest_revision
    edit(record, cast.astrid, answer="<p>Något annat.</p>")
    with pytest.raises(PublicationNotAllowedError, match="changed after you opened it"):
        approve(record, cast.karin, seen)
    assert released() == {}


def test_an_edit_after_approval_changes_nothing_online(cast: Cast) -> None:
    record = approved(cast).record
    edit(record, cast.astrid, heading="Något annat")
    assert released()["2026-0001"]["heading"] == "Hål i gatan"


def test_someone_without_the_right_approves_nothing(cast: Cast) -> None:
    record = awaiting(cast)
    for person in (cast.david, cast.ingrid, cast.rolf):
        with pytest.raises(PublicationNotAllowedError, match="may not decide"):
            approve(record, person, record.latest_revision)


def test_a_correction_needs_words_and_keeps_the_earlier_wording(cast: Cast) -> None:
    record = approved(cast).record
    revision = edit(record, cast.astrid, answer="<p>Vi lagade det den 3 april.</p>")
    with pytest.raises(ValidationError, match="Say what was corrected"):
        approve(record, cast.karin, revision)
    approve(record, cast.karin, revision, what_changed="Fel datum.")
    payload = released()["2026-0001"]
    assert payload["corrections"][0]["what"] == "Fel datum."
    assert payload["corrections"][0]["earlier"]["answers"][0]["html"].startswith("<p>Vi lagade hålet i går.")
    assert Approval.objects.filter(current=True).count() == 1


def test_a_changed_heading_redirects_from_the_old_address(cast: Cast) -> None:
    record = approved(cast).record
    approve(record, cast.karin, edit(record, cast.astrid, heading="Hål vid torget"), what_changed="Rubriken.")
    assert selectors.redirects(timezone.now()) == {
        "/synpunkter/2026/0001-hal-i-gatan/": "/synpunkter/2026/0001-hal-vid-torget/"
    }


def test_withholding_keeps_it_out_and_can_be_lifted(cast: Cast) -> None:
    record = awaiting(cast)
    withhold(record, cast.karin, WithholdingReason.INDIVIDUAL, "En elev.")
    record.refresh_from_db()
    with pytest.raises(PublicationNotAllowedError, match="is withheld"):
        approve(record, cast.karin, record.latest_revision)
    lift_withholding(record, cast.karin)
    record.refresh_from_db()
    assert record.status == Status.AWAITING


def test_what_was_published_is_withdrawn_not_withheld(cast: Cast) -> None:
    record = approved(cast).record
    with pytest.raises(PublicationNotAllowedError, match="Withdraw it instead"):
        withhold(record, cast.karin, WithholdingReason.OTHER)


def test_a_withdrawn_record_leaves_a_tombstone_without_text_and_stays_withdrawn(cast: Cast) -> None:
    record = approved(cast).record
    withdraw(record, cast.karin, WithdrawalReason.REQUEST, "Ringde.")
    now = timezone.now()
    assert released() == {}
    (tombstone,) = selectors.tombstones(now)
    assert set(tombstone) == {
        "id",
        "path",
        "received",
        "published",
        "withdrawn",
        "reason",
        "organisation",
        "kind",
        "category",
    }
    assert tombstone["path"] == "/synpunkter/2026/0001/"
    assert selectors.redirects(now) == {}
    record.refresh_from_db()
    with pytest.raises(PublicationNotAllowedError, match="stays withdrawn"):
        approve(record, cast.karin, record.latest_revision)


def test_an_embargoed_record_waits_for_its_day(cast: Cast) -> None:
    record = awaiting(cast)
    day = timezone.localdate() + timedelta(days=3)
    approve(record, cast.karin, edit(record, cast.astrid, publish_from=day))
    assert released() == {}
    later = {
        row.public_id: json.loads(row.payload) for row in selectors.release_rows(timezone.now() + timedelta(days=4))
    }
    assert later["2026-0001"]["published"] == day.isoformat()


def test_returning_needs_a_comment(cast: Cast) -> None:
    record = awaiting(cast)
    with pytest.raises(PublicationNotAllowedError, match="what must change"):
        return_to_editor(record, cast.karin, " ")
    return_to_editor(record, cast.karin, "Ta bort gatunumret.")
    assert PublicRecord.objects.get().status == Status.DRAFT


def test_a_mark_changes_exactly_when_what_a_release_takes_changes(cast: Cast) -> None:
    now = timezone.now
    assert selectors.year_marks(now()) == {}
    record = approved(cast).record
    first = selectors.year_marks(now())
    assert selectors.year_marks(now()) == first
    approve(record, cast.karin, edit(record, cast.astrid, heading="Ny rubrik"), what_changed="Rubriken.")
    second = selectors.year_marks(now())
    assert second != first
    withdraw(record, cast.karin, WithdrawalReason.OTHER)
    assert selectors.year_marks(now()) == {}


def test_wagtails_workflow_leads_to_the_same_approval(cast: Cast) -> None:
    record = awaiting(cast)
    PublicRecord.objects.filter(pk=record.pk).update(status=Status.DRAFT)
    record.refresh_from_db()
    record.get_workflow().start(record, cast.astrid)
    task_state = record.current_workflow_task_state
    assert task_state.task.specific.get_actions(record, cast.astrid) == []
    assert [name for name, _label, _modal in task_state.task.specific.get_actions(record, cast.karin)] == [
        "reject",
        "approve",
    ]
    task_state.task.specific.on_action(task_state, cast.karin, "approve")
    assert Approval.objects.get().approved_by == cast.karin
    record.refresh_from_db()
    assert (record.status, record.live, record.workflow_in_progress) == (Status.APPROVED, True, False)


def test_submitting_a_withdrawn_record_is_refused(cast: Cast) -> None:
    record = approved(cast).record
    withdraw(record, cast.karin, WithdrawalReason.OTHER)
    record.refresh_from_db()
    with pytest.raises(PublicationNotAllowedError, match="cannot be submitted"):
        submit(record, cast.astrid)


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("Snöröjningen på gångvägen!", "snorojningen-pa-gangvagen"),
        ("???", "synpunkt"),
        ("Ett " + "mycket " * 12 + "långt", "ett-mycket-mycket-mycket-mycket-mycket-mycket-mycket-mycket"),
        ("ö" * 90, "o" * 60),
    ],
)
def test_addresses_are_short_whole_words(heading: str, slug: str) -> None:
    assert record_slug(heading) == slug


def test_a_case_received_on_the_last_of_the_month_keeps_a_promise_of_a_month_to_the_last_day(cast: Cast) -> None:
    approval = approved(cast, received_on=date(2026, 1, 31))
    assert json.loads(approval.payload)["promise"]["due"] == "2026-02-28"
