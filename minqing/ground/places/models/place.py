"""A place: province, city, county, township, village, and what lies below a village."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.journal.quiet import OWN
from minqing.ground.places import tree
from minqing.lib.fields import CodeField
from minqing.lib.prepared import Slot
from minqing.lib.refusal import NotNow


class Level(models.TextChoices):
    """Below the village the level is a stored word, for a grid may hang directly below a village or below a group."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村"
    GROUP = "group", "组"
    GRID = "grid", "网格"
    COMPOUND = "compound", "小区"
    BUILDING = "building", "楼栋"
    STAIRWELL = "stairwell", "楼道"


ORDER = [level.value for level in Level]
# A grid may be cut into small grids (微网格), a group into smaller ones; nothing else holds its own kind.
NESTS = (Level.GROUP, Level.GRID)
# Our own convention for the three digits below a village: each kind has its hundred, so that a code can be read.
# What does not fit into a hundred goes on from 501.
FIRST_NUMBER = {Level.GROUP: 1, Level.GRID: 101, Level.COMPOUND: 201, Level.BUILDING: 301, Level.STAIRWELL: 401}
OVERFLOW = 501


def within_q(field: str, prefix: str) -> Q:
    """The condition that `field` (a code column, such as "place_id" or "county") lies at or below a place.

    A half-open range, since it uses the plain index on every database where LIKE does not; true only under byte order,
    which `CodeField` and foreign keys to it bring along. An empty prefix is the whole country.
    """
    if not prefix:
        return Q()
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + "\x7f"})


def within_slots(field: str, number: int) -> Q:
    """The condition that `field` lies at or below one of so many places, which `below` gives to a prepared question."""
    found = Q()
    for n in range(number):
        found |= Q(**{f"{field}__gte": Slot(f"at{n}", CodeField()), f"{field}__lt": Slot(f"past{n}", CodeField())})
    return found


def below(codes: Sequence[str]) -> dict[str, str]:
    """What fills the slots of `within_slots` for these places."""
    return {f"at{n}": code for n, code in enumerate(codes)} | {f"past{n}": code + "\x7f" for n, code in enumerate(codes)}


class PlaceQuerySet(models.QuerySet["Place"]):
    def at_leaves(self, leaves: Iterable[str]) -> list[str]:
        """The codes that leaves of the tree hold (`quiet.leaf`): a village with all below it, an office's own code."""
        found = Q(pk__in=[])
        for place in leaves:
            found |= Q(pk=place.removesuffix(OWN)) if place.endswith(OWN) else within_q("pk", place)
        return list(self.filter(found).values_list("pk", flat=True))

    def within(self, code: str) -> PlaceQuerySet:
        """The place and everything below it."""
        return self.filter(within_q("code", code))

    def children_of(self, code: str) -> PlaceQuerySet:
        """What hangs directly below a place, in code order; the provinces for an empty code."""
        return self.filter(parent_id=code or None).order_by("code")

    def at_level(self, *levels: str) -> PlaceQuerySet:
        return self.filter(level__in=levels)

    def in_use(self, on: date | None = None) -> PlaceQuerySet:
        """Places not retired, or not yet retired on a day."""
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=on)) if on else self.filter(retired_on=None)

    def opened_here(self) -> PlaceQuerySet:
        """Places not as the official list has them: opened, renamed or renumbered by people."""
        return self.filter(edition="")

    def open_below(self, parent: Place, *, level: str, name: str, by: Actor, on: date, code: str = "") -> Place:
        """Open a grid, group, compound, building or stairwell below a village, with the next free number or a given code.

        A new official place (a village that was founded after the list was made) is opened with its official code.
        Raises NotNow when the code, the name or the level cannot be.
        """
        name = name.strip()
        if not name or len(name) > NAME_LENGTH:
            raise NotNow(f"地方要有名字，不超过 {NAME_LENGTH} 个字。")
        check_level(parent, level, code)
        with transaction.atomic():
            # Two people opening at the same moment wait for one another here; SQLite lets only one write anyway.
            holder = Place.objects.select_for_update().get(pk=parent.pk)
            if holder.retired_on is not None and holder.retired_on <= on:
                raise NotNow(f"{holder.short_name}已经撤了，不能再在下面设地方。")
            place = self._open(holder, level=level, name=name, code=code or free_code(holder.pk, level))
            note("place.open", place, by=by, on=on, place=place.pk, after={"code": place.pk, "name": name, "level": level})
        return place

    def _open(self, parent: Place, *, level: str, name: str, code: str) -> Place:
        try:
            with transaction.atomic():
                return self.create(code=code, name=name, level=level, parent=parent, county=code[:6])
        except IntegrityError:
            raise NotNow(f"代码 {code} 已经有地方在用，换一个。") from None

    def named(self, code: str) -> Place:
        """The place that a code means today, also when the code was given up. Raises Place.DoesNotExist for no place."""
        from minqing.ground.places.models.alias import PlaceAlias

        place = self.filter(pk=code).first()
        if place is None or place.retired_on is not None:
            place = self.filter(pk=PlaceAlias.objects.present_code(code)).first() or place
        if place is None:
            raise Place.DoesNotExist(f"没有代码为 {code} 的地方")
        return place


