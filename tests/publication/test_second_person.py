"""No sequence of moves reaches a release without a second person for any word that was added."""

from __future__ import annotations

import re
from datetime import timedelta

import orjson
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.accounts.models import User
from cms.cases.html import text_from_html
from cms.publication import selectors
from cms.publication.actions import approve, edit, propose_summary, undo_approval
from cms.publication.findings import open_findings
from cms.publication.markings import BY_HAND, MARKING
from cms.publication.models import PublicRecord
from cms.publication.policies import PublicationNotAllowedError
from tests.cast import Cast
from tests.publication.reviewing import fresh, redactor, with_phone

PEOPLE = ("astrid", "karin", "sara")
"""All three may approve: Sara is made a superuser here, because rules must hold for her too."""

MOVES = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(
            ("edit", "summary", "replace", "keep", "sure", "mark", "undo", "approve", "approve", "undo approval")
        ),
        st.integers(0, 6),
    ),
    min_size=3,
    max_size=9,
)


class Office:
    """One record, who wrote its words last, and every word that anybody wrote."""

    def __init__(self, cast: Cast) -> None:
        cast.sara.is_superuser = True
        cast.sara.save()
        self.people: dict[str, User] = {name: getattr(cast, name) for name in PEOPLE}
        self.record = with_phone(cast)
        self.author = "astrid"
        self.words = set(words_of(self.record))
        self.count = 0

    def move(self, who: str, what: str, number: int) -> None:
        """Try a move; what is refused changes nothing."""
        by = self.people[who]
        try:
            with transaction.atomic():
                self._move(by, what, number)
        except PublicationNotAllowedError:
            return
        if what in {"edit", "summary"}:
            self.author = who
            self.words |= set(words_of(fresh(self.record)))

    def _move(self, by: User, what: str, number: int) -> None:
        record = fresh(self.record)
        if what == "edit":
            self.count += 1
            edit(record, by, question=f"{record.latest_revision.content['question']} Tillägg{self.count}.")
        elif what == "summary":
            self.count += 1
            propose_summary(record, by, "Rubrik", f"Sammanfattning{self.count}.", f"Svar{self.count}.")
        elif what == "approve":
            assert record.latest_revision is not None
            approval = approve(record, by, record.latest_revision, what_changed="Ändrat.", undo_minutes=number)
            assert approval.approved_by != self.people[self.author]
            assert approval.last_editor == self.people[self.author]
        elif what == "undo approval":
            undo_approval(record, by)
        else:
            self._redact(record, by, what, number)

    def _redact(self, record: PublicRecord, by: User, what: str, number: int) -> None:
        work = redactor(record, by)
        left = open_findings(work.findings, work.decisions)
        if what == "sure":
            work.replace_sure()
        elif what == "undo":
            work.undo()
        elif what == "mark":
            plain = work.texts["question"].plain
            work.mark("question", number * 5, min(len(plain), number * 5 + 7), list(BY_HAND)[number])
        elif left:
            finding = left[number % len(left)]
            work.keep(finding, "Prövat") if what == "keep" or not finding.field else work.replace(finding)
        work.write()


def words_of(record: PublicRecord) -> list[str]:
    """The words of the newest version."""
    content = record.latest_revision.content
    return re.findall(r"\w+", f"{content['heading']} {content['question']} {text_from_html(content['answer'])}")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(moves=MOVES)
def test_no_sequence_of_moves_releases_words_without_a_second_person(
    cast: Cast, moves: list[tuple[str, str, int]]
) -> None:
    with transaction.atomic():
        office = Office(cast)
        for move in moves:
            office.move(*move)
        for row in selectors.release_rows(timezone.now() + timedelta(days=1)):
            payload = orjson.loads(row.payload)
            approval = office.record.approvals.get(pk=row.approval_id)
            assert approval.approved_by_id != approval.last_editor_id
            text = " ".join([payload["heading"], *payload["question"], text_from_html(payload["answers"][0]["html"])])
            released = re.findall(r"\w+", MARKING.sub(" ", text))
            pieces = {word for word in released if not any(word in written for written in office.words)}
            assert pieces == set(), "a word that nobody wrote as an editor"
        transaction.set_rollback(True)
