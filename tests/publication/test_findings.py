"""Findings stop the approval in the server, whichever way it is tried."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.cases.models import ImportBatch
from cms.organisation.models import OrganisationUnit
from cms.publication import findings
from cms.publication.actions import approve, edit
from cms.publication.models import DetectorList, Examination, FindingDecision, PublicRecord, Status
from cms.publication.policies import PublicationNotAllowedError
from tests.cast import Cast
from tests.factories import awaiting, streets
from tests.publication.reviewing import fresh, redactor, replace_all, with_phone


def test_what_stops_is_refused_until_it_is_replaced(cast: Cast) -> None:
    record = with_phone(cast)
    with pytest.raises(PublicationNotAllowedError, match="open findings that stop publication"):
        approve(record, cast.karin, record.latest_revision)
    record = replace_all(record, cast.karin)
    approval = approve(record, cast.karin, record.latest_revision)
    assert "070" not in approval.payload
    assert "Provsson" not in approval.payload
    assert json.loads(approval.payload)["redactions"] == {"contact": 1, "name": 1}


def test_what_stops_is_kept_only_with_a_reason(cast: Cast) -> None:
    record = with_phone(cast)
    work = redactor(record, cast.karin)
    phone = next(each for each in work.findings if each.category == "phone")
    with pytest.raises(PublicationNotAllowedError, match="Write why"):
        work.keep(phone, "  ")
    work.keep(phone, "Föreningens eget nummer")
    work.replace(next(each for each in work.findings if each.category == "name"))
    work.write()
    record = fresh(record)
    assert "070-174 06 05" in approve(record, cast.karin, record.latest_revision).payload


def test_a_decision_stores_places_and_never_the_words(cast: Cast) -> None:
    record = replace_all(with_phone(cast), cast.karin)
    rows = list(FindingDecision.objects.filter(record=record).values())
    stored = repr(rows) + repr(Examination.objects.get(record=record).findings)
    assert rows
    for secret in ("070", "Provsson", "Fia"):
        assert secret not in stored


def test_the_detector_runs_once_for_the_same_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    record = with_phone(cast)
    at = Examination.objects.get(record=record).at
    findings.examine(record)
    assert Examination.objects.get(record=record).at == at
    edit(record, cast.astrid, question="Hålet ligger vid torget.")
    assert Examination.objects.get(record=record).open_stops == 0


def test_a_name_on_the_municipalitys_list_is_found_when_the_list_has_it(cast: Cast) -> None:
    record = awaiting(cast, text="Det var Zzyx Qvarnberg som tog emot, mycket vänligt.", sender_name="")
    before = Examination.objects.get(record=record).open_decides
    DetectorList.objects.create(kind="staff", entries="Zzyx Qvarnberg\n")
    examined = findings.examine(record)
    assert examined is not None
    assert examined.open_decides >= max(1, before)


def test_fields_beside_question_and_answer_are_examined_too(cast: Cast) -> None:
    record = awaiting(cast, sender_name="", sender_email="")
    edit(record, cast.astrid, outcome_text="Ring 070-174 06 05.", heading="Mejla fia@prov.example")
    fields = {
        each.field for each in findings.stored_findings(Examination.objects.get(record=record)) if each.level == "stop"
    }
    assert fields == {"outcome_text", "heading"}


def test_an_address_hidden_in_a_link_is_found_and_the_link_goes_with_it(cast: Cast) -> None:
    record = awaiting(cast)
    edit(record, cast.astrid, answer='<p>Skriv till <a href="mailto:anna.provsson@privat.example">mig</a> gärna.</p>')
    record = replace_all(record, cast.karin)
    answer = record.latest_revision.content["answer"]
    assert "privat.example" not in answer
    assert "<a" not in answer
    assert "mig" in answer


def test_a_closed_unit_needs_a_choice_of_its_own(cast: Cast) -> None:
    record = awaiting(cast)
    OrganisationUnit.objects.filter(pk=streets().get_parent().pk).update(closed_for_publication=True)
    record = fresh(record)
    with pytest.raises(PublicationNotAllowedError, match="stop publication"):
        approve(record, cast.karin, record.latest_revision, kept_findings="Allt är granskat")
    work = redactor(record, cast.karin)
    work.keep(next(each for each in work.findings if each.category == "closed_unit"), "Rör bara lokalen")
    work.write()
    assert approve(fresh(record), cast.karin, record.latest_revision)


def test_a_person_who_said_no_needs_a_choice_of_its_own(cast: Cast) -> None:
    record = awaiting(cast, wants_publication=False)
    with pytest.raises(PublicationNotAllowedError, match="stop publication"):
        approve(record, cast.karin, record.latest_revision, kept_findings="Allt är granskat")


def in_batch(cast: Cast, name: str) -> list[PublicRecord]:
    """One record with a telephone number and one without, of the same import."""
    records = [with_phone(cast), fresh(awaiting(cast))]
    batch = ImportBatch.objects.create(name=name)
    for record in records:
        type(record.case).objects.filter(pk=record.case.pk).update(batch=batch)
    return records


def run_batch(*arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the report of approve_batch."""
    output = StringIO()
    try:
        call_command("approve_batch", *arguments, "--json", stdout=output)
    except SystemExit as ended:
        return int(ended.code or 0), json.loads(output.getvalue())
    return 0, json.loads(output.getvalue())


def test_a_batch_refuses_what_stops_and_approves_the_rest(cast: Cast) -> None:
    stopped, clean = in_batch(cast, "vår")
    code, report = run_batch("vår", "--by", "karin")
    assert code == 1
    assert report["approved"] == 1
    assert list(report["refused"]) == [stopped.public_id]
    assert fresh(clean).status == Status.APPROVED
    assert fresh(stopped).status == Status.AWAITING


def test_a_batch_keeps_what_stops_for_the_reason_it_is_given(cast: Cast) -> None:
    in_batch(cast, "vår")
    assert run_batch("vår", "--by", "karin", "--keep-findings", "Allmän handling i sin helhet") == (
        0,
        {"approved": 2, "unchanged": 0, "refused": {}},
    )
    kept = FindingDecision.objects.filter(decision="kept", level="stop")
    assert kept.exists()
    assert set(kept.values_list("reason", flat=True)) == {"Allmän handling i sin helhet"}


def test_examining_known_words_again_asks_the_database_little(cast: Cast) -> None:
    records = [with_phone(cast) for _ in range(5)]
    settings = findings.Settings.read()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        findings.examine_many([(record, record.latest_revision) for record in records], settings)
    assert len(queries) == 1
