"""The browser index of a release, built by `search_index.public` into `sok/index/`."""

from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from publish.errors import SearchIndexError

INDEX = "sok/index/"


class Indexer(Protocol):
    """Writes `site/sok/index/` from the released content; may take over unchanged parts of the previous site."""

    def __call__(self, content: Path, site: Path, previous_site: Path | None) -> object: ...


def build_index(indexer: Indexer, content: Path, site: Path, previous_site: Path | None) -> None:
    """Build the index.

    Raises:
        SearchIndexError: it could not be built, or came out empty.
    """
    try:
        indexer(content, site, previous_site)
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


def sentence(error: BaseException) -> str:
    """What an error says, ending in a full stop."""
    text = str(error).strip() or type(error).__name__
    return text if text.endswith((".", "!", "?")) else f"{text}."
