"""The scan for private strings: the parts that its callers cannot see."""

import pytest

from publish.leaks import lower


@pytest.mark.parametrize("text", ["ÅÄÖÉÜ åäöéü", "ÅSA och Örjan", "Ḑ Ç Ø × ÷ ß \N{NO-BREAK SPACE}", "", "Ö"])
def test_small_letters_leave_every_byte_in_its_place(text: str) -> None:
    small = "".join(letter.lower() if letter in "ÅÄÖÉÜ" or letter.isascii() else letter for letter in text)
    assert lower(text.encode()) == small.encode()


def test_bytes_that_are_no_text_stay() -> None:
    assert lower(bytes(range(256))) == bytes(range(256)).lower()
    assert lower(b"\xc3") == b"\xc3"
