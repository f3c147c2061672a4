"""Haystack's Whoosh backend with Swedish words, exact filter fields, and whole batches in one commit.

Haystack's own backend stems English and splits every text field into words, filters too. Here the document field is indexed
under the weighted keys of `search_index.weighting`, and a `CodeField` is one exact value.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from haystack.backends.whoosh_backend import WhooshEngine, WhooshSearchBackend, WhooshSearchQuery
from haystack.exceptions import SkipDocument
from haystack.utils import get_identifier
from whoosh.analysis import Token
from whoosh.analysis.acore import Composable
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.writing import AsyncWriter

from search_index.weighting import told_words, weighted_keys

BULK_MEMORY_MB = 256


class WeightedAnalyzer(Composable):
    """Text to keys, each weighing what its field and its share of the word say."""

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[Token]:
        token = Token(positions=False, mode=mode, removestops=True, boost=1.0, stopped=False)
        for token.text, token.boost in weighted_keys(value):
            yield token


class SurfaceAnalyzer(Composable):
    """Words as written, for corrections."""

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[Token]:
        token = Token(positions=False, mode=mode, removestops=True, boost=1.0, stopped=False)
        for token.text in told_words(value):
            yield token


class SwedishWhooshBackend(WhooshSearchBackend):
    """Indexes and opens; what is asked of it is built in `search_index.staff`."""

    index: Any

    def build_schema(self, fields: dict[str, Any]) -> tuple[str, Schema]:
        """Whoosh's fields for ours."""
        content_name, schema = super().build_schema(fields)
        for name, field in fields.items():
            if field.field_type == "code":
                kind: Any = KEYWORD(stored=True, commas=True) if field.is_multivalued else ID(stored=True)
            elif field.field_type == "string":
                analyzer: Any = SurfaceAnalyzer() if name == "surfaces" else WeightedAnalyzer()
                kind = STORED() if name == "heading" else TEXT(analyzer=analyzer, phrase=False, stored=name == "text")
            else:
                continue
            schema.remove(name)
            schema.add(name, kind)
        return content_name, schema

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Index objects, replacing what was known of them, in one commit."""
        self._write(index, iterable, is_new=False)

    def add_new(self, index: Any, iterable: Iterable[Any]) -> int:
        """Index objects that the index does not hold: several times faster than replacing. Returns how many."""
        return self._write(index, iterable, is_new=True)

    def _write(self, index: Any, iterable: Iterable[Any], *, is_new: bool) -> int:
        self.refreshed()
        count = 0
        writer = self.index.writer(limitmb=BULK_MEMORY_MB) if is_new else AsyncWriter(self.index)  # type: ignore[abstract]
        for item in iterable:
            try:
                document = {name: self._from_python(value) for name, value in index.full_prepare(item).items()}
            except SkipDocument:
                continue
            if is_new:
                writer.add_document(**document)
            else:
                writer.update_document(**document)
            count += 1
        writer.commit()
        if not is_new and writer.ident is not None:
            writer.join()
        return count

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Forget one object."""
        self.remove_many([get_identifier(obj_or_string)])

    def remove_many(self, identifiers: Iterable[str]) -> None:
        """Forget objects by their identifiers, in one commit."""
        index = self.refreshed()
        writer = AsyncWriter(index)  # type: ignore[abstract]
        for identifier in identifiers:
            writer.delete_by_term("id", identifier)
        writer.commit()
        if writer.ident is not None:
            writer.join()

    def refreshed(self) -> Any:
        """The Whoosh index as last committed."""
        if not self.setup_complete:
            self.setup()
        self.index = self.index.refresh()
        return self.index


class SwedishWhooshEngine(WhooshEngine):
    """Named as ENGINE in HAYSTACK_CONNECTIONS."""

    backend = SwedishWhooshBackend
    query = WhooshSearchQuery
