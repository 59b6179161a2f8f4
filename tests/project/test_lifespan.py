"""A server that speaks the lifespan protocol, as uvicorn does, loses no call when it stops."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.stack import Stack

COUNT = "from accounts.models import ApiCall; print(ApiCall.objects.count())"


@pytest.mark.live
def test_a_call_right_before_the_stop_is_written(tmp_path: Path) -> None:
    # Stack is only the place here: uvicorn runs instead of what it would start.
    stack = Stack(tmp_path / "data", REDIS_URL=settings.REDIS_URL)
    stack.manage("migrate", "-v", "0")
    command = [sys.executable, "-m", "uvicorn", "project.asgi:application", "--port", str(stack.port)]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=stack.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        stack.wait_for_status("/live", 200)
        assert stack.status("/api/v1/symbols") == 401
        server.terminate()
    assert stack.manage("shell", "--no-imports", "-v", "0", "-c", COUNT).strip() == "1"
