from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cms.accounts.models import SecurityEvent, User
from cms.cases.models import Case
from cms.cases.states import State
from cms.handling import actions
from cms.handling.exports import harmless
from cms.handling.models import PlannedAction, SurveyResponse
from cms.organisation.actions import add_unit
from cms.reports import board
from tests.cast import Cast
from tests.factories import case_in, registered, streets

TODAY = date(2026, 3, 20)
FORMULAS = ["=1+1", "+46 70", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "=HYPERLINK(\"http://x\")"]  # fmt: skip


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rows_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_weeks_count_what_came_and_went(cast: Cast) -> None:
    case_in(State.CLOSED, cast)
    registered(cast, received_on=date(2026, 3, 16))
    weeks = {week.monday: (week.received, week.answered, week.closed) for week in board.weeks(cast.rolf, TODAY)}
    assert weeks[date(2026, 3, 2)] == (1, 0, 0)
    assert weeks[date(2026, 3, 9)] == (0, 1, 1)
    assert weeks[date(2026, 3, 16)] == (1, 0, 0)
    assert len(weeks) == 12


def test_the_board_says_where_it_lies_and_how_quickly_it_went(cast: Cast) -> None:
    case_in(State.RECEIVED, cast)
    case_in(State.INVESTIGATING, cast)
    case_in(State.INVESTIGATING, cast)
    case_in(State.CLOSED, cast)
    department, unit = board.unit_rows(cast.rolf, TODAY)
    assert (department.name, unit.name) == ("Tekniska förvaltningen", "Gatuenheten")
    assert (unit.open, unit.oldest, unit.median_age) == (3, 18, 18)
    assert unit.lies == {"received": 1, "investigating": 2}
    assert unit.bottleneck == str(State.INVESTIGATING.label)
    assert unit.stage_days["distribute"] == [8]
    assert department.open == 3


def test_the_board_is_of_the_units_that_the_person_works_for(cast: Cast) -> None:
    registered(cast)
    elsewhere = add_unit("Simhallen", add_unit("Kulturförvaltningen", streets().get_root()))
    cast.rolf.units.add(elsewhere)
    assert board.unit_rows(cast.rolf, TODAY) == []
    page = client_of(cast.rolf).get("/admin/board/").content.decode()
    assert "Gatuenheten" not in page


@pytest.mark.parametrize("who", ["ingrid", "karin", "david", "sara"])
def test_the_board_is_for_registrars_and_managers(who: str, cast: Cast) -> None:
    client = client_of(getattr(cast, who))
    for address in ("/admin/board/", "/admin/board/?table=units&export=csv"):
        assert client.get(address).status_code in {302, 403}
    assert client_of(cast.rolf).get("/admin/board/").status_code == 200


def test_planned_actions_are_counted_by_what_became_of_them(cast: Cast) -> None:
    case = case_in(State.INVESTIGATING, cast)
    today = timezone.localdate()
    for days, result in ((3, "kept"), (3, "dropped"), (3, ""), (0, "")):
        action = actions.plan(case, cast.ingrid, "Laga", today + timedelta(days=days))
        if result:
            actions.follow_up(action, cast.ingrid, result, "Skäl")
    late = actions.plan(case, cast.ingrid, "Laga", today)
    actions.follow_up(late, cast.ingrid, "kept", on=today + timedelta(days=1))
    counts = board.planned_counts(cast.rolf, today + timedelta(days=1))
    assert counts == {"kept": 1, "kept_late": 1, "dropped": 1, "open": 1, "late": 1}
    assert PlannedAction.objects.count() == sum(counts.values())


def test_survey_figures_of_few_answers_are_not_shown(cast: Cast) -> None:
    case = registered(cast)
    for number in range(5):
        if number == 4:
            assert {row["enough"] for row in board.survey_rows(cast.rolf)} == {False}
        SurveyResponse.objects.create(
            unit=case.unit, kind=case.kind, month=date(2026, 3, 1), easy=5, heard=number % 5 + 1
        )
    rows = {row["name"]: row for row in board.survey_rows(cast.rolf)}
    assert rows["Tekniska förvaltningen"]["scores"] == [5, None, 3]


@pytest.mark.parametrize("value", FORMULAS)
def test_no_cell_begins_a_formula(value: str) -> None:
    assert str(harmless(value)).startswith("'")


def test_an_export_is_the_list_without_formulas_and_without_senders(cast: Cast) -> None:
    registered(cast, heading='=HYPERLINK("http://x")')
    client = client_of(cast.astrid)
    header, row = rows_of(client.get("/admin/open/?export=csv"))
    assert len(header) == len(row) == 10
    assert row[1] == '\'=HYPERLINK("http://x")'
    response = client.get("/admin/open/?export=xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]][1] == "s"
    assert sheet["H2"].value.date() == date(2026, 3, 2)
    for private in ("Fia Provsson", "fia@prov.example"):
        assert private not in str([[cell.value for cell in line] for line in sheet])
    assert SecurityEvent.objects.filter(kind="exported", user=cast.astrid).count() == 2


@pytest.mark.parametrize(
    "address",
    [
        "/admin/late/?export=xlsx",
        "/admin/planned/?export=csv",
        "/admin/planned/?export=xlsx&all=1",
        "/admin/board/?table=weeks&export=xlsx",
        "/admin/board/?table=units&export=xlsx",
        "/admin/board/?table=units&export=csv",
        "/admin/board/?table=survey&export=csv",
        "/admin/cases/?export=csv",
        "/admin/cases/?export=xlsx",
    ],
)
def test_every_list_can_be_taken_out(address: str, cast: Cast) -> None:
    registered(cast)
    response = client_of(cast.astrid).get(address)
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]


def test_the_list_of_cases_is_taken_out_without_formulas(cast: Cast) -> None:
    registered(cast, heading="=1+1")
    response = client_of(cast.astrid).get("/admin/cases/?export=csv")
    body = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=1+1" in body
    assert ",=1+1" not in body


@pytest.mark.parametrize(
    ("query", "count"), [("whose=mine", 1), ("whose=free", 2), ("whose=serious", 1), ("state=received", 2), ("", 3)]
)
def test_the_open_cases_are_filtered(query: str, count: int, cast: Cast) -> None:
    case_in(State.INVESTIGATING, cast)
    serious = registered(cast)
    registered(cast)
    Case.objects.filter(pk=serious.pk).update(serious=True)
    page = client_of(cast.ingrid).get(f"/admin/open/?{query}").content.decode()
    assert page.count('class="title-wrapper"') == count
    if not query:
        assert page.index(serious.number) < page.index("2026-0001")


def test_the_start_page_shows_what_comes_next_and_the_month(cast: Cast) -> None:
    case = case_in(State.INVESTIGATING, cast)
    page = client_of(cast.ingrid).get("/admin/").content.decode()
    assert 'id="next-heading"' in page
    assert f"/admin/cases/inspect/{case.pk}/" in page
    assert 'id="month-heading"' in page
