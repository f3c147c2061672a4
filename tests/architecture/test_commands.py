"""Every command of ours explains itself, and its example works as far as the command line goes."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandParser

from tests.architecture.modules import FOLDERS, modules

OUR_COMMANDS = sorted(
    name for name, app in get_commands().items() if isinstance(app, str) and app.split(".")[0] in FOLDERS
)


def parser_of(name: str) -> CommandParser:
    command = load_command_class(get_commands()[name], name)
    assert isinstance(command, BaseCommand)
    return command.create_parser("manage.py", name)


def test_every_command_file_is_a_command_that_django_finds() -> None:
    files = {Path(name.replace(".", "/")).name for name in modules() if ".management.commands." in name}
    assert {name for name in files if not name.startswith("_")} == set(OUR_COMMANDS)


@pytest.mark.parametrize("name", OUR_COMMANDS)
def test_help_ends_with_an_example_that_parses(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = parser_of(name)
    monkeypatch.setenv("COLUMNS", "400")
    last = parser.format_help().rstrip().splitlines()[-1].strip().removeprefix("Example:").strip()
    words = shlex.split(last)
    assert words[:3] == ["python", "manage.py", name], f"the help of {name} ends with: {last}"
    parser.parse_args(words[3:])


@pytest.mark.parametrize("name", OUR_COMMANDS)
def test_every_option_says_what_it_does_or_is_plain(name: str) -> None:
    plain = {"port", "site_port", "admin_port", "threads", "help"}
    silent = [action.dest for action in parser_of(name)._actions if not action.help and action.dest not in plain]
    assert silent == []
