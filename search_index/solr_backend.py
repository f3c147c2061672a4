"""Haystack's Solr backend with our documents. The core's files are in `deploy/solr/`."""

from typing import Any

from haystack.backends import BaseEngine
from haystack.backends.solr_backend import SolrSearchBackend, SolrSearchQuery
from pysolr import SolrError

from search_index.served_backend import ServedBackend


class SwedishSolrBackend(ServedBackend, SolrSearchBackend):
    """Writes to a core that is there."""

    facet_options = {"limit": -1, "mincount": 1}
    newest_first = "recency desc"
    troubles = (SolrError, OSError)

    def __init__(self, connection_alias: str, **connection_options: Any) -> None:
        super().__init__(connection_alias, **connection_options)
        self.connection_options = connection_options

    def store(self, documents: list[dict[str, Any]]) -> None:
        """Write documents, to be found at once."""
        self.conn.add(documents, commit=True)

    def forget(self, identifiers: list[str]) -> None:
        """Delete documents."""
        self.conn.delete(id=identifiers, commit=True)


class SwedishSolrEngine(BaseEngine):
    """Named as ENGINE in HAYSTACK_CONNECTIONS."""

    backend = SwedishSolrBackend
    query = SolrSearchQuery
