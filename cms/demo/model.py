"""What the generator hands over: the municipality, its units through time, and every case with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Board:
    """A politically elected board."""

    code: str
    name: str


@dataclass(frozen=True)
class Successor:
    """What a unit became: the code of the new unit, how, and from which day."""

    code: str
    kind: str  # renamed merged split moved
    on: date


@dataclass(frozen=True)
class Unit:
    """The municipality, a department, an area or a unit, valid between two days (both included)."""

    code: str
    level: str  # municipality department area unit
    name: str
    slug: str
    parent: str | None
    boards: tuple[str, ...]
    services: tuple[str, ...]
    places: tuple[str, ...]
    email: str
    phone: str
    valid_from: date
    valid_to: date | None
    successors: tuple[Successor, ...]
    closed_for_publication: bool

    def existed_on(self, day: date) -> bool:
        """Whether the unit existed on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Sender:
    """The person as the form or the employee noted them; all empty for an anonymous case. Private."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    @property
    def anonymous(self) -> bool:
        """Whether nothing is known of the person."""
        return not (self.name or self.email or self.phone or self.address)


@dataclass(frozen=True)
class Redaction:
    """One marking in the public version: the words as typed, what stands there instead, and the reason code."""

    reason: str  # name contact identity_number place health third_party secrecy offensive other
    original: str
    marking: str


@dataclass(frozen=True)
class PublicVersion:
    """What anyone may read of a case: heading, question paragraphs and answer after redaction."""

    heading: str
    question: tuple[str, ...]
    answer_html: str


@dataclass(frozen=True)
class Correction:
    """A published item put right: the day, what was wrong, and the version it replaced."""

    on: date
    what: str
    earlier: PublicVersion


@dataclass(frozen=True)
class Publication:
    """How far a case has come on its way to the public.

    `state` is none, awaiting, approved, withheld, withdrawn or corrected. `public` is the published version, and None
    before there was one: what waits still holds the person's own words. `reason` is the code of a withholding or a
    withdrawal, `note` says to a colleague why it waits.
    """

    state: str
    approved_on: date | None = None
    public: PublicVersion | None = None
    redactions: tuple[Redaction, ...] = ()
    reason: str = ""
    withdrawn_on: date | None = None
    correction: Correction | None = None
    note: str = ""


@dataclass(frozen=True)
class Case:
    """One piece of feedback from receipt to closing. Everything but `publication.public` is private."""

    number: str
    kind: str
    category: str
    channel: str  # web email phone letter visit social_media
    unit: str
    received: datetime  # naive, Swedish wall-clock time
    heading: str
    text: str
    sender: Sender
    may_publish: bool
    state: str
    distributed_on: date | None
    investigation_on: date | None
    waiting_since: date | None
    answered_on: date | None
    closed_on: date | None
    answer_html: str
    role: str
    outcome: str | None
    outcome_text: str
    decision_text: str  # why it was rejected, or where it was sent
    theme: str
    publication: Publication


@dataclass(frozen=True)
class Demonstration:
    """The whole invented town."""

    municipality: dict[str, Any]  # the fields of site.json
    boards: tuple[Board, ...]
    units: tuple[Unit, ...]  # tree order, the municipality first
    cases: tuple[Case, ...]  # in order of receipt
