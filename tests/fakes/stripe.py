"""Stripe on the loopback interface: it keeps a world and a ledger, and fails, hangs or lies down on demand."""

import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import stripe

from tests.fakes.loopback import GONE_AWAY, Loopback
from tests.fakes.stripe_world import LISTED, Object, Refused, World

KEY = "sk_test_loopback"
WEBHOOK_SECRET = "whsec_loopback"
PAY_PAGE = '<!doctype html><title>Pay</title><form method="post"><button>Pay</button></form>'


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    params: Object


class StripeServer(Loopback):
    """``world`` is what it holds, ``requests`` the ledger of what it was asked.

    ``fail(status)`` answers that until ``recover()``; ``hold()`` keeps every answer back until ``recover()``.
    ``before`` is called with each request while nothing is locked.
    """

    def __init__(self, *, is_modern: bool = True) -> None:
        self.world = World(is_modern=is_modern)
        self.requests: list[Request] = []
        self.before: Callable[[Request], None] | None = None
        self.status = 200
        self._made: dict[str, Object] = {}
        self._open = threading.Event()
        self._open.set()
        super().__init__(type("Own", (Handler,), {"fake": self}))

    def fail(self, status: int = 500) -> None:
        self.status = status

    def hold(self) -> None:
        self._open.clear()

    def recover(self) -> None:
        self.status = 200
        self._open.set()

    def release(self) -> None:
        self.recover()

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path.startswith(path)]

    def reply(self, request: Request, headers: Message) -> tuple[int, Object]:
        if self.before:
            self.before(request)
        is_known = headers.get("Authorization") == f"Bearer {KEY}"
        status = self.status if is_known else 401
        try:
            made = self._refusal(status) if status != 200 else self._once(request, headers.get("Idempotency-Key", ""))
        except Refused as error:
            status, made = error.status, error.body
        self._open.wait(30)
        return status, made

    def _refusal(self, status: int) -> Object:
        kinds = {401: "authentication_error", 429: "rate_limit_error"}
        return Refused(status, "", "Told to fail.", kinds.get(status, "api_error")).body

    def _once(self, request: Request, key: str) -> Object:
        """Do what is asked; the same key asks for the same thing again."""
        with self.world.lock:
            made = self._made.get(key) or self._route(request)
            if key:
                self._made[key] = made
            return cast(Object, json.loads(json.dumps(made)))

    def _route(self, request: Request) -> Object:
        for pattern, act in ROUTES:
            match = re.fullmatch(pattern, f"{request.method} {request.path}")
            if match:
                return act(self, request.params, *match.groups())
        raise Refused(404, "", f"Unrecognized request URL ({request.method}: {request.path}).")


def make_customer(server: StripeServer, params: Object) -> Object:
    return server.world.objects[server.world.customer(**params)]


def list_objects(server: StripeServer, params: Object, plural: str) -> Object:
    kind = {plural: kind for kind, plural in LISTED.items()}[plural]
    found = server.world.listed(kind, params["customer"])
    if kind == "subscription" and params.get("status") != "all":
        found = [one for one in found if one["status"] != "canceled"]
    names = [one["id"] for one in found]
    start = names.index(params["starting_after"]) + 1 if "starting_after" in params else 0
    page = found[start : start + int(params.get("limit", 10))]
    return {"object": "list", "url": f"/v1/{plural}", "data": page, "has_more": start + len(page) < len(found)}


def get_object(server: StripeServer, params: Object, plural: str, name: str) -> Object:
    return server.world.find(name, {"subscriptions": "subscription", "invoices": "invoice"}[plural])


def update_subscription(server: StripeServer, params: Object, name: str) -> Object:
    world, found = server.world, server.world.find(name, "subscription")
    if "items" in params:
        if world.refuses_cards:
            raise Refused(402, "card_declined", "Your card was declined.", "card_error")
        found["metadata"] = params.get("metadata", {})
        found["cancel_at_period_end"] = False
        world.change_price(found, params["items"]["0"]["price"])
        world.bill(found, 4321, text="Remaining time")
    if params.get("cancel_at_period_end") == "true":
        world.update(found, cancel_at_period_end=True)
    return found


