"""The people in the tests, always the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group

from cms.accounts.models import User

PASSWORD = "ett-långt-lösenord-för-prov"


@dataclass(frozen=True)
class Cast:
    """Astrid registers, Ingrid investigates, Karin approves, Rolf reads reports, Sara keeps the system, David has no business here."""

    astrid: User
    ingrid: User
    karin: User
    rolf: User
    sara: User
    david: User


ROLES = {
    "astrid": "Registrator",
    "ingrid": "Utredare",
    "karin": "Kommunikatör",
    "rolf": "Chef",
    "sara": "Systemförvaltare",
    "david": None,
}


def make_cast() -> Cast:
    """Everyone, in their roles."""
    people = {}
    for name, role in ROLES.items():
        person = User.objects.create_user(name, f"{name}@kommunen.example", PASSWORD, first_name=name.title())
        if role:
            person.groups.add(Group.objects.get(name=role))
        people[name] = person
    return Cast(**people)
