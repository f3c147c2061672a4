"""Replacing and keeping what was found. Replacing never counts as editing: see docs/decisions/0010-redaction-is-not-editing.md.

The public text under review is always the root, the words that somebody wrote, with the spans in force replaced by markings from a closed
list. The server makes it, so a reviewer can take words away and cannot add any; approval makes it once more and compares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.accounts.models import User
from cms.cases.html import clean_answer
from cms.publication import findings as finding_list
from cms.publication import markings
from cms.publication.alignment import place_of
from cms.publication.findings import FIELDS, STOP, Finding, field_texts
from cms.publication.models import Examination, FindingDecision, PublicRecord, Redacted, Status
from cms.publication.policies import PublicationNotAllowedError, check_permission, check_scope
from cms.publication.spans import FieldText, Replacement

REPLACED, KEPT = FindingDecision.Decision.REPLACED, FindingDecision.Decision.KEPT
WORDS = (
    *(
        "heading",
        "question",
        "answer",
        "answered_by_role",
        "outcome",
        "outcome_text",
        "unit",
        "kind",
        "category",
        "language",
    ),
    *("received_on", "answered_on", "publish_from", "redactions"),
)
"""What a revision says. The rest of its content is about the record."""
LONGEST_REASON = 300
MOST_PLACES = 200
"""Marked in one go. Words that stand in more places are better cut with what surrounds them."""


def redacted_content(root: Revision, decisions: Iterable[FindingDecision]) -> dict[str, Any]:
    """What the root says when the spans that were decided are replaced."""
    replaced = [each for each in decisions if each.decision == REPLACED]
    content = {name: root.content.get(name) for name in WORDS}
    texts = field_texts(root.content)
    for name in FIELDS:
        spans = [Replacement(each.start, each.end, each.marking) for each in replaced if each.field == name]
        if spans:
            content[name] = texts[name].replaced(spans)
    if any(each.field == "answer" for each in replaced):
        content["answer"] = clean_answer(content["answer"])
    counts = Counter(root.content.get("redactions") or {})
    counts.update(str(markings.reason_of(each.marking)) for each in replaced)
    content["redactions"] = dict(sorted(counts.items()))
    return content


def words_author(revision: Revision) -> int | None:
    """Who wrote the words of the revision: its maker, or for a redacted version the maker of its root.

    Raises:
        PublicationNotAllowedError: it claims to be redacted, and is not exactly its root with spans replaced.
    """
    redacted = Redacted.objects.filter(revision=revision).select_related("root").first()
    if redacted is None:
        return revision.user_id
    decisions = list(FindingDecision.objects.filter(root=redacted.root, undone_at=None))
    if any(not _may_stand(each) for each in decisions) or _words(revision) != redacted_content(
        redacted.root, decisions
    ):
        raise PublicationNotAllowedError(
            _("The redacted text does not follow from the decisions. Save it once more in the editor.")
        )
    return redacted.root.user_id


def _words(revision: Revision) -> dict[str, Any]:
    words = {name: revision.content.get(name) for name in WORDS}
    words["redactions"] = dict(sorted((words["redactions"] or {}).items()))
    return words


def _may_stand(decision: FindingDecision) -> bool:
    if decision.decision == KEPT or markings.is_allowed(decision.marking):
        return True
    return decision.marking == "" and decision.category == "name" and not decision.by_hand


def check_seen(record: PublicRecord, revision: Revision, seen: str) -> None:
    """Refuse a decision about other words than the person read. An empty fingerprint is not compared.

    Raises:
        PublicationNotAllowedError: the revision says something else by now.
    """
    if seen and seen != finding_list.seen_mark(revision):
        raise PublicationNotAllowedError(
            _("%(id)s was changed after you opened it. Read the new version, then decide.") % {"id": record.public_id}
        )


class Redactor:
    """The decisions of one person about one record, made inside one transaction and written at its end."""

    def __init__(self, record: PublicRecord, by: User, revision_id: int, seen: str = "") -> None:
        check_permission(by)
        check_scope(by, record)
        self.by = by
        # Only the record's own row: PostgreSQL cannot lock what may be missing, as a first revision is.
        locked = PublicRecord.objects.select_for_update(of=("self",))
        self.record = locked.select_related("case", "latest_revision").get(pk=record.pk)
        if self.record.status == Status.WITHDRAWN:
            raise PublicationNotAllowedError(
                _("%(id)s was withdrawn and stays withdrawn. Register a new case instead.") % {"id": record.public_id}
            )
        root = finding_list.root_of(self.record)
        if root is None or self.record.latest_revision_id != revision_id:
            raise PublicationNotAllowedError(
                _("%(id)s was changed after you opened it. Read the new version, then decide.")
                % {"id": record.public_id}
            )
        check_seen(self.record, self.record.latest_revision, seen)
        self.root = root
        examination = finding_list.examine_many([(self.record, root)], finding_list.Settings.read())[self.record.pk]
        self.examination: Examination = examination
        self.findings = finding_list.stored_findings(examination)
        self.decisions = finding_list.decisions_in_force(self.record, root)
        self.texts = field_texts(root.content)
        self.step = (FindingDecision.objects.filter(record=self.record).aggregate(last=Max("step"))["last"] or 0) + 1

    def finding(self, field: str, start: int, end: int, category: str) -> Finding:
        """The finding at a place.

        Raises:
            PublicationNotAllowedError: the detector found nothing there.
        """
        for each in self.findings:
            if each.place == (field, start, end, category):
                return each
        raise PublicationNotAllowedError(_("There is no such finding in this version. Read it again, then decide."))

    def replace(self, finding: Finding, marking: str | None = None) -> None:
        """Put a marking in the finding's place; the suggested one unless told.

        Raises:
            PublicationNotAllowedError: the marking is not on the list, or the finding concerns the record as a whole.
        """
        marking = finding.replacement if marking is None else marking
        if not finding.field:
            raise PublicationNotAllowedError(
                _("This concerns the whole record: keep it with a reason, withhold it, or propose a summary.")
            )
        if marking != finding.replacement and not markings.is_allowed(marking):
            raise PublicationNotAllowedError(
                _("“%(marking)s” is not one of the markings. Choose one from the list.") % {"marking": marking}
            )
        self._replace(
            finding.field, finding.start, finding.end, marking, finding.category, finding.level, by_hand=False
        )

    def mark(self, field: str, start: int, end: int, marking: str) -> None:
        """Put a marking in a place that the reviewer chose.

        Raises:
            PublicationNotAllowedError: the marking is not on the list, or there is no such place.
        """
        if not markings.is_allowed(marking):
            raise PublicationNotAllowedError(
                _("“%(marking)s” is not one of the markings. Choose one from the list.") % {"marking": marking}
            )
        text = self.texts[field].plain if field in FIELDS else ""
        if not 0 <= start < end <= len(text) or not text[start:end].strip():
            raise PublicationNotAllowedError(_("Those words do not stand in this version. Mark them once more."))
        if marking == "[namn]":
            marking = self._name_marking(text[start:end])
        self._replace(field, start, end, marking, markings.category_of(marking), "", by_hand=True)

    def mark_words(self, words: str, marking: str) -> int:
        """Put a marking wherever the words stand; gives how many places.

        Raises:
            PublicationNotAllowedError: they stand nowhere, or the marking is not on the list.
        """
        wanted = words.strip()
        places = [(name, start) for name in FIELDS for start in _occurrences(self.texts[name].plain, wanted)]
        if not wanted or not places:
            raise PublicationNotAllowedError(
                _("Those words do not stand in this version. Write them exactly as they stand.")
            )
        if len(places) > MOST_PLACES:
            raise PublicationNotAllowedError(
                _("Those words stand in too many places to be marked in one go. Mark more words at once.")
            )
        for name, start in places:
            self.mark(name, start, start + len(wanted), marking)
        return len(places)

    def keep(self, finding: Finding, reason: str) -> None:
        """Leave the finding as it stands.

        Raises:
            PublicationNotAllowedError: it stops publication, and no reason was given.
        """
        reason = " ".join(reason.split())[:LONGEST_REASON]
        if finding.level == STOP and len(reason) < 3:
            raise PublicationNotAllowedError(
                _("Write why this may be published. Without a reason it stops the approval.")
            )
        for each in list(self.decisions):
            if finding_list.covers(each, finding):
                self._drop(each)
        self._add(
            FindingDecision(
                field=finding.field,
                start=finding.start,
                end=finding.end,
                category=finding.category,
                level=finding.level,
                decision=KEPT,
                reason=reason,
            )
        )

    def replace_sure(self) -> int:
        """Replace every open finding that the detector is sure of; gives how many."""
        sure = [
            each for each in finding_list.open_findings(self.findings, self.decisions) if each.is_sure and each.field
        ]
        for each in sure:
            self.replace(each)
        return len(sure)

    def keep_open_stops(self, reason: str) -> int:
        """Keep what still stops, for one reason; what is chosen record by record stays open."""
        stops = [
            each
            for each in finding_list.open_findings(self.findings, self.decisions)
            if each.level == STOP and each.category not in finding_list.CHOSEN_ONE_BY_ONE
        ]
        for each in stops:
            self.keep(each, reason)
        return len(stops)

    def undo(self) -> int:
        """Take back what was decided last in one go; gives how many decisions that were."""
        if not self.decisions:
            raise PublicationNotAllowedError(_("There is nothing to undo."))
        last = max(each.step for each in self.decisions)
        dropped = [each for each in self.decisions if each.step == last]
        for each in dropped:
            self._drop(each)
        return len(dropped)

    def drop(self, decision_id: int) -> None:
        """Take one decision back."""
        found = next((each for each in self.decisions if each.pk == decision_id), None)
        if found is None:
            raise PublicationNotAllowedError(_("There is nothing to undo."))
        self._drop(found)

    def write(self) -> Revision:
        """Save the redacted version when the text changed, count what is open, and log; gives the newest revision."""
        finding_list.count_open(self.examination, self.findings, self.decisions)
        self.examination.save(update_fields=["open_stops", "open_decides"])
        revision = self.record.latest_revision
        words = redacted_content(self.root, self.decisions)
        if words != _words(revision):
            revision = self._save(words)
        log(
            self.record,
            "publication.redact",
            user=self.by,
            revision=revision,
            data={"open": self.examination.open_stops},
        )
        return revision

    def _save(self, words: dict[str, Any]) -> Revision:
        draft = self.record.get_latest_revision_as_object()
        for name in (*FIELDS, "redactions"):
            setattr(draft, name, words[name])
        if not draft.answer or not draft.question.strip() or not draft.heading.strip():
            raise PublicationNotAllowedError(_("Nothing readable would be left. Withhold it, or propose a summary."))
        return draft.save_revision(user=self.by, root=self.root, clean=False)

    def _replace(
        self, field: str, start: int, end: int, marking: str, category: str, level: str, *, by_hand: bool
    ) -> None:
        """Replace a place, together with whatever was decided about parts of it."""
        for each in list(self.decisions):
            if each.field == field and each.start < end and start < each.end:
                if each.decision == REPLACED:
                    start, end = min(start, each.start), max(end, each.end)
                self._drop(each)
        decision = FindingDecision(
            field=field,
            start=start,
            end=end,
            category=category,
            level=level,
            decision=REPLACED,
            marking=marking,
            by_hand=by_hand,
        )
        decision.original_start, decision.original_end = self._original_place(field, start, end) or (None, None)
        self._add(decision)

    def _original_place(self, field: str, start: int, end: int) -> tuple[int, int] | None:
        original = original_text(self.record, field)
        return place_of(self.texts[field].plain[start:end], original, start) if original is not None else None

    def _add(self, decision: FindingDecision) -> None:
        decision.record, decision.root, decision.by, decision.at, decision.step = (
            self.record,
            self.root,
            self.by,
            timezone.now(),
            self.step,
        )
        decision.save()
        self.decisions.append(decision)

    def _drop(self, decision: FindingDecision) -> None:
        decision.undone_at = timezone.now()
        decision.save(update_fields=["undone_at"])
        self.decisions.remove(decision)

    def _name_marking(self, name: str) -> str:
        """The marking that this name has already, or the next number."""
        used = []
        places = [
            (each.field, each.start, each.end, each.marking) for each in self.decisions if each.decision == REPLACED
        ]
        places += [(each.field, each.start, each.end, each.replacement) for each in self.findings]
        for field, start, end, marking in places:
            if not field or markings.base_of(marking) != "[namn]":
                continue
            if _same_name(self.texts[field].plain[start:end], name):
                return marking.removesuffix("s")
            used.append(marking)
        return markings.next_name(used)


def original_text(record: PublicRecord, field: str) -> str | None:
    """The case's own text that a field was made from, as `FieldText.plain` counts it; None when there is none."""
    if record.case is None or field not in FIELDS:
        return None
    name = {"question": "text"}.get(field, field)
    return FieldText(getattr(record.case, name), is_html=field in finding_list.HTML_FIELDS).plain


def _occurrences(text: str, words: str) -> list[int]:
    """Where the words stand as whole words."""
    places, at = [], text.find(words) if words else -1
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        if not (before.isalnum() and words[0].isalnum()) and not (after.isalnum() and words[-1].isalnum()):
            places.append(at)
        at = text.find(words, at + len(words))
    return places


def _same_name(one: str, other: str) -> bool:
    """Whether one name is the other, or a part of it."""
    first, second = set(one.casefold().split()), set(other.casefold().split())
    return bool(first and second) and (first <= second or second <= first)


@transaction.atomic
def keep_open_stops(record: PublicRecord, by: User, revision: Revision, reason: str) -> None:
    """Keep what stops this revision, for one reason, leaving what must be chosen record by record."""
    redactor = Redactor(record, by, revision.pk)
    if redactor.keep_open_stops(reason):
        redactor.write()
