"""What the scan of a release looks for: enough to catch a leak, and nothing that stops an honest release."""

from __future__ import annotations

import pytest

from cms.publication import selectors
from cms.publication.actions import edit
from cms.publication.alignment import cut_out
from cms.publication.models import DetectorList
from cms.publication.private import points_at_somebody
from tests.cast import Cast
from tests.factories import awaiting
from tests.publication.reviewing import redactor, replace_all, with_phone


def strings(category: str) -> set[str]:
    """The values of a category."""
    return {each.value for each in selectors.private_strings() if each.category == category}


def test_replaced_spans_are_given_as_they_stood_and_as_digits(cast: Cast) -> None:
    replace_all(with_phone(cast), cast.karin)
    assert strings("phone") == {"070-174 06 05", "0701740605"}
    assert strings("name") == {"Fia Provsson"}


def test_what_was_kept_with_a_reason_is_no_secret(cast: Cast) -> None:
    record = with_phone(cast)
    work = redactor(record, cast.karin)
    for finding in work.findings:
        work.keep(finding, "Föreningens uppgifter")
    work.write()
    replace_all(with_phone(cast), cast.karin)
    assert strings("phone") == set()


def test_what_the_sender_said_is_no_secret_where_it_was_kept(cast: Cast) -> None:
    told = {"text": "Det är ett hål vid Storgatan 14, säger Fia Provsson.", "sender_address": "Storgatan 14"}
    record = awaiting(cast, **told)
    work = redactor(record, cast.karin)
    work.keep(next(each for each in work.findings if each.category == "home_address"), "Felets plats")
    work.write()
    awaiting(cast, **told)
    of_record = [each.value for each in selectors.private_strings({record.public_id})]
    assert "Storgatan 14" not in of_record
    assert "Fia Provsson" in of_record
    assert "Storgatan 14" in strings("sender_address")
    edit(record, cast.astrid, question="Hålet är kvar.")
    assert "Storgatan 14" in [each.value for each in selectors.private_strings({record.public_id})]


def test_a_number_that_was_kept_in_one_text_is_no_secret_of_another_sender(cast: Cast) -> None:
    record = with_phone(cast)
    work = redactor(record, cast.karin)
    work.keep(next(each for each in work.findings if each.category == "phone"), "Föreningens nummer")
    work.write()
    awaiting(cast, sender_phone="070 174 06 05", sender_name="Bo Provman")
    assert strings("sender_phone") == set()
    assert strings("sender_name") == {"Fia Provsson", "Bo Provman"}


def test_what_an_undone_decision_replaced_is_no_secret(cast: Cast) -> None:
    record = replace_all(with_phone(cast), cast.karin)
    work = redactor(record, cast.karin)
    work.undo()
    work.write()
    assert strings("phone") == set()


def test_markings_that_an_editor_wrote_are_laid_beside_the_original(cast: Cast) -> None:
    from cms.publication.models import PublicRecord

    record = with_phone(cast)
    edit(record, cast.astrid, question=record.question.replace("070-174 06 05", "[telefonnummer]"))
    PublicRecord.objects.filter(pk=record.pk).update(
        question=record.question.replace("070-174 06 05", "[telefonnummer]")
    )
    assert "070-174 06 05" in strings("phone")


def test_lines_of_notes_are_secret_unless_they_quote_the_case(cast: Cast) -> None:
    awaiting(
        cast,
        internal_notes="Ring.\nHandläggaren misstänker att grannen ligger bakom\nDet är ett stort hål i gatan vid torget.",
    )
    assert strings("internal_notes") == {"Handläggaren misstänker att grannen ligger bakom"}


def test_planted_words_are_looked_for(cast: Cast) -> None:
    DetectorList.objects.create(kind="canaries", entries="kanariefagel-7f3a\n\n")
    assert strings("canary") == {"kanariefagel-7f3a"}


@pytest.mark.parametrize(
    ("value", "category", "expected"),
    [
        ("Anna", "name", False),
        ("Anna Provsson", "name", True),
        ("Kristianstad", "name", False),
        ("Storgatan 12", "home_address", True),
        ("Storgatan", "home_address", False),
        ("diabetes", "health", False),
        ("070-174 06 05", "phone", True),
        ("a@b.example", "other", True),
        ("112", "phone", False),
        ("ABC 123", "plate", True),
        ("min dotter i femte klass", "other", True),
        ("vid torget", "other", False),
    ],
)
def test_a_word_that_others_use_rightly_is_no_leak(value: str, category: str, expected: bool) -> None:
    assert points_at_somebody(value, category) is expected


def test_alignment_finds_what_stood_where_a_marking_stands() -> None:
    original = "Hej! Jag heter Anna Lind och bor på Storgatan 12. Ring 070-174 06 05."
    public = "Hej! Jag heter [namn] och bor på [adress]. Ring [telefonnummer]."
    assert [value for _, value in cut_out(public, original)] == ["Anna Lind", "Storgatan 12", "070-174 06 05"]
    assert list(cut_out("Helt [namn] omskrivet", original)) == []
