"""What staff do with a case while it stays where it is, and the public version that follows the answer.

Each checks, changes and logs in one transaction.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.cases.actions import log, make_move, register
from cms.cases.models import Case, Channel
from cms.cases.policies import check_act
from cms.handling import letters
from cms.handling.models import HandlingSettings, PlannedAction
from cms.publication.actions import edit, prepare, submit
from cms.publication.models import PublicRecord, Status

FLAGS = ("deviation_considered", "serious", "in_registry", "registry_number")
FOLLOWED = ("answer", "answered_by_role", "outcome", "outcome_text", "answered_on")


def _held(case: Case, name: str, by: User) -> Case:
    """The case as it stands now, held until the transaction ends, if the person may do this."""
    held = Case.objects.select_for_update().select_related("unit", "kind").get(pk=case.pk)
    check_act(by, held, name)
    return held


@transaction.atomic
def save_draft(case: Case, by: User, text: str) -> Case:
    """Keep an answer that is not finished."""
    case = _held(case, "draft", by)
    case.answer_draft = text
    case.save(update_fields=["answer_draft", "updated_at"])
    return case


@transaction.atomic
def keep_informed(
    case: Case, by: User, words: str, expected_on: date | None = None, *, today: date | None = None
) -> bool:
    """Tell the person how far it has come. False when there is no address: the history then says what was told some other way.

    Raises:
        ValidationError: there are no words.
    """
    case = _held(case, "inform", by)
    if not words.strip():
        raise ValidationError({"words": _("Write what the person is told.")})
    case.first_reaction_on = case.first_reaction_on or today or timezone.localdate()
    case.save(update_fields=["first_reaction_on", "updated_at"])
    event = log(case, "inform", by, from_state=case.state, changes={"words": words})
    return letters.inform(case, event, words, expected_on)


@transaction.atomic
def plan(case: Case, by: User, text: str, due_on: date, responsible: User | None = None) -> PlannedAction:
    """Note something that the municipality will do, with its day.

    Raises:
        ValidationError: there is no text, or the day is past.
    """
    case = _held(case, "plan", by)
    today = timezone.localdate()
    if not text.strip():
        raise ValidationError({"text": _("Write what is to be done.")})
    if due_on < today:
        raise ValidationError({"due_on": _("Choose a day that has not passed.")})
    action = PlannedAction.objects.create(
        case=case, text=text.strip(), due_on=due_on, responsible=responsible or case.investigator, planned_on=today
    )
    log(case, "plan", by, from_state=case.state, comment=action.text)
    return action


@transaction.atomic
def follow_up(action: PlannedAction, by: User, result: str, note: str = "", *, on: date | None = None) -> PlannedAction:
    """Say what became of a planned action.

    Raises:
        ValidationError: it is finished already, or was dropped without a reason.
    """
    case = _held(action.case, "follow_up", by)
    action = PlannedAction.objects.select_for_update().get(pk=action.pk)
    if action.result != PlannedAction.Result.OPEN:
        raise ValidationError(_("This action is finished already."))
    if result not in {PlannedAction.Result.KEPT, PlannedAction.Result.DROPPED}:
        raise ValidationError({"result": _("Choose what became of it.")})
    if result == PlannedAction.Result.DROPPED and not note.strip():
        raise ValidationError({"note": _("Say why it was dropped.")})
    action.result, action.note, action.finished_on = result, note.strip(), on or timezone.localdate()
    action.save()
    log(case, "follow_up", by, from_state=case.state, comment=" – ".join(filter(None, (action.text, action.note))))
    return action


@transaction.atomic
def flag(case: Case, by: User, **flags: Any) -> Case:
    """Set what the case is marked as; what is not named is kept.

    Raises:
        ValidationError: it belongs in the registry, and there is no registry number.
    """
    case = _held(case, "flag", by)
    earlier = {name: getattr(case, name) for name in FLAGS}
    for name in FLAGS:
        setattr(case, name, flags.get(name, earlier[name]))
    if case.in_registry and not case.registry_number.strip():
        raise ValidationError({"registry_number": _("Write the registry number.")})
    changed = {name: value for name, value in earlier.items() if value != getattr(case, name)}
    if changed:
        case.save(update_fields=[*FLAGS, "updated_at"])
        log(case, "flag", by, from_state=case.state, changes=changed)
    return case


@transaction.atomic
def write_note(case: Case, by: User, text: str) -> Case:
    """Change the internal notes, which nobody outside reads."""
    case = _held(case, "note", by)
    case.internal_notes = text.strip()
    case.save(update_fields=["internal_notes", "updated_at"])
    log(case, "note", by, from_state=case.state)
    return case


@transaction.atomic
def take_down(by: User, *, acknowledged: bool = True, distribute: bool = False, **fields: Any) -> Case:
    """A case registered on behalf of somebody, acknowledged to them, and distributed at once when that is asked for.

    Raises:
        MoveNotAllowedError: the person may not distribute.
        ValidationError: there is no text.
    """
    fields.setdefault("channel", Channel.PHONE)
    case = register(by=by, **fields)
    if acknowledged:
        letters.acknowledge(case, case.events.get(action="register"))
    if distribute:
        case = make_move(case, "distribute", by, unit=case.unit)
    return case


@transaction.atomic
def move_case(case: Case, name: str, by: User, *, comment: str = "", **values: Any) -> Case:
    """A move, with what the office expects along with it: a planned action noted, and a public version that says the same as the answer."""
    promised = values.pop("planned", None)
    case = make_move(case, name, by, comment=comment, **values)
    if name == "answer":
        if promised:
            plan(case, by, promised["text"], promised["due_on"])
        _prepare_public_version(case, by)
    elif name == "close":
        _send_to_review(case, by)
    return case


def _prepare_public_version(case: Case, by: User) -> None:
    """A draft of the public version; one that is not yet approved gets the new answer. What is online is corrected by hand."""
    if not by.has_perm("publication.add_publicrecord") or not HandlingSettings.load().prepare_public_version:
        return
    record = PublicRecord.objects.filter(case=case).first()
    if record is None:
        prepare(case, by)
    elif record.status in {Status.DRAFT, Status.AWAITING}:
        edit(record, by, **{name: getattr(case, name) for name in FOLLOWED})


def _send_to_review(case: Case, by: User) -> None:
    """The draft goes to review when the reply is released: nobody reads the answer online before the person has it."""
    record = PublicRecord.objects.filter(case=case, status=Status.DRAFT).first()
    if record is not None:
        submit(record, by)
