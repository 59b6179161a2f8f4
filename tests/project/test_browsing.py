from typing import TYPE_CHECKING

import pytest

from accounts.models import User
from project.tour import sign_in
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.mark.django_db
async def test_coroutines_and_browser_tests_live_in_one_session() -> None:
    assert await User.objects.acount() == 0


def test_the_server_shows_rows_that_the_test_made(
    browser: "Browser", server: str, page: "Page", admin_user: User
) -> None:
    session = sign_in(browser, server, admin_user.username, PASSWORD)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    page.goto(f"{server}/admin/accounts/user/")
    assert page.get_by_role("link", name=admin_user.username, exact=True).is_visible()
