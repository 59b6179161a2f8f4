"""Deleting an account with everything that belongs to it; of it stay only numbers in the audit log."""

from datetime import datetime
from functools import partial

import structlog
from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts import admin_log, audit
from accounts.billing.providers import is_stripe, provider
from accounts.billing.selectors import subscription_of
from accounts.models import ApiCall, BillingProvider, Subscription, SubscriptionState, User
from accounts.program_sign_in import user_by_password
from accounts.sign_ins import record_failure
from accounts.tasks import delete_in_batches
from project.common import clock
from project.common.errors import Conflict, Invalid, Missing, Unavailable

log = structlog.get_logger()
LAST_ADMINISTRATOR = (
    "This is the only administrator, and somebody has to run this server. Make another user an administrator first."
)
STILL_PAID = "The plan is renewed and paid every month. Cancel it under Account, Plan first, then delete the account."
NO_PASSWORD = "This account has no password. Sign in with the browser and delete it under Account, Your data."  # noqa: S105  a sentence


def delete_account(user: User, *, actor: User | None) -> None:
    """Remove a user and all of their rows, sign them out everywhere, and tell them by mail; no actor: by command.

    Raises Conflict for the last administrator and while Stripe renews the plan, Unavailable when Stripe cannot say.
    """
    check_deletable(user)
    email, name, at = user.email, user.username, clock.now()
    keys = session_keys(user)
    # The bulk of the rows goes first, in short transactions: the last one keeps everybody else waiting.
    delete_in_batches(ApiCall.objects.visible_to(user))
    with transaction.atomic():
        # The administrators first, in order: two who go at once wait in one line.
        check_not_last(user)
        check_present(user)
        Session.objects.filter(session_key__in=keys).delete()
        admin_log.forget(user)
        User.objects.filter(pk=user.pk).delete()
        audit.record("account.deleted", user=user, actor=actor)
        transaction.on_commit(partial(tell_by_mail, email, name, at))


def obstacle(user: User) -> str:
    """Return what has to be done first as far as it is known here, without asking Stripe; empty if nothing."""
    if is_last(user):
        return LAST_ADMINISTRATOR
    row = subscription_of(user)
    return STILL_PAID if row and renews(row) else ""


def check_deletable(user: User) -> None:
    """Raise Conflict for what would have to be done first, Unavailable when Stripe does not answer."""
    check_not_last(user)
    if is_renewed(user):
        raise Conflict(STILL_PAID)


def check_present(user: User) -> None:
    if not User.objects.select_for_update().filter(pk=user.pk).exists():
        raise Missing("This account is deleted already.")


def check_not_last(user: User) -> None:
    """Raise Conflict for the only administrator. In a transaction, two cannot delete each other at once."""
    if is_last(user):
        raise Conflict(LAST_ADMINISTRATOR)


def is_last(user: User) -> bool:
    administrators = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    if transaction.get_connection().in_atomic_block:
        administrators = administrators.select_for_update()
    return list(administrators.values_list("pk", flat=True)) == [user.pk]


def is_renewed(user: User) -> bool:
    """Tell whether somebody goes on paying; Stripe is asked, for a grant may hide what was bought."""
    row = subscription_of(user)
    if row is None:
        return False
    if is_stripe() and row.stripe_customer_id:
        bought = provider().picture(row.stripe_customer_id, row.stripe_subscription_id).subscriptions
        return any(one.state != SubscriptionState.ENDED and not one.cancels_at_end for one in bought)
    return renews(row)


def renews(row: Subscription) -> bool:
    return row.provider == BillingProvider.STRIPE and row.is_running(clock.now()) and not row.cancels_at_end


def session_keys(user: User) -> set[str]:
    """Return the keys of every browser session, also of those that have no row that names the user."""
    keys = set(UserSession.objects.filter(user_id=user.pk).values_list("session_key", flat=True))
    open_sessions = Session.objects.filter(expire_date__gt=clock.now()).exclude(session_key__in=keys)
    return keys | {
        session.session_key
        for session in open_sessions.iterator(chunk_size=1000)
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    }


def tell_by_mail(email: str, name: str, at: datetime) -> None:
    """Confirm what is done already, so a mail server that is down changes nothing."""
    try:
        get_adapter().send_mail("account/email/account_deleted", email, {"name": name, "timestamp": at})
    except Unavailable:
        log.warning("deletion_not_mailed")


def confirm_password(request: HttpRequest, user: User, password: str) -> None:
    """Raise Invalid unless this is the user's password; a wrong one counts as a failed sign-in. Raises OverLimit."""
    if not user.has_usable_password():
        raise Invalid("There is no password to check.", details={"password": NO_PASSWORD})
    if user_by_password(request, user.username, password) != user:
        record_failure(request, user, "password")
        raise Invalid("The password is wrong.", details={"password": "This is not your password."})
