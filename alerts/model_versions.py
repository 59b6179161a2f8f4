"""Which version of the scorer's weights is the active one."""

from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest

from accounts import audit
from accounts.models import User
from alerts.analysis.model import Model, digest_of, load_model, packaged_model, packaged_weights
from alerts.models import ModelVersion
from alerts.sequence import lock_counter
from project.common import clock
from project.common.errors import Conflict, Missing

STREAM = "models"


def active_model() -> Model:
    """Return the active version's model, or the packaged one before the first start has stored any."""
    row = ModelVersion.objects.filter(is_active=True).values_list("number", "digest").first()
    return packaged_model() if row is None else _model(*row)


@lru_cache(maxsize=4)
def _model(number: int, digest: str) -> Model:
    return load_model(ModelVersion.objects.values_list("weights", flat=True).get(digest=digest), number)


def find_version(number: int) -> ModelVersion:
    """Return one version. Raises Missing."""
    version = ModelVersion.objects.filter(number=number).first()
    if version is None:
        raise Missing("There is no such version.", code="MODEL_NOT_FOUND")
    return version


def sync_packaged() -> ModelVersion:
    """Store the weights of this release if they are new; they replace older packaged ones, never retrained ones."""
    weights = packaged_weights()
    with transaction.atomic():
        lock_versions()
        known = ModelVersion.objects.filter(digest=digest_of(weights)).first()
        version = known or add_version(weights, ModelVersion.Origin.PACKAGED, {})
        active = ModelVersion.objects.filter(is_active=True).first()
        if active is None or (known is None and active.origin == ModelVersion.Origin.PACKAGED):
            activate(version)
    return version


def lock_versions() -> None:
    """Make whoever else changes the versions wait until the transaction ends."""
    lock_counter(STREAM)


def add_version(weights: dict[str, Any], origin: str, metrics: dict[str, Any]) -> ModelVersion:
    """Store a version under the next number; call it under the lock."""
    last = ModelVersion.objects.aggregate(last=Max("number"))["last"] or 0
    return ModelVersion.objects.create(
        number=last + 1,
        origin=origin,
        weights=weights,
        digest=digest_of(weights),
        metrics=metrics,
        created_at=clock.now(),
    )


def activate(version: ModelVersion) -> None:
    """Make ``version`` the one that scores from now on; call it under the lock."""
    ModelVersion.objects.filter(is_active=True).update(is_active=False)
    ModelVersion.objects.filter(pk=version.pk).update(is_active=True, promoted_at=clock.now())


def promote(number: int, *, actor: User, request: HttpRequest | None = None) -> ModelVersion:
    """Have version ``number`` score from now on. Raises Missing, and Conflict when it does already."""
    with transaction.atomic():
        lock_versions()
        version = find_version(number)
        if version.is_active:
            raise Conflict(f"Version {number} is the active one already.")
        activate(version)
        audit.record("model.promoted", actor=actor, request=request, details={"version": number})
    version.refresh_from_db()
    return version
