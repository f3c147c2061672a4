"""The addresses under /api/v1/. Each asks for one scope, and hands over."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, NinjaAPI, Path, Query, Status
from ninja.openapi.schema import OpenAPISchema

from cms.api import cases, words
from cms.api.access import Token, TokenRequest
from cms.api.problems import MEDIA_TYPE, Problem, install
from cms.api.schemas import (
    CaseList,
    CaseState,
    CreatedCase,
    ExternalId,
    NewAnswer,
    NewCase,
    Unit,
    Word,
)
from cms.api.scopes import Scope

ABOUT = (
    "For case systems and kiosks. An integration sees only the cases that it registered itself. Nothing that says who a person is, and "
    "nothing that they wrote, is given back. Errors are application/problem+json and name the next step."
)
REFUSED = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500})
READ_REFUSED = REFUSED - {400, 409, 413, 415}
REPLAYED = "Idempotency-Replayed"


class Api(NinjaAPI):
    """Ninja's, with errors described as what they are."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, in which errors are problems."""
        document = super().get_openapi_schema(**options)
        for path in document["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
        return document


api = Api(title="Klarsyn", version="1", description=ABOUT, docs_url=None, urls_namespace="api")
install(api)

Number = Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{1,8}$", description="A case number, such as 2026-0123.")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="New for each new request, such as a UUID; the same when the same request is sent again.",
    ),
]


@api.get("/units", response={200: list[Unit], READ_REFUSED: Problem}, auth=Token(Scope.WORDS), tags=["Words"])
def list_units(request: TokenRequest) -> list[Unit]:
    """Units that cases can be registered for, in tree order."""
    return words.units(request.auth)


@api.get("/kinds", response={200: list[Word], READ_REFUSED: Problem}, auth=Token(Scope.WORDS), tags=["Words"])
def list_kinds(request: HttpRequest) -> list[Word]:
    """Kinds of feedback."""
    return words.kinds()


@api.get("/categories", response={200: list[Word], READ_REFUSED: Problem}, auth=Token(Scope.WORDS), tags=["Words"])
def list_categories(request: HttpRequest) -> list[Word]:
    """Categories; a code is scheme/category."""
    return words.categories()


@api.get("/outcomes", response={200: list[Word], READ_REFUSED: Problem}, auth=Token(Scope.WORDS), tags=["Words"])
def list_outcomes(request: HttpRequest) -> list[Word]:
    """What feedback can lead to."""
    return words.outcomes()


@api.post("/cases", response={201: CreatedCase, REFUSED: Problem}, auth=Token(Scope.CREATE), tags=["Cases"])
def create_case(request: TokenRequest, response: HttpResponse, given: NewCase, key: Key) -> Status[CreatedCase]:
    """Register a case. Sent again with the same Idempotency-Key it gives the same case, and the header Idempotency-Replayed."""
    created, earlier = cases.create(request.auth, key, given)
    if earlier:
        response.headers[REPLAYED] = "true"
    return Status(201, created)


@api.get("/cases", response={200: CaseList, READ_REFUSED: Problem}, auth=Token(Scope.READ), tags=["Cases"])
def list_cases(
    request: TokenRequest,
    external_id: Annotated[ExternalId | None, Query()] = None,
    after: Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{1,8}$")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CaseList:
    """The integration's own cases, the oldest first."""
    return cases.listed(request.auth, external_id=external_id, after=after, limit=limit)


@api.get("/cases/{number}", response={200: CaseState, READ_REFUSED: Problem}, auth=Token(Scope.READ), tags=["Cases"])
def read_case(request: TokenRequest, number: Number) -> CaseState:
    """How far a case of one's own has come, and the answer when the person has it."""
    return cases.read(request.auth, number)


@api.post(
    "/cases/{number}/answer", response={201: CaseState, REFUSED: Problem}, auth=Token(Scope.ANSWER), tags=["Cases"]
)
def add_answer(
    request: TokenRequest, response: HttpResponse, number: Number, given: NewAnswer, key: Key
) -> Status[CaseState]:
    """Answer a case of one's own that is distributed or under investigation. A registrar checks it, and releases the reply."""
    state, earlier = cases.add_answer(request.auth, key, number, given)
    if earlier:
        response.headers[REPLAYED] = "true"
    return Status(201, state)
