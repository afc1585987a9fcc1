"""A household (户)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.lib import codes, vault
from minqing.lib.fields import CodeField, VaultField, new_id
from minqing.lib.refusal import NotNow
from minqing.lib.words import simplify
from minqing.records.people.revealing import reveal

if TYPE_CHECKING:
    pass


MOST_WORDS, MOST_READ, PHONE_END = 5, 4000, 4
# 老于, 老于头, 老李婆子, 小王, 王大爷, 李婶: the surname is what can be looked up.
CALLED = re.compile(
    r"^(?:[老小大](?P<one>[\u4e00-\u9fff])(?:头|头子|婆子|太太|太|爷子|汉|妈子)?"
    r"|(?P<two>[\u4e00-\u9fff])(?:大爷|大娘|大妈|大叔|大婶|大嫂|大哥|大姐|叔|婶|婶子|嫂|嫂子|哥|姐|爷|奶|奶奶|姨|师傅|老师|会计|主任|书记))$"
)


def _called(word: str) -> Q:
    """One word of a search: somebody's name or nickname, the number of the household, or a part of its address."""
    from minqing.records.people.models.resident import Resident

    name = word.removesuffix("家") or word
    theirs = Q(name_key__contains=name)
    if (nickname := CALLED.match(name)) is not None:
        theirs |= Q(name_key__startswith=nickname["one"] or nickname["two"])
    named = Resident.objects.present().filter(theirs).values("household_id")
    return Q(pk__in=named) | Q(number=word.removesuffix("号")) | Q(address__contains=word) | Q(section__contains=word)


class HouseholdQuerySet(models.QuerySet["Household"]):
    def present(self) -> HouseholdQuerySet:
        """Households that live on the books today."""
        return self.filter(ended_on=None)

    def on(self, day: date) -> HouseholdQuerySet:
        """On the books at the end of a day. An unknown beginning counts as long ago."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), Q(started_on=None) | Q(started_on__lte=day))

    def of_group(self, group: str, day: date) -> HouseholdQuerySet:
        """Households in a group on a day, whether the household itself is or one of its people."""
        from minqing.records.people.models.group_span import GroupSpan

        return self.filter(pk__in=GroupSpan.objects.on(day).filter(group=group).values("household_id"))

    def named(self, words: str) -> HouseholdQuerySet:
        """Found by the name of anyone in it (also by a part: 桂兰, or as people call them: 老于头), its number or its address.

        Several words parted by spaces narrow each other: 二社 于.
        """
        found = self
        for word in simplify(words.strip()).split()[:MOST_WORDS] or [""]:
            found = found.filter(_called(word))
        return found

    def with_phone_end(self, digits: str) -> HouseholdQuerySet:
        """Found by the last four digits of a telephone number, which a list shows anyway. Reads every number of the households.

        So it is for a village or a few; of more than MOST_READ telephones none is read, and nothing found by them.
        """
        from minqing.records.people.models.resident import Resident

        theirs = Resident.objects.present().filter(household__in=self).exclude(phone_key=None)
        if theirs.count() > MOST_READ:
            return self.none()
        shown: list[tuple[UUID, object]] = list(theirs.values_list("household_id", "phones"))
        shown += self.exclude(phone_key=None).values_list("pk", "phones")
        return self.filter(pk__in={home for home, phones in shown if any(one.endswith(digits) for one in str(phones).split())})

    def with_number(self, number: str) -> HouseholdQuerySet:
        """Found by somebody's whole ID or telephone number, by its keyed hash."""
        from minqing.records.people.models.resident import Resident

        if codes.is_citizen_number(number.upper()):
            return self.filter(pk__in=Resident.objects.present().with_id(number).values("household_id"))
        theirs = Resident.objects.present().with_phone(number).values("household_id")
        return self.filter(Q(pk__in=theirs) | Q(phone_key=vault.current().keyed(number, "phone")))

    def in_order(self) -> HouseholdQuerySet:
        """As the ledger has them: by place and section, then by number as people count (2 before 10)."""
        return self.order_by("place_id", "section", Length("number"), "number", "id")

    def open(
        self, *, place: Place, head: str, by: Actor, on: date, address: str = "", number: str = "", section: str = "",
        id: UUID | None = None,
    ) -> Household:  # fmt: skip
        """Put a household on the books by its head's name. The same `id` sent again gives the household already there."""
        from minqing.records.people.models.resident import Resident

        name = head.strip()
        if not name:
            raise NotNow("户主姓名没写，写上再存。")
        known = self.filter(pk=id).first() if id else None
        if known is not None and known.place_id != place.pk:
            raise NotNow("这张单子已经用在别的地方了，重新打开页面再写。")
        if known is not None:
            return known
        with transaction.atomic():
            household = self.create(
                id=id or new_id(), place=place, county=place.pk[:6], number=number, section=section, address=address, head_name=name,
                started_on=on, size=1,
            )  # fmt: skip
            Resident.objects.create(
                household=household,
                place=place,
                county=place.pk[:6],
                name=name,
                name_key=simplify(name),
                relation="02",
                joined_on=on,
            )
            note("household.open", household, by=by, on=on, after={"head": name, "address": address})
        return household


