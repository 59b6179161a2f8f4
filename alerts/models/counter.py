"""Numbers in a row, one stream a purpose."""

from django.db import models


class Counter(models.Model):
    """The last number given out in a stream; its row is locked by whoever takes the next one."""

    stream = models.CharField(max_length=20, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.stream} {self.value}"
