"""What can be done to chosen accounts."""

from accounts import administration
from accounts.admin.acts import Act, Step
from accounts.admin.forms import EndForm, GrantForm
from accounts.billing import services as billing
from accounts.deletion import delete_account
from accounts.models import User
from project.common.errors import Conflict


def user_of(step: Step) -> User:
    """Return the account: the row itself, or whose row it is."""
    user: User = step.row if isinstance(step.row, User) else step.row.user
    return user


def grant(step: Step) -> None:
    billing.grant_plan(user_of(step), **step.answers, actor=step.actor, request=step.request)


def extend(step: Step) -> None:
    billing.extend_plan(user_of(step), **step.answers, actor=step.actor, request=step.request)


def cancel(step: Step) -> None:
    billing.cancel_plan(user_of(step), actor=step.actor, request=step.request)


def delete(step: Step) -> None:
    if step.actor == step.row:
        raise Conflict("Delete your own account under Account, Your data.")
    delete_account(step.row, actor=step.actor)


GRANT_PLAN = Act(
    "grant_plan",
    "Grant a plan",
    "Give these accounts a plan, with an invoice for its time.",
    grant,
    GrantForm,
    right="accounts.change_subscription",
)
EXTEND_PLAN = Act(
    "extend_plan",
    "Extend the plan",
    "Let the granted plan of these accounts end later.",
    extend,
    EndForm,
    right="accounts.change_subscription",
)
CANCEL_PLAN = Act(
    "cancel_plan",
    "Cancel the plan",
    "Let the plan of these accounts end when its time is over, or now where it has no end. The free plan follows.",
    cancel,
    is_grave=True,
    right="accounts.change_subscription",
)
RESET_QUOTA = Act(
    "reset_quota",
    "Reset the month's quota",
    "Let these accounts start their month anew, with no calls and no questions counted.",
    lambda step: administration.reset_quota(user_of(step), actor=step.actor, request=step.request),
    right="accounts.change_monthlyusage",
)
RESET_LIMITS = Act(
    "reset_limits",
    "Reset rate limits",
    "Forget how often these accounts have called lately, so that they may call again at once.",
    lambda step: administration.reset_limits(user_of(step), actor=step.actor, request=step.request),
    right="accounts.change_monthlyusage",
)
REVOKE_KEYS = Act(
    "revoke_keys",
    "Revoke API keys",
    "Revoke every API key of these accounts. Programs that use them stop at once, and a key cannot be brought back.",
    lambda step: administration.revoke_keys(user_of(step), actor=step.actor, request=step.request),
    is_grave=True,
    right="accounts.change_apikey",
)
END_SESSIONS = Act(
    "end_sessions",
    "End sessions",
    "Sign these accounts out of every browser and program. API keys go on working.",
    lambda step: administration.end_sessions(user_of(step), actor=step.actor, request=step.request),
    is_grave=True,
    right="accounts.change_tokenfamily",
)
REMOVE_SECOND_STEP = Act(
    "remove_second_step",
    "Remove two-step sign-in",
    "Remove authenticator app, passkeys and recovery codes of these accounts, so that the password alone lets them in. "
    "Be sure who is asking.",
    lambda step: administration.remove_second_step(user_of(step), actor=step.actor, request=step.request),
    is_grave=True,
    right="mfa.delete_authenticator",
)
DELETE_ACCOUNT = Act(
    "delete_account",
    "Delete account",
    "Delete these accounts with everything that belongs to them. This cannot be undone; of an account stay only "
    "its numbers in the audit log.",
    delete,
    is_grave=True,
    right="accounts.delete_user",
)
ACCOUNT_ACTS = (
    GRANT_PLAN,
    EXTEND_PLAN,
    CANCEL_PLAN,
    RESET_QUOTA,
    RESET_LIMITS,
    REVOKE_KEYS,
    END_SESSIONS,
    REMOVE_SECOND_STEP,
    DELETE_ACCOUNT,
)
