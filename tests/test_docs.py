"""The documentation is complete: every setting with its default, every address, every command."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.sources import PACKAGES, ROOT, tree

DOCS = ROOT / "templates" / "docs"
# Whose addresses are documented by their own projects.
FOREIGN = ("admin/", "accounts/", "__")
# What scripts call to change a part of a page or to save a choice.
CALLED_BY_SCRIPTS = {
    *("account/density/", "account/theme/", "overview/charts.json", "palette/"),
    "track-record/charts.json",
}


@cache
def documentation() -> str:
    return "\n".join(path.read_text() for path in [*sorted(DOCS.glob("*.md")), ROOT / "README.md"])


def settings_read() -> dict[str, str | None]:
    """Return every variable that settings.py reads, with its default as written there; None if it is worked out."""
    found: dict[str, str | None] = {}
    for node in ast.walk(tree(ROOT / "project" / "settings.py")):
        if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func)):
            name = ast.literal_eval(node.args[0])
            given = node.args[1] if len(node.args) > 1 else ast.Constant(default_of(ast.unparse(node.func)))
            worked_out = not isinstance(given, ast.Constant) or given.value == ""
            found[name] = None if worked_out else str(given.value).replace("False", "false").replace("True", "true")
    return found


def default_of(reader: str) -> object:
    return {"env.flag": False, "env.json_object": "{}", "env.json_strings": "{}"}.get(reader, "")


def settings_documented() -> dict[str, str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| .+ \|$", (DOCS / "settings.md").read_text(), re.M)
    assert len(rows) == len(dict(rows)), "a setting is documented twice"
    return dict(rows)


def addresses(resolver: URLResolver, before: str = "") -> list[str]:
    """Return every address that the urls give, such as ``markets/<symbol>/``."""
    found = []
    for entry in resolver.url_patterns:
        address = before + re.sub(r"<\w+:(\w+)>", r"<\1>", str(entry.pattern))
        if isinstance(entry, URLPattern):
            found.append(address)
        elif not address.startswith(FOREIGN):
            found += addresses(entry, address)
    return [address for address in found if not address.startswith(FOREIGN)]


def own_commands() -> list[str]:
    folders = (ROOT / package / "management" / "commands" for package in PACKAGES)
    return sorted(path.stem for folder in folders for path in folder.glob("*.py") if path.stem != "__init__")


def test_every_setting_is_documented_and_no_other() -> None:
    developing = {"PYTHON", "CHROMIUM", "CI"}
    assert set(settings_documented()) - developing == set(settings_read())


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_the_documented_default_is_the_real_one(name: str) -> None:
    default = settings_read()[name]
    documented = settings_documented().get(name, "")
    assert documented == f"`{default}`" if default is not None else documented


@pytest.mark.parametrize("command", own_commands())
def test_a_command_is_documented(command: str) -> None:
    assert re.search(rf"^\| `{command}\b", (DOCS / "operations.md").read_text(), re.M)


def test_no_address_is_excused_that_is_gone() -> None:
    assert set(addresses(get_resolver())) >= CALLED_BY_SCRIPTS


@pytest.mark.parametrize("address", sorted(set(addresses(get_resolver())) - CALLED_BY_SCRIPTS))
def test_an_address_is_documented(address: str) -> None:
    page = re.sub(r"<(\w+)>.*", "", address)
    assert re.search(rf"[`(]/{re.escape(page)}", documentation()), f"/{address} is nowhere in the documentation"


def test_links_between_pages_lead_somewhere() -> None:
    names = {path.stem for path in DOCS.glob("*.md")}
    for path in DOCS.glob("*.md"):
        linked = re.findall(r"\]\(/docs/([\w-]+)/", path.read_text())
        assert set(linked) <= names, path.name


def test_the_readme_is_short_and_its_picture_exists() -> None:
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 150
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)
    assert pictures
    assert [name for name in pictures if not Path(ROOT / name).is_file()] == []


def test_the_readme_maps_every_folder_at_the_top() -> None:
    text = (ROOT / "README.md").read_text()
    folders = [path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "." and path.name != "var"]
    assert [name for name in folders if f"{name}/" not in text and not name.startswith("__")] == []
