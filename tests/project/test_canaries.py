"""Planted secrets come out nowhere: not in a log line, an answer, the queue, or a row of the database."""

import logging
import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, reverse
from django_q.signals import post_execute_in_worker
from pytest_django.fixtures import Settings

from accounts.api import me
from accounts.exports import request_export, run_exports
from accounts.keys import create_key
from accounts.models import User
from accounts.usage.meter import METER
from project.urls import handler500  # noqa: F401  part of an address list
from tests.accounts.programs import tokens_for
from tests.accounts.second_steps import code_now
from tests.factories import PASSWORD, UserFactory
from tests.fakes.mail import AnyPort, MailServer
from tests.fakes.stripe import StripeServer
from tests.project.canaries import Watch

FEWEST = 25
ASKED = "it is given to the person who asked for it"
OWN_ADDRESS = "a page repeats its own address and fields to whoever sent them"


def explode(request: HttpRequest) -> HttpResponse:
    """Break with a secret in a local variable, in the message, and in what came along."""
    password = request.POST["password"]
    key = request.headers["X-API-Key"]
    raise RuntimeError(f"The key {key} does not fit, nor does password={password!r}.")


urlpatterns = [path("explode/", explode), path("", include("project.urls"))]


@pytest.fixture
def watch(settings: Settings) -> Iterator[Watch]:
    """Listen at the root at the most talkative level, with production's pages and no limit in the way."""
    settings.RATE_LIMIT_ENABLED = False
    settings.ROOT_URLCONF = __name__
    settings.REGISTRATION = "open"
    found, root = Watch(), logging.getLogger()
    level = root.level
    root.addHandler(found.ear)
    root.setLevel(logging.DEBUG)
    yield found
    root.removeHandler(found.ear)
    root.setLevel(level)
    METER.clear()


def secret() -> str:
    return f"canary-{secrets.token_hex(8)}-Aa1!"


