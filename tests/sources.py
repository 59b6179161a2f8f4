"""The project's own files, for the tests that read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Whoever stands further right may import from the left, never the other way round.
ORDER = ("project.common", "accounts", "markets", "alerts", "dashboard", "project")
PACKAGES = ("project", "accounts", "markets", "alerts", "dashboard")


def python_files(*folders: str) -> list[Path]:
    found = (path for folder in folders or PACKAGES for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def place(path: Path, line: int = 1) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every imported module and its line; ``from a import b`` counts as ``a.b``, which may be a module."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[: -node.level], *filter(None, [node.module])]) if node.level else str(node.module)
            yield from ((f"{base}.{name.name}", node.lineno) for name in node.names)


def layer(module: str) -> int:
    """Return the place of a module in ORDER, or -1 for what is not ours."""
    if module == "project.common" or module.startswith("project.common."):
        return 0
    package = module.partition(".")[0]
    return ORDER.index(package) if package in ORDER else -1
