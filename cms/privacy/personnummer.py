"""Personnummer, samordningsnummer and reserve numbers in every form that people write them.

The library `personnummer` judges date, samordning and check digit; it refuses spaces, dotted dates and slashes, so the pieces are put
together in its own form first. Organisationsnummer fall away by their third digit: 2 or more, which no month has.
"""

# ruff: noqa: E501 (a pattern reads best in one piece)

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from personnummer import personnummer as library

from cms.privacy import reasons
from cms.privacy.findings import Category, Confidence, Finding, Level
from cms.privacy.text import Text

LETTERED = "TRSUWXJKLMN"
FORMED = re.compile(
    r"(?<![\d/])(?P<year>(?:18|19|20)?\d\d)(?P<a>[ ./-]?)(?P<month>\d\d)(?P<b>[ ./-]?)(?P<day>\d\d)"
    rf"(?P<sep> ?[-+/._–:] ?| {{0,2}}|, ?)(?P<last>\d{{4}}|[{LETTERED}]\d{{3}}|[xX*?_#]{{4}}|\d{{2,3}}[xX*]{{1,2}}|[xX*]{{2}}\d\d|\*{{3,5}}|[xX]{{3,5}})(?![\d*])"
)
LOOSE = re.compile(r"(?<![\d+])\d(?:[ ./_+-]{0,3}\d){9,11}(?!\d)(?![ .-]{0,2}\d)")
LABEL = re.compile(
    r"(?:person\W{0,2}n(?:umm?er|r)|personnumm?ret|pers\.? ?n(?:umme)?r|\bp\W?n(?:umme)?r|samordningsn(?:umme)?r|samordnings-?n(?:umme)?ret|\bpnr"
    r"|\bssn|id-?n(?:umme)?r|reservn(?:umme)?r|fyra sista|identitetsn(?:umme)?r|personnumer|perosnnummer)\w{0,4}[^\d\n]{0,30}$"
)
BORN = re.compile(
    r"(?:\bf[öo]dd\w*|\bf[öo]delse(?:datum|dag|data|tid)\w*|\bborn|personn(?:umme)?r|\bpnr|\bf\.)[^\d\n]{0,14}$"
)
BIRTH_DATE = re.compile(
    r"(?<![\w/.-])(?:(?:19|20)\d\d([-./ ]?)(?:0[1-9]|1[0-2])\1(?:[06][1-9]|[1278]\d|[39][01])|\d\d(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01]))(?![\w/]|[-.]\d)"
)
NOT_A_PERSON = re.compile(
    r"(?:\borg\w*|[äa]rende\w*|diarie\w*|\bdnr|faktura\w*|\border\w*|\bocr|bokning\w*|referens\w*|\bref|m[äa]tar\w*|anl[äa]ggning\w*|artikel\w*|serie\w*|m[åa]l)"
    r"\W{0,3}(?:n(?:umme)?r\w*)?[^\d\n]{0,6}$"
)
PHONE_LABEL = re.compile(r"(?:\btel\w*|\bmobil\w*|\bmob|\bring\w*|\bsms\w*|\bnås|\bswish\w*)[^\d\n]{0,18}$")


def find(text: Text) -> Iterator[Finding]:
    """Every identity number of a person in the text."""
    taken: list[tuple[int, int]] = []
    for match in FORMED.finditer(text.plain):
        judged = _judge_formed(text, match)
        if judged is not None:
            taken.append(match.span())
            yield judged
    for match in LOOSE.finditer(text.plain):
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        judged = _judge_loose(text, match)
        if judged is not None:
            taken.append(match.span())
            yield judged
    for match in BIRTH_DATE.finditer(text.plain):
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        if BORN.search(text.before(match.start(), 40)):
            yield _finding(text, match, Confidence.PROBABLE, reasons.BIRTH_DATE)