def person(password: str = PASSWORD) -> User:
    user: User = UserFactory(password=password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def plant_in_forms(watch: Watch) -> None:
    right = watch.plant("right password", secret())
    user, browser = person(right), watch.client()
    login = reverse("account_login")
    browser.post(login, {"login": user.username, "password": watch.plant("wrong password", secret())})
    browser.post(login, {"login": watch.plant("password typed as a name", secret()), "password": "x"})
    watch.excuse("password typed as a name", "answers", OWN_ADDRESS)
    assert browser.post(login, {"login": user.username, "password": right}).status_code == 302
    wrong = watch.plant("wrong password to confirm", secret())
    browser.post(reverse("account_reauthenticate"), {"password": wrong})
    old, new = watch.plant("wrong old password", secret()), watch.plant("new password", secret())
    for typed in (old, right):
        fields = {"oldpassword": typed, "password1": new, "password2": new}
        answer = browser.post(reverse("account_change_password"), fields)
    assert answer.status_code == 302
    signup = reverse("account_signup")
    browser = watch.client()
    weak, refused = watch.plant("weak password", "canarycanary"), watch.plant("password beside errors", secret())
    browser.post(signup, {"email": "new@example.com", "username": "newcomer", "password1": weak})
    browser.post(signup, {"email": "no address", "username": "b" * 200, "password1": refused})
    chosen = watch.plant("password of a new account", secret())
    browser.post(signup, {"email": "new@example.com", "username": "newcomer", "password1": chosen})


def plant_in_reset(watch: Watch) -> None:
    user, browser = person(), watch.client()
    browser.post(reverse("account_reset_password"), {"email": user.email})
    (link,) = re.findall(r"http\S+/key/\S+", mail.outbox[-1].body)
    key = watch.plant("key of a reset link", link.rstrip("/").rpartition("-")[2])
    watch.excuse("key of a reset link", "answers", OWN_ADDRESS)
    watch.excuse("key of a reset link", "database", "the session of whoever opened the link holds it; it works once")
    address = "/" + link.split("/", 3)[3]
    browser.get(address.replace(key, key + "x"))
    form = browser.get(address)["Location"]
    short = watch.plant("password too short", "canary-8x!")
    new = watch.plant("password after a reset", secret())
    browser.post(form, {"password1": short, "password2": short})
    browser.post(form, {"password1": new, "password2": secret()})
    assert browser.post(form, {"password1": new, "password2": new}).status_code == 302
    watch.client().post("/no-such-page" + address, {"password": new})


def plant_in_bodies(watch: Watch) -> None:
    right = watch.plant("right password of a program", secret())
    user, program = person(right), watch.client()
    wrong = watch.plant("wrong password of a program", secret())
    name = user.username
    program.api("post", "/auth/login", {"username": name, "password": wrong})
    program.api("post", "/auth/login", {"username": name, "password": [wrong], "extra": wrong})
    program.api("post", "/auth/login", f'{{"username": "{name}", "password": "{wrong}"')
    program.post("/api/v1/auth/login", {"username": name, "password": wrong})
    answer = program.api("post", "/auth/login", {"username": name, "password": right}).json()
    access = watch.plant("access token", answer["access_token"])
    refresh = watch.plant("refresh token", answer["refresh_token"])
    watch.excuse("access token", "answers", ASKED)
    watch.excuse("refresh token", "answers", ASKED)
    headers = {"Authorization": f"Bearer {access}"}
    new = watch.plant("new password of a program", secret())
    program.api("post", "/auth/change-password", {"current_password": wrong, "new_password": new}, **headers)
    program.api("post", "/auth/change-password", {"current_password": right, "new_password": right[:3]}, **headers)
    program.api("delete", "/me", {"password": wrong}, **headers)
    program.api("post", "/auth/refresh", {"refresh_token": watch.plant("unknown refresh token", f"tdr_{secret()}")})
    for _ in range(2):
        program.api("post", "/auth/refresh", {"refresh_token": refresh})
    chosen = watch.plant("password of a registration", secret())
    fields = {"username": "robot", "email": "robot@example.com", "password": chosen}
    program.api("post", "/auth/register", {**fields, "password": watch.plant("weak registration", "password1234")})
    made = program.api("post", "/auth/register", fields).json()
    watch.plant("first key", made["api_key"])
    watch.excuse("first key", "answers", ASKED)
    program.api(
        "post", "/auth/google", {"id_token": watch.plant("token of Google", f"eyJhbGciOiJSUzI1NiJ9.e30.{secret()}")}
    )


def plant_in_headers(watch: Watch, settings: Settings) -> None:
    program = watch.client()
    _, good = create_key(person(), "desk")
    watch.plant("good key", good)
    key = watch.plant("unknown key", "tdw_Zz9yXw8v_" + "k" * 43 + "_0badc0de")
    token = watch.plant("forged token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0." + "s" * 43)
    basic = watch.plant("basic credentials", "Y2FuYXJ5OmNhbmFyeS1wYXNzd29yZA==")
    bearer = watch.plant("bearer of no shape", secret())
    for one in (good, key):
        program.api("get", "/me", **{"X-API-Key": one})
        program.api("get", f"/nothing/{one}", **{"X-API-Key": one})
    for value in (f"Bearer {token}", f"Bearer {bearer}", f"Basic {basic}", f"Bearer {key}", token):
        program.api("get", "/me", Authorization=value)
    for allowed in (False, True):
        settings.ALLOW_TOKEN_IN_QUERY = allowed
        for one in (good, key, token):
            program.get(f"/api/v1/me?token={one}")
            program.get(f"/no-such-page/{one}?token={one}")
            program.get(f"/alerts/{one}/")
    cookie = watch.plant("cookie of a session", secrets.token_hex(16))
    program.cookies["sessionid"] = program.cookies["csrftoken"] = cookie
    program.get("/account/")
    program.post("/account/theme/", {"theme": "light"})
    program.get("/api/v1/me", headers={"Host": f"{cookie}.example.com", "X-API-Key": key})
    program.get("/api/v1/me", headers={"X-Request-ID": f"?token={key}", "User-Agent": f"Bearer {token}"})


def plant_in_exceptions(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    key = watch.plant("key in a message", "tdw_Yy8xWv7u_" + "m" * 43 + "_0badc0de")
    password = watch.plant("password in a local variable", secret())
    answer = watch.client().post("/explode/", {"password": password}, headers={"X-API-Key": key})
    assert answer.status_code == 500
    user = person()
    token = watch.plant("token in a message", tokens_for(user).access)
    monkeypatch.setattr(me, "profile_of", broken)
    answer = watch.client().api("get", "/me", Authorization=f"Bearer {token}")
    assert answer.status_code == 500


def broken(user: User) -> None:
    raise RuntimeError(f"Refused: Authorization: Bearer {tokens_for(user).access}")


def plant_in_settings(watch: Watch, settings: Settings) -> None:
    names = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "GOOGLE_CLIENT_SECRET", "ADMIN_PASSWORD", "TOKEN_PEPPER")
    for name in names:
        setattr(settings, name, watch.plant(name, secret()))
        logging.getLogger("foreign").warning("The service refused %s", getattr(settings, name))
    settings.GPT_API_API_KEYS = [watch.plant("GPT_API_API_KEYS", secret())]
    logging.getLogger("foreign").error("Settings: %r", {name: getattr(settings, name) for name in names})
    logging.getLogger("foreign").error("Keys: %r", settings.GPT_API_API_KEYS)
    watch.plant("DATABASE_URL", "canary-database-password")
    logging.getLogger("foreign").error("postgres://tide:canary-database-password@db.example.com/tide is away")
    with StripeServer() as stripe:
        settings.BILLING_PROVIDER, settings.STRIPE_BASE_URL = "stripe", stripe.origin
        stripe.fail(401)
        signature = f"t=1,v1={watch.plant('signature', secret())}"
        watch.client().api("post", "/billing/stripe/webhook", {"id": "evt_1"}, **{"Stripe-Signature": signature})


def plant_in_mail(watch: Watch, settings: Settings) -> None:
    """Send by a server that refuses the password and says it back."""
    settings.EMAIL_HOST_PASSWORD = watch.plant("SMTP_PASSWORD", secret())
    refusing = AnyPort(MailServer(), hostname="127.0.0.1", port=0, authenticator=refuse, auth_require_tls=False)
    refusing.start()
    try:
        settings.EMAIL_BACKEND = f"{__name__}.ClosingBackend"
        settings.EMAIL_HOST, settings.EMAIL_HOST_USER = "127.0.0.1", "tide"
        settings.EMAIL_PORT = refusing.port
        settings.EMAIL_USE_TLS = False
        answer = watch.client().post(reverse("account_reset_password"), {"email": person().email})
        assert answer.status_code == 503
        assert "mail_failed" in "\n".join(watch.ear.heard)
    finally:
        refusing.stop()


class ClosingBackend(EmailBackend):
    """Closes the connection to a server that refuses the password, which Django leaves to chance."""

    def open(self) -> bool | None:
        try:
            return super().open()
        except OSError:
            self.close()
            raise


def refuse(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=False, handled=False, message=f"535 No: {data.password.decode()}")


def plant_in_second_step(watch: Watch) -> None:
    user, browser = person(), watch.client()
    browser.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    setup = reverse("mfa_activate_totp")
    page = browser.get(setup).content.decode()
    (spaced,) = re.findall(r'id="secret"[^>]*>([^<]+)<|class="secret"[^>]*>([^<]+)<', page)[:1] or [("", "")]
    totp = watch.plant("secret of an authenticator app", "".join("".join(spaced).split()))
    watch.excuse("secret of an authenticator app", "answers", ASKED)
    browser.post(setup, {"code": "000000"})
    assert browser.post(setup, {"code": code_now(totp)}).status_code == 302
    codes = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    shown = re.findall(r"<code>([^<]+)</code>", codes)
    assert len(shown) == 10
    for number, code in enumerate(shown[:2]):
        watch.plant(f"recovery code {number}", code)
        watch.excuse(f"recovery code {number}", "answers", ASKED)


def plant_in_tasks(watch: Watch) -> None:
    request_export(person())
    run_exports()
    key = watch.plant("key in a task", "tdw_Xx7wVu6t_" + "n" * 43 + "_0badc0de")
    task: dict[str, Any] = {"success": False, "result": f"Refused {key} : Traceback …\n  X-API-Key: {key}"}
    post_execute_in_worker.send(sender="django_q", func=None, task=task)
    assert "tdw_Xx7wVu6t***" in task["result"]
    logging.getLogger("django-q").error("Failed: %s", task["result"])
    watch.answers.append(task["result"])


def look_at_admin(watch: Watch) -> None:
    """Open every list of the admin site, and the first row of each."""
    boss: User = UserFactory(is_staff=True, is_superuser=True)
    browser = watch.client()
    browser.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    for model in admin.site._registry:
        where = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        browser.get(reverse(f"{where}_changelist"))
        row = model._base_manager.first()
        if row is not None:
            browser.get(reverse(f"{where}_change", args=[row.pk]))


@pytest.mark.django_db
def test_no_secret_comes_out_anywhere(watch: Watch, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    plant_in_forms(watch)
    plant_in_reset(watch)
    plant_in_bodies(watch)
    plant_in_headers(watch, settings)
    plant_in_second_step(watch)
    plant_in_tasks(watch)
    look_at_admin(watch)
    plant_in_exceptions(watch, monkeypatch)
    plant_in_settings(watch, settings)
    plant_in_mail(watch, settings)
    METER.flush()
    assert len(watch.planted) >= FEWEST
    assert len(watch.ear.heard) > FEWEST, "it listens"
    assert watch.leaks() == set()


@pytest.mark.django_db
def test_the_watch_sees_what_is_not_masked(watch: Watch) -> None:
    """The search above can fail: a text that nothing gives away as a secret is found in every place."""
    value = watch.plant("bare", "canary-in-clear")
    logging.getLogger("foreign").warning("It is %s", value)
    UserFactory(full_name=value)
    browser = watch.client()
    browser.get(reverse("account_login"))
    browser.post(reverse("account_login"), {"login": value, "password": "x"})
    assert watch.leaks() == {("bare", "logs"), ("bare", "answers"), ("bare", "database")}
