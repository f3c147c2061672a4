"""Every address of the admin, with the keys of things filled in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

Keys = dict[str, list[object]]


def _patterns(
    resolver: URLResolver, namespace: str = "", names: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    """The full name of each view, and the names of the parts of its address."""
    for each in resolver.url_patterns:
        parts = names | set(each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _patterns(each, inner, parts)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{namespace}{each.name}", parts


def admin_addresses(keys: Keys) -> list[str]:
    """Each address under /admin/ and beside it, once for every combination of keys that it takes."""
    found: set[str] = set()
    for name, parts in _patterns(get_resolver()):
        values = [keys.get(part, ["1"]) for part in sorted(parts)]
        for chosen in product(*values):
            try:
                found.add(reverse(name, kwargs=dict(zip(sorted(parts), chosen, strict=True))))
            except NoReverseMatch:  # a key of another shape
                continue
    return sorted(found - {"/admin/failwhale/"})  # fails on purpose
