"""Telephone numbers and e-mail addresses, written plainly, oddly grouped, disguised or spelled in words."""

# ruff: noqa: E501 (a pattern reads best in one piece)

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from cms.privacy import reasons
from cms.privacy.findings import Category, Confidence, Finding, Level, MunicipalLists
from cms.privacy.lexicon_files import fold, words
from cms.privacy.name_knowledge import first_name_strength
from cms.privacy.text import Text

# ------------------------------------------------------------------------------------------------------------------ telephone

NUMBER = re.compile(
    r"(?<![\d@_])(?<!\d[.,:/-])(?<!\w-)(?:\+ ?|\(\+|\(?00 ?(?=[1-9]))?\(?\d(?:[ \-/.()_–*]{0,3}\d|(?<=07\d),(?=\d{7}(?!\d))){5,16}(?![\w@])"
)
TIMES = re.compile(r"[0-2]\d[0-5]\d ?- ?[0-2]\d[0-5]\d(?!\d)|\(?[0-2]?\d[.:][0-5]\d\s?[-–]\s?[0-2]?\d[.:][0-5]\d")
DATE_SHAPED = re.compile(r"\(?0?\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\b|(?:19|20)\d\d-[01]\d-[0-3]\d")
LABEL = re.compile(
    r"(?:\btel(?:efon|e|fon)?(?:nummer|nr|numret)?|\btfn|\btlf|\bmob(?:il(?:en|tele\w*)?)?(?:nummer|nr|numret)?|\bring(?:a|er)?\b|\bsms\w*|\bnås\b|\b(?:mitt|vårt|hans|hennes|mammas|pappas) (?:nya )?nummer|\bnumret är|\bnummer:|\bnumret:|\bn[åa] mig"
    r"|\bswish\w*|\bphone|\bcell|\bkontakta mig|\bh[öo]r av \w+|\b(?:mitt|vårt|hennes|hans) nr)[^\d\n+]{0,24}$"
)
GLUED = re.compile(r"[^\W\d_]\Z|[\w-]+\.[a-z]{2,}\S*/\Z|\S//\Z|\w=\Z")
GLUED_LABEL = re.compile(r"(?:\btel\w*|\btfn|\btlf|\bmob\w*|\bring|\bsms|\bswish\w*|\bnr|\bnummer|\bphone|\bpå)\W?$")
"""A letter or a web address against the digits: a telephone number only where that word says so."""
NO_PHONE = re.compile(
    r"(?:\borg\w*|[äa]rende\w*|diarie\w*|\bdnr|faktura\w*|\border\w*|\bocr\w*|bokning\w*|referens\w*|\bref|m[äa]tar\w*|anl[äa]ggning\w*|artikel\w*|serie\w*|kund\w*|konto\w*|clearing\w*"
    r"|bankgiro\w*|plusgiro\w*|postgiro\w*|\bbg|\bpg|medlem\w*|kort|kortn\w*|pass|passn\w*|postn\w*|isbn|\bbox|lånekort\w*|imei|l[åa]nekorts\w*|k[öo]rkort\w*|dossier\w*|legitimation\w*|\w*kontrakt\w*|\bid|avtals?\w*|abonnemang\w*|kvitto\w*|bokn\w*|blankett\w*|formul[äa]r\w*|broschyr\w*|isbn)\W{0,3}(?:n(?:umme)?r\w*)?\W{0,3}(?:[äa]r\W)?$"
)
PUBLIC_NEAR = re.compile(
    r"\bv[äa]xel|\bkundtj[äa]nst|\bkundcenter|\bkontaktcenter|\bmedborgar(?:service|center|kontor)|\bservicecenter|\bjour(?:nummer|en|telefon)?\b|\breception|\bexpedition|\bfelanm[äa]l"
    r"|\bkommunens (?:nummer|telefon|v[äa]xel)|\bhuvudnummer|\btelefontid|\bbrandk[åa]r|\b1177\b|\blarmcentral|\btipstelefon|\bsmittskydd|\btill kommunen\b|\bbest[äa]llningscentral"
)
OFFICIAL = re.compile(r"handläggaren?|\w+sekreteraren?|\w+handläggaren?|henne|honom|direktnummer|mobil\w*|mitt|mig")
PUBLIC_SERIES = (
    "020",
    "0771",
    "0770",
    "0772",
    "0774",
    "0775",
    "0776",
    "0777",
    "0778",
    "0779",
    "077",
    "0900",
    "0939",
    "0944",
    "099",
    "112",
    "113",
)
MUNICIPALITY_NEAR = re.compile(
    r"\b(?:oss|vi|vår|vårt|du når|du kan (?:ringa|nå)|ring(?:a|er)?|kontakta|telefon(?:en|nummer|numret)?|tel|öppet|enheten|förvaltningen|kontoret|kommunen)\b[^.!?\n]{0,60}$"
)
DIGIT_WORDS = {
    "noll": "0", "nolla": "0", "ett": "1", "etta": "1", "en": "1", "två": "2", "tva": "2", "tvåa": "2", "tre": "3", "trea": "3", "fyra": "4", "fem": "5", "femma": "5",
    "sex": "6", "sexa": "6", "sju": "7", "sjua": "7", "åtta": "8", "atta": "8", "nio": "9", "nia": "9", "tio": "10", "elva": "11", "tolv": "12", "tretton": "13",
    "fjorton": "14", "femton": "15", "sexton": "16", "sjutton": "17", "arton": "18", "nitton": "19", "tjugo": "2_", "trettio": "3_", "fyrtio": "4_",
    "femtio": "5_", "sextio": "6_", "sjuttio": "7_", "åttio": "8_", "attio": "8_", "nittio": "9_",
}  # fmt: skip
_SPELLED_WORD = "|".join(sorted(DIGIT_WORDS, key=len, reverse=True))
_SPELLED_ONE = rf"(?:(?:{_SPELLED_WORD}){{1,4}}|\d{{1,4}})"
SPELLED = re.compile(rf"(?<!\w){_SPELLED_ONE}(?:[ ,.\-/]{{1,3}}{_SPELLED_ONE}){{3,14}}(?!\w)")
SPELLED_PART = re.compile(rf"{_SPELLED_WORD}|\d")


