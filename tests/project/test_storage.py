import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.sources import ROOT

IMPORT = re.compile(r"""(?:import|export)[^;"']*?from\s*["']\./([^"']+)["']""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what a deployment serves."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    storages = {"staticfiles": {"BACKEND": "project.storage.StaticStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def hashed(collected: Path) -> dict[str, str]:
    return json.loads((collected / "staticfiles.json").read_text())["paths"]


def test_imports_between_our_modules_name_hashed_files_that_exist(collected: Path) -> None:
    modules = [name for name in hashed(collected) if name.startswith("js/") and name.endswith(".js")]
    found = []
    for name in modules:
        served = (collected / hashed(collected)[name]).read_text()
        found += [(name, target) for target in IMPORT.findall(served)]
    assert found, "no module imports another, so this test shows nothing"
    known = set(hashed(collected).values())
    assert [pair for pair in found if f"js/{pair[1]}" not in known] == []


def test_a_rewritten_module_says_what_its_source_says(collected: Path) -> None:
    for name, served in hashed(collected).items():
        if name.startswith("js/") and name.endswith(".js"):
            source = (ROOT / "static" / name).read_text()
            rewritten = re.sub(r"\.[0-9a-f]{12}\.js", ".js", (collected / served).read_text())
            assert rewritten.replace("'", '"') == source.replace("'", '"')


def test_style_sheets_name_hashed_fonts(collected: Path) -> None:
    sheet = (collected / hashed(collected)["css/tokens.css"]).read_text()
    fonts = re.findall(r"url\(\"?\.\./([^)\"]+\.woff2)\"?\)", sheet)
    assert fonts
    assert set(fonts) <= set(hashed(collected).values())
