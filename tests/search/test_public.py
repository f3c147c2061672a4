"""The public index: complete, rebuilt only as far as needed, and without a trace of what was withdrawn."""

import shutil
from pathlib import Path

import orjson
import pytest

from search_index import public
from search_index.errors import IndexBuildError
from search_index.packing import pack
from search_index.synonyms import PIECE_BYTES, parsed_groups, write_synonyms
from search_index.vocabulary import shard_of
from tests.search.released import record, sample, write_released


def built(tmp_path: Path, records: list, name: str, previous: Path | None = None) -> tuple[Path, public.BundleReport]:
    content = write_released(tmp_path / "content", records)
    site = tmp_path / name
    return site, public.build(content, site, previous)


def every_byte(site: Path) -> bytes:
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return b"".join(path.read_bytes() for path in files) + str(list(site.rglob("*"))).encode()


def test_every_record_is_searchable(tmp_path: Path) -> None:
    site, report = built(tmp_path, sample(), "one")
    assert public.searchable_ids(site) == {each["id"] for each in sample()}
    assert report.records == report.indexed == len(sample())


def test_an_empty_municipality_has_an_index_too(tmp_path: Path) -> None:
    site, report = built(tmp_path, [], "one")
    assert public.searchable_ids(site) == set()
    assert report.records == 0


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    one, _ = built(tmp_path, sample(), "one")
    two, _ = built(tmp_path, sample(), "two")
    assert every_byte(one).replace(b"/one", b"") == every_byte(two).replace(b"/two", b"")


def test_a_new_record_leaves_the_base_as_it_is(tmp_path: Path) -> None:
    first, _ = built(tmp_path, sample(), "one")
    new = record("2025-0100", "Xylofonen är ostämd", "Den låter illa.", "Vi stämmer den.", "org-5")
    second, report = built(tmp_path, [*sample(), new], "two", first)
    assert report.indexed == 1
    assert report.reused == len(sample())
    base = next((second / "sok/index").glob("base-*"))
    same = next((first / "sok/index").glob("base-*"))
    assert (base / "start.json").stat().st_ino == (same / "start.json").stat().st_ino
    assert public.searchable_ids(second) == {"2025-0100", *public.searchable_ids(first)}


def test_renewing_leaves_out_the_bundle_that_is_kept(tmp_path: Path) -> None:
    first, _ = built(tmp_path, sample(), "one")
    new = record("2025-0100", "Xylofonen är ostämd", "Den låter illa.", "Vi stämmer den.", "org-5")
    content = write_released(tmp_path / "content", [*sample(), new])
    report = public.renew(content, tmp_path / "two", first)
    assert report.kept == (next((first / "sok/index").glob("base-*")).name,)
    assert not list((tmp_path / "two/sok/index").glob("base-*"))


def newer(numbers: range) -> list:
    return [
        record(f"2026-{number:04}", f"Rubrik {number}", "Det låter illa.", "Vi stämmer.", "org-5") for number in numbers
    ]


def test_the_newest_records_are_one_file(tmp_path: Path) -> None:
    first, _ = built(tmp_path, sample(), "one")
    records = [*sample(), *newer(range(1, public.NEWEST_BOUND))]
    second, _ = built(tmp_path, records, "two", first)
    third, report = built(
        tmp_path, [*records, *newer(range(public.NEWEST_BOUND, public.NEWEST_BOUND + 1))], "three", second
    )
    assert [name.partition("-")[0] for name in report.bundles] == ["base", "newest"]
    new = {path.name for path in (third / "sok/index").iterdir()} - {
        path.name for path in (second / "sok/index").iterdir()
    }
    assert [name.partition("-")[0] for name in sorted(new)] == ["newest"]
    assert len(public.searchable_ids(third)) == report.records


def test_many_new_records_are_a_bundle_that_later_ones_leave_as_it_is(tmp_path: Path) -> None:
    first, _ = built(tmp_path, sample(), "one")
    records = [*sample(), *newer(range(1, public.NEWEST_BOUND + 2))]
    second, _ = built(tmp_path, records, "two", first)
    third, report = built(tmp_path, [*records, *newer(range(90, 91))], "three", second)
    assert [name.partition("-")[0] for name in report.bundles] == ["base", "recent", "newest"]
    assert [name.partition("-")[0] for name in report.kept] == ["base", "recent"]
    assert report.indexed == 1
    assert len(public.searchable_ids(third)) == report.records
    many = [*records, *newer(range(90, 91 + public.NEWEST_BOUND))]
    fourth, report = built(tmp_path, many, "four", third)
    assert [name.partition("-")[0] for name in report.bundles] == ["base", "recent"]
    assert len(public.searchable_ids(fourth)) == len(many)


