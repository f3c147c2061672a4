"""Reads the organisation."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from cms.organisation.models import Level, OrganisationUnit


def municipality_root() -> OrganisationUnit | None:
    """The first municipality in the tree, or None before there is one."""
    return OrganisationUnit.objects.filter(level=Level.MUNICIPALITY).order_by("path").first()


def valid_units(day: date) -> QuerySet[OrganisationUnit]:
    """Units that exist on the day, in tree order."""
    return OrganisationUnit.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    ).order_by("path")


def ancestry(unit: OrganisationUnit) -> list[OrganisationUnit]:
    """The path from the municipality (first) to the unit itself (last)."""
    return [*unit.get_ancestors(), unit]


def public_path(unit: OrganisationUnit) -> str:
    """The unit's public address: `/`, `/forvaltning/<department>/` or `/forvaltning/<department>/<slug>/`."""
    department = unit.department
    if department is None:
        return "/"
    if department.pk == unit.pk:
        return f"/forvaltning/{unit.slug}/"
    return f"/forvaltning/{department.slug}/{unit.slug}/"


def is_closed_for_publication(unit: OrganisationUnit) -> bool:
    """Whether the unit or anything above it is closed for publication."""
    return any(each.closed_for_publication for each in ancestry(unit))


def unit_paths() -> dict[int, list[str]]:
    """Codes from the municipality to the unit, for every unit, by primary key; one query."""
    by_path: dict[str, list[str]] = {}
    result: dict[int, list[str]] = {}
    steplen = OrganisationUnit.steplen
    for pk, path, code in OrganisationUnit.objects.order_by("path").values_list("pk", "path", "code"):
        by_path[path] = [*by_path.get(path[:-steplen], []), code]
        result[pk] = by_path[path]
    return result
