"""A few months of invented life in the small world, by the rooms' own verbs."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from minqing.ground.places.models import Place
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.living import given_for
from minqing.records.people.models import Household
from minqing.records.visits.models import Promise, Visit
from minqing.records.visits.models.visit import Called, Done, Promised

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 22)
LEVELS = ("", "22", "2204", "220422", "220422102", "220422102209", "220422102209001", "220422102210", "220422100")
KINDS = tuple(Visit.KINDS)


class Life:
    """Does one random thing after another. The same seed does the same things."""

    def __init__(self, world: Any, seed: int = 1) -> None:
        self.dice = random.Random(seed)
        self.world = world
        self.users = list(world.users.values())
        self.homes = list(world.homes.values())
        self.places = list(Place.objects.filter(pk__in=["220422102", "220422102209", "220422102210", "220422100003"]))
        self.today = LAST

    def day(self) -> date:
        return FIRST + timedelta(days=self.dice.randrange((LAST - FIRST).days + 1))

    def home(self) -> Household:
        return self.dice.choice(self.homes)

    def visit(self) -> Visit:
        home, day = self.home(), self.day()
        place = self.dice.choice([home.place, home.place, *self.places])
        others = self.dice.sample(self.homes, self.dice.randrange(1, 4))
        return Visit.objects.record(
            by=self.dice.choice(self.users), place=place, visited_on=day, words="走访", today=self.today, kind=self.dice.choice(KINDS),
            calls=[Called(each, met=self.dice.random() < 0.8, persons=self.dice.randrange(1, 5)) for each in others],
            quantities=[Done("清沟", Decimal(self.dice.randrange(1, 4000)) / 10, "米", approximate=self.dice.random() < 0.3)],
            promises=[Promised("回话", day + timedelta(days=self.dice.randrange(30)), home)] if self.dice.random() < 0.4 else (),
        )  # fmt: skip

    def correct(self) -> None:
        visit = self.dice.choice(list(Visit.objects.order_by("pk")) or [self.visit()])
        visit.correct(
            by=visit.by, today=self.today, words="改过", visited_on=self.dice.choice([visit.visited_on, self.day()]),
            kind=self.dice.choice(KINDS),
        )  # fmt: skip

    def promise(self) -> None:
        owed = list(Promise.objects.owed().order_by("pk"))
        if owed:
            promise = self.dice.choice(owed)
            on = promise.made_on + timedelta(days=self.dice.randrange(40))
            if self.dice.random() < 0.7:
                promise.keep(by=promise.by, on=on)
            else:
                promise.release(by=promise.by, on=on, words="不办了，跟他家说过")

    def open(self) -> Matter:
        home = self.home()
        return Matter.objects.open(
            kind=self.dice.choice(["need", "wish"]), about="修灯", place=self.dice.choice([home.place, *self.places]),
            by=self.dice.choice(self.users), on=self.day(), household=home, unlooked=self.dice.random() < 0.3,
            source=self.dice.choice(["desk", "portal", "paper", "duty"]),
        )  # fmt: skip

    def move(self) -> None:
        """One step of some matter that its table allows, on a day after the one before."""
        matters = list(Matter.objects.order_by("pk"))
        matter = self.dice.choice(matters) if matters else self.open()
        rules = matter.possible_moves()
        if not rules:
            return
        rule, by = self.dice.choice(rules), self.dice.choice(self.users)
        on = max(matter.opened_on, matter.moves.order_by("-on").values_list("on", flat=True)[0]) + timedelta(
            days=self.dice.randrange(15)
        )
        given = given_for(rule, matter, self.dice, self.users, on)
        if rule.form == "answer":
            given["satisfied"] = self.dice.choice([True, False, None])
        with suppress(NotNow):
            life.move(matter, rule.key, by=by, on=on, words="说了一句\n又一句", **given)

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.dice.choice([self.visit, self.visit, self.visit, self.correct, self.promise, self.open, self.open, self.move,
                              self.move, self.move, self.move, self.move])()  # fmt: skip
