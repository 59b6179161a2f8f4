"""What sign-in and account templates ask about."""

from django import template
from django.conf import settings

from accounts.browsers import browser_name
from accounts.models import User
from accounts.selectors import is_email_confirmed

register = template.Library()
register.filter("browser_name", browser_name)


@register.simple_tag
def registration_open() -> bool:
    return bool(settings.REGISTRATION == "open")


@register.simple_tag
def email_is_confirmed(user: User) -> bool:
    return is_email_confirmed(user)
