"""Registration plates, property designations, accounts and everything else that the text calls an identity."""

# ruff: noqa: E501 (a pattern reads best in one piece)

from __future__ import annotations

import re
from collections.abc import Iterator

from cms.privacy import reasons
from cms.privacy.findings import Category, Confidence, Finding, Level
from cms.privacy.lexicon_files import words
from cms.privacy.text import Text

# ------------------------------------------------------------------------------------------------------------------ plates

PLATE = re.compile(
    r"(?<![\w/:-])([A-HJ-PR-UW-Za-hj-pr-uw-z]{3})([ .-]?)(\d\d[0-9A-HJ-NPR-UW-Za-hj-npr-uw-z])(?![\w/:]|[-,.]\d)"
)
SPACED_PLATE = re.compile(
    r"(?<!\w)(?:[A-HJ-PR-UW-Za-hj-pr-uw-z][ .-]){3}(?:\d[ .-]){2}[0-9A-Za-z](?!\w)|(?<!\w)[A-HJ-PR-UW-Z]{3}(?: \d){2} [0-9A-Z](?!\w)"
)
VEHICLE_NEAR = re.compile(
    r"\breg\b|\breg\.|\bregn|registrering|\bskylt|nummerpl[åa]t|\bbil(?:en|ar|arna|ist)?\b|bilar|fordon|\bmoppe|\bmoped|\bmc\b|motorcykel|sl[äa]pvagn|lastbil|sk[åa]pbil|husbil|parker|felparker|trafiksk|p-b[öo]t"
    r"|\bvolvo|\bsaab|toyota|\bkia\b|\bford\b|skoda|\baudi|\bbmw|renault|mercedes|\bopel|nissan|peugeot|hyundai|\bmazda|tesla|citro|golf|passat|\bvw\b|volkswagen|\bv70|\bv60|lastbilen|a-traktor|epa"
)
PLATE_BEFORE = re.compile(
    r"(?:\breg\w*|skylt\w*|nummer|nummerplåt\w*|\bbil(?:en)?|volvo|saab|toyota|kia|ford|skoda|audi|bmw|renault|mercedes|opel|nissan|tesla|vw|golf|passat)(?: (?:nr|nummer|med|är))*\W{0,3}$"
)
"""What must stand before letters that are a known abbreviation."""
NO_PLATE_BEFORE = re.compile(
    r"(?:\brum|\bsal|\blinje|\bkurs\w*|\bartikel|\bmodell\w*|\bstandard|\b[äa]rende\w*|\bdnr|\bkod|\bplats|\bsits|\bversion|\btyp|\bnorm|\bformul[äa]r|\bblankett)\W{0,3}(?:nr|nummer)?\W{0,3}$"
)


def find_plates(text: Text) -> Iterator[Finding]:
    """Registration plates; in lower case only where a vehicle is spoken of."""
    for match in PLATE.finditer(text.plain):
        letters, _, rest = match.groups()
        near = text.lower[max(0, match.start() - 70) : match.end() + 50]
        about_vehicle = VEHICLE_NEAR.search(near) is not None
        if NO_PLATE_BEFORE.search(text.before(match.start(), 24)):
            continue
        stopped = letters.lower() in words("plate_stopwords")
        written_so = match.group().upper() == match.group()
        if match.group(2) == "." and not (written_so and about_vehicle):
            continue
        if about_vehicle and (not stopped or (written_so and PLATE_BEFORE.search(text.before(match.start(), 30)))):
            yield _plate(text, match, Confidence.SURE)
        elif (written_so and not stopped) or (
            not stopped
            and not match.group(2)
            and not rest.isdigit()
            and letters.islower()
            and rest[:2].isdigit()
            and about_vehicle
        ):
            yield _plate(text, match, Confidence.PROBABLE)
    for match in SPACED_PLATE.finditer(text.plain):
        if VEHICLE_NEAR.search(text.lower[max(0, match.start() - 70) : match.end() + 50]):
            yield _plate(text, match, Confidence.PROBABLE)


