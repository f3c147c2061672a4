"""The queue: whose, in which order, claimed, filtered, and approved in bulk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cms.organisation.actions import add_unit, ensure_municipality
from cms.publication.actions import edit, withhold
from cms.publication.models import Approval, Claim, PublicRecord, Status, WithholdingReason
from cms.publication.policies import PublicationNotAllowedError
from cms.publication.queue import QueueFilter, claim, following, release_claim, waiting
from tests.cast import Cast
from tests.factories import awaiting
from tests.publication.reviewing import decide, fresh, signed_in, with_phone


def shown(cast: Cast, **parameters: str) -> list[PublicRecord]:
    """What Karin sees with these filters."""
    return list(QueueFilter(parameters).narrow(waiting(cast.karin), cast.karin))


def test_due_first_orders_by_the_day_of_the_promise(cast: Cast) -> None:
    late = awaiting(cast, received_on=date(2026, 3, 9))
    early = awaiting(cast, received_on=date(2026, 2, 2))
    assert shown(cast, order="due") == [early, late]
    assert shown(cast) == [late, early]


def test_a_claim_is_mine_until_it_lapses_or_is_given_back(cast: Cast) -> None:
    record, other = awaiting(cast), awaiting(cast)
    claim(record, cast.karin)
    assert shown(cast, whose="mine") == [record]
    assert shown(cast, whose="free") == [other]
    with pytest.raises(PublicationNotAllowedError, match="has claimed"):
        claim(record, cast.astrid)
    Claim.objects.update(at=timezone.now() - timedelta(hours=5))
    claim(record, cast.astrid)
    release_claim(record, cast.astrid)
    assert not Claim.objects.exists()


def test_the_next_record_is_the_one_after_and_not_one_that_others_work_on(cast: Cast) -> None:
    first, second, third = (awaiting(cast, heading=name) for name in ("A", "B", "C"))
    assert following(cast.karin, first.pk, {}) == second.pk
    Claim.objects.create(record=second, by=cast.astrid, at=timezone.now())
    assert following(cast.karin, first.pk, {}) == third.pk
    assert following(cast.karin, third.pk, {}) == first.pk


def test_the_findings_filter_knows_what_is_open(cast: Cast) -> None:
    stopped, clean = with_phone(cast), awaiting(cast)
    assert shown(cast, findings="open") == [stopped]
    assert shown(cast, findings="clean") == [clean]


def test_bulk_approval_is_for_records_without_open_findings_only(cast: Cast) -> None:
    stopped, clean = with_phone(cast), awaiting(cast)
    named = awaiting(cast, text="Tack till Xerxia Qvist som hjälpte till!", sender_name="")
    assert named.examination.open_decides
    client = signed_in(cast.karin)
    client.post("/admin/review/approve/", {"record": [stopped.pk, clean.pk, named.pk, "1; DROP", "999999"]})
    assert [fresh(each).status for each in (stopped, clean, named)] == [
        Status.AWAITING,
        Status.APPROVED,
        Status.AWAITING,
    ]
    assert Approval.objects.get().record == clean


def test_bulk_approval_never_takes_ones_own_edit(cast: Cast) -> None:
    record = awaiting(cast)
    signed_in(cast.astrid).post("/admin/review/approve/", {"record": [record.pk]})
    assert not Approval.objects.exists()


def test_only_the_units_one_works_for_are_shown_and_opened(cast: Cast) -> None:
    record = awaiting(cast)
    elsewhere = add_unit("Annan förvaltning", ensure_municipality("Provköpings kommun"))
    cast.karin.units.add(elsewhere)
    client = signed_in(cast.karin)
    assert shown(cast) == []
    assert client.get(f"/admin/review/{record.pk}/").status_code in {302, 403, 404}
    decide_url = f"/admin/review/{record.pk}/decide/"
    client.post(decide_url, {"decision": "withhold", "withholding_reason": "other"})
    assert fresh(record).status == Status.AWAITING


def test_after_a_decision_comes_the_next_record(cast: Cast) -> None:
    first, second = awaiting(cast), awaiting(cast)
    client = signed_in(cast.karin)
    assert decide(client, first, decision="approve").headers["Location"] == f"/admin/review/{second.pk}/"
    assert decide(client, second, decision="approve").headers["Location"] == "/admin/review/"


def test_queue_and_screen_ask_the_database_little(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    records = [with_phone(cast) for _ in range(3)]
    client = signed_in(cast.karin)
    client.get("/admin/review/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get("/admin/review/")
    client.get(f"/admin/review/{records[0].pk}/")
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        client.get(f"/admin/review/{records[0].pk}/")


def test_a_withheld_record_is_not_in_the_queue(cast: Cast) -> None:
    record = awaiting(cast)
    withhold(record, cast.karin, WithholdingReason.OTHER)
    assert shown(cast) == []


def test_ones_own_edit_is_not_in_ones_queue(cast: Cast) -> None:
    record = awaiting(cast)
    edit(record, cast.karin, heading="Annat")
    assert shown(cast) == []