def _judge_formed(text: Text, match: re.Match[str]) -> Finding | None:
    year, month, day, last = match["year"], match["month"], match["day"], match["last"]
    before = text.before(match.start(), 48)
    labelled = LABEL.search(before) is not None
    dated = _is_date(year, month, day)
    labelled = labelled or (dated and BORN.search(before) is not None)
    if not last.isdigit():
        if not labelled and (not dated or _is_glued(text, match)):
            return None
        if last[0] in LETTERED and last[1:].isdigit():
            return (
                _finding(text, match, Confidence.SURE, reasons.PERSONNUMMER_INTERIM)
                if _separated(match) or labelled
                else None
            )
        return _finding(text, match, Confidence.SURE, reasons.PERSONNUMMER_MASKED)
    if not dated and not labelled:
        return None
    if labelled:
        return _finding(text, match, Confidence.SURE, reasons.PERSONNUMMER_LABELLED)
    valid = _is_valid(year, month, day, last, plus="+" in match["sep"])
    if NOT_A_PERSON.search(before):
        return _finding(text, match, Confidence.PROBABLE, reasons.PERSONNUMMER) if valid and _separated(match) else None
    if valid:
        unmarked = match["sep"].strip() == "" and len(year) == 2 and year.startswith("0")
        if unmarked and (PHONE_LABEL.search(before) or int(day) > 60):
            return None  # 070-174 06 23 without its hyphen has the shape of a samordningsnummer of 2007
        reason = reasons.SAMORDNINGSNUMMER if int(day) > 60 else reasons.PERSONNUMMER
        return _finding(text, match, Confidence.SURE, reason)
    if _is_glued(text, match):
        return None
    if match["sep"].strip() in ("-", "+") and not (match["a"] or match["b"]) and int(day) < 60:
        return _finding(text, match, Confidence.PROBABLE, reasons.PERSONNUMMER_SHAPED)
    if match["sep"].strip() == "-" and match["a"] == match["b"] and len(year) == 4:
        return _finding(text, match, Confidence.PROBABLE, reasons.PERSONNUMMER_SHAPED)
    return None


def _judge_loose(text: Text, match: re.Match[str]) -> Finding | None:
    """Ten or twelve digits in any grouping: only where the text says so, or date and check digit agree and it is no phone number."""
    digits = re.sub(r"\D", "", match.group())
    if len(digits) not in (10, 12):
        return None
    before = text.before(match.start(), 48)
    labelled = LABEL.search(before) is not None
    year, month, day, last = digits[:-8], digits[-8:-6], digits[-6:-4], digits[-4:]
    if labelled:
        return _finding(text, match, Confidence.SURE, reasons.PERSONNUMMER_LABELLED)
    if len(digits) == 12 and not year.startswith(("18", "19", "20")):
        return None
    spaced_out = re.fullmatch(r"\d(?:[ .-]\d){9}", match.group()) is not None and not digits.startswith("07")
    like_phone = len(digits) == 10 and digits.startswith("0") and not spaced_out
    if PHONE_LABEL.search(before) or NOT_A_PERSON.search(before) or like_phone:
        return None
    if _is_date(year, month, day) and _is_valid(year, month, day, last):
        return _finding(text, match, Confidence.PROBABLE, reasons.PERSONNUMMER)
    return None


def _is_glued(text: Text, match: re.Match[str]) -> bool:
    """True where a letter stands against the digits: most often part of a case number, unless the check digit says otherwise."""
    beside = text.plain[max(0, match.start() - 1) : match.start()] + text.plain[match.end() : match.end() + 1]
    return any(character.isalpha() or character == "_" for character in beside)


def _separated(match: re.Match[str]) -> bool:
    return match["sep"].strip() in ("-", "+", "/", ".")


def _finding(text: Text, match: re.Match[str], confidence: Confidence, reason: reasons.Reason) -> Finding:
    return text.finding(match.start(), match.end(), Category.PERSONNUMMER, Level.STOP, confidence, reason)


def _is_date(year: str, month: str, day: str) -> bool:
    """True for a calendar day that is past, samordningsnummer's raised day included."""
    number = int(day) - 60 if int(day) > 60 else int(day)
    years = (int(year),) if len(year) == 4 else (1900 + int(year), 2000 + int(year))
    today = datetime.now(tz=UTC).date()
    for candidate in years:
        try:
            if date(candidate, int(month), number) <= today:
                return True
        except ValueError:
            continue
    return False


def _is_valid(year: str, month: str, day: str, last: str, *, plus: bool = False) -> bool:
    separator = "" if len(year) == 4 else "+" if plus else "-"
    try:
        return bool(library.valid(f"{year}{month}{day}{separator}{last}"))
    except (ValueError, TypeError, library.PersonnummerException):
        return False
