"""The online room of a dispute: each party comes in by a link of their own, mediators from the desk; nobody else reads it.

A link is the party's id and a key, signed. It is dead when the key was changed or taken away, when the party was taken out, after
`LINK_DAYS`, and when the dispute is over. The six digits that go with it are given apart from it: with them a party confirms an agreement.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from minqing.ground.journal import Actor, Person, note
from minqing.ground.staff.models import User
from minqing.lib.images import Readable
from minqing.lib.refusal import NotNow
from minqing.records.matters import attachments
from minqing.records.matters.kinds.table import OPEN_PHASES
from minqing.records.matters.mediation import agreeing
from minqing.records.matters.models.dispute import DisputeParty
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.room import RoomMessage

LINK_DAYS = 90
MOST_WRONG = 5
MOST_AN_HOUR = 60
LONGEST = 2000
# A party is never named in the journal.
SOMEBODY = Person("当事人")
_SIGNER = signing.Signer(salt="dispute room")


class Closed(Exception):
    """This link opens nothing (any more). `sentence` says why, as far as whoever holds it may know."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def link(matter: Matter, *, by: Actor, on: date, party: DisputeParty | None = None, words: str = "") -> DisputeParty:
    """Give a party a link; an older one is dead from here, and so are its six digits."""
    party = _of(matter, party)
    with transaction.atomic():
        matter.step("dispute.link", by=by, on=on, words=f"{party.name}。{words}")
        party.room_key, party.room_on, party.wrong_codes = secrets.token_urlsafe(12), on, 0
        party.save(update_fields=["room_key", "room_on", "wrong_codes"])
    return party


def unlink(matter: Matter, *, by: Actor, on: date, words: str, party: DisputeParty | None = None) -> None:
    """Take a party's link away."""
    party = _of(matter, party)
    if not party.room_key:
        raise NotNow(f"{party.name}没有链接，不用收回。")
    with transaction.atomic():
        matter.step("dispute.unlink", by=by, on=on, words=f"{party.name}。{words}")
        DisputeParty.objects.filter(pk=party.pk).update(room_key="", room_on=None)


def _of(matter: Matter, party: DisputeParty | None) -> DisputeParty:
    if party is None or party.matter_id != matter.pk or party.out_on is not None:
        raise NotNow("选一下是哪一方。")
    return party


def token_of(party: DisputeParty) -> str:
    """What stands in the link's address; empty where the party has none."""
    if not party.room_key:
        return ""
    return _SIGNER.sign(f"{urlsafe_b64encode(party.pk.bytes).decode().rstrip('=')}.{party.room_key}")


def party_of(token: str, *, on: date) -> DisputeParty:
    """The party whose link it is, with the matter. Raises Closed."""
    try:
        number, _, key = _SIGNER.unsign(token).partition(".")
        pk = UUID(bytes=urlsafe_b64decode(number + "=="))
    except (signing.BadSignature, ValueError):
        raise Closed("这个链接不对，请调解员重新发一个。") from None
    party = DisputeParty.objects.select_related("matter__place").filter(pk=pk).first()
    if party is None or not party.room_key or not hmac.compare_digest(party.room_key, key) or party.out_on is not None:
        raise Closed("这个链接已经收回了，请调解员重新发一个。")
    if party.matter.phase not in OPEN_PHASES:
        raise Closed("这件事已经了结，调解室关上了。要再看协议，请找调解员。")
    if party.room_on is None or on > party.room_on + timedelta(days=LINK_DAYS):
        raise Closed("这个链接过期了，请调解员重新发一个。")
    return party


def said(matter: Matter) -> list[RoomMessage]:
    """All that was said, the oldest first, with photographs: one query."""
    return list(RoomMessage.objects.filter(matter=matter).select_related("photo", "party", "by").order_by("said_at", "id"))


def say(
    matter: Matter, *, at: datetime, words: str = "", photos: Sequence[Readable] = (), papers: int = 0,
    party: DisputeParty | None = None, by: User | None = None,
) -> list[RoomMessage]:  # fmt: skip
    """Say something as a party or as a mediator; gives as many messages without words as `papers` will hang on.

    Raises NotNow for nothing said, too much, or a photograph that is none.
    """
    words = words.replace("\0", "").strip()
    if len(words) > LONGEST:
        raise NotNow(f"太长了，分几次说，一次 {LONGEST} 字以内。")
    if matter.phase not in OPEN_PHASES:
        raise NotNow("这件事已经了结，调解室关上了。")
    if not words and not photos and not papers:
        raise NotNow("还没写，写一句，或者选照片、选文件再送。")
    who = {"party": party} if party is not None else {"by": by}
    since = RoomMessage.objects.filter(matter=matter, said_at__gt=at - timedelta(hours=1), **who)
    if since.count() >= MOST_AN_HOUR:
        raise NotNow("一小时里说得太多了，歇一会儿再说，急事请打电话给调解员。")
    actor: Actor = by or SOMEBODY
    name = party.name if party is not None else actor.name
    with attachments.filed(attachments.cleaned(photos)) as kept, transaction.atomic():
        rows = attachments.keep(matter, kept, by=actor, on=timezone.localdate(at))
        if photos and not rows and not words and not papers:
            raise NotNow("这张照片已经发过了。")
        # Their ids grow: what was said stands before what was shown with it.
        messages = [RoomMessage(matter=matter, by_name=name, words=words, said_at=at, **who)] if words else []
        messages += [RoomMessage(matter=matter, by_name=name, photo=row, said_at=at, **who) for row in rows]
        bare = [RoomMessage(matter=matter, by_name=name, said_at=at, **who) for _ in range(papers)]
        RoomMessage.objects.bulk_create([*messages, *bare])
        note("dispute.say", matter, by=actor, on=timezone.localdate(at))
    return bare


def confirm(party: DisputeParty, *, code: str, draft: int, on: date) -> None:
    """A party agrees, with their six digits, to the agreement's present text: recorded as said online (电子确认)."""
    matter = party.matter
    if party.wrong_codes >= MOST_WRONG:
        raise NotNow("确认码试错太多次了，请调解员重新发一个链接。")
    if not hmac.compare_digest(party.code.encode(), code.replace(" ", "").encode()):
        DisputeParty.objects.filter(pk=party.pk).update(wrong_codes=F("wrong_codes") + 1)
        raise NotNow("确认码不对，是调解员单独给您的 6 个数字，看清再写。")
    agreement = agreeing.standing(matter)
    if agreement is None or matter.state != "signing":
        raise NotNow("现在没有等着确认的协议，刷新看看。")
    if agreement.draft != draft:
        raise NotNow("协议刚改过，再看一遍，同意了再确认。")
    if agreement.signatures.filter(party=party).exists():
        raise NotNow("您已经确认过了。")
    agreeing.sign(matter, by=SOMEBODY, on=on, signed={party: "online"}, words="本人凭确认码在线上调解室确认")


def judge(party: DisputeParty, *, solved: bool, satisfied: bool | None, words: str, on: date) -> None:
    """A party's own word on whether the agreement was kept."""
    agreeing.word(
        party.matter, by=SOMEBODY, on=on, party=party, solved=solved, satisfied=satisfied, way="portal", words=words[:LONGEST]
    )
