"""What letters there are, and which fields the text of each may use. One table."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """Why a letter is sent."""

    ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement to the person")
    ANSWER = "answer", _("answer to the person")
    PENDING = "pending", _("pending notice: it takes longer")
    QUESTION = "question", _("question to the person")
    REJECTION = "rejection", _("not the municipality's responsibility")
    ELSEWHERE = "elsewhere", _("handled elsewhere")
    THANKS = "thanks", _("thanks for praise")
    ASSIGNMENT = "assignment", _("assignment to the one who answers")
    REMINDER = "reminder", _("reminder before the time is up")
    OVERDUE = "overdue", _("notice that the time is up")
    ESCALATION = "escalation", _("notice to the higher manager")
    DIGEST = "digest", _("digest of the week")
    PERIOD_REPORT = "period_report", _("a period report to comment on")
    REMOVAL_RECEIPT = "removal_receipt", _("receipt for something removed from the site")


@dataclass(frozen=True)
class Fields:
    """The fields of one purpose."""

    subject: frozenset[str]
    """May stand in the subject too: nothing in them says who anybody is."""
    text: frozenset[str]
    to_person: bool = field(default=True)
    """Whether it goes to somebody outside; otherwise to staff, and then nothing of what the person wrote is in it."""

    @property
    def all(self) -> frozenset[str]:
        """Every field that the text may use."""
        return self.subject | self.text


def _fields(subject: str, text: str = "", *, to_person: bool = True) -> Fields:
    return Fields(frozenset(subject.split()) | {"municipality"}, frozenset(text.split()), to_person)


FIELDS: dict[Purpose, Fields] = {
    Purpose.ACKNOWLEDGEMENT: _fields("number kind", "unit received_on answer_by link code"),
    Purpose.ANSWER: _fields("number kind", "unit answered_by answer outcome received_on link survey_link"),
    Purpose.PENDING: _fields("number kind", "unit words expected_on received_on link"),
    Purpose.QUESTION: _fields("number kind", "unit words reply_by link"),
    Purpose.REJECTION: _fields("number kind", "words received_on link"),
    Purpose.ELSEWHERE: _fields("number kind", "words unit received_on link"),
    Purpose.THANKS: _fields("number kind", "unit words received_on link"),
    Purpose.ASSIGNMENT: _fields("number kind", "unit due_on link", to_person=False),
    Purpose.REMINDER: _fields("number kind days", "unit due_on stage link", to_person=False),
    Purpose.OVERDUE: _fields("number kind days", "unit due_on stage link", to_person=False),
    Purpose.ESCALATION: _fields("number kind days", "unit due_on stage link", to_person=False),
    Purpose.DIGEST: _fields("role week count", "lines link", to_person=False),
    Purpose.PERIOD_REPORT: _fields("period count", "lines link", to_person=False),
    Purpose.REMOVAL_RECEIPT: _fields("number", "sentences"),
}
"""`code` is the receipt code; `link` leads to the case in the admin for staff, and to the page that shows the answer for the person.

`answer` is given as sanitised HTML and stands as text; `lines` are whole lines, each beginning with "- "; `sentences` are paragraphs."""
