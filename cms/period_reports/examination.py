"""What the detector of personal data says about a report's words, before anybody can approve them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cms.organisation.models import Board, OrganisationUnit
from cms.period_reports.models import SLOTS, PeriodReport
from cms.privacy import Category, Confidence, Level, MunicipalLists, detect_text
from cms.publication.findings import Settings


@dataclass(frozen=True)
class ReportFinding:
    """A place in a report's words that may point at a person."""

    where: str
    text: str
    category: str
    confidence: str
    may_be_kept: bool
    """Whether an approver may keep it with a reason; what surely identifies somebody has to be rewritten."""


def findings(report: PeriodReport) -> list[ReportFinding]:
    """Everything the detector asks about, in reading order. Grey hints are left out."""
    lists = _lists()
    found = [*_in_text(report._meta.get_field("introduction").verbose_name, report.introduction, lists)]
    for commentary in report.commentaries.select_related("board", "department"):
        for name, label in SLOTS.items():
            found += _in_text(f"{commentary.owner}, {str(label).lower()}", getattr(commentary, name), lists)
    return found


def _in_text(where: object, text: str, lists: MunicipalLists) -> Iterator[ReportFinding]:
    for finding in detect_text(text, is_answer=True, lists=lists).findings:
        if finding.level is not Level.NOTE:
            sure = finding.level is Level.STOP and finding.confidence is Confidence.SURE
            may_be_kept = not (sure and finding.category in NEVER_KEPT)
            yield ReportFinding(
                str(where),
                text[finding.start : finding.end],
                finding.category.value,
                finding.confidence.value,
                may_be_kept,
            )


NEVER_KEPT = {Category.PERSONNUMMER, Category.ACCOUNT, Category.PLATE}


def _lists() -> MunicipalLists:
    """The municipality's lists, and the names of its units and boards, which commentary is meant to name."""
    lists = Settings.read().lists
    own = (*OrganisationUnit.objects.values_list("name", flat=True), *Board.objects.values_list("name", flat=True))
    return replace(lists, places=(*lists.places, *own))
