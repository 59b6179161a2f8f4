"""Who may import whom; a breach is named with its file and line."""

import os
from collections.abc import Iterable
from pathlib import Path

from tests.sources import ROOT, imports, layer, place, python_files

CLIENTS = ("httpx", "requests", "urllib.request", "urllib3", "aiohttp")
MAY_CALL_OUT = ("project/common/http.py", "markets/exchanges/")


def breaches(paths: Iterable[Path]) -> list[str]:
    found = []
    for path in paths:
        own = layer(".".join(path.relative_to(ROOT).with_suffix("").parts))
        found += [f"{place(path, line)} imports {name}" for name, line in imports(path) if layer(name) > own]
    return found


def test_every_import_points_to_the_left() -> None:
    assert breaches(python_files()) == []


def test_a_breach_inside_a_function_is_named_with_its_line() -> None:
    wrong = ROOT / "markets" / f"breach_{os.getpid()}.py"
    wrong.write_text("def read():\n    from alerts.models import Alert\n    return Alert\n")
    try:
        assert breaches([wrong]) == [f"markets/{wrong.name}:2 imports alerts.models.Alert"]
    finally:
        wrong.unlink()


def test_only_the_outgoing_client_and_the_exchanges_call_out() -> None:
    found = [
        f"{place(path, line)} imports {name}"
        for path in python_files()
        if not str(path.relative_to(ROOT)).startswith(MAY_CALL_OUT)
        for name, line in imports(path)
        if any(name == client or name.startswith(client + ".") for client in CLIENTS)
    ]
    assert found == []


def test_pure_modules_know_no_django() -> None:
    pure = [*python_files("markets/quant"), *python_files("alerts/analysis")]
    found = [
        f"{place(path, line)} imports {name}"
        for path in [*pure, ROOT / "markets/types.py", ROOT / "alerts/types.py"]
        for name, line in imports(path)
        if name.split(".")[0] == "django"
    ]
    assert found == []
