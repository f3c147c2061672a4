"""Who writes, who approves, and that nothing else reaches a release."""

from __future__ import annotations

import hashlib
from datetime import date

import orjson
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.organisation.models import OrganisationUnit
from cms.period_reports import selectors
from cms.period_reports.actions import approve, comment, draft, introduce, recompute, send_back, submit, withdraw
from cms.period_reports.models import Commentary, PeriodReport, State, Version, WithdrawnBecause
from cms.period_reports.periods import Period
from cms.period_reports.policies import ReportNotAllowedError
from tests.cast import Cast
from tests.period_reports.conftest import another, fresh

CARE = "Vård och omsorgsnämnden"
TEXT = {"complaint_topics": "Många klagomål gäller kalla matlådor."}


def care_of(report: PeriodReport) -> Commentary:
    return report.commentaries.get(board__name=CARE)


def waiting(report: PeriodReport, cast: Cast) -> PeriodReport:
    """Commented by Ingrid, submitted by Astrid."""
    comment(care_of(report), cast.ingrid, TEXT)
    submit(fresh(report), cast.astrid)
    return fresh(report)


def approved(report: PeriodReport, cast: Cast) -> Version:
    report = waiting(report, cast)
    return approve(report, cast.karin, report.edition)


def test_commentary_is_written_by_staff_of_the_board_s_departments(report: PeriodReport, cast: Cast) -> None:
    care, school = (OrganisationUnit.objects.get(name=name) for name in (CARE, "Barn och utbildningsnämnden"))
    comment(care_of(report), another("vera", "Utredare", care), TEXT)
    with pytest.raises(ReportNotAllowedError, match="does not work for"):
        comment(care_of(report), another("sven", "Utredare", school), TEXT)
    with pytest.raises(ReportNotAllowedError, match="does not work for"):
        comment(care_of(report), cast.david, TEXT)


def test_whoever_edited_any_part_last_cannot_approve(report: PeriodReport, cast: Cast) -> None:
    manager = another("mona", "Chef")
    comment(care_of(report), manager, TEXT)
    introduce(fresh(report), cast.karin, "Perioden var lugn.")
    submit(fresh(report), cast.astrid)
    report = fresh(report)
    for person in (manager, cast.karin, cast.astrid):
        with pytest.raises(ReportNotAllowedError, match="second person"):
            approve(report, person, report.edition)
    assert not Version.objects.exists()
    approve(report, cast.rolf, report.edition)


def test_computing_anew_gives_nobody_their_own_words_to_approve(report: PeriodReport, cast: Cast) -> None:
    introduce(report, cast.karin, "Perioden var lugn.")
    recompute(fresh(report), cast.astrid)
    submit(fresh(report), cast.astrid)
    report = fresh(report)
    with pytest.raises(ReportNotAllowedError, match="second person"):
        approve(report, cast.karin, report.edition)


@pytest.mark.parametrize("editor", ["last_editor", "introduction_editor"])
def test_the_database_refuses_an_approver_who_edited_too(report: PeriodReport, cast: Cast, editor: str) -> None:
    values = {"last_editor": cast.astrid} | {editor: cast.karin}
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(
            report=report,
            number=1,
            approved_by=cast.karin,
            approved_at=timezone.now(),
            payload="{}",
            sha256="0" * 64,
            **values,
        )


def test_the_database_refuses_an_approver_who_wrote_the_commentary(report: PeriodReport, cast: Cast) -> None:
    part = approved(report, cast).parts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(part).objects.filter(pk=part.pk).update(last_editor=cast.karin)


def test_nobody_approves_a_wording_that_they_have_not_read(report: PeriodReport, cast: Cast) -> None:
    seen = waiting(report, cast)
    comment(care_of(report), cast.ingrid, {"cause": "Ett fordon gick sönder."})
    submit(fresh(report), cast.astrid)
    with pytest.raises(ReportNotAllowedError, match="changed after you opened it"):
        approve(seen, cast.karin, seen.edition)


def test_what_is_edited_after_submitting_waits_no_more(report: PeriodReport, cast: Cast) -> None:
    report = waiting(report, cast)
    comment(care_of(report), cast.ingrid, TEXT)
    with pytest.raises(ReportNotAllowedError, match="does not wait"):
        approve(fresh(report), cast.karin, fresh(report).edition)


def test_a_report_is_returned_with_a_comment(report: PeriodReport, cast: Cast) -> None:
    report = waiting(report, cast)
    with pytest.raises(ReportNotAllowedError, match="what must change"):
        send_back(report, cast.karin, "  ")
    send_back(report, cast.karin, "Skriv vad som är gjort.")
    assert (fresh(report).state, fresh(report).return_comment) == (State.DRAFT, "Skriv vad som är gjort.")


