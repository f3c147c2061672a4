"""Suggests what a column, or a word in it, means: by the names that systems in use give their columns, and by likeness."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from cms.cases.importers.lines import Problem
from cms.cases.importers.parse import KIND_WORDS, OUTCOME_WORDS
from cms.cases.models import Channel, Outcome
from cms.imports.dates import UnreadableDayError, guess_order, read_day
from cms.imports.mapping import DAYS, ORGANISATION, VERSION, Unmapped, known_word
from cms.imports.reading import Reading, detect
from cms.imports.tables import body_rows, cell_text, header_of

LIKE_ENOUGH = 86
"""How alike two names must be, of 100, before one is suggested."""
SYNONYMS: dict[str, str] = {
    "id": (
        "ärendenummer; ärendenr; ärende-id; ärendeid; synpunktsnummer; synpunktsnr; löpnummer; löpnr; referensnummer; "
        "nummer; id; diarienummer; dnr; case number; case id; reference; ticket; ticket id; service request id"
    ),
    "text": (
        "synpunkt; synpunkten; synpunktstext; beskrivning; meddelande; fritext; text; ärendetext; ärendebeskrivning; "
        "innehåll; vad gäller din synpunkt; beskriv din synpunkt; din synpunkt; description; message; body; comment; "
        "details"
    ),
    "title": "rubrik; ärendemening; ärenderubrik; titel; ämnesrad; sammanfattning; gäller; title; subject; summary; headline",
    "answer": (
        "svar; svaret; svarstext; kommunens svar; återkoppling; svar till den som lämnat synpunkten; slutsvar; answer; "
        "response; reply; resolution; closing notes; status notes"
    ),
    "kind": (
        "typ; typ av synpunkt; synpunktstyp; ärendetyp; art; slag; typ av ärende; klagomål beröm förslag; kind; type; "
        "case type; feedback type"
    ),
    "category": (
        "kategori; kategorier; kvalitetsdimension; ämne; ämnesområde; ärendekategori; underkategori; category; topic; "
        "service name"
    ),
    "department": "förvaltning; nämnd; avdelning; sektor; förvaltning/nämnd; department; agency; agency responsible",
    "area": "verksamhetsområde; område; verksamhet; area; division; section",
    "unit": "enhet; ansvarig enhet; mottagande enhet; enhetsnamn; skola; boende; arbetsplats; unit; team; responsible unit",
    "org": "organisation; organisationsenhet; organisationssökväg; organisation path",
    "created": (
        "inkom; inkommen; inkommet; inkom datum; inkommet datum; ankomstdatum; registrerad; registreringsdatum; skapad; "
        "skapat; mottagen; mottaget; datum; inlämnad; received; received date; created; created at; submitted; "
        "requested datetime; date"
    ),
    "answered": (
        "besvarad; besvarat; svarsdatum; svarat; svarad; avslutad; avslutat; avslutsdatum; åtgärdat datum; klardatum; "
        "answered; closed; closed at; resolved; answered at; closed datetime; updated datetime"
    ),
    "outcome": "utfall; resultat; vad det ledde till; åtgärd; beslut; outcome; result",
    "channel": "kanal; inkom via; källa; ursprung; väg in; hur inkom; inkommet via; channel; origin; received via",
    "answered_by_role": "besvarad av roll; svarande roll; befattning; titel på svarande; role; answered by role",
    "wants_publication": (
        "publicera; får publiceras; godkänner publicering; samtycke; samtycke till publicering; publiceras; publish; "
        "consent; may be published"
    ),
    "lang": "språk; språkkod; language; lang",
    "sender_name": (
        "namn; avsändare; inlämnare; ditt namn; för- och efternamn; kontaktperson; anmälare; uppgiftslämnare; name; "
        "sender; full name; from"
    ),
    "sender_email": "e-post; epost; e-postadress; epostadress; mejl; mailadress; mail; din e-post; email; e-mail; email address",
    "sender_phone": "telefon; telefonnummer; mobil; mobilnummer; mobiltelefon; tel; tfn; phone; phone number; mobile",
    "sender_address": "adress; postadress; gatuadress; bostadsadress; address; street address; postal address",
}
DAYS_SHARE = 0.8
VALUE_WORDS: dict[str, dict[str, str]] = {
    "kind": KIND_WORDS
    | {
        "klagomål/synpunkt": "complaint", "felanmälan": "complaint", "kritik": "complaint", "missnöje": "complaint",
        "positiv synpunkt": "praise", "tack": "praise", "ros": "praise", "ris": "complaint", "negativ synpunkt": "complaint",
        "idé/förslag": "suggestion", "förbättringsförslag": "suggestion", "medborgarförslag": "suggestion", "önskemål": "suggestion",
        "övrigt": "question", "förfrågan": "question", "idea": "suggestion", "feedback": "complaint",
    },
    "outcome": OUTCOME_WORDS
    | {str(value): str(value) for value in Outcome.values}
    | {
        "åtgärdat": "done", "åtgärdas": "planned", "planerat": "planned", "besvarat": "explained", "besvarad": "explained",
        "ingen åtgärd vidtas": "no_action", "ej åtgärd": "no_action", "ej kommunens ansvar": "not_ours", "annan huvudman": "not_ours",
        "framfört": "praise_passed_on", "vidarebefordrat": "praise_passed_on", "fixed": "done", "closed": "done",
    },
    "channel": {str(value): str(value) for value in Channel.values}
    | {
        "webb": "web", "e-tjänst": "web", "webbformulär": "web", "formulär": "web", "hemsida": "web", "telefon": "phone", "samtal": "phone",
        "e-post": "email", "epost": "email", "mejl": "email", "mail": "email", "brev": "letter", "post": "letter", "blankett": "brochure",
        "broschyr": "brochure", "möte": "meeting", "besök": "oral", "muntligt": "oral", "personligt besök": "oral",
        "sociala medier": "social_media", "facebook": "social_media", "import": "import",
    },
}  # fmt: skip


def _plain(text: str) -> str:
    """The words alone: lower case, without signs and line breaks."""
    return " ".join(re.sub(r"[^\w åäöé/-]+", " ", text.casefold().replace("_", " ")).split())


_CHOICES = {_plain(name): target for target, names in SYNONYMS.items() for name in names.split(";")}


def suggest_columns(columns: list[str], samples: Mapping[str, list[Any]]) -> dict[str, str]:
    """What each column probably means; a column that is like nothing known is left out.

    Each meaning is suggested once, for the column that is most alike. A column of days is not suggested to be a text.
    """
    scored = []
    for place, column in enumerate(columns):
        for name, score, _index in process.extract(
            _plain(column), list(_CHOICES), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH, limit=5
        ):
            scored.append((-score, place, column, _CHOICES[name]))
    found: dict[str, str] = {}
    for _score, _place, column, target in sorted(scored):
        if column not in found and target not in found.values() and _fits(target, samples.get(column, [])):
            found[column] = target
    if set(found.values()) & set(ORGANISATION):
        found = {column: target for column, target in found.items() if target != "org"}
    return found


def _fits(target: str, sample: Iterable[Any]) -> bool:
    """Whether what stands in the column can be what its name says."""
    texts = [text for value in sample if (text := cell_text(value).strip())]
    if not texts:
        return True
    days = sum(map(_is_day, texts)) / len(texts)
    if target in DAYS:
        return days >= DAYS_SHARE
    if target == "text":
        return days < DAYS_SHARE
    if target == "sender_email":
        return any("@" in text for text in texts)
    return True


def _is_day(text: str) -> bool:
    try:
        read_day(text)
    except UnreadableDayError:
        return False
    return True


def suggest_words(target: str, words: Iterable[str], ours: Mapping[str, str]) -> dict[str, str]:
    """Our code for each of their words, where one is alike. `ours` gives the code of each of our names."""
    choices = {_plain(word): code for word, code in VALUE_WORDS.get(target, {}).items()}
    choices |= {_plain(name): code for name, code in ours.items()}
    found = {}
    for word in words:
        best = process.extractOne(_plain(word), list(choices), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_ENOUGH)
        if best:
            found[word] = choices[best[0]]
        elif not known_word(target, word) and target == "org":
            last = word.rsplit(">", 1)[-1]
            best = process.extractOne(_plain(last), list(choices), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH + 6)
            if best:
                found[word] = choices[best[0]]
    return found


SAMPLED_LINES = 2_000
WORDS_LIMIT = 500


def suggest_mapping(path: Path, source: str) -> tuple[dict[str, Any], list[str], dict[str, list[str]]]:
    """A mapping for the file as JSON, the columns it leaves out, and per target the words that nothing here is like.

    Raises:
        UnreadableFileError: the file as a whole cannot be read.
    """
    reading = detect(path)
    columns = header_of(path, reading)
    samples = samples_of(path, reading, columns)
    meanings = suggest_columns(columns, samples)
    days = [cell_text(value) for column, target in meanings.items() if target in DAYS for value in samples[column]]
    values: dict[str, dict[str, str]] = {}
    unknown: dict[str, list[str]] = {}
    for column, target in meanings.items():
        if target not in {"kind", "outcome", "channel"}:
            continue
        words = sorted({cell_text(value).strip() for value in samples[column]} - {""})[:WORDS_LIMIT]
        values[target] = suggest_words(target, words, {})
        unknown[target] = [word for word in words if word not in values[target] and not known_word(target, word)]
    mapping = _mapping(source, reading, meanings, days) | {"values": values}
    left = [column for column in columns if column not in meanings]
    return mapping, left, {target: words for target, words in unknown.items() if words}


def suggest_for(path: Path, source: str, reading: Reading, columns: list[str]) -> dict[str, Any]:
    """A mapping for a file that is read so, without words: those are suggested once the columns are certain."""
    samples = samples_of(path, reading, columns)
    meanings = suggest_columns(columns, samples)
    days = [cell_text(value) for column, target in meanings.items() if target in DAYS for value in samples[column]]
    return _mapping(source, reading, meanings, days)


def samples_of(path: Path, reading: Reading, columns: list[str], lines: int = SAMPLED_LINES) -> dict[str, list[Any]]:
    """What stands in each column, of the first lines."""
    samples: dict[str, list[Any]] = {column: [] for column in columns}
    for _number, cells in islice(body_rows(path, reading, columns), lines):
        if not isinstance(cells, Problem):
            for column, value in cells.items():
                samples[column].append(value)
    return samples


def _mapping(source: str, reading: Reading, columns: dict[str, str], days: list[str]) -> dict[str, Any]:
    return {
        "version": VERSION,
        "source": source,
        "reading": reading.as_dict(),
        "columns": columns,
        "values": {},
        # Who asks a city to do something about a street complains, in our words.
        "defaults": {"kind": "complaint"} if reading.format == "open311" else {},
        "dates": guess_order(days),
        "epoch_1904": False,
        "unmapped_units": Unmapped.MAKE,
    }
