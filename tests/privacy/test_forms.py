"""Every way in which people write a number, an e-mail or an address, made by combination and not by example."""

# ruff: noqa: E501 (a table of forms reads best in one piece)

import pytest
from stdnum import luhn

from cms.privacy import Category, Level, detect_text

FRAMES = ["Det gäller {}", "Se {}.", "({})", "Hej, jag ({}), undrar", '"{}"', "{}\nMvh", "Jag är {} och väntar"]
WIDE = str.maketrans("0123456789", "".join(chr(0xFF10 + digit) for digit in range(10)))


def covered(text: str, start: int, end: int, category: Category, *, is_answer: bool = False) -> bool:
    """Whether a finding that is no note covers three quarters of the span."""
    findings = detect_text(text, is_answer=is_answer).findings
    return any(
        f.category is category
        and f.level is not Level.NOTE
        and 4 * (min(end, f.end) - max(start, f.start)) >= 3 * (end - start)
        for f in findings
    )


def misses(forms: list[str], frames: list[str], category: Category) -> list[str]:
    texts = [(frame.replace("{}", form), frame.index("{}"), len(form)) for form in forms for frame in frames]
    return [text for text, start, length in texts if not covered(text, start, start + length, category)]


def personnummer_forms(born: str) -> list[str]:
    short, last = born[2:], "985" + luhn.calc_check_digit(born[2:] + "985")
    year, month, day = born[:4], born[4:6], born[6:]
    joined = [
        f"{date}{mark}{last}"
        for date in (short, born)
        for mark in ("-", "+", " ", "–", "—", " - ", "- ", "−", "\u2011", "\u00a0", "/", ".", "_", ":", "")
    ]
    parted = [f"{year}{mark}{month}{mark}{day}{between}{last}" for mark in "-./ " for between in ("-", " ")]
    hidden = [f"{short}-XXXX", f"{born}-XXXX", f"{born}-****", f"{short}xxxx"]
    disguised = [
        f"{short}-{last}".translate(WIDE),
        f"{short}-{last}".replace("0", "O"),
        "\u200b".join(f"{short}-{last}"),
    ]
    return [*joined, *parted, *hidden, *disguised, " ".join(short + last)]


@pytest.mark.parametrize("born", ["19540617", "19880972", "19991212"])
def test_personnummer_is_found_in_every_form(born: str) -> None:
    frames = [*FRAMES, "personnr{}", "pnr={}", "pnr:{}, ring"]
    assert misses(personnummer_forms(born), frames, Category.PERSONNUMMER) == []


@pytest.mark.parametrize(
    "forms",
    [
        [
            "0701740605",
            "070-1740605",
            "070-174 06 05",
            "070 174 06 05",
            "070.174.06.05",
            "070/174 06 05",
            "0701-74 06 05",
            "07 01 74 06 05",
        ],
        [
            "+46701740605",
            "+46 (0)70 174 06 05",
            "0046701740605",
            "46701740605",
            "(070) 174 06 05",
            "070*1740605",
            "070,1740605",
            "070_1740605",
        ],
        [
            "08-46500401",
            "08-465 004 01",
            "031-390 06 01",
            "0980-319 201",
            "+46 8 465 004 01",
            "O7O-174O6O5",
            "noll sju noll ett sju fyra noll sex noll fem",
        ],
    ],
)
def test_telephone_numbers_are_found_in_every_form(forms: list[str]) -> None:
    frames = ["Ring mig på {}", "{}", "Mvh Anna\n{}", "tel{}", "Mobil:{}/Anna", "Nås på {} efter 17"]
    assert misses(forms, frames, Category.PHONE) == []


def test_emails_are_found_in_every_form() -> None:
    forms = ["anna.svensson@gmail.com", "anna(at)gmail.com", "anna [at] gmail.com", "anna[at]gmail[dot]com", "anna snabela gmail punkt com", "anna @ gmail . com",
             "anna at gmail dot com", "anna＠gmail.com", "a\u200bnna@gmail.com", "anna&#64;gmail.com", "åsa.öberg@telia.com", "anna@gmail,com", "anna@@gmail.com"]  # fmt: skip
    assert misses(forms, ["Mejla {}", "Min adress är {}.", "<{}>", "Mvh Anna\n{}\n070"], Category.EMAIL) == []


def test_homes_are_told_from_places() -> None:
    streets = ["Lindvägen 4", "Storgatan 12 B", "norra vägen 17a"]
    homes = [
        "Jag bor på {}.",
        "Min adress är {}",
        "Ni har stängt av vårt vatten på {}",
        "Grannen {} har fest",
        "jag äger huset på {}",
        "Anna Svensson\n{}",
        "{}, 123 45 Kommunstad",
        "c/o Berg, {}",
    ]
    places = [
        "Lampan vid {} är trasig",
        "Besök oss på {}",
        "Trädet på {} lutar",
        "Det brann på {} igår",
        "Laga hålet utanför villan på {}",
    ]
    assert misses(streets, homes, Category.HOME_ADDRESS) == []
    assert len(misses(streets, places, Category.HOME_ADDRESS)) == len(streets) * len(places)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Ring oss på 0431-871 20 vardagar.", Category.PHONE),
        ("Vårt bankgiro är 5051-6822.", Category.ACCOUNT),
        ("Mejla skolskjuts@ekeby.se eller gatu.park@ekeby.se.", Category.EMAIL),
        ("Vänliga hälsningar\nGatudrift Norr", Category.NAME),
        ("Vänliga hälsningar\nFritidsgårdarna", Category.NAME),
    ],
)
def test_the_municipalitys_own_details_in_an_answer_are_no_persons(text: str, category: Category) -> None:
    assert not [
        f for f in detect_text(text, is_answer=True).findings if f.category is category and f.level is not Level.NOTE
    ]