def test_only_approved_versions_reach_a_release_byte_for_byte(report: PeriodReport, cast: Cast) -> None:
    assert selectors.report_rows() == []
    waiting(report, cast)
    assert selectors.report_rows() == []
    approve(fresh(report), cast.karin, fresh(report).edition)
    [row] = selectors.report_rows()
    assert hashlib.sha256(row.payload).hexdigest() == row.sha256
    payload = orjson.loads(row.payload)
    assert (payload["slug"], payload["version"], payload["name"]) == ("2009-01-till-2009-08", 1, "januari–augusti 2009")
    assert [part["slots"] for part in payload["commentary"] if part["slots"]] == [
        {"complaint_topics": list(TEXT.values())}
    ]
    assert b"karin" not in row.payload.lower()
    assert b"ingrid" not in row.payload.lower()


def test_a_correction_keeps_the_earlier_version_and_says_what_it_said(report: PeriodReport, cast: Cast) -> None:
    approved(report, cast)
    comment(
        care_of(report), cast.ingrid, {"complaint_topics": "Klagomålen gäller kalla matlådor under två veckor i juli."}
    )
    assert orjson.loads(selectors.report_rows()[0].payload)["version"] == 1, (
        "the approved version stays online meanwhile"
    )
    submit(fresh(report), cast.astrid)
    again = fresh(report)
    with pytest.raises(ReportNotAllowedError, match="what is corrected"):
        approve(again, cast.karin, again.edition)
    approve(again, cast.karin, again.edition, what_changed="När det hände.")
    [row] = selectors.report_rows()
    payload = orjson.loads(row.payload)
    assert (payload["version"], payload["what_changed"]) == (2, "När det hände.")
    [earlier] = payload["earlier"]
    assert (earlier["version"], earlier["received"]) == (1, 119)
    assert list(TEXT.values()) in [part["slots"].get("complaint_topics") for part in earlier["texts"]["commentary"]]
    assert report.versions.count() == 2


def test_an_earlier_wording_can_be_taken_off_the_site(report: PeriodReport, cast: Cast) -> None:
    first = approved(report, cast)
    comment(care_of(report), cast.ingrid, {"complaint_topics": "Maten."})
    submit(fresh(report), cast.astrid)
    approve(fresh(report), cast.karin, fresh(report).edition, what_changed="En text togs bort.", hide_earlier=True)
    [row] = selectors.report_rows()
    assert "kalla matlådor" not in row.payload.decode()
    assert selectors.report_hashes_gone() == [first.sha256]


def test_a_withdrawn_report_leaves_its_address_and_the_reason(report: PeriodReport, cast: Cast) -> None:
    version = approved(report, cast)
    withdraw(fresh(report), cast.karin, WithdrawnBecause.PERSONAL_DATA)
    assert selectors.report_rows() == []
    [left] = selectors.report_tombstones()
    assert (left["slug"], left["reason"]) == ("2009-01-till-2009-08", "personal_data")
    assert selectors.report_hashes_gone() == [version.sha256]
    with pytest.raises(ReportNotAllowedError, match="withdrawn"):
        comment(care_of(report), cast.ingrid, TEXT)


@pytest.mark.parametrize(
    "text", ["Ring Lisa på 0701234567.", "Undersköterskan Anna Karlsson var otrevlig mot Sven Persson."]
)
def test_words_that_may_point_out_a_person_need_a_reason_to_stay(report: PeriodReport, cast: Cast, text: str) -> None:
    comment(care_of(report), cast.ingrid, {"cause": text})
    submit(fresh(report), cast.astrid)
    report = fresh(report)
    with pytest.raises(ReportNotAllowedError, match="detector of personal data"):
        approve(report, cast.karin, report.edition)


def test_an_identity_number_cannot_be_kept_with_any_reason(report: PeriodReport, cast: Cast) -> None:
    comment(care_of(report), cast.ingrid, {"cause": "Det gällde 811218-9876."})
    submit(fresh(report), cast.astrid)
    report = fresh(report)
    with pytest.raises(ReportNotAllowedError, match="has to be rewritten"):
        approve(report, cast.karin, report.edition, kept_findings="Det är inget personnummer.")


def test_naming_a_unit_is_no_personal_data(report: PeriodReport, cast: Cast) -> None:
    OrganisationUnit.objects.filter(name="Serviceförvaltningen").update(name="Björkbacken")
    comment(care_of(report), cast.ingrid, {"units_named": "Björkbacken fick flest beröm."})
    submit(fresh(report), cast.astrid)
    report = fresh(report)
    approve(report, cast.karin, report.edition)


def test_a_period_that_is_not_over_has_no_report(cast: Cast) -> None:
    with pytest.raises(ReportNotAllowedError, match="not over"):
        draft(Period.containing("year", timezone.localdate()), cast.astrid)


def test_a_period_has_one_report(report: PeriodReport, cast: Cast) -> None:
    with pytest.raises(ReportNotAllowedError, match="already"):
        draft(report.period, cast.astrid)
    assert draft(Period.containing("month", date(2009, 3, 1)), cast.astrid).slug == "2009-03"
