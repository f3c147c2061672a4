"""A period report as a document for the board's agenda, with real headings and header rows, in Swedish."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from portal.reports.view import ReportView, Table

FIXED = (1980, 1, 1, 0, 0, 0)
"""The day that every part of the file bears, so that the same report has the same bytes."""


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
    for table in view.tables:
        _table(document, table)
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
    for note in table.notes:
        document.add_paragraph(note)


def _same_bytes(data: bytes) -> bytes:
    """The archive with fixed days."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
