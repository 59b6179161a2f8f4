"""The companies that are watched: read by everybody, changed by administrators."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from accounts.api.schemas import Page, RowId
from accounts.auth import needs, the_caller
from accounts.models import Scope
from alerts.companies.selectors import LONGEST_TEST, CompanyFilters, filtered_companies, read_match
from alerts.companies.services import create_company, delete_company, find_company, update_company
from alerts.companies.terms import MAX_DESCRIPTION, MAX_NAME, MAX_TERM, MAX_TERMS
from alerts.models import Company
from project.common.schemas import Input, errors

router = Router(tags=["Companies"])
Rank = Literal["HIGH", "MEDIUM", "LOW"]
State = Literal["active", "inactive"]
Terms = Annotated[list[Annotated[str, Field(max_length=MAX_TERM)]], Field(max_length=MAX_TERMS)]


class CompanyOut(Schema):
    id: int
    name: str = Field(examples=["Nebula Labs"])
    aliases: list[str]
    tokens: list[str] = Field(description="Tickers without $.", examples=[["NEBX"]])
    priority: Rank
    status: State
    website: str
    twitter_handle: str = Field(examples=["@nebulalabs"])
    description: str
    exclusions: list[str] = Field(description="Words that mean somebody else of that name.")
    created_at: datetime
    updated_at: datetime


class CompanyIn(Input):
    name: str = Field(min_length=1, max_length=MAX_NAME)
    aliases: Terms = []
    tokens: Terms = []
    exclusions: Terms = []
    priority: Rank = "MEDIUM"
    status: State = "active"
    website: str = Field("", max_length=200)
    twitter_handle: str = Field("", max_length=40)
    description: str = Field("", max_length=MAX_DESCRIPTION)


class CompanyChange(CompanyIn):
    """Only the fields that are sent are changed."""

    name: str = Field("", max_length=MAX_NAME)


class CompanyPage(Page):
    priority: Rank | None = None
    status: State | None = None
    has_tokens: bool | None = Field(None, description="Whether any ticker is known.")
    search: str = Field("", max_length=100, description="Words of the name, an alias, a ticker or the account.")


class TextIn(Input):
    text: str = Field(min_length=1, max_length=LONGEST_TEST)


class LineOut(Schema):
    company_id: int
    company: str
    found: str = Field(description="The words as they stand in the text.")
    start: int
    end: int
    counts: bool
    why: str


class MatchOut(Schema):
    companies: list[str]
    lines: list[LineOut]


def shown(company: Company) -> dict[str, Any]:
    values = {name: getattr(company, name) for name in CompanyOut.model_fields}
    return values | {"twitter_handle": f"@{company.twitter_handle}" if company.twitter_handle else ""}


@router.get(
    "/companies",
    auth=needs(Scope.READ),
    response={200: list[CompanyOut], **errors(401, 403, 422, 429, 503)},
    summary="Watched companies",
)
def list_companies(request: HttpRequest, page: Query[CompanyPage]) -> list[dict[str, Any]]:
    """Return the companies by name."""
    filters = CompanyFilters(page.search, page.priority or "", page.status or "", page.has_tokens)
    return [shown(company) for company in page.of(filtered_companies(filters))]


@router.post(
    "/companies",
    auth=needs(Scope.ADMIN),
    response={201: CompanyOut, **errors(401, 403, 409, 422, 429, 503)},
    summary="Watch a company",
)
def make_company(request: HttpRequest, body: CompanyIn) -> Status[dict[str, Any]]:
    """Add a company; what is read from now on is looked through for it."""
    company = create_company(body.dict(), actor=the_caller(request).user, request=request)
    return Status(201, shown(company))


@router.post(
    "/companies/test",
    auth=needs(Scope.READ),
    response={200: MatchOut, **errors(401, 403, 422, 429, 503)},
    summary="Would this text match?",
)
def try_match(request: HttpRequest, body: TextIn) -> MatchOut:
    """Return which companies a text names, and why each place counts or not. Nothing is kept."""
    test = read_match(body.text)
    lines = [
        LineOut(
            company_id=line.company.key,
            company=line.company.name,
            found=test.text[line.start : line.end],
            start=line.start,
            end=line.end,
            counts=line.counts,
            why=line.why,
        )
        for line in test.lines
    ]
    return MatchOut(companies=[company.name for company in test.companies], lines=lines)


@router.get(
    "/companies/{company_id}",
    auth=needs(Scope.READ),
    response={200: CompanyOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="One company",
)
def get_company(request: HttpRequest, company_id: Path[RowId]) -> dict[str, Any]:
    """Return one company."""
    return shown(find_company(company_id))


@router.put(
    "/companies/{company_id}",
    auth=needs(Scope.ADMIN),
    response={200: CompanyOut, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Change a company",
)
def change_company(request: HttpRequest, company_id: Path[RowId], body: CompanyChange) -> dict[str, Any]:
    """Change the fields that are sent; the others stay."""
    sent = body.dict(exclude_unset=True)
    return shown(update_company(find_company(company_id), sent, actor=the_caller(request).user, request=request))


@router.delete(
    "/companies/{company_id}",
    auth=needs(Scope.ADMIN),
    response={204: None, **errors(401, 403, 404, 422, 429, 503)},
    summary="Watch a company no longer",
)
def remove_company(request: HttpRequest, company_id: Path[RowId]) -> Status[None]:
    """Delete a company; its alerts stay and name nobody."""
    delete_company(find_company(company_id), actor=the_caller(request).user, request=request)
    return Status(204, None)
