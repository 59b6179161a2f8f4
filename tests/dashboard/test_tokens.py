"""Style sheets: raw colours stand only among the tokens, every token exists, vendored files are as listed."""

import hashlib
import re
import zlib
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
RAW_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b(?![^{};]*\{)|\brgba?\(|\bhsla?\(", re.IGNORECASE)


@pytest.mark.parametrize("file", sorted((STATIC / "css").glob("*.css")), ids=lambda file: file.name)
def test_raw_colours_stand_only_among_the_tokens(file: Path) -> None:
    lines = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL).splitlines()
    assert file.name == "tokens.css" or [line for line in lines if RAW_COLOUR.search(line)] == []


def test_every_token_that_is_used_is_declared() -> None:
    files = [*(STATIC / "css").glob("*.css"), *(STATIC / "js").glob("*.js")]
    used = {name for file in files for name in re.findall(r"var\(--([\w-]+)\)", file.read_text())}
    declared = {name for file in files for name in re.findall(r"--([\w-]+)\s*:", file.read_text())}
    assert used - declared == set()


def linked_sheets(template: Path) -> list[Path]:
    return [STATIC / "css" / name for name in re.findall(r"css/([\w-]+\.css)", template.read_text())]


def test_the_style_sheets_of_every_page_stay_small() -> None:
    """A page loads the sheets of the head and those that its own template links; the administration has its own."""
    templates = Path(settings.BASE_DIR) / "templates"
    head = linked_sheets(templates / "_head.html")
    for page in (each for each in templates.rglob("*.html") if "admin" not in each.parts):
        sheets = dict.fromkeys([*head, *linked_sheets(page)])
        together = b"".join(sheet.read_bytes() for sheet in sheets)
        assert len(zlib.compress(together, 9)) < 20_000, f"{page.name} loads too much."


def test_vendored_files_are_the_ones_on_the_list() -> None:
    vendor = STATIC / "vendor"
    rows = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (vendor / "VENDOR.md").read_text(), re.MULTILINE)
    files = [*vendor.glob("*.svg"), *vendor.glob("*.js"), *vendor.glob("*.css"), *vendor.glob("fonts/*")]
    found = {str(file.relative_to(vendor)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert found == dict(rows)
