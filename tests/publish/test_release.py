"""What a release does to the served site and to the files of the one before."""

from __future__ import annotations

import gzip

import brotli
import orjson
import pytest

from publish import switch
from publish.containers import texts
from publish.errors import ApprovalMismatchError, BuildError, ReleaseLockedError, SearchIndexError, VerifyError
from publish.files import read_json
from publish.folders import Folders
from publish.index import INDEX
from publish.manifest import walk
from tests.publish.conftest import Releasing, served
from tests.publish.stand_ins import Index, Press, Private, Town, record

PAGE = "synpunkter/2026/0001-gungan-igen/index.html"


def test_every_approved_record_has_its_page_and_its_compressed_copies(releasing: Releasing, folders: Folders) -> None:
    outcome = releasing()
    files = served(folders)
    assert outcome.number == 1
    assert outcome.changes.added == ["2025-0001", "2025-0002", "2026-0001", "2026-0002"]
    assert PAGE in files
    assert gzip.decompress(files[f"{PAGE}.gz"]) == brotli.decompress(files[f"{PAGE}.br"]) == files[PAGE]


def test_manifest_lists_every_file_of_the_site(releasing: Releasing, folders: Folders) -> None:
    releasing()
    listed = read_json(folders.release(1) / "manifest.json")["files"]
    assert sorted(listed) == sorted(walk(folders.release(1) / "site"))


def test_released_content_is_that_of_the_served_release(releasing: Releasing, folders: Folders) -> None:
    releasing()
    assert (folders.released / "records" / "2026.jsonl").resolve() == (
        folders.release(1) / "content/records/2026.jsonl"
    )


def test_unchanged_files_are_the_same_on_disk(releasing: Releasing, folders: Folders, town: Town) -> None:
    releasing()
    town.publish(record("2026-0003", "Ny fråga", "När öppnar badet?"))
    outcome = releasing()
    first, second = folders.release(1), folders.release(2)
    assert outcome.changes.added == ["2026-0003"]
    assert (first / "site" / PAGE).samefile(second / "site" / PAGE)
    assert (first / "content/records/2025.jsonl").samefile(second / "content/records/2025.jsonl")
    assert not (first / "site/index.html").samefile(second / "site/index.html")


def test_a_part_of_the_index_that_is_kept_is_that_of_the_release_before(
    releasing: Releasing, folders: Folders, town: Town, index: Index
) -> None:
    index.bundle = "base-1"
    releasing()
    index.kept = ("base-1",)
    town.publish(record("2026-0003"))
    releasing()
    name = f"{INDEX}base-1/words.json"
    assert (folders.release(1) / "site" / name).samefile(folders.release(2) / "site" / name)
    assert {name, f"{name}.gz", f"{name}.br"} <= read_json(folders.release(2) / "manifest.json")["files"].keys()
    index.kept, index.bundle = (), "base-2"
    town.publish(record("2026-0004"))
    releasing()
    assert [each for each in served(folders) if "base-1" in each] == []


def test_a_year_without_changes_is_not_read(releasing: Releasing, town: Town) -> None:
    releasing()
    town.publish(record("2026-0003"))
    town.years_read.clear()
    releasing()
    assert town.years_read == [{2026}]


def test_the_same_data_gives_the_same_bytes(releasing: Releasing, folders: Folders) -> None:
    releasing()
    before = served(folders)
    outcome = releasing(full=True)
    assert served(folders) == before
    assert outcome.manifest_sha256 == releasing().manifest_sha256


def test_a_withdrawn_item_is_in_no_byte_of_the_release(releasing: Releasing, folders: Folders, town: Town) -> None:
    releasing()
    town.withdraw("2025-0001")
    outcome = releasing()
    assert outcome.changes.withdrawn == ["2025-0001"]
    for root in (folders.current, folders.released):
        for path in (
            each for each in root.resolve().rglob("*") if each.is_file() and each.suffix not in {".gz", ".br"}
        ):
            for _name, text in texts(path.name, path.read_bytes()):
                assert b"vid torget" not in text
    assert read_json(folders.release(2) / "maps/gone.json") == {"/synpunkter/2025/0001/": "/synpunkter/2025/0001/"}


def test_related_items_are_earlier_and_withdrawn_ones_leave(releasing: Releasing, folders: Folders, town: Town) -> None:
    releasing()
    lines = [orjson.loads(line) for line in (folders.released / "records/2026.jsonl").read_bytes().splitlines()]
    assert lines[0]["related"] == ["2025-0001"]
    assert orjson.loads((folders.released / "records/2025.jsonl").read_bytes().splitlines()[0])["related"] == []
    town.withdraw("2025-0001")
    releasing()
    lines = [orjson.loads(line) for line in (folders.released / "records/2026.jsonl").read_bytes().splitlines()]
    assert lines[0]["related"] == []


def test_a_record_that_is_not_what_was_approved_stops_the_release(
    releasing: Releasing, folders: Folders, town: Town
) -> None:
    releasing()
    town.publish(record("2026-0003"))
    town.tampered.add("2026-0003")
    with pytest.raises(ApprovalMismatchError, match="2026-0003"):
        releasing()
    assert folders.served() == 1


