"""When something approved becomes visible: at once, after the time to undo, after the named person's days, or on its day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.cases.selectors.facts import fact_rows
from cms.organisation.models import Municipality
from cms.publication import selectors
from cms.publication.actions import approve, edit, undo_approval, visible_time, withdraw
from cms.publication.models import Approval, Correction, Status, WithdrawalReason
from cms.publication.policies import PublicationNotAllowedError
from tests.cast import Cast
from tests.factories import approved, awaiting
from tests.publication.reviewing import fresh

SOON = timedelta(minutes=16)


def released(at: datetime) -> list[str]:
    """The headings that a release made then would take."""
    return [orjson.loads(row.payload)["heading"] for row in selectors.release_rows(at)]


def test_an_approval_waits_for_its_time_to_undo_and_is_counted(cast: Cast) -> None:
    record = awaiting(cast)
    approve(record, cast.karin, record.latest_revision, undo_minutes=15)
    now = timezone.now()
    assert released(now) == []
    assert released(now + SOON) == ["Hål i gatan"]
    assert (selectors.counts()["undo"], selectors.counts()["later"]) == (1, 0)


def test_an_approval_undone_in_time_is_in_no_release(cast: Cast) -> None:
    record = awaiting(cast)
    approve(record, cast.karin, record.latest_revision, undo_minutes=15)
    undo_approval(record, cast.karin)
    record = fresh(record)
    assert released(timezone.now() + SOON) == []
    assert (record.status, record.live, record.first_published_on) == (Status.AWAITING, False, None)
    assert approve(record, cast.karin, record.latest_revision).current


def test_an_approval_that_may_be_released_at_once_can_be_undone_until_it_is_online(
    cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.RELEASED = tmp_path
    approval = approved(cast)
    undo_approval(approval.record, cast.karin)
    assert released(timezone.now()) == []
    record = fresh(approval.record)
    again = approve(record, cast.karin, record.latest_revision)
    (tmp_path / "records").mkdir()
    online = json.loads(again.payload) | {"related": []}
    (tmp_path / "records" / "2026.jsonl").write_text(json.dumps(online, separators=(",", ":")) + "\n")
    with pytest.raises(PublicationNotAllowedError, match="Withdraw it instead"):
        undo_approval(record, cast.karin)


def test_an_approval_of_long_ago_is_not_undone(cast: Cast, settings: Any) -> None:
    settings.UNDO_MINUTES = 0
    with pytest.raises(PublicationNotAllowedError, match="Withdraw it instead"):
        undo_approval(approved(cast).record, cast.karin)


def test_what_is_online_stays_until_its_correction_becomes_visible(cast: Cast) -> None:
    record = approved(cast).record
    revision = edit(record, cast.astrid, heading="Hål vid torget")
    approve(record, cast.karin, revision, what_changed="Rubriken.", undo_minutes=15)
    now = timezone.now()
    assert released(now) == ["Hål i gatan"]
    assert [row.publication for row in fact_rows(now)] == ["published"]
    assert released(now + SOON) == ["Hål vid torget"]


def test_an_undone_correction_leaves_what_was_online_and_no_trace_of_itself(cast: Cast) -> None:
    record = approved(cast).record
    marks = selectors.year_marks(timezone.now())
    revision = edit(record, cast.astrid, heading="Hål vid torget")
    approve(record, cast.karin, revision, what_changed="Rubriken.", undo_minutes=15)
    undo_approval(record, cast.karin)
    later = timezone.now() + SOON
    assert released(later) == ["Hål i gatan"]
    assert selectors.year_marks(later) == marks
    assert not Correction.objects.exists()
    assert fresh(record).status == Status.APPROVED


def test_a_correction_approved_twice_shows_only_the_last(cast: Cast) -> None:
    record = approved(cast).record
    for heading in ("Andra", "Tredje"):
        approve(
            record, cast.karin, edit(record, cast.astrid, heading=heading), what_changed="Rubriken.", undo_minutes=15
        )
    now = timezone.now()
    assert [released(now + timedelta(minutes=minute)) for minute in (0, 14, 16)] == [
        ["Hål i gatan"],
        ["Hål i gatan"],
        ["Tredje"],
    ]


def test_what_nobody_has_seen_is_approved_again_without_a_correction(cast: Cast) -> None:
    record = awaiting(cast)
    approve(record, cast.karin, record.latest_revision, undo_minutes=15)
    approve(record, cast.karin, edit(record, cast.astrid, heading="Bättre rubrik"))
    assert released(timezone.now()) == ["Bättre rubrik"]
    assert not Correction.objects.exists()


def test_a_withdrawal_takes_what_is_online_and_what_was_to_come(cast: Cast) -> None:
    record = approved(cast).record
    approve(record, cast.karin, edit(record, cast.astrid, heading="Ny"), what_changed="Rubriken.", undo_minutes=15)
    withdraw(record, cast.karin, WithdrawalReason.REQUEST)
    now = timezone.now()
    assert released(now) == released(now + SOON) == []


def test_an_anonymous_record_is_visible_at_once_and_a_named_one_after_its_days(cast: Cast) -> None:
    today = timezone.localdate()
    anonymous = awaiting(cast, sender_name="", sender_email="")
    named = awaiting(cast)
    for record in (anonymous, named):
        edit(record, cast.astrid, answered_on=today)
    assert approve(anonymous, cast.karin, fresh(anonymous).latest_revision).visible_from <= timezone.now()
    approval = approve(named, cast.karin, fresh(named).latest_revision)
    assert timezone.localdate(approval.visible_from) == today + timedelta(days=7)
    assert selectors.counts()["later"] == 1


def test_the_days_of_named_persons_are_a_setting(cast: Cast) -> None:
    municipality = Municipality.load()
    municipality.named_delay_days = 0
    municipality.save()
    record = awaiting(cast)
    edit(record, cast.astrid, answered_on=timezone.localdate())
    assert approve(record, cast.karin, fresh(record).latest_revision).visible_from <= timezone.now()


def test_the_latest_of_undo_embargo_and_delay_counts(cast: Cast) -> None:
    record = awaiting(cast)
    now = timezone.now()
    day = timezone.localdate() + timedelta(days=40)
    record.publish_from = date(2020, 1, 1)
    assert visible_time(record, now, undo_minutes=15) == now + timedelta(minutes=15)
    assert timezone.localdate(visible_time(record, now, undo_minutes=15, not_before=day)) == day


def test_a_correction_of_something_online_still_needs_words(cast: Cast) -> None:
    record = approved(cast).record
    with pytest.raises(ValidationError, match="Say what was corrected"):
        approve(record, cast.karin, edit(record, cast.astrid, heading="Ny"), undo_minutes=15)
    assert Approval.objects.filter(current=True).count() == 1
