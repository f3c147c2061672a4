"""Private strings for the scan of a release: what would be a leak wherever it stood. Read by `selectors` only.

Chosen so that an honest release passes. A first name alone, the name of a town or an illness as a word is no leak, because other texts
use it rightly; an address with @, a number, a full name, a street with its number or a whole phrase is. What a reviewer kept with a
reason is no secret, and neither is a note that quotes the case's own words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import F, Q

from cms.cases.models import Case
from cms.publication.alignment import cut_out
from cms.publication.decisions import DetectorList, FindingDecision
from cms.publication.markings import category_of
from cms.publication.spans import FieldText

SENDER_FIELDS = ("sender_name", "sender_email", "sender_phone", "sender_address")
FIELDS = {
    "heading": "heading",
    "question": "text",
    "answer": "answer",
    "outcome_text": "outcome_text",
    "answered_by_role": "answered_by_role",
}
NUMBERS = {"personnummer", "phone", "account", "other_id", "identity_number", "contact"}
NUMBER_DIGITS, PHRASE_WORDS, PHRASE_LETTERS, SHORTEST = 7, 4, 20, 5
_NUMBER = re.compile(r"\+?\d[\d\s()./+–-]{4,}[\dA-Za-z]")
_LINE_END = re.compile(r"[\n\r]+|(?<=[.!?])\s+")


_IN_REDACTED = Q(record__latest_revision__redacted_from__root=F("root")) | Q(
    record__live_revision__redacted_from__root=F("root")
)


class PrivateString(NamedTuple):
    """Something that must not be found in the files of a release."""

    public_id: str
    category: str
    value: str


def _digits(value: str) -> str:
    return "".join(filter(str.isdigit, value))


def points_at_somebody(value: str, category: str) -> bool:
    """Whether the value says who somebody is, on its own."""
    value = " ".join(value.split())
    if "@" in value or len(_digits(value)) >= NUMBER_DIGITS:
        return True
    words = value.split()
    if category in {"name", "sender_name"}:
        return len(words) >= 2 and len(value) >= SHORTEST
    if category in {"home_address", "sender_address", "property", "plate", *NUMBERS}:
        return bool(_digits(value)) and len(value) >= SHORTEST
    return len(words) >= PHRASE_WORDS and len(value) >= PHRASE_LETTERS


def written_forms(value: str, category: str) -> Iterator[str]:
    """The value, and the numbers in it as digits alone."""
    value = " ".join(value.split())
    yield value
    if category in NUMBERS | {"sender_phone"} or len(_digits(value)) >= NUMBER_DIGITS:
        digits = _digits(value)
        if len(digits) >= NUMBER_DIGITS and digits != value:
            yield digits
            if len(digits) == 12 and digits[:2] in {"19", "20"}:
                yield digits[2:]


def _strings(public_id: str, category: str, value: str) -> Iterator[PrivateString]:
    if points_at_somebody(value, category):
        yield from (PrivateString(public_id, category, form) for form in written_forms(value, category))


def senders_and_notes(public_ids: set[str] | None) -> Iterator[PrivateString]:
    """What the senders told about themselves, and the lines of internal notes that are not quotations of the case's own words.

    What a reviewer kept in the words that are online or up for review is left out: the place of a fault can be the sender's own street.
    A number or an address with @ that was kept anywhere is left out everywhere, as among what was replaced.
    """
    kept, numbers = _kept_of_records(public_ids), {each for each in _kept_values() if "@" in each or each.isdecimal()}
    empty = Q(internal_notes="")
    for name in SENDER_FIELDS:
        empty &= Q(**{name: ""})
    cases = Case.objects.exclude(empty).order_by("pk")
    if public_ids is not None:
        cases = cases.filter(number__in=public_ids)
    rows = cases.values_list("number", *SENDER_FIELDS, "internal_notes", "text", "answer")
    for number, *sender, notes, text, answer in rows.iterator(chunk_size=2000):
        for field, value in zip(SENDER_FIELDS, sender, strict=True):
            yield from (
                each for each in _strings(number, field, value) if _bare(each.value) not in kept[number] | numbers
            )
        if notes.strip():
            own_words = " ".join(f"{text} {answer}".casefold().split())
            for line in _LINE_END.split(notes):
                if " ".join(line.casefold().split()) not in own_words:
                    yield from _strings(number, "internal_notes", line)


def replaced_spans(public_ids: set[str] | None) -> Iterator[PrivateString]:
    """What stood where a marking stands now, taken from the private original; nothing of it is stored."""
    kept = _kept_values()
    seen: set[PrivateString] = set()
    for each in (*_decided(public_ids), *_aligned(public_ids)):
        if each not in seen and _bare(each.value) not in kept:
            seen.add(each)
            yield each


def _bare(value: str) -> str:
    digits = _digits(value)
    return digits if len(digits) >= NUMBER_DIGITS and "@" not in value else value.casefold()


def _kept_of_records(public_ids: set[str] | None) -> defaultdict[str, set[str]]:
    """What was kept with a reason in the newest words of each record, and in those that are online."""
    rows = FindingDecision.objects.filter(
        _IN_REDACTED | Q(record__latest_revision=F("root")) | Q(record__live_revision=F("root")),
        decision=FindingDecision.Decision.KEPT,
        undone_at=None,
    ).exclude(field="")
    if public_ids is not None:
        rows = rows.filter(record__public_id__in=public_ids)
    kept: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows.select_related("root", "record").iterator(chunk_size=500):
        kept[row.record.public_id].add(_bare(_in_root(row)))
    return kept


def _kept_values() -> set[str]:
    """Values that a reviewer kept somewhere with a reason: a club's public number may stand in one text and be cut from another."""
    rows = FindingDecision.objects.filter(decision=FindingDecision.Decision.KEPT, undone_at=None).exclude(field="")
    return {_bare(_in_root(each)) for each in rows.select_related("root").iterator(chunk_size=500)}


