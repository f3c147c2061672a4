"""The public payload of a record: a dictionary, its canonical bytes and their SHA-256. See docs/released-format.md."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.utils.text import slugify

from cms.cases.calendar import WorkingCalendar
from cms.cases.clocks import PromiseTerms, answer_due, promise_terms, promise_that_applied
from cms.cases.html import paragraphs
from cms.organisation.models import ClosedDay, OrganisationUnit
from cms.organisation.selectors import unit_paths
from cms.publication.models import PublicRecord, days_apart


@dataclass(frozen=True)
class PayloadContext:
    """What many payloads share, read once: unit paths, promises, the calendar."""

    codes_by_unit: dict[int, list[str]]
    tree_paths: dict[int, str]
    promises: list[PromiseTerms]
    calendar: WorkingCalendar

    @classmethod
    def read(cls) -> PayloadContext:
        """The context as the database has it now."""
        return cls(
            unit_paths(),
            dict(OrganisationUnit.objects.values_list("pk", "path")),
            promise_terms(),
            WorkingCalendar(ClosedDay.objects.values_list("day", flat=True)),
        )


def record_slug(heading: str) -> str:
    """The heading as the last part of an address: at most 60 characters, whole words, `synpunkt` when nothing is left."""
    slug = slugify(heading)
    if len(slug) > 60:
        slug = slug[:61].rsplit("-", 1)[0] if "-" in slug[:61] else slug[:60]
    return slug.strip("-") or "synpunkt"


def record_path(public_id: str, slug: str) -> str:
    """The record's address: `/synpunkter/2026/0123-kort-rubrik/`."""
    year, number = public_id.split("-", 1)
    return f"/synpunkter/{year}/{number}-{slug}/"


def tombstone_path(public_id: str) -> str:
    """The address that says that an item was withdrawn: `/synpunkter/2026/0123/`."""
    year, number = public_id.split("-", 1)
    return f"/synpunkter/{year}/{number}/"


def wording(record: PublicRecord, context: PayloadContext) -> dict[str, Any]:
    """What the record says: heading, question and answers."""
    return {
        "heading": " ".join(record.heading.split()),
        "question": paragraphs(record.question),
        "answers": [
            {
                "html": record.answer,
                "role": record.answered_by_role,
                "unit": context.codes_by_unit[record.unit_id][-1],
                "on": _iso(record.answered_on),
            }
        ],
    }


def build_payload(
    record: PublicRecord,
    context: PayloadContext,
    *,
    published: date,
    category: tuple[str, str] | None,
    kind: str,
    corrections: list[dict[str, Any]] | None = None,
    paused_days: int = 0,
) -> dict[str, Any]:
    """Everything anyone may read about the record, `related` apart. `category` is (scheme code, category code)."""
    slug = record_slug(record.heading)
    in_order = days_apart(record.received_on, record.answered_on) is not None
    return {
        "id": record.public_id,
        "slug": slug,
        "path": record_path(record.public_id, slug),
        **wording(record, context),
        "outcome": record.outcome or None,
        "outcome_text": record.outcome_text,
        "kind": kind,
        "category": "/".join(category) if category else None,
        "organisation": context.codes_by_unit[record.unit_id],
        "received": _iso(record.received_on),
        "answered": _iso(record.answered_on),
        "published": published.isoformat(),
        "working_days": context.calendar.between(record.received_on, record.answered_on) if in_order else None,  # type: ignore[arg-type]
        "calendar_days": days_apart(record.received_on, record.answered_on),
        "promise": _promise(record, context, paused_days),
        "redactions": {reason: count for reason, count in sorted(record.redactions.items()) if count},
        "corrections": corrections or [],
        "language": record.language,
    }


def _promise(record: PublicRecord, context: PayloadContext, paused_days: int) -> dict[str, Any] | None:
    """The promise to the person that applied on the day of receipt, and whether the answer kept it."""
    if record.received_on is None:
        return None
    promise = promise_that_applied(
        context.promises, record.received_on, record.kind_id, context.tree_paths[record.unit_id]
    )
    if promise is None:
        return None
    due = answer_due(record.received_on, promise, context.calendar, paused_days)
    kept = record.answered_on <= due if record.answered_on and record.answered_on >= record.received_on else None
    return {"code": promise.code, "name": promise.name, "due": due.isoformat(), "kept": kept}


def canonical_bytes(payload: dict[str, Any]) -> bytes:
    """The payload as JSON with sorted keys and no spaces: the bytes that are approved, hashed and published."""
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)


def payload_sha256(payload: bytes) -> str:
    """SHA-256 of canonical bytes, in hexadecimal."""
    return hashlib.sha256(payload).hexdigest()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
