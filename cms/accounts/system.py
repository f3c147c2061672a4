"""The account in whose name the product itself acts. Nobody can sign in with it."""

from __future__ import annotations

from cms.accounts.models import User

NAME = "klarsyn"


def system_user() -> User:
    """The system's account, made when it is first needed."""
    user, created = User.objects.get_or_create(username=NAME, defaults={"first_name": "Klarsyn", "system": True})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
