"""Frames of the protocol graphql-transport-ws, read and checked."""

from typing import Any, Literal

import orjson
from ninja import Schema
from pydantic import Field, ValidationError

from project.common.errors import Invalid, Unauthenticated


class Message(Schema):
    type: Literal["connection_init", "ping", "pong", "subscribe", "complete"]
    id: str = Field("", max_length=128)
    payload: dict[str, Any] | None = None


def read_message(frame: str | bytes) -> Message:
    """Return a frame that the protocol knows. Raises Invalid."""
    try:
        message = Message.model_validate(orjson.loads(frame))
    except (orjson.JSONDecodeError, ValidationError):
        raise Invalid("The frame is none of this protocol.") from None
    if message.type in ("subscribe", "complete") and not message.id:
        raise Invalid("The frame has no id.")
    if message.type == "subscribe" and message.payload is None:
        raise Invalid("The frame has no payload.")
    return message


def credential_in(payload: dict[str, Any] | None) -> str:
    """Return the key or token that came with ``connection_init``, or an empty text. Raises Unauthenticated."""
    sent = {name.lower(): value for name, value in (payload or {}).items()}
    key, header = sent.get("x-api-key"), sent.get("authorization")
    if isinstance(key, str) and key.strip():
        return key.strip()
    if header is None:
        return ""
    scheme, _, text = header.strip().partition(" ") if isinstance(header, str) else ("", "", "")
    if scheme.lower() != "bearer" or not text.strip():
        raise Unauthenticated("Send Authorization: Bearer with a key or an access token.")
    return str(text.strip())
