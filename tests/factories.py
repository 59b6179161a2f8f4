"""Rows for tests, each valid on its own; a test names only what it is about."""

from datetime import timedelta
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from factory.django import DjangoModelFactory

from accounts.models import User
from alerts.models import Alert, Company, Counter, Event, EventChange, Item, Source
from markets.models import Instrument
from project.common.clock import now

PASSWORD = "a tide table for sailors"


class UserFactory(DjangoModelFactory):
    """An ordinary person whose password is PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence("person{}".format)
    email = factory.LazyAttribute(lambda person: f"{person.username}@example.com")

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **values: Any) -> User:
        hashed = hash_of(values.pop("password", PASSWORD))
        return model_class.objects.create(*args, password=hashed, **values)


@cache
def hash_of(password: str) -> str:
    """Return the hash of a password, the same one for all people: each costs 40 ms of a processor."""
    return make_password(password)


def staff_with(*codenames: str) -> User:
    staff = UserFactory(is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return staff


class InstrumentFactory(DjangoModelFactory):
    class Meta:
        model = Instrument
        django_get_or_create = ("symbol",)

    base = factory.Sequence("COIN{}".format)
    quote = "USDT"
    symbol = factory.LazyAttribute(lambda pair: f"{pair.base}-{pair.quote}")
    name = factory.LazyAttribute(lambda pair: f"{pair.base.title()} coin")
    decimals = 2


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = Company

    name = factory.Sequence("Nebula Labs {}".format)
    tokens = factory.Sequence(lambda number: [f"NEB{number}"])


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence("Harbour wire {}".format)
    url = factory.Sequence("https://feeds.example.com/{}.xml".format)


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = Item

    source = factory.SubFactory(SourceFactory)
    external_id = factory.Sequence("item-{}".format)
    url = factory.Sequence("https://news.example.com/{}".format)
    title = factory.Sequence("Nebula Labs names the date of its token generation event, part {}".format)
    text = "The token generation event takes place on 28 November."
    published_at = factory.LazyFunction(lambda: now() - timedelta(minutes=5))
    received_at = factory.LazyFunction(now)


class EventFactory(DjangoModelFactory):
    """An event that one item told of, without its evidence."""

    class Meta:
        model = Event

    title = factory.Sequence("Nebula Labs launches its token, part {}".format)
    kind = "launch"
    confidence = "0.820"
    first_seen_at = factory.LazyFunction(now)
    last_seen_at = factory.SelfAttribute("first_seen_at")
    items_count = 1
    sources_count = 1


class EventChangeFactory(DjangoModelFactory):
    class Meta:
        model = EventChange

    event = factory.SubFactory(EventFactory)
    field = EventChange.Field.STATUS
    at = factory.LazyFunction(now)


class AlertFactory(DjangoModelFactory):
    """An alert for everybody, about an item of its own."""

    class Meta:
        model = Alert

    seq = factory.Sequence(lambda number: number + 1)
    item = factory.SubFactory(ItemFactory)
    company = factory.SubFactory(CompanyFactory)
    title = factory.SelfAttribute("item.title")
    content = factory.SelfAttribute("item.text")
    source_name = factory.SelfAttribute("item.source.name")
    source_url = factory.SelfAttribute("item.url")
    kind = "launch"
    confidence = "0.820"
    urgency = "high"
    event_status = factory.LazyAttribute(lambda alert: alert.event.status if getattr(alert, "event", None) else "")
    published_at = factory.SelfAttribute("item.published_at")
    created_at = factory.LazyFunction(now)

    @classmethod
    def _create(cls, model_class: type[Alert], *args: object, **values: object) -> Alert:
        """Keep the stream's counter at or above every number in use, as it always is."""
        alert = super()._create(model_class, *args, **values)
        counter, _ = Counter.objects.get_or_create(stream="alerts")
        Counter.objects.filter(pk=counter.pk, value__lt=alert.seq).update(value=alert.seq)
        return alert
