"""What readers see of an earlier wording, and that what was taken out of it is nowhere."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.publication import selectors
from cms.publication.actions import approve, edit
from cms.publication.models import Approval, PublicRecord
from tests.cast import Cast
from tests.factories import approved
from tests.publication.reviewing import QUESTION, decide, fresh, signed_in

NAMED = "Hål i gatan hos Fia Provsson"
NEW_PATH = "/synpunkter/2026/0001-hal-i-gatan/"


@pytest.fixture
def online(cast: Cast) -> Approval:
    """Something online that holds a name and a number, which a reviewer had kept."""
    approval = approved(cast)
    record = approval.record
    revision = edit(record, cast.astrid, heading=NAMED, question=QUESTION)
    return approve(record, cast.karin, revision, what_changed="Mer text.", kept_findings="Hon ville det själv.")


def correct(cast: Cast, record: PublicRecord, **changes: Any) -> str:
    """A correction, approved; everything that a release would get of the record."""
    how = {name: changes.pop(name) for name in ("what_changed", "show_earlier") if name in changes}
    revision = edit(record, cast.astrid, **changes)
    kept = {"kept_findings": "Prövat"} if how.get("show_earlier") is False else {}
    approve(record, cast.karin, revision, **({"what_changed": "Rättat."} | how | kept))
    return received()


def received() -> str:
    """All that a release is given of records and their addresses."""
    now = timezone.now()
    return "\n".join([*(row.payload.decode() for row in selectors.release_rows(now)), str(selectors.redirects(now))])


def test_what_was_masked_afterwards_is_in_no_earlier_wording_and_in_no_address(cast: Cast, online: Approval) -> None:
    masked = "Hej! Jag heter [namn], ring mig på [telefonnummer]. Det är ett hål i gatan vid torget."
    text = correct(cast, online.record, heading="Hål i gatan", question=masked)
    for word in ("Provsson", "provsson", "070-174"):
        assert word not in text
    [row] = selectors.release_rows(timezone.now())
    assert [each["what"] for each in orjson.loads(row.payload)["corrections"]] == ["Mer text.", "Rättat."]


def test_what_was_left_out_without_a_marking_is_in_no_earlier_wording(cast: Cast, online: Approval) -> None:
    text = correct(cast, online.record, heading="Hål i gatan", question="Det är ett hål i gatan vid torget.")
    assert "Provsson" not in text
    assert "070-174" not in text


def test_an_earlier_wording_that_had_nothing_personal_is_still_shown(cast: Cast, online: Approval) -> None:
    correct(cast, online.record, heading="Hål i gatan", question="Hålet är kvar.")
    [row] = selectors.release_rows(timezone.now())
    first, second = orjson.loads(row.payload)["corrections"]
    assert first["earlier"]["heading"] == "Hål i gatan"
    assert "earlier" not in second


def test_a_reviewer_hides_every_earlier_wording(cast: Cast) -> None:
    record = approved(cast, heading="Hålet hos skräddaren").record
    correct(cast, record, answer="<p>Skräddarens hål är lagat.</p>")
    text = correct(cast, record, heading="Hål i gatan", answer="<p>Hålet är lagat.</p>", show_earlier=False)
    assert "kräddaren" not in text
    assert selectors.redirects(timezone.now()) == {}


def test_the_choice_stands_on_the_review_screen_and_its_effect_is_told(cast: Cast) -> None:
    record = approved(cast).record
    edit(record, cast.astrid, answer="<p>Hålet är lagat.</p>")
    client = signed_in(cast.karin)
    assert 'name="hide_earlier"' in client.get(f"/admin/review/{record.pk}/").content.decode()
    decide(client, fresh(record), decision="approve", what_changed="Kortare svar.", hide_earlier="on")
    assert "Vi lagade hålet i går" not in received()
    assert "Den tidigare ordalydelsen visas inte" in client.get("/admin/review/").content.decode()


def test_a_release_that_holds_the_hidden_words_has_to_go_and_no_other(cast: Cast, online: Approval) -> None:
    record = online.record
    assert selectors.record_hashes_gone(timezone.now()) == []
    correct(cast, record, heading="Hål i gatan", question="Det är ett hål i gatan vid torget.")
    newest = record.approvals.get(current=True)
    gone = selectors.record_hashes_gone(timezone.now())
    assert online.sha256 in gone
    assert newest.sha256 not in gone


@pytest.mark.parametrize("what", ["Tog bort namnet Fia Provsson.", "Numret 070-174 06 05 är borta."])
def test_what_was_corrected_names_nobody(cast: Cast, online: Approval, what: str) -> None:
    with pytest.raises(ValidationError, match="without naming anybody"):
        correct(cast, online.record, question="Det är ett hål i gatan.", what_changed=what)
