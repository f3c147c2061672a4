"""The fields of answer templates, and filling them in."""

from __future__ import annotations

import re
from collections.abc import Mapping

FIELDS = ("number", "heading", "received_on", "unit", "department", "municipality")
_FIELD = re.compile(r"\{(\w+)\}")


def unknown_fields(text: str) -> list[str]:
    """Names in braces that are no fields, in order."""
    return [name for name in dict.fromkeys(_FIELD.findall(text)) if name not in FIELDS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields replaced in one pass: braces in a value stay what they are."""
    return _FIELD.sub(lambda match: values.get(match[1], match[0]), text)
