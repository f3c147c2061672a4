"""Any colour a municipality chooses can be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.colours import DARK_BACKGROUND, LIGHT_BACKGROUND, accent_tokens, contrast, with_contrast
from portal.errors import BuildError


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@given(st.integers(0, 0xFFFFFF))
def test_links_can_be_read_on_light_and_on_dark_whatever_the_colour(number: int) -> None:
    colour = f"#{number:06x}"
    assert contrast(with_contrast(colour, LIGHT_BACKGROUND, lighter=False), LIGHT_BACKGROUND) >= 4.5
    assert contrast(with_contrast(colour, DARK_BACKGROUND, lighter=True), DARK_BACKGROUND) >= 4.5


@given(st.integers(0, 0xFFFFFF))
def test_links_on_a_dark_page_do_not_glow(number: int) -> None:
    dark = re.findall(r"--accent:(#[0-9a-f]{6})", accent_tokens(f"#{number:06x}"))[1]
    red, green, blue = (int(dark[at : at + 2], 16) / 255 for at in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) < 0.52
    assert contrast(dark, DARK_BACKGROUND) >= 4.5


def test_a_colour_that_is_no_colour_is_refused() -> None:
    with pytest.raises(BuildError, match="#rrggbb"):
        accent_tokens("red; } body { display: none")