def test_a_record_withdrawn_from_a_large_recent_bundle_is_gone(tmp_path: Path) -> None:
    first, _ = built(tmp_path, sample(), "one")
    secret = record("2025-0100", "Kvasthilda", "Kvasthilda.", "Kvasthilda.", "org-5")
    records = [*sample(), *newer(range(1, public.NEWEST_BOUND + 2))]
    second, _ = built(tmp_path, [*records, secret], "two", first)
    third, _ = built(tmp_path, [*records, secret, *newer(range(90, 91))], "three", second)
    fourth, report = built(tmp_path, [*records, *newer(range(90, 91))], "four", third)
    assert b"vasthilda" not in every_byte(fourth)
    assert [name.partition("-")[0] for name in report.kept] == ["base"]


def test_nothing_new_is_nothing_to_index(tmp_path: Path) -> None:
    first, _ = built(tmp_path, sample(), "one")
    _, report = built(tmp_path, sample(), "two", first)
    assert report.indexed == 0


def test_withdrawn_text_is_in_no_byte_of_the_index(tmp_path: Path) -> None:
    secret = record("2024-0009", "Hemligheten om zebran", "Zebran heter Kvasthilda.", "Kvasthilda mår bra.", "org-5")
    first, _ = built(tmp_path, [*sample(), secret], "one")
    assert b"vasthilda" in every_byte(first)
    second, report = built(tmp_path, sample(), "two", first)
    for word in (b"vasthilda", b"ebra", b"2024-0009"):
        assert word not in every_byte(second)
    assert report.indexed == len(sample())


def test_a_record_withdrawn_from_the_recent_bundle_is_gone_without_touching_the_base(tmp_path: Path) -> None:
    first, _ = built(tmp_path, sample(), "one")
    secret = record("2025-0100", "Kvasthilda", "Kvasthilda.", "Kvasthilda.", "org-5")
    second, _ = built(tmp_path, [*sample(), secret], "two", first)
    third, report = built(tmp_path, sample(), "three", second)
    assert b"vasthilda" not in every_byte(third)
    assert report.indexed == 0


def test_a_corrected_record_loses_its_earlier_wording(tmp_path: Path) -> None:
    records = sample()
    records[0]["heading"] = "Kvasthildas gångväg"
    first, _ = built(tmp_path, records, "one")
    second, _ = built(tmp_path, sample(), "two", first)
    assert b"vasthilda" not in every_byte(second)


def test_the_base_is_built_anew_when_the_recent_bundle_has_outgrown_its_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "RECENT_BOUND", 1)
    first, _ = built(tmp_path, sample()[:4], "one")
    _, report = built(tmp_path, sample(), "two", first)
    assert len(report.bundles) == 1
    assert report.indexed == len(sample())


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    site, _ = built(tmp_path, sample(), "one")
    damaged = next((site / "sok/index").glob("base-*")) / "facets.json"
    damaged.write_text("{}")
    with pytest.raises(IndexBuildError, match=r"facets\.json"):
        public.searchable_ids(site)


def test_a_missing_record_is_named(tmp_path: Path) -> None:
    site, _ = built(tmp_path, sample(), "one")
    with pytest.raises(IndexBuildError, match="2099-0001"):
        public.verify(site, {*public.searchable_ids(site), "2099-0001"})


def test_an_unreadable_released_folder_is_named(tmp_path: Path) -> None:
    content = write_released(tmp_path / "content", sample())
    (content / "terms.json").unlink()
    with pytest.raises(IndexBuildError, match="content"):
        public.build(content, tmp_path / "one")


def test_a_broken_previous_index_does_not_stop_a_new_one(tmp_path: Path) -> None:
    first, _ = built(tmp_path, sample(), "one")
    shutil.rmtree(next((first / "sok/index").glob("base-*")))
    _, report = built(tmp_path, sample(), "two", first)
    assert report.indexed == len(sample())


def test_synonyms_of_the_municipality_are_in_a_piece_from_the_next_release_on(tmp_path: Path) -> None:
    content = write_released(tmp_path / "content", sample())
    (content / "synonyms.json").write_text('{"groups": ["bollibompan, förskola"]}', encoding="utf-8")
    public.build(content, tmp_path / "one")
    index = tmp_path / "one/sok/index"
    files: dict[str, str] = orjson.loads((index / "bundles.json").read_bytes())["synonyms"]
    (holding,) = (file for name, file in files.items() if name == "bo" or "b" in name.split("-"))
    assert "bollibompan" in orjson.loads((index / holding).read_bytes())


