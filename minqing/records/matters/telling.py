"""Who is told of what happens to a matter (MECHANISMS.md D7, D9, D10): after each event, and once a day of the days allowed.

Whoever has the ball is told at once; levels above are told in the digest at most. What is past its day is put before the
level above as information and as a list: it stays where it is, and in whose hands, until somebody moves it by a move with a
reason. Nobody is told of their own doing, nor of what they may not open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from minqing.ground.journal.models import Event
from minqing.ground.journal.verbs import follows
from minqing.ground.notices import sorts
from minqing.ground.notices.models import Notice
from minqing.ground.notices.sorts import Sort
from minqing.ground.notices.writing import tell
from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Posting, User
from minqing.ground.staff.scope import Scope
from minqing.records.matters import tiers, turns
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Handling, Matter, Move
from minqing.records.matters.turns import once

TASK = "matters.tell"
SORTS = (
    Sort("given", "派给我的、请我一起办的", "新派给你的事", 10),
    Sort("turn", "轮到我去问、去验、办下一步的", "轮到你的事", 15),
    Sort("asker", "群众说没办好、又补充了的", "群众又说了话的事", 20),
    Sort("urged", "别人催我的", "有人催的事", 30),
    Sort("back", "退回来的、报上来的、一起办的回音", "退回来、报上来的事", 40),
    Sort("asked", "群众自己新提的", "群众新提的事", 50),
    Sort("wish", "我发布的心愿有人认领、放下", "心愿的消息", 60),
    Sort("alarm", "紧急、有危险的事快到时限、过了时限的（免打扰时也发）", "紧急的事快到或过了时限", 5, at_any_hour=True),
    Sort("due", "快到期、过了期限的", "快到期或过了期限的事", 70),
    Sort("below", "下面过了期限还没办好的", "下面过了期限的事", 80),
)
# Moves after which a matter lies in other hands: an assignment that one of them followed is nobody's news any more.
HANDS_CHANGED = ("matter.assign", "matter.accept", "matter.return", "matter.escalate")
# What is written down so long after its day (imports, old paper) is history, and nobody's news.
NEWS = timedelta(days=14)


@dataclass
class Serving:
    """Posts in force on a day, looked up in memory: who is in an office, who takes matters at a level, who may open one."""

    postings: Iterable[Posting]
    on: date
    _offices: dict[object, list[User]] = field(default_factory=dict)
    _places: dict[str, list[Posting]] = field(default_factory=dict)
    _posts: dict[object, list[Posting]] = field(default_factory=dict)
    _scopes: dict[object, Scope] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for posting in self.postings:
            self._offices.setdefault(posting.organisation_id, []).append(posting.user)
            self._places.setdefault(posting.place_id, []).append(posting)
            self._posts.setdefault(posting.user_id, []).append(posting)

    @classmethod
    def all(cls, on: date) -> Serving:
        """Everybody's posts, for a round over many matters."""
        return cls(_in_force(on), on)

    @classmethod
    def around(cls, matter: Matter, on: date) -> Serving:
        """The posts that can have to do with one matter: at its place or above, and in the offices that have a part in it."""
        offices = matter.handlings.exclude(organisation=None).values("organisation")
        near = Q(place__in=lineage(matter.place_id)) | Q(organisation__in=offices)
        return cls(_in_force(on).filter(near | Q(organisation=matter.holder_organisation_id, organisation__isnull=False)), on)

    def office(self, organisation_id: object) -> list[User]:
        """Everybody with a post in an organisation."""
        return once(self._offices.get(organisation_id, ())) if organisation_id else []

    def of_parts(self, parts: Iterable[Handling]) -> list[User]:
        """Everybody who has one of these parts: the person, or else everybody in the organisation."""
        return once(user for part in parts for user in ([part.person] if part.person else self.office(part.organisation_id)))

    def people(self) -> list[User]:
        """Everybody with a post here."""
        return once(post.user for posts in self._posts.values() for post in posts)

    def may(self, user: User, verb: str, matter: Matter) -> bool:
        """Whether somebody has the right to a move at the matter's place."""
        return self._scope(user).may(verb, matter.place_id)

    def hands(self, matter: Matter) -> list[User]:
        """Who has it: the person, or else everybody in the organisation."""
        if matter.holder is not None and matter.holder.is_active:
            return [matter.holder]
        return self.office(matter.holder_organisation_id)

    def level(self, matter: Matter, tier: str, verb: str = "matter.accept") -> list[User]:
        """Those who take matters at a level: with the right, at the nearest place of that level where somebody has it."""
        for code in sorted(lineage(matter.place_id), key=len, reverse=True):
            if tiers.tier_of(code) == tier:
                found = [post.user for post in self._places.get(code, ()) if verb in post.role.verbs]
                if found:
                    return once(found)
        return []

    def untaken(self, matter: Matter) -> list[User]:
        """Those at its own level who look to it while nobody has it."""
        return self.level(matter, matter.tier, "wish.publish" if matter.state == "published" else "matter.accept")

    def sees(self, user: User, matter: Matter) -> bool:
        """Whether somebody may read the matter itself (`rights.matter_for`)."""
        return self._scope(user).may("matter.see", matter.place_id)

    def claims(self, user: User, matter: Matter) -> bool:
        """Whether somebody reads it only as the one who claimed it, in words without names."""
        return matter.holder_id == user.pk and self._scope(user).may("wish.claim", matter.place_id)

    def about(self, user: User, matter: Matter) -> str:
        """What a notice tells somebody it is about.

        Those who look at what residents sent read it before anybody else; of a private kind they read which kind it is.
        """
        if matter.unlooked and self.may(user, "matter.look", matter):
            return matter.table.title if matter.table.private else matter.about
        return about_of(matter) if self.sees(user, matter) else matter.words_for_all

    def _scope(self, user: User) -> Scope:
        if user.pk not in self._scopes:
            scope = self._scopes[user.pk] = Scope(user, self.on)
            scope.postings = self._posts.get(user.pk, [])
        return self._scopes[user.pk]


