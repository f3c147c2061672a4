"""What is said over the API, field by field. What stands here is the OpenAPI document."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict

from cms.cases.models import Channel, Outcome
from cms.cases.states import State
from cms.intake.form import LONGEST_TEXT

LONGEST_ANSWER = 20_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PLAIN = r"^[^\u0000]*$"
ONE_LINE = r"^[^\u0000-\u001f\u007f]*$"
WRITTEN = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"


def _day(value: Any) -> Any:
    if value is not None and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("Write the day as 2026-03-02.")
    return value


def _mail_address(value: str) -> str:
    if value:
        try:
            validate_email(value)
        except ValidationError as error:
            raise ValueError("This is no e-mail address.") from error
    return value


Day = Annotated[date, BeforeValidator(_day), Field(strict=False)]
Line = Annotated[str, Field(max_length=200, pattern=ONE_LINE)]
Code = Annotated[str, Field(max_length=150, pattern=r"^[A-Za-z0-9_/-]+$")]
ExternalId = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._:/-]+$")]
ChannelCode = Literal["web", "phone", "email", "letter", "brochure", "meeting", "social_media", "oral"]
OutcomeCode = Literal["done", "planned", "explained", "no_action", "not_ours", "praise_passed_on"]
assert set(get_args(ChannelCode)) == set(Channel.values) - {Channel.IMPORT}  # noqa: S101
assert set(get_args(OutcomeCode)) == set(Outcome.values)  # noqa: S101


class Strict(Schema):
    """What is sent to us: every field known, no value bent into its type."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Sender(Strict):
    """Who wrote, as far as they said. Kept in Klarsyn, never given back over the API, never published."""

    name: Annotated[str, Field(max_length=160, pattern=ONE_LINE)] = ""
    email: Annotated[
        str,
        Field(max_length=254, description="The acknowledgement and the reply are sent here."),
        AfterValidator(_mail_address),
    ] = ""
    phone: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] = ""
    address: Annotated[str, Field(max_length=250, pattern=ONE_LINE)] = ""


class NewCase(Strict):
    """A case to register."""

    kind: Code = Field(description="A code of /api/v1/kinds.")
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=WRITTEN)] = Field(
        description="What the person said, word for word."
    )
    wants_publication: bool = Field(description="Whether the person agrees to publication.")
    heading: Line = Field("", description="Empty: the first sentence of the text.")
    unit: Code | None = Field(None, description="A code of /api/v1/units. Left out: nobody knows yet whose it is.")
    category: Code | None = Field(None, description="A code of /api/v1/categories.")
    channel: ChannelCode = "web"
    language: Literal["sv", "en"] = "sv"
    received_on: Day | None = Field(None, description="Left out: today.")
    external_id: ExternalId | None = Field(
        None, description="The case's number in the other system, once for each integration. No personal data."
    )
    sender: Sender = Sender()
    acknowledge: bool = Field(True, description="Send the person an acknowledgement, when there is an e-mail address.")
    distribute: bool = Field(
        False, description="Give it to its unit at once. Needs the scope cases:distribute, and a unit."
    )


class CreatedCase(Schema):
    """A registered case. The receipt code is told here and nowhere else."""

    number: str
    state: State
    receipt_code: str = Field(
        description="With it the person reads the answer later. Give it to them and keep it nowhere."
    )
    answer_url: str = Field(description="Where it is read. The code stands in it.")
    answer_by: date | None = Field(description="The last day that keeps the municipality's promise.")


class NewAnswer(Strict):
    """The answer to a case of one's own. A registrar reads it before the person does."""

    answer: Annotated[str, Field(min_length=1, max_length=LONGEST_ANSWER, pattern=WRITTEN)] = Field(
        description="Plain text with blank lines between paragraphs, or simple HTML."
    )
    answered_by_role: Annotated[
        str, Field(max_length=120, pattern=r"^[^\u0000-\u001f\u007f]*[^\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$")
    ] = Field(description="The role that answers, such as “Driftledare”. Never a person's name: it is published.")
    outcome: OutcomeCode
    outcome_text: Annotated[str, Field(max_length=400, pattern=PLAIN)] = ""
    answered_on: Day | None = Field(None, description="Left out: today.")


class Publication(Schema):
    """Whether anyone can read it on the public site."""

    state: Literal["not_published", "published", "withdrawn"]
    url: str | None
    at: datetime | None = Field(description="When it came online, or was withdrawn.")


class CaseState(Schema):
    """How far a case has come. What the person wrote and who it was is not given back."""

    number: str
    external_id: str | None
    state: State
    kind: str
    category: str | None
    unit: str
    received_on: date | None
    answer_by: date | None
    replied_on: date | None = Field(description="When the reply was first released to the person.")
    outcome: Outcome | None = Field(description="With the reply, not before.")
    outcome_text: str | None
    answer: str | None = Field(description="As HTML, when the reply is released and the case closed.")
    publication: Publication


class CaseLine(Schema):
    """A case in a list."""

    number: str
    external_id: str | None
    state: State
    received_on: date | None


class CaseList(Schema):
    """Cases of the integration, the oldest first."""

    cases: list[CaseLine]
    next: str | None = Field(description="Ask again with this as “after”; null at the end.")


class Unit(Schema):
    """A part of the organisation."""

    code: str
    name: str
    level: str
    parent: str | None


class Word(Schema):
    """A code and its Swedish name."""

    code: str
    name: str
