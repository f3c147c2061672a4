"""What is online now, read from the released files."""

from __future__ import annotations

import orjson
from django.conf import settings

from cms.publication.models import Approval
from cms.publication.payload import canonical_bytes


def is_online(approval: Approval) -> bool:
    """Whether the served release holds exactly what was approved here."""
    path = settings.RELEASED / "records" / f"{approval.year}.jsonl"
    if not path.is_file():
        return False
    mark = f'"id":"{approval.public_id}"'.encode()
    with path.open("rb") as lines:
        for line in lines:
            if mark in line and (record := orjson.loads(line))["id"] == approval.public_id:
                del record["related"]
                return canonical_bytes(record) == approval.payload.encode()
    return False
