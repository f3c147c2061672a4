from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from cms.accounts.system import system_user
from cms.cases.models import Case, CaseEvent, Kind
from cms.cases.selectors.facts import fact_rows
from cms.cases.states import State
from cms.organisation.models import Municipality
from cms.publication import selectors
from cms.publication.actions import approve, edit, prepare, withdraw
from cms.publication.models import Approval, PublicRecord, Status, WithdrawalReason
from cms.publication.policies import PublicationNotAllowedError
from cms.stewardship.erasure import erase_original
from cms.stewardship.models import Receipt, RetentionRule
from cms.stewardship.retention import apply_retention
from cms.stewardship.rules import Rules, public_rules
from tests.cast import Cast
from tests.factories import approved, awaiting, case_in, streets

TODAY = timezone.localdate


def days_from_now(days: int) -> date:
    return TODAY() + timedelta(days=days)


def test_the_nearest_rule_holds_and_it_holds_whole(cast: Cast) -> None:
    unit, kind = streets(), Kind.objects.get(code="complaint")
    department = unit.department
    assert Rules().for_unit(unit.path, kind.pk).online == Municipality.load().days_online
    RetentionRule.objects.create(days_online=300, days_contact=1, days_original=2, responsible="Registrator")
    RetentionRule.objects.create(kind=kind, days_online=200, responsible="Chef")
    assert Rules().for_unit(unit.path, kind.pk).online == 200
    RetentionRule.objects.create(department=department, days_online=100, responsible="Chef")
    assert Rules().for_unit(unit.path, kind.pk).online == 100
    RetentionRule.objects.create(department=department, kind=kind, responsible="Chef")
    found = Rules().for_unit(unit.path, kind.pk)
    assert (found.online, found.contact, found.original) == (None, None, None)


def test_one_rule_per_department_and_kind_empty_ones_included(db: None) -> None:
    RetentionRule.objects.create(responsible="Registrator")
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionRule.objects.create(responsible="Chef")
    with pytest.raises(ValidationError, match="already"):
        RetentionRule(responsible="Chef").full_clean()


def test_contact_details_never_outlive_the_original(db: None) -> None:
    with pytest.raises(ValidationError):
        RetentionRule(days_original=10, days_contact=20, responsible="Chef").full_clean()


def test_an_item_whose_time_is_up_is_withdrawn_by_the_system_and_leaves_a_tombstone(cast: Cast) -> None:
    record = approved(cast).record
    RetentionRule.objects.create(days_online=30, responsible="Registrator")
    assert apply_retention(days_from_now(30)).withdrawn == []
    assert apply_retention(days_from_now(31)).withdrawn == ["2026-0001"]
    record.refresh_from_db()
    assert (record.status, record.withdrawal.reason) == (Status.WITHDRAWN, WithdrawalReason.RETENTION)
    assert record.withdrawal.withdrawn_by == system_user()
    assert [each["reason"] for each in selectors.tombstones(timezone.now())] == ["retention"]
    assert Receipt.objects.get().public_id == "2026-0001"


def test_running_it_twice_changes_nothing_more(cast: Cast) -> None:
    approved(cast)
    RetentionRule.objects.create(days_online=1, days_contact=1, days_original=1, responsible="Registrator")
    later = days_from_now(400)
    first = apply_retention(later)
    assert (first.withdrawn, first.original_erased) == (["2026-0001"], ["2026-0001"])
    entries = ModelLogEntry.objects.count()
    second = apply_retention(later)
    assert (second.withdrawn, second.contact_erased, second.original_erased) == ([], [], [])
    assert ModelLogEntry.objects.count() == entries


def test_a_dry_run_tells_the_same_and_changes_nothing(cast: Cast) -> None:
    approved(cast)
    RetentionRule.objects.create(days_online=1, days_contact=1, days_original=1, responsible="Registrator")
    later = days_from_now(400)
    plan = apply_retention(later, dry_run=True)
    assert Case.objects.get().sender_name == "Fia Provsson"
    assert PublicRecord.objects.get().status == Status.APPROVED
    assert apply_retention(later) == plan


