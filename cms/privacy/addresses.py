"""Street and number: somebody's home, or a place in town.

A place by default. A home where the words around say that somebody lives there, where a flat, a c/o or a postcode follows, or where a
person's name stands beside it. Offices, schools and other public houses are never a home.
"""

# ruff: noqa: E501 (a pattern reads best in one piece)

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from cms.privacy import reasons
from cms.privacy.findings import Category, Confidence, Finding, Level
from cms.privacy.lexicon_files import fold, places, words
from cms.privacy.text import Text

POSTCODE = r"(?:SE?[- ]?)?\d{3} ?\d{2}"
TOWN = r"[^\W\d_][\w-]+(?: [A-ZÅÄÖ][\w-]+)?"
DETAIL = (
    r"(?:[ ,\n]{1,3}(?:lgh\.?|lägenhet|lag\.?|läg\.?|lghnr|lgh nr|rum|port|uppgång|trapphus|uppg\.?)(?: ?nr\.?)?:? ?(?:[A-Za-z]?\d{1,5}[A-Za-z]?|[A-Z])(?!\w)"
    r"|[ ,\n]{1,3}\d{1,2} ?(?:tr|trappor|vån|våningen)\b\.?(?: (?:upp|ned|ög|öh|ögä))?|[ ,\n]{1,3}(?:nb|bv|vån(?:ing)? \d)\b)"
)
TAIL = rf"{DETAIL}{{0,3}}(?P<post>(?:[ ,.\n]{{1,3}}(?:i )?){POSTCODE}(?!\d)(?:[ ,]{{1,2}}{TOWN})?)?"
NUMBER = r"\d{1,4}(?: ?[A-Za-z](?![\wåäö]))?(?:[-/]\d{1,3})?(?![\d:]|[.,]\d|-\d)"
BOUNDARY_HOME = re.compile(
    r"\b(?:bor|bodde|bott|boende|bosatt|hemma|hemadress\w*|bostad\w*|bostadsadress\w*|flyttat?|flyttade|flyttar|c/o|hyr|folkbokförd\w*|skriven|skrivna|mitt hem|vårt hem|hennes hem|hans hem|hemmet"
    r"|lägenhet(?:en)?|lgh|villa|villan|radhus\w*|mitt hus|vårt hus|vår villa|kedjehus|etta|tvåa|trea|hem till (?:mig|oss|henne|honom|min \w+)|hos (?:mig|henne|honom|dem|min|mina|vår|familjen)|(?<!besök )(?<!till )(?<!ring )oss|adress(?:en)?|min gata|min tomt|vår tomt|min uppfart|vår uppfart|min brevlåda|vår brevlåda|vår infart|min infart|mina sopor|vår soptunna|min soptunna|vårt sopkärl|mitt sopkärl|vår altan|min altan|tomt)\b"
)
PERSON_BEFORE = re.compile(
    r"\b(?:jag|vi|(?<!besök )(?<!hitta )(?<!möt )oss|mig|han|hon|hen|henne|honom|familjen(?: \w+)?|grannen|grannarna|familj|(?:min|mitt|mina|vår|vårt|hans|hennes|deras) \w+|undertecknad|ägaren|hyresgästen|mannen|kvinnan|killen|tjejen|personen|brukaren|\w*mamma|\w*pappa|mormor|farmor|morfar|farfar)"
    r"(?: (?:och|också|båda|alla|här|själv|själva|hemma|uppe|nere|borta|inne|min \w+|maken|hustrun|barnen|sambon|familjen|som|är|hyr|sitter|ligger)){0,3} (?:på|å|i|vid)\s*$|\b(?:grannen|grannarna|familjen) (?:på |i )?$|\b(?:äger|köpt|hyr|hyrt|sålt) (?:ett |en )?(?:\w+ )?\w+ på $"
)
HOME_AFTER = re.compile(
    r"^[\s,.)]{0,3}(?:där |dar |är )?(?:(?:jag|vi|hon|han|hen|de|mamma|pappa|mormor|morfar|farmor|farfar|min \w+|våra? \w+|mina \w+)(?: och \w+| \w+)? (?:bor|hyr|bodde|har bott|är bosatt|är skriven|bott)\b|är (?:min|vår|hennes|hans) (?:adress|bostad|hemadress)|(?:är )?(?:mitt|vårt) hem\b|hos oss\b|hemma hos\b|som (?:jag|vi|han|hon) (?:bor|hyr|äger)\b)"
)
NOT_HOME_NEAR = re.compile(
    r"(?:besöksadress|postadress(?!: min)|\bkontor\w*|\bstadshus\w*|\brådhus\w*|kommunhus\w*|medborgarhus\w*|bibliotek\w*|\bskolan\b|\bkommunen\b|kommuns?\b|förvaltning\w*|\benheten\b|\bhämtas\b|återvinning\w*|butik\w*|restaurang\w*|lokalen\b|förskolan\b|vårdcentral\w*|museet|simhall\w*|badhus\w*|kyrkan|adressen till (?:oss|kommunen)|skicka\w*|lämna\w* in|inlämning|mottagning\w*|träffpunkt\w*|bokbuss\w*|idrottshall\w*|expedition\w*)"
    r"[^.!?]{0,30}$"
)
MOVED_THING = re.compile(
    r"\b(?:ni|kommunen|byggarbetet|bygget|arbetet|stationen|busshållplats\w*|kontoret|butiken|skolan) (?:\w+ )?(?:flyttat?|flyttade|flyttar)\b"
)
BOX = re.compile(r"\bbox \d", re.IGNORECASE)
CARE_OF = re.compile(r"\bc/o (?P<who>[^\W\d_][\w-]+(?: [A-ZÅÄÖ][\w-]+){0,2})", re.IGNORECASE)


