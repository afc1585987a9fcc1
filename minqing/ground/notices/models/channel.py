"""A way by which somebody wants to be told outside the program."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from minqing.ground.journal import note
from minqing.ground.notices.addresses import KINDS, masked
from minqing.ground.staff.models import User
from minqing.lib.fields import Secret, VaultField, new_id
from minqing.lib.refusal import NotNow

MOST_CHANNELS = 5


class NoticeChannelQuerySet(models.QuerySet["NoticeChannel"]):
    def add(
        self, user: User, *, kind: str, address: str, secret: str = "", at_once: bool = True, digest: bool = True
    ) -> NoticeChannel:
        """Give somebody one more channel. `address` and `secret` as `addresses.read` gave them."""
        with transaction.atomic():
            if self.filter(user=user).count() >= MOST_CHANNELS:
                raise NotNow(f"一个人最多 {MOST_CHANNELS} 条渠道，先去掉一条不用的再加。")
            channel = self.create(
                user=user, kind=kind, address=address, secret=secret or None, shown=masked(kind, address), at_once=at_once,
                digest=digest,
            )  # fmt: skip
            note("notice.add_channel", channel, by=user, after={"kind": kind, "shown": channel.shown})
        return channel


class NoticeChannel(models.Model):
    """An e-mail address, a group bot's key, or an apprise URL. They hold tokens, so they are kept as personal numbers are.

    `at_once`: urgent notices go out as they come, outside quiet hours; `digest`: one message a day with the number of what is
    unread. `shown` is the address as a page may show it. `trouble` is why the last message did not arrive, empty if it did.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_channels")
    kind = models.CharField(max_length=10, choices=KINDS)
    address = VaultField(label="notice_channel.address", mask="account", null=False, blank=False)
    secret = VaultField(label="notice_channel.secret", mask="account")
    shown = models.CharField(max_length=80)
    at_once = models.BooleanField(default=True)
    digest = models.BooleanField(default=True)
    tried_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = NoticeChannelQuerySet.as_manager()

    class Meta:
        db_table = "notice_channel"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shown}"

    @property
    def plain_address(self) -> str:
        """The whole address, for sending to it."""
        return self.address.plain() if isinstance(self.address, Secret) else str(self.address)

    @property
    def plain_secret(self) -> str:
        """The key that messages are signed with; empty when the bot asks for none."""
        return self.secret.plain() if isinstance(self.secret, Secret) else str(self.secret or "")

    def heard(self, trouble: str, *, at: datetime) -> None:
        """Keep what came of a message: nothing wrong, or why it did not arrive."""
        self.tried_at, self.trouble = at, trouble[:300]
        if not trouble:
            self.arrived_at = at
        self.save(update_fields=["tried_at", "trouble", "arrived_at"])

    def change(self, *, at_once: bool, digest: bool) -> None:
        """Change when it is used."""
        with transaction.atomic():
            self.at_once, self.digest = at_once, digest
            self.save(update_fields=["at_once", "digest"])
            note("notice.choose", self, by=self.user, after={"at_once": at_once, "digest": digest})

    def drop(self) -> None:
        """Take it away, with everything that was still to go there."""
        with transaction.atomic():
            note("notice.drop_channel", self, by=self.user, before={"kind": self.kind, "shown": self.shown})
            self.delete()
