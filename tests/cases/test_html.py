from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.cases.html import clean_answer, paragraphs, text_from_html


@pytest.mark.parametrize(
    ("given_text", "html"),
    [
        ("En rad.", "<p>En rad.</p>"),
        ("Ett.\n\nTvå.", "<p>Ett.</p><p>Två.</p>"),
        (
            "Vi gör så här:\n- sopar\n- sandar\nTack.",
            "<p>Vi gör så här:</p><ul><li>sopar</li><li>sandar</li></ul><p>Tack.</p>",
        ),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
        ("<p>Hej <b>du</b></p>", "<p>Hej <strong>du</strong></p>"),
        ("<h1>Rubrik</h1><p>x</p>", "<h3>Rubrik</h3><p>x</p>"),
        ('<p onclick="x()">Hej</p>', "<p>Hej</p>"),
        ('<p style="color:red" class="a">Hej</p>', "<p>Hej</p>"),
        ("<p>Hej</p><script>alert(1)</script>", "<p>Hej</p>"),
        ('<p><a href="javascript:alert(1)">x</a></p>', '<p><a rel="noopener nofollow">x</a></p>'),
        (
            '<p><a href="https://a.example/b">x</a></p>',
            '<p><a href="https://a.example/b" rel="noopener nofollow">x</a></p>',
        ),
        ('<p>x<img src="x" onerror="alert(1)"></p>', "<p>x</p>"),
        ("<p></p><p>&nbsp;</p>", ""),
        ("<script>alert(1)</script>", ""),
        ("   ", ""),
    ],
)
def test_answers_keep_paragraphs_lists_links_and_emphasis_and_nothing_else(given_text: str, html: str) -> None:
    assert clean_answer(given_text) == html


def test_tables_survive() -> None:
    table = "<table><thead><tr><th>År</th></tr></thead><tbody><tr><td>2026</td></tr></tbody></table>"
    assert clean_answer(table) == table


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_answer(text)
    assert clean_answer(once) == once


@given(st.text(alphabet="<>/abcdefghijklmnopqrstuvwxyz =\"'():&;#x0123456789-!", max_size=200))
def test_no_script_and_no_handler_survives(text: str) -> None:
    cleaned = clean_answer(f'<p>{text}</p><svg onload="x">')
    assert "<script" not in cleaned
    assert "<svg" not in cleaned


def test_text_of_html_keeps_blocks_apart() -> None:
    assert text_from_html("<p>Ett &amp; två</p><ul><li>a</li><li>b</li></ul>") == "Ett & två\na\nb"


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert paragraphs("Ett \r\n rad två\r\n\r\n \r\nTvå") == ["Ett\nrad två", "Två"]
