"""Companies made, changed and deleted by administrators."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts import audit
from accounts.models import User
from alerts.companies.terms import FIELDS, draft_company
from alerts.events.services import GATE
from alerts.models import Company
from alerts.models.company import CHANGES
from alerts.sequence import lock_counter, next_number
from project.common.errors import Conflict, Missing


def find_company(company_id: int) -> Company:
    """Return one company. Raises Missing."""
    company = Company.objects.filter(pk=company_id).first()
    if company is None:
        raise Missing("There is no such company.", code="COMPANY_NOT_FOUND")
    return company


def create_company(values: Mapping[str, Any], *, actor: User, request: HttpRequest | None = None) -> Company:
    """Add a company. Raises Invalid, and Conflict when the name is taken."""
    draft = draft_company(values)
    with refusing_taken(draft.name), transaction.atomic():
        company = Company.objects.create(**draft.values())
        count_change()
        audit.record("company.created", actor=actor, request=request, details={"company": company.pk})
    return company


def update_company(
    company: Company, values: Mapping[str, Any], *, actor: User, request: HttpRequest | None = None
) -> Company:
    """Change the fields that ``values`` names. Raises Invalid, and Conflict when the name is taken."""
    with transaction.atomic():
        company = Company.objects.select_for_update().get(pk=company.pk)
        draft = draft_company({name: getattr(company, name) for name in FIELDS} | dict(values))
        for name, value in draft.values().items():
            setattr(company, name, value)
        with refusing_taken(draft.name), transaction.atomic():
            company.save()
        count_change()
        audit.record("company.changed", actor=actor, request=request, details={"company": company.pk})
    return company


def delete_company(company: Company, *, actor: User, request: HttpRequest | None = None) -> None:
    """Delete a company; its alerts and events stay and name nobody."""
    with transaction.atomic():
        lock_counter(GATE)
        key = company.pk
        company.delete()
        count_change()
        audit.record("company.deleted", actor=actor, request=request, details={"company": key})


def count_change() -> None:
    """Tell whoever holds a matcher that it is old, when the transaction ends; of two at once the second waits."""
    next_number(lock_counter(CHANGES))


@contextmanager
def refusing_taken(name: str) -> Iterator[None]:
    """Raise Conflict when the database finds another company of that name, in any case."""
    try:
        yield
    except IntegrityError:
        message = f"There is a company {name} already."
        raise Conflict(message, code="COMPANY_EXISTS") from None
