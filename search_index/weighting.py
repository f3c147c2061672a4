"""What a document of the staff's search weighs: which of its fields a word stands in, and how much of the word a key carries."""

from collections.abc import Iterator

from search_index import analysis

FIELD_MARK = "\x1e"
FIELD_WEIGHTS = (3.0, 1.0, 0.8, 1.2)  # heading, question, answer, names of unit, kind and category


def weighted_keys(text: str) -> Iterator[tuple[str, float]]:
    """Keys of a text whose fields stand between `FIELD_MARK`s, each with its weight, once for each time its word is there."""
    for field, weight in zip(text.split(FIELD_MARK), FIELD_WEIGHTS, strict=False):
        for word in analysis.words(field):
            for key, share in analysis.terms(word):
                yield key, weight * share


def told_words(text: str) -> Iterator[str]:
    """Words as written, without those that are never looked up."""
    return (word for word in analysis.words(text.replace(FIELD_MARK, " ")) if analysis.terms(word))
