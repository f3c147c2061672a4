"""The page of the open data, the catalogue for data portals, and the description of the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pyshacl import validate as holds
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF

from publish.files import ContentFolder
from publish.open_data.plan import plan, write_list
from tests.portal import sample
from tests.portal.conftest import built
from tests.portal.site import BuiltSite
from tests.portal.test_english import SWEDISH_LETTERS, UnmarkedText

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib's own reader of JSON-LD
SHAPES = Path(__file__).with_name("dcat_ap_se.ttl")
SITE = "https://synpunkter.kvarnsala.example"


def with_downloads(released: Path, **site: object) -> Path:
    """A sample municipality whose data can be downloaded; the files themselves are made elsewhere."""
    records = {year: [sample.record(number, year) for number in range(1, 30)] for year in (2025, 2026)}
    gone = sample.tombstone(records[2025].pop())
    sample.write(released, records, [gone], site={**sample.SITE, **site})
    names = ["records/2025.jsonl", "records/2026.jsonl", "facts/2025.csv", "facts/2026.csv"]
    ids = [each["id"] for group in records.values() for each in group]
    write_list(ContentFolder(released, None, {}, {}), plan(names, ids), "sv")
    return released


@pytest.fixture(scope="module")
def data_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    folder = tmp_path_factory.mktemp("open-data-site")
    return built(folder, with_downloads(folder / "released"))


def graph(site: BuiltSite, name: str = "dcat", form: str = "xml") -> Graph:
    return Graph().parse(data=site.text(f"/datasets/{name}"), format=form)


def test_the_catalogue_holds_what_dcat_ap_se_requires(data_site: BuiltSite) -> None:
    conforms, _report, text = holds(graph(data_site), shacl_graph=Graph().parse(SHAPES))
    assert conforms, text


def test_the_shapes_see_what_is_missing(data_site: BuiltSite) -> None:
    for kind, missing in (
        (DCAT.Catalog, DCTERMS.license),
        (DCAT.Dataset, DCTERMS.publisher),
        (DCAT.Distribution, DCAT.accessURL),
        (DCAT.Distribution, DCTERMS["format"]),
    ):
        found = graph(data_site)
        for thing in list(found.subjects(RDF.type, kind)):
            found.remove((thing, missing, None))
        assert not holds(found, shacl_graph=Graph().parse(SHAPES))[0], missing


def test_the_three_forms_and_the_address_without_ending_say_the_same(data_site: BuiltSite) -> None:
    first = graph(data_site)
    assert len(first) > 100
    for name, form in (("dcat.rdf", "xml"), ("dcat.ttl", "turtle"), ("dcat.jsonld", "json-ld")):
        assert isomorphic(first, graph(data_site, name, form)), name


def test_the_catalogue_leads_to_every_data_file_and_to_nothing_else(data_site: BuiltSite) -> None:
    listed = orjson.loads((data_site.folder.parent / "released/open_data.json").read_bytes())["files"]
    wanted = {SITE + file["path"] for file in listed if file["table"] and file["part"] == 1}
    assert {str(url) for url in graph(data_site).objects(None, DCAT.downloadURL)} == wanted


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    ],
)
def test_the_licence_is_the_municipality_s_choice_everywhere(
    tmp_path: Path, build_site: Callable[..., BuiltSite], licence: str, address: str
) -> None:
    # Names and addresses with everything that RDF, XML and JSON must escape.
    name = 'Östra "Ån" & <Sjön> \\ kommun'
    site = build_site(with_downloads(tmp_path / "released", licence=licence, municipality=name, email=""))
    found = graph(site)
    assert set(found.objects(None, DCTERMS.license)) == {URIRef(address)}
    assert isomorphic(found, graph(site, "dcat.ttl", "turtle"))
    assert isomorphic(found, graph(site, "dcat.jsonld", "json-ld"))
    assert holds(found, shacl_graph=Graph().parse(SHAPES))[0]
    assert address in site.page("/oppna-data/").links
    assert orjson.loads(site.text("/api/v1/openapi.json"))["info"]["license"]["url"] == address


def test_the_description_of_the_api_is_valid_and_true(data_site: BuiltSite) -> None:
    described = orjson.loads(data_site.text("/api/v1/openapi.json"))
    validate(described)
    addresses = [address for address in data_site.addresses if address.startswith("/api/v1/")]
    assert len(addresses) > 6
    checked = set()
    for address in addresses:
        path = "/api/v1/records/{year}/{page}.json" if "/records/" in address else address
        if path.endswith("openapi.json"):
            continue
        answer = described["paths"][path]["get"]["responses"]["200"]
        shape = answer["content"]["application/json"]["schema"] | {"components": described["components"]}
        Draft202012Validator(shape).validate(orjson.loads(data_site.text(address)))
        checked.add(path)
    assert checked == described["paths"].keys()


def test_the_start_of_the_api_leads_to_every_record(data_site: BuiltSite) -> None:
    index = orjson.loads(data_site.text("/api/v1/index.json"))
    pages = [page for year in index["records"] for page in year["pages"]]
    records = [record for page in pages for record in orjson.loads(data_site.text(page))["records"]]
    assert sorted(record["id"] for record in records) == sorted(
        f"{year}-{number:04}" for year in (2025, 2026) for number in range(1, 30) if (year, number) != (2025, 29)
    )
    assert [gone["id"] for gone in orjson.loads(data_site.text("/api/v1/tombstones.json"))["tombstones"]] == [
        "2025-0029"
    ]


def test_the_page_leads_to_every_download_and_is_found_from_every_page(data_site: BuiltSite) -> None:
    page = data_site.page("/oppna-data/")
    listed = orjson.loads((data_site.folder.parent / "released/open_data.json").read_bytes())["files"]
    assert {file["path"] for file in listed if "/schema/" not in file["path"]} <= set(page.links)
    assert "/oppna-data/" in data_site.page("/").links
    assert not page.problems
    assert "/oppna-data/falt/" in data_site.text("/sitemap-sidor.xml")


def test_the_dictionary_page_names_every_column(data_site: BuiltSite) -> None:
    html = data_site.text("/oppna-data/falt/")
    listed = orjson.loads((data_site.folder.parent / "released/open_data.json").read_bytes())["tables"]
    for table in listed:
        for field in table["fields"]:
            assert f"<code>{field['name']}</code>" in html
    assert not data_site.page("/oppna-data/falt/").problems


def test_the_data_and_its_dictionary_are_told_in_english_too(data_site: BuiltSite) -> None:
    for path, words in (
        ("/en/open-data/", "Everything that is published here"),
        ("/en/open-data/dictionary/", "Number of the item; it never changes."),
    ):
        unmarked = UnmarkedText()
        unmarked.feed(data_site.text(path).partition("<main")[2].partition("<footer")[0])
        assert words in unmarked.text
        assert not SWEDISH_LETTERS.search(unmarked.text)
        assert path in data_site.text("/sitemap-sidor.xml")


def test_a_figure_for_other_sites_stands_alone_and_says_whose_it_is(data_site: BuiltSite) -> None:
    named = "/forvaltning/samhallsbyggnadsforvaltningen/"
    for path, place, name in (("/", "/", "Kvarnsala kommun"), (named, named, "Samhällsbyggnads")):
        for measure in ("key-figures", "ledger", "kind-by-category", "months", "handling-time", "outcomes", "channels"):
            page = data_site.page(f"/badda-in{path}{measure}/")
            assert not page.problems
            assert f"{SITE}/statistik{place}" in page.links
            assert name in page.text
            assert ("base", {"target": "_top"}) in page.elements, "pages of the site refuse to be shown in the frame"
    assert "site-header" not in data_site.text("/badda-in/key-figures/")
    assert f"/badda-in{named}months/" in data_site.text(f"/statistik{named}")
    assert "/badda-in/months/" in data_site.page("/oppna-data/").links


def test_a_site_without_downloads_has_no_page_for_them(site: BuiltSite) -> None:
    assert "/oppna-data/" not in site.page("/").links
    assert "oppna-data/index.html" not in site.fingerprints


def test_one_more_item_changes_neither_the_page_of_the_downloads_nor_the_catalogue(
    tmp_path: Path, build_site: Callable[..., BuiltSite]
) -> None:
    first = build_site(with_downloads(tmp_path / "a"))
    later = with_downloads(tmp_path / "b")
    lines = (later / "records/2026.jsonl").read_bytes().splitlines(keepends=True)
    (later / "records/2026.jsonl").write_bytes(b"".join(lines[:-1]))
    written = build_site(later, previous=first).written
    assert not [name for name in written if name.startswith(("datasets/", "badda-in/", "oppna-data/"))]
    assert "api/v1/openapi.json" not in written
