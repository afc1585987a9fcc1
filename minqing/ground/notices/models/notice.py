"""One thing that one person is told."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from minqing.ground.notices import sorts
from minqing.ground.places.models import within_q
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope, Within
from minqing.lib.fields import CodeField, new_id
from minqing.lib.prepared import Slot


class NoticeQuerySet(models.QuerySet["Notice"]):
    def seen_by(self, scope: Scope) -> NoticeQuerySet:
        """Somebody's own, at places where they still have a post: whoever has left a place reads no more about it."""
        here = Q()
        for posting in scope.postings:
            here |= within_q("place", posting.place_id)
        return self.own(here, scope.user)

    def own(self, places: Q, user: User | Slot) -> NoticeQuerySet:
        """Somebody's own that lie at such places, or at none in particular."""
        return self.filter(Q(place="") | places, user=user)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-made_at", "-id")


class Notice(models.Model):
    """What a person is told, in one sentence, and where to go for it.

    `verb` says of what it tells (the event's verb, or a round's word), `key` which event or stage: a person is told of it once.
    `object_type` and `object_id` name the record as the journal does. `made_at` is the moment it was written, `day` its day in
    the real world. `sent_at` is when it was handed to the person's channels, `digest_on` the day whose digest counted it.
    `read_at` is the reader's own business: no page shows it to anybody else.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", db_index=False)
    sort = models.CharField(max_length=20)
    verb = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    sentence = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    place = CodeField(blank=True)
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    day = models.DateField()
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    digest_on = models.DateField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        db_table = "notice"
        indexes = [
            models.Index(fields=["user", "made_at"], name="notice_user"),
            # The number on the bell is counted for every page.
            models.Index(fields=["user", "place"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["made_at"], name="notice_made"),
            models.Index(fields=["object_type", "object_id"], name="notice_object"),
            models.Index(fields=["verb", "day"], name="notice_verb_day"),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sort_words(self) -> str:
        """The sort's title; empty for one that is no longer declared."""
        found = sorts.registered.get(self.sort)
        return found.title if found else ""

    def read(self, *, at: datetime) -> None:
        """Remember that its reader has seen it; the first time counts."""
        Notice.objects.filter(pk=self.pk, read_at=None).update(read_at=at)


def _unread(places: Q) -> models.QuerySet[Notice, int]:
    mine = Notice.objects.own(places, Slot("user", models.UUIDField()))
    return mine.unread().values("user").annotate(n=models.Count("*")).order_by().values_list("n", flat=True)


_UNREAD = Within(_unread, "place")


def count_unread(scope: Scope) -> int:
    """How many notices of their own somebody has not read; one query, with every page."""
    codes = {posting.place_id for posting in scope.postings}
    if not codes:
        return Notice.objects.seen_by(scope).unread().count()
    return sum(_UNREAD(sorted(codes), user=scope.user.pk))
