"""The admin's pages and the scheduled command, as the office uses them."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cms.accounts.models import User
from cms.mail.models import Message
from cms.organisation.models import OrganisationUnit
from cms.period_reports.actions import approve
from cms.period_reports.announcing import draft_ended
from cms.period_reports.models import PeriodReport, State, Version
from portal.reports.pdf import pdf_is_possible
from tests.cast import Cast
from tests.period_reports import ostersund
from tests.period_reports.conftest import another, fresh

CARE = "Vård och omsorgsnämnden"


def as_(person: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def act(client: Client, report: PeriodReport, what: str, **values: object) -> str:
    answer = client.post(reverse("period_report_act", args=[report.slug, what]), values, follow=True)
    return answer.content.decode()


def test_a_report_goes_from_the_form_to_an_approved_version(cast: Cast) -> None:
    ostersund.load()
    astrid, ingrid, karin = as_(cast.astrid), as_(cast.ingrid), as_(cast.karin)
    form = {"kind": "free", "first": "2009-01", "last": "2009-08"}
    page = astrid.post(reverse("period_reports"), form, follow=True).content.decode()
    assert "119" in page
    report = PeriodReport.objects.get()
    care = report.commentaries.get(board__name=CARE)
    address = reverse("period_report_commentary", args=[report.slug, care.pk])
    assert CARE in ingrid.get(address).content.decode()
    ingrid.post(address, {"cause": "Sommaren var varm."})
    act(astrid, report, "submit")
    assert "cannot approve" in astrid.get(reverse("period_report", args=[report.slug])).content.decode()
    act(astrid, report, "approve", edition=fresh(report).edition)
    assert not Version.objects.exists()
    act(karin, report, "approve", edition=fresh(report).edition)
    assert fresh(report).state == State.APPROVED
    assert "Sommaren var varm." in Version.objects.get().payload


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "free", "first": "2009-05", "last": "2009-02"}, "cannot come before"),
        ({"kind": "days", "first_day": "2009-05-02", "last_day": "2009-05-01"}, "has to come after"),
        ({"kind": "free", "first": "2009-05"}, "Choose the last month"),
        ({"kind": "year", "first": "2999-01"}, "not over yet"),
        ({"kind": "month", "first": "mars"}, "error"),
    ],
)
def test_a_period_that_is_none_is_refused_in_words(cast: Cast, form: dict[str, str], said: str) -> None:
    page = as_(cast.astrid).post(reverse("period_reports"), form).content.decode()
    assert said in page
    assert not PeriodReport.objects.exists()


def test_what_readers_will_see_can_be_looked_at_before(report: PeriodReport, cast: Cast) -> None:
    karin = as_(cast.karin)
    page = karin.get(reverse("period_report_preview", args=[report.slug])).content.decode()
    assert "Synpunkter januari–augusti 2009" in page
    answer = karin.get(reverse("period_report_pdf", args=[report.slug]))
    if pdf_is_possible():
        assert answer.content.startswith(b"%PDF-")
    else:
        assert answer.status_code == 302


def test_who_has_no_business_here_sees_and_does_nothing(report: PeriodReport, cast: Cast) -> None:
    david = as_(cast.david)
    care = report.commentaries.get(board__name=CARE)
    for address in (
        reverse("period_reports"),
        reverse("period_report", args=[report.slug]),
        reverse("period_report_preview", args=[report.slug]),
        reverse("period_report_commentary", args=[report.slug, care.pk]),
    ):
        assert david.get(address).status_code in (302, 403), address
    act(david, report, "submit")
    assert fresh(report).state == State.DRAFT


def test_staff_of_another_board_cannot_open_the_commentary(report: PeriodReport, cast: Cast) -> None:
    school = OrganisationUnit.objects.get(name="Barn och utbildningsnämnden")
    care = report.commentaries.get(board__name=CARE)
    address = reverse("period_report_commentary", args=[report.slug, care.pk])
    answer = as_(another("sven", "Utredare", school)).get(address)
    assert answer.status_code in (302, 403)


def test_the_schedule_drafts_once_and_tells_those_responsible_once(cast: Cast) -> None:
    ostersund.load()
    care = OrganisationUnit.objects.get(name=CARE)
    manager, investigator = another("mona", "Chef", care), another("isak", "Utredare", care)
    plan = draft_ended(("month", "quarter", "year"), date(2009, 4, 3), dry_run=True)
    assert plan.drafted == ["2009-03", "2009-kvartal-1", "2008"]
    assert not PeriodReport.objects.exists()
    done = draft_ended(("month", "quarter", "year"), date(2009, 4, 3))
    assert done.drafted == plan.drafted
    told = set(Message.objects.filter(subject__contains="2009").values_list("to", flat=True))
    assert manager.email in told
    assert investigator.email not in told
    letters = Message.objects.count()
    assert letters == done.letters > 0
    text = Message.objects.filter(to=manager.email, subject__contains="mars 2009").get().text
    assert f"- {CARE}" in text
    assert "Socialnämnden" not in text
    again = draft_ended(("month", "quarter", "year"), date(2009, 4, 3))
    assert (again.drafted, again.announced, Message.objects.count()) == ([], [], letters)


def test_what_the_schedule_drafted_anybody_else_may_approve(cast: Cast) -> None:
    ostersund.load()
    draft_ended(("month",), date(2009, 4, 3))
    report = PeriodReport.objects.get()
    act(as_(cast.astrid), report, "submit")
    approve(fresh(report), cast.karin, fresh(report).edition)
    assert report.last_editor.system


def test_the_command_tells_its_plan_to_programs(db: None) -> None:
    out = StringIO()
    call_command("draft_period_reports", "--kinds", "year", "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["letters"] == 0
