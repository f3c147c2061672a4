"""Who answers, who checks and who is told, for a unit."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cms.accounts.models import User
from cms.organisation.models import OrganisationUnit


def staff_with(permission: str) -> QuerySet[User]:
    """People who may do this, by role or by themselves; `permission` is a code name of the cases' permissions."""
    held = {"content_type__app_label": "cases", "codename": permission}
    by_group = Q(**{f"groups__permissions__{name}": value for name, value in held.items()})
    by_person = Q(**{f"user_permissions__{name}": value for name, value in held.items()})
    people = User.objects.filter(by_group | by_person, is_active=True, system=False, integration=False)
    return people.distinct().order_by("first_name", "last_name", "username")


def investigators_of(unit: OrganisationUnit) -> list[User]:
    """Those who may answer for the unit: first those who work for it by name, then those who work for all."""
    near, everywhere = [], []
    for person in staff_with("answer_case").prefetch_related("units"):
        paths = [each.path for each in person.units.all()]
        if any(unit.path.startswith(path) for path in paths):
            near.append(person)
        elif not paths:
            everywhere.append(person)
    return near + everywhere


def nearest_with(permission: str, unit: OrganisationUnit, *, above: bool = False) -> list[User]:
    """Those with the permission whose own unit is nearest: the unit itself (unless `above`), or the first one above it that has any."""
    by_path: dict[str, list[User]] = {}
    for person in staff_with(permission).prefetch_related("units"):
        for each in person.units.all():
            by_path.setdefault(each.path, []).append(person)
    path = unit.path[: -unit.steplen] if above and len(unit.path) > unit.steplen else unit.path
    while path:
        if path in by_path:
            return by_path[path]
        path = path[: -unit.steplen]
    return []


def mailbox_of(unit: OrganisationUnit) -> str:
    """The function mailbox of the unit, or of the nearest one above that has any; empty without one."""
    paths = [unit.path[:end] for end in range(len(unit.path), 0, -unit.steplen)]
    found = OrganisationUnit.objects.filter(path__in=paths).exclude(email="").order_by("-path")
    return found.values_list("email", flat=True).first() or ""


def addresses_for(unit: OrganisationUnit, investigator: User | None) -> list[str]:
    """Where those who are to answer are reached: the investigator, otherwise the unit's own investigators, otherwise its mailbox."""
    if investigator is not None and investigator.email:
        return [investigator.email]
    people = [person.email for person in nearest_with("answer_case", unit) if person.email]
    return people or [address for address in [mailbox_of(unit)] if address]


def higher_managers(unit: OrganisationUnit) -> list[str]:
    """Where the managers above the unit are reached: the nearest above it, otherwise the mailbox of the unit above."""
    people = [person.email for person in nearest_with("receive_escalation", unit, above=True) if person.email]
    if people:
        return people
    parent = unit.get_parent()
    return [address for address in [mailbox_of(parent)] if address] if parent else []


def registrars_of(unit: OrganisationUnit) -> list[str]:
    """Where registrars of the unit, or of what is above it, are reached; otherwise those who work for everything."""
    people = nearest_with("distribute_case", unit)
    if not people:
        people = [
            person for person in staff_with("distribute_case").prefetch_related("units") if not person.units.all()
        ]
    return [person.email for person in people if person.email]
