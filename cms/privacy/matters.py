"""Whether a text as a whole concerns one individual: a pupil, client or patient, or a named employee.

Feedback of that kind is unsuitable for publishing even when every name is cut out. Cues are added up within a stretch of neighbouring
text: who (a relative, a client, a named employee), where (school, care), what happened, and what singles somebody out. The threshold is
fixed here and chosen for recall: a reviewer loses seconds on a false alarm, a person may lose much on a miss.
"""

# ruff: noqa: E501 (a pattern reads best in one piece)

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from cms.privacy import reasons
from cms.privacy.findings import Category, Confidence, Finding, Level, MatterAssessment, MunicipalLists
from cms.privacy.lexicon_files import fold, words
from cms.privacy.text import Text

THRESHOLD = 5
SURE_FROM = 7
STRETCH = 420

Cue = tuple[int, str, int, str]
"""Position, kind, weight, phrase as typed."""

RELATIVE = re.compile(
    r"\b(?:min|mitt|mina|vår|vårt|våra|hennes|hans|deras|din|ditt|er) (?:[\wåäö-]+ ){0,2}(?:son|sons|sonen|dotter|dotters|barn|barns|pojke|flicka|kille|tjej|grabb|unge|mamma|mammas|mor|mors|pappa|pappas|far|fars|mormor|mormors|morfar|farmor|farfar|make|makes|maka|man|mans|fru|frus"
    r"|hustru|sambo|bror|syster|moster|faster|farbror|morbror|kusin|barnbarn|svärmor|svärfar|granne|väninna|vän|anhörig|anhöriga|sexåring|\w*åring|förälder|föräldrar|tvillingar|bonusson|bonusdotter|släkting)\b"
    r"|\b(?:mamma|mamman|pappa|mormor|morfar|farmor|farfar|svärmor|svärfar|svärfadern|svärmodern|syrran|brorsan|morsan|farsan|mor|far|sonen|dottern|lillkillen|lilltjejen|grabben|maken|makan|hustrun|sambon)(?:s)?\b|\b(?:son|dotter) på \d|\b\d{1,2}-?årig (?:son|dotter|pojke|flicka|kvinna|man|kille|tjej|elev)"
)
CLIENT = re.compile(
    r"\b(?:eleven|brukaren|klienten|patienten|pojken|flickan|barnet|den boende|vårdtagaren|kunden|omsorgstagaren|hyresgästen|gossen|tjejen|killen|den äldre (?:damen|mannen|kvinnan)|damen|farbrodern|tanten|gubben)s?\b|\b(?:mannen|kvinnan|damen|personen) (?:i|på|ovanför|under|som|hos|bredvid|mittemot)\b"
    r"|\ben (?:äldre |ung |viss |annan |annan äldre )?(?:pojke|flicka|elev|brukare|patient|klient|boende|dam|kvinna|man|kille|tjej|kamrat|klasskamrat|åttaåring|\w+åring) (?:i|på|som|hos|vid|med)\b|\bett (?:visst )?barn (?:i|på|som|hos)\b"
)
SELF_AS_CLIENT = re.compile(
    r"\b(?:min|mitt|mina) (?:\w+ )?(?:handläggar|socialsekreterar|biståndshandläggar|kontaktperson|hemtjänst|färdtjänst|assisten|försörjningsstöd|utredning|biståndsbeslut|boendestöd|lss|gode man|god man|larm|trygghetslarm|vårdplan|journal|akt\b|socialbidrag|praktikplats|placering|vårdnad|barndom|insats|läkar|dosett|psykolog|ledsag|sjukskriv|anställ)\w*|\bhar en personlig assistent\b|\bmina (?:uppgifter|journaler|mediciner|papper)\b|\bav mina? (?:barn|assistent)"
    r"|\bjag (?:har|fick|får|hade|söker|sökte|ansökte|nekas|nekades|blev|är|beviljades)(?: \w+){0,4} (?:hemtjänst|färdtjänst|försörjningsstöd|assistans|boendestöd|avslag|lss|trygghetslarm|ledsagning|socialbidrag|ekonomiskt bistånd|beviljad|nekad|utredd|hemlös|bostadslös|placerad|utförsäkrad|sjukskriven|vräkt|sjuk)"
    r"|\b(?:om|av|mot|åt) mig\b(?=.{0,80}(?:soc|hemtjänst|handlägg|boende))"
)
EMPLOYEE = re.compile(
    r"\b(?:läraren|fröken|magistern|rektorn|mentorn|handläggaren|socialsekreteraren|biståndshandläggaren|undersköterskan|sjuksköterskan|skolsköterskan|kuratorn|specialpedagogen|assistenten|pedagogen|förskolläraren|barnskötaren|vikarien|vaktmästaren"
    r"|chauffören|föraren|enhetschefen|chefen|läkaren|psykologen|bibliotekarien|badvakten|parkeringsvakten|inspektören|städaren|städerskan|kocken|tränaren|hemtjänstpersonalen|nattpersonalen|kontaktpersonen|gode mannen|bygglovshandläggaren|tjänstemannen|idrottsläraren|matteläraren|mattelärare|klassföreståndaren|boendestödjaren|elevassistenten|resurspersonen|fritidspedagogen|medarbetaren|\w+läraren)s?\b"
    r"|\b(?:hon|han|den|kvinnan|mannen|killen|tjejen) som (?:är (?:chef|ansvarig|lärare)|jobbar|arbetar|sitter|kör|kom från)\b|\ben (?:av|i|ur) personalen\b|\ben (?:viss |av era |specifik |anställd |i personalen )?(?:lärare|handläggare|undersköterska|chaufför|anställd|vikarie|kille|tjej|man|kvinna) (?:på|i|hos|från) (?:hemtjänst|boend|förskol|skol|soc|avdelning|äldreboend)"
)
SINGLED_OUT = re.compile(
    r"\b(?:klass|åk|årskurs|årskursen|grupp|rum|lägenhet|lgh|avdelning|avd\.?) ?\d{1,4}(?: ?[a-fA-F])?\b|\b[1-9] ?[a-fA-F]\b(?= på| i |an|:an|[.,!])|\b[1-9][a-f]\b|\b(?:den|det) enda\b|\bden ende\b|\benda (?:flickan|pojken|eleven|barnet|killen|tjejen)\b|\b\d{1,2}[- ]?år(?:ig|iga|ige|ing|ingen)?\b|\b(?:sex|sju|åtta|nio|tio|elva|tolv|tretton|fem|fyra|tre|två)åring(?:en)?\b"
    r"|\bnyligen flytta(?:t|de) (?:hit )?från\b|\btvillingar(?:na)?\b|\b(?:i|på) (?:ettan|tvåan|trean|fyran|femman|sexan|sjuan|åttan|nian|förskoleklass(?:en)?)\b|\bsom (?:bara|just) (?:hon|han) har\b"
)
PERSON_OPINION = re.compile(
    r"\b(?:otrevlig|nonchalant|elak|oförskäm|dryg|snäsig|arrogant|inkompetent|ljuger|ljög|lat |slarvig|bemötte|bemötande|bemöter|skrek|skäller|skällde|hånade|ignorerade|vägrar|trevlig|fantastisk|underbar|duktig|hjälpsam|proffsig|guld|stjärna|ros till|eloge|beröm|tack(?:a|ar)? (?:till|för)|snäll|omtänksam|engagerad|klaga på|klagomål (?:på|mot)|sluta|sparka|avsked|byta (?:ut|lärare|handläggare)|kompetent|toppen|bäst|bra jobb|korrupt|rasist|favoriserar|mutad|hemsk|olämplig|fuskar|luktar|idiot|tålamod|lyhörd|professionell)"
)
TREATED = re.compile(
    r"\b(?:blev|blivit|blir|bli|fick|fått|får inte|fick inte|inte får|aldrig|ingen (?:som )?(?:kommer|kom|ringde|ringer|hjälper|gör|lyssnar|bryr)|bryr sig inte|utan att|utan förvarning|trots att|trots|fast(?:än)?|tog|tas|skickat|skickade|gett|gav ut|berättat|kräver|tvingades|vågar inte|lämnades|satt|ligger nu|ligger|hamnade|slutat|beslutat|ljugit)\b"
)
THIRD = re.compile(r"\b(?:han|hon|honom|henne|hans|hennes)\b")
UNIT_AFTER_NAME = re.compile(r"^\s*(?:,|\()?\s*(?:på|i|från|hos|vid|som (?:är|jobbar|arbetar))\s+[\wåäö]+")
SIGNED = re.compile(r"(?:mvh|h[äa]lsning\w*|h[äa]lsar|vänligen|//|\bvh)[^\n.]{0,12}\n{0,3}[^\n.]{0,24}$")
INTRODUCED_SELF = re.compile(r"\b(?:jag heter|mitt namn är|undertecknad|hej|hejsan|bästa|kära|jag är)[,!]?\s*$")


