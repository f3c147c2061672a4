"""What lists of cases and of public records are narrowed by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from cms.cases.models import Kind
from cms.organisation.models import Level, OrganisationUnit


class DepartmentAndKind(forms.Form):
    """The two that every list has; a list adds its own."""

    department = forms.ModelChoiceField(
        OrganisationUnit.objects.filter(level=Level.DEPARTMENT).order_by("name"),
        required=False,
        label=gettext_lazy("Department"),
        empty_label=gettext_lazy("all"),
    )
    kind = forms.ModelChoiceField(
        Kind.objects.all(), required=False, label=gettext_lazy("Kind"), empty_label=gettext_lazy("all")
    )
