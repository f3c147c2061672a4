"""The picture that stands beside a link to the site where it is shared: one for all pages, drawn of the name, the colour and the logo.

Its letters are those of a font that comes with Pelican, so that every machine draws the same picture.
"""

from __future__ import annotations

import unicodedata
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from portal.colours import with_contrast
from portal.contract import Logo, Site
from portal.site import digest

SIZE = WIDTH, HEIGHT = 1200, 630  # what those who show such pictures ask for
MARGIN = 90
SIGN = 108  # also the height of a logo
LOGO_WIDEST = 480
WHITE = "#ffffff"
MOST_LINES = 3
LETTERS_FROM, LETTERS_TO = 132, 64
FONT = Path("themes", "notmyidea", "static", "fonts", "Yanone_Kaffeesatz_400.ttf")


def link_picture_address(site: Site, theme_stamp: str) -> str:
    """Where the picture of this site lies: another picture has another address, because those who show it keep it for long."""
    drawn = digest(site.name, site.band_colour, site.accent_colour, site.logo, site.language, theme_stamp)
    return f"/static/link-{drawn.hex()[:10]}.png"


def link_picture(site: Site, words: str) -> bytes:
    """A PNG of 1200 × 630 pixels: logo, the site's name, and the words under it. A drawn logo (SVG) gives way to the site's sign."""
    picture = Image.new("RGB", SIZE, with_contrast(site.band_colour or site.accent_colour, WHITE, lighter=False))
    _draw_mark(picture, site.logo)
    draw = ImageDraw.Draw(picture)
    font, lines = _fitted(draw, _drawable(site.name))
    height = font.size * 1.08
    y = HEIGHT - MARGIN - 84 - height * len(lines)
    for line in lines:
        draw.text((MARGIN, y), line, WHITE, font)
        y += height
    draw.text((MARGIN, HEIGHT - MARGIN), _drawable(words), WHITE, _font(56), anchor="ls")
    data = BytesIO()
    picture.quantize(64).save(data, "PNG", optimize=True)  # a third of the bytes, and nobody sees the difference
    return data.getvalue()


def _draw_mark(picture: Image.Image, logo: Logo | None) -> None:
    """The logo on white, or the sign that the site's header has without one."""
    draw = ImageDraw.Draw(picture)
    if logo is None or logo.type == "image/svg+xml":
        right, bottom = MARGIN + SIGN, MARGIN + SIGN
        draw.rounded_rectangle((MARGIN, MARGIN, right, bottom), 18, WHITE, corners=(True, True, True, False))
        for y, end in ((38, right - 24), (62, right - 46)):
            draw.rectangle((MARGIN + 24, MARGIN + y, end, MARGIN + y + 9), picture.getpixel((0, 0)))
        return
    with Image.open(BytesIO(logo.content())) as opened:
        mark = opened.convert("RGBA")
    mark.thumbnail((LOGO_WIDEST, SIGN))
    around = 18
    corner = (MARGIN + mark.width + 2 * around, MARGIN + mark.height + 2 * around)
    draw.rounded_rectangle((MARGIN, MARGIN, *corner), around, WHITE)
    picture.paste(mark, (MARGIN + around, MARGIN + around), mark)


def _fitted(draw: ImageDraw.ImageDraw, text: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters with which the text fits, and its lines; what fits nowhere is cut short."""
    for size in range(LETTERS_FROM, LETTERS_TO - 1, -4):
        font = _font(size)
        lines = _lines(draw, font, text)
        room = HEIGHT - 2 * MARGIN - SIGN - 110
        if len(lines) <= MOST_LINES and size * 1.08 * len(lines) <= room and _widest(draw, font, lines) <= _ROOM:
            return font, lines
    return font, [_cut(draw, font, line) for line in lines[:MOST_LINES]]


_ROOM = WIDTH - 2 * MARGIN


def _lines(draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, text: str) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and draw.textlength(f"{lines[-1]} {word}", font) <= _ROOM:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _widest(draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, lines: list[str]) -> float:
    return max((draw.textlength(line, font) for line in lines), default=0)


def _cut(draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, line: str) -> str:
    while line and draw.textlength(line, font) > _ROOM:
        line = line[:-1]
    return line


def _font(size: int) -> ImageFont.FreeTypeFont:
    pelican = find_spec("pelican")  # its code is not needed
    if pelican is None or not pelican.submodule_search_locations:
        raise ModuleNotFoundError("Pelican is not installed.")
    return ImageFont.truetype(str(Path(pelican.submodule_search_locations[0]) / FONT), size)


def _drawable(text: str) -> str:
    """The text in the letters that the font has: those of Western Europe, and others without their accents."""
    shown = [letter if letter <= "\xff" else unicodedata.normalize("NFD", letter)[0] for letter in text]
    return "".join(shown)