def _plate(text: Text, match: re.Match[str], confidence: Confidence) -> Finding:
    return text.finding(match.start(), match.end(), Category.PLATE, Level.DECIDE, confidence, reasons.PLATE)


# -------------------------------------------------------------------------------------------------------------- properties

TRACT = re.compile(r"(?<![\w-])((?:[A-ZÅÄÖ][\w-]+ ){0,2}[A-ZÅÄÖ][\wåäöÅÄÖ-]+) (\d{1,4} ?: ?\d{1,4})(?![\d:]|[.,]\d|\w)")
LABELLED_TRACT = re.compile(
    r"(?:fastighet(?:en|ens|er|erna|sbeteckning(?:en)?)?|tomt(?:en)?|beteckning(?:en)?)[ :]{1,3}(?:är |heter |med beteckningen |beteckningen )?"
    r"((?:[^\W\d_][\w-]{1,30} ){1,3}\d{1,4}(?: ?: ?\d{1,4}|(?= ?[.,!?;)\n]| (?:och|som|i|på|är|har|ska|men|av|har|till|hos|för|vill|där)|\s*$)))",
    re.IGNORECASE,
)
QUARTER = re.compile(
    r"(?<!\w)(kv\. ?|kv |kvarteret )((?:[A-ZÅÄÖa-zåäö][\wåäö-]+ ){1,2}\d{1,3}(?: ?: ?\d{1,3})?)(?![\w:])", re.IGNORECASE
)
NO_TRACT = frozenset(
    "kl kl. klockan måndag tisdag onsdag torsdag fredag lördag söndag måndagar tisdagar onsdagar torsdagar fredagar lördagar söndagar mån tis ons tor tors fre lör sön lag lagen sfs prop prop. psalm dnr diarienr"
    " ärende ärendenummer öppet stängt mellan från till matteus markus lukas johannes mosebok romarbrevet version skala blandning förhållande resultat resultatet mål förordning förordningen"
    " förordningens kap kapitel avgång tid vid buss bussen linje nr nummer tel osl lss sol pbl gdpr den klass sida bilaga vardag vardagar helg helger idag imorgon dom rå hfd".split()
)
OWNER_NEAR = re.compile(
    r"\bmin\b|\bmitt\b|\bvår\b|\bvårt\b|\bvara?\b(?= fastighet)|\bjag\b|\bäger|\bägare|\bbor\b|\bgrann|\bhans\b|\bhennes|\bbygglov|\blagfar|\bsökand"
)
PLACE_BEFORE = re.compile(
    r"\b(?:vid|utanför|intill|framför|i höjd med|bredvid|nära|mellan|mittemot|längs|bakom|förbi|kommunens fastighet|kommunens mark|detaljplan\w*(?: för| på)?|planområdet|kommunen äger|allmän plats)"
    r"(?: fastigheten| tomten| kvarteret| kv\.?| den kommunala)?\s*$"
)


def find_properties(text: Text) -> Iterator[Finding]:
    """Property designations; as the place of a fault or in a plan they are notes."""
    if not any(character.isdigit() for character in text.plain):
        return
    seen: list[tuple[int, int]] = []
    for pattern, group in ((LABELLED_TRACT, 1), (QUARTER, 2), (TRACT, 0)):
        for match in pattern.finditer(text.plain):
            start, end = match.span(group)
            if pattern is TRACT:
                start = _without_leading(text, match)
            if (
                start >= end
                or any(start < e and s < end for s, e in seen)
                or not _is_property(text.plain[start:end], pattern is LABELLED_TRACT)
            ):
                continue
            seen.append((start, end))
            yield _property(text, start, end)


