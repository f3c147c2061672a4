"""The admin and the provider as a person's browser meets them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests


@dataclass(frozen=True)
class Provider:
    """The identity provider of the municipality."""

    address: str

    def knows(self, subject: str, user_name: str, *groups: str, **claims: Any) -> None:
        """Say who somebody is from now on."""
        body = {"preferred_username": user_name, "groups": list(groups), **claims}
        requests.put(f"{self.address}/users/{subject}", json=body, timeout=10).raise_for_status()


@dataclass(frozen=True)
class Office:
    """The admin, and the database behind it."""

    address: str
    database: Path

    def rows(self, query: str, *values: object) -> list[Any]:
        """What the database holds."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, query: str, *values: object) -> None:
        """Change it, as an administrator would."""
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            connection.execute(query, values)

    def roles(self, user_name: str) -> set[str]:
        """The roles of an account."""
        return {
            name
            for (name,) in self.rows(
                "SELECT g.name FROM auth_group g JOIN accounts_user_groups ug ON ug.group_id = g.id"
                " JOIN accounts_user u ON u.id = ug.user_id WHERE u.username = ?",
                user_name,
            )
        }

    def events(self, user_name: str) -> Sequence[str]:
        """What the security log says of an account, oldest first."""
        query = "SELECT e.kind FROM accounts_securityevent e JOIN accounts_user u ON u.id = e.user_id WHERE u.username = ? ORDER BY e.id"
        return [kind for (kind,) in self.rows(query, user_name)]


@dataclass
class Visitor:
    """A browser without scripts."""

    office: Office
    session: requests.Session = field(default_factory=requests.Session)

    def open(self, path: str) -> requests.Response:
        """Follow a link in the admin."""
        return self.session.get(f"{self.office.address}{path}", timeout=30)

    def leave(self, path: str = "/admin/login/?next=/admin/account/") -> requests.Response:
        """Press the provider's button at the sign-in page; the provider's page."""
        page = self.open(path).text
        form = re.search(r'class="provider-sign-in" method="post" action="([^"]+)">(.*?)</form>', page, re.DOTALL)
        assert form, page
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
        return self.session.post(f"{self.office.address}{form[1]}", data=hidden, timeout=30)

    def sign_in(self, subject: str) -> requests.Response:
        """The whole way: button, provider, back."""
        return self.session.post(self.leave().url, data={"sub": subject}, timeout=30)

    def sign_in_with_password(self, user_name: str, password: str) -> requests.Response:
        """The way without the provider."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.open("/admin/login/").text)
        assert token
        data = {"username": user_name, "password": password, "csrfmiddlewaretoken": token[1], "next": "/admin/account/"}
        return self.session.post(f"{self.office.address}/admin/login/", data=data, timeout=30)