NAME_LENGTH = 60


class Place(models.Model):
    """`edition` is the year of the official list that the row comes from, empty once people opened or changed it.

    `name` is the official name; `short_name` is what people say and what screens show.
    """

    code = CodeField(primary_key=True)
    name = models.CharField(max_length=NAME_LENGTH)
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    county = CodeField(max_length=6)
    edition = models.CharField(max_length=8, blank=True, default="")
    former_name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    retired_on = models.DateField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        db_table = "place"
        indexes = [
            models.Index(fields=["level", "code"], name="place_level"),
            models.Index(fields=["code"], condition=Q(edition=""), name="place_opened_here"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """As people say it: 根呷村 for 根呷村民委员会."""
        return tree.short(self.name)

    @property
    def level_name(self) -> str:
        """The word for its level in the screen's language."""
        return str(Level(self.level).label)

    @staticmethod
    def ancestors_of(codes: Iterable[str]) -> dict[str, Place]:
        """The places of these codes and everything above them, by code, in one query."""
        wanted = {above for code in codes for above in tree.lineage(code)}
        return Place.objects.in_bulk(wanted)

    @staticmethod
    def paths_of(codes: Iterable[str]) -> dict[str, str]:
        """What each code is called from its county down (东辽县安石镇中香村), in one query for all."""
        wanted = list(codes)
        known = Place.ancestors_of(wanted)
        return {code: known[code].path_names(known) for code in wanted if code in known}

    def path_names(self, known: dict[str, Place] | None = None) -> str:
        """Names from the county down to here. Costs one query unless `known` (`Place.ancestors_of`) is given."""
        places = Place.ancestors_of([self.pk]) if known is None else known
        codes = [code for code in tree.lineage(self.pk) if len(code) >= 6] or [self.pk]
        return tree.spoken([places[code].short_name for code in codes if code in places])

    def rename(self, name: str, *, by: Actor, on: date) -> None:
        """Give the place another name; the present one stays findable as its former name."""
        name = name.strip()
        if not name or len(name) > NAME_LENGTH:
            raise NotNow(f"地方要有名字，不超过 {NAME_LENGTH} 个字。")
        if name == self.name:
            return
        with transaction.atomic():
            before = {"name": self.name}
            self.former_name, self.name, self.edition = self.name, name, ""
            self.save(update_fields=["name", "former_name", "edition"])
            note("place.rename", self, by=by, on=on, place=self.pk, before=before, after={"name": name})

    def retire(self, *, by: Actor, on: date) -> None:
        """Say that the place exists no more from a day on; what happened there stays. Refused while parts are in use."""
        if self.retired_on is not None:
            raise NotNow(f"{self.short_name}已经撤了。")
        with transaction.atomic():
            if Place.objects.children_of(self.pk).in_use(on).exists():
                raise NotNow(f"{self.short_name}下面还有在用的地方，先撤下面的，或者把它并到别处。")
            self.retired_on, self.edition = on, ""
            self.save(update_fields=["retired_on", "edition"])
            note("place.retire", self, by=by, on=on, place=self.pk, after={"retired_on": on.isoformat()})


def free_code(parent: str, level: str) -> str:
    """The next code below `parent` for a level: in its hundred, else from 501. A retired place's number is not used again."""
    from minqing.ground.places.models.alias import PlaceAlias

    codes = [*Place.objects.children_of(parent).values_list("pk", flat=True)]
    codes += PlaceAlias.objects.filter(within_q("old_code", parent)).values_list("old_code", flat=True)
    taken = {int(code[-tree.STEP :]) for code in codes if len(code) == len(parent) + tree.STEP}
    first = FIRST_NUMBER[Level(level)]
    for number in (*range(first, first + 100), *range(OVERFLOW, 1000)):
        if number not in taken:
            return f"{parent}{number:03d}"
    raise NotNow("这里的编号已经用完，在下面再分一级。")


def check_level(parent: Place, level: str, code: str) -> None:
    """Raise NotNow unless a place of this level, with this code if one is given, can hang directly below `parent`."""
    if level not in ORDER:
        raise NotNow(f"没有“{level}”这一级。")
    deeper = ORDER.index(level) - ORDER.index(parent.level)
    if deeper < 0 or (deeper == 0 and level not in NESTS):
        raise NotNow(f"{Level(level).label}不能设在{Level(parent.level).label}下面。")
    official = level in tree.OFFICIAL.values()
    if official and not code:
        raise NotNow("新设的乡镇、村要填统计用区划代码。")
    if code and (not tree.is_code(code) or tree.parent_code(code) != parent.pk):
        raise NotNow(f"代码 {code} 不在 {parent.pk} 的下一级，看看位数对不对。")
    if official and tree.OFFICIAL.get(len(code)) != level:
        raise NotNow(f"代码 {code} 的位数不是{Level(level).label}的位数。")
    if not official and len(parent.pk) < tree.VILLAGE_LENGTH:
        raise NotNow(f"{Level(level).label}要设在村、社区或更下面一级。")
