"""Finds, and when missing makes, the units and categories that imported rows name."""

from __future__ import annotations

import re

from django.utils.text import slugify

from cms.cases.models import Category, CategoryScheme
from cms.organisation.actions import ensure_path
from cms.organisation.models import OrganisationUnit

# “UK Government”, “Göteborgs Stad”, “Provköpings kommun”: an outermost name that stands for everything, not for a department.
WHOLE_GOVERNMENT = re.compile(
    r"\b(?:kommun|stad|region|landsting|government|municipality|council|city)\b", re.IGNORECASE
)


class UnitFinder:
    """Units by their path of names under a root; each path is looked up once."""

    def __init__(self, root: OrganisationUnit) -> None:
        self.root = root
        self._found: dict[tuple[str, ...], OrganisationUnit] = {(): root}

    def unit(self, names: tuple[str, ...]) -> OrganisationUnit:
        """The unit at the path, made when missing. An outermost name that is the root's own, or a whole government's, is left out."""
        path = names[1:] if names and self._names_the_root(names) else names
        if path not in self._found:
            self._found[path] = ensure_path(path, self.root)
        return self._found[path]

    def _names_the_root(self, names: tuple[str, ...]) -> bool:
        return names[0] == self.root.name or (len(names) > 1 and bool(WHOLE_GOVERNMENT.search(names[0])))


class CategoryFinder:
    """Categories by name: the municipality's own first, then a scheme of the source's own, made when missing."""

    def __init__(self) -> None:
        self._own: dict[str, Category] = {}
        for category in (
            Category.objects.filter(scheme__imported=False).select_related("scheme").order_by("-scheme__code", "-pk")
        ):
            for key in (category.name, category.code, f"{category.scheme.code}/{category.code}"):
                self._own[key.casefold()] = category
        self._imported: dict[tuple[str, str], Category] = {}

    def category(self, source: str, name: str) -> Category | None:
        """The category called so, or None for an empty name."""
        if not name:
            return None
        own = self._own.get(name.casefold())
        return own or self._of_source(source, name)

    def _of_source(self, source: str, name: str) -> Category:
        key = (source, name.casefold())
        if key not in self._imported:
            if not self._imported:
                for each in Category.objects.filter(scheme__imported=True).select_related("scheme"):
                    self._imported[(each.scheme.name, each.name.casefold())] = each
            if key not in self._imported:
                self._imported[key] = self._make(source, name)
        return self._imported[key]

    def _make(self, source: str, name: str) -> Category:
        scheme = CategoryScheme.objects.filter(name=source, imported=True).first()
        if scheme is None:
            scheme = CategoryScheme.objects.create(
                name=source, imported=True, code=_free(CategoryScheme, "code", slugify(source)[:50] or "import")
            )
        slug = _free(Category, "slug", slugify(name)[:80] or "amne")
        code = slug[:80]
        return Category.objects.create(scheme=scheme, name=name, code=code, slug=slug)


def _free(model: type[Category] | type[CategoryScheme], field: str, wanted: str) -> str:
    """The wanted value, or the first numbered one that no row has."""
    taken = set(model.objects.filter(**{f"{field}__startswith": wanted}).values_list(field, flat=True))
    value, number = wanted, 2
    while value in taken:
        value, number = f"{wanted}-{number}", number + 1
    return value
