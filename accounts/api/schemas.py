"""What the API takes and gives about accounts."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from accounts.keys import MAX_DAYS, MAX_NETWORKS
from project.common.schemas import Input, Storable

ScopeName = Literal["read", "write", "trade", "webhook", "admin"]
Password = Annotated[str, Field(min_length=1, max_length=1024, json_schema_extra={"format": "password"})]
Code = Annotated[str, Field(max_length=32, description="The code of an app or a recovery code, with a second step.")]

# What a database takes as the number of a row.
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Page(Storable):
    """Which part of a list to return."""

    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10**9)

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows[self.offset : self.offset + self.limit]


class LoginIn(Input):
    username: str | None = Field(None, min_length=1, max_length=254, description="The username, or the e-mail address.")
    email: str | None = Field(None, min_length=1, max_length=254)
    password: Password
    code: Code = ""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["username"]}, {"required": ["email"]}]})

    @model_validator(mode="after")
    def has_a_name(self) -> "LoginIn":
        if not self.username and not self.email:
            raise ValueError("Send a username or an email.")
        return self

    @property
    def login(self) -> str:
        return self.username or self.email or ""


class RegisterIn(Input):
    username: str = Field(min_length=1, max_length=150)
    email: str = Field(min_length=3, max_length=254)
    password: Password
    full_name: str = Field("", max_length=150)


class RefreshIn(Input):
    refresh_token: str = Field(min_length=1, max_length=200)


class GoogleIn(Input):
    id_token: str = Field(min_length=1, max_length=8192)
    code: Code = ""


class ChangePasswordIn(Input):
    current_password: Password
    new_password: Password


class UserOut(Schema):
    id: int
    email: str
    username: str
    full_name: str
    subscription_tier: str
    is_admin: bool
    is_active: bool
    google_id: str | None
    queries_used: int = Field(description="Questions asked this month.")
    queries_limit: int | None = Field(description="Questions of a month; null without a limit.")
    created_at: datetime


class TokensOut(Schema):
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  no secret
    expires_in: int = Field(description="Seconds until the access token expires.")


class SignedInOut(TokensOut):
    user: UserOut


class RegisteredOut(SignedInOut):
    id: int
    email: str
    username: str
    full_name: str
    subscription_tier: str
    is_admin: bool
    api_key: str = Field(description="The first key, for reading and writing; it is shown only here.")


class DetailOut(Schema):
    detail: str


class KeyIn(Input):
    name: str = Field(min_length=1, max_length=80)
    expires_in_days: int | None = Field(None, ge=1, le=MAX_DAYS, description="By default API_KEY_EXPIRATION_DAYS.")
    scopes: list[ScopeName] = Field(["read"], min_length=1, max_length=5)
    networks: list[Annotated[str, Field(max_length=50)]] = Field(
        [], max_length=MAX_NETWORKS, description="Addresses or ranges that may use the key; all when empty."
    )


class KeyOut(Schema):
    id: int
    name: str
    prefix: str = Field(description="The beginning of the key, to tell keys apart.")
    scopes: list[str]
    networks: list[str]
    is_active: bool
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    usage_count: int


class NewKeyOut(KeyOut):
    key: str = Field(description="The key itself; it is shown only here.")


class SessionOut(Schema):
    id: UUID
    user_agent: str
    address: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    is_current: bool = Field(description="Whether this call was made with a token of this sign-in.")
