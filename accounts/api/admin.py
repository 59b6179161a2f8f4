"""All accounts, for administrators."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from accounts.api.schemas import Page, RowId
from accounts.auth import needs, the_caller
from accounts.models import Scope, User
from accounts.roster import roster, search
from project.common.errors import Denied, Missing
from project.common.schemas import errors

router = Router(tags=["Administration"])


class AccountsPage(Page):
    search: str = Field("", max_length=150, description="Words of the username, the e-mail address or the name.")


class AccountOut(Schema):
    id: int
    username: str
    email: str
    full_name: str
    subscription_tier: str = Field(examples=["free"])
    is_active: bool
    is_admin: bool
    created_at: datetime
    last_login: datetime | None
    calls_this_month: int


def shown(account: Any) -> AccountOut:
    return AccountOut(
        id=account.pk,
        username=account.username,
        email=account.email,
        full_name=account.full_name,
        subscription_tier=account.plan,
        is_active=account.is_active,
        is_admin=account.is_staff,
        created_at=account.date_joined,
        last_login=account.last_login,
        calls_this_month=account.calls_this_month,
    )


def accounts_shown_to(request: HttpRequest) -> QuerySet[User]:
    """Return all accounts to whom the administration shows them too. Raises Denied."""
    if not the_caller(request).user.has_perm("accounts.view_user"):
        raise Denied("Your account lacks the permission to view users. A superuser can give it.")
    return roster()


@router.get(
    "/admin/users",
    auth=needs(Scope.ADMIN),
    response={200: list[AccountOut], **errors(401, 403, 422, 429, 503)},
    summary="All accounts",
)
def list_accounts(request: HttpRequest, page: Query[AccountsPage]) -> list[AccountOut]:
    """Return the accounts in the order in which they were made."""
    found = search(accounts_shown_to(request), page.search).order_by("pk")
    return [shown(account) for account in page.of(found)]


@router.get(
    "/admin/users/{user_id}",
    auth=needs(Scope.ADMIN),
    response={200: AccountOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="One account",
)
def get_account(request: HttpRequest, user_id: Path[RowId]) -> AccountOut:
    """Return one account with its plan and the calls it made this month."""
    account = accounts_shown_to(request).filter(pk=user_id).first()
    if account is None:
        raise Missing("There is no such user.", code="USER_NOT_FOUND")
    return shown(account)