def _in_force(on: date) -> QuerySet[Posting]:
    found = Posting.objects.on(on).filter(user__is_active=True)
    return found.select_related("user", "role").order_by("place_id", "rank", "id")


_Audience = Callable[[Matter, Event, Serving], list[User]]


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said at a verb, to whom. `urgent` may go out at once; everything else waits for the digest.

    `talk`: it comes in many small pieces; whoever has not read the last notice of it yet gets no further one.
    """

    sort: str
    words: str
    to: _Audience
    urgent: bool = False
    talk: bool = False


def _hands(matter: Matter, event: Event, serving: Serving) -> list[User]:
    return serving.hands(matter)


def _hands_or_level(matter: Matter, event: Event, serving: Serving) -> list[User]:
    return serving.hands(matter) or serving.untaken(matter)


def _newly_given(matter: Matter, event: Event, serving: Serving) -> list[User]:
    later = Event.objects.of(matter).filter(id__gt=event.pk, verb__in=HANDS_CHANGED)
    return [] if later.exists() else serving.hands(matter)


def _everybody_in_it(matter: Matter, event: Event, serving: Serving) -> list[User]:
    parts = Handling.objects.filter(matter=matter, state="doing").select_related("person")
    return once([*serving.hands(matter), *serving.of_parts(parts)])


def _joined(matter: Matter, event: Event, serving: Serving) -> list[User]:
    return serving.of_parts(part for part in turns.made_after(matter, event) if part.role != "lead")


def _last_by(matter: Matter, event: Event, *verbs: str) -> list[User]:
    moves = Move.objects.filter(matter=matter, move__in=verbs, id__lt=event.pk).exclude(by=None)
    last = moves.select_related("by").order_by("-id").first()
    return [last.by] if last is not None and last.by is not None else []


def _giver(matter: Matter, event: Event, serving: Serving) -> list[User]:
    return _last_by(matter, event, "matter.assign", "matter.escalate") or serving.untaken(matter)


def _publisher(matter: Matter, event: Event, serving: Serving) -> list[User]:
    return _last_by(matter, event, "wish.publish")


def _present_level(matter: Matter, event: Event, serving: Serving) -> list[User]:
    return serving.untaken(matter)


def _asked_by_a_resident(matter: Matter, event: Event, serving: Serving) -> list[User]:
    return [] if event.actor_id or matter.holder_id else serving.untaken(matter)


TELLINGS = {
    "matter.assign": Telling("given", "派给你一件事", _newly_given, urgent=True),
    "matter.join": Telling("given", "请你一起办一件事", _joined, urgent=True),
    "matter.link": Telling("given", "几方一起办一件事，请你也来", _joined, urgent=True),
    "matter.return": Telling("back", "你派出去、报上去的一件事退回来了", _giver, urgent=True),
    "matter.escalate": Telling("back", "下面报上来一件事，等受理", _present_level),
    "matter.part_done": Telling("back", "一起办的有一份办完了", _hands),
    "matter.part_back": Telling("back", "一起办的有一份退回来了", _hands, urgent=True),
    "matter.reopen": Telling("asker", "群众说没办好，要重新办", _hands, urgent=True),
    "matter.again": Telling("asker", "一件事重新打开了", _hands_or_level, urgent=True),
    "matter.add": Telling("asker", "群众又补充了几句", _hands_or_level, urgent=True, talk=True),
    "dispute.say": Telling("asker", "线上调解室有人说话", _everybody_in_it, talk=True),
    "matter.supply": Telling("asker", "等群众补充的，补充来了", _hands, urgent=True),
    "matter.urge": Telling("urged", "有人催你办一件事", _hands_or_level, urgent=True),
    "matter.open": Telling("asked", "群众自己提了一件事，等人看", _asked_by_a_resident),
    "wish.claim": Telling("wish", "你发布的心愿有人认领了", _publisher),
    "wish.let_go": Telling("wish", "你发布的心愿，认领的人放下了", _publisher),
}


def follow() -> None:
    """Have the worker tell people after each of these verbs, and of those by which kinds' tables tell; called once at the start."""
    sorts.declare(*SORTS)
    declared = {rule.key: None for kind in KINDS.values() for rule in kind.moves if rule.tells}
    follows(TASK, *{**TELLINGS, **declared})(tell_of)