def _without_leading(text: Text, match: re.Match[str]) -> int:
    """Start of the tract without words such as "Fastigheten" or "Angående" in front of it."""
    start = match.start()
    tract = match.group(1)
    while " " in tract:
        first = tract.split(" ", 1)[0].lower()
        if (
            first in NO_TRACT
            or first.startswith(("fastighet", "angående", "gällande", "tomt", "bygglov", "kvarteret", "grann"))
            or first in words("not_names") - DIRECTIONS
        ):
            start += len(first) + 1
            tract = tract.split(" ", 1)[1]
        else:
            break
    return start


DIRECTIONS = frozenset("norra södra östra västra stora lilla gamla nya övre nedre inre yttre".split())


def _is_property(written: str, labelled: bool) -> bool:
    number_at = re.search(r" (\d{1,4}(?: ?: ?\d{1,4})?)$", written)
    if number_at is None or number_at.start() == 0:
        return False
    tract, number = written[: number_at.start()], number_at.group(1)
    last = tract.split()[-1].lower()
    street = last.endswith(("gatan", "vägen", "gränd", "lagen", "balken", "förordningen", "stigen", "torget"))
    if street or last in NO_TRACT or last.startswith(("kl", "paragraf")):
        return False
    if re.match(r"(?:18|19|20)\d\d ?:", number):
        return False
    if not labelled:
        return True
    plain = last in words("not_names") or last in ("nummer", "nr", "på", "kostar", "är")
    return not (plain and not tract[0].isupper()) and not (
        ":" not in number and last in ("nr", "nummer", "med", "på", "ca", "cirka", "om", "minst")
    )


def _property(text: Text, start: int, end: int) -> Finding:
    before = text.before(start, 60)
    sentence_start, sentence_end = text.sentence(start)
    owned = OWNER_NEAR.search(text.lower, sentence_start, min(sentence_end, sentence_start + 400)) is not None
    if PLACE_BEFORE.search(before) and (not owned or "detaljplan" in before or "kommun" in before):
        return text.finding(start, end, Category.PROPERTY, Level.NOTE, Confidence.UNSURE, reasons.PROPERTY_PLACE)
    return text.finding(
        start, end, Category.PROPERTY, Level.DECIDE, Confidence.SURE if owned else Confidence.PROBABLE, reasons.PROPERTY
    )


# ---------------------------------------------------------------------------------------------------------------- accounts

IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[0-9A-Z]{4}){2,7}(?:[ -]?[0-9A-Z]{1,3})?(?!\w)")
IBAN_LABEL = re.compile(r"\biban\W*(?:nr|nummer|är)?\W*$")
ACCOUNT = re.compile(
    r"\b(?:(?:bank|person|spar|löne|privat|autogiro)?konto(?:t|n)?(?:nummer|nr|numret)?|kto|clearing(?:nummer|nr|numret)?|swedbank|nordea|handelsbanken|seb|sparbanken\w*|länsförsäkringar|ica banken|danske bank|skandiabanken|skandia|sbab|avanza|icabanken)"
    r"(?P<gap>[^\d\n]{0,28}?\n?[^\d\n]{0,6}?)(?P<number>\d{2,5}(?:-\d)?(?:(?: ?[,.;/] ?| ?- ?| och | )?(?:kontonummer|kontonr|kontot|konto|kto|k)?\.?[: ]{0,3}\d{1,10}){1,6})(?!\w|-\d)",
    re.IGNORECASE,
)
BARE_ACCOUNT = re.compile(
    r"(?<![\w/.-])\d{4}(?:-\d)? ?, ?\d{1,3}(?:[ .]?\d{3}){1,3}(?:-\d)?(?![\w-])|(?<![\w/.-])\d{4}-\d[ ,]{1,2}\d{1,3}(?:[ .]\d{3}){1,3}(?:-\d|[ .]\d)?(?![\w-])"
)
GIRO = re.compile(
    r"\b(?P<kind>bankgiro(?:t|nummer|nr|numret|konto)?|plusgiro(?:t|nummer|nr|numret|konto)?|postgiro(?:t)?|bg|pg)\b[^\d\n]{0,16}?(?P<number>\d{1,4}(?: ?[ -] ?\d{1,4}){1,4}|\d{5,8}(?:-\d)?)(?![\w-])",
    re.IGNORECASE,
)
CARD = re.compile(r"(?<![\w-])\d{4}(?:[ -]?\d{4}){3}(?![\w-])")
OWN = re.compile(
    r"\bmitt\b|\bmin\b|\bmig\b|\bmina\b|\bvårt\b|\bhans\b|\bhennes\b|\bjag\b|\b[mp]ammas?\b|\boss\b|\bditt\b|\bdin\b|\bfamilj"
)

