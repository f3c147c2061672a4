"""Names of persons: lists, shapes of surnames, and the words around.

A name is accepted on evidence: first name with surname; a word after "heter", "mvh", "min son", "läraren"; a first name standing alone
with a capital. It is refused by what follows (gata, skola, AB), by what stands before (stormen, lex, avdelning), by places, and when
the whole is a historic or world-famous person. Words that are also names (Sten, Love, Dag) need a surname or such words before them.
"""

# ruff: noqa: E501 (a pattern reads best in one piece)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from cms.privacy import reasons
from cms.privacy.findings import Category, Confidence, Finding, Level, MunicipalLists
from cms.privacy.lexicon_files import (
    FAKER_SWEDISH,
    entries,
    faker_names,
    first_names,
    other_first_names,
    places,
    surname_shape,
    surnames,
    words,
)
from cms.privacy.reasons import Reason
from cms.privacy.text import Text, Word

PARTICLES = frozenset("von van de af al el bin ben abu da di la der dos du le ter bint ibn del do san".split())
ORGANISATION = re.compile(
    r"\w*(?:förvaltning(?:en)?|kontor(?:et)?|enhet(?:en)?|avdelning(?:en)?|nämnd(?:en)?|kommun(?:en)?|skola(?:n)?|skolor(?:na)?|förskol\w*|verk(?:et)?|hemmet|team(?:et)?|tjänst(?:en)?|centret|centrum|center|boende(?:t)?|huset|gård(?:en)?"
    r"|styrelse(?:n)?|bolag(?:et)?|förening(?:en)?|sektion(?:en)?|verksamhet(?:en)?|laget|råd(?:et)?|byrå(?:n)?|bibliotek(?:et)?|badet|park(?:en)?|gata(?:n)?|väg(?:en)?|torg(?:et)?|kyrka(?:n)?|gymnasi(?:et|um)|museet|arena(?:n)?|hall(?:en)?"
    r"|sjukhus(?:et)?|mottagning(?:en)?|stad(?:en)?|partiet|demokraterna|moderaterna|liberalerna|service|omsorg(?:en)?|sjön|ån|ön|viken|berget|dalen|udden|stranden|hamnen|skogen|bostäder|hus|trafiken|posten|banken|bussar|taxi|stigen|platsen|backen|leden"
    r"|boken|appen|portalen|systemet|festivalen|dagen|loppet|cupen|veckan|jul|marknad(?:en)?|bygg|gården|byggen|området|staden|distriktet|drift(?:en)?|underhåll|teknik|planering(?:en)?|utveckling(?:en)?|logistik|belysning(?:en)?|ekonomi(?:n)?|förvaltarna|regionen|energi|vatten|renhållning|förbund(?:et)?|myndighet(?:en)?|kassan|dagis|inspektion(?:en)?|akademi(?:n)?|högskola(?:n)?|universitet(?:et)?)s?"
)
SIGN_OFF_HOLDS = (
    "vh",
    "v.h",
    "v h",
    "hälsn",
    "halsn",
    "hälsa",
    "halsa",
    "nlig",
    "/",
    "ha det",
    "kram",
    "tack",
    "signerat",
    "tecknad",
    "tecknar",
    "respekt",
    "hälsni",
)
SAYS_NAME_HOLDS = ("heter", "hette", "heta", "namn", "döpt", ":", "ombud", "jag", "hälsa", "hälsn")
GREETING = frozenset("hej hejsan hallå tjena tja hejhej kära käre bästa god goddag godmorgon hej,".split())
SIGN_OFF = re.compile(
    r"(?:\bmvh|\bm\.?v\.?h\.?|h[äa]lsning(?:ar|en)?|\bh[äa]lsar|\bvh|\bmed v[äa]nlig h[äa]lsning(?:ar)?|\bv[äa]nligen|(?:^|\s)//?|\bhälsn|\bhälsn\.|\bha det (?:gott|bra|fint)|\bkram(?:ar)?|\btack (?:på förhand|för hjälpen|för mig)|\bsignerat|\bundertecknad(?:e)?"
    r"|\btecknar|\bmed vänliga? hälsningar?|\brespektfullt|\bh[äa]lsningar från|\bhälsningar fr)[ \t,.!:;/~–-]*\n{0,3}[ \t/–-]*(?:från )?$"
)
SAYS_NAME = re.compile(
    r"(?:\b(?:jag |han |hon |hen |som |sonen |dottern |barnet |\w+ )?(?:heter|hette|heta|döpt till|vid namn|med namnet|namnet är|namn är|namn:|namn ?-|namnet|namn|i för- och efternamn)|\bmitt namn [äa]r|\bmitt namn|\bnamn: ?|\bhandläggare:|\bkontaktperson:|\bkontakt:|\bavsändare:"
    r"|\banmälare:|\bsökande:|\belev:|\bvårdnadshavare:|\bbrukare:|\bbarn:|\bpatient:|\bklient:|\bställföreträdare:|\bgod man:|\bfrån:|\bansvarig:|\bskickat av:?|\bgenom ombud|\bjag är|\bdet är jag,?|\bnamns|\bhälsa(?:r)?(?: så gott)? till|\bhälsningar till)"
    r"(?: (?:också|också|även|är|inte|nu|då))?\s*[:\"“”'«»-]{0,2}\s*$"
)
SAYS_NAME_AFTER = re.compile(
    r"\s?,? (?:heter (?:jag|han|hon|hen|min|vår)|var namnet|är mitt namn|här(?:[,.!]| igen| från| som)|kallas (?:jag|han|hon))"
)
THANKED = re.compile(
    r"\b(?:tack(?:a|ar)?|beröm|ros|eloge|kram|heja|hurra för|guldstjärna|hälsa|hälsar)(?: så mycket| även| också)?(?: till| för| åt)?\s*$"
)
WEAK_BEFORE = re.compile(
    r"\b(?:med|me|e|ä|av|hos|till|från|åt|mot|om|för|och|samt|kontaktade|kontaktat|träffade|träffat|ringde|ringt|mailade|mejlade|talade med|pratade med|pratat med|frågade|frågat|bad|tackar|tacka|saknar|känner|hjälpte|med en|av en|mötte|möta|fick|att|när|då|som|eftersom|men|medan|enligt|såg|sett|särskilt|speciellt|främst|framförallt|be|ber|bett|kan|var|är|kontakta|ring|träffa|fråga|frågar|låt|låta|mejla|maila|tror|vet|hälsa|hälsar|kallar|ge|ger|gav|lilla|stackars|snälla|underbara|fantastiska|duktiga|kära|gamla)\s*$"
)
PLACE_BEFORE = re.compile(
    r"\b(?:i|på|vid|mellan|genom|kring|runt|över|utanför|norr om|söder om|öster om|väster om|längs|mot|nära|via)\s*$"
)
INDEFINITE_ROLES = frozenset(
    "enhetschef rektor chef områdeschef verksamhetschef förvaltningschef avdelningschef registrator kommunikatör samordnare projektledare handläggare ordförande lärare".split()
)
SIGNATURE_ROLE = re.compile(
    r"[ \t]*[,\n/(–-]+[ \t]*(?:tf\.? |bitr\.? |biträdande |vik\.? |t\.f\. |1:e |din |er |kommunens )?([^\W\d_]+)"
)
ROLE_ENDING = re.compile(
    r"\w*(?:chef|chefen|handläggare|sekreterare|ingenjör|arkitekt|strateg|utredare|samordnare|ledare|rektor|lärare|sköterska|inspektör|ansvarig|direktör|assistent|pedagog|registrator|kommunikatör|tekniker|controller|konsulent|bibliotekarie|ordförande|kurator|psykolog|läkare|koordinator|administratör|jurist|planerare|vaktmästare|råd|terapeut|mästare|förvaltare|terapeuten)"
)
YOUNG_KIN = frozenset(
    "son sonen sonens sons dotter dottern dotters döttrar barn barnet barnbarn mamma mammas pappa pappas mormor morfar farmor farfar bror syster make maka man fru hustru sambo moster faster morbror farbror kusin granne grannen väninna vän kompis kollega kollegan elev flickvän pojkvän svärmor svärfar svärson svärdotter söner lillebror lillasyster storebror storasyster kille tjej grabb flicka pojke bonusson bonusdotter gudson guddotter barnbarnet storebrors syrra brorsa farsa morsa exman exfru".split()
)
INTRODUCES = YOUNG_KIN | frozenset(
    "heter hette heta är ar namn namnet mvh vh hälsningar halsningar hälsning halsning hälsar halsar vänligen från fr undertecknad undertecknat tecknar kram kramar fint gott bra förhand hjälpen mig"
    " herr fru fröken hr familjen tant farbror moster faster morbror".split()
)
SMALL_TALK = frozenset(
    "å o e ä så va nu då ju väl ba typ alltså förresten bl mfl bor jobbar undrar vill går kommer ringer skriver skulle behöver".split()
)
JOINED = re.compile(r"[ \t]{1,2}|-|[ ]?-[ ]?")
HUMAN_VERBS = frozenset(
    "sa sade ringde lovade skrek skällde skrev vägrade bemötte slutade hjälpte svarade jobbar jobbade arbetar arbetade bor bodde heter berättade mejlade hälsar bad mötte glömde började hörde tyckte menade dog föll ramlade".split()
)
FOREIGN_SHAPE = re.compile(
    r"[wqzçşğłńśźżćčšžđţșțñõãêîôûı]|x[aeiou]|aa|uu|ii|oo|ee|sh|kh|gh|dh|th|zh|cz|sz|ou|mb|dj|eh$|ah$|ai$|ey$|^al-|^el-|oğl|ic$|ovic|enko|chuk|yan$"
)
SIGNS_ANONYMOUSLY = re.compile(
    r"\w+(?:are|förälder|föräldrar|mamma|pappa|ist|bo|boende|ad|ig|isk|lig|farfar|sson-|gäst|ägare|na|at)"
)
ANONYMOUS_CAPITAL = re.compile(r"\w+(?:are|förälder|föräldrar|mamma|pappa|ist|bo|bor|boende|gäst|vän)")
ANYBODY = re.compile(r"\bman (?:heter|hette)(?: \w+ (?:eller|och|o))? $")
PERFORMS = re.compile(
    r"\b(?:konsert\w*|spelning\w*|föreställning\w*|uppträdande\w*|film\w*|pjäs\w*|bok|boken|böcker|roman\w*|låt\w*|skiva\w*|artisten|författaren|sångaren|sångerskan|skådespelaren|komikern|konstnären|statyn?) (?:(?:med|av|över) )?$"
)
"""Whom a sentence names as artist or author is in public with that name."""
UNIT_SHAPE = re.compile(
    r"\w{3,}(?:erna|arna|orna|na[rs]|kontrollen|tillsyn(?:en)?|skjutsen|skjuts|sköterskan|vakten|ningen|heten|köket|logen|rummet|stödet|gruppen|hälsan|vården|frågor|ärenden|utbildning|placering)"
)
"""What signs for many: definite plurals and nouns that are no surname."""
REGNAL = re.compile(r"(?:I{1,3}|IV|VI{0,3}|IX|X|XI{1,3}|XIV|XVI?)")
INITIAL = re.compile(r"(?:[A-ZÅÄÖ]\.?-?){1,2}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of words that may be one person's name: indexes of its words, its span, and what is known of it."""

    first: int
    last: int
    start: int
    end: int
    confidence: Confidence
    reason: Reason


class NameFinder:
    """Finds the names of one text. Words inside `taken` spans (addresses, e-mail, numbers) are left alone."""

    def __init__(self, text: Text, lists: MunicipalLists, taken: list[tuple[int, int]]) -> None:
        self.text = text
        self.words = text.words
        self.taken = sorted(taken)
        self._refused_to = -1
        self.own_places = frozenset(place.lower() for place in lists.places)
        letters = [c for c in text.plain[:4000] if c.isalpha()]
        self.shouts = len(letters) > 30 and sum(c.isupper() for c in letters) > 0.7 * len(letters)

    def candidates(self) -> Iterator[Candidate]:
        """Names in reading order, none overlapping another."""
        index, spans = 0, iter(self.taken)
        span = next(spans, None)
        while index < len(self.words):
            word = self.words[index]
            while span is not None and span[1] <= word.start:
                span = next(spans, None)
            if span is not None and word.start < span[1] and span[0] < word.end:
                index += 1
                continue
            if word.text.islower() and not first_name_strength(word.lower) and not self._may_be_introduced(index):
                index += 1
                continue
            found = self._at(index)
            if found is None:
                index = max(index, self._refused_to) + 1
                continue
            yield found
            index = found.last + 1

    # -- one word ------------------------------------------------------------------------------------------------------

    def _bare(self, word: Word) -> str:
        return bare_name(word.lower)

    def _first_strength(self, word: Word) -> int:
        return first_name_strength(word.lower)

    def _is_surname(self, word: Word) -> bool:
        bare = self._bare(word)
        if bare in words("not_names"):
            return False
        return (
            bare in surnames()
            or self._has_shape(bare)
            or ("-" in bare and any(part in surnames() for part in bare.split("-")))
        )

    def _has_shape(self, lower: str) -> bool:
        return len(lower) >= 6 and surname_shape().search(lower) is not None and not ORGANISATION.fullmatch(lower)

    def _is_ordinary(self, word: Word) -> bool:
        lower = word.lower
        known = (
            lower in words("not_names")
            or lower in words("kinship")
            or lower in words("roles")
            or lower in words("name_verbs")
        )
        return known or ROLE_ENDING.fullmatch(lower) is not None

    def _is_place(self, word: Word) -> bool:
        lower = word.lower
        bare = lower.removesuffix("s")
        return lower in places() or bare in places() or lower in self.own_places or bare in self.own_places

    # -- a run of words ------------------------------------------------------------------------------------------------

    def _at(self, index: int) -> Candidate | None:
        word = self.words[index]
        strength = self._first_strength(word)
        if word.is_capital and not self.shouts:
            initial = len(word.text) == 1 and self.text.plain.startswith(". ", word.end)
            if not strength and not initial and self._is_ordinary(word):
                return None
            return self._capital(index, strength)
        return self._lower(index, strength)

    def _run(self, index: int) -> int:
        """Index of the last capital word that goes on the name beginning here (initials and von, al, de between)."""
        last = index
        position = index + 1
        while position < len(self.words) and position - index <= 4:
            word, previous = self.words[position], self.words[position - 1]
            gap = self.text.plain[previous.end : word.start]
            initial_before = INITIAL.fullmatch(previous.text) is not None and gap in (". ", ".", ".-")
            if not (JOINED.fullmatch(gap) or initial_before):
                break
            if word.lower in PARTICLES and not word.is_capital:
                if not any(
                    following.is_capital or following.lower not in PARTICLES
                    for following in self.words[position + 1 : position + 2]
                ):
                    following = self.words[position + 2 : position + 3]
                else:
                    following = self.words[position + 1 : position + 2]
                if not following or not following[0].is_capital:
                    break
                position += 1
                continue
            if (
                not word.is_capital
                or (len(word.text) > 1 and self._is_ordinary(word) and not self._is_known_surname_after(index, word))
                or ORGANISATION.fullmatch(word.lower)
            ):
                break
            if self._is_place(word) and not self._is_surname(word):
                break
            if self._ends_in_genitive(previous) and position - 1 >= index and not self._is_surname(word):
                break
            last = position
            position += 1
        return last

    def _is_known_surname_after(self, index: int, word: Word) -> bool:
        return (
            self._first_strength(self.words[index]) == 3
            and word.lower in words("last_names")
            and word.lower not in words("not_names")
        )

    def _ends_in_genitive(self, word: Word) -> bool:
        return word.lower.endswith("s") and self._bare(word) != word.lower

    def _capital(self, index: int, strength: int) -> Candidate | None:
        word = self.words[index]
        if ORGANISATION.fullmatch(word.lower) and not strength:
            return None
        last = self._run(index)
        text = self.text
        if self.is_refused(index, last) or (last > index and self._is_famous(index, last)):
            self._refused_to = last
            return None
        before = text.before(word.start, 60)
        signed = signs_off(before)
        named = says_name(before)
        if last > index:
            return self._full(index, last, strength, signed or named)
        return self._single(index, strength, signed=signed, named=named)

    def _full(self, index: int, last: int, strength: int, introduced: bool) -> Candidate | None:
        """Two or more capital words in a row."""
        first_word, last_word = self.words[index], self.words[last]
        initials = INITIAL.fullmatch(first_word.text) is not None
        surname = self._is_surname(last_word)
        if strength >= 2 or (
            strength == 1
            and (
                surname
                or self._first_strength(last_word)
                or introduced
                or self._role_before(index)
                or self._kin_before(index)
            )
        ):
            if self._is_place(first_word) and self._is_place(last_word) and not introduced:
                return None
            return self._candidate(
                index, last, Confidence.SURE if surname or strength == 3 else Confidence.PROBABLE, reasons.NAME_FULL
            )
        if strength == 1:
            return self._unless_start(index, last)
        if initials:
            return (
                self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_FULL)
                if surname and len(last_word.text) > 3
                else None
            )
        if introduced or self._kin_before(index) or self._definite_role_before(index):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if self._is_place(first_word) or self._is_place(last_word):
            return None
        begins = self.text.begins_sentence(first_word)
        if self._greeted(index) and self._closes_greeting(last_word):
            return self._candidate(
                index,
                last,
                Confidence.PROBABLE,
                reasons.NAME_GREETING if self.text.is_answer else reasons.NAME_INTRODUCED,
            )
        family_first = first_word.lower in surnames() and any(
            self._first_strength(word) or self._is_surname(word) for word in self.words[index + 1 : last + 1]
        )
        if family_first and (not begins or self._person_verb_after(last)):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_FULL)
        if self._first_strength(last_word) >= 2 and not begins:
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_FULL)
        known = first_word.lower in surnames() and surname
        verb_after = self._person_verb_after(last)
        if surname and (known or not self.text.begins_sentence(first_word) or verb_after or self._role_after(last)):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_UNKNOWN)
        if (
            self._role_after(last)
            or (self._role_before(index) and last - index == 1)
            or (verb_after and last - index == 1 and not self.text.begins_sentence(first_word))
        ):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_UNKNOWN)
        before = self.text.before(first_word.start, 30)
        foreign = any(FOREIGN_SHAPE.search(word.lower) for word in self.words[index : last + 1])
        if (
            last - index > (2 if foreign else 1)
            or len(first_word.text) < 2
            or len(last_word.text) < 2
            or first_word.text.isupper() != last_word.text.isupper()
        ):
            return None
        if first_word.lower.endswith(("ens", "ets", "ns", "nas")) and not foreign:
            return None
        if begins:
            return (
                self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_UNKNOWN)
                if self._person_verb_after(last, strict=True)
                else None
            )
        if (WEAK_BEFORE.search(before) or THANKED.search(before)) and not PLACE_BEFORE.search(before):
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_UNKNOWN)
        return None

    def _unless_start(self, index: int, last: int) -> Candidate | None:
        if self.text.begins_sentence(self.words[index]):
            return None
        return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_FULL)

    def _single(self, index: int, strength: int, *, signed: bool, named: bool) -> Candidate | None:
        """One capital word."""
        word = self.words[index]
        if word.text.isupper() and len(word.text) > 3 and not (strength or named or self._is_surname(word)):
            return None  # shouted, not a name
        kin, role = self._kin_before(index), self._role_before(index)
        if self._greeted(index):
            if strength or self._closes_greeting(word):
                return self._candidate(
                    index,
                    index,
                    Confidence.SURE if strength else Confidence.PROBABLE,
                    reasons.NAME_GREETING if self.text.is_answer else reasons.NAME_INTRODUCED,
                )
            return None
        if len(word.text) == 1 or self.text.plain[word.end : word.end + 2] == "- ":
            return None
        jag_ar = self.text.before(word.start, 8).endswith("jag är ")
        if (signed or named) and not (jag_ar and not strength):
            if not strength and (
                ANONYMOUS_CAPITAL.fullmatch(word.lower) or (signed and UNIT_SHAPE.fullmatch(word.lower))
            ):
                return None
            if (
                strength
                or self._is_surname(word)
                or (not self._is_place(word) and (named or self._alone_in_line(index)))
            ):
                return self._candidate(
                    index, index, Confidence.SURE if strength else Confidence.PROBABLE, reasons.NAME_INTRODUCED
                )
            return None
        if kin and (strength or not self._is_place(word)):
            return self._candidate(
                index, index, Confidence.SURE if strength else Confidence.PROBABLE, reasons.NAME_INTRODUCED
            )
        if role and (
            strength or self._is_surname(word) or (self._definite_role_before(index) and not self._is_place(word))
        ):
            return self._candidate(
                index, index, Confidence.SURE if strength else Confidence.PROBABLE, reasons.NAME_INTRODUCED
            )
        if self._title_before(index) and (strength or self._is_surname(word) or not self._is_place(word)):
            return self._candidate(index, index, Confidence.SURE, reasons.NAME_INTRODUCED)
        if self._and_after_name(index) and strength:
            return self._candidate(index, index, Confidence.SURE, reasons.NAME_INTRODUCED)
        return self._alone(index, strength)

    def _alone(self, index: int, strength: int) -> Candidate | None:
        """One capital word that nothing introduces."""
        word = self.words[index]
        begins = self.text.begins_sentence(word)
        place = self._is_place(word)
        before = self.text.before(word.start, 24)
        text_after = self.text.after(word.end, 24)
        if SAYS_NAME_AFTER.match(text_after) and (strength or not self._is_ordinary(word)):
            return self._candidate(index, index, Confidence.SURE, reasons.NAME_INTRODUCED)
        if place and not self._person_verb_after(index, strict=True):
            return None
        if word.text.isupper() and len(word.text) <= 4:
            return None
        if strength == 3:
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
        if strength == 2 and (not begins or self._person_verb_after(index) or self._role_after(index)):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
        if strength == 1:
            if (
                not begins
                and not self._preposition_of_place(before)
                and (
                    word.lower in faker_names(FAKER_SWEDISH)[0]
                    or WEAK_BEFORE.search(before)
                    or self._person_verb_after(index)
                    or self._role_after(index)
                )
            ):
                return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
            if begins and (self._role_after(index) or self._name_follows(index) or SAYS_NAME_AFTER.match(text_after)):
                return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
            return None
        bare = self._bare(word)
        if (
            THANKED.search(before)
            and re.match(r" (?:i|på|från|hos|för|som|o|och)\b", text_after)
            and not place
            and not ORGANISATION.fullmatch(word.lower)
        ):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if not begins and bare.endswith("sson") and self._is_surname(word):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_SURNAME)
        if begins and bare.endswith("sson") and bare in words("last_names"):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_SURNAME)
        if (
            not begins
            and self._person_verb_after(index, strict=True)
            and bare in surnames()
            and bare not in words("name_words")
            and not place
        ):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_SURNAME)
        return None

    def _lower(self, index: int, strength: int) -> Candidate | None:
        """Words typed in small letters, or a text that shouts: only known names, and only together or introduced."""
        word = self.words[index]
        text = self.text
        if not strength and not self._may_be_introduced(index):
            return None
        before = text.before(word.start, 60)
        if signs_off(before) and (signed_to := self._signature_run(index)) is not None and not self._is_place(word):
            return self._candidate(index, signed_to, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if strength:
            last = self._lower_run(index)
            if self.is_refused(index, last) or (last > index and self._is_famous(index, last)):
                return None
            if last > index and says_name(before):
                last = max(last, self._lower_unknown_run(index))
            if last > index and (
                strength >= 2
                or signs_off(before)
                or says_name(before)
                or self._role_before(index)
                or self._kin_before(index)
            ):
                return self._candidate(index, last, Confidence.SURE, reasons.NAME_FULL)
            if (
                last > index
                and self.words[last].lower in words("last_names")
                and self.words[last].lower.endswith("sson")
            ):
                return self._candidate(index, last, Confidence.SURE, reasons.NAME_FULL)
        if not strength:
            return self._lower_unknown(index, before)
        signed = signs_off(before)
        named = says_name(before) and not before.endswith(("jag är ", "namn ", "namnet "))
        introduced = (
            signed or named or self._title_before(index) or (self._greeted(index) and self._closes_greeting(word))
        )
        if introduced or (self._kin_before(index) and (strength == 3 or self._bare(word) not in words("name_verbs"))):
            if strength == 1 and (not signed or not self._alone_in_line(index)) and not named:
                return None
            last = self._lower_unknown_run(index) if named else index
            return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if strength == 3 and len(self._bare(word)) >= 4 and (self._role_before(index) or self._and_after_name(index)):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if (
            strength == 3
            and len(self._bare(word)) >= 4
            and not self._is_place(word)
            and (WEAK_BEFORE.search(before) or self._person_verb_after(index) or self.text.begins_sentence(word))
        ):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_FIRST)
        if strength == 3 and self._role_after(index):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        return None

    def _may_be_introduced(self, index: int) -> bool:
        """A cheap look at what stands just before, so that ordinary words cost next to nothing."""
        if index == 0:
            return False
        previous = self.words[index - 1]
        return previous.lower in INTRODUCES or not self.text.plain[previous.end : self.words[index].start].isspace()

    def _lower_unknown(self, index: int, before: str) -> Candidate | None:
        """An unknown small word is a name only right after "heter" and the like, or as a surname after a title."""
        word = self.words[index]
        if (
            self._is_ordinary(word)
            or word.lower in SMALL_TALK
            or len(word.text) < 2
            or ORGANISATION.fullmatch(word.lower)
        ):
            return None
        if re.search(
            r"\b(?:jag|han|hon|hen|som|sonen|dottern) (?:heter|hette)\s*$|\bmitt namn (?:är|ar) $|\bvid namn $", before
        ) and not (word.text.islower() and self._is_place(word)):
            return self._candidate(index, self._lower_unknown_run(index), Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if self._kin_before(index):
            last = index
            while (
                last + 1 < len(self.words)
                and last - index < 3
                and self._adjacent(last)
                and self._looks_foreign(self.words[last + 1])
            ):
                last += 1
            if self._looks_foreign(word) or (last > index and len(word.text) > 3):
                return self._candidate(index, last, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        if self._is_surname(word) and (
            self._title_before(index) or (signs_off(before) and self._has_shape(word.lower))
        ):
            return self._candidate(index, index, Confidence.PROBABLE, reasons.NAME_INTRODUCED)
        return None

    def _lower_unknown_run(self, index: int) -> int:
        """Last of up to four small words after "jag heter" that are no ordinary words: "jag heter li na chen och vill"."""
        last = index
        while last + 1 < len(self.words) and last - index < 3 and self._adjacent(last):
            word = self.words[last + 1]
            if self._is_ordinary(word) or word.lower in SMALL_TALK or ORGANISATION.fullmatch(word.lower):
                break
            last += 1
        following = self.text.after(self.words[last].end, 8)
        closes = re.match(r"\s*(?:[,.!?;\n(]|$)|\s(?:och|å|o|från|här|heter|är|som|jag|men)\b", following) is not None
        if closes or (last + 1 < len(self.words) and self.words[last + 1].lower in SMALL_TALK):
            return last
        return last if self._is_surname(self.words[last]) or self._first_strength(self.words[last]) else index

    def _looks_foreign(self, word: Word) -> bool:
        """True for a small word that no Swedish word is spelled like, or that is a known surname."""
        if self._is_ordinary(word) or word.lower in SMALL_TALK or len(word.text) < 3:
            return False
        if word.lower.endswith(("xer", "xar", "ade", "xte", "xt")):
            return False
        return FOREIGN_SHAPE.search(word.lower) is not None or self._bare(word) in words("last_names")

    def _signature_run(self, index: int) -> int | None:
        """Last of one to four small words that are all that stands in the line after a sign-off, when they can be a name."""
        last = index
        while last + 1 < len(self.words) and self._adjacent(last):
            last += 1
        if last - index > 3 or not re.match(
            r"[ \t]*(?:[.,!)]|\n|$)", self.text.plain[self.words[last].end : self.words[last].end + 4]
        ):
            return None
        for word in self.words[index : last + 1]:
            unfit = (
                self._is_ordinary(word)
                or self._is_place(word)
                or SIGNS_ANONYMOUSLY.fullmatch(word.lower)
                or ORGANISATION.fullmatch(word.lower)
            )
            if unfit and word.lower not in PARTICLES and self._first_strength(word) < 2 and not self._is_surname(word):
                return None
        return last

    def _lower_run(self, index: int) -> int:
        last = index
        while last + 1 < len(self.words) and last - index < 3 and self._adjacent(last):
            word = self.words[last + 1]
            lower = word.lower
            if (
                lower in PARTICLES
                and last + 2 < len(self.words)
                and self._is_surname(self.words[last + 2])
                and lower in ("von", "van", "af", "al", "el", "abu", "bin")
            ):
                last += 2
                continue
            foreign = (
                self._first_strength(self.words[index]) >= 2
                and len(lower) > 3
                and FOREIGN_SHAPE.search(lower) is not None
            )
            known = (
                foreign
                or self._bare(word) in words("last_names")
                or self._has_shape(lower)
                or (self._bare(word) in surnames() and len(lower) > 4)
                or self._first_strength(word) >= 2
            )
            if (
                not known
                or self._is_ordinary(word)
                or (lower in words("name_words") and not self._strong_pair(index, word))
            ):
                break
            last += 1
        return last

    def _strong_pair(self, index: int, word: Word) -> bool:
        return self._first_strength(self.words[index]) == 3 and word.lower in words("last_names")

    # -- the words around ----------------------------------------------------------------------------------------------

    def _adjacent(self, index: int) -> bool:
        gap = self.text.plain[self.words[index].end : self.words[index + 1].start]
        return gap in (" ", "  ")

    def _previous(self, index: int, steps: int = 1) -> Word | None:
        """The word before, when only spaces (and a comma or quotation mark) stand between."""
        if index < steps:
            return None
        for step in range(steps):
            gap = self.text.plain[self.words[index - step - 1].end : self.words[index - step].start]
            if gap.strip(" ,\"'“”(:") or len(gap) > 4:
                return None
        return self.words[index - steps]

    def _kin_before(self, index: int) -> bool:
        previous = self._previous(index)
        if previous is None:
            return False
        kin = previous.lower in YOUNG_KIN and not (self._owns(previous) and not self.words[index].is_capital)
        gap = self.text.plain[previous.end : self.words[index].start]
        if kin and (gap == " " or "," in gap or "(" in gap):
            if "," in gap and not self.words[index].is_capital:
                return False
            return previous.lower not in ("man", "make") or self._owned(index - 1)
        return False

    def _owns(self, word: Word) -> bool:
        return word.lower.endswith("s") and word.lower.removesuffix("s") in YOUNG_KIN

    def _owned(self, index: int) -> bool:
        previous = self._previous(index)
        return previous is not None and previous.lower in ("min", "mitt", "hennes", "din", "gode", "vår", "god")

    def _role_before(self, index: int) -> bool:
        previous = self._previous(index)
        if previous is None:
            return False
        gap = self.text.plain[previous.end : self.words[index].start]
        if gap not in (" ", ", ", " (", ": ", ' "') or (gap != " " and not self.words[index].is_capital):
            return False
        return previous.lower in words("roles") or ROLE_ENDING.fullmatch(previous.lower) is not None

    def _definite_role_before(self, index: int) -> bool:
        if not self._role_before(index):
            return False
        previous = self.words[index - 1].lower
        return (
            previous not in INDEFINITE_ROLES
            and previous.endswith(("n", "t", "a"))
            and self.text.plain[self.words[index - 1].end : self.words[index].start] == " "
        )

    def _title_before(self, index: int) -> bool:
        previous = self._previous(index)
        if previous is None or previous.lower not in words("titles"):
            return False
        if self.words[index].is_capital and not self.shouts:
            return True
        return previous.lower in (
            "herr",
            "fru",
            "fröken",
            "familjen",
            "tant",
            "farbror",
            "hr",
            "moster",
            "faster",
            "morbror",
        )

    def _role_after(self, last: int) -> bool:
        """True where a comma, dash or new line and then a role follow: "Xia Lim, enhetschef"."""
        match = SIGNATURE_ROLE.match(self.text.lower, self.words[last].end)
        return match is not None and (
            match.group(1) in words("roles") or ROLE_ENDING.fullmatch(match.group(1)) is not None
        )

    def _person_verb_after(self, last: int, *, strict: bool = False) -> bool:
        if last + 1 >= len(self.words) or not self._adjacent(last):
            return False
        following = self.words[last + 1].lower
        if strict:
            return following in HUMAN_VERBS
        return following in words("name_verbs")

    def _and_after_name(self, index: int) -> bool:
        """True for the second of two names: "Anna och Erik"."""
        previous = self._previous(index)
        if previous is None or previous.lower not in ("och", "eller", "&", "samt", "o"):
            return False
        before = self._previous(index - 1)
        return before is not None and self._first_strength(before) == 3 and before.is_capital

    def _name_follows(self, index: int) -> bool:
        """True for the first of several names: "Per och Stina", "Lotta, Micke och barnen"."""
        if index + 2 >= len(self.words):
            return False
        gap = self.text.plain[self.words[index].end : self.words[index + 1].start]
        following = (
            self.words[index + 1]
            if gap in (", ", " & ")
            else self.words[index + 2]
            if self.words[index + 1].lower in ("och", "o", "samt") and gap == " "
            else None
        )
        return following is not None and following.is_capital and self._first_strength(following) >= 1

    def _greeted(self, index: int) -> bool:
        previous = self._previous(index)
        if (
            previous is not None
            and previous.lower in ("igen", "på", "där", "dig", "morgon", "kväll", "dag", "du")
            and index >= 2
        ):
            previous = self._previous(index - 1) if self.words[index - 2].lower in GREETING else previous
        return previous is not None and previous.lower in GREETING and previous.lower != "god"

    def _closes_greeting(self, word: Word) -> bool:
        """True where a mark or the end of the line follows the greeted word, and it is nobody else than a person."""
        if self._is_ordinary(word) or self._is_place(word) or ORGANISATION.fullmatch(word.lower):
            return False
        return re.match(r"\s*(?:[!,.]|\n|$)", self.text.plain[word.end : word.end + 6]) is not None

    def _alone_in_line(self, index: int) -> bool:
        """True where nothing but a mark, a role or a contact line follows the word in its line."""
        word = self.words[index]
        return (
            not ORGANISATION.fullmatch(word.lower)
            and re.match(r"[ \t]*(?:[.,!;/)]|\n|$|\d|[–-] )", self.text.plain[word.end : word.end + 8]) is not None
        )

    def _preposition_of_place(self, before: str) -> bool:
        return re.search(r"\b(?:i|på|vid|mellan|genom|kring|runt)\s*$", before) is not None

    def is_refused(self, index: int, last: int) -> bool:
        """True where the words before or after say that this is a place, a company, a storm or a law."""
        before = self._previous(index)
        previous = self.text.plain[max(0, self.words[index].start - 5) : self.words[index].start].lower()
        if ANYBODY.search(self.text.before(self.words[index].start, 40)):
            return True
        if last > index and PERFORMS.search(self.text.before(self.words[index].start, 30)):
            return True
        if (
            before is not None
            and before.lower in words("name_blockers")
            and "," not in self.text.plain[before.end : self.words[index].start]
        ):
            return True
        if previous.endswith(("s:t ", "s:ta ", "m/s ", "kv. ", "brf ", "kv ")):
            return True
        for position in range(index, last):
            if (
                self.words[position + 1].lower in words("name_followers")
                and position + 1 < len(self.words)
                and self._first_strength(self.words[position + 1]) < 2
                and self.words[position + 1].lower not in words("last_names")
            ):
                return True
        if last + 1 < len(self.words) and self.text.plain[self.words[last].end : self.words[last + 1].start] in (
            " ",
            "-",
            " & ",
            "-/",
        ):
            following = self.words[last + 1]
            if following.lower in words("name_followers"):
                genitive_school = (
                    self._ends_in_genitive(self.words[last])
                    and following.lower in SOMEBODYS
                    and not following.is_capital
                )
                return not genitive_school
            if (
                following.is_capital
                and ORGANISATION.fullmatch(following.lower)
                and last == index
                and not self._ends_in_genitive(self.words[last])
            ):
                return True
        if last > index and len(self.words[last].text) > 1 and REGNAL.fullmatch(self.words[last].text):
            return True  # a king or queen
        after = self.text.plain[self.words[last].end : self.words[last].end + 4]
        return after.startswith((" AB", " HB", " KB")) or (re.match(r"-[a-zåäö]", after) is not None)

    def _is_famous(self, index: int, last: int) -> bool:
        names = _famous().get(self.words[index].lower, ())
        if not names and last == index:
            names = _famous().get(self.words[index].lower.removesuffix("s"), ())
        written = " ".join(word.lower for word in self.words[index : last + 1])
        return any(
            written in (name, name + "s") or (last - index >= 1 and written.startswith(name + " ")) for name in names
        )

    def _candidate(self, index: int, last: int, confidence: Confidence, reason: Reason) -> Candidate:
        return Candidate(index, last, self.words[index].start, self._end(last), confidence, reason)

    def _end(self, last: int) -> int:
        """End of the name; the full stop of a closing initial belongs to it ("Anna S.")."""
        word = self.words[last]
        return word.end


SOMEBODYS = frozenset(
    "skola förskola hus gård bil bilar rör hage hall vård omsorg hemtjänst assistans trädgård väg plan stig brygga boken led hälsa buss taxi".split()
)


def signs_off(before: str) -> bool:
    """True where "Mvh" or the like ends these characters. What the pattern needs is looked for first: it is dear."""
    return any(held in before for held in SIGN_OFF_HOLDS) and SIGN_OFF.search(before) is not None


def says_name(before: str) -> bool:
    """True where "jag heter" or the like ends these characters."""
    return any(held in before for held in SAYS_NAME_HOLDS) and SAYS_NAME.search(before) is not None


@lru_cache(maxsize=65536)
def bare_name(lower: str) -> str:
    """The word without a genitive s, when only so it is a known name."""
    if (
        lower in words("not_names")
        or lower in first_names()
        or lower in words("name_words")
        or not lower.endswith("s")
        or len(lower) < 4
    ):
        return lower
    stem = lower.removesuffix("s").rstrip("'’´`")
    if stem in first_names() or stem in other_first_names() or (stem in surnames() and lower not in surnames()):
        return stem
    return lower


@lru_cache(maxsize=65536)
def first_name_strength(lower: str) -> int:
    """0 not a first name, 1 also an ordinary word, 2 on a foreign list, 3 well known."""
    bare = bare_name(lower)
    if bare in words("not_names"):
        return 0
    if bare in words("name_words"):
        return 1
    if bare in first_names():
        return 3 if len(bare) > 2 else 1
    if bare in other_first_names():
        return 2
    parts = bare.split("-")
    return 3 if len(parts) == 2 and all(part in first_names() or part in words("name_words") for part in parts) else 0


@cache
def _famous() -> dict[str, list[str]]:
    """First word to the names of the historic and world-famous that begin with it."""
    table: dict[str, list[str]] = {}
    for name in entries("famous"):
        table.setdefault(name.lower().split(" ")[0], []).append(name.lower())
    return table


def finding_of(text: Text, candidate: Candidate) -> Finding:
    """The finding for an accepted name."""
    level = Level.NOTE if candidate.confidence is Confidence.UNSURE else Level.DECIDE
    return text.finding(candidate.start, candidate.end, Category.NAME, level, candidate.confidence, candidate.reason)


def is_genitive(last: str) -> bool:
    """True when the last word of a name, in lower case, is a known name with a genitive s."""
    stem = last.removesuffix("s")
    return (
        stem != last
        and last not in first_names()
        and (
            stem in first_names()
            or stem in other_first_names()
            or (stem in surnames() and last not in surnames())
            or surname_shape().search(stem) is not None
        )
    )
