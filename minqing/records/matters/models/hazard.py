"""A hazard (隐患): where, how dangerous, what was done at once, how it is put right, who looked again (MECHANISMS.md D6).

Classes and grades are local: dated rows that a county edits. Where it says nothing the examples hold, and pages mark them so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import models
from django.db.models import Q

from minqing.lib.fields import CodeField, LineField, WordsField, new_id
from minqing.lib.refusal import NotNow
from minqing.records.matters.models.attachment import Attachment
from minqing.records.matters.models.dated import LOCAL, DatedRule, DatedRuleQuerySet

LISTS = {"class": "隐患类别", "grade": "隐患等级"}
SINCE = date(2020, 1, 1)
# List, key, words, days within which it is commonly put right (none for a class).
EXAMPLES: tuple[tuple[str, str, str, int | None], ...] = (
    ("class", "falling", "房顶、墙面、外立面掉东西", None), ("class", "house", "危房、地基下沉", None), ("class", "slope", "切坡建房、滑坡、崩塌", None),
    ("class", "water", "河道、水库、低洼积水", None), ("class", "road", "道路、桥梁、护栏", None), ("class", "fire", "消防、用火用电", None),
    ("class", "gas", "燃气、锅炉", None), ("class", "cold", "烧炉子、一氧化碳", None), ("class", "machine", "农机、工地、电梯", None),
    ("class", "other", "其他", None),
    ("grade", "red", "红色：随时会出事", 3), ("grade", "orange", "橙色：不管会出事", 15), ("grade", "yellow", "黄色：要留意", 30),
)  # fmt: skip
TITLES = "matters.hazard_codes"


class HazardCodeQuerySet(DatedRuleQuerySet["HazardCode"]):
    def of(self, sort: str, *, place: str, on: date) -> list[HazardCode]:
        """The codes of a list at a place on a day: the county's rows over our examples, less those it does not use. One query."""
        known = {row.key: row for row in HazardCode.examples() if row.sort == sort}
        known |= {
            row.key: row for row in sorted(self.holding(place=place, on=on).filter(sort=sort), key=lambda row: row.closeness)
        }
        return sorted((row for row in known.values() if row.used), key=lambda row: (row.rank, row.key))

    def titles(self, *needed: str) -> dict[str, str]:
        """List and key → words, whatever the place; kept for a minute, for ledgers ask it of every row.

        Looked up anew where one that is `needed` is not among them: a county may have added it just now.
        """
        found: dict[str, str] | None = cache.get(TITLES)
        if found is None or any(key not in found for key in needed):
            found = {f"{row.sort}:{row.key}": row.title for row in (*HazardCode.examples(), *self.order_by("from_on"))}
            cache.set(TITLES, found, 60)
        return found

    def title(self, sort: str, key: str) -> str:
        """The words of one code; the code itself where no list has it."""
        return self.titles(f"{sort}:{key}").get(f"{sort}:{key}", key) if key else ""


class HazardCode(DatedRule):
    """A class or a grade of hazards. `days` is how long putting it right commonly takes at most; `used` False takes one off the list."""

    sort = models.CharField(max_length=8, choices=LISTS, verbose_name="哪张名单")
    key = models.SlugField(max_length=20, verbose_name="代号", help_text="字母，像 falling；和已有的一样，就是改那一条")
    title = models.CharField(max_length=40, verbose_name="叫什么")
    days = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name="一般几天内整改完", help_text="只有等级要写")
    rank = models.PositiveSmallIntegerField(default=50, verbose_name="排第几")
    used = models.BooleanField(default=True, verbose_name="还用这一条")

    objects = HazardCodeQuerySet.as_manager()

    class Meta:
        db_table = "hazard_code"
        constraints = [models.UniqueConstraint(fields=["region", "sort", "key", "from_on"], name="hazard_code_once")]

    def __str__(self) -> str:
        words = f"{self.title}（{self.days} 天内整改）" if self.days else self.title
        return words if self.used else f"不用：{words}"

    @classmethod
    def examples(cls) -> list[HazardCode]:
        """Unsaved and unconfirmed."""
        return [
            cls(sort=sort, key=key, title=title, days=days, rank=rank, from_on=SINCE, source=LOCAL)
            for rank, (sort, key, title, days) in enumerate(EXAMPLES)
        ]


