"""The real server, stopped in the middle of its work, has written every call that it answered."""

import http.client
import json
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from tests.browsing import deployed
from tests.stack import Stack

pytestmark = pytest.mark.e2e
CALLS = 60
COUNT = """
import json
from accounts.models import ApiCall, ApiKey, MonthlyUsage
from project.common.crypto import keyed_digest
key = ApiKey.objects.get(digest=keyed_digest({text!r}))
calls = ApiCall.objects.filter(request_id__startswith={mark!r})
print(json.dumps([calls.count(), calls.values("request_id").distinct().count(), key.usage_count, key.calls.count()]))
"""


def call(stack: Stack, key: str, request_id: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)
    try:
        connection.request("GET", "/api/v1/symbols", headers={"X-API-Key": key, "X-Request-ID": request_id})
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_stop_right_after_the_last_answer_loses_no_call(tmp_path: Path) -> None:
    key, mark = f"key-of-the-environment-{uuid4().hex}", uuid4().hex[:12]
    stack = Stack(tmp_path / "data", GPT_API_API_KEYS=key, RATE_LIMIT_PER_MIN=str(CALLS), **deployed())
    stack.start()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda number: call(stack, key, f"{mark}-{number}"), range(CALLS)))
    stack.stop(signal.SIGTERM)
    assert answers == [200] * CALLS
    counted = json.loads(stack.manage("shell", "-v", "0", "-c", COUNT.format(text=key, mark=mark)))
    assert counted == [CALLS] * 4
