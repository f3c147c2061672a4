"""HTML of answers: what may stand in it, and how text becomes it."""

from __future__ import annotations

import html
import re
from itertools import groupby

import nh3

TAGS = {
    "p",
    "ul",
    "ol",
    "li",
    "a",
    "strong",
    "em",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "h3",
    "h4",
    "blockquote",
    "br",
}
_ALIASES = (("b", "strong"), ("i", "em"), ("h1", "h3"), ("h2", "h3"), ("h5", "h4"), ("h6", "h4"))
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|ul|ol|li|a|strong|em|b|i|table|tr|td|div|span|br|h[1-6]|script|style|img|svg|iframe)\b[^<>]*>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<(?:p|ul|ol|table|h3|h4|blockquote)\b")
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")


def clean_answer(text: str) -> str:
    """The answer as sanitised HTML: paragraphs, lists, links, emphasis and tables, nothing else. Empty when nothing is left to read.

    Plain text becomes paragraphs (blank lines part them) and lists (lines that begin with "- ").
    """
    if not text.strip():
        return ""
    source = text if _LOOKS_LIKE_HTML.search(text) else html_from_text(text)
    for old, new in _ALIASES:
        source = re.sub(rf"<(/?){old}(?=[\s>/])[^<>]*>", rf"<\1{new}>", source, flags=re.IGNORECASE)
    cleaned = nh3.clean(
        source,
        tags=TAGS,
        attributes={"a": {"href"}, "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
        clean_content_tags={"script", "style", "template", "title", "noscript", "textarea"},
    )
    cleaned = _EMPTY.sub("", cleaned).strip()
    if cleaned and not _BLOCK.search(cleaned):
        cleaned = f"<p>{cleaned}</p>"
    return cleaned if text_from_html(cleaned) else ""


def html_from_text(text: str) -> str:
    """Plain text as HTML paragraphs and lists."""
    return "".join(_block(block) for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()))


def _block(block: str) -> str:
    """One block of text as HTML: runs of lines that begin with "- " are a list, other runs a paragraph."""
    markup = []
    for is_list, group in groupby((line.strip() for line in block.split("\n")), key=lambda line: line.startswith("- ")):
        lines = [html.escape(line, quote=False) for line in group]
        if is_list:
            markup.append("<ul>" + "".join(f"<li>{line[2:].strip()}</li>" for line in lines) + "</ul>")
        else:
            markup.append("<p>" + "<br>".join(lines) + "</p>")
    return "".join(markup)


def text_from_html(markup: str) -> str:
    """The readable text of sanitised HTML, one line per block."""
    spaced = re.sub(r"</(?:p|li|tr|h3|h4|blockquote|td|th)>|<br>", "\n", markup)
    return re.sub(r"[ \t]*\n\s*", "\n", html.unescape(nh3.clean(spaced, tags=set()))).strip()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of plain text: blank lines part them, single line breaks stay, spaces at line ends go."""
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = (re.sub(r"[ \t ]*\n[ \t ]*", "\n", part).strip() for part in re.split(r"\n\s*\n", cleaned))
    return [part for part in parts if part]
