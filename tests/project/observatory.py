"""The score that the HTTP Observatory gives an answer, by its published rules.

Source: "Tests & Scoring" of developer.mozilla.org/en-US/observatory, a baseline of 100, penalties first, and bonuses
only for who still has 90.
"""

import re
from http.cookies import Morsel
from urllib.parse import urlsplit

from django.http.response import HttpResponseBase

SIX_MONTHS_S = 15_768_000
PRIVATE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"'unsafe-inline'", "data:", "https:", "http:", "*"}
Policy = dict[str, list[str]]


def grade(response: HttpResponseBase, plain: HttpResponseBase) -> tuple[str, int]:
    """Grade an answer over https; ``plain`` is what the same address answers without it."""
    policy = policy_of(response)
    points = [
        policy_points(policy),
        cookie_points(list(response.cookies.values())),
        -50 if response.get("Access-Control-Allow-Origin") == "*" and credentials(response) else 0,
        0 if plain.status_code == 301 and urlsplit(plain["Location"]).scheme == "https" else -20,
        referrer_points(response.get("Referrer-Policy")),
        0 if hsts_age_s(response) >= SIX_MONTHS_S else -20,
        script_points(response),
        0 if response.get("X-Content-Type-Options") == "nosniff" else -5,
        frame_points(policy, response.get("X-Frame-Options")),
        10 if response.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"} else 0,
    ]
    base = 100 + sum(point for point in points if point < 0)
    score = base + sum(point for point in points if point > 0) if base >= 90 else base
    return "A+" if score >= 100 else "A" if score >= 90 else "less", score


def policy_of(response: HttpResponseBase) -> Policy:
    parts = [part.split() for part in response.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def policy_points(policy: Policy) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", ["*"])
    scripts, objects, styles = (policy.get(name, default) for name in ("script-src", "object-src", "style-src"))
    if UNSAFE & {*scripts, *objects}:
        return -20
    if "'unsafe-eval'" in {*scripts, *styles}:
        return -10
    if UNSAFE & set(styles):
        return 0
    forms = policy.get("form-action", ["*"])
    return 10 if default == ["'none'"] and forms[0] in {"'none'", "'self'"} else 5


def cookie_points(cookies: "list[Morsel[str]]") -> int:
    if not cookies:
        return 0
    sessions = [cookie for cookie in cookies if "sess" in cookie.key]
    if any(not cookie["httponly"] for cookie in sessions):
        return -30
    if any(not cookie["secure"] for cookie in cookies):
        return -5
    return 5 if all(cookie["samesite"] in {"Lax", "Strict"} for cookie in cookies) else -20


def credentials(response: HttpResponseBase) -> bool:
    return response.get("Access-Control-Allow-Credentials") == "true"


def referrer_points(value: str | None) -> int:
    return 0 if value is None else 5 if value in PRIVATE_REFERRERS else -5


def hsts_age_s(response: HttpResponseBase) -> int:
    found = re.search(r"max-age=(\d+)", response.get("Strict-Transport-Security", ""))
    return int(found[1]) if found else 0


def script_points(response: HttpResponseBase) -> int:
    """Judge scripts from other servers; those of our own need no digest."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return 0
    sources = re.findall(r"<script[^>]*\ssrc=[\"']([^\"']+)", response.content.decode())
    return -50 if any(urlsplit(source).netloc for source in sources) else 0


def frame_points(policy: Policy, header: str | None) -> int:
    if policy.get("frame-ancestors") in (["'none'"], ["'self'"]):
        return 5
    return 0 if header in {"DENY", "SAMEORIGIN"} else -20
