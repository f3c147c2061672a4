"""The municipality's mark as a picture: what it is by its content, whatever its name says."""

from __future__ import annotations

import re
from base64 import b64encode
from io import BytesIO
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

MOST_BYTES = 60_000
MOST_PIXELS = 2000
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
SVG = "{http://www.w3.org/2000/svg}"
# What runs, fetches, embeds or moves has no place in a mark.
FORBIDDEN = {
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "foreignObject",
    "image",
    "script",
    "set",
    "style",
    "use",
}
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


class Picture(NamedTuple):
    """A picture as the site shows it; width and height only for their ratio."""

    type: str
    width: int
    height: int
    data: bytes

    def public(self) -> dict[str, Any]:
        """The picture in site.json."""
        return {
            "type": self.type,
            "width": self.width,
            "height": self.height,
            "data": b64encode(self.data).decode("ascii"),
        }


def read_picture(data: bytes) -> Picture:
    """The picture in some bytes.

    Raises:
        ValidationError: it is too large, no picture we know, or holds what a mark has no need of.
    """
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The logo is larger than %(kilobytes)d kB.") % {"kilobytes": MOST_BYTES // 1000})
    return _drawing(data) if data.lstrip()[:1] == b"<" else _bitmap(data)


def validate_logo(file: File[Any]) -> None:
    """Refuse a file that is no logo."""
    file.seek(0)
    data = file.read()
    file.seek(0)
    read_picture(data)


def _bitmap(data: bytes) -> Picture:
    unknown = ValidationError(_("The logo must be an SVG, PNG, JPEG or WebP picture."))
    try:
        with Image.open(BytesIO(data), formats=list(TYPES)) as picture:
            kind, (width, height) = picture.format or "", picture.size
            if max(width, height) > MOST_PIXELS:
                raise ValidationError(
                    _("The logo is wider or higher than %(pixels)d pixels.") % {"pixels": MOST_PIXELS}
                )
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise unknown from error
    return Picture(TYPES[kind], width, height, data)


def _drawing(data: bytes) -> Picture:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ValidationError(
            _("The SVG picture cannot be read, or has a document type. Save it as plain SVG.")
        ) from error
    if root.tag != f"{SVG}svg":
        raise ValidationError(_("The logo must be an SVG, PNG, JPEG or WebP picture."))
    for element in root.iter():
        name = str(element.tag).removeprefix(SVG)
        refused = name if name in FORBIDDEN else next(filter(None, map(_refused, element.items())), "")
        if refused:
            raise ValidationError(
                _("The SVG picture holds “%(part)s”, which a logo may not hold. Save it as plain SVG, without it.")
                % {"part": refused}
            )
    width, height = _ratio(root.attrib)
    return Picture("image/svg+xml", width, height, data)


def _refused(attribute: tuple[str, str]) -> str:
    name, value = attribute[0].rpartition("}")[2], attribute[1]
    leads_away = name == "href" or _ELSEWHERE.search(value)
    return name if name.lower().startswith("on") or leads_away else ""


def _ratio(attributes: dict[str, str]) -> tuple[int, int]:
    numbers = [float(each) for each in re.findall(r"[\d.]+", attributes.get("viewBox", ""))]
    if len(numbers) != 4:
        found = (re.match(r"[\d.]+", attributes.get(name, "")) for name in ("width", "height"))
        numbers = [0, 0, *(float(each[0]) if each else 0 for each in found)]
    width, height = round(numbers[2]), round(numbers[3])
    if not (width > 0 and height > 0):
        raise ValidationError(_("The SVG picture does not say how wide and high it is."))
    return width, height
