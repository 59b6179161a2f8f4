"""Where Google sends a person back to."""

from typing import Any

from allauth.socialaccount.providers.google import views
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView


class SignedTokenAdapter(views.GoogleOAuth2Adapter):
    """Check the signature too, which allauth leaves out for a token that came straight from Google over TLS."""

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        claims: dict[str, Any] = views._verify_and_decode(app, id_token, verify_signature=True)
        return claims


google_callback = OAuth2CallbackView.adapter_view(SignedTokenAdapter)