def pieces(folder: Path, lines: list[str], known: set[str]) -> dict[str, dict[str, list[list[str]]]]:
    folder.mkdir(exist_ok=True)
    files = write_synonyms(parsed_groups("\n".join(lines)), known, folder)
    return {name: orjson.loads((folder / file).read_bytes()) for name, file in files.items()}


def test_synonyms_lie_in_small_pieces_by_the_letters_of_what_is_looked_up(tmp_path: Path) -> None:
    words = (f"{first}{second}{number}" for first in "bdghkmst" for second in "aeioå" for number in range(20))
    found = pieces(tmp_path, [f"{word} > kuvert" for word in words], {"kuvert"})
    assert len(found) > 1
    assert all(path.stat().st_size <= PIECE_BYTES for path in tmp_path.rglob("*.json"))
    for name, piece in found.items():
        assert {shard_of(source) for source in piece} <= {part[0] for part in name.split("-")}


def test_pieces_of_synonyms_hold_what_can_be_looked_up_and_found(tmp_path: Path) -> None:
    lines = ["vad kostar > knapp", "lång väntan, kö", "en lång smal väg > knapp", "båt > segel", "badis > knapp"]
    found = pieces(tmp_path, lines, {"knapp", "kö", "lång", "väntan"})
    assert {source: targets for piece in found.values() for source, targets in piece.items()} == {
        "badis": [["knapp"]],
        "kost vad": [["knapp"]],
        "kosta vad": [["knapp"]],
        "kö": [["lång", "väntan"]],
        "lång väntan": [["kö"]],
    }


def test_only_a_piece_of_synonyms_that_changed_has_a_new_name(tmp_path: Path) -> None:
    lines = [f"{first}ask{number} > knapp" for first in "bd" for number in range(PIECE_BYTES // 25)]
    names = []
    for added in ("bulle > knapp", "banan > knapp"):
        pieces(tmp_path / added, [*lines, added], {"knapp"})
        names.append({path.name for path in (tmp_path / added).rglob("*.json")})
    assert names[0] & names[1]
    assert names[0] - names[1]


def test_units_and_subjects_with_answers_are_there_by_name(tmp_path: Path) -> None:
    site, _ = built(tmp_path, sample(), "one")
    rows = orjson.loads(next((site / "sok/index").glob("names-*.json")).read_bytes())
    assert ["unit", "Ekbackens förskola", "/forvaltning/utbildning/ekbackens-forskola/", "", ""] in rows
    assert ["subject", "Kost", "/amne/kost/", "", ""] in rows


def test_units_with_many_answers_come_first_and_one_more_answer_changes_nothing(tmp_path: Path) -> None:
    records = newer(range(1, 6))
    first, _ = built(tmp_path, [record("2025-0001", "Kost", "Kosten?", "Den.", "org-3"), *records], "one")
    second, _ = built(
        tmp_path, [record("2025-0001", "Kost", "Kosten?", "Den.", "org-3"), *records, *newer(range(6, 7))], "two"
    )
    (one,), (two,) = ((site / "sok/index").glob("names-*.json") for site in (first, second))
    assert one.name == two.name
    names = [name for _kind, name, *_rest in orjson.loads(one.read_bytes())]
    assert names[:3] == ["Ekbackens förskola", "Kost", "Utbildningsförvaltningen"]


def test_a_word_leads_to_its_own_key_when_another_has_the_same_stem(tmp_path: Path) -> None:
    records = [
        record("2025-0001", "Rött tegel", "Pappan bad om ett rött hus.", "Huset blir rött.", "org-5"),
        record("2025-0002", "Rötter i röret", "Rötter och papper i avloppet.", "Vi rensar.", "org-5"),
    ]
    site, _ = built(tmp_path, records, "one")
    shards = [orjson.loads(path.read_bytes()) for path in site.glob("sok/index/*/words/*.json")]
    led = {word: key for shard in shards for word, key in shard["stems"].items()}
    assert (led["rött"], led["rötter"]) == ("röd", "rot")
    assert led["pappan"] == "papp"
    assert "papper" in {key for shard in shards for key in shard["keys"]}


def test_packed_numbers_have_no_surrogates() -> None:
    assert pack([0, 1, 0xD000 - 1]) == "#$" + chr(0xD000 - 1 + 0x23)
    assert not any(0xD800 <= ord(letter) <= 0xDFFF for letter in pack(range(0, 400_000, 997)))