def choices_of(sort: str) -> Callable[[str, date], list[tuple[str, str]]]:
    """What a form offers for a field that holds a code of a list, at a place on a day."""

    def choices(place: str, on: date) -> list[tuple[str, str]]:
        return [(row.key, row.title) for row in HazardCode.objects.of(sort, place=place, on=on)]

    return choices


class Hazard(models.Model):
    """The file beside the matter. Money in 元. `fixed_on`, `cleared_on` and what belongs to them are set by the moves."""

    # Fields whose values stand on a dated list, for forms (`details.detail_fields`).
    LISTED = {"risk_class": choices_of("class"), "grade": choices_of("grade")}

    matter = models.OneToOneField("matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="hazard")
    spot = LineField("在哪儿", max_length=200, blank=True, help_text="说到别人找得到：像 3 栋西边房顶，靠路那一面")
    risk_class = models.CharField("哪一类", max_length=20, blank=True)
    grade = models.CharField("等级", max_length=20, blank=True)
    risk = LineField("怕出什么事", max_length=300, blank=True, help_text="像：瓦片掉下来砸着人")
    people = models.PositiveIntegerField("威胁到多少人", null=True, blank=True)
    measure = WordsField("先采取的措施", blank=True)
    measured_on = models.DateField(null=True)
    responsible = models.CharField("谁负责整改", max_length=120, blank=True, help_text="产权人、物业、单位或者哪一家")
    plan = LineField("怎么整改", max_length=400, blank=True)
    fix_by = models.DateField("哪天前整改完", null=True, blank=True)
    cost = models.DecimalField("花多少钱（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    fixed_on = models.DateField(null=True)
    cleared_on = models.DateField(null=True)
    cleared_by = models.CharField(max_length=80, blank=True)
    every_days = models.PositiveSmallIntegerField(
        "隔几天看一次", null=True, blank=True, help_text="汛期、雨天看得勤些；不用定期看就空着"
    )
    look_on = models.DateField(null=True)

    class Meta:
        db_table = "hazard"
        indexes = [
            models.Index(fields=["fixed_on"], name="hazard_fixed"),
            models.Index(fields=["cleared_on"], name="hazard_cleared"),
            models.Index(fields=["look_on"], name="hazard_look"),
        ]

    def __str__(self) -> str:
        return self.spot or self.matter.about

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A class or grade that stands on no list is not stored, whoever writes it."""
        for name in self.LISTED:
            key, sort = getattr(self, name), "class" if name == "risk_class" else "grade"
            if key and f"{sort}:{key}" not in HazardCode.objects.titles(f"{sort}:{key}"):
                raise NotNow(f"没有这种{LISTS[sort]}，从名单里选一个。")
        super().save(*args, **kwargs)

    @property
    def class_words(self) -> str:
        """The class as the list says it."""
        return HazardCode.objects.title("class", self.risk_class)

    @property
    def grade_words(self) -> str:
        """The grade as the list says it: 橙色：不管会出事."""
        return HazardCode.objects.title("grade", self.grade)

    @property
    def grade_colour(self) -> str:
        """The word before the colon, for a mark beside the title."""
        return self.grade_words.partition("：")[0]


class HazardCheck(models.Model):
    """Somebody went and looked: on a round while it stands, to verify that it is gone, or some time after."""

    SORTS = {"round": "定期看", "verify": "复查"}
    FOUND = {"gone": "消除了", "better": "好些了", "same": "没变化", "worse": "更厉害了"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="hazard_checks")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = CodeField(max_length=6)
    sort = models.CharField(max_length=8, choices=SORTS)
    found = models.CharField(max_length=8, choices=FOUND)
    on = models.DateField()
    words = WordsField(blank=True)
    by_name = models.CharField(max_length=80)

    class Meta:
        db_table = "hazard_check"
        indexes = [models.Index(fields=["place", "on"], name="hazard_check_place_day")]
        constraints = [
            models.CheckConstraint(condition=Q(found__in=["gone", "better", "same", "worse"]), name="hazard_check_found")
        ]

    def __str__(self) -> str:
        return f"{self.SORTS[self.sort]}：{self.FOUND[self.found]}"


class HazardPhoto(models.Model):
    """That a photograph shows how it is after it was put right; every other one shows how it was found."""

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, primary_key=True, related_name="after_hazard")

    class Meta:
        db_table = "hazard_photo"

    def __str__(self) -> str:
        return "整改后"
