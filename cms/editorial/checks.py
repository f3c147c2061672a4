"""What would keep a page from being shown, in words for whoever writes it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.preview import TextError, check_text, render_text_preview


def faults(name: str, markdown: str) -> dict[str, str]:
    """The first thing that is wrong with the page, by field; empty when it can be shown."""
    try:
        check_text(name, markdown, _site())
    except TextError as error:
        return {"name" if error.fault in ("slug", "taken") else "body": _said(error)}
    return {}


def preview(name: str, markdown: str) -> str:
    """The page as the site will show it.

    Raises:
        TextError: it cannot be shown.
    """
    return render_text_preview(name, markdown, _site())


def _site() -> dict[str, Any]:
    from cms.publication.selectors import site  # which reads the pages that are checked here

    return site()


def _said(error: TextError) -> str:
    detail = {"detail": error.detail}
    match error.fault:
        case "slug":
            return _("The web address “%(detail)s” may hold a-z, 0-9 and hyphens only.") % detail
        case "taken":
            return _("The site itself needs the web address “%(detail)s”. Choose another one.") % detail
        case "title":
            return _("The page needs a title.")
        case "element":
            return (
                _("The text holds <%(detail)s>, which no page may hold. Write it as plain text or Markdown.") % detail
            )
        case "attribute":
            return _("The text holds the attribute “%(detail)s”, which no page may hold. Take it away.") % detail
        case "address":
            return (
                _("There is a link to “%(detail)s”. An address begins with https://, http://, mailto:, tel:, / or #.")
                % detail
            )
    return _("What stands between {{ }} or {%% %%} cannot be filled in: %(detail)s") % detail
