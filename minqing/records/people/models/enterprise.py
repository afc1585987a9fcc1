"""A firm, a cooperative, a sole trader (MECHANISMS.md B4): who it is, who looks after it, from when to when."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from minqing.ground.journal import Actor, note
from minqing.ground.places.models import Place
from minqing.ground.staff.models import User
from minqing.lib import codes
from minqing.lib.fields import CodeField, Secret, VaultField, new_id
from minqing.lib.refusal import NotNow

SORTS = {"company": "企业", "cooperative": "农民专业合作社", "sole": "个体户", "other": "其他单位"}
# Sections of GB/T 4754-2017.
INDUSTRIES = {
    "A": "农、林、牧、渔业", "B": "采矿业", "C": "制造业", "D": "电力、热力、燃气及水的生产和供应", "E": "建筑业", "F": "批发和零售业",
    "G": "交通运输、仓储和邮政业", "H": "住宿和餐饮业", "I": "信息传输、软件和信息技术服务业", "J": "金融业", "K": "房地产业",
    "L": "租赁和商务服务业", "M": "科学研究和技术服务业", "N": "水利、环境和公共设施管理业", "O": "居民服务、修理和其他服务业", "P": "教育",
    "Q": "卫生和社会工作", "R": "文化、体育和娱乐业", "S": "公共管理、社会保障和社会组织",
}  # fmt: skip
SIZES = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}


def right_uscc(text: str, *, needed: bool = False) -> str:
    """A unified social credit code as typed, made right: wide letters and spaces out, large letters (GB 32100).

    Empty stays empty unless it is `needed`. Raises NotNow with the sentence for what is wrong.
    """
    code = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()
    if not code:
        if needed:
            raise NotNow("统一社会信用代码没写，照营业执照写 18 位；个体户没有的选「个体户」。")
        return ""
    if len(code) != 18:
        raise NotNow(f"统一社会信用代码是 18 位，写了 {len(code)} 位，照营业执照再看一遍。")
    if strange := sorted({letter for letter in code if letter in "IOSVZ" or not (letter.isascii() and letter.isalnum())}):
        raise NotNow(f"统一社会信用代码里没有「{'、'.join(strange)}」这样的字，看看是不是数字写成了字母。")
    if not codes.is_uscc(code):
        raise NotNow("统一社会信用代码对不上：最后一位是校验位，算出来不是这个。照营业执照一位一位再核一遍。")
    return code


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def present(self) -> EnterpriseQuerySet:
        """On the register today."""
        return self.filter(closed_on=None)

    def on(self, day: date) -> EnterpriseQuerySet:
        """On the register at the end of a day. An unknown beginning counts as long ago."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), Q(opened_on=None) | Q(opened_on__lte=day))

    def named(self, words: str) -> EnterpriseQuerySet:
        """Found by a part of its name or address, or its whole code."""
        return self.filter(Q(name__contains=words) | Q(address__contains=words) | Q(uscc=words.upper()))

    def in_order(self) -> EnterpriseQuerySet:
        return self.order_by("place_id", "name", "id")

    def meant(self, *, county: str, name: str = "", uscc: str = "") -> Enterprise | None:
        """The one that a code or a whole name means in a county; None if none does, or several."""
        here = self.present().filter(county=county)
        found = list((here.filter(uscc=uscc) if uscc else here.filter(name=name.strip()))[:2])
        return found[0] if len(found) == 1 else None

    def open(
        self, *, place: Place, name: str, sort: str, by: Actor, on: date, uscc: str = "", phone: str = "", id: UUID | None = None, **known: Any
    ) -> Enterprise:  # fmt: skip
        """Put it on the register. The same `id` sent again gives the one already there.

        Raises NotNow for no name, a code that is wrong, missing or taken in this county.
        """
        if not name.strip():
            raise NotNow("名称没写，照营业执照写全称。")
        if earlier := (self.filter(pk=id).first() if id else None):
            return earlier
        code = right_uscc(uscc, needed=sort != "sole")
        _not_taken(code, place.pk[:6])
        with transaction.atomic():
            enterprise = self.create(
                id=id or new_id(), place=place, county=place.pk[:6], name=" ".join(name.split())[:120], sort=sort, uscc=code,
                phone=phone or None, **known,
            )  # fmt: skip
            note("enterprise.open", enterprise, by=by, on=on, after={"name": enterprise.name, "uscc": code})
        return enterprise