class Household(models.Model):
    """One household in the village's ledger.

    `number` is the household number as the ledger writes it, `section` the 组 or 社, `key` its identity within the ledger it
    came from (so that a corrected file finds it again). `stated` keeps what the ledger says beside (since when supported,
    amount, stated members). `head_name` and `size` are copies for lists, kept by the verbs here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The indexes below that begin with the place serve it; one of its own would only slow writing down.
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="households")
    county = CodeField(max_length=6)
    number = models.CharField(max_length=40, blank=True)
    section = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    head_name = models.CharField(max_length=80)
    size = models.PositiveSmallIntegerField(default=0)
    phones = VaultField(label="household.phones", mask="phone")
    phone_key = models.BinaryField(max_length=16, null=True)
    key = models.CharField(max_length=120, blank=True)
    stated = models.JSONField(default=dict)
    last_import = models.ForeignKey("people.LedgerImport", on_delete=models.SET_NULL, null=True, db_index=False, related_name="+")
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    # Set on a row for a viewer who may not know which household it is; its name and address are empty then.
    withheld = False
    objects = HouseholdQuerySet.as_manager()

    class Meta:
        db_table = "household"
        indexes = [
            models.Index(fields=["place", "section", "number"], name="household_place"),
            models.Index(fields=["place", "key"], name="household_key"),
            models.Index(fields=["phone_key"], name="household_phone", condition=Q(phone_key__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.head_name}家"

    @property
    def where(self) -> str:
        """Section and number or address, as the second line of a list."""
        if self.address:
            return self.address
        return f"{self.section}{self.number}号" if self.number else self.section

    def change(self, *, by: Actor, on: date, **new: Any) -> None:
        """Correct address, section or number. What is the same as before is no change."""
        new = {name: value for name, value in new.items() if getattr(self, name) != value}
        if not new:
            return
        before = {name: getattr(self, name) for name in new}
        with transaction.atomic():
            for name, value in new.items():
                setattr(self, name, value)
            self.save(update_fields=list(new))
            note("household.change", self, by=by, on=on, before=before, after=new)

    def count_people(self) -> None:
        """Bring `size` in line with the people on the books, within the verb that changed them."""
        self.size = self.residents.present().count()
        self.save(update_fields=["size"])

    def reveal(self, field: str, *, purpose: str, by: Actor, on: date) -> str:
        """The household's own telephone number, for a purpose (`revealing.reveal`)."""
        return reveal(self, field, purpose=purpose, by=by, on=on)

    def move_out(self, *, why: str, by: Actor, on: date) -> None:
        """Take the household off the books with a day and a reason, its people and groups with it; the history stays."""
        if self.ended_on is not None:
            raise NotNow(f"这户 {self.ended_on.isoformat()} 已经注销了。")
        if not why.strip():
            raise NotNow("注销要写原因，比如：全家迁到县城。")
        if self.started_on is not None and on < self.started_on:
            raise NotNow(f"这户 {self.started_on.isoformat()} 才立的，注销的日子要在它之后。")
        with transaction.atomic():
            self.ended_on, self.ended_why = on, why.strip()[:120]
            self.save(update_fields=["ended_on", "ended_why"])
            groups = self.group_spans.end_all(on)
            self.residents.present().leave_with_household(on=on, why=self.ended_why)
            note("household.move_out", self, by=by, on=on, after={"why": self.ended_why, "people": self.size, "groups": groups})
