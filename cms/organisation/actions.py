"""Changes to the organisation. Each is one transaction and leaves history intact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from cms.organisation.models import Level, OrganisationUnit, Succession, UnitRedirect, web_address
from cms.organisation.selectors import municipality_root, public_path

LEVELS_DOWN = (Level.MUNICIPALITY, Level.DEPARTMENT, Level.AREA, Level.UNIT)


class ReorganisationError(Exception):
    """A change of the organisation that cannot be made; the message says why."""


def _next_code() -> str:
    """The next permanent code, `org-0001` and on; a code is never used again."""
    last = OrganisationUnit.objects.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    number = int(last.removeprefix("org-")) + 1 if last else 1
    return f"org-{number:04d}"


def _free_slug(parent: OrganisationUnit | None, wanted: str) -> str:
    """The wanted slug, or the first of `wanted-2`, `wanted-3` … that no unit of the same department has."""
    if parent is None:
        return wanted
    if parent.level == Level.MUNICIPALITY:
        taken = set(OrganisationUnit.objects.filter(level=Level.DEPARTMENT).values_list("slug", flat=True))
    else:
        department = parent.department
        taken = set(department.get_descendants().values_list("slug", flat=True)) if department else set()
        taken.add("sida")  # /forvaltning/<department>/sida/2/ is a listing page
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


@transaction.atomic
def add_unit(
    name: str,
    parent: OrganisationUnit | None,
    *,
    level: Level | None = None,
    slug: str = "",
    valid_from: date | None = None,
    **fields: object,
) -> OrganisationUnit:
    """A new unit under `parent`; its level follows from the parent's unless given. `parent=None` makes the municipality itself."""
    if level is None:
        level = (
            Level.MUNICIPALITY if parent is None else LEVELS_DOWN[min(LEVELS_DOWN.index(Level(parent.level)) + 1, 3)]
        )
    unit = OrganisationUnit(
        code=_next_code(),
        name=name[:200],
        level=level,
        slug=_free_slug(parent, slug or web_address(name)),
        valid_from=valid_from,
        **fields,
    )
    if parent is None:
        return OrganisationUnit.add_root(instance=unit)
    parent.refresh_from_db()
    return parent.add_child(instance=unit)


def ensure_municipality(name: str = "") -> OrganisationUnit:
    """The municipality's root unit, made when there is none."""
    return municipality_root() or add_unit(name or "Kommunen", None)


@transaction.atomic
def ensure_path(names: Iterable[str], root: OrganisationUnit) -> OrganisationUnit:
    """The unit at the path of names under `root`, with every missing unit made. Levels beyond `unit` stay `unit`."""
    unit = root
    for name in names:
        child = unit.get_children().filter(name=name[:200], valid_to__isnull=True).first()
        unit = child or add_unit(name, unit)
    return unit


@transaction.atomic
def change_slug(unit: OrganisationUnit, slug: str) -> None:
    """Give the unit another web address; the old addresses of it and of everything under it redirect.

    Raises:
        ReorganisationError: another unit of the department has the address.
    """
    if unit.slug == slug:
        return
    if unit.slug_is_taken(slug):
        raise ReorganisationError(
            _("Another unit already has the web address “%(slug)s”. Choose another one.") % {"slug": slug}
        )
    affected = [unit, *unit.get_descendants()] if unit.level == Level.DEPARTMENT else [unit]
    old = {each.pk: public_path(each) for each in affected}
    unit.slug = slug
    unit.save(update_fields=["slug"])
    UnitRedirect.objects.filter(old_path=public_path(unit)).delete()
    for each in affected:
        UnitRedirect.objects.update_or_create(old_path=old[each.pk], defaults={"unit": each})


@transaction.atomic
def succeed(
    predecessors: Iterable[OrganisationUnit], successors: Iterable[OrganisationUnit], kind: Succession.Kind, on: date
) -> None:
    """End the predecessors the day before `on` and point them at their successors.

    Raises:
        ReorganisationError: a predecessor ended before, or a unit would succeed itself.
    """
    successor_list = list(successors)
    for unit in predecessors:
        if unit.valid_to and unit.valid_to < on - timedelta(days=1):
            raise ReorganisationError(
                _("%(unit)s ended on %(day)s already. Choose a unit that exists on %(on)s.")
                % {"unit": unit, "day": unit.valid_to, "on": on}
            )
        if any(successor.pk == unit.pk for successor in successor_list):
            raise ReorganisationError(_("%(unit)s cannot succeed itself.") % {"unit": unit})
        unit.valid_to = on - timedelta(days=1)
        unit.save(update_fields=["valid_to"])
        for successor in successor_list:
            Succession.objects.update_or_create(
                predecessor=unit, successor=successor, defaults={"kind": kind, "on": on}
            )


def _heir(unit: OrganisationUnit, name: str, parent: OrganisationUnit, on: date, slug: str = "") -> OrganisationUnit:
    """A new unit from `on` that takes over the old one's contact, boards and closedness."""
    heir = add_unit(
        name,
        parent,
        level=Level(unit.level),
        slug=slug,
        valid_from=on,
        email=unit.email,
        phone=unit.phone,
        web=unit.web,
        promises_url=unit.promises_url,
        closed_for_publication=unit.closed_for_publication,
    )
    heir.boards.set(unit.boards.all())
    return heir


@transaction.atomic
def rename(unit: OrganisationUnit, name: str, on: date) -> OrganisationUnit:
    """A successor with the new name in the same place, from `on`."""
    parent = unit.get_parent()
    if parent is None:
        unit.name = name
        unit.save(update_fields=["name"])
        return unit
    heir = _heir(unit, name, parent, on)
    succeed([unit], [heir], Succession.Kind.RENAMED, on)
    return heir


@transaction.atomic
def move(unit: OrganisationUnit, parent: OrganisationUnit, on: date) -> OrganisationUnit:
    """A successor of the same name under another parent, from `on`."""
    heir = _heir(unit, unit.name, parent, on, slug=unit.slug)
    succeed([unit], [heir], Succession.Kind.MOVED, on)
    return heir


@transaction.atomic
def merge(units: list[OrganisationUnit], name: str, on: date) -> OrganisationUnit:
    """One successor of several units, in the first one's place, from `on`."""
    parent = units[0].get_parent()
    if parent is None or len(units) < 2:
        raise ReorganisationError(_("Choose at least two units below the municipality to merge."))
    heir = _heir(units[0], name, parent, on)
    succeed(units, [heir], Succession.Kind.MERGED, on)
    return heir


@transaction.atomic
def split(unit: OrganisationUnit, names: list[str], on: date) -> list[OrganisationUnit]:
    """Several successors of one unit, in its place, from `on`."""
    parent = unit.get_parent()
    if parent is None or len(names) < 2:
        raise ReorganisationError(_("Give at least two names to split a unit below the municipality into."))
    heirs = [_heir(unit, name, parent, on) for name in names]
    succeed([unit], heirs, Succession.Kind.SPLIT, on)
    return heirs


def close(unit: OrganisationUnit, last_day: date) -> None:
    """End the unit after `last_day`, with no successor."""
    unit.valid_to = last_day
    unit.full_clean(exclude=["path", "depth", "numchild"])
    unit.save(update_fields=["valid_to"])
