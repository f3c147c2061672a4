"""The texts that letters have until somebody changes them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import AppConfig

SHIPPED = Path(__file__).with_name("letters.toml")


@cache
def shipped_texts() -> dict[tuple[str, str], dict[str, str]]:
    """Subject and text by purpose and language."""
    read = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return {
        (purpose, language): {"subject": words["subject"], "text": words["text"].strip()}
        for purpose, languages in read.items()
        for language, words in languages.items()
    }


def ensure_templates(sender: AppConfig | None = None, **kwargs: Any) -> None:
    """Make what is missing, and bring what nobody changed up to the shipped words."""
    from cms.mail.models import MailTemplate

    for (purpose, language), words in shipped_texts().items():
        template, _created = MailTemplate.objects.get_or_create(purpose=purpose, language=language, defaults=words)
        if not template.edited and (template.subject, template.text) != (words["subject"], words["text"]):
            MailTemplate.objects.filter(pk=template.pk).update(**words)