def find_phones(text: Text, lists: MunicipalLists) -> Iterator[Finding]:
    """Telephone numbers; switchboards and service numbers are notes."""
    public = {_national(re.sub(r"\D", "", number)) for number in lists.public_phones}
    for match in NUMBER.finditer(text.plain):
        yield from _in_run(text, match.start(), match.end(), public)
    for match in SPELLED.finditer(text.lower):
        if (
            (digits := _spelled_digits(match.group()))
            and 8 <= len(digits) <= 12
            and (digits.startswith("0") or LABEL.search(text.before(match.start(), 40)))
        ):
            yield text.finding(
                match.start(), match.end(), Category.PHONE, Level.STOP, Confidence.SURE, reasons.PHONE_SPELLED
            )


def _in_run(text: Text, start: int, end: int, public: set[str]) -> Iterator[Finding]:
    """The telephone numbers in one run of digits and separators: the longest valid beginnings, one after the other."""
    if GLUED.search(text.before(start, 60)) and not GLUED_LABEL.search(text.before(start, 20)):
        return
    while end - start >= 6:
        found = _longest_number(text, start, end)
        if found is None:
            following = re.compile(r"[ ,/]{1,3}(?=[0+(])").search(text.plain, start, end)
            if following is None:
                return
            start = following.end()
            continue
        stop, reason, confidence = found
        written = text.plain[start:stop]
        national = _national(re.sub(r"\D", "", written))
        if national in public or _is_public(text, start, stop, national):
            yield text.finding(start, stop, Category.PHONE, Level.NOTE, Confidence.UNSURE, reasons.PHONE_PUBLIC)
        else:
            yield text.finding(start, stop, Category.PHONE, Level.STOP, confidence, reason)
        start = stop
        while start < end and not (text.plain[start].isdigit() or text.plain[start] in "+("):
            start += 1


def _longest_number(text: Text, start: int, end: int) -> tuple[int, reasons.Reason, Confidence] | None:
    """End, reason and confidence of the longest telephone number that begins at `start`."""
    plain = text.plain
    before = text.before(start, 44)
    if NO_PHONE.search(before) or TIMES.match(plain, start) or DATE_SHAPED.match(plain, start):
        return None
    labelled = LABEL.search(before) is not None
    if labelled and re.match(r"123[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)", plain[start:end]):
        return None  # Swish numbers of companies and associations begin with 123
    run = plain[start:end]
    stops = [position + 1 for position, character in enumerate(run) if character.isdigit()]
    ends_group = [stop for stop in stops if stop == len(run) or not run[stop].isdigit()]
    for stop in reversed(ends_group):
        written = run[:stop]
        digits = re.sub(r"\D", "", written)
        if not 7 <= len(digits) <= 15:
            continue
        if _is_valid(written, digits):
            return start + stop, reasons.PHONE, Confidence.SURE
    if labelled:
        for stop in reversed(ends_group):
            digits = re.sub(r"\D", "", run[:stop])
            if (6 <= len(digits) <= 11 and not re.match(r"\d{3} ?\d\d\b(?! ?\d)", run)) or (
                run.startswith(("0", "+")) and 7 <= len(digits) <= 13
            ):
                return start + stop, reasons.PHONE_LABELLED, Confidence.PROBABLE
    return None


