"""An approved report in a real release: page, PDF, document, workbook, CSV; and what a second release leaves alone."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
from django.conf import settings
from django.utils import timezone

from cms.period_reports.actions import approve, comment, introduce, submit, withdraw
from cms.period_reports.models import PeriodReport, WithdrawnBecause
from portal.plugins.open_data import file_size
from portal.reports.pdf import pdf_is_possible
from portal.words import Words
from publish.build import PortalBuilder
from publish.cms_source import CmsSource
from publish.folders import Folders
from publish.maps import Maps
from publish.release import Job, Outcome, release
from tests.cast import Cast
from tests.period_reports import ostersund
from tests.period_reports.conftest import fresh
from tests.portal.site import read_page

PAGE = "statistik/2009-01-till-2009-08"
Publishing = Callable[[], Outcome]


def approved(report: PeriodReport, cast: Cast, **given: str) -> None:
    """With introduction and commentary, approved by Karin."""
    introduce(report, cast.astrid, ostersund.INTRODUCTION)
    for each in report.commentaries.all():
        comment(each, cast.ingrid, ostersund.COMMENTARY.get(str(each.owner), {}))
    submit(fresh(report), cast.astrid)
    approve(fresh(report), cast.karin, fresh(report).edition, **given)  # type: ignore[arg-type]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "var", tmp_path / "released")


@pytest.fixture
def publishing(folders: Folders) -> Publishing:
    """Makes a real release of the database, without the search index."""

    def make() -> Outcome:
        return release(
            Job(
                source=CmsSource(),
                builder=PortalBuilder(longest_seconds=300),
                indexer=None,
                search=None,
                folders=folders,
                content_pages=settings.CONTENT_PAGES,
                now=timezone.now(),
                who="Karin",
            )
        )

    return make


def text_of_pdf(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def test_a_report_goes_out_in_every_form_and_says_the_same(
    report: PeriodReport, cast: Cast, folders: Folders, publishing: Publishing
) -> None:
    assert not (folders.current / "statistik" / "rapporter").exists()
    publishing()
    assert not (folders.current / PAGE).exists(), "a draft is on the site"
    approved(report, cast)
    publishing()
    site = folders.current / PAGE
    page = read_page((site / "index.html").read_text("utf-8"))
    assert page.problems == []
    assert [text for level, text in page.headings if level == 1] == ["Synpunkter januari–augusti 2009"]
    assert "119 ärenden kom in. Under januari–augusti 2008 var det 88." in page.text
    assert "Av styrelsens 17 klagomål gällde 14 teknisk förvaltning." in page.text
    assert "Utförarstyrelsen / Teknisk för" in page.text
    assert "Åren gäller inte samma sak." in page.text
    for name, words in (("amnen", "Kompetens"), ("forvaltningar", "Teknisk för")):
        assert f"/{PAGE}/{name}.svg" in (site / "index.html").read_text("utf-8")
        assert words in (site / f"{name}.svg").read_text("utf-8")

    rows = list(csv.DictReader(io.StringIO((site / "periodrapport.csv").read_text("utf-8-sig"))))
    matrix = {(row["row_name"], row["column_name"]): row["value"] for row in rows if row["table"] == "matrix"}
    for name, counts in ostersund.CATEGORIES.items():
        assert tuple(int(matrix[name, kind]) for kind in ("Klagomål", "Beröm", "Förslag")) == counts

    document = docx.Document(str(site / "periodrapport.docx"))
    assert document.core_properties.title == "Synpunkter januari–augusti 2009"
    assert [cell.text for cell in document.tables[0].rows[-1].cells] == ["Summa", "58", "50", "11", "119", "88"]
    with zipfile.ZipFile(site / "periodrapport.docx") as archive:
        chart = archive.read("word/charts/chart1.xml").decode()
        assert "Kompetens" in chart
        assert re.findall(r"<c:numLit>.*?</c:numLit>", chart)[0].count("<c:pt ") == 5
        assert 'PartName="/word/charts/chart2.xml"' in archive.read("[Content_Types].xml").decode()
        assert archive.read("word/document.xml").decode().count("<c:chart ") == 2
    book = openpyxl.load_workbook(site / "periodrapport.xlsx")
    assert [cell.value for cell in list(book.worksheets[0].rows)[-1]] == ["Summa", 58, 50, 11, 119, 88]
    assert any("Av styrelsens 17" in str(row[1].value) for row in book.worksheets[-1].rows)
    if pdf_is_possible():
        reader = pypdf.PdfReader(site / "periodrapport.pdf")
        assert reader.trailer["/Root"]["/Lang"] == "sv"
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF object
        assert reader.metadata is not None
        assert str(reader.metadata.title).startswith("Synpunkter januari–augusti 2009")
        words = text_of_pdf(site / "periodrapport.pdf")
        assert "Av styrelsens 17 klagomål gällde 14 teknisk förvaltning." in words
        assert words.count("Kompetens") == 2, "once in the table, once in its chart"

    html = (folders.current / "oppna-data/index.html").read_text("utf-8")
    for name in ("facts/2009.csv", "alla/synpunkter-csv.zip", "recompute.py", "organisation.csv"):
        size = file_size(Words("sv"), (folders.current / "oppna-data" / name).stat().st_size)
        assert re.search(rf'href="/oppna-data/{name}" download>[^\n]* {size}</span></a>', html), name

    kept = {path.name: path.stat().st_ino for path in site.iterdir()}
    again = publishing()
    assert again.nothing_new
    assert {path.name: path.stat().st_ino for path in site.iterdir()} == kept


def test_a_withdrawn_report_leaves_the_site_and_every_kept_release(
    report: PeriodReport, cast: Cast, folders: Folders, publishing: Publishing
) -> None:
    approved(report, cast)
    publishing()
    withdraw(fresh(report), cast.karin, WithdrawnBecause.PERSONAL_DATA)
    outcome = publishing()
    assert outcome.purged == {1: ["2009-01-till-2009-08"]}
    site = folders.current / PAGE
    assert {path.name.partition(".")[0] for path in site.iterdir()} == {"index"}
    page = read_page((site / "index.html").read_text("utf-8"))
    assert "personuppgifter" in page.text
    maps = Maps.read(folders.current.resolve().parent / "maps")
    for address in (f"/{PAGE}/", f"/{PAGE}/periodrapport.pdf"):
        assert maps.gone_page(address) == f"/{PAGE}/"
    assert maps.gone_page("/statistik/2009-01/") is None
    held = [
        path
        for path in folders.var.rglob("*")
        if path.is_file() and b"styrelsens 17" in path.read_bytes() and path.name != "klarsyn.sqlite3"
    ]
    assert held == []
