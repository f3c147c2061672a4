"""The only door out of the CMS: what a release may read. Everything here is approved, public, or made for the leak scan.

The publish step imports this module and `cms.cases.selectors.facts`, and nothing else of the CMS.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.db.models import Count, F, Max, Min, Sum
from django.utils import timezone, translation

from cms.cases.models import Category, Kind, Outcome, Promise
from cms.editorial.selectors import published_pages
from cms.organisation.models import Board, Level, Municipality, OrganisationUnit, UnitRedirect
from cms.organisation.selectors import public_path
from cms.period_reports.selectors import (  # noqa: F401 - part of the door
    ReportRow,
    report_hashes_gone,
    report_rows,
    report_tombstones,
)
from cms.publication import private
from cms.publication.models import (
    Approval,
    PublicRecord,
    RecordRedirect,
    RedactionReason,
    SearchSynonym,
    Status,
    Withdrawal,
    WithdrawalReason,
    WithholdingReason,
)
from cms.publication.private import PrivateString
from cms.publication.signals import period_figures_wanted, release_served, release_wanted  # noqa: F401 - the publish step's way to them
from cms.stewardship.rules import public_rules


class ApprovedRow(NamedTuple):
    """One approved record, as it was approved."""

    year: int
    public_id: str
    payload: bytes
    sha256: str
    approval_id: int


def _releasable(now: datetime) -> Any:
    return Approval.objects.visible_at(now)


def release_rows(now: datetime, years: set[int] | None = None) -> Iterator[ApprovedRow]:
    """Every record that may be online at `now`, by year and id; only the given years when `years` is given. Streams."""
    rows = _releasable(now).order_by("year", "public_id")
    if years is not None:
        rows = rows.filter(year__in=years)
    for year, public_id, payload, sha256, pk in rows.values_list(
        "year", "public_id", "payload", "sha256", "pk"
    ).iterator(chunk_size=2000):
        yield ApprovedRow(year, public_id, payload.encode(), sha256, pk)


def year_marks(now: datetime) -> dict[int, str]:
    """A fingerprint per year of what `release_rows` gives. An equal mark means that nothing in the year changed.

    Approvals are never edited and their numbers never used again, so their count, highest number and sum tell one set from another.
    """
    marks = _releasable(now).order_by().values("year").annotate(count=Count("pk"), last=Max("pk"), total=Sum("pk"))
    return {row["year"]: f"{row['count']}-{row['last']}-{row['total']}" for row in marks}


def record_hashes_gone(now: datetime) -> list[str]:
    """Hashes of replaced approvals whose words may be shown no more; a kept release that holds one has to go."""
    gone = Approval.objects.filter(show_wording=False, visible_until__lte=now)
    return sorted(set(gone.values_list("sha256", flat=True)))


def tombstones(now: datetime) -> list[dict[str, Any]]:
    """What is left of withdrawn items, by id."""
    rows = Withdrawal.objects.filter(withdrawn_at__lte=now).order_by("record__public_id")
    return [row.tombstone for row in rows]


def redirects(now: datetime) -> dict[str, str]:
    """Old public addresses and where they lead; an address that is in use again is left out.

    Those of withdrawn records are left out too: the words of a heading stand in an address, and they must leave every file. A server
    knows such an address by the record's number and answers 410.
    """
    units = {each.old_path: public_path(each.unit) for each in UnitRedirect.objects.select_related("unit")}
    records: dict[str, str] = {}
    current = dict(_releasable(now).filter(record__redirects__isnull=False).values_list("record_id", "payload"))
    for old_path, record_id in RecordRedirect.objects.values_list("old_path", "record_id"):
        if record_id in current:
            records[old_path] = orjson.loads(current[record_id])["path"]
    return {old: new for old, new in sorted((units | records).items()) if old != new}


def site() -> dict[str, Any]:
    """What the public site says about whose it is."""
    municipality = Municipality.load()
    day = lambda value: value.isoformat() if value else None  # noqa: E731
    return {
        **{name: getattr(municipality, name) for name in _SITE_FIELDS},
        "feedback_url": municipality.feedback_url or settings.FORM_URL,
        "report_url": municipality.report_url or f"{settings.FORMS_URL}/anmal/",
        "url": settings.SITE_URL,
        "logo": picture.public() if (picture := municipality.picture()) else None,
        "language": settings.LANGUAGE_CODE,
        "privacy": {
            "days_online": municipality.days_online,
            "removal_contact": municipality.removal_contact,
            "masking": municipality.masking,
            "rules": public_rules(),
        },
        "accessibility": {
            "status": municipality.accessibility_status,
            "assessed_on": day(municipality.accessibility_assessed_on),
            "updated_on": day(municipality.accessibility_updated_on),
            "method": municipality.accessibility_method,
            **{
                name: [
                    line.strip() for line in getattr(municipality, f"accessibility_{name}").splitlines() if line.strip()
                ]
                for name in ("shortcomings", "exempted", "outside")
            },
        },
    }


_SITE_FIELDS = (
    "name municipality email phone address web feedback_url report_url accent_colour band_colour intro licence demonstration"
).split()


def editorial_pages() -> dict[str, str]:
    """The municipality's own texts in place of the shipped ones: Markdown by name, such as `om` or `en/about`."""
    return published_pages()


