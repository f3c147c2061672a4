"""The judges from npm: axe for accessibility, the Nu checker for HTML. `tools/fetch-checkers` installs them."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

MODULES = Path(__file__).parents[2] / "tools" / "checkers" / "node_modules"
# WCAG 2.2 A and AA, and what axe holds for good practice besides.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Those of the rules above that look at colours.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


@cache
def _axe() -> str:
    path = MODULES / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip("axe is not installed: npm is missing or could not fetch it. Run tools/fetch-checkers.")
    return path.read_text("utf-8")


def bring_axe(context: BrowserContext) -> None:
    """Make axe ready on every page of the context."""
    context.add_init_script(_axe())


def violations_in_light_and_dark(page: Page) -> list[str]:
    """What axe finds wrong in either scheme. In the dark it judges what the scheme decides; the rest has been judged in the light."""
    page.emulate_media(color_scheme="light")
    found = [f"light: {violation}" for violation in violations(page)]
    page.emulate_media(color_scheme="dark")
    return found + [f"dark: {violation}" for violation in violations(page, {"type": "rule", "values": COLOUR_RULES})]


def violations(page: Page, asked: dict[str, Any] | None = None) -> list[str]:
    """What axe finds wrong with the page as it stands: rule, element, reason."""
    found: dict[str, Any] = page.evaluate(
        "asked => axe.run(document, {runOnly: asked, resultTypes: ['violations']})",
        asked or {"type": "tag", "values": RULES},
    )
    return [
        f"{violation['id']}: {node['target']} {' '.join(node['failureSummary'].split())}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def html_faults(pages: list[Path]) -> list[str]:
    """What the Nu checker finds wrong with some files."""
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not jar.exists():
        pytest.skip("The Nu checker is not installed: npm is missing or could not fetch it. Run tools/fetch-checkers.")
    if not shutil.which("java"):
        pytest.skip("The Nu checker needs java: apt-get install default-jre-headless")
    checked = subprocess.run(
        ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", *map(str, pages)],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=True,
    )
    return [
        f"{message['url']}:{message.get('lastLine')}: {message['message']} {message.get('extract', '')}"
        for message in json.loads(checked.stderr)["messages"]
        if message["type"] == "error"
    ]
