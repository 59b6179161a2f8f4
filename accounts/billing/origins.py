"""Where the browser may be sent from a form: the provider's pages for paying and for the card."""

from urllib.parse import urlsplit

STRIPE_API = "https://api.stripe.com"
STRIPE_PAGES = ["https://checkout.stripe.com", "https://billing.stripe.com"]


def form_origins(provider: str, base_url: str) -> list[str]:
    """Return the origins for the policy's form-action; another Stripe than the real one shows its own pages."""
    if provider != "stripe":
        return []
    if base_url.rstrip("/") == STRIPE_API:
        return STRIPE_PAGES
    parts = urlsplit(base_url)
    return [f"{parts.scheme}://{parts.netloc}"]
