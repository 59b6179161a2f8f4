"""One customer's story in six events: subscribe, pay, upgrade, fail, recover, cancel."""

from collections.abc import Callable

from accounts.models import AuditEntry, BillingEvent, Invoice, Subscription, User
from tests.fakes.stripe_world import World


def steps(world: World, customer: str) -> list[Callable[[], None]]:
    """Return what happens at Stripe, one after the other; each rings one event."""
    bought: dict[str, dict[str, object]] = {}

    def subscribe() -> None:
        bought["plan"] = world.subscribe(customer, "price_starter", plan="starter")

    def pay() -> None:
        world.bill(bought["plan"], 2900)

    def upgrade() -> None:
        world.wait(86_400)
        world.change_price(bought["plan"], "price_pro")

    def fail() -> None:
        world.wait(29 * 86_400)
        bought["plan"]["status"] = "past_due"
        bought["bill"] = world.bill(bought["plan"], 7900, status="open")

    def recover() -> None:
        bought["plan"]["status"] = "active"
        world.set_period(bought["plan"], world.now + 30 * 86_400)
        world.pay(bought["bill"])

    def cancel() -> None:
        world.wait(86_400)
        world.cancel(bought["plan"])

    return [subscribe, pay, upgrade, fail, recover, cancel]


def state_of(user: User) -> tuple[object, ...]:
    """Return everything that has to be the same whatever order the news came in."""
    names = ("tier__slug", "provider", "state", "started_at", "ends_at", "cancels_at_end", "stripe_subscription_id")
    plan = Subscription.objects.filter(user=user).values_list(*names).get()
    fields = ("stripe_invoice_id", "number", "state", "amount", "currency", "issued_at", "description")
    invoices = Invoice.objects.filter(user=user).order_by("number").values_list(*fields)
    return (*plan, tuple(invoices))


def forget(user: User) -> None:
    """Take the user back to before anything was heard."""
    BillingEvent.objects.all().delete()
    Invoice.objects.filter(user=user).delete()
    AuditEntry.objects.filter(user_id=user.pk).delete()
