"""What the detector says about a record, and what is still open. It runs once for the same words, sender, lists and rules."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.utils import timezone
from wagtail.models import Revision

import cms.privacy
from cms.cases.clocks import answer_due, promise_that_applied
from cms.organisation.models import Municipality, OrganisationUnit
from cms.privacy import Finding as Detected
from cms.privacy import Level, MunicipalLists, SenderDetails, detect
from cms.publication.models import DetectorList, Examination, FindingDecision, PublicRecord, Redacted
from cms.publication.payload import PayloadContext
from cms.publication.spans import FieldText

FIELDS = ("heading", "question", "answer", "outcome_text", "answered_by_role")
QUESTION_FIELDS, ANSWER_FIELDS = FIELDS[:2], FIELDS[2:]
HTML_FIELDS = {"answer"}
LONGEST_EXAMINED = 60_000
"""Characters of question and answer together that the detector reads: about a second. Longer texts are stopped instead."""

MATTER, CLOSED_UNIT, DECLINED, TOO_LONG = "matter", "closed_unit", "declined", "too_long"
WHOLE_RECORD = (MATTER, CLOSED_UNIT, DECLINED, TOO_LONG)
CHOSEN_ONE_BY_ONE = {CLOSED_UNIT, DECLINED}
"""Never kept for a whole batch: somebody chooses for each record."""

LEFT_OUT = {"name-greeting", "name-signature"}
"""Names of an answer's greeting and signature are left out: “Hej!”, and the role that stands below the answer."""
GREETING = re.compile(r"(?:^|\n)\s*(?:hej|hejsan|hallå|god dag|god morgon|god kväll)\s+$", re.IGNORECASE)

STOP, DECIDE, NOTE = Level.STOP.value, Level.DECIDE.value, Level.NOTE.value


@dataclass(frozen=True)
class Finding:
    """One place that the reviewer is asked about. `field` is empty for what concerns the record as a whole."""

    field: str
    start: int
    end: int
    category: str
    level: str
    confidence: str
    reason: str
    replacement: str

    @property
    def place(self) -> tuple[str, int, int, str]:
        """What tells it from every other finding of the same words."""
        return self.field, self.start, self.end, self.category

    @property
    def is_sure(self) -> bool:
        """Whether the detector has no doubt."""
        return self.confidence == cms.privacy.Confidence.SURE.value


@dataclass(frozen=True)
class Settings:
    """What the detector is told of the municipality, read once for many records."""

    lists: MunicipalLists
    tree_paths: dict[int, str]
    closed_paths: tuple[str, ...]
    boards: tuple[tuple[str, str], ...]
    """Name of a board and tree path of a unit that answers to it."""
    fingerprint: str

    @classmethod
    def read(cls) -> Settings:
        """As the database has it now; three queries."""
        own = {each.kind: each.lines for each in DetectorList.objects.exclude(kind=DetectorList.Kind.CANARIES)}
        units = list(
            OrganisationUnit.objects.values_list(
                "pk", "path", "email", "phone", "closed_for_publication", "boards__name"
            )
        )
        municipality = Municipality.load()
        mailboxes = {*own.get("function_mailboxes", ()), municipality.email, *(unit[2] for unit in units)} - {""}
        phones = {*own.get("public_phones", ()), municipality.phone, *(unit[3] for unit in units)} - {""}
        lists = MunicipalLists(
            staff=own.get("staff", ()),
            elected=own.get("elected", ()),
            function_mailboxes=tuple(sorted(mailboxes)),
            public_phones=tuple(sorted(phones)),
            places=own.get("places", ()),
        )
        paths = {pk: path for pk, path, *_ in units}
        closed = tuple(sorted({path for _, path, _, _, is_closed, _ in units if is_closed}))
        boards = tuple(sorted({(board, path) for _, path, _, _, _, board in units if board}))
        return cls(lists, paths, closed, boards, _digest(asdict(lists), rules_fingerprint()))

    @cached_property
    def context(self) -> PayloadContext:
        """Promises and calendar."""
        return PayloadContext.read()

    def is_closed(self, unit_id: int) -> bool:
        """Whether the unit or anything above it is closed for publication."""
        return any(self.tree_paths[unit_id].startswith(path) for path in self.closed_paths)

    def boards_of(self, unit_id: int) -> list[str]:
        """The boards that the unit, or anything above it, answers to."""
        return list(dict.fromkeys(name for name, path in self.boards if self.tree_paths[unit_id].startswith(path)))


