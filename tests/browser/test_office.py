"""Karin approves in the admin, publishes with one button, and the answer is online."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def sign_in(page: Page, town: Town, username: str) -> None:
    """Sign in with the demonstration's password."""
    page.goto(f"{town.admin}/admin/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", "kvarnsala-demo")
    page.locator("form [type=submit]").click()
    expect(page).to_have_url(re.compile(r"/admin/$"))


def test_karin_approves_and_publishes_and_the_answer_is_online(town: Town, context, page: Page) -> None:  # type: ignore[no-untyped-def]
    office = context.new_page()
    sign_in(office, town, "karin")
    candidates = town.manage("shell", "--verbosity", "0", "--command", CLEAN_RECORD).stdout.split()
    public_id, primary_key = candidates[0], candidates[1]
    assert page.request.get(f"{town.site}/sok/").status == 200
    office.goto(f"{town.admin}/admin/review/{primary_key}/")
    office.locator("button[value=approve]").click()
    expect(office.get_by_text(public_id).first).to_be_visible()
    office.goto(f"{town.admin}/admin/publish/")
    office.get_by_role("button", name=re.compile("Publi", re.IGNORECASE)).first.click()
    year, number = public_id.split("-")
    for _attempt in range(90):
        page.goto(f"{town.site}/arkiv/{year}/")
        if page.locator(f"li[data-record='{public_id}']").count():
            break
        page.wait_for_timeout(1000)
    else:
        raise AssertionError(f"{public_id} did not come online")
    page.locator(f"li[data-record='{public_id}'] a").first.click()
    assert f"/synpunkter/{year}/{number}-" in page.url


# A record without anything private in it, prepared by Astrid and the newest of its year, so that it stands on the first page.
CLEAN_RECORD = """
from datetime import date
from cms.accounts.models import User
from cms.cases.actions import register
from cms.cases.models import Case, Kind
from cms.organisation.models import OrganisationUnit
from cms.publication.actions import prepare, submit
unit = OrganisationUnit.objects.get(slug="tekniska-forvaltningen")
astrid = User.objects.get(username="astrid")
question = Kind.objects.get(code="question")
received, answered = date(2026, 10, 20), date(2026, 10, 25)
case = register(kind=question, unit=unit, text="När öppnar fontänen?", heading="Fontänen", received_on=received, by=astrid)
Case.objects.filter(pk=case.pk).update(answer="<p>Den öppnar i maj.</p>", state="closed", answered_on=answered, closed_on=answered)
case.refresh_from_db()
record = prepare(case, astrid)
submit(record, astrid)
print(record.public_id, record.pk)
"""


def test_someone_without_the_role_does_not_see_review_or_publish(town: Town, page: Page) -> None:
    sign_in(page, town, "rolf")
    assert page.request.get(f"{town.admin}/admin/review/", max_redirects=0).status in {302, 403}
    assert page.request.post(f"{town.admin}/admin/publish/", max_redirects=0).status in {302, 403}
