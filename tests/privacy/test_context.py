"""What the words around decide: name or place, home or fault, somebody's illness or a group's, one person's matter or everybody's."""

# ruff: noqa: E501 (a table of texts reads best one text a line)

import pytest

from cms.privacy import (
    Category,
    Confidence,
    Level,
    MunicipalLists,
    SenderDetails,
    all_reasons,
    detect,
    detect_text,
    replace_findings,
)


def found(text: str, category: Category, *, is_answer: bool = False) -> list[str]:
    findings = detect_text(text, is_answer=is_answer).findings
    return [text[f.start : f.end] for f in findings if f.category is category and f.level is not Level.NOTE]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jag heter Anna Svensson och undrar en sak.", "Anna Svensson"),
        ("mvh fatima", "fatima"),
        ("hej jag heter ayaan cismaan och undrar", "ayaan cismaan"),
        ("Min son Elwin går i fyran.", "Elwin"),
        ("Läraren Kjerstin är bra.", "Kjerstin"),
        ("Jag pratade med Selamawit Tesfay igår.", "Selamawit Tesfay"),
        ("Hälsningar Małgorzata Wójcik-Nowak", "Małgorzata Wójcik-Nowak"),
        ("Det var Parisa Ghorbani som ringde.", "Parisa Ghorbani"),
        ("Kontakta Lars-Åke Öberg.", "Lars-Åke Öberg"),
        ("A. Svensson har inte svarat.", "A. Svensson"),
        ("Fru Andersson matar duvor.", "Andersson"),
        ("goran petrovic eldar i trädgården", "goran petrovic"),
        ("Sjoerd van der Meulen ringde mig.", "Sjoerd van der Meulen"),
        ("Jag är Annas granne.", "Annas"),
    ],
)
def test_names_of_many_kinds_are_found_whole(text: str, name: str) -> None:
    assert found(text, Category.NAME) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Stormen Gudrun fällde träden.", "Olof Palmes gata är mörk.", "Lex Sarah gäller.", "Karlssons bageri har gott bröd.", "Astrid Lindgren skrev böcker.",
        "Avdelning Linnea är fin.", "Sten ligger på vägen.", "En björn har setts.", "Love is in the air", "Peter Svensson Bygg AB gräver.", "Region Skåne svarar inte.",
        "När får min son veta det?", "Nu är det dags.", "Hunden Bosse blev påkörd.", "Det finns inte.", "God Jul och Gott Nytt År!", "MVH OROLIG FÖRÄLDER",
        "avgiften är 300 kr per månad", "Microsoft Teams funkar inte",
    ],
)  # fmt: skip
def test_places_storms_companies_and_famous_persons_are_no_names(text: str) -> None:
    assert found(text, Category.NAME) == []


def test_a_name_of_the_question_is_found_in_the_answer_also_in_small_letters() -> None:
    result = detect("Min son Elwin blir retad.", "Vi har talat med elwin i dag.")
    assert [f.reason.code for f in result.answer] == ["name-again"]


def test_the_same_person_keeps_one_number_through_question_and_answer() -> None:
    question, answer = "Anna Svensson ringde. Erik Berg svarade inte.", "Vi har talat med Anna."
    result = detect(question, answer)
    assert [f.replacement for f in result.question] == ["[namn 1]", "[namn 2]"]
    assert [f.replacement for f in result.answer] == ["[namn 1]"]


def test_genitive_s_stays_with_the_placeholder() -> None:
    text = "Det är Annas lärare."
    assert replace_findings(text, detect_text(text).findings) == "Det är [namn]s lärare."


def test_greeting_in_an_answer_loses_the_name_and_the_signature_becomes_the_unit() -> None:
    answer = "Hej Anna! Tack för ditt mejl.\n\nMed vänlig hälsning\nMaria Berg"
    result = detect("", answer, lists=MunicipalLists(answering_unit="Gata och park"))
    assert replace_findings(answer, result.answer) == "Hej! Tack för ditt mejl.\n\nMed vänlig hälsning\nGata och park"


@pytest.mark.parametrize(
    "text",
    [
        "Jag bor på Storgatan 12.",
        "Hälsn Anna Berg, Storgatan 12",
        "hämta soporna hos oss på Storgatan 12",
        "Storgatan 12, 291 34 Kristianstad",
        "Storgatan 12, där min mamma bor, saknar ljus",
        "Storgatan 12 lgh 1103",
    ],
)
def test_home_address_is_told_by_the_words_around(text: str) -> None:
    assert [span[:12] for span in found(text, Category.HOME_ADDRESS)] == ["Storgatan 12"]


