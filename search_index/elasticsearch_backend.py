"""Haystack's Elasticsearch backend with our documents. Elasticsearch 7: Haystack knows no newer one."""

from typing import Any

import elasticsearch
from elasticsearch.helpers import bulk
from haystack.backends import BaseEngine
from haystack.backends.elasticsearch7_backend import Elasticsearch7SearchBackend, Elasticsearch7SearchQuery

from search_index.served_backend import EXACT, KEPT_TO_SHOW, LOOKED_UP, NOT_RETURNED, SHOWN, ServedBackend


class SwedishElasticsearchBackend(ServedBackend, Elasticsearch7SearchBackend):
    """Makes the index when it is not there."""

    DEFAULT_SETTINGS: dict[str, Any] = {"settings": {"analysis": {}}}
    facet_options = {"size": 10_000}
    newest_first = [("recency", "desc")]
    asked_always = {"track_total_hits": True}
    troubles = (elasticsearch.ElasticsearchException,)

    def __init__(self, connection_alias: str, **connection_options: Any) -> None:
        super().__init__(connection_alias, **connection_options)
        self.connection_options = connection_options

    def build_schema(self, fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The field that a hit shows, and all fields of the index: more than the search index declares."""
        mapping: dict[str, Any] = {name: {"type": "keyword"} for name in EXACT}
        mapping |= {name: {"type": "text", "analyzer": "whitespace"} for name in LOOKED_UP}
        mapping |= {name: {"type": "text", "index": False} for name in KEPT_TO_SHOW}
        return SHOWN, mapping

    def _get_current_mapping(self, field_mapping: dict[str, Any]) -> dict[str, Any]:
        return {"_source": {"excludes": list(NOT_RETURNED)}, "properties": field_mapping}

    def store(self, documents: list[dict[str, Any]]) -> None:
        """Write documents, to be found at once."""
        if not self.setup_complete:
            self.setup()
        bulk(self.conn, ({"_id": each["id"], **each} for each in documents), index=self.index_name)
        self.conn.indices.refresh(index=self.index_name)

    def forget(self, identifiers: list[str]) -> None:
        """Delete documents."""
        if not self.setup_complete:
            self.setup()
        gone = ({"_op_type": "delete", "_id": each} for each in identifiers)
        bulk(self.conn, gone, index=self.index_name, raise_on_error=False)
        self.conn.indices.refresh(index=self.index_name)


class SwedishElasticsearchEngine(BaseEngine):
    """Named as ENGINE in HAYSTACK_CONNECTIONS."""

    backend = SwedishElasticsearchBackend
    query = Elasticsearch7SearchQuery
