"""What the detector hands over: findings, the assessment of the whole matter, and what it is told beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cms.privacy.reasons import Reason


class Category(StrEnum):
    """Kinds of personal data; the values are the names used on the command line and in statistics."""

    PERSONNUMMER = "personnummer"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    HOME_ADDRESS = "home_address"
    PLATE = "plate"
    PROPERTY = "property"
    ACCOUNT = "account"
    HEALTH = "health"
    OTHER_ID = "other_id"


class Level(StrEnum):
    """What a finding asks of the reviewer: blocks approval, wants a click, or is a grey hint."""

    STOP = "stop"
    DECIDE = "decide"
    NOTE = "note"


class Confidence(StrEnum):
    """How sure the detector is, in the words that the reviewer reads. Never a percentage."""

    SURE = "säker"
    PROBABLE = "trolig"
    UNSURE = "osäker"


PLACEHOLDERS: dict[Category, str] = {
    Category.PERSONNUMMER: "[personnummer]",
    Category.PHONE: "[telefonnummer]",
    Category.EMAIL: "[e-post]",
    Category.NAME: "[namn]",
    Category.HOME_ADDRESS: "[adress]",
    Category.PLATE: "[registreringsnummer]",
    Category.PROPERTY: "[fastighet]",
    Category.ACCOUNT: "[kontonummer]",
    Category.HEALTH: "[hälsouppgift]",
    Category.OTHER_ID: "[identitetsuppgift]",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One span of one text. `start` and `end` count characters of the text exactly as it was typed."""

    start: int
    end: int
    category: Category
    level: Level
    confidence: Confidence
    reason: Reason
    replacement: str

    def overlaps(self, other: Finding) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class MatterAssessment:
    """Whether a text as a whole concerns one individual, even when no name stands in it."""

    level: Level | None
    confidence: Confidence | None
    score: int
    phrases: tuple[str, ...]

    @property
    def is_sensitive(self) -> bool:
        """True at or above the product's fixed threshold (`cms.privacy.matters.THRESHOLD`)."""
        return self.level is not None


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a question and its answer, each in reading order."""

    question: tuple[Finding, ...]
    answer: tuple[Finding, ...]
    matter: MatterAssessment


@dataclass(frozen=True, slots=True)
class SenderDetails:
    """What the person wrote about themselves in the form; searched literally and fuzzily in both texts."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class MunicipalLists:
    """The municipality's own lists, edited in the admin.

    `staff` and `elected` are full names; `function_mailboxes` and `public_phones` are the municipality's own contact ways, never
    personal; `closed_units` names units whose every case is a stop; `places` are names that must not be taken for persons.
    """

    staff: tuple[str, ...] = ()
    elected: tuple[str, ...] = ()
    function_mailboxes: tuple[str, ...] = ()
    public_phones: tuple[str, ...] = ()
    closed_units: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    answering_unit: str = ""


Recogniser = Callable[[str], Iterable[Finding]]
"""A plug-in, for example a named-entity model that a municipality runs itself: the text as typed in, findings out."""
