"""What the case page shows: the case, what can be done with it now, its clocks, its history, and what is like it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from cms.cases.clock_faces import Clocks
from cms.cases.correspondence import correspondence, is_from_person
from cms.cases.html import clean_answer
from cms.cases.models import Case, CaseEvent
from cms.cases.policies import acts_for, moves_for
from cms.cases.states import ACTS, MOVES, Act, Move, State
from cms.handling.forms import ACT_FORMS, MOVE_FORMS, CaseForm
from cms.handling.models import AnswerTemplate, PlannedAction
from cms.handling.units import unit_labels
from cms.handling.wording import filled
from cms.intake.models import Submission
from cms.mail.models import Message
from cms.organisation.models import Municipality
from cms.publication.models import PublicRecord, Status
from search_index import staff
from search_index.errors import SearchEngineError

logger = logging.getLogger(__name__)

PANELS_HOOK = "klarsyn_case_panels"
"""Other apps add panels to the case page with this hook: a function of the request and the case that gives Wagtail components."""
SIMILAR_SHOWN = 5
FIRST: dict[str, tuple[str, ...]] = {
    State.RECEIVED: ("distribute",),
    State.DISTRIBUTED: ("take",),
    State.INVESTIGATING: ("answer",),
    State.WAITING: ("resume",),
    State.ANSWERED: ("close",),
}
KEYS = {
    "distribute": "f", "redirect": "o", "reject": "n", "send_elsewhere": "e", "take": "u", "ask": "v", "resume": "r", "answer": "s",
    "return_answer": "b", "close": "k", "thank": "t", "reopen": "y", "inform": "i", "plan": "p", "flag": "m", "note": "a",
}  # fmt: skip
BEGAN = {
    "register": gettext_lazy("Register"),
    "import": gettext_lazy("Import"),
    "undo_import": gettext_lazy("Import undone"),
    "escalate": gettext_lazy("Tell the higher manager"),
}


@dataclass(frozen=True)
class Step:
    """Something this person can do with the case now, with the form it asks for."""

    name: str
    label: Any
    form: CaseForm
    is_move: bool
    key: str
    is_open: bool


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    event: CaseEvent
    label: Any
    words: str
    is_from_person: bool


@dataclass(frozen=True)
class SimilarCase:
    """An earlier case that is like this one."""

    case: Case
    record: PublicRecord | None

    @property
    def is_published(self) -> bool:
        """Whether its answer is online or approved."""
        return self.record is not None and self.record.status == Status.APPROVED

    @property
    def answer(self) -> SafeString:
        """The published answer, otherwise the case's own."""
        return answer_html(self.record.answer if self.record is not None and self.is_published else self.case.answer)


def answer_html(answer: str) -> SafeString:
    """The answer as HTML that is safe to show, whoever wrote it into the database."""
    return mark_safe(clean_answer(answer))  # noqa: S308 - sanitised here


def case_context(
    request: HttpRequest, case: Case, today: date, failed: CaseForm | None = None, failed_step: str = ""
) -> dict[str, Any]:
    """Everything the page's template shows. `failed` is the form that was sent with something wrong in it."""
    user: Any = request.user
    events = list(case.events.select_related("by"))
    steps = list(_steps(case, user, today, failed, failed_step))
    return {
        "case": case,
        "answer": answer_html(case.answer),
        "steps": steps,
        "answer_form": next((step.form for step in steps if step.name == "answer"), None),
        "templates": templates_for(case) if any(step.name == "answer" for step in steps) else [],
        "clocks": Clocks().faces(case, today),
        "history": history(events),
        "follow_ups": [said for said in correspondence(case, events) if said.is_from_person],
        "planned": list(case.planned_actions.select_related("responsible")),
        "can_follow_up": any(act.name == "follow_up" for act in acts_for(user, case)),
        "follow_up_results": PlannedAction.Result.choices[1:],
        "letters": Message.objects.filter(about=case.number).defer("to", "text").order_by("created_at"),
        "record": getattr(case, "public_record", None),
        "may_review": user.has_perm("publication.approve_publicrecord"),
        "may_prepare": user.has_perm("publication.add_publicrecord"),
        "sees_person": user.has_perm("cases.view_private_fields"),
        "has_code": case.is_anonymous and Submission.objects.filter(case=case).exists(),
        "panels": [panel for hook in hooks.get_hooks(PANELS_HOOK) for panel in hook(request, case)],
        "today": today,
        "units": next((step.form.labels for step in steps), {}),
        "failed_step": failed_step,
    }