@cache
def _street() -> re.Pattern[str]:
    endings = "|".join(
        sorted(
            (re.escape(fragment) for fragment in words("street_endings") if len(fragment) > 2), key=len, reverse=True
        )
    )
    cut = r"(?:g|v|gr|gt)\."
    direction = (
        r"(?:norra|södra|östra|västra|stora|lilla|gamla|nya|övre|nedre|inre|yttre|sankt|s:t|s:ta|n\.?|s\.?|ö\.?|v\.?)"
    )
    compound = rf"(?i:(?:{direction} )?[^\W\d_][\w-]*(?:{endings}|{cut}))"
    kinds = "gata|gatan|väg|vägen|gränd|gränden|torg|plats|plan|allé|allén|alle|alléen|backe|stig|park|boulevard|boulevarden|esplanad|esplanaden|kaj|led|strand|hage|ring"
    spaced = rf"(?:[A-ZÅÄÖ][\w-]+ ){{1,3}}(?i:{kinds})|(?i:(?:norra|södra|östra|västra|stora|lilla|gamla|nya|övre|nedre|inre|yttre) (?:{kinds}))(?!\w)|(?i:(?:[^\W\d_]{{2,20}} )?[^\W\d_]{{2,20}}s (?:gata|väg|gränd|plats|torg|allé|backe))"
    return re.compile(
        rf"(?<![\w/@.-])(?P<street>{spaced}|{compound}|(?i:\w*boulevarden)) ?(?P<nr>{NUMBER})(?P<tail>(?i:{TAIL}))"
    )


VILLAGE = re.compile(
    rf"(?P<cue>\b(?:bor|bosatt|boende|adress(?:en)?(?: är|:)?|hemadress(?:en)?(?: är|:)?|hemma|skriven|folkbokförd|gård(?:en)?)(?: (?:på|i|vid|å|är|vi|jag))*:? )"
    rf"(?P<value>(?:[A-ZÅÄÖ][\w-]+ ){{1,3}}{NUMBER}(?P<tail>{TAIL}))"
)
POSTAL_LINE = re.compile(
    rf"(?<![\w/.-])(?P<value>(?:[A-ZÅÄÖ][\w-]+ ){{1,2}}\d{{1,4}} ?[A-Z]?[ ,\n]{{1,3}}{POSTCODE} {TOWN})"
)
POST_BOX = re.compile(rf"(?<!\w)(?i:box) ?\d{{1,5}}[ ,\n]{{1,3}}{POSTCODE}(?!\d)(?:[ ,]{{1,2}}{TOWN})?")
OWN_POST = re.compile(
    r"\b(?:(?:min|vår|hennes|hans) |hem)(?:post|bostads|hem)?adress\w*\b[^.!?]{0,20}$|\b(?:mig|oss|henne|honom)\b[ ,:på]{0,6}$|\badress: ?$"
)
NOT_VILLAGE = frozenset(
    "kv kvarteret fastigheten box rum sal klass årskurs plan linje buss avdelning grupp lag nivå våning kap nr den vecka ca hus trappa zon etapp årskursen".split()
)


