"""Templates hold text and structure only, parse, and are used."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.sources import ROOT, place, python_files, templates

TEMPLATES = templates()
FOLDER = ROOT / "templates"
# Names that Django and allauth look up by themselves.
LOOKED_UP = re.compile(r"^(account|socialaccount|usersessions|mfa|allauth|admin|emails)/|^(403|404|429|500)\.html$")
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/json\")[^>]*>", re.I),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "an evaluated htmx attribute": re.compile(r"\shx-(?:on|vals)\s*[:=]\s*[\"']?\s*js:|\shx-on[:-]", re.I),
}
QUERY = re.compile(r"\{[{%][^}]*(?:\.objects\b|\.all\b|\.exists\b|_set\b)[^}]*[}%]\}")
ARITHMETIC = re.compile(r"\{[{%][^}]*(?:\|add:\s*[\"']?[-\d]|widthratio|divisibleby)[^}]*[}%]\}")


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def lines_with(path: Path, pattern: re.Pattern[str]) -> list[str]:
    text = path.read_text()
    return [place(path, text.count("\n", 0, match.start()) + 1) for match in pattern.finditer(text)]


@cache
def named() -> list[re.Pattern[str]]:
    """Return what templates and modules call templates by; ``ops/_{name}.html`` stands for all of that form."""
    texts = [path.read_text() for path in [*TEMPLATES, *python_files()]]
    found = {name for text in texts for name in re.findall(r"[\"']([\w/{}.-]+\.(?:html|txt))[\"']", text)}
    return [re.compile("[a-z_-]+".join(map(re.escape, re.split(r"\{\w+\}", name)))) for name in sorted(found)]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_parses(path: Path) -> None:
    assert get_template(name_of(path))


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds(what: str) -> None:
    assert [where for path in TEMPLATES for where in lines_with(path, INLINE[what])] == []


def test_no_template_asks_the_database() -> None:
    assert [where for path in TEMPLATES for where in lines_with(path, QUERY)] == []


def test_no_template_calculates() -> None:
    assert [where for path in TEMPLATES for where in lines_with(path, ARITHMETIC)] == []


def test_every_template_is_used() -> None:
    names = [name_of(path) for path in TEMPLATES]
    assert [name for name in names if not LOOKED_UP.match(name) and not any(by.fullmatch(name) for by in named())] == []