def _digest(*parts: Any) -> str:
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


@cache
def rules_fingerprint() -> str:
    """Changes whenever the detector's rules or word lists do."""
    folder = Path(cms.privacy.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".txt"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def root_of(record: PublicRecord) -> Revision | None:
    """The revision that somebody wrote: the latest one, or the one that it is the redacted version of."""
    if record.latest_revision_id is None:
        return None
    redacted = Redacted.of(record.latest_revision)
    return redacted.root if redacted else record.latest_revision


def field_texts(content: dict[str, Any]) -> dict[str, FieldText]:
    """The fields of a revision that readers see and that may hold personal data."""
    return {name: FieldText(content.get(name) or "", is_html=name in HTML_FIELDS) for name in FIELDS}


def sender_of(record: PublicRecord) -> SenderDetails:
    """What the person wrote about themselves, or nothing when the case is erased."""
    case = record.case
    if case is None:
        return SenderDetails()
    return SenderDetails(case.sender_name, case.sender_email, case.sender_phone, case.sender_address)


@lru_cache(maxsize=128)
def _detected(question: str, answer: str, sender: SenderDetails, lists: MunicipalLists) -> cms.privacy.Findings:
    return detect(question, answer, sender=sender, lists=lists)


def _joined(texts: dict[str, FieldText], names: Iterable[str]) -> tuple[str, list[tuple[str, int]]]:
    """Several fields as one text, with where each begins."""
    parts, starts, at = [], [], 0
    for name in names:
        starts.append((name, at))
        parts.append(texts[name].plain)
        at += len(texts[name].plain) + 2
    return "\n\n".join(parts), starts


def _placed(found: Iterable[Detected], starts: list[tuple[str, int]], texts: dict[str, FieldText]) -> Iterator[Finding]:
    for each in found:
        for name, start in starts:
            begin, end = max(each.start, start), min(each.end, start + len(texts[name].plain))
            if begin < end:
                before = texts[name].plain[: begin - start][-20:]
                greets = name == "answer" and each.category.value == "name" and GREETING.search(before)
                replacement = "" if greets or each.reason.code in LEFT_OUT else each.replacement
                yield Finding(
                    name,
                    begin - start,
                    end - start,
                    each.category.value,
                    each.level.value,
                    each.confidence.value,
                    each.reason.code,
                    replacement,
                )


def find(record: PublicRecord, root: Revision, settings: Settings) -> list[Finding]:
    """Everything found in the root's words and about the record as a whole."""
    texts = field_texts(root.content)
    question, question_starts = _joined(texts, QUESTION_FIELDS)
    answer, answer_starts = _joined(texts, ANSWER_FIELDS)
    whole = list(_about_the_record(record, root, settings))
    if len(question) + len(answer) > LONGEST_EXAMINED:
        question, answer = question[:LONGEST_EXAMINED], answer[: max(0, LONGEST_EXAMINED - len(question))]
        whole.append(Finding("", 0, 0, TOO_LONG, STOP, "", TOO_LONG, ""))
    found = _detected(question, answer, sender_of(record), settings.lists)
    if found.matter.level is not None:
        whole.append(Finding("", 0, 0, MATTER, found.matter.level.value, found.matter.confidence or "", MATTER, ""))
    return [*whole, *_placed(found.question, question_starts, texts), *_placed(found.answer, answer_starts, texts)]


def seen_mark(revision: Revision) -> str:
    """Fingerprint of what a revision says. Wagtail may overwrite a revision in place, so its number does not tell."""
    return _digest(revision.content)


def matter_phrases(record: PublicRecord, root: Revision, settings: Settings) -> tuple[str, ...]:
    """The words that made the whole matter look like one person's; never stored."""
    texts = field_texts(root.content)
    question, answer = _joined(texts, QUESTION_FIELDS)[0], _joined(texts, ANSWER_FIELDS)[0]
    if len(question) + len(answer) > LONGEST_EXAMINED:
        return ()
    return _detected(question, answer, sender_of(record), settings.lists).matter.phrases


def _about_the_record(record: PublicRecord, root: Revision, settings: Settings) -> Iterator[Finding]:
    if settings.is_closed(root.content["unit"]):
        yield Finding("", 0, 0, CLOSED_UNIT, STOP, "", CLOSED_UNIT, "")
    if record.case is not None and not record.case.wants_publication:
        yield Finding("", 0, 0, DECLINED, STOP, "", DECLINED, "")


def covers(decision: FindingDecision, finding: Finding) -> bool:
    """Whether the decision settles the finding: kept at exactly this place, or replaced all of it."""
    if decision.field != finding.field:
        return False
    if decision.decision == FindingDecision.Decision.KEPT:
        return (decision.start, decision.end, decision.category) == (finding.start, finding.end, finding.category)
    return bool(finding.field) and decision.start <= finding.start and finding.end <= decision.end


def open_findings(findings: Iterable[Finding], decisions: list[FindingDecision]) -> list[Finding]:
    """Those that stop or ask for a decision, and have none."""
    return [
        each for each in findings if each.level != NOTE and not any(covers(decision, each) for decision in decisions)
    ]


def decisions_in_force(record: PublicRecord, root: Revision) -> list[FindingDecision]:
    """What was decided about the root's words and not undone, in order."""
    return list(FindingDecision.objects.filter(record=record, root=root, undone_at=None).order_by("pk"))


def key_of(record: PublicRecord, root: Revision, settings: Settings) -> str:
    """Fingerprint of everything that the findings depend on."""
    sender = sender_of(record)
    words = [root.content.get(name) or "" for name in FIELDS]
    case = [record.case.wants_publication if record.case else True, settings.is_closed(root.content["unit"])]
    return _digest(root.pk, words, asdict(sender), case, settings.fingerprint)


def stored_findings(examination: Examination) -> list[Finding]:
    """The findings of an examination."""
    return [Finding(*each) for each in examination.findings]


def examine(
    record: PublicRecord, *, root: Revision | None = None, settings: Settings | None = None
) -> Examination | None:
    """The examination of the record's newest words, made now unless it is at hand; None for a record without a revision."""
    root = root or root_of(record)
    if root is None:
        return None
    found = examine_many([(record, root)], settings or Settings.read())
    return found[record.pk]


def examine_many(records: list[tuple[PublicRecord, Revision]], settings: Settings) -> dict[int, Examination]:
    """Examinations by record, for records with their roots; those whose words are unchanged are taken as they are."""
    loaded = {record.pk: record._state.fields_cache.get("examination") for record, _ in records}
    known = {pk: each for pk, each in loaded.items() if each is not None}
    known |= Examination.objects.in_bulk(unread) if (unread := [pk for pk in loaded if pk not in known]) else {}
    keys = {record.pk: key_of(record, root, settings) for record, root in records}
    stale = [
        (record, root) for record, root in records if record.pk not in known or known[record.pk].key != keys[record.pk]
    ]
    decided: dict[int, list[FindingDecision]] = {}
    if stale:
        rows = FindingDecision.objects.filter(root__in=[root.pk for _, root in stale], undone_at=None)
        for decision in rows:
            decided.setdefault(decision.root_id, []).append(decision)
    fresh = []
    for record, root in stale:
        findings = find(record, root, settings)
        examination = Examination(
            record=record, key=keys[record.pk], findings=[list(vars(each).values()) for each in findings]
        )
        examination.at = timezone.now()
        examination.due_on = promised_by(record, settings.context)
        count_open(examination, findings, decided.get(root.pk, []))
        known[record.pk] = examination
        fresh.append(examination)
    names = ["key", "findings", "open_stops", "open_decides", "due_on", "at"]
    Examination.objects.bulk_create(
        fresh, batch_size=500, update_conflicts=True, unique_fields=["record"], update_fields=names
    )
    return known


def count_open(examination: Examination, findings: list[Finding], decisions: list[FindingDecision]) -> None:
    """Set how many findings are open."""
    left = open_findings(findings, decisions)
    examination.open_stops = sum(each.level == STOP for each in left)
    examination.open_decides = sum(each.level == DECIDE for each in left)


def promised_by(record: PublicRecord, context: PayloadContext) -> date | None:
    """The last day on which publishing keeps the promise to the person."""
    if record.received_on is None:
        return None
    promise = promise_that_applied(
        context.promises, record.received_on, record.kind_id, context.tree_paths[record.unit_id]
    )
    return (
        answer_due(record.received_on, promise, context.calendar, record.case.paused_days if record.case else 0)
        if promise
        else None
    )
