"""The Jinja environment that pages and previews share: strict, escaping, with messages folded in when compiled."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache, lru_cache, partial
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import InternationalizationExtension
from markupsafe import Markup, _escape_inner, escape

from portal.editions import here
from portal.figures import spoken
from portal.words import LOCALE_FOLDER, Words

THEME_FOLDER = Path(__file__).parent / "theme"
TEMPLATES_FOLDER = THEME_FOLDER / "templates"
STATIC_FOLDER = THEME_FOLDER / "static"


_PLAIN_MESSAGE = re.compile(r"\{% trans %\}(?P<msgid>[^{}]*)\{% endtrans %\}")
_INCLUDE = re.compile(r"\{% include \"(?P<name>[\w./-]+)\" %\}\n?")


_EXTENDS = re.compile(r"\A\{% extends \"(?P<name>[\w./-]+)\" %\}\n")
_BLOCK = re.compile(r"\{% block (?P<name>\w+) %\}(?P<content>.*?)\{% endblock %\}", re.DOTALL)
_SHOWN_AGAIN = re.compile(r"\{\{ self\.(?P<name>\w+)\(\) \}\}")


class FoldedTemplates(InternationalizationExtension):
    """Messages without placeholders are translated, parts included and frames filled, before a template is compiled.

    All become one template without calls: a message costs 1.5 µs a page, and an item page holds forty; the frame 50 µs.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        loader, words = self.environment.loader, getattr(self.environment, "words", None)
        if loader is None or words is None:
            return source  # message extraction
        source = self._framed(source, loader)
        while _INCLUDE.search(source):
            source = _INCLUDE.sub(lambda part: loader.get_source(self.environment, part["name"])[0], source)

        def translated(message: re.Match[str]) -> str:
            msgid = message["msgid"].replace("%", "%%")
            return words.gettext(msgid).replace("%%", "%")

        return _PLAIN_MESSAGE.sub(translated, source)

    def _framed(self, source: str, loader: BaseLoader) -> str:
        """The frame a page extends, filled with its blocks. Frames of frames and blocks in blocks are left to Jinja."""
        extends = _EXTENDS.match(source)
        if extends is None:
            return source
        frame, page = loader.get_source(self.environment, extends["name"])[0], source[extends.end() :]
        blocks = {block["name"]: block["content"] for block in _BLOCK.finditer(page)}
        if "{% extends" in frame or any("{% block" in content for content in blocks.values()):
            return source
        settings = _BLOCK.sub("", page).strip()
        blocks = {block["name"]: block["content"] for block in _BLOCK.finditer(frame)} | blocks
        whole = _BLOCK.sub(lambda block: blocks[block["name"]], frame)
        while _SHOWN_AGAIN.search(whole):
            whole = _SHOWN_AGAIN.sub(lambda block: blocks[block["name"]], whole)
        return settings + whole


class LeanOutput(CodeGenerator):
    """Compiled templates that do not copy what is already safe. A page holds fifty such parts, 1 µs each to copy."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.safe_text(")


def markup(html: str) -> Markup:
    """HTML that was made by our templates, escaped by us, or sanitised before it was approved."""
    return Markup(html)  # noqa: S704 - the one place where text becomes markup


def safe_text(value: Any) -> str:
    """The value as HTML: unchanged when it is markup, escaped otherwise.

    `escape` would make markup of every text, which is half of its time and of no use to what is put together at once.
    """
    kind = value.__class__
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else escape(value)


def renderer(template: Template) -> Callable[[dict[str, Any]], str]:
    """Renders one template many times; the names every template may use are merged once, not per page."""
    names, render = dict(template.globals), template.root_render_func
    # One context for all pages, given other values each time: making one costs as much as ten parts of a page.
    context = template.new_context({}, shared=True)

    def rendered(values: dict[str, Any]) -> str:
        context.parent = {**names, **values}
        return "".join(render(context))

    return rendered


JINJA_OPTIONS: dict[str, Any] = {
    "undefined": StrictUndefined,
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "extensions": [FoldedTemplates],
}


def compiled_folder(folder: Path, template_stamp: str) -> Path:
    """Where in `folder` compiled templates are kept: those of one stamp, one Jinja and one set of compiled messages. Others go."""
    mark = blake2b(f"{template_stamp} {version('jinja2')}".encode(), digest_size=16)
    for catalogue in sorted(LOCALE_FOLDER.glob("*/LC_MESSAGES/*.mo")):
        mark.update(catalogue.read_bytes())
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.name != mark.hexdigest():
            shutil.rmtree(other, ignore_errors=True)
    return folder / mark.hexdigest()


@lru_cache(maxsize=4)
def environment(language: str, template_stamp: str, compiled: Path | None = None) -> Environment:
    """Templates for one language. `template_stamp` changes when a template or catalogue file does.

    Args:
        compiled: the folder that keeps them compiled.
    """
    env = Environment(loader=FileSystemLoader(TEMPLATES_FOLDER), **JINJA_OPTIONS)  # noqa: S701 - autoescape is in them
    words = Words(language)
    env.code_generator_class = LeanOutput
    if compiled:
        (compiled / language).mkdir(parents=True, exist_ok=True)
        env.bytecode_cache = FileSystemBytecodeCache(str(compiled / language), "%s")
    env.extend(words=words, safe_text=safe_text)
    env.install_gettext_translations(words.catalogue, newstyle=True)  # type: ignore[attr-defined]
    env.globals["_"] = words.gettext

    @cache
    def day(iso: str) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(iso, words.day(iso))

    env.filters["day"] = day
    env.filters["number"] = words.number
    env.filters["period"] = words.period
    env.filters["breakable"] = breakable
    env.filters["with_query"] = with_query
    env.filters["spoken"] = spoken
    env.filters["here"] = partial(here, language=language)
    return env


_LONG_WORD = re.compile(r"\w{16,}")
_LAST_PART = re.compile(
    r"(?<=\w{5})(?=förvaltning|nämnd|verksamhet|avdelning|kontor|enhet|boende|bibliotek|skola|service|redogörelse)"
)


def breakable(name: str) -> str:
    """The name with soft hyphens inside long compounds, because few browsers hyphenate Swedish."""
    return _LONG_WORD.sub(lambda word: _LAST_PART.sub("\N{SOFT HYPHEN}", word[0]), name)


def with_query(url: str, name: str, value: str) -> str:
    """The address with one more query parameter; mail addresses are left as they are."""
    if url.startswith("mailto:"):
        return url
    return f"{url}{'&' if '?' in url else '?'}{name}={value}"


def paragraphs(lines: list[str]) -> Markup:
    """Plain paragraphs as HTML, line breaks kept."""
    return markup("".join(f"<p>{str(escape(line)).replace(chr(10), '<br>')}</p>" for line in lines))
