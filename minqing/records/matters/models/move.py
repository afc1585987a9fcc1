"""The story of a matter: its moves, and what the resident said."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from minqing.ground.journal import verbs
from minqing.ground.staff.models import User
from minqing.lib.fields import CodeField, WordsField, new_id
from minqing.records.matters.models.reason import Reason


class Move(models.Model):
    """One step: from which state to which, by whom, on which day, with what words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="moves", db_index=False)
    move = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    on = models.DateField()
    words = WordsField(blank=True)
    reason = models.CharField(max_length=20, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "move"
        indexes = [models.Index(fields=["matter", "id"], name="move_matter")]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What was done, in words: the kind's own where it has any."""
        rule = self.matter.table.rule(self.move, self.from_state)
        if rule is not None and rule.told:
            return rule.told
        verb = verbs.registered.get(self.move)
        return verb.sentence if verb else self.move

    @property
    def reason_words(self) -> str:
        """The chosen reason as its list says it; the key of one that is on no list any more."""
        return Reason.objects.titles().get(self.reason, self.reason) if self.reason else ""

    @property
    def same_day(self) -> bool:
        """Written down on the day it happened: then the hour means something."""
        return timezone.localdate(self.recorded_at) == self.on


class Judgement(models.Model):
    """What the person who asked said of the result. `way` is how they were asked; `asked_by` who asked, if a worker did.

    `public` says that they agreed to have these words shown to everybody, without their name.
    """

    WAYS = {"visit": "当面说的", "phone": "电话里说的", "portal": "自己在网上说的", "paper": "写在纸上的"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="judgements")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    solved = models.BooleanField()
    satisfied = models.BooleanField(null=True)
    words = WordsField(blank=True)
    public = models.BooleanField(default=False)
    way = models.CharField(max_length=10, choices=WAYS)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    said_on = models.DateField()

    class Meta:
        db_table = "judgement"
        indexes = [models.Index(fields=["place", "said_on"], name="judgement_place_day")]

    def __str__(self) -> str:
        return "办好了" if self.solved else "没办好"