def _steps(case: Case, user: Any, today: date, failed: CaseForm | None, failed_step: str) -> Iterator[Step]:
    """Moves first, the one that the state is waiting for on top; then what can be done without moving."""
    moves = moves_for(user, case)
    expected = FIRST.get(case.state, ())
    if case.kind.code == "praise" and any(move.name == "thank" for move in moves):
        expected = ("thank", *expected)
    moves.sort(key=lambda move: move.name not in expected[:1])
    acts = [act for act in acts_for(user, case) if act.name in ACT_FORMS and act.name != "follow_up"]
    labels = unit_labels(today) if moves or acts else {}
    everything: list[Move | Act] = [*moves, *acts]
    for what in everything:
        is_move = what.name in MOVES
        form_class = (MOVE_FORMS if is_move else ACT_FORMS)[what.name]
        form = (
            failed
            if failed is not None and what.name == failed_step
            else form_class(case, user, labels, prefix=what.name)
        )
        is_open = what.name == failed_step if failed_step else what.name in expected[:1]
        yield Step(what.name, what.label, form, is_move, KEYS.get(what.name, ""), is_open)


def history(events: list[CaseEvent]) -> list[Line]:
    """What happened, oldest first; what the person was told or wrote stands with it."""
    labels = (
        {name: move.label for name, move in MOVES.items()} | {name: act.label for name, act in ACTS.items()} | BEGAN
    )
    return [
        Line(event, labels.get(event.action, event.action), str(event.changes.get("words", "")), is_from_person(event))
        for event in events
    ]


def templates_for(case: Case) -> list[dict[str, str]]:
    """Answer templates for the case's kind and department, with their fields filled in."""
    department = case.unit.path[: case.unit.steplen * 2]
    found = [
        template
        for template in AnswerTemplate.objects.select_related("department")
        if template.kind_id in {None, case.kind_id}
        and (template.department is None or template.department.path == department)
    ]
    if not found:
        return []
    above = case.unit.department
    values = {
        "number": case.number,
        "heading": case.heading,
        "received_on": f"{case.received_on:%Y-%m-%d}" if case.received_on else "",
        "unit": case.unit.name,
        "department": above.name if above else case.unit.name,
        "municipality": Municipality.load().municipality,
    }
    return [{"name": template.name, "text": filled(template.text, values)} for template in found]


def similar_cases(user: Any, case: Case) -> list[SimilarCase]:
    """Earlier cases most like this one among those the person may see, each with its public version; none while the index is away."""
    codes = None if user.is_superuser else list(user.units.values_list("code", flat=True)) or None
    try:
        hits = staff.similar(case, limit=SIMILAR_SHOWN, user_units=codes)
    except SearchEngineError:
        logger.exception("No similar cases were looked for: there is no index to look in.")
        return []
    cases = Case.objects.select_related("unit", "kind", "public_record").in_bulk([hit.primary_key for hit in hits])
    found = [cases[hit.primary_key] for hit in hits if hit.primary_key in cases]
    return [SimilarCase(each, getattr(each, "public_record", None)) for each in found]


def state_told(case: Case) -> str:
    """Where the case stands, and whose turn it is."""
    turns = {
        State.RECEIVED: _("The registrar categorises and distributes it."),
        State.DISTRIBUTED: _("The unit starts the investigation."),
        State.INVESTIGATING: _("The investigator answers."),
        State.WAITING: _("The person is to answer a question."),
        State.ANSWERED: _("The registrar checks the answer and releases the reply."),
    }
    return turns.get(State(case.state), "")
