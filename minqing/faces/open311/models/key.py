"""A key with which another program reads or files."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.lib import vault
from minqing.lib.fields import CodeField, new_id
from minqing.lib.refusal import NotNow

SHOWN = 9
MOST_PER_MINUTE = 6000


def keyed(text: str) -> bytes:
    """What is kept of a key: nobody who reads the table can use it."""
    return vault.current().keyed(text, "open311.key")


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def in_force(self, on: date) -> ApiKeyQuerySet:
        """Not revoked, not run out on a day."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), revoked_on=None)

    def holding(self, text: str, on: date) -> ApiKey | None:
        """The key in force that this text is."""
        return self.in_force(on).select_related("place").filter(key_hash=keyed(text)).first() if text else None

    def give(
        self, *, name: str, place: Place, by: Actor, on: date, may_read: bool = True, may_file: bool = True, per_minute: int = 60,
        expires_on: date | None = None,
    ) -> tuple[ApiKey, str]:  # fmt: skip
        """Make a key for a county or what lies below it. The text is given back this once and kept nowhere."""
        name = " ".join(name.split())
        if not 2 <= len(name) <= 80:
            raise NotNow("写上给谁用的，2 到 80 个字，像 辽源市 12345。")
        if len(place.pk) < 6:
            raise NotNow(f"{place.short_name}太大了，钥匙按县、乡镇或村给。")
        if not (may_read or may_file):
            raise NotNow("能看、能送，至少选一样。")
        if not 1 <= per_minute <= MOST_PER_MINUTE:
            raise NotNow(f"一分钟几次，写 1 到 {MOST_PER_MINUTE}。")
        if expires_on is not None and expires_on < on:
            raise NotNow("到期的日子已经过了，写今天以后的。")
        text = f"mq_{secrets.token_urlsafe(24)}"
        with transaction.atomic():
            key = self.create(
                name=name, place=place, county=place.pk[:6], start=text[:SHOWN], key_hash=keyed(text), may_read=may_read,
                may_file=may_file, per_minute=per_minute, expires_on=expires_on, given_on=on, given_by=by.name,
            )  # fmt: skip
            note("open311.give_key", key, by=by, on=on, after=key.plainly)
        return key, text


class ApiKey(models.Model):
    """Whose key, for where, for what. `start` is the first characters, by which people tell keys apart; the rest is hashed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    county = CodeField(max_length=6)
    start = models.CharField(max_length=SHOWN)
    key_hash = models.BinaryField(max_length=16, unique=True)
    may_read = models.BooleanField(default=True)
    may_file = models.BooleanField(default=True)
    per_minute = models.PositiveSmallIntegerField(default=60)
    expires_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)
    given_on = models.DateField()
    given_by = models.CharField(max_length=80)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        db_table = "api_key"

    def __str__(self) -> str:
        return self.name

    @property
    def rights(self) -> list[str]:
        """What it allows, in the words of the command line."""
        return [word for word, held in (("read", self.may_read), ("file", self.may_file)) if held]

    @property
    def rights_words(self) -> str:
        return "、".join({"read": "看", "file": "送"}[right] for right in self.rights)

    @property
    def plainly(self) -> dict[str, object]:
        """What may be written down of it."""
        return {
            "name": self.name, "start": self.start, "place": self.place_id, "rights": self.rights, "per_minute": self.per_minute,
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
        }  # fmt: skip

    def covers(self, code: str) -> bool:
        """Whether a place lies within its range."""
        return code.startswith(self.place_id)

    def stands(self, on: date) -> str:
        """In force, run out or revoked, in a word."""
        if self.revoked_on is not None:
            return "收回了"
        return "过期了" if self.expires_on is not None and self.expires_on < on else "能用"

    def revoke(self, *, by: Actor, on: date) -> None:
        """Take it back for good, from now on; what was filed with it stays."""
        with transaction.atomic():
            if not ApiKey.objects.filter(pk=self.pk, revoked_on=None).update(revoked_on=on):
                raise NotNow("这把钥匙已经收回了。")
            self.revoked_on = on
            note("open311.revoke_key", self, by=by, on=on, after={"name": self.name, "start": self.start})
