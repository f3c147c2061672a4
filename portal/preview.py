"""Pages before they are published, drawn by the site's own templates, without Pelican."""

from __future__ import annotations

from typing import Any

import msgspec
from jinja2 import Environment

from portal.assets import site_style_sheet
from portal.contract import Organisation, Record, Site, Terms
from portal.editions import ENGLISH, paths
from portal.editorial_text import read_text
from portal.errors import TextError
from portal.rendering import environment, markup
from portal.reports.contract import Report
from portal.reports.pdf import pdf_is_possible, report_html, report_pdf
from portal.reports.view import ReportView
from portal.site import Labels
from portal.views import Viewer

__all__ = ["TextError", "check_text", "render_preview", "render_text_preview"]


def render_preview(
    record: dict[str, Any],
    site: dict[str, Any],
    organisation: dict[str, Any],
    terms: dict[str, Any],
    *,
    style_sheet_address: str = "",
) -> str:
    """The item page as it will look, under a banner that says it is a preview.

    The style sheet is inlined unless its address is given. Related items are left out: they are chosen on publishing.

    Raises:
        RecordError: the record names a unit or word that is not there.
        msgspec.ValidationError: a part is not as docs/released-format.md says.
    """
    settings = msgspec.convert(site, Site)
    shown = msgspec.convert(record, Record)
    labels = Labels(msgspec.convert(organisation, Organisation), msgspec.convert(terms, Terms))
    env, names = _frame(settings, settings.language, shown.path)
    viewer = Viewer(env, labels, settings, settings.url, settings.language)
    view = viewer.item(shown, "the preview")
    names["related"] = []
    return env.get_template("preview.html").render(
        {**view, **names, **_around(env, names, settings, style_sheet_address)}
    )


def check_text(name: str, markdown: str, site: dict[str, Any]) -> None:
    """Nothing when the site can show an editorial page.

    Raises:
        TextError: it cannot.
    """
    settings = msgspec.convert(site, Site)
    is_english = name.startswith(f"{ENGLISH}/")
    text = read_text(markdown, name, name.rpartition("/")[2], is_english=is_english)
    text.filled(settings, environment(settings.language, "preview").filters)


def render_text_preview(name: str, markdown: str, site: dict[str, Any]) -> str:
    """An editorial page as it will look, under a banner that says it is a preview.

    Raises:
        TextError: it cannot be shown.
    """
    settings = msgspec.convert(site, Site)
    is_english = name.startswith(f"{ENGLISH}/")
    env, names = _frame(settings, ENGLISH if is_english else settings.language, f"/{name}/")
    text = read_text(markdown, name, name.rpartition("/")[2], is_english=is_english)
    body, _description = text.filled(settings, env.filters)
    around = _around(env, names, settings, "")
    return env.get_template("preview_text.html").render({**names, **around, "title": text.title, "body": body})


def _frame(site: Site, language: str, path: str) -> tuple[Environment, dict[str, Any]]:
    env = environment(language, "preview")
    is_own = language == site.language
    names = {
        "site": site,
        "site_url": site.url,
        "logo": f"data:{site.logo.type};base64,{site.logo.data}" if site.logo else "",
        "path": path,
        "section": "",
        "language": language,
        "paths": paths(language),
        "other": None,
        "has_open_data": False,
        "leads_to_own": markup("" if is_own else f' hreflang="{site.language}"'),
        "in_own": markup("" if is_own else f' lang="{site.language}"'),
    }
    return env, names


def _around(env: Environment, names: dict[str, Any], site: Site, style_sheet_address: str) -> dict[str, Any]:
    return {
        "top": markup(env.get_template("_top.html").render(names)),
        "bottom": markup(env.get_template("_bottom.html").render(names)),
        "style_sheet_address": style_sheet_address,
        "style_sheet": "" if style_sheet_address else markup(site_style_sheet(site.accent_colour, site.band_colour)),
    }


def _report_view(
    report: dict[str, Any], site: dict[str, Any], organisation: dict[str, Any], terms: dict[str, Any]
) -> tuple[ReportView, Any]:
    settings = msgspec.convert(site, Site)
    labels = Labels(msgspec.convert(organisation, Organisation), msgspec.convert(terms, Terms))
    env = environment(settings.language, "preview")
    return ReportView(msgspec.convert(report, Report), labels, env.words, settings), env  # type: ignore[attr-defined]


def render_report_preview(
    report: dict[str, Any], site: dict[str, Any], organisation: dict[str, Any], terms: dict[str, Any]
) -> str:
    """The main part of a period report's page as it will look, in a page that says that it is a preview.

    Raises:
        BuildError: the report names a unit or word that is not there.
        msgspec.ValidationError: a part is not as docs/released-format.md says.
    """
    view, env = _report_view(report, site, organisation, terms)
    style_sheet = markup(site_style_sheet(view.site.accent_colour, view.site.band_colour))
    names = {"site": view.site, "language": view.site.language, "style_sheet": style_sheet}
    return env.get_template("report_preview.html").render(
        view=view, report=view.report, files=[], charts={}, chart_text="", **names
    )


def render_printed(html: str) -> bytes | None:
    """A page to print as a tagged PDF; None where the libraries that it is drawn with are missing."""
    return report_pdf(html) if pdf_is_possible() else None


def render_report_pdf(
    report: dict[str, Any], site: dict[str, Any], organisation: dict[str, Any], terms: dict[str, Any]
) -> bytes | None:
    """The PDF as it will be; None where the libraries that it is drawn with are missing."""
    if not pdf_is_possible():
        return None
    view, env = _report_view(report, site, organisation, terms)
    return report_pdf(report_html(view, env))
