"""Registers handling in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.handling.admin import AnswerTemplateViewSet, CaseViewSet
from cms.handling.handbook import urls as handbook_urls
from cms.handling.registering import MAY_REGISTER


class RegisterMenuItem(MenuItem):
    """Shown to those who may register."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may take down what somebody says."""
        return bool(request.user.has_perm(MAY_REGISTER))


@hooks.register("register_admin_viewset")
def handling_views() -> list[object]:
    """Cases and answer templates."""
    return [CaseViewSet(), AnswerTemplateViewSet()]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """Registering, next to the cases."""
    return RegisterMenuItem(_("Register"), reverse("cases:register"), name="register-case", icon_name="plus", order=105)


@hooks.register("register_admin_urls")
def handbook_addresses() -> list[Any]:
    """The handbook."""
    return handbook_urls


@hooks.register("register_help_menu_item")
def handbook_menu_item() -> MenuItem:
    """The handbook, first under Help."""
    return MenuItem(_("Handbook"), reverse("handbook"), name="handbook", icon_name="help", order=10)
