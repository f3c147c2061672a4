"""Receipt codes: with one, anybody can read the answer later, also who left no address.

A code is 130 bits, made from the secret key and the form's own random number, so that a form sent twice gets the same code; stored is
only its hash. Whoever reads the database can open no answer with it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

LETTERS = 26  # of five bits each
GROUP = 4
_SALT = b"klarsyn receipt code\0"


def make_code(nonce: str) -> str:
    """The code that belongs to a form's random number: 26 letters and digits."""
    made = hmac.digest(settings.SECRET_KEY.encode(), _SALT + nonce.encode(), "sha256")
    return base64.b32encode(made).decode().lower()[:LETTERS]


def as_typed(code: str) -> str:
    """The code in groups, as a person writes it down."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """The code in what somebody typed, whatever spaces, dashes and capitals; 0, 1 and 8 are read as the letters they look like."""
    plain = "".join(letter for letter in typed.lower()[:100] if letter.isascii() and letter.isalnum())
    return plain.translate(str.maketrans("018", "oib"))


def fingerprint(secret: str) -> str:
    """What is stored of a code or a form's random number. Both are long and random, so nobody can try them all."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_same(stored: str, code: str) -> bool:
    """Whether the code is the one that was given out, in a time that says nothing about how near it was."""
    return hmac.compare_digest(stored, fingerprint(code))
