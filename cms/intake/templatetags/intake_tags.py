"""Shows what came in with a case on the staff's pages."""

from __future__ import annotations

from typing import Any

from django import template

from cms.cases.models import Case

register = template.Library()


@register.inclusion_tag("intake/attachments.html")
def attachments(case: Case) -> dict[str, Any]:
    """The files of a case, with links for those who may read them; nothing when there are none."""
    return {"attachments": list(case.attachments.all())}
