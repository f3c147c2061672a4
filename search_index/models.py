"""What the staff's index has yet to learn."""

from django.db import models


class Stale(models.Model):
    """Something indexed was saved or deleted, and the index does not know of it yet.

    A row is written in the transaction of the change, and goes when the change is indexed. The same object can have several: a change
    that comes while an earlier one is being indexed must not go with it.
    """

    model = models.CharField(max_length=80)
    object_key = models.CharField(max_length=40)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.model}:{self.object_key}"
