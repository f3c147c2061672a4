"""The office's pages as people with different roles see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cms.accounts.models import User
from cms.organisation.actions import add_unit
from cms.organisation.models import OrganisationUnit
from tests.factories import streets

SignIn = Callable[[User], Client]


@pytest.fixture
def signed_in(db: None) -> SignIn:
    """A browser in which the person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def elsewhere(db: None) -> OrganisationUnit:
    """A unit of another department."""
    streets()
    return add_unit("Simhallen", add_unit("Kulturförvaltningen", OrganisationUnit.get_root_nodes().get()))
