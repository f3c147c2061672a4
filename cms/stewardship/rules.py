"""Which retention rule holds for what, and what the public is told about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cms.organisation.models import Municipality, OrganisationUnit
from cms.stewardship.models import RetentionRule


@dataclass(frozen=True)
class Periods:
    """How many days something is kept; None means no limit."""

    online: int | None
    contact: int | None
    original: int | None
    responsible: str


class Rules:
    """Every rule, read once."""

    def __init__(self) -> None:
        municipality = Municipality.load()
        self.general = Periods(municipality.days_online or None, None, None, municipality.removal_contact)
        self._rules = {
            (rule.department.path if rule.department else "", rule.kind_id): Periods(
                rule.days_online, rule.days_contact, rule.days_original, rule.responsible
            )
            for rule in RetentionRule.objects.select_related("department")
        }

    def for_unit(self, unit_path: str, kind_id: int) -> Periods:
        """The nearest rule: department and kind, the department, the kind, the general rule, or what the municipality says of itself."""
        department = unit_path[: OrganisationUnit.steplen * 2]
        for key in ((department, kind_id), (department, None), ("", kind_id), ("", None)):
            if key in self._rules:
                return self._rules[key]
        return self.general


def public_rules() -> list[dict[str, Any]]:
    """The rules as the site shows them, by department and kind; the general one first. See docs/released-format.md, Site."""
    return [
        {
            "department": rule.department.code if rule.department else None,
            "department_name": rule.department.name if rule.department else "",
            "kind": rule.kind.code if rule.kind else None,
            "kind_name": rule.kind.name if rule.kind else "",
            "days_online": rule.days_online,
            "days_contact": rule.days_contact,
            "days_original": rule.days_original,
            "responsible": rule.responsible,
        }
        for rule in RetentionRule.objects.select_related("department", "kind")
    ]
