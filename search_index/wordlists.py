"""The word lists that ship with Klarsyn: plain files of words, some lines a list."""

from pathlib import Path

LEXICON = Path(__file__).parent / "lexicon"


def words_in(name: str) -> frozenset[str]:
    """The words of one file in the lexicon folder; # starts a comment."""
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())
