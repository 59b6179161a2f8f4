"""Google's double: a real OpenID provider on the loopback, its ledger, and a hand on what it signs."""

import json
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from werkzeug.serving import WSGIRequestHandler, make_server

with warnings.catch_warnings():
    import authlib.deprecate  # switches its own warnings on

    warnings.simplefilter("ignore", authlib.deprecate.AuthlibDeprecationWarning)
    import oidc_provider_mock

KEY_ID = "key-of-the-month"


@dataclass
class Visit:
    path: str
    query: dict[str, str]
    form: dict[str, str]


@dataclass
class GoogleDouble:
    """``claims`` overrides what the next tokens say, ``forged`` signs them with a key that nobody published."""

    url: str = ""
    ledger: list[Visit] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    forged: bool = False
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    @property
    def base_urls(self) -> dict[str, str]:
        return {
            "authorize": f"{self.url}/oauth2/authorize",
            "token": f"{self.url}/oauth2/token",
            "issuer": self.url,
            "certs": f"{self.url}/certs",
            "identity": f"{self.url}/userinfo",
        }

    def person(self, sub: str, **claims: object) -> None:
        """Open an account at the provider."""
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=5).raise_for_status()

    def allow(self, address: str, sub: str) -> str:
        """Be the person at the provider's page: press Authorize and return the address they are sent back to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
        return answer.headers["Location"]

    def deny(self, address: str) -> str:
        answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=5)
        # Google sends the state along; this provider forgets it.
        return f"{answer.headers['Location']}&state={query_of(address)['state']}"

    def visits(self, path: str) -> list[Visit]:
        return [visit for visit in self.ledger if visit.path == path]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        form = dict(parse_qsl(body.decode())) if b"=" in body else {}
        self.ledger.append(Visit(environ["PATH_INFO"], dict(parse_qsl(environ["QUERY_STRING"])), form))
        if environ["PATH_INFO"] == "/certs":
            return answer_json(start_response, {KEY_ID: self.certificate()})
        if environ["PATH_INFO"] == "/oauth2/token":
            return self.token(environ, start_response)
        return self.provider(environ, start_response)

    def token(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        status: list[str] = []
        chunks = self.provider(environ, lambda line, *_: status.append(line))
        answer = json.loads(b"".join(chunks))
        if "id_token" in answer:
            answer["id_token"] = self.sign(jwt.decode(answer["id_token"], options={"verify_signature": False}))
        return answer_json(start_response, answer, status[0])

    def sign(self, claims: dict[str, Any]) -> str:
        key = rsa.generate_private_key(65537, 2048) if self.forged else self.key
        return jwt.encode({**claims, **self.claims}, key, "RS256", {"kid": KEY_ID})

    def certificate(self) -> str:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "provider.test")])
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
        builder = builder.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()

    def __post_init__(self) -> None:
        app = oidc_provider_mock.app()
        app.debug = False
        self.provider = app


def answer_json(start_response: Any, data: object, status: str = "200 OK") -> list[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(data).encode()]


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


class Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """Keep the test output clean."""


@contextmanager
def google_double() -> Iterator[GoogleDouble]:
    double = GoogleDouble()
    server = make_server("127.0.0.1", 0, double, threaded=True, request_handler=Quiet)
    double.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
