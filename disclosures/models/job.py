"""Signs of life of the background worker."""

from django.db import models


class Heartbeat(models.Model):
    """When a periodic task last ran to its end; `/readyz` reads it."""

    task = models.CharField(max_length=64, primary_key=True)
    ran_at = models.DateTimeField()
    counted = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.task
