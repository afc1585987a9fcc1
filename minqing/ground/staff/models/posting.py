"""Who serves where, as what, from when to when."""

from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ground.staff.models.organisation import Organisation
from minqing.ground.staff.models.role import Role
from minqing.ground.staff.models.user import User
from minqing.lib.fields import CodeField, new_id
from minqing.lib.prepared import Slot


class PostingQuerySet(models.QuerySet["Posting"]):
    def on(self, day: date | Slot) -> PostingQuerySet:
        """In force on a day."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)

    def shown_to_residents(self) -> PostingQuerySet:
        """Those whose post and telephone number are made public."""
        return self.filter(public=True).order_by("rank", "from_on")

    def post(
        self, *, user: User, place: Place, role: Role, title: str, by: Actor, on: date, organisation: Organisation | None = None,
        public: bool = False, about: str = "", rank: int = 50, mode: str = "peace",
    ) -> Posting:  # fmt: skip
        """Give somebody a post from a day on."""
        with transaction.atomic():
            posting = self.create(
                user=user, place=place, county=place.pk[:6], role=role, title=title, organisation=organisation,
                from_on=on, public=public, about=about, rank=rank, mode=mode,
            )  # fmt: skip
            note("staff.post", posting, by=by, on=on, after={"name": user.name, "title": title, "role": role.pk})
        return posting


class Posting(models.Model):
    """`mode` tells peacetime duties from those in an emergency (平战结合); `about` says where and when to find the person."""

    MODES = {"peace": "平时", "emergency": "战时"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="postings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="postings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="postings")
    county = CodeField(max_length=6)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="postings")
    title = models.CharField(max_length=60)
    mode = models.CharField(max_length=10, choices=MODES, default="peace")
    about = models.CharField(max_length=120, blank=True)
    public = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=50)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        db_table = "posting"
        indexes = [
            models.Index(fields=["user", "from_on"], name="posting_user"),
            models.Index(fields=["place", "public"], name="posting_place"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")), name="posting_from_to"),
        ]

    def __str__(self) -> str:
        return f"{self.user.name} {self.title}"

    def leave(self, *, by: Actor, on: date) -> None:
        """End the post with a day; what was done under it stays."""
        with transaction.atomic():
            self.to_on = on
            self.save(update_fields=["to_on"])
            note("staff.leave", self, by=by, on=on)
