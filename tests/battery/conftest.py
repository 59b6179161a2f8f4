"""What the battery shares with the tests of alerts."""

from tests.alerts.conftest import feeds

__all__ = ["feeds"]
