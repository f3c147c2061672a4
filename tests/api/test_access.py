"""Who gets in: tokens, scopes, counts, sizes. Every refusal is a problem that names the next step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from cms.api import tokens
from cms.api.edge import LARGEST_BODY_BYTES
from cms.api.integrations import change_integration, renew_token, revoke
from cms.api.models import Integration
from cms.api.scopes import Scope
from tests.api.caller import Caller, new_case
from tests.api.test_cases import problem
from tests.cast import PASSWORD, Cast

ASKED = [
    ("get", "units", Scope.WORDS),
    ("get", "kinds", Scope.WORDS),
    ("get", "categories", Scope.WORDS),
    ("get", "outcomes", Scope.WORDS),
    ("post", "cases", Scope.CREATE),
    ("get", "cases", Scope.READ),
    ("get", "cases/2026-0001", Scope.READ),
    ("post", "cases/2026-0001/answer", Scope.ANSWER),
]


def ask(caller: Caller, method: str, path: str) -> Any:
    return caller.get(path) if method == "get" else caller.post(path, {})


@pytest.mark.parametrize(("method", "path", "scope"), ASKED)
def test_each_address_needs_its_scope_and_no_other(
    make_caller: Callable[..., Caller], method: str, path: str, scope: str
) -> None:
    told = problem(
        ask(make_caller("alla andra", scopes=[each for each in Scope if each != scope]), method, path),
        403,
        "scope-missing",
    )
    assert scope in told["detail"]
    assert ask(make_caller("just den", scopes=[scope]), method, path).status_code in {200, 404, 422}


def test_every_address_of_the_document_was_asked(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    described = {
        (method, path.removeprefix("/api/v1/").replace("{number}", "2026-0001"))
        for path, methods in document["paths"].items()
        for method in methods
    }
    assert described == {(method, path) for method, path, _scope in ASKED}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer klarsyn_okänd", "Basic YTpi", "Bearer \x00", "bearer  "])
def test_without_a_valid_token_nothing_is_told(db: None, header: str) -> None:
    response = Client().get("/api/v1/units", headers={"Authorization": header})
    problem(response, 401, "no-token")  # type: ignore[arg-type]
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_is_stored_as_its_hash_and_is_long(caller: Caller) -> None:
    stored = str(Integration.objects.values().get())
    assert caller.token not in stored
    assert caller.token.removeprefix(tokens.PREFIX) not in stored
    assert len(caller.token.removeprefix(tokens.PREFIX)) * 6 >= 256


def test_a_token_ends_with_its_last_day_when_it_is_revoked_and_when_a_new_one_is_made(
    caller: Caller, cast: Cast
) -> None:
    today = timezone.localdate()
    assert caller.get("kinds").status_code == 200
    change_integration(caller.integration, cast.sara, expires_on=today - timedelta(days=1))
    problem(caller.get("kinds"), 401, "no-token")
    change_integration(caller.integration, cast.sara, expires_on=today)
    assert caller.get("kinds").status_code == 200
    revoke(caller.integration, cast.sara)
    problem(caller.get("kinds"), 401, "no-token")
    caller.integration.refresh_from_db()
    newer = Caller(caller.integration, renew_token(caller.integration, cast.sara))
    assert newer.get("kinds").status_code == 200
    problem(caller.get("kinds"), 401, "no-token")


def test_an_account_has_what_its_scopes_need_and_cannot_sign_in(caller: Caller, cast: Cast) -> None:
    account = caller.integration.account
    assert {"cases.distribute_case", "cases.answer_case"} <= account.get_all_permissions()
    assert not account.has_perm("cases.check_case")
    assert not account.has_perm("wagtailadmin.access_admin")
    assert not account.has_usable_password()
    assert not Client().login(username=account.username, password=PASSWORD)
    change_integration(caller.integration, cast.sara, scopes=[Scope.READ])
    account = type(account).objects.get(pk=account.pk)
    assert account.get_all_permissions() == set()


def test_a_full_minute_turns_requests_away_and_the_next_one_takes_them(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(per_minute=3)
    while timezone.now().second > 55:
        threading.Event().wait(0.5)
    assert [caller.get("kinds").status_code for _time in range(5)] == [200, 200, 200, 429, 429]
    refused = caller.get("kinds")
    assert "3 requests" in problem(refused, 429, "too-many")["detail"]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    Integration.objects.update(minute=timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=1))
    assert caller.get("kinds").status_code == 200
    caller.integration.refresh_from_db()
    assert caller.integration.last_used_at is not None


@pytest.mark.django_db(transaction=True)
def test_the_count_is_shared_by_everything_that_uses_the_database(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(per_minute=10)
    now, taken = timezone.now(), []

    def count() -> None:
        taken.extend(tokens.count_request(caller.integration, now) for _time in range(8))
        connection.close()

    threads = [threading.Thread(target=count) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(True) == 10


def test_a_body_has_a_largest_size_a_type_and_a_form(caller: Caller) -> None:
    problem(caller.post("cases", new_case(text="x" * LARGEST_BODY_BYTES)), 413, "too-large")
    problem(caller.post("cases", "{"), 400, "not-json")
    problem(caller.post("cases", "[" * 100_000), 400, "not-json")
    problem(caller.post("cases", b"\xff\xfe"), 400, "not-json")
    headers = caller._headers() | {"Idempotency-Key": "nyckel-ett"}
    problem(Client().post("/api/v1/cases", {"kind": "complaint"}, headers=headers), 415, "wrong-type")  # type: ignore[arg-type]
    assert len(new_case()["text"]) < 100


def test_the_longest_text_fits_however_it_is_escaped(caller: Caller) -> None:
    caller.create(text="😀" * 10_000)


def test_what_is_not_there_is_a_problem_too(caller: Caller) -> None:
    problem(caller.get("finns-inte"), 404, "not-found")
    problem(caller.client.get("/api/v2/cases"), 404, "not-found")  # type: ignore[arg-type]
    refused = caller.client.delete("/api/v1/cases", headers=caller._headers())
    problem(refused, 405, "method-not-allowed")  # type: ignore[arg-type]
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_a_missing_key_is_asked_for(caller: Caller) -> None:
    response = caller.client.post(
        "/api/v1/cases", new_case(), content_type="application/json", headers=caller._headers()
    )
    assert "idempotency" in str(problem(response, 422, "not-valid")["errors"]).lower()  # type: ignore[arg-type]


def test_a_mistake_of_ours_is_told_and_logged_without_what_was_sent(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("Kanariefågel")

    monkeypatch.setattr("cms.api.cases.receive", broken)
    response = caller.post("cases", new_case(), "nyckel-ett")
    problem(response, 500, "internal")
    assert "RuntimeError" in caplog.text
    assert "Kanarie" not in caplog.text + response.content.decode()


def test_answers_are_kept_by_nobody_on_the_way(caller: Caller, settings: Settings) -> None:
    response = caller.get("kinds")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
