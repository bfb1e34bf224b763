"""How often an address has sent something of late; the address itself is not kept."""

from __future__ import annotations

from django.db import models


class Knock(models.Model):
    """An address that sent something today (lượt gửi), under a key of the day; gone a day later."""

    id = models.BigAutoField(primary_key=True)
    purpose = models.CharField(max_length=8)
    address_hash = models.BinaryField(max_length=32)
    busy_until = models.DateTimeField(help_text="when all that it has sent is worked off at the allowed pace")

    class Meta:
        verbose_name = "lượt gửi"
        constraints = [models.UniqueConstraint(fields=["purpose", "address_hash"], name="knock_once_an_address")]
        indexes = [models.Index(fields=["busy_until"])]
