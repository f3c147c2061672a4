"""A logo is judged by what is in the file, and reaches the site as a file of its own."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cms.organisation.logo import MOST_BYTES, read_picture
from cms.organisation.models import Municipality
from cms.publication import selectors

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'


def bitmap(kind: str, width: int = 30, height: int = 10) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#0b5d6b").save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(("kind", "type_"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_a_bitmap_is_known_by_its_content(kind: str, type_: str) -> None:
    picture = read_picture(bitmap(kind))
    assert (picture.type, picture.width, picture.height) == (type_, 30, 10)


def test_a_drawing_says_its_ratio() -> None:
    picture = read_picture(SVG.format('<path fill="#0b5d6b" d="M0 0h40v20z"/>').encode())
    assert (picture.type, picture.width, picture.height) == ("image/svg+xml", 40, 20)


@pytest.mark.parametrize(
    "content",
    [
        SVG.format("<script>alert(1)</script>").encode(),
        SVG.format('<path onload="alert(1)" d="M0 0"/>').encode(),
        SVG.format('<image href="https://example.org/spy.png"/>').encode(),
        SVG.format('<rect fill="url(https://example.org/#a)"/>').encode(),
        SVG.format("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>").encode(),
        SVG.format("<style>@import 'https://example.org/a.css'</style>").encode(),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">&a;</svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        b"<html><body>Not a picture</body></html>",
        b"GIF89a not really",
        b"",
        bitmap("PNG")[:40],
        bitmap("PNG", 2400, 10),
        b"\x89PNG" + b"0" * MOST_BYTES,
    ],
)
def test_what_is_no_mark_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        read_picture(content)


@pytest.mark.django_db
def test_the_uploaded_logo_is_in_what_the_site_says_about_itself() -> None:
    content = SVG.format('<path d="M0 0h40v20z"/>').encode()
    municipality = Municipality.load()
    municipality.logo = SimpleUploadedFile("kommun.png", content)  # its name says something else
    municipality.full_clean()
    municipality.save()
    logo = selectors.site()["logo"]
    assert (logo["type"], logo["width"], logo["height"]) == ("image/svg+xml", 40, 20)
    assert b64decode(logo["data"]) == content


@pytest.mark.django_db
def test_a_municipality_without_a_logo_has_none() -> None:
    assert selectors.site()["logo"] is None
