"""`/statistik/rapporter/` and `/statistik/<period>/`: approved period reports, each as a page, PDF, document, workbook and CSV.

The PDF takes a second and the document a tenth of one, so both are made only when what they are made from is new.
"""

from __future__ import annotations

from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from portal.charts import size_of
from portal.contract import read_json
from portal.press import Press
from portal.reports.charts import chart_text, report_charts
from portal.reports.contract import Report, Withdrawn
from portal.reports.csv_file import report_csv
from portal.reports.docx_file import report_docx
from portal.reports.pdf import pdf_is_possible, report_html, report_pdf
from portal.reports.view import ReportView
from portal.reports.xlsx_file import report_xlsx

INDEX = "/statistik/rapporter/"
FILE = "periodrapport"
CHARTS = {"matrix": "amnen.svg", "departments": "forvaltningar.svg"}


def read_reports(released: Path) -> list[Report]:
    """The approved reports, the newest period first."""
    folder = released / "reports"
    reports = [read_json(path, Report) for path in sorted(folder.glob("*.json"))] if folder.is_dir() else []
    return sorted(reports, key=lambda report: (report.last, report.first), reverse=True)


def write_period_reports(press: Press) -> list[str]:
    """Every report and the list of them; their addresses. Nothing when there is none."""
    released = press.portal.released
    reports = read_reports(released)
    gone_file = released / "reports_withdrawn.json"
    gone = read_json(gone_file, Withdrawn).reports if gone_file.exists() else []
    if not reports and not gone:
        return []
    views = [ReportView(report, press.portal.labels, press.words, press.portal.site) for report in reports]
    press.page(INDEX, "reports.html", section="statistics", views=views, gone=gone)
    for view in views:
        _write_report(press, view)
    for each in gone:
        press.page(each.path, "report_withdrawn.html", section="statistics", report=each)
    return [INDEX, *(view.report.path for view in views)]


def _write_report(press: Press, view: ReportView) -> None:
    path, output = view.report.path, press.output
    has_pdf = pdf_is_possible()
    files = [f"{FILE}.pdf"] * has_pdf + [f"{FILE}.{form}" for form in ("docx", "xlsx", "csv")]
    drawn = report_charts(view)
    charts = {name: {"path": f"{path}{CHARTS[name]}", **size_of(svg)} for name, svg in drawn.items()}
    for name, svg in drawn.items():
        output.file(f"{path}{CHARTS[name]}"[1:], svg)
    press.page(
        path,
        "report.html",
        section="statistics",
        view=view,
        report=view.report,
        files=files,
        charts=charts,
        chart_text=chart_text(press.words),
    )
    html = report_html(view, press.env)
    if has_pdf and output.needs(f"{path[1:]}{FILE}.pdf", _stamp(html, "weasyprint")):
        output.write(f"{path[1:]}{FILE}.pdf", report_pdf(html))
    if output.needs(f"{path[1:]}{FILE}.docx", _stamp(html, "python-docx")):
        output.write(f"{path[1:]}{FILE}.docx", report_docx(view))
    if output.needs(f"{path[1:]}{FILE}.xlsx", _stamp(html, "xlsxwriter")):
        output.write(f"{path[1:]}{FILE}.xlsx", report_xlsx(view))
    output.file(f"{path[1:]}{FILE}.csv", report_csv(view))


def _stamp(html: str, library: str) -> str:
    """What a file is made from: the same words and tables, and the same version of what draws them."""
    code = b"".join(path.read_bytes() for path in sorted(Path(report_pdf.__code__.co_filename).parent.glob("*.py")))
    return blake2b(f"{library} {version(library)} {html}".encode() + code, digest_size=16).hexdigest()
