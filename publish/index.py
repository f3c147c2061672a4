"""The browser index of a release, built by `search_index.public` into `sok/index/`."""

from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from publish.errors import SearchIndexError

INDEX = "sok/index/"


class Renewed(Protocol):
    """What became of the index: `kept` names the folders in it that are as they were and were left out."""

    @property
    def kept(self) -> tuple[str, ...]: ...


class Indexer(Protocol):
    """Writes `site/sok/index/` from the released content; may leave out folders that are those of the previous site."""

    def __call__(self, content: Path, site: Path, previous_site: Path | None) -> Renewed: ...


def build_index(indexer: Indexer, content: Path, site: Path, previous_site: Path | None) -> tuple[str, ...]:
    """Build the index; the beginnings of the addresses whose files are to be taken over from the previous site.

    Raises:
        SearchIndexError: it could not be built, or came out empty.
    """
    try:
        kept = indexer(content, site, previous_site).kept
    except OSError:
        raise
    except Exception as error:
        raise SearchIndexError(
            _("The search index could not be built: %(reason)s Correct that and publish again.")
            % {"reason": sentence(error)}
        ) from error
    if not any((site / INDEX).rglob("*")):
        raise SearchIndexError(
            _("The search index came out empty. Publish again; if it happens twice, look at the build.log.")
        )
    return tuple(f"{INDEX}{name}/" for name in kept)


def sentence(error: BaseException) -> str:
    """What an error says, ending in a full stop."""
    text = str(error).strip() or type(error).__name__
    return text if text.endswith((".", "!", "?")) else f"{text}."
