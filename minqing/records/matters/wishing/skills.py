"""What somebody says that they can do: theirs to write, for finding wishes that suit them. Nothing is counted or ranked by it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from minqing.ground.journal import note
from minqing.ground.staff.models import User
from minqing.records.matters.models.wish import SKILLS, UserSkill


def say(user: User, skills: Collection[str], *, on: date) -> None:
    """Keep exactly these. The journal says that they were changed, not to what."""
    wanted = {skill for skill in skills if skill in SKILLS}
    with transaction.atomic():
        rows = UserSkill.objects.filter(user=user)
        before = set(rows.values_list("skill", flat=True))
        if before == wanted:
            return
        rows.exclude(skill__in=wanted).delete()
        UserSkill.objects.bulk_create(
            [UserSkill(user=user, skill=skill) for skill in sorted(wanted - before)], ignore_conflicts=True
        )
        note("skill.say", user, by=user, on=on)


def words(skills: Collection[str]) -> str:
    """In the order of the list."""
    return "、".join(title for key, title in SKILLS.items() if key in skills)
