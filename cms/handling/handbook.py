"""The staff's handbook inside the admin: the Markdown and the pictures of docs/handbook."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from markdown import Markdown

FOLDER = settings.BASE_DIR / "docs" / "handbook"
FIRST = "README"
_PAGE_LINK = re.compile(r'href="([a-z-]+|README)\.md"')
_PICTURE = re.compile(r'src="([a-z-]+\.png)"')


def names() -> list[str]:
    """The pages, by the names of their files."""
    return sorted(file.stem for file in FOLDER.glob("*.md"))


def handbook_page(request: HttpRequest, name: str = FIRST) -> HttpResponse:
    """One page of the handbook."""
    if name not in names():
        raise Http404
    markdown = Markdown(extensions=["tables", "sane_lists"], output_format="html")
    page = markdown.convert((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    page = _PAGE_LINK.sub(lambda found: f'href="{reverse("handbook_page", args=[found[1]])}"', page)
    page = _PICTURE.sub(lambda found: f'loading="lazy" src="{reverse("handbook_picture", args=[found[1]])}"', page)
    context = {"page": mark_safe(page), "is_first": name == FIRST}  # noqa: S308 - our own files
    return render(request, "handling/handbook.html", context)


def handbook_picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of the handbook."""
    if name not in {file.name for file in FOLDER.glob("*.png")}:
        raise Http404
    return HttpResponse((FOLDER / name).read_bytes(), content_type="image/png")


urls: list[Any] = [
    path("handbook/", handbook_page, name="handbook"),
    path("handbook/<slug:name>/", handbook_page, name="handbook_page"),
    path("handbook/picture/<str:name>", handbook_picture, name="handbook_picture"),
]
