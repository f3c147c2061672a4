"""Choosing a unit by typing part of its name: a text field with suggestions, which works by keyboard and without scripts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cms.organisation.models import Level, OrganisationUnit
from cms.organisation.selectors import valid_units


def unit_labels(day: date) -> dict[str, OrganisationUnit]:
    """Units that exist on the day by what they are called in lists: `Gatuenheten · Tekniska förvaltningen`; one query."""
    departments: dict[str, str] = {}
    found: dict[str, OrganisationUnit] = {}
    for unit in valid_units(day):
        if unit.level == Level.DEPARTMENT:
            departments[unit.path] = unit.name
        department = departments.get(unit.path[: unit.steplen * 2])
        is_below = department is not None and unit.level not in {Level.MUNICIPALITY, Level.DEPARTMENT}
        called = f"{unit.name} · {department}" if is_below else unit.name
        while called in found:
            called = f"{called} ({unit.code})"
        found[called] = unit
    return found


class UnitField(forms.CharField):
    """The label of a unit, as `unit_labels` has them; the name alone is enough when only one unit has it."""

    def __init__(self, labels: dict[str, OrganisationUnit], **options: Any) -> None:
        attributes = {"list": "units", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(widget=forms.TextInput(attrs=attributes), **options)
        self.labels = labels

    def prepare_value(self, value: Any) -> Any:
        """A unit as its label."""
        if isinstance(value, OrganisationUnit):
            return next((label for label, unit in self.labels.items() if unit.pk == value.pk), value.name)
        return value

    def clean(self, value: Any) -> OrganisationUnit | None:
        """The unit that was meant."""
        text = " ".join(str(super().clean(value) or "").split())
        if not text:
            return None
        if text in self.labels:
            return self.labels[text]
        folded = text.casefold()
        meant = [
            unit
            for label, unit in self.labels.items()
            if folded in {label.casefold(), label.split(" · ")[0].casefold()}
        ]
        if len(meant) != 1:
            raise forms.ValidationError(_("Choose a unit from the list."))
        return meant[0]
