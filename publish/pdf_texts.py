"""What a PDF says: the words of its pages as a reader sees them, and every text that stands beside them.

A PDF packs its pages and numbers its letters, so the bytes of the file show neither names nor numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject, TextStringObject

from publish.errors import UnreadableError

NEVER = ("/EmbeddedFiles", "/JavaScript", "/AcroForm")
"""What a report has no use for, and what could carry something that nobody reads here."""


def pdf_texts(name: str, data: bytes) -> Iterator[bytes]:
    """The words page by page, as lines and as one run of words with the hyphens at line ends joined; then titles, notes and the like.

    Raises:
        UnreadableError: it is no PDF, it is locked, or it carries files, scripts or forms.
    """
    try:
        reader = PdfReader(io.BytesIO(data), strict=True)
        _check_open(reader, name)
        pages = [page.extract_text() for page in reader.pages]
        beside = sorted(_strings(reader, name))
    except UnreadableError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(name, str(error)) from error
    for text in pages:
        plain = text.replace("\N{SOFT HYPHEN}", "").replace("\N{NO-BREAK SPACE}", " ")
        yield text.encode(errors="replace")
        yield " ".join(plain.split()).encode(errors="replace")
        yield " ".join(plain.replace("-\n", "").split()).encode(errors="replace")
    yield "\n".join(beside).encode(errors="replace")


def _check_open(reader: PdfReader, name: str) -> None:
    if reader.is_encrypted:
        raise UnreadableError(name, _("it is locked"))


def _strings(reader: PdfReader, name: str) -> set[str]:
    """Every text in every object of the file, and the packed texts that are no page."""
    found: set[str] = set()
    for generation, numbers in reader.xref.items():
        for number in numbers:
            _gather(reader.get_object(IndirectObject(number, generation, reader)), found, name)
    for number in reader.xref_objStm:
        _gather(reader.get_object(IndirectObject(number, 0, reader)), found, name)
    return found


def _gather(value: object, found: set[str], name: str) -> None:
    """The texts of an object; what it points to is an object of its own."""
    if isinstance(value, TextStringObject):
        found.add(str(value))
    elif isinstance(value, DictionaryObject):
        for key in NEVER:
            if key in value:
                raise UnreadableError(name, _("it carries %(what)s") % {"what": key[1:]})
        if isinstance(value, StreamObject) and value.get("/Type") == "/Metadata":
            found.add(value.get_data().decode(errors="replace"))
        for part in value.values():
            _gather(part, found, name)
    elif isinstance(value, ArrayObject):
        for part in value:
            _gather(part, found, name)
