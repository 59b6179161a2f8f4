"""Sign-ins of programs: renewed once, ended for good."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core import mail
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.access_tokens import sign_access_token
from accounts.auth import identify
from accounts.models import AuditEntry, RefreshToken, TokenFamily, User
from accounts.tokens import end_families, end_family, open_families, renew_tokens, start_family
from project.common.errors import Unauthenticated
from tests.accounts.programs import at_once, tokens_for, visit, with_token
from tests.factories import UserFactory
from tests.fakes.mail import MailServer


@pytest.mark.django_db
def test_neither_text_is_stored(user: User) -> None:
    tokens = tokens_for(user)
    assert tokens.refresh.startswith("tdr_")
    assert len(tokens.refresh) == 47
    stored = str(RefreshToken.objects.values().get()) + str(TokenFamily.objects.values().get())
    assert tokens.refresh not in stored
    assert tokens.access not in stored


@pytest.mark.django_db
def test_a_family_remembers_who_began_it(user: User) -> None:
    family = tokens_for(user).family
    assert (family.address, family.user_agent) == ("203.0.113.7", "tide-bot/1.0")
    assert family.expires_at - family.created_at >= timedelta(days=30) - timedelta(seconds=1)


@pytest.mark.django_db
def test_a_server_that_tells_no_address_is_no_obstacle(user: User) -> None:
    assert start_family(user, visit(address="")).family.address is None


@pytest.mark.django_db
def test_a_refresh_token_gives_new_tokens_of_the_same_family(user: User) -> None:
    first = tokens_for(user)
    second = renew_tokens(first.refresh, visit(address="198.51.100.2"))
    assert second.refresh != first.refresh
    assert second.family == first.family
    assert second.family.address == "198.51.100.2"
    for text in (first.access, second.access):
        assert identify(with_token(text)).user == user
    assert renew_tokens(second.refresh, visit()).family == first.family


@pytest.mark.django_db
def test_a_second_use_ends_the_family_and_tells_its_owner_once(user: User, mailbox: MailServer) -> None:
    first = tokens_for(user)
    second = renew_tokens(first.refresh, visit())
    for _ in range(3):
        with pytest.raises(Unauthenticated, match="used before"):
            renew_tokens(first.refresh, visit())
    with pytest.raises(Unauthenticated, match="has ended"):
        renew_tokens(second.refresh, visit())
    for text in (first.access, second.access):
        with pytest.raises(Unauthenticated, match="has ended"):
            identify(with_token(text))
    family = TokenFamily.objects.get()
    assert family.ended_why == "reuse"
    assert [entry.details for entry in AuditEntry.objects.filter(action="token.reuse")] == [{"family": str(family.pk)}]
    assert mailbox.subjects(user.email) == ["A program's sign-in was ended"]


@pytest.mark.django_db
def test_a_mail_server_that_is_down_does_not_keep_a_stolen_token_alive(user: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    first = tokens_for(user)
    renew_tokens(first.refresh, visit())
    with pytest.raises(Unauthenticated, match="used before"):
        renew_tokens(first.refresh, visit())
    assert TokenFamily.objects.get().ended_why == "reuse"


def test_of_a_hundred_at_once_one_wins_and_its_tokens_are_dead_too(transactional_db: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox.clear()
    user = UserFactory()
    first = tokens_for(user)

    def renew() -> str:
        try:
            return renew_tokens(first.refresh, visit()).access
        except Unauthenticated:
            return ""

    winners = [text for text in at_once([renew] * 100) if text]
    assert len(winners) == 1
    family = TokenFamily.objects.get()
    assert family.ended_why == "reuse"
    for text in (first.access, winners[0]):
        with pytest.raises(Unauthenticated):
            identify(with_token(text))
    assert RefreshToken.objects.count() == 2
    assert AuditEntry.objects.filter(action="token.reuse").count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_refresh_token_ends_after_its_lifetime_unless_it_is_used(user: User) -> None:
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as traveller:
        first, idle = tokens_for(user), tokens_for(user)
        traveller.shift(timedelta(days=29))
        second = renew_tokens(first.refresh, visit())
        traveller.shift(timedelta(days=2))
        with pytest.raises(Unauthenticated, match="has ended"):
            renew_tokens(idle.refresh, visit())
        assert renew_tokens(second.refresh, visit()).family == first.family
        traveller.shift(timedelta(days=31))
        with pytest.raises(Unauthenticated, match="has expired"):
            identify(with_token(first.access))
        assert not open_families(user).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "tdr_", "tdr_" + "a" * 43, "tdr_\u00e9", "x" * 5000])
def test_an_unknown_refresh_token_is_refused(user: User, text: str) -> None:
    tokens_for(user)
    with pytest.raises(Unauthenticated, match="is not valid"):
        renew_tokens(text, visit())
    assert TokenFamily.objects.get().ended_at is None


def set_password(user: User) -> None:
    user.set_password("slack water at noon")
    user.save()


def write_password(user: User) -> None:
    User.objects.filter(pk=user.pk).update(password=make_password("slack water at noon"))


def switch_off(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def end_one(user: User) -> None:
    end_family(TokenFamily.objects.get(user=user), "ended")


def end_all(user: User) -> None:
    end_families(user, "ended")


@pytest.mark.django_db
@pytest.mark.parametrize("end", [set_password, write_password, switch_off, end_one, end_all])
def test_whatever_ends_a_sign_in_ends_its_tokens_at_once(user: User, end: object) -> None:
    tokens = tokens_for(user)
    other = tokens_for(UserFactory())
    end(user)
    with pytest.raises(Unauthenticated):
        identify(with_token(tokens.access))
    with pytest.raises(Unauthenticated):
        renew_tokens(tokens.refresh, visit())
    assert identify(with_token(other.access)) is not None


@pytest.mark.django_db
def test_open_families_are_those_whose_tokens_work(user: User) -> None:
    kept, ended = tokens_for(user).family, tokens_for(user).family
    tokens_for(UserFactory())
    end_family(ended, "ended")
    assert list(open_families(user)) == [kept]
    set_password(user)
    assert list(open_families(user)) == []


@pytest.mark.django_db
def test_all_of_one_user_can_be_ended(user: User) -> None:
    own = {tokens_for(user).family, tokens_for(user).family}
    tokens_for(UserFactory())
    assert end_families(user, "ended") == 2
    assert end_families(user, "ended") == 0
    assert set(TokenFamily.objects.exclude(ended_at=None)) == own


@pytest.mark.django_db
def test_a_token_of_one_user_opens_no_family_of_another(user: User) -> None:
    family = tokens_for(user).family
    with pytest.raises(Unauthenticated):
        identify(with_token(sign_access_token(UserFactory().pk, family.pk)))


@pytest.mark.django_db
def test_renewing_takes_few_queries(user: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    first = tokens_for(user)
    with django_assert_max_num_queries(6):
        renew_tokens(first.refresh, visit())
