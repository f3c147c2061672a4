"""The catalogue for data portals: DCAT-AP-SE 3.0.1 at `/datasets/dcat`, in three forms.

Digests stand in SHA256SUMS, and no day of change stands anywhere: here they would make four files new after every
approval. A data set without such a day may be one that is "continuously updated", says DCAT-AP, and that is what ours are.
"""

from __future__ import annotations

from collections.abc import Iterator

from portal.contract import DownloadFile
from portal.press import Press
from portal.rdf import Iri, Statement, Text, json_ld, rdf_xml, turtle
from portal.words import N_

AUTHORITY = "http://publications.europa.eu/resource/authority"
LICENCES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
}
LANGUAGES = {"sv": "SWE", "en": "ENG"}
# Each data set: its name in addresses, the tables it holds.
DATASETS = {
    "synpunkter": ("records",),
    "fakta": ("facts",),
    "organisation": ("units", "successions"),
    "kodlistor": ("codes", "promises"),
    "antal-personer": ("denominators",),
    "rapporter": ("reports",),
    "avpublicerade": ("tombstones",),
}
KEYWORDS = (N_("feedback"), N_("questions and answers"), N_("municipality"), N_("complaints"))


def write_catalogue(press: Press) -> None:
    """`/datasets/dcat` and the same under names with endings, for hosts that tell types by them."""
    statements = list(Catalogue(press).statements())
    xml = rdf_xml(statements)
    press.output.file("datasets/dcat", xml)
    press.output.file("datasets/dcat.rdf", xml)
    press.output.file("datasets/dcat.ttl", turtle(statements))
    press.output.file("datasets/dcat.jsonld", json_ld(statements))


