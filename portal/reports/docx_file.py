"""A period report as a document for the board's agenda, with real headings and header rows, in Swedish."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from portal.charts import Series, word
from portal.reports.charts import chart_text, drawn_tables
from portal.reports.view import ReportView, Table

FIXED = (1980, 1, 1, 0, 0, 0)
"""The day that every part of the file bears, so that the same report has the same bytes."""


CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
CENTIMETRE = 360_000
WIDTH, ROOM_AROUND, ROOM_A_ROW = 15 * CENTIMETRE, 3 * CENTIMETRE, 3 * CENTIMETRE // 4
FIRST_COLUMN = 9 * CENTIMETRE // 2
DRAWING = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{number}" name="Diagram {number}" descr={text}/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="{relation}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def report_docx(view: ReportView) -> bytes:
    """The document."""
    import docx  # 0.2 s: only who makes one waits for it
    from docx.oxml.ns import qn

    document = docx.Document()
    package = document.part.package
    for key in [key for key, each in package.rels.items() if each.reltype.endswith("/thumbnail")]:
        del package.rels[key]  # the picture of another document, which comes with the library's template
    properties = document.core_properties
    properties.title, properties.author = view.title, view.site.municipality
    properties.language, properties.comments = view.site.language, ""
    properties.created = properties.modified = datetime.fromisoformat(view.report.approved)
    language = document.styles["Normal"].element.get_or_add_rPr()
    mark = language.makeelement(
        qn("w:lang"), {qn("w:val"): "sv-SE" if view.site.language == "sv" else view.site.language}
    )
    language.append(mark)
    document.add_heading(view.title, level=0)
    document.add_paragraph(view.lead)
    for text in view.report.introduction:
        document.add_paragraph(text)
    _list(document, view.words.gettext("Changes larger than chance"), view.changes)
    _list(document, view.words.gettext("Remarks"), view.remarks)
    charts = drawn_tables(view)
    for table in view.tables:
        _table(document, table)
        if table.name in charts:
            _chart(document, view, *charts[table.name])
        _notes(document, table)
    if view.sections:
        document.add_heading(view.words.gettext("Commentary"), level=1)
    for section in view.sections:
        document.add_heading(section.title, level=2)
        for label, paragraphs in section.parts:
            document.add_heading(label, level=3)
            for text in paragraphs:
                document.add_paragraph(text)
    for table in view.handling_tables:
        _table(document, table)
        _notes(document, table)
    document.add_paragraph(view.source)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


def _list(document: Any, title: str, texts: list[str]) -> None:
    if texts:
        document.add_heading(title, level=1)
    for text in texts:
        document.add_paragraph(text, style="List Bullet")


def _table(document: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document.add_heading(table.title, level=1)
    shown = document.add_table(rows=1, cols=len(table.columns) + 1, style="Light List")
    header = shown.rows[0]
    properties = header._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {}))
    for cell, text in zip(header.cells, (table.first, *table.columns), strict=True):
        cell.text = text
    for row in table.rows:
        cells = shown.add_row().cells
        cells[0].text = row.head
        for cell, value in zip(cells[1:], row.cells, strict=True):
            cell.text = value.text
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    shown.autofit = False
    rest = (WIDTH - FIRST_COLUMN) // len(table.columns)
    for place, column in enumerate(shown.columns):
        column.width = rest if place else FIRST_COLUMN
        for cell in column.cells:
            cell.width = column.width
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9)


def _notes(document: Any, table: Table) -> None:
    for note in table.notes:
        document.add_paragraph(note)


def _chart(document: Any, view: ReportView, names: list[str], series: list[Series]) -> None:
    """A chart that the reader's own program draws: sharp on paper, in the colours and patterns of the site."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    number = sum(each.partname.startswith("/word/charts/") for each in package.iter_parts()) + 1
    data = word(names, series, view.site.language, view.site.accent_colour).encode()
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, data, package)
    drawing = DRAWING.format(
        relation=document.part.relate_to(part, CHART_RELATION),
        number=1000 + number,
        text=quoteattr(chart_text(view.words)),
        width=WIDTH,
        height=ROOM_AROUND + ROOM_A_ROW * len(names),
    )
    document.add_paragraph().add_run()._r.append(parse_xml(drawing))


def _same_bytes(data: bytes) -> bytes:
    """The archive with fixed days."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
