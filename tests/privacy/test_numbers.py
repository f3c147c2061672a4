"""Every form of a number that people write. Personnummer use the never-allocated birth numbers 980-999, telephones PTS's fictional series."""

# ruff: noqa: E501 (a table of texts reads best one text a line)

import pytest
from stdnum import luhn

from cms.privacy import Category, Level, detect_text

BORN = "850312"
LAST = "985" + luhn.calc_check_digit(BORN + "985")
RAISED = "850372"
RAISED_LAST = "985" + luhn.calc_check_digit(RAISED + "985")
Y, M, D = "85", "03", "12"


def found(text: str, category: Category) -> list[str]:
    return [
        text[f.start : f.end]
        for f in detect_text(text).findings
        if f.category is category and f.level is not Level.NOTE
    ]


@pytest.mark.parametrize(
    "sentence", ["Mitt nummer är {} tack.", "{}", "Jag heter Anna Berg ({}), ring mig.", "Det gäller {}, svara snarast"]
)
@pytest.mark.parametrize(
    "written",
    [
        f"{BORN}-{LAST}", f"{BORN}{LAST}", f"19{BORN}-{LAST}", f"19{BORN}{LAST}", f"{BORN} {LAST}", f"19{BORN} {LAST}", f"{BORN}–{LAST}",
        f"{BORN} - {LAST}", f"{BORN}+{LAST}", f"19{Y}-{M}-{D}-{LAST}", f"{Y}.{M}.{D}-{LAST}", f"19{Y}.{M}.{D}-{LAST}", f"{Y}/{M}/{D}-{LAST}",
        f"{Y} {M} {D} {LAST}", f"19{Y} {M} {D} {LAST}", f"{BORN}-XXXX", f"19{BORN}-xxxx", f"{BORN}-****", f"{BORN}/{LAST}", f"{BORN}\u2011{LAST}",
        f"{BORN}\u00a0{LAST}", f"{BORN}\u2212{LAST}", f"{BORN}-T{LAST[1:]}", f"{RAISED}-{RAISED_LAST}", f"19{RAISED}-{RAISED_LAST}", f"{RAISED}{RAISED_LAST}",
        f"{BORN} {LAST[:2]} {LAST[2:]}",
    ],
)  # fmt: skip
def test_personnummer_is_found_in_every_listed_form(sentence: str, written: str) -> None:
    assert found(sentence.format(written), Category.PERSONNUMMER) == [written]


@pytest.mark.parametrize("label", ["personnummer", "pnr:", "Personnr", "samordningsnummer", "pers.nr"])
def test_labelled_personnummer_needs_no_valid_check_digit(label: str) -> None:
    assert found(f"{label} 850312-1234", Category.PERSONNUMMER) == ["850312-1234"]


@pytest.mark.parametrize(
    "text",
    [
        "Org.nr 556036-0793",
        "Ärendenummer 850101-1234",
        "OCR 12345678903",
        "Dnr 2024-000123",
        "faktura 8503121234",
        "556036-0793",
    ],
)
def test_organisation_case_and_invoice_numbers_are_no_personnummer(text: str) -> None:
    assert found(text, Category.PERSONNUMMER) == []


@pytest.mark.parametrize(
    "hidden",
    [f"850\u200b312-{LAST}", f"850312-\u202e{LAST}", f"８５０３１２-{LAST}", f"850312&#45;{LAST}", f"85O312-{LAST}"],
)
def test_invisible_wide_and_disguised_digits_hide_nothing(hidden: str) -> None:
    text = f"Mitt nr {hidden} tack"
    [span] = found(text, Category.PERSONNUMMER)
    assert span == hidden


@pytest.mark.parametrize(
    "written",
    [
        "070-1740605", "0701740605", "070-174 06 05", "070 17 40 605", "0701-74 06 05", "+46701740605", "+46 (0)70 174 06 05", "0046 70 174 06 05", "070.174.06.05",
        "(070) 174 06 05", "0 70 174 06 05", "0 7 0 1 7 4 0 6 0 5", "08-465 004 12", "031-3900612", "040-628 04 12", "0980-31 92 12", "O7O-174O605", "070–174 06 05",
        "noll sju noll ett sju fyra noll sex noll fem", "noll sjuttio, ett sju fyra, noll sex, noll fem", "070_1740605", "+358 40 1234567",
    ],
)  # fmt: skip
def test_telephone_is_found_in_any_grouping(written: str) -> None:
    assert found(f"Ring mig på {written} tack", Category.PHONE) == [written]


