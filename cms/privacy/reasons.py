"""Why something was found, in a sentence that a reviewer understands.

No Django here, so no lazy gettext. A reason carries its English msgid and its Swedish sentence: `str(reason)` is Swedish and is what the
command line prints; the admin shows `gettext(reason.msgid)`, and a test in the project's catalogue can walk `all_reasons()` so that no
sentence is missing there. The Swedish stands beside the English because the detector must speak Swedish where no catalogue is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence: stable code for logs and statistics, English msgid, Swedish text."""

    code: str
    msgid: str
    swedish: str

    def __str__(self) -> str:
        return self.swedish


PERSONNUMMER = Reason(
    "personnummer",
    "A personal identity number: date and check digit agree.",
    "Personnummer: datum och kontrollsiffra stämmer.",
)
SAMORDNINGSNUMMER = Reason(
    "samordningsnummer",
    "A coordination number: the day is raised by sixty and the check digit agrees.",
    "Samordningsnummer: dagen är ökad med sextio och kontrollsiffran stämmer.",
)
PERSONNUMMER_LABELLED = Reason(
    "personnummer-labelled", "The text calls this a personal identity number.", "Texten kallar detta personnummer."
)
PERSONNUMMER_SHAPED = Reason(
    "personnummer-shaped",
    "Written like a personal identity number, but the check digit is wrong.",
    "Skrivet som ett personnummer, men kontrollsiffran stämmer inte.",
)
PERSONNUMMER_MASKED = Reason(
    "personnummer-masked", "A date of birth with a hidden last part.", "Födelsedatum med dolda slutsiffror."
)
PERSONNUMMER_INTERIM = Reason(
    "personnummer-interim",
    "A reserve number with a letter in its last part.",
    "Reservnummer med bokstav bland slutsiffrorna.",
)
BIRTH_DATE = Reason("birth-date", "A date of birth.", "Födelsedatum.")
PHONE = Reason("phone", "A valid telephone number.", "Giltigt telefonnummer.")
PHONE_LABELLED = Reason(
    "phone-labelled", "The text calls this a telephone number.", "Texten kallar detta telefonnummer."
)
PHONE_SPELLED = Reason("phone-spelled", "A telephone number spelled in words.", "Telefonnummer skrivet med ord.")
PHONE_PUBLIC = Reason(
    "phone-public", "Looks like a switchboard or service number.", "Ser ut som växel- eller servicenummer."
)
EMAIL = Reason("email", "An e-mail address.", "E-postadress.")
EMAIL_DISGUISED = Reason(
    "email-disguised", "An e-mail address written in a roundabout way.", "E-postadress skriven på omväg."
)
EMAIL_PUBLIC = Reason("email-public", "A function mailbox, not a person's.", "Funktionsbrevlåda, inte en persons.")
NAME_FULL = Reason("name-full", "First name and surname.", "För- och efternamn.")
NAME_INTRODUCED = Reason(
    "name-introduced", "The words before it say that a name follows.", "Orden före säger att ett namn följer."
)
NAME_FIRST = Reason("name-first", "A first name.", "Förnamn.")
NAME_SURNAME = Reason("name-surname", "A surname.", "Efternamn.")
NAME_UNKNOWN = Reason(
    "name-unknown",
    "Two capital words that may be a person's name.",
    "Två ord med stor bokstav som kan vara ett personnamn.",
)
NAME_AGAIN = Reason(
    "name-again",
    "The same name stands elsewhere in the question or answer.",
    "Samma namn står på annan plats i frågan eller svaret.",
)
NAME_GREETING = Reason("name-greeting", "The answer greets the person by name.", "Svaret hälsar på personen med namn.")
NAME_SIGNATURE = Reason(
    "name-signature", "The name in a signature: role and unit are enough.", "Namn i underskrift: roll och enhet räcker."
)
NAME_STAFF = Reason("name-staff", "On the municipality's list of staff.", "Finns på kommunens lista över anställda.")
NAME_ELECTED = Reason(
    "name-elected",
    "On the municipality's list of elected representatives.",
    "Finns på kommunens lista över förtroendevalda.",
)
SENDER = Reason("sender", "The sender's own detail from the form.", "Avsändarens egen uppgift från formuläret.")
HOME = Reason(
    "home",
    "Street and number, and the words around it say that somebody lives there.",
    "Gata och nummer, och orden omkring säger att någon bor där.",
)
HOME_POSTCODE = Reason(
    "home-postcode", "Street and number with postcode or flat.", "Gata och nummer med postnummer eller lägenhet."
)
HOME_PERSON = Reason(
    "home-person", "Street and number beside a person's name.", "Gata och nummer intill ett personnamn."
)
PLACE = Reason(
    "place",
    "Street and number as a place, nothing says that somebody's home is meant.",
    "Gata och nummer som plats, inget säger att någons hem avses.",
)
PLATE = Reason("plate", "Written like a registration plate.", "Skrivet som ett registreringsnummer.")
PROPERTY = Reason(
    "property", "A property designation can be traced to its owner.", "Fastighetsbeteckning som kan spåras till ägaren."
)
PROPERTY_PLACE = Reason("property-place", "A property as the place of something.", "Fastighet som plats för något.")
IBAN = Reason("iban", "An IBAN whose check digits agree.", "IBAN vars kontrollsiffror stämmer.")
ACCOUNT = Reason("account", "An account number.", "Kontonummer.")
GIRO = Reason("giro", "A bankgiro or plusgiro number.", "Bankgiro- eller plusgironummer.")
GIRO_PUBLIC = Reason(
    "giro-public", "Looks like the municipality's own giro number.", "Ser ut som kommunens eget gironummer."
)
CARD = Reason("card", "A payment card number whose check digit agrees.", "Kortnummer vars kontrollsiffra stämmer.")
HEALTH = Reason(
    "health",
    "An illness, medicine or aid in a sentence about a person.",
    "Sjukdom, läkemedel eller hjälpmedel i en mening om en person.",
)
OTHER_ID = Reason(
    "other-id",
    "A number or name that the text calls an identity.",
    "Nummer eller namn som texten kallar identitetsuppgift.",
)
IP_ADDRESS = Reason("ip-address", "An IP address.", "IP-adress.")
HANDLE = Reason("handle", "A user name in a social medium.", "Användarnamn i ett socialt medium.")
TOO_LONG = Reason(
    "too-long",
    "The text is longer than what is examined in full: from here on only numbers, e-mail and names already found were searched for.",
    "Texten är längre än vad som granskas i sin helhet: härifrån söktes bara nummer, e-post och namn som redan hittats.",
)
PLUG_IN = Reason("plug-in", "Found by an extra recogniser.", "Hittat av en extra igenkännare.")


def all_reasons() -> tuple[Reason, ...]:
    """Every reason there is, for catalogues and tests."""
    return tuple(value for value in globals().values() if isinstance(value, Reason))
