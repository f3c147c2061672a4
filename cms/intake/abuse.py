"""What keeps machines away from the forms for people outside, without troubling people and without anybody else.

A field that nobody sees, a signed time that says how long the form was open, and counts per network. The address itself is not kept:
counts stand under a keyed hash of it, in the database, for as long as they count, and hold for all processes of all servers together.
No cookie is set, so no request carries anybody's rights, and a form that another site sends is told by the headers that browsers add.
Why so: docs/decisions/0025-a-form-without-cookies.md.
"""

from __future__ import annotations

import ipaddress
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cms.accounts.addresses import client_address
from cms.intake.models import Count

LANGUAGES = {"sv": "Svenska", "en": "English"}
SHORTEST_SECONDS, LONGEST_SECONDS = 2, 12 * 3600
MINUTE_SECONDS, HOUR_SECONDS = 60, 3600
IPV6_NETWORK_BITS = 64
"""One household has at least so many addresses of IPv6; counting them one by one would count nothing."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guarded(response: HttpResponse) -> HttpResponse:
    """The response, allowed to load nothing from elsewhere and to be framed nowhere.

    Django writes no log line about it: an address may hold a receipt code, and a flood of refusals would fill the disk.
    """
    for name, value in HEADERS.items():
        response.headers[name] = value
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def language_of(request: HttpRequest) -> str:
    """The language that the address asks for; otherwise the municipality's."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else settings.LANGUAGE_CODE


def other_languages(language: str) -> list[tuple[str, str]]:
    """Code and own name of the other languages."""
    return [(code, name) for code, name in LANGUAGES.items() if code != language]


# ---------------------------------------------------------------------------------------------------------------- time


def stamp(salt: str, value: str = "opened") -> str:
    """What a form carries to say when it was opened; `value` comes back with it."""
    return TimestampSigner(salt=salt).sign(value)


def stamped_value(salt: str, given: str) -> str:
    """The value of a stamp of ours, however old; empty when it is none."""
    try:
        return TimestampSigner(salt=salt).unsign(given)
    except BadSignature:
        return ""


def time_problem(salt: str, given: str) -> str:
    """Why the form cannot have been filled in by a person just now; empty when it can."""
    signer = TimestampSigner(salt=salt)
    try:
        signer.unsign(given, max_age=LONGEST_SECONDS)
    except SignatureExpired:
        return _("The form was open for very long. Look through what you wrote, and send it again.")
    except BadSignature:
        return _("The form was not sent as it was opened. Look through what you wrote, and send it again.")
    try:
        signer.unsign(given, max_age=SHORTEST_SECONDS)
    except SignatureExpired:
        return ""
    return _("That was very quick. Look through what you wrote, and send it again.")


# -------------------------------------------------------------------------------------------------------------- counts


def is_too_many(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Count this request; whether its network made more than `most` of them within so many seconds."""
    return counted(_key(request, what), seconds, most=most) > most


def is_too_many_in_all(what: str, *, most: int, seconds: int) -> bool:
    """Count this request; whether all networks together made more than `most` of them within so many seconds."""
    return counted(f"{what}:all", seconds, most=most) > most


def was_too_many(request: HttpRequest, what: str, *, most: int) -> bool:
    """Whether its network made so many of them already; counts nothing."""
    return Count.objects.filter(key=_key(request, what), ends_at__gt=time.time(), number__gte=most).exists()


def _key(request: HttpRequest, what: str) -> str:
    network = salted_hmac("intake.abuse", _network(client_address(request)), algorithm="sha256").hexdigest()
    return f"{what}:{network}"


def counted(key: str, seconds: int, *, most: int) -> int:
    """How often this key was counted, this time included, since its count began.

    A key that is over `most` is not counted further while its time lasts: the process remembers that, so a flood writes no rows.
    """
    over = f"over:{key}"
    if cache.get(over):
        return most + 1
    now = time.time()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_SQL, {"key": key, "now": now, "ends_at": now + seconds})
        number, ends_at = cursor.fetchone()
    if number > most:
        cache.set(over, True, max(1, ends_at - now))
    return int(number)


_COUNT_SQL = """
INSERT INTO intake_count AS held (key, number, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
  number = CASE WHEN held.ends_at <= %(now)s THEN 1 ELSE held.number + 1 END,
  ends_at = CASE WHEN held.ends_at <= %(now)s THEN excluded.ends_at ELSE held.ends_at END
RETURNING number, ends_at
"""
"""One statement, so that two processes that count at the same moment both count."""


def forget_counts() -> None:
    """Remove what counts no longer."""
    Count.objects.filter(ends_at__lte=time.time()).delete()


def _network(address: str) -> str:
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/{IPV6_NETWORK_BITS}", strict=False))


# ------------------------------------------------------------------------------------------------------ other sites


def comes_from_another_site(request: HttpRequest) -> bool:
    """Whether a browser says that another site sent this form. What is no browser says nothing and is let through."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin != "null" and urlsplit(origin).netloc != request.get_host()
