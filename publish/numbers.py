"""Finds personal identity numbers and long numbers in bytes, quickly: most bytes are looked at by `bytes.translate` alone."""

import re
from collections.abc import Iterator
from datetime import date

DIGITS = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))
SEPARATORS = b" .-/()+\xc2\xa0\xe2\x80\x93"
ONLY_DIGITS = bytes(byte if 48 <= byte <= 57 else 32 for byte in range(256))
SIX = b"000000"
IDENTITY = re.compile(
    rb"((?:18|19|20)?\d{6})(?: ?(?:[-+./]|--|\xe2\x80\x93) ?| |\xc2\xa0|&nbsp;)?(\d{4})(?![0-9A-Za-z_])"
)


def identity_numbers(data: bytes) -> Iterator[tuple[int, str]]:
    """Place and digits of every valid personnummer and samordningsnummer."""
    mask = data.translate(DIGITS)
    place = mask.find(SIX)
    while place >= 0:
        end = place
        while end < len(mask) and mask[end] == 48:
            end += 1
        if not (place and (data[place - 1 : place].isalnum() or data[place - 1] in b"_")):
            match = IDENTITY.match(data, place)
            if match and is_identity_number(match[1].decode(), match[2].decode()):
                yield place, (match[1] + match[2]).decode()
        place = mask.find(SIX, end)


def is_identity_number(day: str, last: str) -> bool:
    """True for a day that exists (or a samordningsnummer's, sixty more) with the right check digit."""
    ten = (day + last)[-10:]
    month, number = int(ten[2:4]), int(ten[4:6])
    number -= 60 if number > 60 else 0
    try:
        date(2000 if len(day) == 6 else int(day[:4]), month, number)
    except ValueError:
        return False
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(ten)]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


def long_numbers(data: bytes, shortest: int) -> set[str]:
    """Every number of at least `shortest` digits, whatever separates them: `070-123 45 67` is one of ten."""
    runs = set(data.translate(ONLY_DIGITS, SEPARATORS).split())
    return {run.decode() for run in runs if len(run) >= shortest}
