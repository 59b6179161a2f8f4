"""Reads what comes in by the API, and says in plain sentences what is wrong with it."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import ValidationErrorContext
from ninja.parser import Parser

from project.common.errors import Invalid
from project.common.schemas import sentence_of
from project.common.text import is_storable

MESSAGE = "Some of the input is not valid."
# More than any body of ours has; each one that is not asked for costs a sentence of the answer.
MOST_FIELDS = 200


class JsonParser(Parser):
    """Takes JSON alone, as the standard has it: no NaN, and a content type that says so."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Invalid(
                "The body must be JSON.", details={"Content-Type": "Send the header Content-Type: application/json."}
            )
        try:
            body = json.loads(request.body, parse_constant=refuse_constant)
        except (ValueError, RecursionError):
            raise Invalid("The body is not valid JSON.", details={"body": "This is not valid JSON."}) from None
        if isinstance(body, dict) and len(body) > MOST_FIELDS:
            raise Invalid(MESSAGE, details={"body": f"Send up to {MOST_FIELDS} fields."})
        return body

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for name, values in data.lists():
            if not all(is_storable(value) for value in values if isinstance(value, str)):
                raise Invalid(MESSAGE, details={name[:80]: "This text has characters that cannot be stored."})
        return super().parse_querydict(data, list_fields, request)


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def field_errors(contexts: list[ValidationErrorContext[Any]]) -> dict[str, object]:
    """Return a sentence for each field that is wrong, without what was sent: it may be a password."""
    return {
        path_of(context.model, error["loc"]): sentence_of(error)
        for context in contexts
        for error in context.pydantic_validation_error.errors(include_url=False, include_input=False)
    }


def path_of(model: Any, place: tuple[int | str, ...]) -> str:
    """Return where the field is as the caller knows it, such as ``symbols.0``; ``body`` for the body as a whole."""
    source = model.__ninja_param_source__
    flat = model.__ninja_flatten_map_reverse__.get(place, place)
    # The name of the view's only body parameter is not in the JSON.
    inner = flat[1:] if source == "body" and getattr(model, "__read_from_single_attr__", None) else flat
    return ".".join(str(part) for part in inner)[:80] or source