@pytest.mark.parametrize(
    "text",
    [
        "Öppet 08.30-16.00",
        "Det är 0830-0900 som gäller",
        "Ring 112 eller 1177",
        "2024-05-06",
        "Växeln nås på 044-13 50 00",
        "fakturanummer 10023345",
        "010-456 78 90",
    ],
)
def test_times_dates_and_switchboards_are_no_private_telephone(text: str) -> None:
    assert found(text, Category.PHONE) == []


@pytest.mark.parametrize(
    "written",
    [
        "anna.svensson@gmail.com", "anna.svensson (at) gmail.com", "anna[at]gmail[dot]com", "anna snabela gmail.com", "anna punkt svensson snabela gmail punkt com",
        "anna at gmail dot com", "anna @ gmail.com", "anna(snabela)live.se", "annas@gmail", "anna＠gmail.com", "anna&#64;gmail.com", "åsa.öberg@live.se",
    ],
)  # fmt: skip
def test_email_is_found_however_disguised(written: str) -> None:
    assert found(f"Maila {written} tack", Category.EMAIL) == [written]


@pytest.mark.parametrize(
    "text", ["Skriv till kommun@kristianstad.se", "info@example.org svarar aldrig", "Vi träffas at the station"]
)
def test_function_mailboxes_are_only_notes(text: str) -> None:
    assert found(text, Category.EMAIL) == []


@pytest.mark.parametrize("written", ["ABC 123", "ABC123", "ABC-123", "abc123", "ABC 12D", "xyz 98k"])
def test_registration_plate_of_a_vehicle_is_found(written: str) -> None:
    assert found(f"Bilen {written} är felparkerad", Category.PLATE) == [written]


@pytest.mark.parametrize(
    "text", ["Enligt LSS 123", "SFS 201 gäller", "PBL 900 säger", "Kurs ABC 123 är inställd", "Volvo V70"]
)
def test_laws_and_courses_are_no_registration_plate(text: str) -> None:
    assert found(text, Category.PLATE) == []


@pytest.mark.parametrize("written", ["Sjöbo 1:23", "Norra Åsum 12:45", "Gärds Köpinge 14:7"])
def test_property_designation_of_an_owner_is_found(written: str) -> None:
    assert found(f"Jag äger {written} och vill bygga", Category.PROPERTY) == [written]


@pytest.mark.parametrize(
    "text",
    ["Det ligger skräp vid Sjöbo 1:23.", "Klockan 10:30", "Lag 2018:1937", "Måndag 9:00 till 16:00", "Psalm 23:1"],
)
def test_places_of_faults_times_and_laws_are_no_property(text: str) -> None:
    assert found(text, Category.PROPERTY) == []


@pytest.mark.parametrize("written", ["8327-9 123 456 789-0", "SE35 5000 0000 0549 1000 0003", "4571 1234 5678 9012"])
def test_account_numbers_are_found(written: str) -> None:
    label = "kort" if written.startswith("4571") else "mitt konto"
    assert found(f"Betala till {label} {written} tack", Category.ACCOUNT) == [written]


def test_the_municipalitys_own_giro_is_a_note() -> None:
    assert found("Betala till kommunens bankgiro 5050-1055.", Category.ACCOUNT) == []
    assert found("Mitt bankgiro är 123-4567.", Category.ACCOUNT) == ["123-4567"]


@pytest.mark.parametrize(
    "text",
    [
        "Passnummer AA1234567",
        "lånekort 2005 4418 7730",
        "användarnamn: britta47",
        "min IP är 192.168.1.14",
        "följ @anna_kst på insta",
        "portkoden är 4182",
    ],
)
def test_other_identities_are_found(text: str) -> None:
    assert found(text, Category.OTHER_ID)
