"""The municipality's colour, made readable on light and on dark."""

from __future__ import annotations

import colorsys
import re

from portal.errors import BuildError

LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#14181b"
DARK_RAISED = "#1d2327"
TEXT_CONTRAST = 5.5  # AA asks for 4.5; the rest is for tinted backgrounds
CALM = 0.5  # full colours glow on a dark page
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def accent_tokens(colour: str, band_colour: str = "") -> str:
    """Custom properties for the accent colour and that of the band, light and dark.

    Raises:
        BuildError: not a colour written #rrggbb.
    """
    for name, given in (("accent_colour", colour), ("band_colour", band_colour or colour)):
        if not _HEX.fullmatch(given):
            raise BuildError(f"{name} in site.json is {given!r}; write it as #rrggbb.")
    light, dark = accents(colour)
    band = with_contrast(band_colour or colour, "#ffffff", lighter=False)
    return (
        f":root{{--accent:{light};--band:{band}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark};--band:{_shade(band)}}}}}\n"
    )


def accents(colour: str) -> tuple[str, str]:
    """The accent colour as it is read on light and on dark."""
    light = with_contrast(colour, LIGHT_BACKGROUND, lighter=False)
    return light, with_contrast(colour, DARK_RAISED, lighter=True, most_saturation=CALM)


def with_contrast(colour: str, background: str, *, lighter: bool, most_saturation: float = 1) -> str:
    """The colour, moved lighter or darker until it can be read on the background."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    saturation = min(saturation, most_saturation)
    colour = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    step = 0.01 if lighter else -0.01
    while contrast(colour, background) < TEXT_CONTRAST and 0 <= lightness + step <= 1:
        lightness += step
        colour = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _shade(colour: str) -> str:
    """The colour as a dark surface that white text stands on."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return _hex(colorsys.hls_to_rgb(hue, min(lightness, 0.2), min(saturation, 0.6)))


def _channels(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
