"""A passkey in software: it answers as an authenticator does, with real keys and real signatures."""

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

ORIGIN = "http://localhost"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """``is_verifying`` tells whether it asks for a PIN or a finger; ``user_handle`` comes from the server."""

    is_verifying: bool = True
    user_handle: str = ""
    host: str = "localhost"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer what the server asks for when a passkey is added."""
        wanted = options["publicKey"]
        self.host, self.user_handle = wanted["rp"]["id"], wanted["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        about = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        attestation = {"fmt": "none", "attStmt": {}, "authData": self.data(WITH_KEY) + about}
        response = {
            "clientDataJSON": websafe_encode(client_data("webauthn.create", wanted["challenge"])),
            "attestationObject": websafe_encode(cbor.encode(attestation)),
        }
        return {**self.named(), "response": response, "clientExtensionResults": {"credProps": {"rk": True}}}

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer what the server asks for when somebody signs in."""
        client, data = client_data("webauthn.get", options["publicKey"]["challenge"]), self.data()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.user_handle,
        }
        return {**self.named(), "response": response, "clientExtensionResults": {}}

    def named(self) -> dict[str, str]:
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key"}

    def data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.is_verifying else 0)
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, 0)


def client_data(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": ORIGIN, "crossOrigin": False}).encode()
