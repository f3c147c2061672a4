"""Replacing is not editing: the reviewer takes words away, adds none, and may still approve."""

from __future__ import annotations

import json

import pytest
from wagtail.models import Revision

from cms.publication.actions import approve, edit
from cms.publication.models import FindingDecision, Redacted
from cms.publication.policies import PublicationNotAllowedError
from cms.publication.redaction import words_author
from cms.publication.spans import FieldText, Replacement
from tests.cast import Cast
from tests.factories import awaiting
from tests.publication.reviewing import fresh, redactor, replace_all, with_phone


def test_the_reviewer_who_replaced_may_approve(cast: Cast) -> None:
    record = replace_all(with_phone(cast), cast.karin)
    assert record.last_editor == cast.astrid
    assert record.latest_revision.user == cast.karin
    approval = approve(record, cast.karin, record.latest_revision)
    assert (approval.last_editor, approval.approved_by) == (cast.astrid, cast.karin)


def test_the_author_of_the_words_may_not_approve_them_redacted_by_another(cast: Cast) -> None:
    record = replace_all(with_phone(cast), cast.karin)
    with pytest.raises(PublicationNotAllowedError, match="A second person must"):
        approve(record, cast.astrid, record.latest_revision)


def test_an_editor_cannot_become_the_approver_by_redacting(cast: Cast) -> None:
    record = with_phone(cast)
    edit(record, cast.karin, heading="Ny rubrik")
    record = replace_all(record, cast.karin)
    with pytest.raises(PublicationNotAllowedError, match="A second person must"):
        approve(record, cast.karin, record.latest_revision)


def test_a_redacted_version_with_other_words_is_refused(cast: Cast) -> None:
    record = replace_all(with_phone(cast), cast.karin)
    revision = Revision.objects.get(pk=record.latest_revision_id)
    revision.content["question"] += " Tillagt av granskaren."
    revision.save()
    with pytest.raises(PublicationNotAllowedError, match="does not follow from the decisions"):
        approve(record, cast.karin, revision)


def test_a_forged_claim_to_be_redacted_is_refused(cast: Cast) -> None:
    record = with_phone(cast)
    root = record.latest_revision
    forged = edit(record, cast.karin, question="Helt andra ord.")
    Redacted.objects.create(revision=forged, root=root)
    with pytest.raises(PublicationNotAllowedError, match="does not follow"):
        words_author(Revision.objects.get(pk=forged.pk))


@pytest.mark.parametrize(
    "marking", ["Kommunen ljuger", "[Kommunen ljuger]", "[namn] och mer", "[namn 100]", "[]", "<b>[namn]</b>"]
)
def test_a_marking_is_one_of_the_list(cast: Cast, marking: str) -> None:
    work = redactor(with_phone(cast), cast.karin)
    with pytest.raises(PublicationNotAllowedError, match="not one of the markings"):
        work.mark("question", 0, 4, marking)
    with pytest.raises(PublicationNotAllowedError, match="not one of the markings"):
        work.replace(next(each for each in work.findings if each.field), marking)


def test_a_mark_by_hand_always_leaves_a_mark(cast: Cast) -> None:
    work = redactor(with_phone(cast), cast.karin)
    with pytest.raises(PublicationNotAllowedError, match="not one of the markings"):
        work.mark("question", 0, 4, "")


def test_undo_gives_the_words_back_step_by_step(cast: Cast) -> None:
    record = with_phone(cast)
    before = record.latest_revision.content["question"]
    work = redactor(record, cast.karin)
    work.mark_words("torget", "[plats]")
    work.write()
    assert fresh(record).latest_revision.content["question"].endswith("vid [plats].")
    work = redactor(record, cast.karin)
    work.undo()
    work.write()
    record = fresh(record)
    assert record.latest_revision.content["question"] == before
    assert words_author(record.latest_revision) == cast.astrid.pk


def test_the_same_person_marked_by_hand_gets_the_same_number(cast: Cast) -> None:
    record = awaiting(cast, text="Xerxia Qvist kom. Sedan kom Abbo. Xerxia gick, och Abbo med.", sender_name="")
    work = redactor(record, cast.karin)
    for each in [each for each in work.findings if each.field]:
        work.keep(each, "Prov")
    work.findings = []
    work.mark_words("Xerxia Qvist", "[namn]")
    work.mark_words("Abbo", "[namn]")
    work.mark_words("Xerxia", "[namn]")
    work.write()
    text = fresh(record).latest_revision.content["question"]
    assert text == "[namn] kom. Sedan kom [namn 2]. [namn] gick, och [namn 2] med."


def test_a_larger_mark_takes_the_smaller_ones_in(cast: Cast) -> None:
    record = with_phone(cast)
    work = redactor(record, cast.karin)
    name = next(each for each in work.findings if each.category == "name")
    work.replace(name)
    work.mark("question", name.start - 5, name.end + 5, "[borttaget]")
    work.write()
    assert FindingDecision.objects.filter(record=record, undone_at=None).count() == 1
    assert "[borttaget]" in fresh(record).latest_revision.content["question"]


def test_what_was_kept_stays_kept_when_other_words_change(cast: Cast) -> None:
    record = with_phone(cast)
    work = redactor(record, cast.karin)
    for each in work.findings:
        work.keep(each, "Föreningens uppgifter")
    work.write()
    text = fresh(record).latest_revision.content["question"]
    revision = edit(fresh(record), cast.astrid, question=text + " Tack på förhand.")
    assert approve(record, cast.karin, revision)


def test_what_was_kept_is_asked_again_when_its_own_words_change(cast: Cast) -> None:
    record = with_phone(cast)
    work = redactor(record, cast.karin)
    for each in work.findings:
        work.keep(each, "Föreningens uppgifter")
    work.write()
    text = fresh(record).latest_revision.content["question"].replace("070-174 06 05", "070-174 06 06")
    revision = edit(fresh(record), cast.astrid, question=text)
    with pytest.raises(PublicationNotAllowedError, match="stop publication"):
        approve(record, cast.karin, revision)


@pytest.mark.parametrize(
    ("source", "span", "result"),
    [
        ("<p>Hej Anna Lind!</p>", "Anna Lind", "<p>Hej [namn]!</p>"),
        ("<p>Hej <strong>Anna</strong> Lind!</p>", "Anna Lind", "<p>Hej <strong>[namn]</strong>!</p>"),
        ("<p>A &amp; Anna</p><ul><li>Anna</li></ul>", "& Anna", "<p>A [namn]</p><ul><li>Anna</li></ul>"),
        ('<p>Se <a href="https://a.example/anna">sidan</a>.</p>', "https://a.example/anna", "<p>Se sidan.</p>"),
    ],
)
def test_html_stays_whole_when_words_in_it_are_replaced(source: str, span: str, result: str) -> None:
    text = FieldText(source, is_html=True)
    start = text.plain.index(span)
    assert text.replaced([Replacement(start, start + len(span), "[namn]")]) == result


def test_a_greeting_loses_its_name_without_a_trace_and_is_counted(cast: Cast) -> None:
    record = awaiting(cast)
    edit(record, cast.astrid, answer="<p>Hej Fia!</p><p>Vi lagar det.</p>")
    record = replace_all(record, cast.karin)
    assert record.latest_revision.content["answer"].startswith("<p>Hej!</p>")
    approval = approve(record, cast.karin, record.latest_revision)
    assert json.loads(approval.payload)["redactions"]["name"] >= 1
