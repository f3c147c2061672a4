"""The example in the documentation is what comes out: Östersund's report, written as Markdown from the same view as the site's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from cms.period_reports.actions import comment, introduce
from cms.period_reports.models import PeriodReport
from cms.period_reports.payload import build_payload
from cms.publication import selectors
from portal.contract import Organisation, Site, Terms
from portal.reports.contract import Report
from portal.reports.view import ReportView, Table
from portal.site import Labels
from portal.words import Words
from tests.cast import Cast
from tests.period_reports import ostersund
from tests.period_reports.conftest import fresh

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-report" / "ostersund-2009.md"
FROM_THE_SOURCE = ("matrix", "departments")
"""Handling, outcomes and ledger are not in the municipality's own report, so the example leaves them out."""


def view_of(report: PeriodReport) -> ReportView:
    payload = build_payload(report, number=1, approved=ostersund.PERIOD.last, what_changed="")
    organisation, terms = selectors.organisation(), selectors.terms()
    labels = Labels(msgspec.convert(organisation, Organisation), msgspec.convert(terms, Terms))
    site = msgspec.convert(selectors.site(), Site)
    return ReportView(msgspec.convert(payload, Report), labels, Words("sv"), site)


def markdown(view: ReportView) -> Iterator[str]:
    yield f"# {view.title}"
    yield view.lead
    yield from view.report.introduction
    yield "\n".join(f"- {remark}" for remark in view.remarks)
    for table in view.tables:
        assert table.name in FROM_THE_SOURCE
        yield f"## {table.title}"
        yield "\n".join(_table(table))
        yield from table.notes
    for section in view.sections:
        yield f"## {section.title}"
        for label, paragraphs in section.parts:
            yield f"### {label}"
            yield from paragraphs


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join((table.first, *table.columns))} |"
    yield f"|---|{'--:|' * len(table.columns)}"
    for row in table.rows:
        head = f"**{row.head}**" if row.is_sum else row.head.replace("\N{NO-BREAK SPACE}", " ")
        yield f"| {' | '.join((head, *(cell.text for cell in row.cells)))} |"


def test_the_example_in_the_documentation_is_what_comes_out(report: PeriodReport, cast: Cast) -> None:
    """Run with UPDATE_EXAMPLE=1 to write it anew."""
    introduce(report, cast.astrid, ostersund.INTRODUCTION)
    for each in report.commentaries.all():
        comment(each, cast.ingrid, ostersund.COMMENTARY.get(str(each.owner), {}))
    written = "\n\n".join(markdown(view_of(fresh(report)))) + "\n"
    if os.environ.get("UPDATE_EXAMPLE"):
        EXAMPLE.parent.mkdir(exist_ok=True)
        EXAMPLE.write_text(written, encoding="utf-8")
    assert EXAMPLE.read_text(encoding="utf-8") == written
