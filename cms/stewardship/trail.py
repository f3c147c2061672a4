"""The trail: what was done with a case, by whom and when. Without a word of the case, so that it can outlive it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from cms.cases.models import Case, CaseEvent
from cms.publication.models import PublicRecord
from cms.stewardship.models import Receipt, RecheckTask, RemovalRequest

LABELLED_BY_NUMBER = (Case, PublicRecord, RemovalRequest, Receipt, RecheckTask)
SAID = ("reason", "sha256", "release", "files", "format", "decision", "category", "level", "count")
"""What a line of the trail repeats of an entry's data: codes, hashes and counts."""


@dataclass(frozen=True)
class Step:
    """One thing that was done."""

    at: str
    who: str
    about: str
    action: str
    in_words: str
    details: str


def keep_words_out(sender: Any, instance: ModelLogEntry, **kwargs: Any) -> None:
    """Label a log entry with the number alone: a heading is made of the first words that the person wrote."""
    if " " in instance.label and instance.content_type.model_class() in LABELLED_BY_NUMBER:
        instance.label = instance.label.split(" ", 1)[0]


def steps(number: str) -> list[Step]:
    """Everything that is known to have been done with a case and its public record, oldest first; also after both are gone."""
    found = [*_events(number), *_entries(number)]
    return sorted(found, key=lambda step: step.at)


def _events(number: str) -> Iterator[Step]:
    events = CaseEvent.objects.filter(case__number=number).select_related("by")
    for event in events:
        moved = f"{event.from_state} → {event.to_state}" if event.from_state else event.to_state
        yield Step(_iso(event.at), _who(event.by), "case", f"cases.{event.action}", event.action, moved)


def _entries(number: str) -> Iterator[Step]:
    types = ContentType.objects.get_for_models(Case, PublicRecord, Receipt, RecheckTask)
    entries = ModelLogEntry.objects.filter(label=number, content_type__in=types.values()).select_related(
        "user", "content_type"
    )
    for entry in entries:
        details = ", ".join(f"{name}: {entry.data[name]}" for name in SAID if name in entry.data)
        yield Step(
            _iso(entry.timestamp),
            _who(entry.user),
            entry.content_type.model,
            entry.action,
            _words(entry.action),
            details,
        )


def _words(action: str) -> str:
    return str(registry.get_action_label(action)) if registry.action_exists(action) else action


def _who(user: Any) -> str:
    return user.get_username() if user else ""


def _iso(when: Any) -> str:
    return timezone.localtime(when).isoformat(timespec="seconds")


def as_csv(found: list[Step]) -> str:
    """The trail as a table for a spreadsheet; no cell begins as a formula would."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["at", "who", "about", "action", "in_words", "details"])
    for step in found:
        writer.writerow(
            [f"'{value}" if value[:1] in {"=", "+", "-", "@"} else value for value in asdict(step).values()]
        )
    return text.getvalue()


def as_json(number: str, found: list[Step]) -> str:
    """The trail for machines."""
    return json.dumps({"case": number, "steps": [asdict(step) for step in found]}, ensure_ascii=False, indent=2)