def tell_of(event: Event) -> None:
    """Write the notices of one event. Runs after the event was committed; a second run writes nothing."""
    if event.object_type != Matter._meta.label_lower or timezone.localdate(event.at) - event.on > NEWS:
        return
    matter = Matter.objects.preloaded().filter(pk=event.object_id).first()
    if matter is None:
        return
    serving = Serving.around(matter, max(event.on, timezone.localdate(event.at)))
    for declared in turns.after(event, matter):
        users = turns.AUDIENCES[declared.to](matter, event, serving, declared)
        # That the outcome is another's to record is said to whoever did it, who often made the move.
        _say(matter, event, serving, users, declared.words, declared.sort, declared.urgent, to_actor=declared.to == "doer")
    telling = TELLINGS.get(event.verb)
    if telling is not None:
        users = telling.to(matter, event, serving)
        if telling.talk:
            users = _who_read_the_last(users, event)
        _say(matter, event, serving, users, telling.words, telling.sort, telling.urgent)


def _say(
    matter: Matter,
    event: Event,
    serving: Serving,
    users: list[User],
    words: str,
    sort: str,
    urgent: bool,
    *,
    to_actor: bool = False,
) -> None:
    """Tell each of them as much as they may read. Of one event nobody is told twice."""
    shown: dict[str, list[User]] = {}
    for user in users:
        if serving.sees(user, matter) or serving.claims(user, matter):
            shown.setdefault(serving.about(user, matter), []).append(user)
    for about, some in shown.items():
        tell(some, said(words, about), url=page_of(matter), event=event, sort=sort, urgent=urgent, to_actor=to_actor)


def _who_read_the_last(users: list[User], event: Event) -> list[User]:
    waiting = Notice.objects.filter(object_type=event.object_type, object_id=event.object_id, verb=event.verb).unread()
    known = set(waiting.exclude(key=f"event:{event.pk}").values_list("user_id", flat=True))
    return [user for user in users if user.pk not in known]


def page_of(matter: Matter) -> str:
    """Where a notice of a matter leads."""
    return reverse("matters:page", args=[matter.pk])


def about_of(matter: Matter) -> str:
    """What a notice says it is about: nothing where the kind's file is private, or while nobody has looked at it."""
    if getattr(matter.table, "private", False) or getattr(matter, "unlooked", False):
        return ""
    return matter.about


def said(words: str, about: str) -> str:
    """The sentence of a notice."""
    return f"{words}：{about}" if about else f"{words}，打开看。"