OWN_IN_ANSWER = re.compile(r"\b(?:ditt|din|dina|hans|hennes|[mp]ammas?|mitt|min)\b")
"""In an answer "vårt" and "oss" are the municipality."""


def find_accounts(text: Text) -> Iterator[Finding]:
    """IBAN, bank accounts, giro numbers and payment cards."""
    if sum(character.isdigit() for character in text.plain) < 6:
        return
    from stdnum import iban, luhn  # here: the package takes a tenth of a second and most texts never come here

    for match in IBAN.finditer(text.plain):
        swedish = re.fullmatch(r"SE\d{2}(?: ?\d{4}){5}", match.group()) is not None
        if swedish or iban.is_valid(match.group()) or IBAN_LABEL.search(text.before(match.start(), 24)):
            if text.is_answer and not OWN_IN_ANSWER.search(text.before(match.start(), 60)):
                yield text.finding(*match.span(), Category.ACCOUNT, Level.NOTE, Confidence.UNSURE, reasons.GIRO_PUBLIC)
                continue
            yield _account(text, *match.span(), Confidence.SURE, reasons.IBAN)
    for match in ACCOUNT.finditer(text.plain):
        number = match["number"]
        digits = re.sub(r"\D", "", number)
        if (
            7 <= len(digits) <= 18
            and not re.fullmatch(r"(?:19|20)\d\d-\d\d-\d\d", number)
            and not re.search(r"[a-zåäö]{12,}.*[a-zåäö]{12,}", match["gap"])
        ):
            yield _account(text, *match.span("number"), Confidence.SURE, reasons.ACCOUNT)
    for match in BARE_ACCOUNT.finditer(text.plain):
        if re.search(
            r"bank|konto|clearing|sätt in|betala|återbetal|utbetal|överför|swish|insätt|pengar",
            text.lower[max(0, match.start() - 90) : match.end() + 40],
        ):
            yield _account(text, *match.span(), Confidence.PROBABLE, reasons.ACCOUNT)
    for match in GIRO.finditer(text.plain):
        if not 5 <= len(re.sub(r"\D", "", match["number"])) <= 8:
            continue
        before = text.before(match.start(), 60)
        if re.search(r"kommun|förvaltning|\bdet här\b|\bföreningens?\b|\bert?\b|\bstadens\b", before) or (
            text.is_answer and not OWN_IN_ANSWER.search(before[-24:])
        ):
            yield text.finding(
                *match.span("number"), Category.ACCOUNT, Level.NOTE, Confidence.UNSURE, reasons.GIRO_PUBLIC
            )
        else:
            yield _account(
                text,
                *match.span("number"),
                Confidence.SURE if OWN.search(before) else Confidence.PROBABLE,
                reasons.GIRO,
            )
    for match in CARD.finditer(text.plain):
        if luhn.is_valid(re.sub(r"\D", "", match.group())) or re.search(
            r"\bkort(?:et|nummer|numret|nr)?\b[^\d\n]{0,20}$", text.before(match.start(), 36)
        ):
            yield _account(text, *match.span(), Confidence.SURE, reasons.CARD)


