"""The sign-in page behind a limit on posts of any kind, also of those that never get as far as a password."""

from allauth.account.views import login
from django.http import HttpRequest
from django_ratelimit.decorators import ratelimit

from accounts.usage.layers import network_of
from project.common.client import client_address

POSTS_OF_ONE_ADDRESS = "30/m"


def network_key(group: str, request: HttpRequest) -> str:
    return network_of(client_address(request))


sign_in_page = ratelimit(group="sign-in", key=network_key, rate=POSTS_OF_ONE_ADDRESS, method="POST")(login)
