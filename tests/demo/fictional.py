"""What may stand in an invented town's texts: numbers and addresses that belong to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
PHONE = re.compile(r"(?<![\d-])(?:\+46|0)[ -]?\d(?:[ -]?\d){6,9}(?![\d-])")
IDENTITY_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{6})[-+ ]?(\d{3})\d(?!\d)")
# The fictional series of the Swedish Post and Telecom Authority: first digits, and the last number that is reserved.
FICTIONAL = (
    ("08465004", 0, 99), ("03139006", 0, 99), ("04062804", 0, 99), ("0980319", 200, 299), ("070174", 605, 699),
)  # fmt: skip


def is_fictional_phone(number: str) -> bool:
    """Whether the number lies in a series reserved for fiction."""
    digits = re.sub(r"\D", "", number.replace("+46", "0"))
    for prefix, low, high in FICTIONAL:
        rest = digits.removeprefix(prefix)
        if rest != digits and rest.isdigit() and low <= int(rest) <= high:
            return True
    return False


def is_never_allocated(number: re.Match[str]) -> bool:
    """Whether the identity number has a birth number that no person gets."""
    return 980 <= int(number.group(2)) <= 999


def real_looking(text: str) -> list[str]:
    """Every address, telephone number and identity number in the text that might be somebody's."""
    found = [address for address in EMAIL.findall(text) if not address.rstrip(".").endswith(".example")]
    identity = [
        match
        for match in IDENTITY_NUMBER.finditer(text)
        if re.match(r"\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01]|[6-9]\d)", match.group(1))
        and not is_fictional_phone(match.group())
    ]
    found += [match.group() for match in identity if not is_never_allocated(match)]
    spans = [match.span() for match in identity]
    for match in PHONE.finditer(text):
        if not is_fictional_phone(match.group()) and not any(start <= match.start() < end for start, end in spans):
            found.append(match.group())
    return found


def strings(value: Any) -> Iterator[str]:
    """Every string inside a dataclass, dict, list or tuple."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)