def _is_valid(written: str, digits: str) -> bool:
    """VALID by the numbering plan, for the forms in which Swedes write them; other countries' only with + or 00."""
    if written.lstrip("( ").startswith("+") or (digits.startswith("00") and len(digits) > 9):
        number = "+" + (digits if written.lstrip("( ").startswith("+") else digits[2:])
        if number.startswith("+460"):
            number = "+46" + number[4:]
    elif digits.startswith("46") and len(digits) == 11:
        number = "+" + digits
    elif digits.startswith("0"):
        if re.fullmatch(r"07[02369]\d{7}", digits):
            return True
        if not re.match(r"\(?0\d{1,3}\)?[ \-/._–]|\d{9,10}$", written.replace(" ", "", 0)) and not re.match(
            r"(?:\d[ .-]?){9,10}$", written
        ):
            return False
        number = digits
    else:
        return False
    if re.match(r"\+?(?:0{3}|460?0|00[02-9]?0)|0{2}$", number):
        return False
    import phonenumbers  # here: costs most of a tenth of a second; texts without such numbers never need it

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "SE"))
    except phonenumbers.NumberParseException:
        return False


def _national(digits: str) -> str:
    digits = digits.removeprefix("00") if digits.startswith("0046") else digits
    return "0" + digits[2:].removeprefix("0") if digits.startswith("46") else digits


def _is_public(text: Text, start: int, stop: int, national: str) -> bool:
    if national.startswith("010") and not re.search(r"\b(?:min|mitt|mig|mobil)\b", text.before(start, 40)):
        return True
    if national.startswith(PUBLIC_SERIES) or (national.endswith("000") and not national.startswith("07")):
        return True
    if national.startswith("07") and len(national) == 10:
        return False
    if PUBLIC_NEAR.search(text.before(start, 60)) is not None:
        return True
    to_municipality = text.is_answer and MUNICIPALITY_NEAR.search(text.before(start, 90)) is not None
    return to_municipality and not _beside_person(text, start)


def _beside_person(text: Text, start: int) -> bool:
    """True where a first name with a capital or "din handläggare" stands shortly before: the number of one official."""
    near = slice(bisect_left(text.word_starts, start - 90), bisect_left(text.word_starts, start))
    return any(
        (word.is_capital and first_name_strength(word.lower) >= 2) or OFFICIAL.fullmatch(word.lower)
        for word in text.words[near]
    )


def _spelled_digits(written: str) -> str:
    """The digits of a number in words, or nothing when too few of them are words."""
    parts = SPELLED_PART.findall(written)
    spelled = sum(1 for part in parts if not part.isdigit())
    if spelled < 4:
        return ""
    digits = ""
    for part in parts:
        value = part if part.isdigit() else DIGIT_WORDS[part]
        if digits.endswith("_"):
            digits = digits[:-1] + ("" if len(value) == 1 and value != "0" else "0")
        digits += value
    return digits.replace("_", "0")


# --------------------------------------------------------------------------------------------------------------------- e-mail

AT = re.compile(
    r"\s?@{1,3}\s?|\s?[(\[{<]\s?(?:at|a|@|snabel-?a|på)\s?[)\]}>]\s?|\s?\b(?:snabel-?\s?a|snabela|alfakrull|at-tecken)\b\s?| at |\s?_at_\s?",
    re.IGNORECASE,
)
LAST_LOCAL = re.compile(
    r"[A-Za-z0-9ÅÄÖåäöÉé_%+'-]+(?:(?:\.| ?[(\[](?:punkt|dot)[)\]] ?| (?:punkt|dot|underscore|understreck|bindestreck|streck) )[A-Za-z0-9ÅÄÖåäöÉé_%+'-]+){0,5}$",
    re.IGNORECASE,
)
DOMAIN = re.compile(
    r"[A-Za-z0-9ÅÄÖåäö-]{1,63}(?:(?:\s?\.\s?| ?[(\[{](?:punkt|dot|\.)[)\]}] ?| (?:punkt|dot|prick) )[A-Za-z0-9ÅÄÖåäö-]{2,63}){1,4}",
    re.IGNORECASE,
)
PLAIN_DOMAIN = re.compile(r"[A-Za-z0-9ÅÄÖåäö-]{1,63}(?:\.[A-Za-z0-9ÅÄÖåäö-]{2,63}){1,4}")
SEPARATOR = re.compile(r"\s?\.\s?| ?[(\[{](?:punkt|dot|\.)[)\]}] ?| (?:punkt|dot|prick) ", re.IGNORECASE)
FUNCTION_ENDING = re.compile(
    r"(?:namnd|forvaltning|avdelning|enhet|kontor|service|skola|skolor|tjanst|skjuts|center|centrum|omsorg|bibliotek|vard|styrelse|anmalan|ombud|kansli|verk|bolag|hamn|reception|bokning|forening|planering|bygg)(?:en|et|n|s)?$"
)
PROVIDERS = frozenset(
    "gmail hotmail outlook live yahoo icloud telia comhem bredband tele2 spray passagen me protonmail proton msn swipnet home glocalnet tiscali algonet gmx mail".split()
)
TOP_DOMAINS = frozenset(
    "se com nu net org eu fi no dk info me io de uk fr pl it es nl be ch at ee lv lt is ru ua ro hu gr tr ir iq so us ca au in app dev online email edu gov biz name cc tv co".split()
)


