"""Keeps people to their own units at the door of every admin address, whichever view stands behind it.

Views narrow their own lists; this is the second lock, so that guessing a number opens nothing. What belongs to a unit is said once,
with `guard`, by the app that owns it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.permission_policies import ModelPermissionPolicy

from cms.accounts.events import Kind, record
from cms.accounts.models import User


@dataclass(frozen=True)
class _Door:
    prefix: str
    argument: str
    unit_path_of: Callable[[str], str | None]


_DOORS: list[_Door] = []
_CLOSED: list[str] = []


def guard(prefix: str, unit_path_of: Callable[[str], str | None], *, argument: str = "pk") -> None:
    """Let only people who work for the unit through views whose name begins so.

    Args:
        prefix: beginning of the view's full name, such as `cases:`.
        unit_path_of: the tree path of the unit that the thing with this key belongs to; None when there is no such thing.
        argument: the name of the key in the address.
    """
    _DOORS.append(_Door(prefix, argument, unit_path_of))


def close(*prefixes: str) -> None:
    """Keep everyone but superusers from views whose name begins so: Wagtail's own lists that know nothing of units."""
    _CLOSED.extend(prefixes)


def works_for_path(user: Any, path: str) -> bool:
    """Whether the unit with this tree path is among, or under, the person's. A person without chosen units works for all."""
    if user.is_superuser:
        return True
    paths = list(user.units.values_list("path", flat=True))
    return not paths or any(path.startswith(each) for each in paths)


class UnitGuard:
    """Middleware that answers 404 where a person has no business."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Look at what the address asks for before the view does."""
        match = request.resolver_match
        user = request.user
        if match is None or not isinstance(user, User):
            return
        if not user.is_superuser and match.view_name.startswith(tuple(_CLOSED)):
            record(Kind.REFUSED, request, user)
            raise Http404
        for door in _DOORS:
            if match.view_name.startswith(door.prefix) and door.argument in kwargs:
                key = str(kwargs[door.argument])
                path = door.unit_path_of(key)
                if path is not None and not works_for_path(user, path):
                    record(Kind.REFUSED, request, user, object_id=key)
                    raise Http404


class UnitPermissionPolicy(ModelPermissionPolicy):
    """A model's permissions, and for one instance only with those who work for its unit. The model has a `unit`."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the person may, here."""
        return self.user_has_permission(user, action) and works_for_path(user, instance.unit.path)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Whether the person may do any of it, here."""
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)