def test_a_record_that_cannot_be_rendered_is_named(releasing: Releasing, folders: Folders, press: Press) -> None:
    press.broken = "2026-0002"
    with pytest.raises(BuildError, match="2026-0002"):
        releasing()
    assert folders.served() is None
    assert "2026-0002" in (folders.failed(1) / "build.log").read_text(encoding="utf-8")
    press.broken = ""
    assert releasing().number == 2


def test_an_index_that_cannot_be_built_stops_the_release(releasing: Releasing, folders: Folders, index: Index) -> None:
    releasing()
    before = served(folders)
    index.broken = True
    with pytest.raises(SearchIndexError, match="word list"):
        releasing()
    assert served(folders) == before


def test_a_record_that_the_search_does_not_find_stops_the_release(releasing: Releasing, index: Index) -> None:
    index.forgets = "2026-0002"
    with pytest.raises(VerifyError, match="2026-0002"):
        releasing()


def test_a_dead_link_stops_the_release(releasing: Releasing, press: Press) -> None:
    press.extra["om/index.html"] = '<a href="/finns-inte/">Mer</a>'
    with pytest.raises(VerifyError, match="/finns-inte/"):
        releasing()


def test_an_old_page_that_links_to_a_removed_address_stops_the_release(
    releasing: Releasing, press: Press, town: Town
) -> None:
    press.extra["om/index.html"] = '<a href="/synpunkter/2025/0001-trasig-gunga/">Läs</a>'
    releasing()
    town.withdraw("2025-0001")
    with pytest.raises(VerifyError, match=r"om/index\.html"):
        releasing()


def test_a_page_of_an_unapproved_record_stops_the_release(releasing: Releasing, press: Press) -> None:
    press.extra["synpunkter/2026/0099-hemlig/index.html"] = "<p>Hemlig"
    with pytest.raises(VerifyError, match="2026-0099"):
        releasing()


