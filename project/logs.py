"""Logging: one line an event, as text or JSON, with the id of the request it belongs to."""

import logging.config
from collections.abc import Mapping
from typing import Any

import structlog

from project.redaction import keep_to_one_line, redact

TALKATIVE = ("daphne", "httpx", "asyncio", "ccxt", "django-q", "twisted")
# Django gives these handlers of their own, which write lines as they come.
OURS_ALONE = {name: {"handlers": [], "propagate": True} for name in ("django", "django.server")}
# A wrong Host header is a line of our own, without a traceback: scanners send them all day.
SILENT = {"django.security.DisallowedHost": {"level": "CRITICAL"}}
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(config: Mapping[str, str]) -> None:
    """Set logging up from ``{"level", "format"}``; ``format`` is text or json."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": line_formatter, "form": config["format"]}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["console"], "level": config["level"]},
            "loggers": {**{name: {"level": "WARNING"} for name in TALKATIVE}, **OURS_ALONE, **SILENT},
        }
    )


def line_formatter(form: str) -> structlog.stdlib.ProcessorFormatter:
    """Return what turns any record into a line without secrets, as text or json."""
    is_json = form == "json"
    console = structlog.dev.ConsoleRenderer(colors=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact,
            *([structlog.processors.JSONRenderer()] if is_json else [keep_to_one_line, console]),
        ],
    )
