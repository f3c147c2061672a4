"""Solr and Elasticsearch on the loopback address, as far as the staff's search talks to them.

Each holds documents against its schema (`deploy/solr/schema.xml`, or the mapping it was sent), refuses fields it does not know, and reads
queries with a parser of Lucene's query language; so what is sent must be what a real engine takes.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import orjson
from luqum import tree
from luqum.parser import parser
from luqum.thread import parse
from rapidfuzz.distance import OSA

SOLR_SCHEMA = Path(__file__).resolve().parents[2] / "deploy" / "solr" / "schema.xml"


class Refused(Exception):
    """What a real engine answers with 400."""


class Engine:
    """Documents, and what a query finds among them."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.words: frozenset[str] = frozenset()
        self.codes: frozenset[str] = frozenset()
        self.kept: frozenset[str] = frozenset()
        self.hidden: frozenset[str] = frozenset()
        self.asked: list[str] = []
        self.is_down = False

    def store(self, document: dict[str, Any]) -> None:
        unknown = document.keys() - self.words - self.codes - self.kept
        if unknown:
            raise Refused(f"unknown fields {sorted(unknown)}")
        self.documents[document["id"]] = document

    def tokens(self, name: str, document: dict[str, Any]) -> list[str]:
        value = document.get(name) or []
        if name in self.words:
            return str(value).split()
        if name in self.codes:
            return value if isinstance(value, list) else [value]
        raise Refused(f"{name} is not searched")

    def find(self, query: str, narrowed: list[str]) -> list[tuple[float, dict[str, Any]]]:
        self.asked.append(query)
        wanted, *filters = [parse(each) if each != "*:*" else None for each in (query, *narrowed)]
        found = []
        for document in self.documents.values():
            if all(one is None or self.score(one, document) for one in filters):
                score = 1.0 if wanted is None else self.score(wanted, document)
                if score:
                    found.append((score, document))
        return sorted(found, key=lambda pair: (-pair[0], pair[1]["id"]))

    def score(self, node: Any, document: dict[str, Any], name: str = "") -> float:
        if isinstance(node, tree.SearchField):
            return self.score(node.expr, document, node.name)
        if isinstance(node, tree.Group | tree.FieldGroup):
            return self.score(node.expr, document, name)
        if isinstance(node, tree.Boost):
            return float(node.force) * self.score(node.expr, document, name)
        if isinstance(node, tree.AndOperation):
            scores = [self.score(each, document, name) for each in node.children]
            return sum(scores) if all(scores) else 0.0
        if isinstance(node, tree.OrOperation):
            return sum(self.score(each, document, name) for each in node.children)
        if isinstance(node, tree.Fuzzy):
            found = self.tokens(name, document)
            return max((1.0 for token in found if OSA.distance(token, node.term.value) <= int(node.degree)), default=0)
        if isinstance(node, tree.Phrase | tree.Word):
            return self._term(name, node, document)
        raise Refused(f"{type(node).__name__} is not known here")

    def _term(self, name: str, node: Any, document: dict[str, Any]) -> float:
        if not name:
            raise Refused("a word without a field")
        value = (
            node.value[1:-1].replace('\\"', '"').replace("\\\\", "\\") if isinstance(node, tree.Phrase) else node.value
        )
        tokens = self.tokens(name, document)
        if name in self.codes:
            return float(value in tokens)
        words = value.split()
        times = sum(tokens[at : at + len(words)] == words for at in range(len(tokens))) if words else 0
        having = sum(words[0] in self.tokens(name, each) for each in self.documents.values()) if words else 0
        return times / (times + 1) * math.log(1 + len(self.documents) / having) if times else 0.0

    def counts(self, name: str, documents: list[dict[str, Any]]) -> list[tuple[str, int]]:
        return Counter(code for document in documents for code in self.tokens(name, document)).most_common()

    def shown(self, document: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in document.items() if name not in self.hidden}