@cache
def _stems(name: str) -> re.Pattern[str]:
    stems = sorted(
        {re.escape(stem) for stem in words(name)} | {re.escape(fold(stem)) for stem in words(name) if len(stem) > 3},
        key=len,
        reverse=True,
    )
    exact = [stem for stem in stems if len(stem) <= 3]
    open_ended = [stem for stem in stems if len(stem) > 3]
    return re.compile(rf"\b(?:(?:{'|'.join(open_ended)})[\wåäö]*|(?:{'|'.join(exact)})\b)")


NOT_EVENTS = re.compile(
    r"(?:skolan|skola|skolor|stödja|stöder|sjukhus\w*|sjukvård\w*|dogs|dra|sårbar\w*|medicinsk\w*|resurser|resurs\w*fördel\w*|stödlinje\w*|hjälper gärna)"
)
DIED_OUT = re.compile(r"(?:träd|busk|gräs|is|lamp|snö|vatten|fisk)")


def assess(text: Text, findings: Sequence[Finding], lists: MunicipalLists) -> MatterAssessment:
    """Level, score and raising phrases for one text; the level is none below the threshold."""
    cues = sorted([*_who(text), *_named(text, findings), *_where_and_what(text), *_health(text, findings)])
    best, phrases = _best_stretch(cues)
    closed = [unit for unit in lists.closed_units if unit and unit.lower() in text.lower]
    if closed:
        best, phrases = max(best, SURE_FROM), (*phrases, *closed)
    if best < THRESHOLD:
        return MatterAssessment(None, None, best, phrases)
    if best >= SURE_FROM:
        return MatterAssessment(Level.STOP, Confidence.SURE, best, phrases)
    return MatterAssessment(Level.DECIDE, Confidence.PROBABLE, best, phrases)