@pytest.mark.parametrize(
    "text",
    [
        "Hålet vid Storgatan 12 är djupt.",
        "Besöksadress Storgatan 12, 291 32 Kristianstad",
        "Biblioteket på Storgatan 12",
        "Jag ramlade vid Storgatan 12",
        "Besök oss på Storgatan 12",
    ],
)
def test_place_of_a_fault_or_office_is_only_a_note(text: str) -> None:
    assert found(text, Category.HOME_ADDRESS) == []


def test_postcode_and_town_belong_to_the_address() -> None:
    assert found("Jag bor på Ekstigen 9, 291 34 Åhus och har fukt.", Category.HOME_ADDRESS) == [
        "Ekstigen 9, 291 34 Åhus"
    ]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Min mamma har demens.", "demens"),
        ("Jag sitter i rullstol.", "rullstol"),
        ("min son har typ 1-diabetes", "typ 1-diabetes"),
        ("Hon äter Waran.", "Waran"),
        ("Jag bröt benet på isen.", "bröt benet"),
    ],
)
def test_illness_of_a_person_is_found(text: str, term: str) -> None:
    assert found(text, Category.HEALTH) == [term]


@pytest.mark.parametrize(
    "text",
    [
        "Personer med demens behöver stöd.",
        "Hur många elever har adhd?",
        "Rullstolsrampen är trasig.",
        "Mat för den som har celiaki?",
        "Information om vaccin mot covid-19",
        "Rullstolar borde kunna lånas.",
    ],
)
def test_illness_of_a_group_or_of_nobody_is_left_alone(text: str) -> None:
    assert found(text, Category.HEALTH) == []


@pytest.mark.parametrize(
    "text",
    [
        "Min dotter går i 2B och blir mobbad. Läraren gör inget.", "Hemtjänsten kom inte till min pappa, han fick ingen medicin.",
        "Jag fick avslag på försörjningsstöd av handläggaren som var otrevlig.", "Undersköterskan Monika på Solgården skriker åt min moster.",
    ],
)  # fmt: skip
def test_whole_matter_about_one_individual_is_told_without_names(text: str) -> None:
    matter = detect_text(text).matter
    assert matter.is_sensitive
    assert matter.phrases


@pytest.mark.parametrize(
    "text",
    [
        "När öppnar badet?",
        "Vi har barn på förskolan och vill att ni lagar staketet.",
        "Har skolorna en plan mot mobbning?",
        "Varför är lärarlönerna låga?",
    ],
)
def test_ordinary_feedback_is_no_individual_matter(text: str) -> None:
    assert not detect_text(text).matter.is_sensitive


def test_everything_from_a_closed_unit_is_a_stop() -> None:
    matter = detect("Tack för fin mat på Furugården!", "", lists=MunicipalLists(closed_units=("Furugården",))).matter
    assert matter.level is Level.STOP


SENDER = SenderDetails(
    name="Gunvor Åkerblom", email="g.akerblom@example.se", phone="070-174 06 05", address="Pilgränd 2, 296 34 Åhus"
)


@pytest.mark.parametrize(
    "text",
    [
        "Som Åkerblom sagt",
        "gunvor undrar",
        "Gunvor Akerblom",
        "Mitt namn Gunvår Åkerblohm",
        "nr 0701740605",
        "+46 70-1740605",
        "vid pilgränd 2",
        "G.AKERBLOM@example.se",
    ],
)
def test_senders_own_details_are_found_literally_and_misspelled(text: str) -> None:
    findings = detect(text, "", sender=SENDER).question
    assert any(f.reason.code == "sender" and f.level is Level.STOP for f in findings)


def test_municipal_lists_name_staff_and_public_ways() -> None:
    lists = MunicipalLists(
        staff=("Xi Qo",), function_mailboxes=("lisa.berg@example.org",), public_phones=("044-13 67 89",)
    )
    findings = detect("Xi Qo svarar på lisa.berg@example.org eller 044-136789", "", lists=lists).question
    assert [f.level for f in findings] == [Level.DECIDE, Level.NOTE, Level.NOTE]


def test_extra_recogniser_adds_its_findings() -> None:
    def model(text: str) -> list:  # type: ignore[type-arg]
        from cms.privacy import Finding, reasons

        return [Finding(0, 3, Category.NAME, Level.DECIDE, Confidence.PROBABLE, reasons.PLUG_IN, "[namn]")]

    assert detect("qqq wärre", "", recognisers=[model]).question[0].reason.code == "plug-in"


def test_every_reason_has_a_code_of_its_own_and_both_languages() -> None:
    every = all_reasons()
    assert len({reason.code for reason in every}) == len(every) > 30
    assert all(reason.msgid.endswith(".") and reason.swedish.endswith(".") for reason in every)