def test_json_and_xml_must_be_well_formed(releasing: Releasing, press: Press) -> None:
    press.extra["a.json"] = "{"
    press.extra["b.xml"] = "<a><b></a>"
    with pytest.raises(VerifyError) as caught:
        releasing()
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("value", "planted"),
    [
        ("anna.lind@mail.example", "skriv till Anna.Lind@mail.example"),
        ("070-174 06 35", "ring 0701740635"),
        ("070-174 06 35", "ring +46 70 174 06 35"),
        ("Anna Lind", "hälsar ANNA LIND"),
        ("Åsa Öberg", "<b>åsa öberg</b>"),
        ("O'Neill & co", "O&#x27;Neill &amp; co"),
        (
            "Hon har ringt tre gånger i veckan och är mycket orolig.",
            "Hon har ringt tre gånger i veckan och är mycket orolig",
        ),
    ],
)
def test_a_private_string_in_a_page_stops_the_release_unnamed(
    releasing: Releasing, town: Town, press: Press, value: str, planted: str
) -> None:
    town.private = [Private("2026-0001", "sender", value)]
    releasing()
    press.extra["om/index.html"] = f'<p>{planted}</p><a href="/synpunkter/2026/0001-gungan-igen/">x</a>'
    with pytest.raises(VerifyError, match="2026-0001") as caught:
        releasing()
    assert value not in str(caught.value)
    assert "om/index.html" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Åsa Öberg", "A\u030asa O\u0308berg"),
        ("Åsa Öberg", "Åsa&nbsp;Öberg"),
        ("Åsa Öberg", "Åsa\u00a0Öberg"),
        ("Åsa Öberg", "Åsa <em>Öberg</em>"),
        ("Åsa Öberg", "Åsa<br>Öberg"),
        ("Åsa Öberg", "<strong>Å</strong>sa Ö&shy;berg"),
        ("Åsa Öberg", "Åsa\u200b Öberg"),
        ("Åsa Öberg", "Åsa Öbergs hus"),
        ("Åsa\u00a0O\u0308berg", "Åsa Öberg"),
        ("070-174 06 35", "070\u2011174\u200906\u200935"),
        ("070-174 06 35", "070<strong>174</strong>0635"),
        ("070-174 06 35", "\uff10\uff17\uff10\uff11\uff17\uff14\uff10\uff16\uff13\uff15"),
        ("070-174 06 35", "070&nbsp;174&nbsp;06&nbsp;35"),
        ("anna.lind@mail.example", "anna.lind&#64;mail.example"),
        ("anna.lind@mail.example", '<a href="https://x.example/?to=anna.lind%40mail.example">brev</a>'),
        ("Hon har ringt tre gånger i veckan", "hon har <em>ringt</em> tre gånger&nbsp;i veckan"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_private_string_in_pieces_or_odd_characters_stops_the_release(
    releasing: Releasing, town: Town, folders: Folders, value: str, written: str, first: bool
) -> None:
    town.private = [Private("2026-0003", "sender", value)]
    if not first:
        releasing()
    answer = {"html": f"<p>Hej {written} då.</p>", "role": "Chef", "unit": "org-3", "on": "2026-03-01"}
    town.publish(record("2026-0003", "Ny fråga", "När öppnar badet?", answers=[answer]))
    with pytest.raises(VerifyError, match="2026-0003") as caught:
        releasing()
    assert value not in str(caught.value)
    assert folders.served() == (None if first else 1)


@pytest.mark.parametrize("name", ["pages/om.md", "synonyms.json", "notes.json"])
def test_words_written_freely_are_held_against_every_case(
    releasing: Releasing, town: Town, folders: Folders, name: str
) -> None:
    town.private = [Private("2020-0007", "sender_name", "Åsa Öberg")]
    releasing()
    if name == "pages/om.md":
        town.pages = {"om": "Title: Om\n\nTack till Åsa\nÖberg.\n"}
    elif name == "synonyms.json":
        town.synonyms = ["åsa öberg, badet"]
    else:
        town.notes["breaks"] = [{"unit": None, "on": "2026-01-01", "text": "Åsa Öberg slutade."}]
    with pytest.raises(VerifyError, match=f"(?s){name}.*2020-0007"):
        releasing()
    assert folders.served() == 1


@pytest.mark.parametrize(
    "written",
    [
        "900101\u20119802",
        "19900101&#8211;9802",
        "900101\u00ad-9802",
        "900101/9802",
        "900101 - 9802",
        "900101<em>9802</em>",
    ],
)
def test_a_personal_identity_number_in_odd_characters_stops_the_release(
    releasing: Releasing, town: Town, written: str
) -> None:
    answer = {"html": f"<p>Numret {written} stod där.</p>", "role": "Chef", "unit": "org-3", "on": "2026-03-01"}
    town.publish(record("2026-0003", answers=[answer]))
    with pytest.raises(VerifyError, match="personal identity number"):
        releasing()


def test_a_private_string_in_the_search_index_or_a_file_name_stops_the_release(
    releasing: Releasing, town: Town, press: Press, index: Index
) -> None:
    town.private = [Private("2026-0001", "sender_name", "Anna Lind")]
    index.leaks = "Hälsningar Anna Lind"
    with pytest.raises(VerifyError, match="sok/index"):
        releasing()
    index.leaks = ""
    press.extra["bilder/anna-lind.txt"] = "x"
    with pytest.raises(VerifyError, match="2026-0001"):
        releasing()


def test_a_name_that_another_approved_text_holds_is_no_leak(releasing: Releasing, town: Town) -> None:
    town.publish(record("2026-0003", "Lundagatan", "Lundagatan saltas för sent."))
    town.private = [
        Private("2026-0001", "sender_address", "Lundagatan"),
        Private("2026-0002", "sender_name", "Lundaskolan"),
    ]
    assert releasing().number == 1


def test_a_personal_identity_number_stops_the_release_unless_allowed(releasing: Releasing, town: Town) -> None:
    town.publish(record("2026-0003", question="Mitt nummer är 19900101-9802, ring."))
    with pytest.raises(VerifyError, match=r"sok|synpunkter") as caught:
        releasing()
    assert "9802" not in str(caught.value)
    assert releasing(allowed_numbers=frozenset({"199001019802"})).records == 5


def test_a_second_release_is_told_who_makes_the_first(releasing: Releasing, folders: Folders) -> None:
    with switch.release_lock(folders, "Astrid"), pytest.raises(ReleaseLockedError, match="Astrid"):
        releasing()
    assert releasing().number == 1


def test_old_releases_are_pruned_and_the_spare_copy_is_whole(
    releasing: Releasing, folders: Folders, town: Town
) -> None:
    for number in range(3, 9):
        town.publish(record(f"2026-{number:04}", f"Fråga {number}"))
        if number == 6:
            town.withdraw("2025-0002")
        releasing(kept=3)
    assert folders.numbers() == [4, 5, 6]
    spare = {name: (folders.spare / "site" / name).read_bytes() for name in walk(folders.spare / "site")}
    assert spare == served(folders)


def test_dry_run_tells_what_the_release_then_does(releasing: Releasing, town: Town) -> None:
    from publish.snapshot import plan
    from publish.state import State
    from tests.publish.conftest import NOW

    first = plan(town, State(), NOW)
    outcome = releasing()
    assert first == outcome.changes


def test_folders_that_become_empty_leave_with_their_files(releasing: Releasing, folders: Folders, press: Press) -> None:
    press.extra = {"static/js-1/a.js": "1", "static/js-1/parts/b.js": "2"}
    releasing()
    press.extra = {}
    releasing()
    assert not (folders.current / "static").exists()


def test_a_text_of_the_municipality_is_released_and_taken_back(
    releasing: Releasing, folders: Folders, town: Town
) -> None:
    releasing()
    town.pages = {"om": "Title: Om\n\nVi.\n", "en/about": "Title: About\n\nWe.\n"}
    assert not releasing().nothing_new
    assert (folders.released / "pages" / "en" / "about.md").read_text("utf-8") == "Title: About\n\nWe.\n"
    assert "pages/om.md" in read_json(folders.released / "manifest.json")["files"]
    town.pages = {}
    releasing()
    assert not (folders.released / "pages").exists()
