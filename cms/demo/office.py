"""What the demonstration has beside its cases: a mark, texts of the form, answer templates, promised actions, survey answers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from cms.accounts.models import User
from cms.cases.models import Case, Kind, Outcome
from cms.demo.dice import Dice
from cms.demo.handling import working_day
from cms.editorial.models import EditorialPage
from cms.handling.models import AnswerTemplate, PlannedAction, Score, SurveyResponse
from cms.intake.models import FormTexts
from cms.organisation.models import Municipality, OrganisationUnit

FOLDER = Path(__file__).parent
FOLLOWED_DAYS = 540
"""Promised actions and survey answers as far back as the figures of the board are of use."""
ACTION_SHARE, SURVEY_SHARE = 0.6, 0.22
DAYS_TO_DO = {14: 2, 30: 4, 60: 4, 120: 3, 240: 2}
DROPPED_SHARE, LATE_SHARE, FORGOTTEN_SHARE = 0.08, 0.2, 0.07
SCORES = {Score.YES: 9, Score.MOSTLY: 8, Score.PARTLY: 5, Score.HARDLY: 3, Score.NO: 2}
LEFT_OUT_SHARE = 0.1


def load_office(cases: Mapping[str, Case], staff: Mapping[str, User], today: date) -> None:
    """Fill the office; `today` is the day of the newest case."""
    words = tomllib.loads((FOLDER / "office.toml").read_text(encoding="utf-8"))
    _mark()
    _form(words["form"])
    _templates(words["template"])
    _page(words["page"], staff["karin"])
    dice = Dice("the office of Kvarnsala")
    since = today - timedelta(days=FOLLOWED_DAYS)
    recent = [case for case in cases.values() if case.answered_on and since < case.answered_on and case.replied_on]
    PlannedAction.objects.bulk_create(_actions(recent, words["actions"], staff["ingrid"], today, dice))
    SurveyResponse.objects.bulk_create(_answers(recent, dice))


def _mark() -> None:
    municipality = Municipality.load()
    municipality.logo.save("kvarnsala.svg", ContentFile((FOLDER / "kvarnsala.svg").read_bytes()))


def _form(given: dict[str, str]) -> None:
    texts = FormTexts.load()
    for name, value in given.items():
        setattr(texts, name, value)
    texts.save()


def _page(given: dict[str, str], by: User) -> None:
    """An explaining page in the municipality's own words."""
    page = EditorialPage.objects.get(name=given["name"])
    page.title, page.summary, page.body = given["title"], given["summary"], given["body"].strip()
    page.full_clean()
    page.save_revision(user=by).publish(user=by)


def _templates(given: list[dict[str, Any]]) -> None:
    kinds = {kind.code: kind for kind in Kind.objects.all()}
    departments = {unit.slug: unit for unit in OrganisationUnit.objects.filter(level="department", valid_to=None)}
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(
            name=each["name"],
            text=each["text"].strip(),
            kind=kinds.get(each.get("kind", "")),
            department=departments.get(each.get("department", "")),
            position=place,
        )
        for place, each in enumerate(given)
    )


def _actions(
    cases: list[Case], notes: dict[str, list[str]], by: User, today: date, dice: Dice
) -> Iterator[PlannedAction]:
    """What was promised in answers, and what became of it: most is kept, some late, some dropped, some still lies there."""
    for case in cases:
        if case.outcome != Outcome.PLANNED or not case.outcome_text or not dice.chance(ACTION_SHARE):
            continue
        planned = case.answered_on or today
        due = working_day(planned + timedelta(days=dice.weighted(DAYS_TO_DO)))
        action = PlannedAction(
            case=case, text=case.outcome_text, due_on=due, planned_on=planned, responsible=by, note=""
        )
        _follow_up(action, notes, today, dice)
        yield action


def _follow_up(action: PlannedAction, notes: dict[str, list[str]], today: date, dice: Dice) -> None:
    """Say what became of it, as far as that is known by today."""
    if dice.chance(FORGOTTEN_SHARE):
        return
    if dice.chance(DROPPED_SHARE):
        result, what, finished = PlannedAction.Result.DROPPED, "dropped", action.due_on - timedelta(days=5)
    elif dice.chance(LATE_SHARE):
        days = dice.between(3, 40)
        result, what, finished = PlannedAction.Result.KEPT, "late", working_day(action.due_on + timedelta(days=days))
    else:
        days = dice.between(0, max(1, (action.due_on - action.planned_on).days // 3))
        result, what, finished = PlannedAction.Result.KEPT, "kept", action.due_on - timedelta(days=days)
    if finished <= today:
        action.result, action.finished_on, action.note = (
            result,
            max(finished, action.planned_on),
            dice.pick(notes[what]),
        )


def _answers(cases: list[Case], dice: Dice) -> Iterator[SurveyResponse]:
    """What people thought of how they were met: rather well, and less of whether they were taken seriously."""
    for case in cases:
        if case.replied_on is None or case.is_anonymous or not dice.chance(SURVEY_SHARE):
            continue
        scores = [None if dice.chance(LEFT_OUT_SHARE) else dice.weighted(SCORES) for _question in range(3)]
        easy, clear, heard = scores
        if heard is not None and heard > Score.NO and dice.chance(0.3):
            heard = Score(heard - 1)
        if easy or clear or heard:
            month = case.replied_on.replace(day=1)
            yield SurveyResponse(unit=case.unit, kind=case.kind, month=month, easy=easy, clear=clear, heard=heard)
