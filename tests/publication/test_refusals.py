"""A decision that is refused in Wagtail's own workflow comes back as a message, not as a fault of the server."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override
from django.views.defaults import server_error

from cms.publication.actions import approve, edit
from cms.publication.models import Approval, PublicRecord
from tests.cast import Cast
from tests.factories import approved
from tests.publication.reviewing import fresh, signed_in

EDITOR = "wagtailsnippets_publication_publicrecord"


@pytest.fixture
def corrected(cast: Cast) -> PublicRecord:
    """Something online whose correction waits in Wagtail's workflow."""
    record = approved(cast).record
    edit(record, cast.astrid, answer="<p>Hålet är lagat.</p>")
    record = fresh(record)
    record.get_workflow().start(record, cast.astrid)
    return fresh(record)


def decide(client: Client, record: PublicRecord, comment: str, **headers: str) -> object:
    """Approve as Wagtail's dialogue does."""
    address = reverse(f"{EDITOR}:workflow_action", args=(record.pk, "approve", record.current_workflow_task_state.pk))
    came_from = "http://testserver" + reverse(f"{EDITOR}:edit", args=(record.pk,))
    return client.post(address, {"comment": comment}, headers={"referer": came_from, **headers})


@pytest.mark.parametrize(
    ("comment", "told"), [("", "Skriv vad som har rättats"), ("Fia Provsson är borta.", "utan att nämna någon person")]
)
def test_a_refusal_is_told_on_the_page_that_one_came_from(
    cast: Cast, corrected: PublicRecord, comment: str, told: str
) -> None:
    client = signed_in(cast.karin)
    answer = decide(client, corrected, comment)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert told in client.get(answer.headers["Location"]).content.decode()  # type: ignore[attr-defined]
    assert Approval.objects.count() == 1


def test_the_second_of_two_who_approve_the_same_is_told(cast: Cast, corrected: PublicRecord) -> None:
    client = signed_in(cast.karin)
    task_state = corrected.current_workflow_task_state
    edit(corrected, cast.astrid, answer="<p>Hålet är lagat nu.</p>")
    newest = fresh(corrected)
    approve(newest, cast.karin, newest.latest_revision, what_changed="Kortare.")
    address = reverse(f"{EDITOR}:workflow_action", args=(corrected.pk, "approve", task_state.pk))
    assert client.post(address, {"comment": "Kortare."}).status_code == 302
    assert Approval.objects.filter(current=True).count() == 1
    assert Approval.objects.count() == 2


def test_a_dialogue_is_sent_back_and_never_to_another_site(cast: Cast, corrected: PublicRecord) -> None:
    client = signed_in(cast.karin)
    script = {"x-requested-with": "XMLHttpRequest", "referer": "https://elsewhere.example/"}
    answer = decide(client, corrected, "", **script)
    assert answer.json() == {"step": "success", "redirect": reverse("publication_queue")}  # type: ignore[attr-defined]


def test_a_fault_of_the_server_is_told_in_swedish(rf: RequestFactory) -> None:
    with override("sv"):
        page = server_error(rf.get("/admin/")).content.decode()
    assert '<html lang="sv">' in page
    assert "Något gick fel" in page
    assert "Server Error" not in page