def _in_root(row: FindingDecision) -> str:
    return FieldText(row.root.content.get(row.field) or "", is_html=row.field == "answer").plain[row.start : row.end]


def _decided(public_ids: set[str] | None) -> Iterator[PrivateString]:
    rows = FindingDecision.objects.filter(
        _IN_REDACTED,
        decision=FindingDecision.Decision.REPLACED,
        undone_at=None,
    ).select_related("record__case", "root")
    if public_ids is not None:
        rows = rows.filter(record__public_id__in=public_ids)
    for row in rows.iterator(chunk_size=500):
        yield from _strings(row.record.public_id, row.category, _original_value(row))


def _original_value(row: FindingDecision) -> str:
    """The characters that were replaced: from the case's own text, or from the version in which they were replaced."""
    if row.record.case is not None and row.original_start is not None and row.original_end is not None:
        source = getattr(row.record.case, FIELDS[row.field])
        return FieldText(source, is_html=row.field == "answer").plain[row.original_start : row.original_end]
    return _in_root(row)


def _aligned(public_ids: set[str] | None) -> Iterator[PrivateString]:
    """Markings that an editor or a source wrote, laid beside the case's own text."""
    from cms.publication.models import PublicRecord

    marked = Q(question__contains="[") | Q(answer__contains="[") | Q(heading__contains="[")
    records = PublicRecord.objects.filter(marked, case__isnull=False).order_by("pk")
    if public_ids is not None:
        records = records.filter(public_id__in=public_ids)
    names = ("heading", "question", "answer")
    for public_id, *texts in records.values_list(
        "public_id", *names, *(f"case__{FIELDS[name]}" for name in names)
    ).iterator(chunk_size=500):
        for name, public, original in zip(names, texts[:3], texts[3:], strict=True):
            if "[" in public:
                is_html = name == "answer"
                pairs = cut_out(FieldText(public, is_html=is_html).plain, FieldText(original, is_html=is_html).plain)
                for marking, value in pairs:
                    yield from _strings(public_id, category_of(marking), value)


def canaries() -> Iterator[PrivateString]:
    """Words planted in private fields to prove the scan."""
    for each in DetectorList.objects.filter(kind=DetectorList.Kind.CANARIES):
        yield from (PrivateString("", "canary", line) for line in each.lines)
