"""The words that cases are described with, as they hold today."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone, translation

from cms.api.models import Integration
from cms.api.problems import ProblemError
from cms.api.schemas import Unit, Word
from cms.cases.models import Category, Kind, Outcome
from cms.organisation.models import OrganisationUnit
from cms.organisation.selectors import valid_units


def units(integration: Integration) -> list[Unit]:
    """The units that the integration may register for, in tree order."""
    rows = list(valid_units(timezone.localdate()))
    if integration.unit is not None:
        rows = [row for row in rows if row.path.startswith(integration.unit.path)]
    codes = {row.path: row.code for row in rows}
    return [
        Unit(code=row.code, name=row.name, level=row.level, parent=codes.get(row.path[: -row.steplen])) for row in rows
    ]


def kinds() -> list[Word]:
    """Kinds of feedback."""
    today = timezone.localdate()
    return [Word(code=each.code, name=each.name) for each in Kind.objects.all() if each.is_valid_on(today)]


def categories() -> list[Word]:
    """Categories of the schemes that hold; a code is scheme/category."""
    today = timezone.localdate()
    rows = Category.objects.select_related("scheme").order_by("scheme__code", "position", "name")
    return [Word(code=code_of(each), name=each.name) for each in rows if each.scheme.is_valid_on(today)]


def outcomes() -> list[Word]:
    """What feedback can lead to."""
    with translation.override(settings.LANGUAGE_CODE):
        return [Word(code=code, name=str(label)) for code, label in Outcome.choices]


def code_of(category: Category) -> str:
    """The code of a category over the API."""
    return f"{category.scheme.code}/{category.code}"


def kind_by(code: str, day: date) -> Kind:
    """The kind with this code.

    Raises:
        ProblemError: there is none on the day.
    """
    found = Kind.objects.filter(code=code).first()
    if found is None or not found.is_valid_on(day):
        raise unknown("kind", code, "kinds")
    return found


def category_by(code: str | None, day: date) -> Category | None:
    """The category with this code; none for none.

    Raises:
        ProblemError: there is none on the day.
    """
    if code is None:
        return None
    scheme, _slash, name = code.partition("/")
    found = Category.objects.select_related("scheme").filter(scheme__code=scheme, code=name).first()
    if found is None or not found.scheme.is_valid_on(day):
        raise unknown("category", code, "categories")
    return found


def unit_by(code: str | None, integration: Integration) -> OrganisationUnit | None:
    """The unit with this code; without one, the integration's own, or none.

    Raises:
        ProblemError: there is none today, or it is not the integration's.
    """
    if code is None:
        return integration.unit
    found = valid_units(timezone.localdate()).filter(code=code).first()
    if found is None:
        raise unknown("unit", code, "units")
    if integration.unit is not None and not found.path.startswith(integration.unit.path):
        raise ProblemError(
            "unit-not-yours",
            f"The unit {code} does not belong to this integration.",
            "Take a unit that /api/v1/units lists.",
        )
    return found


def unknown(field: str, code: str, listed: str) -> ProblemError:
    """There is no such code."""
    return ProblemError(
        "not-valid",
        f"There is no {field} with the code {code} now.",
        f"Take a code that /api/v1/{listed} lists.",
        errors=[(f"body.{field}", "unknown code")],
    )
