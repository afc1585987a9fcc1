"""A person of a household."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Case, Q, When

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.lib import codes, vault
from minqing.lib.fields import CodeField, Secret, VaultField, new_id
from minqing.lib.refusal import NotNow
from minqing.lib.words import simplify
from minqing.records.people.models.household import Household
from minqing.records.people.revealing import reveal

if TYPE_CHECKING:
    pass

HIDDEN = ("id_number", "phones")
FORMER_HEAD = "原户主"


class ResidentQuerySet(models.QuerySet["Resident"]):
    def present(self) -> ResidentQuerySet:
        return self.filter(left_on=None)

    def on(self, day: date) -> ResidentQuerySet:
        """On the books at the end of a day. An unknown beginning counts as long ago."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), Q(joined_on=None) | Q(joined_on__lte=day))

    def with_id(self, number: str) -> ResidentQuerySet:
        """Whoever has this ID number, by its keyed hash: the number itself is nowhere in the database."""
        return self.filter(id_key=vault.current().keyed(number.upper(), "resident.id"))

    def with_phone(self, number: str) -> ResidentQuerySet:
        key = vault.current().keyed(number, "phone")
        return self.filter(Q(phone_key=key) | Q(phone_key_2=key))

    def in_order(self) -> ResidentQuerySet:
        """The head first, then as they were written down."""
        return self.order_by(Case(When(relation="02", then=0), default=1), "id")

    def join(self, *, household: Household, by: Actor, on: date, id: UUID | None = None, **known: Any) -> Resident:
        """Add a person to a household (出生, 婚入, 迁入, 漏登). The same `id` sent again gives the person already there.

        Raises NotNow for an ID number that somebody on the books has, and for a second head.
        """
        already = self.filter(pk=id, household=household).first() if id else None
        if already is not None:
            return already
        if known.get("id_number"):
            refuse_known_number(known["id_number"], within=household.place_id)
        if known.get("relation") == "02" and household.residents.present().filter(relation="02").exists():
            raise NotNow(f"这户已经有户主 {household.head_name}；要换户主，到户主那一条去改。")
        with transaction.atomic():
            resident = Resident(
                id=id or new_id(),
                household=household,
                place_id=household.place_id,
                county=household.county,
                joined_on=on,
                **known,
            )
            resident.rekey()
            resident.save(force_insert=True)
            household.count_people()
            note("resident.join", resident, by=by, on=on, after={"name": resident.name, "household": str(household.pk)})
        return resident

    def leave_with_household(self, *, on: date, why: str) -> int:
        """Everybody here goes when their household is taken off the books; the journal line is the household's."""
        return self.update(left_on=on, left_why=why)


def refuse_known_number(number: str, *, within: str, besides: Resident | None = None) -> None:
    """An ID number belongs to one person. Raises NotNow, and says whose it is only where that is at the same place.

    Elsewhere the name would tell a stranger's home to whoever tries numbers.
    """
    found = Resident.objects.present().with_id(number).select_related("household", "place")
    other = next((resident for resident in found if besides is None or resident.pk != besides.pk), None)
    if other is not None and other.place_id[:VILLAGE_LENGTH] != within[:VILLAGE_LENGTH]:
        raise NotNow("这个身份证号已经登记在别的村，请镇里帮着核对。")
    if other is not None:
        raise NotNow(
            f"这个身份证号已经登记在 {other.place.short_name} {other.household} 的 {other.name} 名下，先核对是不是同一个人。"
        )


