"""What the person and the municipality have said to each other about a case, and nothing that was said inside the house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cms.cases.models import Case, CaseEvent
from cms.cases.states import MOVE_OF_THE_PERSON, State

TOLD = frozenset({"ask", "inform", "reject", "send_elsewhere"})
RELEASED = frozenset({"close", "thank"})
HEARD = frozenset(MOVE_OF_THE_PERSON.values())


@dataclass(frozen=True)
class Said:
    """Words from one to the other."""

    what: str
    """The move or act that the words belong to; `close` or `thank` for an answer."""
    on: date | None
    words: str = ""
    answer: str = ""
    """Sanitised HTML; `words` is empty then."""
    is_newest_answer: bool = False

    @property
    def is_from_person(self) -> bool:
        """Whether the person said it."""
        return self.what in HEARD


def correspondence(case: Case, events: Iterable[CaseEvent] | None = None) -> list[Said]:
    """Everything said after the person's first words, oldest first; an answer from the day it was released.

    `events` are those of the case, oldest first, for whoever has read them already.
    """
    happened = list(case.events.all() if events is None else events)
    answers = _released_answers(case, happened)
    newest = max(answers, default=None)
    said = []
    for event in happened:
        on, words = timezone.localdate(event.at), str(event.changes.get("words", ""))
        if event.pk in answers:
            said.append(Said(event.action, on, answer=answers[event.pk], is_newest_answer=event.pk == newest))
        elif words and (event.action in TOLD or is_from_person(event)):
            said.append(Said(event.action, on, words=words))
    if case.state == State.CLOSED and case.answer and not answers:  # brought in closed, so nobody here released it
        said.append(Said("close", case.closed_on or case.answered_on, answer=case.answer, is_newest_answer=True))
    return said


def is_from_person(event: CaseEvent) -> bool:
    """Whether the event is the person's own words. Staff who make the same move write a comment instead."""
    return event.action in HEARD and event.by_id is None and bool(event.changes.get("words"))


def _released_answers(case: Case, events: list[CaseEvent]) -> dict[int, str]:
    """The answer as it was when each release happened, by event: an answer remembers which one it replaced."""
    answers, then = {}, case.answer
    for event in reversed(events):
        if event.action in RELEASED and then:
            answers[event.pk] = then
        elif event.action == "answer":
            then = str(event.changes.get("answer", ""))
    return answers
