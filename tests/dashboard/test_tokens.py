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


def test_all_style_sheets_together_stay_small() -> None:
    """The administration has a sheet of its own, which no other page loads."""
    sheets = [file for file in sorted((STATIC / "css").glob("*.css")) if file.name != "admin.css"]
    together = b"".join(file.read_bytes() for file in sheets)
    assert len(zlib.compress(together, 9)) < 20_000


def test_vendored_files_are_the_ones_on_the_list() -> None:
    vendor = STATIC / "vendor"
    rows = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (vendor / "VENDOR.md").read_text(), re.MULTILINE)
    files = [*vendor.glob("*.svg"), *vendor.glob("*.js"), *vendor.glob("*.css"), *vendor.glob("fonts/*")]
    found = {str(file.relative_to(vendor)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert found == dict(rows)