def _account(text: Text, start: int, end: int, confidence: Confidence, reason: reasons.Reason) -> Finding:
    return text.finding(start, end, Category.ACCOUNT, Level.STOP, confidence, reason)


# ------------------------------------------------------------------------------------------------------- other identities

LABELLED_ID = re.compile(
    r"\b(?:pass(?:nummer|nr|numret| ?nr| nummer)|k[öo]rkort(?:s?nummer|snr|et)?|id-?kort(?:et|s?nummer|snr)?|legitimation(?:snummer)?|lma-?(?:kort(?:et)?|nummer|nr)(?:snummer|nummer)?|dossier(?:nummer|nr)?|kund-?(?:nummer|nr|numret|id)"
    r"|l[åa]nekort(?:et|s?nummer|snr|snumret)?|bibliotekskort(?:et|s?nummer)?|l[åa]ntagar(?:nummer|nr|id)|medlems(?:nummer|nr|numret|kort)|journal(?:nummer|nr|numret)|patient(?:nummer|nr|-id|id)|anst[äa]llnings(?:nummer|nr|numret|id)|elev-?(?:id|nummer|nr)"
    r"|f[öo]rs[äa]kringsnummer|brukar(?:nummer|nr|id)|klient(?:nummer|nr|id)|f[äa]rdtj[äa]nst(?:kort(?:et|s?nummer)?|tillst[åa]nd(?:snummer)?|nummer|nr)|parkeringstillst[åa]nd(?:et)?(?: ?n(?:umme)?r)?|k[öo]nummer|hyresg[äa]st(?:nummer|nr)|kontrakts?(?:nummer|nr)"
    r"|avtals(?:nummer|nr)|abonnemangs?(?:nummer|nr)|uppeh[åa]llstillst[åa]nd(?:skort(?:et)?|s?nummer)|visum(?:nummer|nr)?|skattekonto|larm(?:kod|nummer)|tagg(?:nummer)?|id-?(?:nummer|nr)|studentid|student(?:nummer|nr)|student-id|användar-?id|kund id|reskort(?:et|snummer)?|tj[äa]nste-?id|kort(?:nummer|nr|numret)|(?:hyres)?kontrakts?(?:nummer|nr)?"
    r")\b(?P<gap>[^\w\n]{0,4}(?:(?:med |har )?(?:nummer|numret|nr|är|ar|lyder|id)\b[^\w\n]{0,3}){0,3}|[^\d\n.!?]{0,36}?[ (:])(?P<value>(?:[A-Za-zÅÄÖ]{1,4}[- ]?)?\d[\d -]{2,20}\d[A-Za-z]{0,2}|[A-Za-z]{1,3}\d{4,12}|(?:[A-Z0-9]{2,6}-){1,3}[A-Z0-9]{2,8})(?![\w])",
    re.IGNORECASE,
)
CODE = re.compile(
    r"\b(?:pin-?kod(?:en)?|portkod(?:en)?|d[öo]rrkod(?:en)?|l[åa]skod(?:en)?|larmkod(?:en)?|koden till (?:porten|dörren|soprummet|huset|trapphuset|larmet))\W{1,3}(?:är )?(?P<value>\d{4,6})(?!\w)",
    re.IGNORECASE,
)
SECRET = re.compile(
    r"\b(?:l[öo]senord(?:et)?|pin-?kod(?:en)?|portkod(?:en)?|d[öo]rrkod(?:en)?|l[åa]skod(?:en)?|larmkod(?:en)?|engångskod(?:en)?|användarnamn(?:et)?|anvandarnamn|inlogg?(?:ning(?:en)?|et)?|login|user(?:name)?)\b ?(?:till [\w ]{2,20} )?(?::|är|ar|=|heter|lyder) ?\"?(?P<value>[\w.@!#%&+-]{3,32})",
    re.IGNORECASE,
)
IPV4 = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)")
IPV6 = re.compile(
    r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}:?[0-9a-fA-F]{1,4}(?![\w:])|(?<![\w:])[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){0,5}::[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){0,5}(?![\w:])"
)
MAC = re.compile(r"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])")
HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-zÅÄÖåäö_][\wåäö.]{1,29}(?<!\.)(?!@|\.\w)")
LABELLED_HANDLE = re.compile(
    r"\b(?:snapchat|snap|insta(?:gram)?|tiktok|facebook|fb|twitter|discord|telegram|skype|messenger|youtube|linkedin|whatsapp)(?:konto(?:t)?|-?namn|-?profil(?:en)?|-?konto(?:t)?)?(?: heter(?: jag)?| som| är|:) ?:?\"?(?P<value>[\w][\w.\-#]{2,31})",
    re.IGNORECASE,
)
PROFILE = re.compile(
    r"(?:https?://)?(?:www\.|m\.|sv-se\.)?(?:facebook\.com|fb\.com|instagram\.com|tiktok\.com|twitter\.com|x\.com|linkedin\.com/in|snapchat\.com/add|t\.me|youtube\.com)/@?(?P<value>[\w.\-]{3,60})",
    re.IGNORECASE,
)
GENERAL_VERSION = re.compile(r"(?:version|ver|v|release|firmware|kapitel|punkt|§)\W{0,2}$")


