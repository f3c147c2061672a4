"""What the office says about its figures, as plain values for the publish step."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from cms.organisation.models import Level, OrganisationUnit
from cms.statistics.models import Denominator, FigureRevision, SeriesBreak, SmallNumberRule, effective_rule


class FactPolicy(NamedTuple):
    """What the facts may tell of the cases of one department."""

    least_department: int = 0
    least_area: int = 0
    least_unit: int = 0
    finest_level: str = "unit"
    date_detail: str = "month"
    channel: bool = True
    reason: str = ""


@dataclass(frozen=True)
class FactPolicies:
    """The policy of every department by code; "" for the rest. `secret` picks what is blanked along with a small number."""

    policies: dict[str, FactPolicy] = field(default_factory=lambda: {"": FactPolicy()})
    secret: bytes = field(default=b"", repr=False)


def fact_policies() -> FactPolicies:
    """The policies that hold now."""
    rules = {rule.department_id: rule for rule in SmallNumberRule.objects.all()}
    departments: list[OrganisationUnit | None] = [None, *OrganisationUnit.objects.filter(level=Level.DEPARTMENT)]
    policies = {
        unit.code if unit else "": FactPolicy(
            *(getattr(effective_rule(rules, unit), name) for name in FactPolicy._fields)
        )
        for unit in departments
    }
    secret = hashlib.blake2b(b"small numbers", key=settings.SECRET_KEY.encode()[:64], digest_size=32).digest()
    return FactPolicies(policies, secret)


def statistics_notes() -> dict[str, list[dict[str, Any]]]:
    """What is published beside the facts: rules for small numbers, denominators, breaks, revisions. Sorted, plain."""
    codes = dict(OrganisationUnit.objects.values_list("pk", "code"))
    return {
        "policies": [
            {"department": code, **policy._asdict()} for code, policy in sorted(fact_policies().policies.items())
        ],
        "denominators": [
            {"unit": codes[unit], "year": year, "basis": basis, "number": number, "source": source}
            for unit, year, basis, number, source in Denominator.objects.order_by(
                "unit__path", "year", "basis"
            ).values_list("unit", "year", "basis", "number", "source")
        ],
        "breaks": [
            {"unit": codes[unit] if unit else None, "on": on.isoformat(), "what": what}
            for unit, on, what in SeriesBreak.objects.values_list("unit", "on", "what")
        ],
        "revisions": [
            {"id": pk, "year": year, "reason": reason, "entered": timezone.localdate(entered).isoformat()}
            for pk, year, reason, entered in FigureRevision.objects.order_by("pk").values_list(
                "pk", "year", "reason", "entered_at"
            )
        ],
    }
