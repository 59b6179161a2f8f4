"""What a new installation starts with; loading it again changes nothing that a person changed."""

from django.conf import settings

from accounts.billing import catalog as plan_catalog
from accounts.bootstrap import load_bootstrap_keys, usable_keys
from accounts.services import ensure_admin
from alerts import catalog as news_catalog
from alerts.model_versions import sync_packaged
from alerts.samples import load_samples
from markets import catalog as market_catalog
from project.common.clock import now
from project.schedules import install_schedules


def load_seeds() -> str | None:
    """Load catalogues, sample items, schedules and an administrator; return a password if one had to be made."""
    plan_catalog.load_catalog()
    market_catalog.load_catalog()
    news_catalog.load_catalog()
    sync_packaged()
    if settings.MARKET_DATA == "simulated":
        load_samples(now())
    install_schedules()
    keys = usable_keys()  # a wrong one must stop the start before a password is made that is shown once
    made_password = ensure_admin(settings.ADMIN_USERNAME, settings.ADMIN_PASSWORD)
    load_bootstrap_keys(keys)
    return made_password
