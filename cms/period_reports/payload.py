"""The public payload of a period report: what is approved, byte for byte. Shape: docs/released-format.md."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
from django.conf import settings
from django.utils import translation

from cms.period_reports.models import SLOTS, Commentary, PeriodReport, Version, texts_of


def build_payload(report: PeriodReport, *, number: int, approved: date, what_changed: str) -> dict[str, Any]:
    """Everything that anyone may read of the report, earlier versions included."""
    period = report.period
    with translation.override(settings.LANGUAGE_CODE):
        names = {"name": period.name, "name_before": period.year_before.name}
    return {
        "slug": report.slug,
        "path": f"/statistik/{report.slug}/",
        "kind": period.kind,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        **names,
        "version": number,
        "approved": approved.isoformat(),
        "what_changed": what_changed,
        "introduction": paragraphs(report.introduction),
        "figures": report.figures,
        "commentary": [_commentary(each) for each in report.commentaries.select_related("board", "department")],
        "earlier": [earlier(version) for version in report.versions.filter(number__lt=number).order_by("-number")],
    }


def _commentary(each: Commentary) -> dict[str, Any]:
    return {
        "board": each.board.code if each.board else None,
        "department": each.department.code if each.department else None,
        "slots": {name: paragraphs(text) for name in SLOTS if (text := getattr(each, name).strip())},
    }


def earlier(version: Version) -> dict[str, Any]:
    """What a later version says of an earlier one: when, what was changed in it, and its words unless they had to go."""
    payload = orjson.loads(version.payload)
    figures = payload["figures"]
    return {
        "version": version.number,
        "approved": payload["approved"],
        "what_changed": version.what_changed,
        "received": figures["total"]["sum"],
        "computed": figures["computed"],
        "texts": texts_of(payload) if version.show_wording else None,
    }


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, without empty ones."""
    parts = (" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n"))
    return [part for part in parts if part]
