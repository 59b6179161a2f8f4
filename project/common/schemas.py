"""What every address of the API shares: the error body, and the rules for input."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from project.common.text import is_storable

SENTENCES = {"missing": "This field is required.", "extra_forbidden": "There is no such field."}


class ErrorBody(Schema):
    code: str = Field(description="What went wrong, for programs.", examples=["INVALID_INPUT"])
    message: str = Field(description="What went wrong, as one sentence.", examples=["Some of the input is not valid."])
    details: dict[str, Any] = Field(description="More about it; for wrong input, a sentence for each field.")
    correlation_id: str = Field(description="The id of the request, as in X-Request-ID and in the log.")


class ErrorOut(Schema):
    """The body of every error."""

    success: Literal[False]
    error: ErrorBody
    timestamp: datetime


class Storable(Schema):
    """No text that a database refuses."""

    @field_validator("*", mode="before")
    @classmethod
    def is_storable_text(cls, value: object) -> object:
        texts = value if isinstance(value, list | tuple) else [value]
        if not all(is_storable(each) for each in texts if isinstance(each, str)):
            raise ValueError("This text has characters that cannot be stored.")
        return value


class Input(Storable):
    """A body: no field that is not asked for."""

    model_config = ConfigDict(extra="forbid", str_max_length=10_000)


def errors(*statuses: int) -> dict[int, type[ErrorOut]]:
    """Return the error responses of an operation, to be spread into its ``response``."""
    return dict.fromkeys(statuses, ErrorOut)


def sentence_of(error: Any) -> str:
    """Return one of pydantic's errors as a sentence, without what was sent: it may be a password."""
    text = SENTENCES.get(error["type"], error["msg"]).removeprefix("Value error, ")
    return text if text.endswith(".") else f"{text}."
