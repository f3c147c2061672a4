"""What the review screen shows of a record: its text with every place marked, the list of findings, the rules and the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice, takewhile
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Revision

from cms.cases.calendar import WorkingCalendar
from cms.cases.html import clean_answer
from cms.organisation.models import ClosedDay
from cms.publication import findings as finding_list
from cms.publication.comparing import changes
from cms.publication.findings import MATTER, NOTE, STOP, Finding
from cms.publication.markings import BY_HAND
from cms.publication.models import FindingDecision, PublicRecord
from cms.publication.redaction import original_text
from cms.publication.spans import FieldText, Piece
from cms.publication.words import category_name, confidence_name, reason_text

CONTEXT = 28
REPLACED = FindingDecision.Decision.REPLACED


@dataclass(frozen=True)
class Place:
    """A marked place in a field: a finding, a decision, or both."""

    number: int
    start: int
    end: int
    state: str
    """open, note, kept or replaced."""
    level: str
    shown: str | None
    """What stands there instead, for a replaced place."""


@dataclass(frozen=True)
class Card:
    """One finding or mark by hand, as the list shows it."""

    number: int
    finding: Finding
    decision: FindingDecision | None
    before: str
    words: str
    after: str
    phrases: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """open, note, kept or replaced."""
        if self.decision is not None:
            return str(self.decision.decision)
        return "note" if self.finding.level == NOTE else "open"

    @property
    def category(self) -> str:
        """What it is, in words."""
        return category_name(self.finding.category)

    @property
    def reason(self) -> str:
        """Why it was found, in a sentence."""
        return reason_text(self.finding.reason)

    @property
    def confidence(self) -> str:
        """How sure the detector is, in words; empty where that is no question."""
        return confidence_name(self.finding.confidence)

    @property
    def stops(self) -> bool:
        """Whether it stops publication."""
        return self.finding.level == STOP

    @property
    def can_be_replaced(self) -> bool:
        """Whether it is a place in the text."""
        return bool(self.finding.field)

    @property
    def marking(self) -> str:
        """What stands there, or would."""
        return (
            self.decision.marking if self.decision and self.decision.decision == REPLACED else self.finding.replacement
        )


class Screen:
    """Everything about one record's newest version that the screen shows; each part is computed once."""

    def __init__(self, record: PublicRecord, root: Revision) -> None:
        self.record, self.root = record, root
        self.settings = finding_list.Settings.read()
        self.examination = finding_list.examine_many([(record, root)], self.settings)[record.pk]
        self.findings = finding_list.stored_findings(self.examination)
        self.decisions = finding_list.decisions_in_force(record, root)
        self.texts = finding_list.field_texts(root.content)
        self.cards = list(self._cards())
        self.open_cards = [card for card in self.cards if card.state == "open"]
        self.open_stops = sum(card.stops for card in self.open_cards)
        self.sure = sum(card.can_be_replaced and card.finding.is_sure for card in self.open_cards)
        self.fields = {name: self._field(name) for name in finding_list.FIELDS}
        self.seen = finding_list.seen_mark(record.latest_revision)
        self.markings = list(BY_HAND)
        self.is_closed = self.settings.is_closed(root.content["unit"])
        self.can_undo = bool(self.decisions)

    def _cards(self) -> Iterator[Card]:
        """Findings in reading order, those about the whole record first, and marks by hand among them."""
        listed: list[tuple[Finding, FindingDecision | None]] = []
        used: set[int] = set()
        for finding in self.findings:
            decision = next((each for each in self.decisions if finding_list.covers(each, finding)), None)
            if decision is not None:
                if decision.pk in used and decision.decision == REPLACED:
                    continue
                used.add(decision.pk)
            listed.append((finding, decision))
        for each in self.decisions:
            if each.pk not in used and each.decision == REPLACED:
                hand = Finding(
                    each.field, each.start, each.end, each.category, each.level or "decide", "", "by-hand", each.marking
                )
                listed.append((hand, each))
        order = {"": -1, **{name: place for place, name in enumerate(finding_list.FIELDS)}}
        listed.sort(key=lambda pair: (order[pair[0].field], pair[0].start))
        for number, (finding, decision) in enumerate(listed, start=1):
            yield self._card(number, finding, decision)

    def _card(self, number: int, finding: Finding, decision: FindingDecision | None) -> Card:
        if not finding.field:
            phrases: tuple[str, ...] = ()
            if finding.category == MATTER:
                phrases = tuple(dict.fromkeys(finding_list.matter_phrases(self.record, self.root, self.settings)))
            return Card(number, finding, decision, "", "", "", phrases)
        text = self.texts[finding.field].plain
        before = text[max(0, finding.start - CONTEXT) : finding.start].replace("\n", " ")
        after = text[finding.end : finding.end + CONTEXT].replace("\n", " ")
        return Card(number, finding, decision, before, text[finding.start : finding.end], after)

    def _field(self, name: str) -> SafeString:
        """The field as the public will read it, each marked place in a <mark>."""
        return render_field(self.texts[name], list(self._places(name)))

    def _places(self, name: str) -> Iterator[Place]:
        taken: list[tuple[int, int]] = []
        for card in self.cards:
            decision = card.decision
            if decision is not None and decision.decision == REPLACED and decision.field == name:
                taken.append((decision.start, decision.end))
                yield Place(card.number, decision.start, decision.end, "replaced", card.finding.level, decision.marking)
        for card in self.cards:
            finding = card.finding
            if finding.field != name or card.state == "replaced":
                continue
            start, end = finding.start, finding.end
            for other_start, other_end in taken:
                if other_start <= start < other_end:
                    start = other_end
                if other_start < end <= other_end:
                    end = other_start
            if start < end and not any(start < other_end and other_start < end for other_start, other_end in taken):
                yield Place(card.number, start, end, card.state, finding.level, None)

    @property
    def original(self) -> list[tuple[str, str]]:
        """The private original's heading, text and answer."""
        return [(name, original_text(self.record, name) or "") for name in ("heading", "question", "answer")]

    @property
    def differences(self) -> list[dict[str, Any]]:
        """How each part of the newest version differs from the original; parts that are the same are left out."""
        if self.record.case is None:
            return []
        newest = finding_list.field_texts(self.record.latest_revision.content)
        titles = {"heading": _("Heading"), "question": _("Question"), "answer": pgettext("the text", "Answer")}
        parts = [(titles[name], text, newest[name].plain) for name, text in self.original]
        return [{"title": title, "changes": changes(old, new)} for title, old, new in parts if old != new]

    @property
    def boards(self) -> list[str]:
        """The boards that the record's unit answers to."""
        return self.settings.boards_of(self.record.unit_id)

    @cached_property
    def clock(self) -> dict[str, Any] | None:
        """The day of the promise, and working days left on the day of the answer, or today without one; None when no promise applies."""
        due, answered = self.examination.due_on, self.record.answered_on
        if due is None:
            return None
        left = working_days_left(due, answered or timezone.localdate())
        return {"due": due, "left": left, "late": -left, "kept": answered is not None and left >= 0}


