"""Complaints about the program: the office that answers hears of a new one, and whoever made it hears of the answer."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from minqing.ground.journal.models import Event, Suggestion
from minqing.ground.journal.verbs import follows
from minqing.ground.notices.sorts import Sort, declare
from minqing.ground.notices.writing import tell
from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Posting, User

SORTS = (
    Sort("suggested", "大家对系统提的意见", "对系统的新意见", 80),
    Sort("answered", "我提的意见有答复", "你提的意见的答复", 55),
)
SHOWN = 40


def hang() -> None:
    """Declare the sorts and follow both verbs; called once when the program starts."""
    declare(*SORTS)
    follows("suggestion.heard", "suggestion.make")(heard)
    follows("suggestion.answered", "suggestion.answer")(answered)


def heard(event: Event) -> None:
    """The offices that may read it are told that somebody said something."""
    made = Suggestion.objects.filter(pk=event.object_id).first()
    if made is not None:
        tell(
            _readers(made, event),
            f"有人对系统提了意见：{_begun(made)}",
            url=reverse("suggestions"),
            event=event,
            sort="suggested",
        )


def _readers(made: Suggestion, event: Event) -> list[User]:
    covering = Q(place_id__in=lineage(made.place)) if made.place else Q()
    posts = Posting.objects.on(event.on).filter(covering, user__is_active=True).select_related("user", "role")
    return list({post.user_id: post.user for post in posts if "suggestion.see" in post.role.verbs}.values())


def answered(event: Event) -> None:
    """Whoever made it, if they have an account, reads the answer; anybody else has the suggestion's own address."""
    made = Suggestion.objects.filter(pk=event.object_id).first()
    first = Event.objects.of(made).filter(verb="suggestion.make").exclude(actor_id="").first() if made else None
    user = User.objects.filter(pk=first.actor_id).first() if first is not None else None
    if made is not None and user is not None:
        url = f"{reverse('my-suggestions')}#s-{made.pk}"
        tell([user], f"{made.answered_by}答复了你的意见「{_begun(made)}」", url=url, event=event, sort="answered", to_actor=True)


def _begun(made: Suggestion) -> str:
    words = " ".join(made.words.split())
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}……"
