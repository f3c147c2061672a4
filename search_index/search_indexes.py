"""What the staff's search knows of a case and of a public record. Haystack looks for this module by its name."""

from functools import lru_cache
from typing import Any

from django.db.models import Model, QuerySet
from haystack import indexes

from cms.cases.models import Case
from cms.organisation.models import Level, OrganisationUnit
from cms.publication.models import PublicRecord
from search_index.documents import plain_text
from search_index.weighting import FIELD_MARK


class CodeField(indexes.CharField):
    """One exact value: a filter, never split into words."""

    field_type = "code"


class CodesField(indexes.MultiValueField):
    """Several exact values."""

    field_type = "code"


class _FeedbackIndex(indexes.SearchIndex):
    """Fields that cases and public records share."""

    text = indexes.CharField(document=True)
    heading = indexes.CharField(model_attr="heading")
    surfaces = indexes.CharField()
    units = CodesField()
    department = CodeField()
    area = CodeField()
    unit = CodeField()
    kind = CodeField(model_attr="kind__code")
    category = CodeField()
    state = CodeField()
    year = CodeField()

    def _texts(self, item: Any) -> tuple[str, str]:
        """Question and answer."""
        raise NotImplementedError

    def prepare(self, obj: Any) -> dict[str, Any]:
        """All fields, the text and the path through the organisation read once."""
        prepared = super().prepare(obj)
        places = unit_path(obj.unit.path)
        names = " . ".join([*(name for _, _, name in places), obj.kind.name, obj.category.name if obj.category else ""])
        whole = FIELD_MARK.join((obj.heading, *self._texts(obj), names))
        prepared.update(text=whole, surfaces=whole)
        prepared["units"] = [code for _, code, _ in places]
        for level in (Level.DEPARTMENT, Level.AREA, Level.UNIT):
            prepared[level.value] = next((code for at, code, _ in places if at == level), "")
        prepared["category"] = obj.category.code if obj.category else ""
        prepared["year"] = str(obj.received_on.year) if obj.received_on else ""
        return prepared

    def index_queryset(self, using: str | None = None) -> QuerySet[Any]:
        """Everything, with what a document needs."""
        return self.get_model().objects.select_related("unit", "kind", "category").order_by("pk")


class CaseIndex(_FeedbackIndex, indexes.Indexable):
    """Cases: the text as the person wrote it, so only staff may search here."""

    state = CodeField(model_attr="state")

    def get_model(self) -> type[Model]:
        """The indexed model."""
        return Case

    def _texts(self, item: Case) -> tuple[str, str]:
        return f"{item.number} {item.text}", f"{plain_text(item.answer)} {item.outcome_text}".strip()


class PublicRecordIndex(_FeedbackIndex, indexes.Indexable):
    """Public records, whether published or not."""

    state = CodeField(model_attr="status")

    def get_model(self) -> type[Model]:
        """The indexed model."""
        return PublicRecord

    def _texts(self, item: PublicRecord) -> tuple[str, str]:
        return f"{item.public_id} {item.question}", f"{plain_text(item.answer)} {item.outcome_text}".strip()


@lru_cache(maxsize=4096)
def unit_path(path: str) -> tuple[tuple[str, str, str], ...]:
    """(level, code, name) from the municipality to the unit at a treebeard path. Forgotten by `forget_units`."""
    step = OrganisationUnit.steplen
    paths = [path[:end] for end in range(step, len(path) + 1, step)]
    found = OrganisationUnit.objects.filter(path__in=paths).order_by("path")
    return tuple(found.values_list("level", "code", "name"))


def forget_units() -> None:
    """Read the organisation anew, at the start of each batch."""
    unit_path.cache_clear()