def test_contact_details_go_first_and_the_text_later(cast: Cast) -> None:
    case_in(State.CLOSED, cast, metadata={"tel": "070-174 06 05"}, received_on=date(2026, 3, 2))
    RetentionRule.objects.create(days_contact=10, days_original=100, responsible="Registrator")
    assert apply_retention(date(2026, 3, 23)).contact_erased == ["2026-0001"]
    case = Case.objects.get()
    assert (case.sender_name, case.sender_email, case.metadata) == ("", "", {})
    assert case.text
    assert apply_retention(date(2026, 7, 1)).original_erased == ["2026-0001"]
    assert Case.objects.get().text == ""


def test_an_open_case_is_never_erased(cast: Cast) -> None:
    case_in(State.INVESTIGATING, cast)
    RetentionRule.objects.create(days_contact=0, days_original=0, responsible="Registrator")
    report = apply_retention(days_from_now(4000))
    assert (report.contact_erased, report.original_erased) == ([], [])


def test_statistics_are_the_same_after_erasure(cast: Cast) -> None:
    approved(cast)
    case_in(State.REJECTED, cast)
    now = timezone.now()
    before = list(fact_rows(now))
    for case in Case.objects.all():
        erase_original(case, system_user())
    assert list(fact_rows(now)) == before


def test_what_is_online_stays_as_approved_and_every_draft_forgets(cast: Cast) -> None:
    record = awaiting(cast, text="Vid Kvarnrosen är det hål i gatan.")
    revision = edit(record, cast.astrid, question="Vid torget är det hål i gatan.")
    approval = approve(record, cast.karin, revision)
    edit(record, cast.astrid, question="Ett utkast om Kvarnrosen.")
    erase_original(record.case, system_user())
    approval.refresh_from_db()
    assert approval.payload
    contents = [revision.content for revision in Revision.objects.for_instance(record).exclude(pk=approval.revision_id)]
    assert contents
    assert "Kvarnrosen" not in json.dumps(contents)
    record.refresh_from_db()
    assert record.latest_revision_id == record.live_revision_id == approval.revision_id


def test_a_withdrawn_text_is_in_no_table_after_erasure(cast: Cast) -> None:
    record = approved(cast, heading="Kvarnrosen ropade", text="Kvarnrosen ropade högt.\n\nVarje dag.").record
    withdraw(record, cast.karin, WithdrawalReason.REQUEST, "Ringde om Kvarnrosen.")
    erase_original(record.case, system_user())
    rows = [
        *Case.objects.values(),
        *CaseEvent.objects.values(),
        *PublicRecord.objects.values(),
        *Approval.objects.values(),
        *Revision.objects.values(),
        *ModelLogEntry.objects.values(),
        *record.withdrawal.__class__.objects.values(),
        *record.redirects.values(),
    ]
    assert "varnrosen" not in str(rows)


def test_a_draft_that_was_never_published_forgets_too(cast: Cast) -> None:
    record = prepare(case_in(State.CLOSED, cast), cast.astrid)
    erase_original(record.case, system_user())
    record.refresh_from_db()
    assert (record.question, record.answer) == ("", "")


def test_the_system_may_withdraw_for_no_other_reason(cast: Cast) -> None:
    record = approved(cast).record
    with pytest.raises(PublicationNotAllowedError):
        withdraw(record, system_user(), WithdrawalReason.OTHER)


def test_the_command_reports_and_is_logged_without_words(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    approved(cast, received_on=date(2020, 3, 2))
    RetentionRule.objects.create(days_contact=0, days_original=0, responsible="Registrator")
    Case.objects.update(closed_on=date(2021, 1, 1))
    out = StringIO()
    with caplog.at_level("INFO"):
        call_command("apply_retention", "--json", stdout=out)
    assert json.loads(out.getvalue())["original_erased"] == ["2020-0001"]
    assert "1 originals" in caplog.text
    assert "Fia" not in caplog.text


def test_the_site_tells_the_rules(cast: Cast) -> None:
    RetentionRule.objects.create(department=streets().department, days_online=90, responsible="Enhetschef")
    (rule,) = public_rules()
    assert (rule["department_name"], rule["kind"], rule["days_online"], rule["responsible"]) == (
        "Tekniska förvaltningen",
        None,
        90,
        "Enhetschef",
    )
    assert selectors.site()["privacy"]["rules"] == [rule]
