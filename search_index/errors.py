"""Errors of the search index."""


class IndexBuildError(Exception):
    """The index could not be built or does not hold what it should; the message names what failed and what to do."""


class SearchEngineError(Exception):
    """Solr or Elasticsearch did not answer, or refused what it was asked; the message names its machine and what to do."""
