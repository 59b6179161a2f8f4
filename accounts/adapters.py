"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Passwords and e-mail."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Google."""
