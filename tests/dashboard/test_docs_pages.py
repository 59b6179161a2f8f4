"""The documentation as pages."""

import os
import re
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from dashboard.views import docs

NAMES = [page.name for page in docs.pages()]


@pytest.mark.parametrize("name", NAMES)
def test_a_visitor_can_read_every_page(client: Client, db: None, name: str) -> None:
    response = client.get(f"/docs/{name}/")
    html = response.content.decode()
    assert response.status_code == 200
    assert len(re.findall("<h1", html)) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_the_documentation_starts_with_a_title_and_a_sentence(name: str) -> None:
    page = next(page for page in docs.pages() if page.name == name)
    assert page.title != name
    assert page.summary.endswith(".")


def test_the_index_lists_every_page(client: Client, db: None) -> None:
    html = client.get("/docs/").content.decode()
    assert [name for name in NAMES if f'href="/docs/{name}/"' not in html] == []


@pytest.mark.parametrize("name", NAMES)
def test_links_between_pages_lead_somewhere(client: Client, user: User, name: str) -> None:
    client.force_login(user)
    html = client.get(f"/docs/{name}/").content.decode()
    article = html[html.index("<article") : html.index("</article>")]
    for address in re.findall(r'href="(/[^"#]*)', article):
        assert client.get(address).status_code == 200, address


def test_pages_follow_one_another(client: Client, db: None) -> None:
    first, second = NAMES[:2]
    assert f'rel="next" href="/docs/{second}/"' in client.get(f"/docs/{first}/").content.decode()
    assert f'rel="prev" href="/docs/{first}/"' in client.get(f"/docs/{second}/").content.decode()


def test_a_signed_in_user_reads_in_the_full_shell(client: Client, user: User) -> None:
    client.force_login(user)
    assert 'aria-label="Main"' in client.get("/docs/start/").content.decode()


@pytest.mark.parametrize("name", ["nothing", "..%2Fbase", "START", "start.md", "index"])
def test_an_unknown_page_is_missing(client: Client, db: None, name: str) -> None:
    assert client.get(f"/docs/{name}/").status_code == 404


def test_tables_and_code_can_be_scrolled_by_keyboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new.md").write_text("# New\n\nOne line.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n")
    monkeypatch.setattr(docs, "FOLDER", tmp_path)
    (page,) = docs.pages()
    assert 'role="region" aria-label="Table 1"><table>' in page.html
    assert '<pre tabindex="0">' in page.html


def test_an_edit_shows_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "new.md"
    monkeypatch.setattr(docs, "FOLDER", tmp_path)
    file.write_text("# First\n\nText.\n")
    os.utime(file, (1, 1))
    assert docs.pages()[0].title == "First"
    file.write_text("# Second\n\nText.\n")
    os.utime(file, (2, 2))
    assert docs.pages()[0].title == "Second"
