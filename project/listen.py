"""What goes for the tasks of every app."""

from typing import Any

from django.dispatch import receiver
from django_q.signals import post_execute_in_worker

from project.redaction import mask


@receiver(post_execute_in_worker)
def on_executed(task: dict[str, Any], **kwargs: Any) -> None:
    """Mask the traceback of a failed task before it is stored and logged."""
    if not task["success"]:
        task["result"] = mask(str(task["result"]))
