"""Plans and what was billed for them."""

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.admin.account_acts import CANCEL_PLAN, EXTEND_PLAN
from accounts.admin.acts import Act, Step, actor_of
from accounts.admin.records import Guarded, Records
from accounts.audit import record
from accounts.billing.invoices import mark_invoice
from accounts.models import FREE, BillingEvent, Invoice, InvoiceState, Subscription, Tier


@admin.register(Tier)
class TierAdmin(Guarded):
    """Plans are data. What users have already is billed as it was bought."""

    list_display = ("name", "slug", "price_usd", "monthly_calls", "monthly_questions", "brokers", "is_offered")
    list_filter = ("is_offered",)
    search_fields = ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Tier | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Everybody without a plan has the free one."""
        return super().has_delete_permission(request, obj) and not (isinstance(obj, Tier) and obj.slug == FREE)

    def save_model(self, request: HttpRequest, obj: Tier, form: "ModelForm[Tier]", change: bool) -> None:
        super().save_model(request, obj, form, change)
        self.note("tier.changed" if change else "tier.created", request, obj, form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Tier) -> None:
        super().delete_model(request, obj)
        self.note("tier.deleted", request, obj, [])

    def note(self, action: str, request: HttpRequest, tier: Tier, fields: list[str]) -> None:
        values = {name: str(getattr(tier, name)) for name in fields}
        record(action, actor=actor_of(request), request=request, details={"plan": tier.slug, "values": values})


@admin.register(Subscription)
class SubscriptionAdmin(Records):
    acts = (EXTEND_PLAN, CANCEL_PLAN)
    list_display = ("user", "tier", "provider", "state", "started_at", "ends_at", "cancels_at_end")
    list_filter = ("tier", "provider", "state", "cancels_at_end")
    list_select_related = ("user", "tier")
    search_fields = ("user__username", "user__email", "stripe_customer_id", "stripe_subscription_id")


def mark_paid(step: Step) -> None:
    mark_invoice(step.row, InvoiceState.PAID, actor=step.actor, request=step.request)


def mark_void(step: Step) -> None:
    mark_invoice(step.row, InvoiceState.VOID, actor=step.actor, request=step.request)


MARK_PAID = Act("mark_paid", "Mark as paid", "Say that these invoices were paid.", mark_paid)
MARK_VOID = Act("mark_void", "Mark as void", "Say that nobody has to pay these invoices.", mark_void)


@admin.register(Invoice)
class InvoiceAdmin(Records):
    acts = (MARK_PAID, MARK_VOID)
    list_display = ("number", "user", "description", "amount", "currency", "state", "provider", "issued_at")
    list_filter = ("state", "provider", "issued_at")
    list_select_related = ("user",)
    search_fields = ("number", "user__username", "user__email")


@admin.register(BillingEvent)
class BillingEventAdmin(Records):
    list_display = ("external_id", "kind", "object_id", "received_at")
    list_filter = ("received_at",)
    search_fields = ("external_id", "kind", "object_id")