def _who(text: Text) -> list[Cue]:
    cues: list[Cue] = []
    for kind, pattern, weight in (
        ("who", RELATIVE, 2),
        ("who", CLIENT, 2),
        ("who", SELF_AS_CLIENT, 2),
        ("employee", EMPLOYEE, 2),
    ):
        cues.extend((m.start(), kind, weight, text.plain[m.start() : m.end()]) for m in pattern.finditer(text.lower))
    cues.extend((m.start(), "singled", 1, text.plain[m.start() : m.end()]) for m in SINGLED_OUT.finditer(text.lower))
    return cues


def _named(text: Text, findings: Sequence[Finding]) -> list[Cue]:
    """Names that are neither the writer's own nor the greeted person's."""
    cues: list[Cue] = []
    for finding in findings:
        if (
            finding.category is not Category.NAME
            or finding.level is Level.NOTE
            or finding.reason in (reasons.SENDER, reasons.NAME_GREETING, reasons.NAME_SIGNATURE)
        ):
            continue
        before = text.original[max(0, finding.start - 48) : finding.start].lower()
        after = text.original[finding.end : finding.end + 40].lower()
        if SIGNED.search(before) or INTRODUCED_SELF.search(before) or not after.strip(" .!\n"):
            continue
        employed = (
            UNIT_AFTER_NAME.match(after) is not None
            or re.search(
                r"\b(?:\w*(?:lärare|rektor|chef|handläggare|sköterska|assistent|pedagog|vaktmästare|fröken|sekreterare|personal)\w*)\W{1,3}$",
                before,
            )
            is not None
        )
        cues.append(
            (
                finding.start,
                "employee" if employed else "named",
                3 if employed else 2,
                text.original[finding.start : finding.end],
            )
        )
    return cues


def _where_and_what(text: Text) -> list[Cue]:
    cues: list[Cue] = [
        (m.start(), "where", 1, text.plain[m.start() : m.end()]) for m in _stems("care_words").finditer(text.lower)
    ]
    for match in _stems("case_events").finditer(text.lower):
        if NOT_EVENTS.fullmatch(match.group()) is None:
            cues.append((match.start(), "event", 2, text.plain[match.start() : match.end()]))
    for kind, pattern in (("treated", TREATED), ("third", THIRD)):
        cues.extend((m.start(), kind, 1, text.plain[m.start() : m.end()]) for m in pattern.finditer(text.lower))
    cues.extend((m.start(), "opinion", 2, text.plain[m.start() : m.end()]) for m in PERSON_OPINION.finditer(text.lower))
    return cues


def _health(text: Text, findings: Sequence[Finding]) -> list[Cue]:
    return [
        (f.start, "health", 2, text.original[f.start : f.end])
        for f in findings
        if f.category is Category.HEALTH and f.level is not Level.NOTE
    ]


def _best_stretch(cues: list[Cue]) -> tuple[int, tuple[str, ...]]:
    """The highest sum within one stretch, each kind counted once, and the phrases that made it."""
    best = 0
    chosen: tuple[str, ...] = ()
    positions = [cue[0] for cue in cues]
    for position, kind, _, _ in cues:
        if kind not in ("who", "employee", "named"):
            continue
        strongest: dict[str, tuple[int, str]] = {}
        near = slice(bisect_left(positions, position - STRETCH // 2), bisect_right(positions, position + STRETCH // 2))
        for _, other_kind, weight, phrase in cues[near]:
            if weight > strongest.get(other_kind, (0, ""))[0]:
                strongest[other_kind] = (weight, phrase)
        score = _score(strongest)
        if score > best:
            best, chosen = score, tuple(phrase for _, phrase in strongest.values())
    return best, chosen


def _score(strongest: dict[str, tuple[int, str]]) -> int:
    """Who, where, what and what singles out. An opinion counts where an employee is spoken of, and instead of an event, not besides it."""
    weights = {kind: weight for kind, (weight, _) in strongest.items()}
    who = max(weights.get("who", 0), weights.get("named", 0)) + weights.get("employee", 0) // (
        2 if "who" in weights or "named" in weights else 1
    )
    employed = "employee" in weights
    happening = max(weights.get("event", 0), weights.get("opinion", 0) if employed else 0)
    return (
        who
        + weights.get("where", 0)
        + happening
        + sum(weights.get(kind, 0) for kind in ("singled", "health", "treated", "third"))
    )
