"""The page of the plan: what it shows in each state, and how a plan is bought, changed and cancelled."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.billing.selectors import tier_of
from accounts.billing.services import cancel_plan, grant_plan
from accounts.billing.sync import sync
from accounts.models import Subscription, Tier, User
from dashboard.plans import columns, contact, money, shown_tiers
from project.common.clock import now
from tests.accounts.paying import customer, stripe, tiers, world
from tests.factories import PASSWORD, UserFactory
from tests.fakes.stripe import StripeServer
from tests.fakes.stripe_world import Object, World

__all__ = ["customer", "stripe", "tiers", "world"]
pytestmark = pytest.mark.django_db

PAGE = reverse("plan")
PRO = reverse("change_plan", args=["pro"])
CANCEL = reverse("cancel_plan")
PORTAL = reverse("plan_portal")
CONFIRM = reverse("account_reauthenticate")


@pytest.fixture
def owner(client: Client, user: User, tiers: dict[str, Tier]) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def bought(world: World, customer: str, user: User) -> Object:
    """The user pays for Starter."""
    made = world.subscribe(customer, "price_starter", plan="starter")
    world.bill(made, 2900)
    sync(Subscription.objects.get(user=user).pk)
    return made


def text_of(answer: HttpResponse) -> str:
    """Return what stands in the main part, without tags."""
    main = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("page", [PAGE, PRO, CANCEL])
def test_a_visitor_is_sent_to_sign_in(page: str, client: Client) -> None:
    assert client.get(page)["Location"] == f"{reverse('account_login')}?next={page}"


def test_without_a_provider_the_page_says_who_sets_the_limits(owner: Client, settings: Settings) -> None:
    page = text_of(owner.get(PAGE))
    assert "The limits are set by the administrator of this installation. To have yours changed, ask who runs" in page
    assert "Choose Pro" not in page
    assert "Invoices" not in page
    settings.DEFAULT_FROM_EMAIL = "Desk <desk@tides.example>"
    assert "write to desk@tides.example" in text_of(owner.get(PAGE))


def test_an_administrator_is_led_to_granting(client: Client, admin_user: User, tiers: dict[str, Tier]) -> None:
    client.force_login(admin_user)
    page = client.get(PAGE).content.decode()
    assert reverse("admin:accounts_user_changelist") in page


def test_the_free_plan_shows_usage_and_what_the_others_have_more(owner: Client, stripe: StripeServer) -> None:
    page = text_of(owner.get(PAGE))
    for part in ("Current plan Free", "0 of 1,000", "Usage starts again", "$29.00", "Choose Enterprise", "no limit"):
        assert part in page
    assert "Webhooks" not in page, "all plans have them"
    assert "Cancel Free" not in page
    assert "No invoice yet" in page
    assert stripe.requests == []


def test_a_granted_plan_names_its_end(owner: Client, user: User, tiers: dict[str, Tier]) -> None:
    end = now() + timedelta(days=30)
    grant_plan(user, tiers["pro"], ends_at=end)
    page = text_of(owner.get(PAGE))
    assert f"Ends {end:%-d %b %Y} granted by the administrator" in page
    assert "INV-" in page
    assert "$158.00" in page or "$79.00" in page


def test_a_paid_plan_names_its_next_payment_and_links_its_invoices(owner: Client, bought: Object) -> None:
    answer = owner.get(PAGE)
    page = text_of(answer)
    assert "Current plan Starter" in page
    assert "Renews" in page
    assert 'href="https://invoice.stripe.com/i/example"' in answer.content.decode()
    assert "Cancel Starter" in page


def test_a_late_payment_says_what_happens_and_what_to_do(
    owner: Client, world: World, bought: Object, user: User
) -> None:
    world.update(bought, status="past_due")
    sync(Subscription.objects.get(user=user).pk)
    page = text_of(owner.get(PAGE))
    for part in ("The last payment failed.", "Starter stays meanwhile", "Update the card", "Payment is late"):
        assert part in page


@pytest.mark.parametrize(("status", "part"), [("canceled", "Starter ended on"), ("unpaid", "Starter has stopped")])
def test_an_ended_plan_says_so_and_what_counts(
    status: str, part: str, owner: Client, world: World, bought: Object, user: User
) -> None:
    world.update(bought, status=status, ended_at=int(now().timestamp()) if status == "canceled" else None)
    sync(Subscription.objects.get(user=user).pk)
    page = text_of(owner.get(PAGE))
    assert part in page
    assert "Current plan Free" in page


def test_a_plan_that_ended_long_ago_is_no_news(owner: Client, world: World, bought: Object, user: User) -> None:
    world.update(bought, status="canceled", ended_at=int((now() - timedelta(days=31)).timestamp()))
    sync(Subscription.objects.get(user=user).pk)
    assert "ended on" not in text_of(owner.get(PAGE))


def test_the_page_of_a_first_plan_names_the_price_and_leads_to_the_checkout(
    owner: Client, stripe: StripeServer
) -> None:
    page = text_of(owner.get(PRO))
    assert "Pay $79.00 at Stripe" in page
    answer = owner.post(PRO)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{stripe.origin}/pay/")


def test_coming_back_from_the_checkout_shows_the_plan(
    owner: Client, stripe: StripeServer, world: World, user: User
) -> None:
    session = world.objects[owner.post(PRO)["Location"].rpartition("/")[2]]
    world.complete_checkout(session)
    answer = owner.get(f"{PAGE}?checkout={session['id']}", follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Pro is your plan now." in answer.content.decode()
    assert tier_of(fresh(user)).slug == "pro"


def test_coming_back_before_the_money_says_that_it_is_under_way(
    owner: Client, stripe: StripeServer, world: World
) -> None:
    session = world.objects[owner.post(PRO)["Location"].rpartition("/")[2]]
    answer = owner.get(f"{PAGE}?checkout={session['id']}", follow=True)
    assert "The payment is under way." in answer.content.decode()


def test_somebody_elses_checkout_is_not_there(owner: Client, stripe: StripeServer, world: World) -> None:
    session = world.objects[owner.post(PRO)["Location"].rpartition("/")[2]]
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.get(f"{PAGE}?checkout={session['id']}").status_code == 404
    assert owner.get(f"{PAGE}?checkout=").status_code == 404


def test_a_change_asks_for_the_password_and_costs_what_was_shown(
    owner: Client, bought: Object, stripe: StripeServer, user: User
) -> None:
    page = owner.get(PRO).content.decode()
    assert "Change to Pro for $43.21 now" in page
    quote = re.search(r'name="quote" value="([^"]+)"', page)
    assert quote
    asked = owner.post(PRO, {"quote": quote[1]})
    assert asked["Location"].startswith(CONFIRM)
    assert tier_of(fresh(user)).slug == "starter"
    done = owner.post(asked["Location"], {"password": PASSWORD, "next": PRO}, follow=True)
    assert "Pro is your plan now." in done.content.decode()
    assert tier_of(fresh(user)).slug == "pro"


def test_a_refused_card_stands_on_top_and_the_plan_stays(
    sure: Client, bought: Object, world: World, user: User
) -> None:
    quote = re.search(r'name="quote" value="([^"]+)"', sure.get(PRO).content.decode())
    assert quote
    world.refuses_cards = True
    answer = sure.post(PRO, {"quote": quote[1]})
    assert answer.status_code == 409
    assert "The card was refused. Your card was declined." in text_of(answer)
    assert tier_of(fresh(user)).slug == "starter"


def test_cancelling_names_the_day_asks_for_the_password_and_ends_the_plan_then(
    owner: Client, bought: Object, world: World, user: User
) -> None:
    row = Subscription.objects.get(user=user)
    assert row.ends_at
    assert f"Starter stays until {row.ends_at:%-d %B %Y} and ends then" in text_of(owner.get(CANCEL))
    asked = owner.post(CANCEL)
    assert asked["Location"].startswith(CONFIRM)
    done = owner.post(asked["Location"], {"password": PASSWORD, "next": CANCEL}, follow=True)
    assert f"Starter ends on {row.ends_at:%-d %b %Y}." in done.content.decode()
    assert bought["cancel_at_period_end"]
    assert "Cancelled" in text_of(owner.get(PAGE))
    assert owner.get(CANCEL)["Location"] == PAGE


def test_an_open_grant_that_is_cancelled_has_ended(sure: Client, user: User, tiers: dict[str, Tier]) -> None:
    grant_plan(user, tiers["pro"])
    assert "Pro ends now" in text_of(sure.get(CANCEL))
    assert "Pro has ended." in sure.post(CANCEL, follow=True).content.decode()
    assert tier_of(fresh(user)).slug == "free"


def test_the_portal_asks_for_the_password_and_leads_to_stripe(
    owner: Client, bought: Object, customer: str, stripe: StripeServer
) -> None:
    asked = owner.post(PORTAL)
    assert asked["Location"].startswith(CONFIRM)
    done = owner.post(asked["Location"], {"password": PASSWORD, "next": PORTAL})
    assert done["Location"] == f"{stripe.origin}/portal/{customer}"


@pytest.mark.parametrize("page", [PAGE, PRO, CANCEL])
def test_every_form_carries_its_token(page: str, owner: Client, bought: Object, world: World, user: User) -> None:
    world.update(bought, status="past_due")
    sync(Subscription.objects.get(user=user).pk)
    html = owner.get(page).content.decode()
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
    assert forms
    assert all("csrfmiddlewaretoken" in form for form in forms)


@pytest.mark.parametrize("address", [PRO, CANCEL, PORTAL])
def test_a_form_of_another_site_changes_nothing(address: str, user: User, bought: Object) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post(address).status_code == 403
    assert not bought["cancel_at_period_end"]


def test_while_stripe_is_away_the_page_works_and_what_needs_it_says_so(
    sure: Client, bought: Object, stripe: StripeServer
) -> None:
    stripe.fail()
    assert sure.get(PAGE).status_code == 200
    for answer in (sure.get(PRO), sure.post(CANCEL), sure.post(PORTAL)):
        assert answer.status_code == 503
        page = text_of(answer)
        assert "Stripe does not answer. Try again in a minute." in page
        assert "SERVICE_UNAVAILABLE" in page
    assert "Current plan Starter" in text_of(sure.post(CANCEL))
    assert "Current plan Starter" in text_of(sure.get(f"{PAGE}?checkout=cs_test_1"))


@pytest.mark.parametrize("slug", ["gold", "portal2"])
def test_a_plan_that_there_is_not_is_404(slug: str, owner: Client, stripe: StripeServer) -> None:
    assert owner.get(reverse("change_plan", args=[slug])).status_code == 404


def test_without_stripe_a_plan_cannot_be_chosen(owner: Client) -> None:
    for answer in (owner.get(PRO), owner.post(PRO)):
        assert answer.status_code == 409
        assert "Plans are granted by the administrator here." in text_of(answer)


def test_premium_is_pro(owner: Client, stripe: StripeServer) -> None:
    assert "Pay $79.00 at Stripe" in text_of(owner.get(reverse("change_plan", args=["premium"])))


def test_at_most_three_plans_stand_beside_the_current_one() -> None:
    many = [Tier(pk=place, slug=f"t{place}", name=f"T{place}", position=place) for place in range(7)]
    assert [tier.position for tier in shown_tiers(many[1], many)] == [1, 2, 3, 4]
    assert [tier.position for tier in shown_tiers(many[5], many)] == [3, 4, 5, 6]
    assert [tier.position for tier in shown_tiers(many[6], many[:2])] == [0, 1, 6]


def test_only_properties_that_differ_are_shown(tiers: dict[str, Tier]) -> None:
    shown = columns(tiers["free"], [tiers["free"], tiers["starter"]])
    assert [cell.label for cell in shown[0].cells] == [
        "API calls a month",
        "AI questions a month",
        "Automatic optimisation",
    ]


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("79", "USD", "$79.00"), ("-12.34", "EUR", "\u2212€12.34"), ("1234.5", "CHF", "1,234.50 CHF")],
)
def test_money_names_its_currency(amount: str, currency: str, expected: str) -> None:
    assert money(Decimal(amount), currency) == expected


def test_an_address_on_this_machine_is_nobody_to_write_to(settings: Settings) -> None:
    assert contact() == ""
    settings.DEFAULT_FROM_EMAIL = "desk@tides.example"
    assert contact() == "desk@tides.example"


def test_the_page_asks_a_fixed_number_of_times(
    owner: Client, user: User, tiers: dict[str, Tier], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    grant_plan(user, tiers["pro"])
    owner.get(PAGE)
    for _ in range(3):
        cancel_plan(user)
        grant_plan(user, tiers["pro"])
    with django_assert_max_num_queries(14):
        owner.get(PAGE)
