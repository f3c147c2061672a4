"""The pages that ship with Klarsyn, offered in the admin for change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

HEADS = ("Title", "Slug", "Summary")


def shipped_pages(folder: Path) -> dict[str, dict[str, str]]:
    """Title, summary and text of each page in a folder, by name."""
    found = {}
    for path in sorted((*folder.glob("*.md"), *folder.glob("en/*.md"))):
        head, _, body = path.read_text("utf-8").partition("\n\n")
        said = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        found[path.relative_to(folder).with_suffix("").as_posix()] = {
            "title": said.get("Title", path.stem),
            "summary": said.get("Summary", ""),
            "body": body.strip(),
        }
    return found


def offer_shipped_pages(sender: Any = None, **kwargs: Any) -> None:
    """Have a row for every shipped page; those that nobody has touched follow the files."""
    from cms.editorial.models import EditorialPage

    rows = {page.name: page for page in EditorialPage.objects.all()}
    for name, said in shipped_pages(settings.CONTENT_PAGES).items():
        page = rows.get(name)
        if page is None:
            EditorialPage.objects.create(name=name, live=False, **said)
        elif not page.live and page.latest_revision_id is None:
            EditorialPage.objects.filter(pk=page.pk).update(**said)
