"""Which index the staff's search uses, from one address."""

from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

ENGINES = {
    "elasticsearch": "search_index.elasticsearch_backend.SwedishElasticsearchEngine",
    "solr": "search_index.solr_backend.SwedishSolrEngine",
}
SECONDS = 20


def connection(address: str, folder: str) -> dict[str, object]:
    """A connection of Haystack's: Whoosh in a folder, or what the address names.

    The address is `elasticsearch+https://machine:9200/index` or `solr+http://machine:8983/solr/core`.

    Raises:
        ImproperlyConfigured: the address names no engine, machine, or index.
    """
    if not address:
        return {
            "ENGINE": "search_index.whoosh_backend.SwedishWhooshEngine",
            "PATH": folder,
            "SILENTLY_FAIL": False,
        }
    parts = urlsplit(address)
    name, _, scheme = parts.scheme.partition("+")
    path = parts.path.strip("/")
    if name not in ENGINES or scheme not in {"http", "https"} or not parts.hostname or not path:
        raise ImproperlyConfigured(
            "KLARSYN_SEARCH_URL names no search engine. "
            "Write elasticsearch+http://machine:9200/index or solr+http://machine:8983/solr/core; https works too."
        )
    reached = urlunsplit((scheme, parts.netloc, f"/{path}" if name == "solr" else "", "", ""))
    named = {"INDEX_NAME": path} if name == "elasticsearch" else {}
    return {"ENGINE": ENGINES[name], "URL": reached, "TIMEOUT": SECONDS, "SILENTLY_FAIL": False, **named}
