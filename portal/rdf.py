"""A few statements as RDF/XML, Turtle and JSON-LD: the same bytes for the same statements.

Libraries for RDF number what they write by the order of a set, so their files differ from run to run; a test reads all three forms
back with one of them and finds the same graph.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import orjson

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
_UNFIT_FOR_IRI = re.compile(r"""[\x00-\x20<>"{}|\\^`]""")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Iri(NamedTuple):
    """A thing with an address, or a short name such as `dcat:Dataset`."""

    value: str

    @property
    def full(self) -> str:
        prefix, _, name = self.value.partition(":")
        iri = PREFIXES[prefix] + name if prefix in PREFIXES else self.value
        return _UNFIT_FOR_IRI.sub(lambda each: f"%{ord(each[0]):02X}", iri)


class Text(NamedTuple):
    """A text, in a language or in none."""

    value: str
    language: str = ""


class Statement(NamedTuple):
    """Something is said about a thing: `property` is a short name."""

    subject: Iri
    property: str
    value: Iri | Text


def _things(statements: list[Statement]) -> dict[str, list[Statement]]:
    """What is said about each thing, in the order things are first named."""
    found: dict[str, list[Statement]] = {}
    for each in statements:
        found.setdefault(each.subject.full, []).append(each)
    return found


def rdf_xml(statements: list[Statement]) -> str:
    """RDF/XML, the form that every harvester reads."""
    names = "".join(f" xmlns:{prefix}={quoteattr(iri)}" for prefix, iri in PREFIXES.items())
    parts = [f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF{names}>\n']
    for subject, said in _things(statements).items():
        parts.append(f"<rdf:Description rdf:about={quoteattr(subject)}>\n")
        parts.extend(f"  {_xml_value(each)}\n" for each in said)
        parts.append("</rdf:Description>\n")
    return "".join([*parts, "</rdf:RDF>\n"])


def _xml_value(statement: Statement) -> str:
    name, value = statement.property, statement.value
    if isinstance(value, Iri):
        return f"<{name} rdf:resource={quoteattr(value.full)}/>"
    about = f" xml:lang={quoteattr(value.language)}" if value.language else ""
    return f"<{name}{about}>{escape(_CONTROL.sub('', value.value))}</{name}>"


def turtle(statements: list[Statement]) -> str:
    """Turtle, the form that people read."""
    parts = [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()]
    for subject, said in _things(statements).items():
        lines = ";\n  ".join(f"{each.property} {_turtle_value(each.value)}" for each in said)
        parts.append(f"\n<{subject}>\n  {lines} .\n")
    return "".join(parts)


def _turtle_value(value: Iri | Text) -> str:
    if isinstance(value, Iri):
        return f"<{value.full}>"
    # JSON's escapes are Turtle's.
    text = orjson.dumps(_CONTROL.sub("", value.value)).decode()
    return text + (f"@{value.language}" if value.language else "")


def json_ld(statements: list[Statement]) -> bytes:
    """JSON-LD, a graph of plain nodes."""
    graph = []
    for subject, said in _things(statements).items():
        node: dict[str, object] = {"@id": subject}
        for each in said:
            if each.property == "rdf:type":
                node.setdefault("@type", []).append(each.value.full)  # type: ignore[attr-defined, union-attr]
            else:
                node.setdefault(each.property, []).append(_json_value(each.value))  # type: ignore[attr-defined]
        graph.append(node)
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps({"@context": PREFIXES, "@graph": graph}, option=options)


def _json_value(value: Iri | Text) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"@id": value.full}
    text = {"@value": _CONTROL.sub("", value.value)}
    if value.language:
        text["@language"] = value.language
    return text
