"""What is kept about a person, and how long, as the page of their data says it."""

from dataclasses import dataclass

from django.conf import settings

from accounts.models.export import KEPT_FOR
from accounts.tasks import KEPT

WITH_ACCOUNT = "with the account"


@dataclass(frozen=True, slots=True)
class Kept:
    what: str
    detail: str
    how_long: str


def kept() -> list[Kept]:
    browsers_s = settings.SESSION_COOKIE_AGE
    return [
        Kept("Profile and preferences", "Name, username, e-mail addresses, how you like the screen", WITH_ACCOUNT),
        Kept("Watchlists and alerts", "Your lists, alerts of your own, which alerts you opened", WITH_ACCOUNT),
        Kept(
            "Ways to sign in",
            "Digest of the password, Google connection, passkeys, authenticator app, beginnings of API keys",
            "until removed",
        ),
        Kept("Browser sessions", "Network address and browser", f"{browsers_s // 86_400} days"),
        Kept("Programs signed in", "Network address and name", f"{KEPT.days} days after their end"),
        Kept("API calls", "Route, time, status, duration; no contents", f"{KEPT.days} days"),
        Kept("Usage, plan and invoices", "Calls of each month, what was paid", WITH_ACCOUNT),
        Kept("Audit log", "Sign-ins and changes, with your number and network address", "for good"),
        Kept("Copies of your data", "Made when you ask for one", f"{KEPT_FOR.days} days"),
    ]