def find(text: Text) -> Iterator[Finding]:
    """Street addresses: homes as stops, places as notes."""
    if not any(character.isdigit() for character in text.plain):
        return
    taken: list[tuple[int, int]] = []
    for match in _street().finditer(text.plain):
        start = _street_start(match)
        if not _is_street(match, text):
            continue
        end = _end(match)
        taken.append((start, end))
        yield _judged(text, start, end, match)
    for pattern in (VILLAGE, POSTAL_LINE):
        for match in pattern.finditer(text.plain):
            start, end = match.span("value")
            first = text.lower[start:end].split()[0]
            public = pattern is POSTAL_LINE and NOT_HOME_NEAR.search(text.before(start, 60))
            position = bisect_left(taken, (start, end))
            near = taken[max(0, position - 1) : position + 1]
            if any(start < e and s < end for s, e in near) or first in NOT_VILLAGE or public:
                continue
            if pattern is VILLAGE:
                end = _end(match)
            insort(taken, (start, end))
            yield _home(text, start, end, Confidence.PROBABLE, reasons.HOME)
    for match in POST_BOX.finditer(text.plain):
        if not text.is_answer and OWN_POST.search(text.before(match.start(), 50)):
            yield _home(text, *match.span(), Confidence.PROBABLE, reasons.HOME_POSTCODE)


def beside_names(text: Text, addresses: Sequence[Finding], names: Sequence[Finding]) -> list[Finding]:
    """The addresses again, those that follow straight upon a person's name made homes."""
    ends = sorted(name.end for name in names)
    judged = []
    for address in addresses:
        beside = any(
            not re.search(r"[.!?]", text.original[end : address.start])
            for end in ends[bisect_left(ends, address.start - 8) : bisect_right(ends, address.start)]
        )
        if address.level is Level.NOTE and beside:
            address = replace(address, level=Level.STOP, confidence=Confidence.SURE, reason=reasons.HOME_PERSON)
        judged.append(address)
    return judged


def _street_start(match: re.Match[str]) -> int:
    """Start of the street's name without ordinary words that the pattern took along ("Bor", "På", "Vid Storgatan")."""
    start = match.start("street")
    parts = match["street"].split(" ")
    while len(parts) > 1 and (
        (parts[0].islower() and fold(parts[0]) not in KEPT)
        or (parts[0].lower() in words("not_names") and fold(parts[0]) not in KEPT)
        or parts[0].lower() in LEADING
        or parts[0].lower().endswith(("adress", "adressen"))
    ):
        start += len(parts.pop(0)) + 1
    return start


KEPT = frozenset("norra sodra ostra vastra stora lilla gamla nya ovre nedre inre yttre sankt s:t n n. s s. o v".split())
LEADING = frozenset(
    "bor på vid vi jag från till adress hos mellan adressen hemma utanför kring i av gatan min vår hej".split()
)


def _is_street(match: re.Match[str], text: Text) -> bool:
    last = match["street"].rsplit(" ", 1)[-1].lower()
    if (
        last
        in (
            "plats",
            "plan",
            "led",
            "gång",
            "platsen",
            "gatan",
            "vägen",
            "gata",
            "väg",
            "backen",
            "hage",
            "park",
            "strand",
            "ring",
            "kaj",
            "parken",
            "dalen",
            "ringen",
            "leden",
            "gården",
            "berget",
            "skogen",
            "ängen",
            "lunden",
            "hamnen",
            "stranden",
            "torget",
            "hagen",
            "liden",
            "gången",
            "heden",
            "viken",
            "udden",
            "kroken",
            "backe",
            "slingan",
            "stigen",
        )
        and " " not in match["street"]
    ):
        return (
            last in ("gatan", "vägen", "stigen", "ringen", "kroken", "slingan", "backen")
            and match["street"][0].isupper()
            and not text.begins_sentence_at(match.start())
        )
    if last.endswith(
        (
            "förgården",
            "trädgården",
            "skolgården",
            "innergården",
            "bakgården",
            "parkeringsplatsen",
            "lekplatsen",
            "arbetsplatsen",
            "hållplatsen",
            "motorvägen",
            "arbetsplats",
            "hållplats",
            "lekplats",
            "parkeringsplats",
            "cykelvägen",
            "gångvägen",
            "våning",
            "omgång",
            "omgången",
            "tillgången",
            "ingången",
            "uppgången",
            "utgången",
            "kundtjänst",
            "avdelningen",
            "handlingsplan",
            "detaljplan",
            "handlingsplanen",
            "detaljplanen",
            "genomgången",
            "årgången",
            "framgång",
            "övergången",
            "badplatsen",
            "fotbollsplan",
            "riksvägen",
            "länsväg",
            "riksväg",
            "länsvägen",
            "europavägen",
            "arbetsdagen",
            "småstugan",
        )
    ):
        return False
    return not re.match(
        r"\s?(?:kl|år|månader|dagar|gånger|meter|m\b|st\b|%|procent|kr\b|kronor|grader|minuter|personer|barn|lägenheter|parkering)",
        text.lower[match.end("nr") : match.end("nr") + 14],
    )