def working_days_left(due: date, today: date, calendar: WorkingCalendar | None = None) -> int:
    """Working days until the day, negative when it has passed."""
    calendar = calendar or WorkingCalendar(ClosedDay.objects.values_list("day", flat=True))
    return calendar.between(today, due) if today <= due else -calendar.between(due, today)


def render_field(text: FieldText, places: list[Place]) -> SafeString:
    """A field as HTML in which every run says where it stands (`data-at`), so that a selection can be told in offsets of `plain`."""
    places = sorted(places, key=lambda place: place.start)
    if not text.is_html or clean_answer(text.source) != text.source:
        whole = Piece(0, 0, len(text.plain), text.plain)
        return mark_safe("".join(_piece(whole, places)))  # noqa: S308 - every run is escaped
    result, position, first = [], 0, 0
    for piece in text.pieces:
        result.append(text.source[position : piece.source_start])
        while first < len(places) and places[first].end <= piece.start:
            first += 1
        touched = list(takewhile(lambda place, end=piece.end: place.start < end, islice(places, first, None)))  # type: ignore[misc]
        result += (
            [text.source[piece.source_start : piece.source_end]] if piece.is_link else list(_piece(piece, touched))
        )
        position = piece.source_end
    return mark_safe("".join([*result, text.source[position:]]))  # noqa: S308 - tags are sanitised, runs escaped


def _piece(piece: Piece, places: list[Place]) -> Iterator[str]:
    at = piece.start
    for place in places:
        start, end = max(place.start, at), min(place.end, piece.end)
        if start >= end:
            continue
        yield from _runs(piece.text[at - piece.start : start - piece.start], at)
        first = place.start >= piece.start
        shown = (
            piece.text[start - piece.start : end - piece.start]
            if place.shown is None
            else (place.shown if first else "")
        )
        anchor = f' id="mark-{place.number}"' if first else ""
        yield (
            f'<mark class="finding is-{place.state} level-{escape(place.level)}"{anchor} data-finding="{place.number}"'
            f' data-at="{start}" data-end="{end}">{escape(shown)}</mark>'
        )
        at = end
    yield from _runs(piece.text[at - piece.start :], at)


def _runs(text: str, at: int) -> Iterator[str]:
    """Lines as spans: a browser counts a line break as one character, whatever the text has."""
    for line in text.splitlines(keepends=True):
        words = line.rstrip("\r\n")
        if words:
            yield f'<span data-at="{at}">{escape(words)}</span>'
        yield "\n" if len(line) > len(words) else ""
        at += len(line)