class Catalogue:
    """What the site offers, as statements."""

    def __init__(self, press: Press) -> None:
        self.site, self.url = press.portal.site, press.portal.site_url
        self.data, self.gettext = press.portal.open_data, press.words.gettext
        self.catalogue = Iri(f"{self.url}/datasets/dcat#katalog")
        self.publisher = Iri(f"{self.url}/datasets/dcat#utgivare")
        self.contact = Iri(f"{self.url}/datasets/dcat#kontakt")
        self.service = Iri(f"{self.url}/datasets/dcat#api")
        self.page = Iri(f"{self.url}/oppna-data/")
        self.licence = Iri(LICENCES.get(self.site.licence, self.site.licence))

    def statements(self) -> Iterator[Statement]:
        """The catalogue, its publisher and contact, each data set with its files, the API."""
        datasets = [Iri(f"{self.url}/datasets/dcat#{name}") for name in DATASETS]
        what = self.gettext("Open data of %(name)s") % {"name": self.site.name}
        about = self.gettext("Questions people asked %(municipality)s, the answers, and what they led to.")
        yield Statement(self.catalogue, "rdf:type", Iri("dcat:Catalog"))
        yield from self._named(self.catalogue, what, about % {"municipality": self.site.municipality})
        yield Statement(self.catalogue, "dcterms:license", self.licence)
        yield Statement(self.catalogue, "foaf:homepage", self.page)
        yield from (Statement(self.catalogue, "dcat:dataset", dataset) for dataset in datasets)
        yield Statement(self.catalogue, "dcat:service", self.service)
        yield from self._people()
        for dataset, tables in zip(datasets, DATASETS.values(), strict=True):
            yield from self._dataset(dataset, tables)
        yield from self._service(datasets)

    def _named(self, thing: Iri, title: str, description: str) -> Iterator[Statement]:
        yield Statement(thing, "dcterms:title", Text(title, self.site.language))
        yield Statement(thing, "dcterms:description", Text(description, self.site.language))
        yield Statement(thing, "dcterms:publisher", self.publisher)
        if code := LANGUAGES.get(self.site.language):
            yield Statement(thing, "dcterms:language", Iri(f"{AUTHORITY}/language/{code}"))

    def _people(self) -> Iterator[Statement]:
        yield Statement(self.publisher, "rdf:type", Iri("foaf:Agent"))
        yield Statement(self.publisher, "foaf:name", Text(self.site.municipality, self.site.language))
        yield Statement(self.publisher, "dcterms:type", Iri("http://purl.org/adms/publishertype/LocalAuthority"))
        if self.site.web:
            yield Statement(self.publisher, "foaf:homepage", Iri(self.site.web))
        if self.site.email:
            yield Statement(self.contact, "rdf:type", Iri("vcard:Organization"))
            yield Statement(self.contact, "vcard:fn", Text(self.site.municipality, self.site.language))
            yield Statement(self.contact, "vcard:hasEmail", Iri(f"mailto:{self.site.email}"))

    def _dataset(self, dataset: Iri, names: tuple[str, ...]) -> Iterator[Statement]:
        tables = [table for table in self.data.tables if table.name in names]
        yield Statement(dataset, "rdf:type", Iri("dcat:Dataset"))
        title = ", ".join(table.title for table in tables)
        yield from self._named(dataset, f"{self.site.name}: {title}", " ".join(table.description for table in tables))
        yield from self._common(dataset)
        yield Statement(dataset, "dcat:landingPage", self.page)
        yield Statement(dataset, "dcat:theme", Iri(f"{AUTHORITY}/data-theme/GOVE"))
        yield Statement(dataset, "dcterms:accrualPeriodicity", Iri(f"{AUTHORITY}/frequency/UPDATE_CONT"))
        yield Statement(dataset, "dcterms:spatial", Iri(f"{AUTHORITY}/country/SWE"))
        for word in KEYWORDS:
            yield Statement(dataset, "dcat:keyword", Text(self.gettext(word), self.site.language))
        files = [file for file in self.data.files if file.table in names and file.part == 1]
        distributions = [(Iri(f"{dataset.value}-{_anchor(file)}"), file) for file in files]
        yield from (Statement(dataset, "dcat:distribution", distribution) for distribution, _ in distributions)
        for distribution, file in distributions:
            yield from self._distribution(distribution, file)

    def _common(self, thing: Iri) -> Iterator[Statement]:
        yield Statement(thing, "dcterms:accessRights", Iri(f"{AUTHORITY}/access-right/PUBLIC"))
        if self.site.email:
            yield Statement(thing, "dcat:contactPoint", self.contact)

    def _distribution(self, distribution: Iri, file: DownloadFile) -> Iterator[Statement]:
        yield Statement(distribution, "rdf:type", Iri("dcat:Distribution"))
        title = f"{file.period or self.gettext('All years')}, {(file.holds or file.format).upper()}"
        yield Statement(distribution, "dcterms:title", Text(title, self.site.language))
        yield Statement(distribution, "dcat:accessURL", self.page)
        yield Statement(distribution, "dcat:downloadURL", Iri(self.url + file.path))
        yield Statement(distribution, "dcterms:format", Text(file.media_type))
        yield Statement(distribution, "dcterms:license", self.licence)

    def _service(self, datasets: list[Iri]) -> Iterator[Statement]:
        yield Statement(self.service, "rdf:type", Iri("dcat:DataService"))
        about = self.gettext("Published items page by page, units, code lists, figures and withdrawn items as JSON.")
        yield from self._named(self.service, f"{self.site.name}: API", about)
        yield from self._common(self.service)
        yield Statement(self.service, "dcterms:license", self.licence)
        yield Statement(self.service, "dcat:endpointURL", Iri(f"{self.url}/api/v1/index.json"))
        yield Statement(self.service, "dcat:endpointDescription", Iri(f"{self.url}/api/v1/openapi.json"))
        yield from (Statement(self.service, "dcat:servesDataset", dataset) for dataset in datasets)


def _anchor(file: DownloadFile) -> str:
    return file.path.removeprefix("/oppna-data/").replace("/", "-").replace(".", "-")
