"""The Swedish language layer: forms of a word, parts of compounds, verbs behind nouns, synonyms."""

import pytest

from search_index import analysis
from search_index.stemming import key, light_stem
from search_index.synonyms import in_known_words, keyed, parsed_groups, shipped_groups

SAME_WORD = [
    ("bok", "böckerna"),
    ("förskola", "förskolornas"),
    ("äldreboende", "äldreboendet"),
    ("hand", "händerna"),
    ("gata", "gatorna"),
    ("parkeringsplats", "parkeringsplatserna"),
    ("lekplats", "lekplatsen"),
    ("beslut", "besluten"),
    ("gick", "gå"),
    ("träd", "träden"),
    ("trottoar", "trottoarerna"),
    ("snöröjning", "snöröjningens"),
    ("vattenläcka", "vattenläckan"),
    ("kommunbok", "kommunböcker"),
    ("snö", "snön"),
    ("skylt", "skyltarna"),
    ("nämnd", "nämnden"),
    ("arbetslös", "arbetslösheten"),
]
OTHER_WORD = [
    ("billig", "bil"),
    ("hemlig", "hem"),
    ("fastighet", "fast"),
    ("förare", "föra"),
    ("målare", "mål"),
    ("papperet", "pappan"),
    ("kvarteren", "kvarten"),
    ("fasader", "faser"),
    ("bokade", "böcker"),
    ("kosten", "kostar"),
    ("hamnen", "hamnade"),
]
COMPOUNDS = {
    "trädgårdsavfallshämtning": ["trädgård", "avfall", "hämtning"],
    "gatubelysning": ["gata", "belysning"],
    "snöröjning": ["snö", "röjning"],
    "busstation": ["buss", "station"],
    "skolskjuts": ["skola", "skjuts"],
    "förskolekö": ["förskola", "kö"],
    "hemtjänst": ["hem", "tjänst"],
    "äldreboende": ["äldre", "boende"],
    "elavgift": ["el", "avgift"],
    "cykelväg": ["cykel", "väg"],
    "parkeringsplats": ["parkering", "plats"],
    "matavfallspåse": ["mat", "avfall", "påse"],
    "gatlampa": ["gata", "lampa"],
    "handbok": ["hand", "bok"],
}
SIMPLE = [
    "kommun",
    "bostad",
    "personal",
    "källaren",
    "råttor",
    "väninna",
    "papper",
    "problem",
    "trottoar",
    "handläggare",
    "samband",
    "soldat",
    "läkemedel",
    "specialist",
    "leverans",
]


@pytest.mark.parametrize(("one", "other"), SAME_WORD)
def test_forms_of_a_word_share_its_key(one: str, other: str) -> None:
    assert analysis.main_key(one) == analysis.main_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER_WORD)
def test_a_word_made_from_another_has_a_key_of_its_own(one: str, other: str) -> None:
    assert analysis.main_key(one) != analysis.main_key(other)


@pytest.mark.parametrize(("word", "parts"), COMPOUNDS.items())
def test_a_compound_is_taken_apart_into_its_smallest_parts(word: str, parts: list[str]) -> None:
    assert [atom[0] for atom in analysis.atoms(word)] == [key(part) for part in parts]


@pytest.mark.parametrize("word", SIMPLE)
def test_a_simple_word_is_left_whole(word: str) -> None:
    assert len(analysis.atoms(word)) == 1


@pytest.mark.parametrize(
    ("word", "said"),
    [("sophämtningen", "hämta"), ("vaccinationen", "vaccinera"), ("målare", "måla"), ("halkigt", "halka")],
)
def test_a_noun_also_says_its_verb_and_an_adjective_its_noun(word: str, said: str) -> None:
    assert key(said) in {term.key for term in analysis.terms(word)}


def test_parts_weigh_less_than_the_word() -> None:
    terms = analysis.terms("sophämtning")
    assert terms[0].weight == 1
    assert all(term.weight < 1 for term in terms[1:])


def test_stop_words_are_not_indexed() -> None:
    assert analysis.terms("och") == ()


def test_a_word_with_hyphens_is_found_whole_and_in_parts() -> None:
    assert list(analysis.words("Ny e-tjänst")) == ["ny", "e", "tjänst", "etjänst"]


def test_english_words_are_stemmed_as_english() -> None:
    assert analysis.terms("libraries", "en")[0].key == analysis.terms("library", "en")[0].key


def test_folding_takes_away_rings_and_dots() -> None:
    assert analysis.fold("Gångvägsförråd") == "gangvagsforrad"


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("förskolorna", "förskol"),
        ("badhuset", "badhus"),
        ("glas", "glas"),
        ("hemliga", "hemlig"),
        ("förarens", "förar"),
        ("ö", "ö"),
        ("", ""),
    ],
)
def test_light_stem_takes_off_one_ending(word: str, stem: str) -> None:
    assert light_stem(word) == stem


def test_a_group_of_synonyms_leads_both_ways_and_an_arrow_only_one() -> None:
    table = keyed(parsed_groups("dagis, förskola\nplugget > skola  # vardagligt"))
    assert table[key("dagis")] == [[key("förskola")]]
    assert table[key("förskola")] == [[key("dagis")]]
    assert table[key("plugget")] == [[key("skola")]]
    assert key("skola") not in table


def test_several_words_may_stand_for_one() -> None:
    table = keyed(parsed_groups("försörjningsstöd, ekonomiskt bistånd"))
    assert table[key("försörjningsstöd")] == [[key("ekonomiskt"), key("bistånd")]]


def test_a_stop_word_that_gives_a_word_another_meaning_belongs_to_it() -> None:
    table = keyed(parsed_groups("vad kostar > avgift\nvattenavstängning, inget vatten"))
    assert table[f"vad {key('kostar')}"] == [[key("avgift")]]
    assert key("kost") not in table
    assert key("vatten") not in table
    assert table[f"inget {key('vatten')}"] == [[key("vattenavstängning")]]
    assert keyed(parsed_groups("promenad, gå ut")) == {}


def test_the_shipped_list_has_no_group_twice_and_more_than_450() -> None:
    groups = shipped_groups()
    assert len(groups) >= 450
    assert len({frozenset(group.expressions) | frozenset(group.leads) for group in groups}) == len(groups)


def test_a_synonym_that_no_text_has_is_looked_up_by_its_parts_only_where_nothing_better_is_known() -> None:
    trafik, signal, lampa = (key(word) for word in ("trafik", "signal", "lampa"))
    targets = [[key("trafiksignal")], [lampa]]
    assert in_known_words(targets, {trafik, signal}) == [[trafik, signal]]
    assert in_known_words(targets, {trafik, signal, lampa}) == [[lampa]]
    assert in_known_words(targets, {trafik}) == []
