"""From a text with fields to the words of one letter: subject, plain text, simple HTML.

A field is a name in braces, such as {number}. A paragraph whose fields are all empty is left out, so one text serves a person with
and without an answer date. Nothing else is a rule, and nothing in a value is read as one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cms.cases.html import html_from_text, text_from_html
from cms.mail.purposes import FIELDS, Purpose

FIELD = re.compile(r"\{(\w+)\}")
HTML_FIELDS = frozenset({"answer"})
SUBJECT_LETTERS = 180
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


class WordingError(ValueError):
    """A text uses a field that its letter does not have, or a subject one that may hold personal data."""


def fields_of(text: str) -> set[str]:
    """The fields that a text uses."""
    return set(FIELD.findall(text))


def problem_with(purpose: Purpose, subject: str, text: str) -> tuple[str, set[str]] | None:
    """Where a template uses a field it may not (`subject` or `text`), and which; None when it is well."""
    known = FIELDS[purpose]
    if wrong := fields_of(subject) - known.subject:
        return "subject", wrong
    if wrong := fields_of(text) - known.all:
        return "text", wrong
    return None


def filled_subject(purpose: Purpose, subject: str, values: Mapping[str, object]) -> str:
    """The subject on one line, made of fields that say nothing about a person.

    Raises:
        WordingError: the template names a field that may not stand in a subject.
    """
    if wrong := fields_of(subject) - FIELDS[purpose].subject:
        raise WordingError(f"The subject of “{purpose}” may not use {', '.join(sorted(wrong))}.")
    filled = FIELD.sub(lambda found: _value(found[1], values), subject)
    return " ".join(filled.split())[:SUBJECT_LETTERS]


def filled_text(purpose: Purpose, text: str, values: Mapping[str, object]) -> str:
    """The plain text, without the paragraphs whose fields are all empty.

    Raises:
        WordingError: the template names a field that the letter does not have.
    """
    if wrong := fields_of(text) - FIELDS[purpose].all:
        raise WordingError(f"The text of “{purpose}” has no field {', '.join(sorted(wrong))}.")
    parts = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        names = fields_of(part)
        if names and not any(_value(name, values) for name in names):
            continue
        parts.append(FIELD.sub(lambda found: _value(found[1], values), part))
    return "\n\n".join(parts).strip()


def _value(name: str, values: Mapping[str, object]) -> str:
    value = str(values.get(name) or "").strip()
    if name not in HTML_FIELDS or not value:
        return value
    marked = re.sub(r"<li\b[^>]*>", "- ", value)
    return re.sub(r"\n(?!- )", "\n\n", text_from_html(marked))


def as_html(text: str, *, language: str, sender: str, subject: str) -> SafeString:
    """The same words as a plain page: paragraphs, lists and links, no pictures, nothing loaded from anywhere."""
    body = _ADDRESS.sub(_link, html_from_text(text))
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
        "<body>{}<hr><p>{}</p></body></html>",
        language,
        subject,
        mark_safe(body),  # noqa: S308 - escaped by html_from_text; links are made of what it escaped
        sender,
    )


def _link(found: re.Match[str]) -> str:
    address = html.escape(html.unescape(found[0]))
    return f'<a href="{address}">{address}</a>'
