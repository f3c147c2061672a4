"""The public page of one record before it is approved: the site's own templates, without Pelican."""

from __future__ import annotations

from typing import Any

import msgspec

from portal.assets import site_style_sheet
from portal.contract import Organisation, Record, Site, Terms
from portal.editions import paths
from portal.rendering import environment, markup
from portal.site import Labels
from portal.views import Viewer


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
    env = environment(settings.language, "preview")
    viewer = Viewer(env, labels, settings, settings.url, settings.language)
    view = viewer.item(shown, "the preview")
    names = {"site": settings, "site_url": settings.url, "path": shown.path, "section": "", "related": []}
    names |= {
        "language": settings.language,
        "paths": paths(settings.language),
        "other": None,
        "leads_to_own": "",
        "has_open_data": False,
    }
    parts = {
        "top": markup(env.get_template("_top.html").render(names)),
        "bottom": markup(env.get_template("_bottom.html").render(names)),
        "style_sheet_address": style_sheet_address,
        "style_sheet": "" if style_sheet_address else markup(site_style_sheet(settings.accent_colour)),
    }
    return env.get_template("preview.html").render({**view, **names, **parts})
