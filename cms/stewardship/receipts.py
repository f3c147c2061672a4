"""Withdrawal with proof: one action takes an item down and starts a release; a receipt says when and from where it left.

The publish step writes what left which files beside each release (`removed.json`) and tells that a release is served; this module
reads that file. Why so: docs/decisions/0013-withdrawal-with-proof.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.mail.purposes import Purpose
from cms.mail.queue import queue_mail
from cms.publication.actions import withdraw
from cms.publication.models import PublicRecord, Withdrawal, WithdrawalReason
from cms.publication.signals import release_wanted
from cms.stewardship.models import Receipt, RemovalRequest


@transaction.atomic
def withdraw_now(
    record: PublicRecord,
    by: User,
    reason: WithdrawalReason,
    comment: str = "",
    *,
    request: RemovalRequest | None = None,
) -> Receipt:
    """Take a published item down and start a release at once; the receipt is complete when that release is served.

    Raises:
        PublicationNotAllowedError: the person may not, or it was never approved.
    """
    withdrawal = withdraw(record, by, reason, comment)
    receipt = Receipt.objects.get(withdrawal=withdrawal)
    if request is not None:
        receipt.request = request
        receipt.save(update_fields=["request"])
    want_release(by)
    return receipt


def want_release(by: User) -> None:
    """Ask for a release as soon as this transaction is through."""
    who = by.get_full_name() or by.get_username()
    transaction.on_commit(lambda: release_wanted.send(sender=Receipt, user=by, who=who), robust=True)


def open_receipt(sender: Any, instance: Withdrawal, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Every withdrawal gets a receipt, whoever decided it and wherever."""
    if created and not raw:
        Receipt.objects.get_or_create(withdrawal=instance, defaults={"public_id": instance.tombstone["id"]})


def complete_receipts(sender: Any, number: int, **kwargs: Any) -> None:
    """Fill in the receipts of what the served release no longer holds."""
    waiting = Receipt.objects.filter(completed_at__isnull=True)
    if not waiting.exists():
        return
    removed = _read(settings.VAR / "releases" / str(number) / "removed.json")
    purged: dict[str, list[str]] = _read(settings.VAR / "purged.json")
    for receipt in waiting.filter(public_id__in=removed):
        proof = removed[receipt.public_id]
        receipt.release = proof["release"]
        receipt.released_at = datetime.fromisoformat(proof["at"])
        receipt.manifest_sha256 = proof["manifest_sha256"]
        receipt.files = proof["files"]
        receipt.older_releases = sorted(int(each) for each, items in purged.items() if receipt.public_id in items)
        receipt.completed_at = timezone.now()
        receipt.save()
        log(receipt, "stewardship.receipt", data={"release": receipt.release, "files": len(receipt.files)})


def _read(path: Path) -> dict[str, Any]:
    return orjson.loads(path.read_bytes()) if path.exists() else {}


def parts_of(files: Iterable[str]) -> list[tuple[str, int]]:
    """How many files of each part of the site, in words, in the order a reader cares about."""
    counts: dict[str, int] = {}
    for name in files:
        part = _part(name)
        counts[part] = counts.get(part, 0) + 1
    names = {
        "page": _("The item's own pages"),
        "listing": _("Listings and other pages"),
        "search": _("The search"),
        "feed": _("Feeds"),
        "sitemap": _("Sitemaps"),
        "download": _("Downloads and data"),
    }
    return [(label, counts[part]) for part, label in names.items() if part in counts]


def _part(name: str) -> str:
    if name.startswith("synpunkter/") and "…" in name:
        return "page"
    if name.startswith("sok/"):
        return "search"
    if name.startswith("sitemap"):
        return "sitemap"
    if name.endswith((".atom", ".rss")) or "feed" in name or "flode" in name:
        return "feed"
    return "listing" if name.endswith(".html") else "download"


@transaction.atomic
def mail_receipt(receipt: Receipt, by: User) -> None:
    """Queue the receipt to the person who asked, in the language they wrote in.

    Raises:
        ValueError: nobody asked, no address was given, or the item is not gone yet.
    """
    if receipt.request is None or not receipt.request.contact:
        raise ValueError(_("Nobody left an address to send this receipt to."))
    if not receipt.is_complete:
        raise ValueError(_("The item has not left the site yet. Send the receipt when it has."))
    receipt.mailed_at = timezone.now()
    with translation.override(receipt.request.language):
        sentences = "\n\n".join(receipt_sentences(receipt))
    queue_mail(
        Purpose.REMOVAL_RECEIPT,
        receipt.request.contact,
        {"number": receipt.public_id, "sentences": sentences},
        language=receipt.request.language,
        key=f"removal_receipt:{receipt.public_id}:{receipt.mailed_at:%Y%m%d%H%M%S%f}",
        about=receipt.public_id,
    )
    receipt.save(update_fields=["mailed_at"])
    log(receipt, "stewardship.mail_receipt", user=by)


def receipt_sentences(receipt: Receipt) -> list[str]:
    """The receipt in sentences for the person who asked."""
    withdrawn = _moment(receipt.withdrawal.withdrawn_at)
    lines = [
        _("Item %(number)s was withdrawn on %(when)s. Reason: %(reason)s.")
        % {"number": receipt.public_id, "when": withdrawn, "reason": receipt.withdrawal.get_reason_display()}
    ]
    if receipt.released_at is None:
        return [*lines, _("It has not left the site yet.")]
    lines.append(
        _("It is in no file of the site since %(when)s, release %(release)d.")
        % {"when": _moment(receipt.released_at), "release": receipt.release}
    )
    lines.append(
        _(
            "%(count)d files that named it were replaced or removed, and %(older)d earlier releases that held it were deleted."
        )
        % {"count": len(receipt.files), "older": len(receipt.older_releases)}
    )
    lines.append(
        _("Its address answers that it is gone (410). Search engines may show it until they next read the address.")
    )
    lines.append(_("SHA-256 of the release's list of files: %(hash)s") % {"hash": receipt.manifest_sha256})
    return lines


def _moment(when: datetime) -> str:
    return date_format(timezone.localtime(when), "Y-m-d H:i")