def find_emails(text: Text, lists: MunicipalLists) -> Iterator[Finding]:
    """E-mail addresses, also with (at), snabela and punkt; function mailboxes are notes."""
    plain = text.plain
    own = {mailbox.lower() for mailbox in lists.function_mailboxes}
    done = 0
    for at in AT.finditer(plain):
        if at.start() < done:
            continue
        plainly = at.group().strip() == "@"
        handle = at.group() == " @"
        domain_end = _domain_end(plain, at.end(), spaced=at.group() != "@", only_known=handle)
        if domain_end is None or (at.group().lower() == " at " and not _at_is_meant(plain[at.end() : domain_end])):
            continue
        local = LAST_LOCAL.search(plain[max(done, at.start() - 72) : at.start()])
        if local is None:
            continue
        start = at.start() - len(local.group())
        done = domain_end
        written = plain[start:domain_end]
        if _is_function(local.group(), written, own):
            yield text.finding(start, domain_end, Category.EMAIL, Level.NOTE, Confidence.PROBABLE, reasons.EMAIL_PUBLIC)
        else:
            reason = reasons.EMAIL if plainly and " " not in written else reasons.EMAIL_DISGUISED
            yield text.finding(start, domain_end, Category.EMAIL, Level.STOP, Confidence.SURE, reason)


def _domain_end(plain: str, position: int, *, spaced: bool, only_known: bool) -> int | None:
    """Where the domain after an at sign ends: at its last part that is a top domain, or after a provider that everybody knows.

    `only_known` where a user name (@anna.berg) could stand instead.
    """
    window = plain[position : position + 120]
    match = PLAIN_DOMAIN.match(window) or DOMAIN.match(window)
    if match is not None:
        longer = DOMAIN.match(window) if spaced or match.re is DOMAIN else None
        best = longer if longer is not None and longer.end() > match.end() else match
        parts: list[tuple[str, int]] = []
        at = 0
        for separator in SEPARATOR.finditer(best.group()):
            parts.append((best.group()[at : separator.start()], separator.start()))
            at = separator.end()
        parts.append((best.group()[at:], best.end()))
        for part, end in reversed(parts[1:]):
            if part.lower() in TOP_DOMAINS or (
                not only_known and best is match and match.re is PLAIN_DOMAIN and part.isalpha() and end == match.end()
            ):
                return position + end
    provider = re.match(r"[A-Za-z0-9]{2,12}", window)
    if provider is not None and provider.group().lower() in PROVIDERS:
        mistyped = re.match(r", ?(?:com|se|net|nu)\b", window[provider.end() :])
        return position + provider.end() + (mistyped.end() if mistyped is not None else 0)
    return None


def _at_is_meant(domain: str) -> bool:
    first = re.match(r"\w+", domain)
    return first is not None and (first.group().lower() in PROVIDERS or SEPARATOR.search(domain) is not None)


def _is_function(local: str, written: str, own: set[str]) -> bool:
    if written.lower() in own or local.lower() in own:
        return True
    first, *_, last = [fold(piece) for piece in re.split(r"[._-]", local)] * 2
    known = words("function_mailboxes")
    return (
        fold(local) in known
        or first in known
        or local.lower().split(".")[0] in known
        or first.removesuffix("en").removesuffix("et") in known
        or (FUNCTION_ENDING.search(first) is not None and not first_name_strength(first))
        or last.endswith("fragor")
    )