def _not_taken(code: str, county: str, but: Any = None) -> None:
    taken = Enterprise.objects.present().filter(county=county, uscc=code).exclude(pk=but).first() if code else None
    if taken is not None:
        raise NotNow(f"这个代码已经登记过了：{taken.name}。")


class Enterprise(models.Model):
    """`uscc` is checked by its check character; only a sole trader may be without. `liaison` is who was sent to serve it (驻企服务员).

    `opened_on` is the day it began, if known; `closed_on` the day it ended or left, with `closed_why`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="enterprises")
    county = CodeField(max_length=6)
    name = models.CharField(max_length=120)
    sort = models.CharField(max_length=12, choices=SORTS, default="company")
    uscc = models.CharField(max_length=18, blank=True)
    address = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=1, choices=INDUSTRIES, blank=True)
    size = models.CharField(max_length=8, choices=SIZES, blank=True)
    contact = models.CharField(max_length=80, blank=True)
    phone = VaultField(label="enterprise.phone", mask="phone")
    liaison = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="enterprises")
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_why = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        db_table = "enterprise"
        indexes = [models.Index(fields=["place", "name"], name="enterprise_place")]
        constraints = [
            models.UniqueConstraint(fields=["county", "uscc"], condition=Q(closed_on=None) & ~Q(uscc=""), name="enterprise_once"),
            models.CheckConstraint(condition=Q(sort="sole") | ~Q(uscc=""), name="enterprise_has_code"),
        ]

    def __str__(self) -> str:
        return self.name

    def change(self, *, by: Actor, on: date, **new: Any) -> None:
        """Correct what is known; what is the same is no change. An empty telephone keeps the one that is stored."""
        if not new.get("phone", True):
            new.pop("phone")
        if "uscc" in new or "sort" in new:
            new["uscc"] = right_uscc(new.get("uscc", self.uscc), needed=new.get("sort", self.sort) != "sole")
            _not_taken(new["uscc"], self.county, but=self.pk)
        new = {name: value for name, value in new.items() if name == "phone" or getattr(self, name) != value}
        if isinstance(self.phone, Secret) and new.get("phone") == self.phone.plain():
            new.pop("phone")
        if not new:
            return
        told = {name: str(value) for name, value in new.items() if name != "phone"}
        before = {name: str(getattr(self, name) or "") for name in told}
        with transaction.atomic():
            for name, value in new.items():
                setattr(self, name, value)
            self.save(update_fields=list(new))
            after = {**told, "phone": "改了"} if "phone" in new else told
            note("enterprise.change", self, by=by, on=on, before=before, after=after)
        self.refresh_from_db(fields=["phone"])

    def close(self, *, why: str, by: Actor, on: date) -> None:
        """Take it off the register with a day and a reason; what it asked for stays."""
        if self.closed_on is not None:
            raise NotNow(f"这一家 {self.closed_on.isoformat()} 已经注销了。")
        if not why.strip():
            raise NotNow("注销要写原因，比如：搬到外县去了。")
        if self.opened_on is not None and on < self.opened_on:
            raise NotNow(f"这一家 {self.opened_on.isoformat()} 才开的，注销的日子要在它之后。")
        with transaction.atomic():
            self.closed_on, self.closed_why = on, why.strip()[:120]
            self.save(update_fields=["closed_on", "closed_why"])
            note("enterprise.close", self, by=by, on=on, after={"why": self.closed_why})

    def reveal_phone(self, *, purpose: str, by: Actor, on: date) -> str:
        """The contact's whole number, for a purpose that goes into the journal."""
        if len(purpose.strip()) < 2:
            raise NotNow("看全号要写用途，比如：约时间上门。")
        if not isinstance(self.phone, Secret):
            raise NotNow("这一家没留电话。")
        with transaction.atomic():
            note("number.reveal", self, by=by, on=on, words=purpose.strip()[:200], after={"field": "phone"})
        return self.phone.plain()