def preview_invoice(server: StripeServer, params: Object) -> Object:
    server.world.find(params["subscription"], "subscription")
    wanted = server.world.price(params["subscription_details"]["items"]["0"]["price"])
    total = 4321 if wanted["unit_amount"] > 2900 else -1234
    return {"object": "invoice", "currency": "usd", "total": total, "amount_due": max(total, 0)}


def make_checkout(server: StripeServer, params: Object) -> Object:
    item = params["line_items"]["0"]["price"]
    server.world.price(item)
    made = server.world.add(
        "checkout.session",
        "cs_test",
        customer=params.get("customer"),
        client_reference_id=params.get("client_reference_id"),
        price=item,
        plan=params.get("subscription_data", {}).get("metadata", {}).get("plan", ""),
        success_url=params["success_url"],
    )
    made["url"] = f"{server.origin}/pay/{made['id']}"
    return made


def get_checkout(server: StripeServer, params: Object, name: str) -> Object:
    return server.world.find(name, "checkout.session")


def make_portal(server: StripeServer, params: Object) -> Object:
    server.world.find(params["customer"], "customer")
    return {"id": "bps_1", "object": "billing_portal.session", "url": f"{server.origin}/portal/{params['customer']}"}


def get_price(server: StripeServer, params: Object, name: str) -> Object:
    return server.world.price(name)


ROUTES: tuple[tuple[str, Callable[..., Object]], ...] = (
    (r"POST /v1/customers", make_customer),
    (r"GET /v1/(subscriptions|invoices)", list_objects),
    (r"POST /v1/invoices/create_preview", preview_invoice),
    (r"GET /v1/(subscriptions|invoices)/(\w+)", get_object),
    (r"POST /v1/subscriptions/(\w+)", update_subscription),
    (r"POST /v1/checkout/sessions", make_checkout),
    (r"GET /v1/checkout/sessions/(\w+)", get_checkout),
    (r"POST /v1/billing_portal/sessions", make_portal),
    (r"GET /v1/prices/(\w+)", get_price),
)


class Handler(BaseHTTPRequestHandler):
    """Subclassed with the ``fake`` it answers for."""

    fake: StripeServer
    protocol_version = "HTTP/1.1"
    # Headers and body leave together; apart, the kernel waits for an acknowledgement between them.
    wbufsize = -1

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if parts.path.startswith(("/pay/", "/portal/")):
            self._page(method, parts.path)
            return
        request = Request(method, parts.path, nested(parts.query if method == "GET" else body))
        self.fake.requests.append(request)
        status, answer = self.fake.reply(request, self.headers)
        self._send(status, json.dumps(answer).encode(), "application/json")

    def _page(self, method: str, path: str) -> None:
        """Show what the buyer sees at Stripe; the button pays."""
        if method == "GET":
            self._send(200, PAY_PAGE.encode(), "text/html")
            return
        session = self.fake.world.objects[path.rpartition("/")[2]]
        self.fake.world.complete_checkout(session)
        self._send(303, b"", "text/html", session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))

    def _send(self, status: int, body: bytes, kind: str, location: str = "") -> None:
        with suppress(*GONE_AWAY):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

    def log_message(self, *arguments: object) -> None:
        """Keep the test run quiet."""


def nested(text: str) -> Object:
    """Read ``items[0][price]=x`` into dicts within dicts."""
    found: Object = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        *path, last = re.findall(r"[^\[\]]+", name)
        place: Any = found
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return found


def signed(event: Object, *, secret: str = WEBHOOK_SECRET, age_s: int = 0) -> tuple[bytes, str]:
    """Return an event's body and the header that Stripe sends with it."""
    body = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(body, secret, int(time.time()) - age_s)
    return body.encode(), header
