"""The project's own modules, and what each imports, read from their source without running it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("cms", "publish", "portal", "search_index")


class Import(NamedTuple):
    """One import statement: who imports what, on which line."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer} imports {self.imported} (line {self.line})"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the repository, also those not yet committed, without the ignored ones."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = sorted(name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for name in names if (path := ROOT / name).is_file())


@cache
def modules() -> dict[str, Path]:
    """Name and file of every module in the four folders."""
    found = {}
    for path in tracked_files():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if path.suffix == ".py" and parts[0] in FOLDERS:
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports_of(module: str) -> tuple[Import, ...]:
    """What a module imports when it runs, imports inside functions included; not what only a type checker reads."""
    path = modules()[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(Import(module, name, line) for name, line in _imported(tree, package))


def _imported(node: ast.AST, package: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((name, node.lineno) for name in _imported_from(node, package))
    elif isinstance(node, ast.Call) and (name := _imported_by_call(node)):
        yield name, node.lineno
    branches = node.orelse if isinstance(node, ast.If) and _is_type_checking(node.test) else ast.iter_child_nodes(node)
    for child in branches:
        yield from _imported(child, package)


def _imported_from(node: ast.ImportFrom, package: str) -> list[str]:
    """`from a import b` is the module a.b when there is one, otherwise the module a."""
    base = node.module or ""
    if node.level:
        outer = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*outer, *([node.module] if node.module else [])])
    return [f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules() else base for alias in node.names]


def _imported_by_call(node: ast.Call) -> str | None:
    """The module named in `import_module("a.b")` or `__import__("a.b")`."""
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if (
        called in {"import_module", "__import__", "import_string"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ):
        return str(node.args[0].value)
    return None


def _is_type_checking(test: ast.expr) -> bool:
    return getattr(test, "attr", getattr(test, "id", "")) == "TYPE_CHECKING"


def is_under(name: str, package: str) -> bool:
    """True for the package itself and everything in it."""
    return name == package or name.startswith(f"{package}.")


def all_imports(package: str) -> Iterator[Import]:
    """Every import of every module under a package."""
    for module in modules():
        if is_under(module, package):
            yield from imports_of(module)


def reached_from(module: str) -> set[str]:
    """Our own modules that importing a module brings in, directly or through others, its packages included."""
    reached: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in modules():
            continue
        reached.add(name)
        parts = name.split(".")
        waiting += [".".join(parts[:length]) for length in range(1, len(parts))]
        waiting += [each.imported for each in imports_of(name)]
    return reached
