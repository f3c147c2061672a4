"""What stands before, after and within names: the patterns and word sets that the rules for names use."""

# ruff: noqa: E501 (a pattern reads best in one piece)

from __future__ import annotations

import re

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
SOMEBODYS = frozenset(
    "skola förskola hus gård bil bilar rör hage hall vård omsorg hemtjänst assistans trädgård väg plan stig brygga boken led hälsa buss taxi".split()
)
