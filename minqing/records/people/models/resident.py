"""A person of a household."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.lib import codes, vault
from minqing.lib.fields import CodeField, Secret, VaultField, new_id
from minqing.lib.refusal import NotNow
from minqing.lib.words import simplify
from minqing.records.people.models.household import Household


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


class Resident(models.Model):
    """One person. `birth` is ISO and as exact as known (1956, 1956-03, 1956-03-02); `relation` is GB/T 4761-2008."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="residents")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="residents")
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
        secret: Any = getattr(self, field)
        if len(purpose.strip()) < 2:
            raise NotNow("看全号要写用途，比如：帮办医保报销。")
        if not isinstance(secret, Secret):
            raise NotNow("这一项没记过。")
        with transaction.atomic():
            note("number.reveal", self, by=by, on=on, words=purpose.strip(), after={"field": field, "household": str(self.household_id)})
        return secret.plain()

    def change(self, *, by: Actor, on: date, **new: Any) -> None:
        """Correct what is known of a person. Personal numbers are written into the journal as changed, never as numbers."""
        before = {name: getattr(self, name) for name in new}
        with transaction.atomic():
            for name, value in new.items():
                setattr(self, name, value)
            fields = [*new, *self.rekey()]
            self.save(update_fields=fields)
            hidden = ("id_number", "phones")
            note(
                "resident.change", self, by=by, on=on,
                before={name: "***" if name in hidden else value for name, value in before.items()},
                after={name: "***" if name in hidden else value for name, value in new.items()},
            )  # fmt: skip

    def rekey(self) -> list[str]:
        """Work the keyed hashes and the name key out anew; gives the names of the columns it set."""
        box = vault.current()
        number = self.id_number.plain() if isinstance(self.id_number, Secret) else self.id_number
        phones = self.phones.plain() if isinstance(self.phones, Secret) else self.phones
        parts = (phones or "").split()
        self.name_key = simplify(self.name)
        self.id_key = box.keyed(number, "resident.id") if number else None
        self.phone_key = box.keyed(parts[0], "phone") if parts else None
        self.phone_key_2 = box.keyed(parts[1], "phone") if len(parts) > 1 else None
        return ["name_key", "id_key", "phone_key", "phone_key_2"]

    def leave(self, *, why: str, by: Actor, on: date) -> None:
        """Away from the household for good (迁出, 死亡, 婚嫁), with a day."""
        with transaction.atomic():
            self.left_on, self.left_why = on, why
            self.save(update_fields=["left_on", "left_why"])
            household = self.household
            household.size = household.residents.present().count()
            household.save(update_fields=["size"])
            note("resident.leave", self, by=by, on=on, after={"why": why})

    @staticmethod
    def join(*, household: Household, by: Actor, on: date, **known: Any) -> Resident:
        """Add a person to a household (出生, 婚入, 迁入, 漏登)."""
        with transaction.atomic():
            resident = Resident(household=household, place_id=household.place_id, county=household.county, joined_on=on, **known)
            resident.rekey()
            resident.save()
            household.size = household.residents.present().count()
            household.save(update_fields=["size"])
            note("resident.join", resident, by=by, on=on, after={"name": resident.name})
        return resident
