"""Whole numbers as text that is short in a JSON file: one character a number, two for large ones.

The browser's half is `unpack` in `portal/theme/static/js/search-index.js`.
"""

from collections.abc import Iterable

_FIRST = 0x23  # after the quotation mark and the control characters, which JSON would have to escape
_STEP = 0xD000  # so that no character is a surrogate
_HIGH = 0xE000


def pack(numbers: Iterable[int]) -> str:
    """Numbers from 0 up as characters."""
    return "".join(
        chr(number + _FIRST) if number < _STEP else f"{chr(_HIGH + number // _STEP)}{chr(number % _STEP + _FIRST)}"
        for number in numbers
    )