def find_other_ids(text: Text) -> Iterator[Finding]:
    """Numbers that the text calls somebody's, secrets, addresses of machines, names in social media."""
    plain = text.plain
    for match in LABELLED_ID.finditer(plain):
        if re.search(r"\b(?:sedan|från|år|till) $", match["gap"]) and re.fullmatch(r"(?:19|20)\d\d", match["value"]):
            continue
        digits = re.sub(r"\D", "", match["value"])
        if len(digits) >= (4 if len(match["gap"]) < 12 else 6):
            yield _other(text, *match.span("value"), reasons.OTHER_ID)
    for match in CODE.finditer(plain):
        yield _other(text, *match.span("value"), reasons.OTHER_ID)
    for match in SECRET.finditer(plain):
        value = match["value"]
        if (not value.isalpha() or ":" in match.group()) and value.lower() not in words("not_names"):
            yield _other(text, match.start("value"), match.start("value") + len(value.rstrip(".!")), reasons.OTHER_ID)
    for pattern in (IPV4, IPV6, MAC):
        for match in pattern.finditer(plain):
            if not GENERAL_VERSION.search(text.before(match.start(), 12)) and _is_machine(match.group()):
                yield _other(text, *match.span(), reasons.IP_ADDRESS)
    for match in HANDLE.finditer(plain):
        name = match.group()[1:].lower()
        if (
            not name.startswith(("kommun", "region"))
            and not name.endswith(("kommun", "stad"))
            and name not in words("function_mailboxes")
        ):
            yield _other(text, *match.span(), reasons.HANDLE)
    for match in LABELLED_HANDLE.finditer(plain):
        value = match["value"].rstrip(".")
        if value.lower() not in words("not_names") and (
            re.search(r"[\d_.]", value)
            or "heter" in match.group().lower()
            or (":" in match.group() and value.islower())
        ):
            yield _other(text, match.start("value"), match.start("value") + len(value), reasons.HANDLE)
    for match in PROFILE.finditer(plain):
        if not re.search(r"kommun|groups|events|pages|watch|region|stad$", match["value"].lower()):
            yield _other(text, *match.span(), reasons.HANDLE)


def _is_machine(written: str) -> bool:
    """False for what has the shape of an address but is a time or the like."""
    return "." in written or "-" in written or len(written) > 11 or re.search(r"[a-fA-F]", written) is not None


def _other(text: Text, start: int, end: int, reason: reasons.Reason) -> Finding:
    return text.finding(start, end, Category.OTHER_ID, Level.DECIDE, Confidence.SURE, reason)
