"""Logging: one line an event, as text or JSON, with the id of the request it belongs to."""

import logging.config
from collections.abc import Mapping
from typing import Any

import structlog

TALKATIVE = ("daphne", "httpx", "asyncio", "ccxt", "django-q", "twisted")
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
    renderers: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if config["format"] == "json":
        renderers += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        renderers += [structlog.dev.ConsoleRenderer(colors=False)]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": renderers,
                    "foreign_pre_chain": SHARED,
                }
            },
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["console"], "level": config["level"]},
            "loggers": {name: {"level": "WARNING"} for name in TALKATIVE},
        }
    )
