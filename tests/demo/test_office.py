"""What the demonstration's office has beside its cases."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from cms.cases.models import Case
from cms.cases.states import State
from cms.demo.office import FOLDER, load_office
from cms.editorial.models import EditorialPage
from cms.handling.models import AnswerTemplate, PlannedAction, SurveyResponse
from cms.intake.models import FormTexts
from cms.organisation.models import Municipality
from tests.cast import Cast
from tests.demo.fictional import real_looking
from tests.factories import case_in

TODAY = date(2026, 10, 31)


def test_no_word_of_it_belongs_to_anybody() -> None:
    assert real_looking((FOLDER / "office.toml").read_text(encoding="utf-8")) == []


@pytest.fixture
def office(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    """Many cases like one that was answered with a promise, at different days, and the office beside them."""
    settings.MEDIA_ROOT = str(tmp_path)
    case = case_in(State.CLOSED, cast)
    fields = {field.name: getattr(case, field.name) for field in Case._meta.concrete_fields if field.name != "id"}
    cases = []
    for number in range(120):
        day = TODAY - timedelta(days=4 * number)
        told = {"number": f"2025-{number:04d}", "outcome": "planned", "answered_on": day, "replied_on": day}
        cases.append(Case(**(fields | told)))
    Case.objects.bulk_create(cases)
    load_office({each.number: each for each in cases}, {"ingrid": cast.ingrid, "karin": cast.karin}, TODAY)


def test_promised_actions_are_kept_late_and_dropped_and_people_have_answered(office: None) -> None:
    actions = list(PlannedAction.objects.select_related("case"))
    assert {each.result for each in actions} == set(PlannedAction.Result.values)
    assert any(each.is_late(TODAY) for each in actions)
    for each in actions:
        each.full_clean()
        assert each.planned_on == each.case.answered_on
        assert each.finished_on is None or each.planned_on <= each.finished_on <= TODAY
        assert bool(each.note) == (each.result != PlannedAction.Result.OPEN)
    assert SurveyResponse.objects.count() > 10


def test_texts_mark_and_templates_are_such_as_the_admin_takes(office: None) -> None:
    for template in AnswerTemplate.objects.all():
        template.full_clean()
    assert AnswerTemplate.objects.filter(kind__code="praise").exists()
    assert Municipality.load().picture() is not None
    assert FormTexts.load().words("intro", "en").startswith("Tell us")
    assert EditorialPage.objects.get(name="kontakt").live
