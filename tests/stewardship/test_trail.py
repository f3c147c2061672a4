"""The trail says who did what, outlives the case, and holds nothing of the person."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import orjson
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from wagtail.models import ModelLogEntry

from cms.accounts.models import SecurityEvent, User
from cms.accounts.system import system_user
from cms.cases.models import Case, CaseEvent
from cms.cases.states import State
from cms.publication.actions import approve, edit, prepare, return_to_editor, submit, withdraw
from cms.publication.models import WithdrawalReason
from cms.stewardship.erasure import erase_original
from cms.stewardship.models import RecheckTask, RetentionRule
from cms.stewardship.recheck import recheck_published
from cms.stewardship.trail import as_csv, as_json, steps
from tests.cast import PASSWORD, Cast
from tests.factories import approved, case_in

CANARIES = {
    "sender_name": "Kanarina Fågelberg",
    "sender_email": "kanarina@fagelberg.example",
    "sender_phone": "070-174 06 05",
    "sender_address": "Kanariegränd 7",
    "internal_notes": "Kanarieanteckning om saken.",
    "heading": "Kanarierubrik i gatan",
    "text": "Kanarietext i gatan vid torget.",
    "metadata": {"other": "Kanariefält"},
}
WORDS = [
    "Kanarin",
    "kanarina",
    "070-174",
    "Kanariegränd",
    "Kanarieanteckning",
    "Kanarierubrik",
    "Kanarietext",
    "Kanariefält",
]
LOG_TABLES = (
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    "accounts_securityevent",
    "axes_accesslog",
    "axes_accessattempt",
    "publish_release",
)
SignIn = Callable[[User], Client]


def log_rows() -> str:
    """Every row of every log table."""
    found = []
    with connection.cursor() as cursor:
        for table in LOG_TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


@override_settings(AXES_ENABLED=True)
def test_no_log_holds_anything_of_the_person(cast: Cast, signed_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        case = case_in(State.CLOSED, cast, **CANARIES)
        record = prepare(case, cast.astrid)
        submit(record, cast.astrid)
        client = Client()
        client.post("/admin/login/", {"username": "karin", "password": PASSWORD})
        for address in (
            "/admin/",
            "/admin/cases/",
            f"/admin/cases/inspect/{case.pk}/",
            f"/admin/review/{record.pk}/",
            f"/admin/review/{record.pk}/preview/",
            f"/admin/snippets/publication/publicrecord/edit/{record.pk}/",
            "/admin/find/?q=Kanarietext",
        ):
            client.get(address)
        record.refresh_from_db()
        return_to_editor(record, cast.karin, "Skriv om.")
        record.refresh_from_db()
        submit(record, cast.astrid)
        revision = edit(record, cast.astrid, heading="Gatan", question="Vid torget är det hål i gatan.")
        record.refresh_from_db()
        approve(record, cast.karin, revision)
        recheck_published()
        signed_in(cast.astrid).get("/admin/trail/?number=2026-0001&format=json")
        signed_in(cast.ingrid).get("/admin/security-log/")
        Client().post("/admin/login/", {"username": "ingen", "password": "Kanarietext"})
        withdraw(record, cast.karin, WithdrawalReason.REQUEST)
        RetentionRule.objects.create(days_contact=0, days_original=0, responsible="Registrator")
        call_command("apply_retention")
    rows = log_rows()
    assert "2026-0001" in rows
    assert [word for word in WORDS if word in rows] == []
    assert [word for word in WORDS if word in caplog.text] == []


def test_every_look_and_every_decision_is_in_the_trail(cast: Cast, signed_in: SignIn) -> None:
    record = approved(cast).record
    signed_in(cast.rolf).get(f"/admin/cases/inspect/{record.case_id}/")
    withdraw(record, cast.karin, WithdrawalReason.REQUEST)
    actions = [(step.who, step.action) for step in steps("2026-0001")]
    assert ("astrid", "cases.register") in actions
    assert ("ingrid", "cases.answer") in actions
    assert ("karin", "publication.approve") in actions
    assert ("rolf", "cases.view_original") in actions
    assert ("karin", "publication.withdraw") in actions
    assert [step.at for step in steps("2026-0001")] == sorted(step.at for step in steps("2026-0001"))


def test_the_trail_outlives_the_case(cast: Cast) -> None:
    record = approved(cast).record
    erase_original(record.case, system_user())
    before = [step for step in steps("2026-0001") if step.about != "case" or step.action.startswith("stewardship")]
    record.__class__.objects.filter(pk=record.pk).update(case=None)
    Case.objects.all().delete()
    left = steps("2026-0001")
    assert left == before
    assert "publication.approve" in [step.action for step in left]


def test_the_export_is_for_those_who_may_and_is_itself_in_the_trail(cast: Cast, signed_in: SignIn) -> None:
    approved(cast)
    assert signed_in(cast.ingrid).get("/admin/trail/?number=2026-0001&format=json").status_code == 302
    answer = signed_in(cast.rolf).get("/admin/trail/?number=2026-0001&format=json")
    assert json.loads(answer.content)["case"] == "2026-0001"
    assert ModelLogEntry.objects.filter(action="stewardship.export_trail", user=cast.rolf, label="2026-0001").exists()
    assert SecurityEvent.objects.filter(kind=SecurityEvent.Kind.EXPORTED, user=cast.rolf).exists()


def test_the_table_starts_no_formula(cast: Cast) -> None:
    approved(cast)
    User.objects.filter(pk=cast.astrid.pk).update(username="=1+1")
    assert "'=1+1" in as_csv(steps("2026-0001"))


def test_what_people_wrote_about_a_case_is_not_exported(cast: Cast) -> None:
    case_in(State.REJECTED, cast)
    assert CaseEvent.objects.exclude(comment="").exists()
    found = steps("2026-0001")
    assert "statlig" not in as_csv(found) + as_json("2026-0001", found)


def test_recheck_queues_once_and_names_the_category_only(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    approval = approved(cast)
    assert recheck_published().queued == []
    approval.payload = approval.payload.replace("vid torget", "ring mig på 0701-74 06 05")
    approval.save(update_fields=["payload"])
    first = recheck_published()
    assert (first.queued, first.stop) == (["2026-0001"], ["2026-0001"])
    assert recheck_published().queued == []
    task = RecheckTask.objects.get()
    assert set(task.categories) == {"phone"}
    assert "0701" not in str(RecheckTask.objects.values()) + log_rows()
    with pytest.raises(SystemExit):
        call_command("recheck_published", "--json")


def test_recheck_reads_the_earlier_wordings_that_are_shown(cast: Cast) -> None:
    approval = approved(cast)
    payload = orjson.loads(approval.payload)
    earlier = {name: payload[name] for name in ("heading", "question", "answers")}
    payload["corrections"] = [{"on": "2026-04-01", "what": "Rättat.", "earlier": earlier}]
    approval.payload = orjson.dumps(payload).decode()
    approval.save(update_fields=["payload"])
    assert recheck_published().queued == []
    earlier["question"] = ["Ring mig på 0701-74 06 05."]
    approval.payload = orjson.dumps(payload).decode()
    approval.save(update_fields=["payload"])
    assert recheck_published().stop == ["2026-0001"]


def test_what_was_kept_with_a_reason_is_not_queued_again(cast: Cast, signed_in: SignIn) -> None:
    approval = approved(cast)
    approval.payload = approval.payload.replace("vid torget", "ring mig på 0701-74 06 05")
    approval.save(update_fields=["payload"])
    recheck_published()
    task = RecheckTask.objects.get()
    assert signed_in(cast.karin).get("/admin/removal/recheck/").status_code == 200
    signed_in(cast.karin).post(f"/admin/removal/recheck/{task.pk}/keep/", {"why": ""})
    assert RecheckTask.objects.get().state == RecheckTask.State.OPEN
    signed_in(cast.karin).post(f"/admin/removal/recheck/{task.pk}/keep/", {"why": "Kommunens växel."})
    assert recheck_published().stop == []
    assert RecheckTask.objects.get().state == RecheckTask.State.KEPT
