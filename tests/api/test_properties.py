"""The API asked what its own document allows, and more: no failure of ours, answers as described, nobody's words to anybody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from cms.wsgi import application
from tests.api.caller import PRIVATE, Caller
from tests.cast import Cast
from tests.factories import registered

HOST = {"Host": "127.0.0.1"}
CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.negative_data_rejection,
]
"""Not that everything the document allows is taken: which codes there are, no document of this kind can say."""


@pytest.fixture
def other(make_caller: Callable[..., Caller], cast: Cast) -> list[str]:
    """Cases of another system and of the office, full of words that must not come out."""
    theirs = make_caller("det andra systemet")
    return [
        theirs.create("samma-nyckel", external_id="A-17")["number"],
        theirs.create(distribute=True)["number"],
        registered(cast, text="Kanarietext", sender_name=PRIVATE[0], internal_notes="Kanarietext").number,
    ]


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, headers=HOST)


@schema.parametrize()
@settings(max_examples=15, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_its_word_and_nobody_elses(case: Any, caller: Caller, other: list[str]) -> None:
    headers = HOST | {"Authorization": f"Bearer {caller.token}"}
    response = case.call(headers=headers)
    case.validate_response(response, checks=CHECKS)
    said = [response]
    if "number" in (case.path_parameters or {}):
        for number in other:
            case.path_parameters["number"] = number
            said.append(case.call(headers=headers))
            assert 400 <= said[-1].status_code < 500
    for response in said:
        assert not [word for word in PRIVATE if word in response.text]
