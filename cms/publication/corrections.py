"""Corrections of what is online: the earlier wording stands beside the new one, unless it says something personal that was taken out.

A wording is what `payload.wording` gives: heading, question, answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.privacy import Finding, Level, MunicipalLists, SenderDetails, detect
from cms.publication.findings import Settings, sender_of
from cms.publication.markings import MARKING, base_of
from cms.publication.models import Approval, Correction, PublicRecord, RecordRedirect
from cms.publication.payload import PayloadContext, record_path, record_slug, wording
from cms.publication.spans import FieldText

Wording = dict[str, Any]


def correct(
    record: PublicRecord, approved: PublicRecord, earlier: Approval, correction: Correction, context: PayloadContext
) -> None:
    """Keep the earlier wording as a correction when the wording changed, and the earlier address as a redirect.

    With `correction.show_earlier` off, no earlier wording of the record is shown from now on. One that says something personal
    which the new one does not say is hidden in any case. What is hidden takes its address along: a heading's words stand in it.

    Raises:
        ValidationError: nobody said what was corrected, or said it with something personal.
    """
    before, after = orjson.loads(earlier.payload), wording(approved, context)
    known = Settings.read()
    if any(before[name] != after[name] for name in after):
        _check_words(record, correction.what, known.lists)
        correction.record = record
        correction.earlier = {name: before[name] for name in after}
        correction.save()
    new_path = record_path(record.public_id, record_slug(approved.heading))
    if before["path"] != new_path:
        remember_path(record, before["path"])
        record.redirects.filter(old_path=new_path).delete()
    for each in record.corrections.filter(show_earlier=True).exclude(earlier={}):
        if not correction.show_earlier or says_more(each.earlier, after, sender_of(record), known.lists):
            _hide(each, new_path)


def remember_path(record: PublicRecord, old_path: str) -> None:
    """Let an address that the record once had lead to it."""
    RecordRedirect.objects.update_or_create(old_path=old_path, defaults={"record": record})


def _hide(correction: Correction, path: str) -> None:
    """Show an earlier wording no more: not beside the new one, not in an address, not in an older release."""
    record = correction.record
    record.corrections.filter(pk=correction.pk).update(show_earlier=False)
    record.approvals.update(show_wording=False)
    old_path = record_path(record.public_id, record_slug(correction.earlier["heading"]))
    if old_path != path:
        record.redirects.filter(old_path=old_path).delete()


def _check_words(record: PublicRecord, what: str, lists: MunicipalLists) -> None:
    if not what.strip():
        raise ValidationError(
            {"what_changed": _("%(id)s is published. Say what was corrected.") % {"id": record.public_id}}
        )
    found = detect("", what, sender=sender_of(record), lists=lists)
    if any(each.level != Level.NOTE for each in found.answer):
        raise ValidationError(
            {"what_changed": _("What was corrected is published too. Say it without naming anybody.")}
        )


def says_more(earlier: Wording, now: Wording, sender: SenderDetails, lists: MunicipalLists) -> bool:
    """Whether the earlier wording holds something personal that the new one does not: a marking stands there now, or it is gone."""
    old, new = "\n\n".join(texts(earlier)), "\n\n".join(texts(now))
    return bool(_markings(new) - _markings(old)) or bool(taken_out(earlier, now, sender, lists))


def taken_out(earlier: Wording, now: Wording, sender: SenderDetails, lists: MunicipalLists) -> list[Finding]:
    """What the detector finds in the earlier wording whose words the new one does not have; hints don't count."""
    question, answer = texts(earlier)
    found = detect(question, answer, sender=sender, lists=lists)
    told = [(question, each) for each in found.question] + [(answer, each) for each in found.answer]
    left = _plain("\n\n".join(texts(now)))
    return [each for text, each in told if each.level != Level.NOTE and _plain(text[each.start : each.end]) not in left]


def texts(wording: Wording) -> Iterator[str]:
    """The question with its heading, and the answers with who gave them, as the detector reads them."""
    yield "\n\n".join([wording["heading"], *wording["question"]])
    answers = [(FieldText(each["html"], is_html=True).plain, each["role"]) for each in wording["answers"]]
    yield "\n\n".join(part for answer in answers for part in answer)


def _markings(text: str) -> Counter[str]:
    return Counter(base_of(each.group()) for each in MARKING.finditer(text))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
