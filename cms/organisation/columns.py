"""Columns of the admin's lists."""

from __future__ import annotations

from django.db.models import Model
from wagtail.admin.ui.tables import Column


def choice_column(model: type[Model], name: str) -> Column:
    """A field with choices: its own name above, and of each row what the choice is called.

    Wagtail takes the heading of `get_<name>_display` from the function, which says “method”.
    """
    return Column(f"get_{name}_display", label=getattr(model._meta.get_field(name), "verbose_name", name))
