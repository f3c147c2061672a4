"""A PDF and a document are read like any page before they go out."""

from __future__ import annotations

import io

import pypdf
import pytest

from portal.reports.pdf import pdf_is_possible, report_pdf
from publish.containers import texts
from publish.errors import UnreadableError, VerifyError
from publish.leaks import LeakScan
from tests.publish.conftest import Releasing
from tests.publish.stand_ins import Press, Private, Town

needs_pdf = pytest.mark.skipif(not pdf_is_possible(), reason="the Pango libraries are not installed")


def pdf(body: str, title: str = "Rapport") -> bytes:
    style = "body { font: 12pt 'DejaVu Sans'; width: 60mm }"
    return report_pdf(
        f'<html lang="sv"><head><title>{title}</title><style>{style}</style></head><body>{body}</body></html>'
    )


def leaks_in(name: str, data: bytes, *secrets: str) -> set[str]:
    scan = LeakScan([Private("2026-0001", "sender", secret) for secret in secrets], b"", frozenset())
    for part, text in texts(name, data):
        scan.add(part, text)
    return {leak.category for leak in scan.leaks([])}


@needs_pdf
@pytest.mark.parametrize(
    "secret",
    ["hemlig@prov.example", "0701234567", "Fia Provsson", "Min granne skriker varje natt utanför mitt fönster"],
)
def test_what_is_private_is_found_in_a_pdf_also_across_lines(secret: str) -> None:
    data = pdf(f"<h1>Synpunkter</h1><p>En längre inledning som fyller raden. {secret}. Och så vidare.</p>")
    assert secret.encode() not in data
    assert leaks_in("rapport.pdf", data, secret) == {"sender"}
    assert leaks_in("rapport.pdf", pdf("<p>Inget här.</p>"), secret) == set()


@needs_pdf
def test_the_title_of_a_pdf_is_read_too() -> None:
    assert leaks_in("rapport.pdf", pdf("<p>Text</p>", title="Från hemlig@prov.example"), "hemlig@prov.example") == {
        "sender"
    }


@needs_pdf
def test_an_identity_number_in_a_pdf_is_found() -> None:
    assert leaks_in("rapport.pdf", pdf("<p>Gäller 811218-9876.</p>")) == {"identity_number"}


@needs_pdf
def test_a_pdf_that_carries_a_file_or_is_locked_is_refused() -> None:
    for spoil in (lambda writer: writer.add_attachment("x.txt", b"hemligt"), lambda writer: writer.encrypt("lösen")):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("<p>Text</p>")))
        spoil(writer)
        spoiled = io.BytesIO()
        writer.write(spoiled)
        with pytest.raises(UnreadableError):
            list(texts("rapport.pdf", spoiled.getvalue()))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"<html>", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        list(texts("rapport.pdf", data))


def test_free_words_of_a_report_are_held_against_every_case(releasing: Releasing, press: Press, town: Town) -> None:
    """A report mentions no item, so nothing in it says whose words they may be."""
    releasing()
    town.private.append(Private("2025-0001", "sender", "fia@prov.example"))
    press.extra = {
        "statistik/2026-03/index.html": "<!doctype html><title>Rapport</title><p>Skriv till fia@prov.example."
    }
    with pytest.raises(VerifyError, match="2025-0001"):
        releasing()


def test_a_checksum_is_nobody_s_telephone_number_and_a_row_of_digits_still_is() -> None:
    digest = "ab12cd0701234567ef89ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12cd34"
    assert len(digest) == 64
    sums = f"{digest}  facts/2026.csv\n".encode()
    assert leaks_in("SHA256SUMS", sums, "070-123 45 67") == set()
    for shown in (sums.replace(b"ab", b"", 1), b"070-123 45 67 " + sums, b"0701234567" + b"0" * 54):
        assert leaks_in("SHA256SUMS", shown, "070-123 45 67") == {"sender"}, shown
