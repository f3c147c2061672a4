"""Checks one row of an import and gives it as typed values. No database."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from cms.cases.html import clean_answer
from cms.cases.models import Channel, Outcome

KNOWN_KEYS = frozenset(
    (
        "id source lang kind title text answer org category created answered outcome channel answered_by_role "
        "sender_name sender_email sender_phone sender_address wants_publication"
    ).split()
)
KIND_WORDS = {
    "klagomål": "complaint", "klagomal": "complaint", "complaint": "complaint", "synpunkt": "complaint",
    "beröm": "praise", "berom": "praise", "praise": "praise", "compliment": "praise",
    "förslag": "suggestion", "forslag": "suggestion", "suggestion": "suggestion", "idé": "suggestion",
    "fråga": "question", "fraga": "question", "question": "question",
}  # fmt: skip
OUTCOME_WORDS = {
    "åtgärdad": "done", "planerad": "planned", "förklarad": "explained", "ingen åtgärd": "no_action",
    "inte kommunens ansvar": "not_ours", "beröm framfört": "praise_passed_on",
}  # fmt: skip
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_DATE = re.compile(r"\A(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](.*))?\Z", re.DOTALL)
_LANGUAGE = re.compile(r"\A[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?\Z")
STOCKHOLM = ZoneInfo("Europe/Stockholm")


class BadLineError(Exception):
    """The row cannot be imported; the message says what is wrong with it."""


@dataclass(frozen=True)
class CaseInput:
    """One row, checked."""

    source: str
    source_id: str
    kind: str
    heading: str
    text: str
    answer: str
    org: tuple[str, ...]
    category: str
    language: str
    channel: str
    outcome: str
    answered_by_role: str
    received_on: date | None
    answered_on: date | None
    sender: dict[str, str]
    wants_publication: bool
    metadata: dict[str, Any]
    warnings: tuple[str, ...] = field(compare=False, default=())

    @property
    def sha256(self) -> str:
        """Fingerprint of everything in the row: equal means that nothing changed since the last import."""
        values = {name: value for name, value in self.__dict__.items() if name != "warnings"}
        return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def parse_row(row: dict[str, Any], default_source: str, today: date) -> CaseInput:
    """The row as typed values.

    Raises:
        BadLineError: it lacks a number or a text, or holds something impossible.
    """
    warnings: list[str] = []
    text = _string(row, "text").strip()
    if not text:
        raise BadLineError(_("The line has no text."))
    answer = _string(row, "answer")
    received, answered = _day(row, "created", today), _day(row, "answered", today)
    cleaned = clean_answer(answer)
    if answer.strip() and not cleaned:
        warnings.append(
            _("Nothing readable was left of the answer after sanitising; the case is imported as unanswered.")
        )
    if received and answered and answered < received:
        warnings.append(
            _("Answered %(answered)s before it was received %(received)s; left out of handling times.")
            % {"answered": answered, "received": received}
        )
    return CaseInput(
        source=_limited(row, "source", 80) or default_source[:80],
        source_id=_id(row),
        kind=_kind(row, warnings),
        heading=" ".join(_string(row, "title").split())[:300],
        text=text.replace("\r\n", "\n").replace("\r", "\n"),
        answer=cleaned,
        org=_org(row),
        category=_category(row),
        language=_language(row),
        channel=_choice(row, "channel", {value: value for value in Channel.values}, Channel.IMPORT),
        outcome=_choice(row, "outcome", {value: value for value in Outcome.values} | OUTCOME_WORDS, ""),
        answered_by_role=_limited(row, "answered_by_role", 120),
        received_on=received,
        answered_on=answered if cleaned else None,
        sender={
            name: _limited(row, name, 160)
            for name in ("sender_name", "sender_email", "sender_phone", "sender_address")
            if row.get(name)
        },
        wants_publication=row.get("wants_publication") not in (False, "false", "nej", "0", 0),
        metadata={key: value for key, value in row.items() if key not in KNOWN_KEYS and value is not None},
        warnings=tuple(warnings),
    )


def _string(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLineError(_("“%(key)s” must be text, not %(type)s.") % {"key": key, "type": type(value).__name__})
    found = CONTROL_CHARACTERS.search(value)
    if found:
        raise BadLineError(
            _("“%(key)s” holds the control character U+%(code)s.") % {"key": key, "code": f"{ord(found.group()):04X}"}
        )
    return value


def _limited(row: dict[str, Any], key: str, limit: int) -> str:
    value = " ".join(_string(row, key).split())
    if len(value) > limit:
        raise BadLineError(
            _("“%(key)s” is %(length)d characters long; at most %(limit)d are allowed.")
            % {"key": key, "length": len(value), "limit": limit}
        )
    return value


def _id(row: dict[str, Any]) -> str:
    value = row.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise BadLineError(_("The line has no “id”."))
    return _limited({"id": str(value)}, "id", 120)


def _kind(row: dict[str, Any], warnings: list[str]) -> str:
    value = row.get("kind")
    if value is None or value == "":
        warnings.append(_("No kind given; imported as a question."))
        return "question"
    word = _string(row, "kind").strip().lower()
    if word not in KIND_WORDS:
        raise BadLineError(
            _("Unknown kind “%(word)s”. Use one of: beröm, klagomål, förslag, fråga.") % {"word": word[:40]}
        )
    return KIND_WORDS[word]


def _day(row: dict[str, Any], key: str, today: date) -> date | None:
    value = _string(row, key).strip()
    if not value:
        return None
    match = _DATE.match(value)
    if not match:
        raise BadLineError(
            _("“%(key)s” is not a date: “%(value)s”. Write it as 2026-03-01.") % {"key": key, "value": value[:40]}
        )
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4]:
            moment = datetime.fromisoformat(f"{day}T{match[4].strip()}")
            day = moment.astimezone(STOCKHOLM).date() if moment.tzinfo else moment.date()
    except ValueError as error:
        raise BadLineError(
            _("“%(key)s” is an impossible date: “%(value)s” (%(error)s).")
            % {"key": key, "value": value[:40], "error": error}
        ) from error
    if day > today:
        raise BadLineError(_("“%(key)s” is an impossible date: %(day)s is in the future.") % {"key": key, "day": day})
    if day.year < 1900:
        raise BadLineError(_("“%(key)s” is an impossible date: %(day)s is too long ago.") % {"key": key, "day": day})
    return day


def _org(row: dict[str, Any]) -> tuple[str, ...]:
    value = row.get("org")
    if value is None:
        return ()
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadLineError(_("“org” must be a list of names, the outermost first."))
    cleaned = tuple(_limited({"org": name}, "org", 200) for name in names)
    if len(cleaned) > 6 or not all(cleaned):
        raise BadLineError(_("“org” must be one to six names, none of them empty."))
    return cleaned


def _category(row: dict[str, Any]) -> str:
    value = row.get("category")
    if isinstance(value, list):
        value = value[0] if value else None
    return _limited({"category": value}, "category", 160)


def _language(row: dict[str, Any]) -> str:
    value = _string(row, "lang").strip().lower() or "sv"
    if not _LANGUAGE.match(value):
        raise BadLineError(
            _("“lang” is not a language code: “%(value)s”. Use for example sv or en.") % {"value": value[:20]}
        )
    return value[:8]


def _choice(row: dict[str, Any], key: str, words: dict[str, str], default: str) -> str:
    value = _string(row, key).strip().lower()
    if not value:
        return str(default)
    if value not in words:
        raise BadLineError(
            _("Unknown %(key)s “%(value)s”. Use one of: %(words)s.")
            % {"key": key, "value": value[:40], "words": ", ".join(words)}
        )
    return str(words[value])