class ElasticsearchAnswers:
    """The REST API of Elasticsearch 7."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.exists = False

    def answer(self, method: str, address: str, body: bytes) -> tuple[int, Any]:
        path = urlsplit(address).path
        if path == "/":
            return 200, {"version": {"number": "7.17.29", "build_flavor": "default"}, "tagline": "You Know, for Search"}
        if path == "/cases" and method == "DELETE":
            self.engine.documents.clear()
            self.exists = False
            return 200, {}
        if path == "/cases" and method == "PUT":
            status, self.exists = (400 if self.exists else 200), True
            return status, {}
        if path == "/cases/_mapping" and method == "GET":
            return (200 if self.exists else 404), {}
        if path == "/cases/_mapping":
            self._map(orjson.loads(body))
            return 200, {}
        if path == "/cases/_refresh":
            return 200, {}
        if path.endswith("/_bulk"):
            return 200, {"errors": False, "items": list(self._bulk(body))}
        if path == "/cases/_search":
            return 200, self._search(orjson.loads(body))
        raise Refused(f"{method} {path}")

    def _map(self, mapping: dict[str, Any]) -> None:
        fields = mapping["properties"]
        self.engine.codes = frozenset(name for name, each in fields.items() if each == {"type": "keyword"})
        whitespace = {"type": "text", "analyzer": "whitespace"}
        self.engine.words = frozenset(name for name, each in fields.items() if each == whitespace)
        self.engine.kept = frozenset(name for name, each in fields.items() if each.get("index") is False)
        self.engine.hidden = frozenset(mapping["_source"]["excludes"])

    def _bulk(self, body: bytes) -> Iterator[dict[str, Any]]:
        lines = iter(body.splitlines())
        for line in lines:
            ((action, of),) = orjson.loads(line).items()
            if action == "delete":
                self.engine.documents.pop(of["_id"], None)
            else:
                self.engine.store(orjson.loads(next(lines)))
            yield {action: {"_id": of["_id"], "status": 200}}

    def _search(self, body: dict[str, Any]) -> dict[str, Any]:
        assert body["track_total_hits"] is True
        query, narrowed = body["query"], []
        if "bool" in query:
            of_filter = query["bool"]["filter"]
            filters = of_filter["bool"]["must"] if "bool" in of_filter else [of_filter]
            for each in filters:
                if "terms" in each:
                    (pair,) = each["terms"].items()
                    narrowed.append(" OR ".join(f'{pair[0]}:"{value}"' for value in pair[1]))
                else:
                    narrowed.append(each["query_string"]["query"])
            query = query["bool"]["must"]
        asked = "*:*" if "match_all" in query else query["query_string"]["query"]
        found = self.engine.find(asked, narrowed)
        for order in reversed(body.get("sort", [])):
            ((name, how),) = order.items()
            found.sort(key=lambda pair: pair[1][name], reverse=how["order"] == "desc")
        documents = [document for _, document in found]
        buckets = {
            name: {
                "meta": of["meta"],
                "buckets": [
                    {"key": code, "doc_count": count}
                    for code, count in self.engine.counts(of["terms"]["field"], documents)
                ],
            }
            for name, of in body.get("aggs", {}).items()
        }
        page = found[body["from"] : body["from"] + body["size"]]
        hits = [{"_id": one["id"], "_score": score, "_source": self.engine.shown(one)} for score, one in page]
        return {"hits": {"total": {"value": len(found), "relation": "eq"}, "hits": hits}, "aggregations": buckets}


class SolrAnswers:
    """The update and select handlers of Solr."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        fields = {field.get("name"): field for field in ElementTree.parse(SOLR_SCHEMA).getroot().iter("field")}
        searched = {name: field for name, field in fields.items() if field.get("indexed") == "true"}
        engine.codes = frozenset(name for name, field in searched.items() if field.get("type") == "code")
        engine.words = frozenset(name for name, field in searched.items() if field.get("type") == "words")
        engine.kept = frozenset(fields) - engine.codes - engine.words - {"_version_"}
        engine.hidden = frozenset(name for name, field in fields.items() if field.get("stored") == "false")

    def answer(self, method: str, address: str, body: bytes) -> tuple[int, Any]:
        parts = urlsplit(address)
        if parts.path.rstrip("/") == "/solr/cases/update":
            self._update(body)
            return 200, {"responseHeader": {"status": 0}}
        if parts.path.rstrip("/") == "/solr/cases/select":
            asked = parse_qs(body.decode() if method == "POST" else parts.query, keep_blank_values=True)
            return 200, self._select(asked)
        raise Refused(f"{method} {parts.path}")

    def _update(self, body: bytes) -> None:
        if body.startswith(b"<"):
            root = ElementTree.fromstring(body)
            for each in root.iter("id"):
                self.engine.documents.pop(str(each.text), None)
            if any(each.text == "*:*" for each in root.iter("query")):
                self.engine.documents.clear()
            return
        for document in orjson.loads(body):
            self.engine.store(document)

    def _select(self, asked: dict[str, list[str]]) -> dict[str, Any]:
        found = self.engine.find(asked["q"][0], asked.get("fq", []))
        if "sort" in asked:
            name, how = asked["sort"][0].split()
            found.sort(key=lambda pair: pair[1][name], reverse=how == "desc")
        documents = [document for _, document in found]
        fields = {}
        for name in asked.get("facet.field", []):
            assert asked[f"f.{name}.facet.limit"] == ["-1"]
            fields[name] = [each for pair in self.engine.counts(name, documents) for each in pair]
        start, rows = int(asked["start"][0]), int(asked["rows"][0])
        page = [{**self.engine.shown(one), "score": score} for score, one in found[start : start + rows]]
        return {
            "responseHeader": {"status": 0, "QTime": 1},
            "response": {"numFound": len(found), "start": start, "docs": page},
            "facet_counts": {"facet_queries": {}, "facet_fields": fields},
        }


@contextmanager
def serving(kind: type[ElasticsearchAnswers] | type[SolrAnswers]) -> Iterator[tuple[Engine, str]]:
    """An empty engine, and its address as KLARSYN_SEARCH_URL has it."""
    assert parser  # made before the threads that use it
    engine = Engine()
    answers = kind(engine)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                status, told = answers.answer(self.command, self.path, body)
            except Refused as error:
                status, told = 400, {"error": {"msg": str(error)}}
            if engine.is_down:
                status, told = 503, {"error": {"msg": "down"}}
            content = orjson.dumps(told)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    path = (
        "elasticsearch+http://127.0.0.1:{}/cases"
        if kind is ElasticsearchAnswers
        else "solr+http://127.0.0.1:{}/solr/cases"
    )
    try:
        yield engine, path.format(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