def organisation() -> dict[str, Any]:
    """Every unit that ever was, in tree order, and the boards."""
    units = list(OrganisationUnit.objects.order_by("path").prefetch_related("boards", "successions__successor"))
    by_path = {unit.path: unit for unit in units}
    result = []
    for unit in units:
        parent = by_path.get(unit.path[: -unit.steplen])
        department = by_path.get(unit.path[: unit.steplen * 2])
        result.append(
            {
                "code": unit.code,
                "level": unit.level,
                "name": unit.name,
                "slug": unit.slug,
                "path": _unit_path(unit, department),
                "parent": parent.code if parent else None,
                "boards": sorted(board.code for board in unit.boards.all()),
                "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
                "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
                "successors": [
                    {"code": each.successor.code, "kind": each.kind, "on": each.on.isoformat()}
                    for each in unit.successions.all()
                ],
                "contact": {"email": unit.email, "phone": unit.phone, "web": unit.web},
                "closed_for_publication": unit.closed_for_publication,
            }
        )
    return {
        "units": result,
        "boards": [{"code": board.code, "name": board.name} for board in Board.objects.order_by("name")],
    }


def _unit_path(unit: OrganisationUnit, department: OrganisationUnit | None) -> str:
    if unit.level == Level.MUNICIPALITY or department is None:
        return "/"
    return f"/forvaltning/{unit.slug}/" if department.pk == unit.pk else f"/forvaltning/{department.slug}/{unit.slug}/"


def terms() -> dict[str, Any]:
    """The words in use, named in the site's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "kinds": [
                {"code": kind.code, "name": kind.name, "plural": kind.plural, "slug": kind.slug}
                for kind in Kind.objects.all()
            ],
            "categories": [
                {
                    "code": f"{each.scheme.code}/{each.code}",
                    "scheme": each.scheme.code,
                    "name": each.name,
                    "slug": each.slug,
                }
                for each in Category.objects.select_related("scheme").order_by("scheme__code", "position", "name")
            ],
            "outcomes": [
                {"code": code, "name": str(label).capitalize(), "slug": code.replace("_", "-")}
                for code, label in Outcome.choices
            ],
            "redaction_reasons": _choices(RedactionReason),
            "withdrawal_reasons": _choices(WithdrawalReason),
            "withholding_reasons": _choices(WithholdingReason),
            "levels": _choices(Level),
            "promises": _promises(),
        }


def own_synonyms() -> list[str]:
    """The municipality's own words for the search, one group a line, in order."""
    return list(SearchSynonym.objects.values_list("words", flat=True).order_by("words"))


def _promises() -> list[dict[str, Any]]:
    """What the municipality promises and promised, the oldest first."""
    promises = Promise.objects.prefetch_related("kinds", "departments").order_by("valid_from", "code")
    return [
        {
            "code": each.code,
            "name": each.name,
            "length": each.length,
            "unit": each.unit,
            "kept_by": each.stopped_by,
            "pauses": each.pauses,
            "kinds": sorted(kind.code for kind in each.kinds.all()),
            "departments": sorted(department.code for department in each.departments.all()),
            "valid_from": each.valid_from.isoformat() if each.valid_from else None,
            "valid_to": each.valid_to.isoformat() if each.valid_to else None,
        }
        for each in promises
    ]


def _choices(choices: Any) -> list[dict[str, str]]:
    return [{"code": code, "name": str(label)} for code, label in choices.choices]


def private_strings(public_ids: set[str] | None = None) -> Iterator[PrivateString]:
    """What must not be found in a release: the senders' details, notes, replaced spans and planted words, of some records or all."""
    yield from private.senders_and_notes(public_ids)
    yield from private.replaced_spans(public_ids)
    yield from private.canaries()


def describe(public_ids: set[str]) -> dict[str, str]:
    """Headings of records, for a plan of what a release will change."""
    return dict(PublicRecord.objects.filter(public_id__in=public_ids).values_list("public_id", "heading"))


def next_visible(now: datetime) -> tuple[int, datetime | None]:
    """How many approvals wait for their day, and when the first of them may be online."""
    waiting = Approval.objects.filter(current=True, visible_from__gt=now)
    found = waiting.aggregate(count=Count("pk"), first=Min("visible_from"))
    return found["count"], found["first"]


def counts(now: datetime | None = None) -> dict[str, int]:
    """How many records stand where; and of the approvals how many can still be undone (`undo`) or wait for their day (`later`)."""
    now = now or timezone.now()
    found = dict(PublicRecord.objects.order_by().values_list("status").annotate(count=Count("pk")))
    waiting = Approval.objects.filter(current=True, visible_from__gt=now)
    fresh = waiting.filter(visible_from__lte=F("approved_at") + timedelta(minutes=settings.UNDO_MINUTES)).count()
    return {
        **{status: found.get(status, 0) for status in Status.values},
        "undo": fresh,
        "later": waiting.count() - fresh,
    }
