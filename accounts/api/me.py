"""Who I am: the caller's own account."""

from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest
from ninja import Router

from accounts.api.schemas import UserOut
from accounts.auth import needs, the_caller
from accounts.models import User
from accounts.usage.selectors import usage_of
from project.common.schemas import errors

router = Router(tags=["Account"])
ERRORS = errors(401, 403, 429, 503)


def profile_of(user: User) -> UserOut:
    usage = usage_of(user)
    google = SocialAccount.objects.filter(user=user, provider="google").values_list("uid", flat=True).first()
    return UserOut(
        id=user.pk,
        email=user.email,
        username=user.username,
        full_name=user.full_name,
        subscription_tier=usage.tier.slug,
        is_admin=user.is_staff,
        is_active=user.is_active,
        google_id=google,
        queries_used=usage.questions_used,
        queries_limit=usage.questions_limit,
        created_at=user.date_joined,
    )


@router.get("/me", auth=needs("read"), response={200: UserOut, **ERRORS}, summary="My account")
def me(request: HttpRequest) -> UserOut:
    """Return the caller's account, plan and questions of this month."""
    return profile_of(the_caller(request).user)


@router.get("/auth/me", auth=needs("read"), response={200: UserOut, **ERRORS}, summary="My account, as before")
def auth_me(request: HttpRequest) -> UserOut:
    """Return the same as `/me`."""
    return profile_of(the_caller(request).user)
