"""What came in through a key: which matter, and how the sender finds it again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minqing.faces.open311.models.key import ApiKey
from minqing.lib.fields import VaultField, new_id
from minqing.records.matters.models import Matter

LONGEST_CLIENT_ID = 120


class Filed(models.Model):
    """`token` leads to the request's id; `client_id` is the sender's own number; `fingerprint` tells the same words again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="filed")
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="filed", db_index=False)
    token = models.CharField(max_length=32, unique=True)
    client_id = models.CharField(max_length=LONGEST_CLIENT_ID, blank=True)
    fingerprint = models.BinaryField(max_length=16)
    email = VaultField(label="open311.email", mask="account")
    filed_at = models.DateTimeField()

    class Meta:
        db_table = "filed"
        indexes = [models.Index(fields=["key", "filed_at"], name="filed_key_at")]
        constraints = [
            models.UniqueConstraint(fields=["key", "client_id"], condition=~Q(client_id=""), name="filed_client_id_once"),
        ]

    def __str__(self) -> str:
        return self.token