def _end(match: re.Match[str]) -> int:
    """End of the address: the town belongs to it when it has a capital or is a known place."""
    end = match.end()
    post = match["post"]
    if post:
        town = re.search(rf"(?<=\d)[ ,]{{1,2}}({TOWN})$", post, re.IGNORECASE)
        if town is not None:
            first = town.group(1).split(" ")[0]
            if not first[0].isupper() and fold(first) not in places():
                end = match.end("post") - len(town.group())
            elif " " in town.group(1):
                second = town.group(1).split(" ")[1]
                if not second[0].isupper() or second.lower() in words("not_names"):
                    end -= len(second) + 1
    return end


def _judged(text: Text, start: int, end: int, match: re.Match[str]) -> Finding:
    sentence_start, _ = text.sentence(start)
    before = text.lower[max(sentence_start, start - 90) : start]
    wider = text.before(start, 60)
    after = text.lower[end : min(len(text.lower), end + 70)]
    if text.is_answer:
        return _judged_in_answer(text, start, end, match, before, after)
    if NOT_HOME_NEAR.search(wider) and not re.search(
        r"\b(?:bor|boende|hemadress|min adress|hem till|hos mig|hos oss)\b", before
    ):
        return _place(text, start, end)
    tail = match["tail"]
    if tail.strip(" ,\n") and (match["post"] is None or not NOT_HOME_NEAR.search(wider)) and not BOX.search(wider):
        return _home(text, start, end, Confidence.SURE, reasons.HOME_POSTCODE)
    if CARE_OF.search(wider) or (_lives(before) and not MOVED_THING.search(before)):
        return _home(text, start, end, Confidence.SURE, reasons.HOME)
    if HOME_AFTER.search(after) or (re.match(r"^[^.!?\n]{0,40}\bhemma hos\b|^[^.!?\n]{0,25}\bhos oss\b", after)):
        return _home(text, start, end, Confidence.SURE, reasons.HOME)
    if PERSON_BEFORE.search(before):
        return _home(text, start, end, Confidence.PROBABLE, reasons.HOME)
    return _place(text, start, end)


def _judged_in_answer(text: Text, start: int, end: int, match: re.Match[str], before: str, after: str) -> Finding:
    """In an answer "vi" and "oss" are the municipality: only what is said to or about the other person makes a home."""
    if IN_ANSWER.search(before) or re.match(
        r"[\s,.)]{0,3}(?:där|som) (?:du|ni|hon|han|din \w+) (?:bor|hyr|äger|bodde)\b", after
    ):
        return _home(text, start, end, Confidence.SURE, reasons.HOME)
    flat = re.search(r"lgh|lägenhet|\btr\b|c/o", match["tail"].lower()) is not None
    if flat and not NOT_HOME_NEAR.search(text.before(start, 60)):
        return _home(text, start, end, Confidence.PROBABLE, reasons.HOME_POSTCODE)
    return _place(text, start, end)


IN_ANSWER = re.compile(
    r"\b(?:du bor|ni bor|du är (?:skriven|folkbokförd)|din (?:adress|bostad|lägenhet|villa|fastighet|hemadress|tomt|nya adress)|ditt (?:hem|hus)|hos dig|hos er|er (?:adress|bostad|fastighet|tomt)|hem till (?:dig|er)|(?:din|ditt|hennes|hans) \w+ bor|hemma|(?:han|hon) bor)\b[^.!?]{0,40}$"
)


OUTSIDE = re.compile(
    r"\b(?:utanför|framför|vid|bredvid|mittemot|mitt emot|förbi|bakom|intill)(?: (?:den|det|de))?(?: (?!min\b|vår\b|mitt\b|vårt\b)\w+)? $"
)


def _lives(before: str) -> bool:
    """True where a word of living stands close before the street, with nothing public in between."""
    cues = [cue for cue in BOUNDARY_HOME.finditer(before) if not OUTSIDE.search(before[: cue.start()])]
    if not cues or re.search(
        r"\b(?:besöks|post|webb|e-post|mejl|mail|kommunens |förvaltningens |er |kontorets )adress(?:en)?\b", before
    ):
        return False
    between = before[cues[-1].end() :]
    if cues[-1].group().startswith("flytt"):
        between = between.replace(" till ", " ", 1)
    return len(between) <= 45 and not re.search(
        r"\b(?:mittemot|bredvid|nära|intill|utanför|vid|mellan|längs|förbi|bakom|till|korsningen|hålet|lampan|belysningen|lekplatsen|parken)\b",
        between,
    )


def _home(text: Text, start: int, end: int, confidence: Confidence, reason: reasons.Reason) -> Finding:
    return text.finding(start, end, Category.HOME_ADDRESS, Level.STOP, confidence, reason)


def _place(text: Text, start: int, end: int) -> Finding:
    return text.finding(start, end, Category.HOME_ADDRESS, Level.NOTE, Confidence.UNSURE, reasons.PLACE)
