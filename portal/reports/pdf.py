"""A period report as a tagged PDF, drawn by WeasyPrint from a template and a style sheet of its own.

WeasyPrint draws with Pango, a library of the operating system. Without it everything but the PDF is made.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache

from jinja2 import Environment

from portal.rendering import THEME_FOLDER, markup
from portal.reports.charts import chart_text, report_charts
from portal.reports.view import ReportView

STYLE_SHEET = THEME_FOLDER / "report" / "report.css"


@cache
def pdf_is_possible() -> bool:
    """Whether WeasyPrint finds the libraries that it draws with."""
    try:
        import weasyprint  # noqa: F401 - 0.3 s, and it fails where Pango is missing
    except OSError:
        return False
    return True


def report_html(view: ReportView, env: Environment) -> str:
    """What the PDF is drawn from: everything that decides how it looks."""
    style = markup(STYLE_SHEET.read_text("utf-8"))
    charts = {
        name: f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
        for name, svg in report_charts(view).items()
    }
    values = {"view": view, "report": view.report, "style": style, "charts": charts}
    return env.get_template("report_print.html").render(values, chart_text=chart_text(view.words))


def report_pdf(html: str) -> bytes:
    """The PDF, tagged for screen readers (PDF/UA-1). Nothing is fetched from anywhere; charts stand in the HTML itself."""
    import weasyprint
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return pdf