class Resident(models.Model):
    """One person. `birth` is ISO and as exact as known (1956, 1956-03, 1956-03-02); `relation` is GB/T 4761-2008."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="residents")
    # The indexes below that begin with the place serve it; one of its own would only slow writing down.
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="residents")
    county = CodeField(max_length=6)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80)
    relation = models.CharField(max_length=2, blank=True)
    relation_word = models.CharField(max_length=20, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    birth = models.CharField(max_length=10, blank=True)
    id_number = VaultField(label="resident.id", mask="id")
    id_key = models.BinaryField(max_length=16, null=True)
    phones = VaultField(label="resident.phones", mask="phone")
    phone_key = models.BinaryField(max_length=16, null=True)
    phone_key_2 = models.BinaryField(max_length=16, null=True)
    remark = models.CharField(max_length=200, blank=True)
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    left_why = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        db_table = "resident"
        indexes = [
            models.Index(fields=["place", "name_key"], name="resident_place_name"),
            models.Index(fields=["id_key"], name="resident_id", condition=Q(id_key__isnull=False)),
            models.Index(fields=["phone_key"], name="resident_phone", condition=Q(phone_key__isnull=False)),
            models.Index(fields=["phone_key_2"], name="resident_phone_2", condition=Q(phone_key_2__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_head(self) -> bool:
        return self.relation == "02"

    @property
    def relation_words(self) -> str:
        """The relation as people say it."""
        return self.relation_word or codes.RELATIONS.get(self.relation, "")

    def age_on(self, day: date) -> int | None:
        """Full years; None where not even the year is known. With the year alone, the age reached in that year."""
        if not self.birth:
            return None
        parts = [int(part) for part in self.birth.split("-")]
        years = day.year - parts[0]
        born = tuple(parts[1:])
        return years - 1 if born > (day.month, day.day)[: len(born)] else years

    def reveal(self, field: str, *, purpose: str, by: Actor, on: date) -> str:
        """The whole number, for a purpose that goes into the journal, which the person may ask to see."""
        return reveal(self, field, purpose=purpose, by=by, on=on)

    def change(self, *, by: Actor, on: date, **new: Any) -> None:
        """Correct what is known of a person; what is the same as before is no change.

        Personal numbers are written into the journal as changed, never as numbers. Raises NotNow for a number that
        somebody else has.
        """
        new = {name: value for name, value in new.items() if _plain(getattr(self, name)) != (value or "")}
        if not new:
            return
        if new.get("id_number"):
            refuse_known_number(new["id_number"], within=self.place_id, besides=self)
        if "relation" in new and self.is_head:
            raise NotNow("这是户主；换户主时，到新户主那一条把关系改成户主。")
        with transaction.atomic():
            if new.get("relation") == "02":
                self.become_head(by=by, on=on)
                new = {name: value for name, value in new.items() if not name.startswith("relation")}
            if new:
                self._change(new, by=by, on=on)

    def _change(self, new: dict[str, Any], *, by: Actor, on: date) -> None:
        before = {name: getattr(self, name) for name in new}
        with transaction.atomic():
            for name, value in new.items():
                setattr(self, name, value)
            self.save(update_fields=[*new, *self.rekey()])
            if self.is_head and "name" in new:
                self.household.head_name = self.name
                self.household.save(update_fields=["head_name"])
            note(
                "resident.change", self, by=by, on=on,
                before={name: "***" if name in HIDDEN else value for name, value in before.items()},
                after={name: "***" if name in HIDDEN else value for name, value in new.items()},
            )  # fmt: skip

    def rekey(self) -> list[str]:
        """Work the keyed hashes and the name key out anew; gives the names of the columns it set."""
        box = vault.current()
        number, phones = _plain(self.id_number), _plain(self.phones).split()
        self.name_key = simplify(self.name)
        self.id_key = box.keyed(number, "resident.id") if number else None
        self.phone_key = box.keyed(phones[0], "phone") if phones else None
        self.phone_key_2 = box.keyed(phones[1], "phone") if len(phones) > 1 else None
        return ["name_key", "id_key", "phone_key", "phone_key_2"]

    def leave(self, *, why: str, by: Actor, on: date, successor: Resident | None = None) -> None:
        """Away from the household for good (迁出, 死亡, 婚嫁), with a day; the person's groups end that day too.

        When the head goes and others stay, `successor` becomes the head. Raises NotNow without one, for the last person
        (the household is taken off the books instead), and for a day before they came.
        """
        if self.left_on is not None:
            raise NotNow(f"{self.name} {self.left_on.isoformat()} 已经不在这户了。")
        if self.joined_on is not None and on < self.joined_on:
            raise NotNow(f"{self.name} {self.joined_on.isoformat()} 才来的，离开的日子要在它之后。")
        others = self.household.residents.present().exclude(pk=self.pk)
        if not others.exists():
            raise NotNow("家里只剩这一个人了；人走了，就把这户注销。")
        if self.is_head and (successor is None or not others.filter(pk=successor.pk).exists()):
            raise NotNow("户主走了，家里还有人，选一位新户主。")
        with transaction.atomic():
            self.left_on, self.left_why = on, why[:120]
            self.save(update_fields=["left_on", "left_why"])
            groups = self.group_spans.end_all(on)
            self.household.count_people()
            if self.is_head and successor is not None:
                successor.become_head(by=by, on=on)
            note("resident.leave", self, by=by, on=on, after={"why": self.left_why, "groups": groups})

    def become_head(self, *, by: Actor, on: date) -> None:
        """Make this person the head of their household. Who was the head has no relation until somebody writes one."""
        with transaction.atomic():
            heads = self.household.residents.present().filter(relation="02").exclude(pk=self.pk)
            heads.update(relation="", relation_word=FORMER_HEAD)
            before = {"relation": self.relation_words}
            self.relation, self.relation_word = "02", ""
            self.save(update_fields=["relation", "relation_word"])
            self.household.head_name = self.name
            self.household.save(update_fields=["head_name"])
            note("resident.change", self, by=by, on=on, before=before, after={"relation": "户主"})


def _plain(value: Any) -> Any:
    return value.plain() if isinstance(value, Secret) else ("" if value is None else value)
