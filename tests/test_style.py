"""Sizes and habits. Every exception below has to be needed: one that is not fails too, so the list only shrinks."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.sources import ROOT, place, python_files, templates, tree

FILE_LINES = 400
FUNCTION_LINES = 50
TEMPLATE_LINES = 150
SCRIPT_LINES = 150

LONG_FILES: set[str] = set()
LONG_FUNCTIONS: set[str] = set()
LONG_TEMPLATES: set[str] = set()
LONG_SCRIPTS: set[str] = set()
# Supervisors: they name what they catch in a comment, count it, and go on.
BROAD_EXCEPTS = {
    "alerts/sources/rss.py",
    "markets/exchanges/ccxt_client.py",
    "markets/stream/supervise.py",
}
MAY_PRINT = ("project/management/", "markets/management/", "alerts/management/")
BROAD = {"Exception", "BaseException"}


def too_long(paths: list[Path], limit: int) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in paths if len(path.read_text().splitlines()) > limit}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(name, ast.Name) and name.id in BROAD for name in caught)


def calls(path: Path, name: str) -> list[int]:
    nodes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    return [node.lineno for node in nodes if isinstance(node.func, ast.Name) and node.func.id == name]


def test_files_are_short() -> None:
    assert too_long([*python_files(), *python_files("tests")], FILE_LINES) == LONG_FILES


def test_functions_are_short() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in [*python_files(), *python_files("tests")]
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    }
    assert found == LONG_FUNCTIONS


def test_templates_are_short() -> None:
    assert too_long(templates(), TEMPLATE_LINES) == LONG_TEMPLATES


def test_scripts_are_short() -> None:
    assert too_long(sorted((ROOT / "static" / "js").rglob("*.js")), SCRIPT_LINES) == LONG_SCRIPTS


def test_broad_excepts_live_only_in_supervisors() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    }
    assert found == BROAD_EXCEPTS


def test_nothing_prints() -> None:
    found = [
        place(path, line)
        for path in python_files()
        if not str(path.relative_to(ROOT)).startswith(MAY_PRINT)
        for line in calls(path, "print")
    ]
    assert found == []


def test_every_module_says_what_it_is_for_in_one_line() -> None:
    found = [
        place(path)
        for path in python_files()
        if path.name != "__init__.py" and path.read_text().strip() and not (ast.get_docstring(tree(path)) or "").strip()
    ]
    assert found == []
