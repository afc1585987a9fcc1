"""A matter handed to a city's 12345."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minqing.ground.places.models import Place
from minqing.lib.fields import CodeField, new_id
from minqing.records.matters.models import Matter

LONGEST_SAID = 400


class OutboundQuerySet(models.QuerySet["OutboundRequest"]):
    def on_the_way(self) -> OutboundQuerySet:
        """Sent, and not yet closed over there."""
        return self.filter(state="sent")


class OutboundRequest(models.Model):
    """`their_id` is the number it has over there (`their_token` until it has one), `status` and `said` what was answered last.

    `told` is whether that answer stands in the matter's story. A request that stays `sending` was cut off: nobody knows whether
    it arrived.
    """

    STATES = {"sending": "没等到回音", "sent": "转出去了", "over": "那边办结了", "failed": "没送成"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="outbound")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    county = CodeField(max_length=6)
    endpoint = models.CharField(max_length=300)
    form = models.CharField(max_length=4, default="json")
    jurisdiction = models.CharField(max_length=80, blank=True)
    service_code = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=STATES, default="sending")
    with_contact = models.BooleanField(default=False)
    their_id = models.CharField(max_length=120, blank=True)
    their_token = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=LONGEST_SAID, blank=True)
    told = models.BooleanField(default=True)
    trouble = models.CharField(max_length=200, blank=True)
    sent_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)

    objects = OutboundQuerySet.as_manager()

    class Meta:
        db_table = "outbound_request"
        indexes = [models.Index(fields=["state", "endpoint"], name="outbound_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "endpoint"], condition=Q(state__in=("sending", "sent")), name="outbound_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.their_id or self.their_token or self.endpoint
