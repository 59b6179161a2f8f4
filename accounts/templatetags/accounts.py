"""What sign-in and account templates ask about."""

from django import template
from django.conf import settings

from accounts.browsers import browser_name, program_name
from accounts.mfa import RecoveryCode, SecondSteps
from accounts.mfa import recovery_codes as codes_of
from accounts.mfa import second_steps as steps_of
from accounts.models import User
from accounts.selectors import has_second_step, is_email_confirmed

register = template.Library()
register.filter("browser_name", browser_name)
register.filter("program_name", program_name)


@register.simple_tag
def registration_open() -> bool:
    return bool(settings.REGISTRATION == "open")


@register.simple_tag
def email_is_confirmed(user: User) -> bool:
    return is_email_confirmed(user)


@register.simple_tag
def second_steps(user: User) -> SecondSteps:
    return steps_of(user)


@register.simple_tag
def is_last_second_step(user: User, leaving: int) -> bool:
    """Tell whether without this one the password alone opens the account."""
    return not has_second_step(user, besides=leaving)


@register.simple_tag
def staff_need_second_step() -> bool:
    return bool(settings.REQUIRE_STAFF_MFA)


@register.simple_tag
def recovery_codes(user: User) -> list[RecoveryCode]:
    return codes_of(user)


@register.filter
def in_fours(secret: str) -> str:
    """Write a long secret in groups that an eye can follow."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
