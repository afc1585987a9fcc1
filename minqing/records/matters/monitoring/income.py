"""A family's income sheet (RULES.md 3.3): items, the formula, and keeping a sheet. Amounts are exact, in yuan a year.

家庭纯收入 = 工资性 + 生产经营性 + 财产性 + 转移性 − 生产经营性支出; per head by the members on the sheet. One-off condolence or relief
money and subsidies bound to a purpose are written down and not counted. Insurance paid out and spending borne by the family itself
(within the rules) stand apart. The formula of the reference amount is not confirmed by any rule that we found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.db import transaction

from minqing.ground.journal import note
from minqing.ground.staff.models import User
from minqing.lib.days import add_months
from minqing.lib.refusal import NotNow

if TYPE_CHECKING:
    from minqing.records.matters.models import Matter
    from minqing.records.matters.models.income import IncomeSheet

CLASSES = {
    "wage": "工资性收入", "business": "生产经营性收入", "property": "财产性收入", "transfer": "转移性收入", "cost": "生产经营性支出",
    "uncounted": "不计入的（一次性慰问、专项补助）", "claims": "理赔收入", "self_paid": "合规自付支出",
}  # fmt: skip
COUNTED = ("wage", "business", "property", "transfer")

# Item → (class, words): the breakdown of a 2023 county survey.
ITEMS: dict[str, tuple[str, str]] = {
    "wage_work": ("wage", "务工"), "wage_trade": ("wage", "行业公益岗"), "wage_town": ("wage", "乡镇公益岗"),
    "wage_village": ("wage", "村公益岗"), "wage_picking": ("wage", "采摘、零工"),
    "farm": ("business", "种植"), "herd": ("business", "养殖"), "wood": ("business", "林果"), "trade": ("business", "其他经营"),
    "dividend": ("property", "资产收益分红"), "lease": ("property", "土地流转"), "finance": ("property", "金融收益"),
    "entrusted": ("property", "代种代养"), "property_other": ("property", "其他财产收入"),
    "family_plan": ("transfer", "计划生育金"), "allowance": ("transfer", "低保金"), "destitute": ("transfer", "特困供养金"),
    "pension": ("transfer", "养老金"), "eco_farmland": ("transfer", "退耕还林"), "eco_forest": ("transfer", "公益林"),
    "eco_grass": ("transfer", "草原生态奖补"), "eco_moving": ("transfer", "生态移民"), "planting": ("transfer", "种植补贴"),
    "soil": ("transfer", "耕地地力补贴"), "insurance": ("transfer", "农业保险"), "old_age": ("transfer", "高龄津贴"),
    "veteran": ("transfer", "优抚金"), "disabled": ("transfer", "残疾人补贴"), "schooling": ("transfer", "教育补助"),
    "disaster": ("transfer", "救灾款"), "unable": ("transfer", "失能补贴"), "support": ("transfer", "赡养费"),
    "heating": ("transfer", "取暖补贴"), "price": ("transfer", "物价补贴"), "relief": ("transfer", "社会救济"),
    "guard": ("transfer", "防贫保险"), "donation": ("transfer", "捐赠"),
    "farm_cost": ("cost", "种植支出"), "herd_cost": ("cost", "养殖支出"), "wood_cost": ("cost", "林果支出"), "trade_cost": ("cost", "其他经营支出"),
    "once_condolence": ("uncounted", "一次性慰问"), "once_relief": ("uncounted", "一次性临时救助"),
    "bound_house": ("uncounted", "危房改造补助"), "bound_moving": ("uncounted", "搬迁补助"),
    "claim_medical": ("claims", "医疗、意外理赔"), "claim_other": ("claims", "其他理赔"),
    "self_medical": ("self_paid", "看病合规自付"), "self_school": ("self_paid", "上学合规自付"), "self_house": ("self_paid", "住房合规自付"),
    "self_other": ("self_paid", "其他合规自付"),
}  # fmt: skip
MOST = Decimal(10_000_000)
CENT = Decimal("0.01")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Sum:
    """What a sheet comes to. Every amount in yuan for the whole window; `per_head` None without anybody to share it."""

    by_class: Mapping[str, Decimal]
    people: int

    @property
    def gross(self) -> Decimal:
        """All that counts, before costs."""
        return sum((self.by_class[name] for name in COUNTED), Decimal(0))

    @property
    def net(self) -> Decimal:
        """家庭纯收入."""
        return self.gross - self.by_class["cost"]

    @property
    def per_head(self) -> Decimal | None:
        """人均纯收入, to the cent."""
        return per(self.net, self.people)

    @property
    def reference(self) -> Decimal:
        """收入参考范围 of the household: net, with what insurance paid, less what the family bore itself. UNCONFIRMED formula."""
        return self.net + self.by_class["claims"] - self.by_class["self_paid"]

    @property
    def reference_per_head(self) -> Decimal | None:
        """The same a head."""
        return per(self.reference, self.people)

    @property
    def self_paid(self) -> Decimal:
        """合规自付支出."""
        return self.by_class["self_paid"]


def per(amount: Decimal, people: int) -> Decimal | None:
    """An amount a head, half a cent rounded up."""
    return (amount / people).quantize(CENT, ROUND_HALF_UP) if people else None


def yuan(amount: Decimal | None) -> str:
    """An amount as it is shown: 1,200.50; nothing for none."""
    return f"{amount:,.2f}" if amount is not None else ""


def add_up(amounts: Mapping[str, Decimal], people: int) -> Sum:
    """The sums of a sheet from its amounts by item."""
    totals = {name: Decimal(0) for name in CLASSES}
    for item, amount in amounts.items():
        totals[ITEMS[item][0]] += amount
    return Sum(totals, people)


def read_amount(text: str) -> Decimal:
    """An amount as somebody typed it: 1,200.50, １２００ or nothing. Raises NotNow for what is no amount."""
    plain = (
        text.strip()
        .translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
        .replace(",", "")
        .replace("，", "")
        .removesuffix("元")
    )
    if not plain:
        return Decimal(0)
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise NotNow(f"「{text.strip()[:20]}」不是钱数，写成像 1200 或 1200.50。") from None
    if not amount.is_finite() or amount < 0 or amount > MOST:
        raise NotNow(f"「{text.strip()[:20]}」不像一年的钱数，看看是不是多写了；要写正数。")
    if amount != amount.quantize(CENT):
        raise NotNow(f"「{text.strip()[:20]}」写到分就行。")
    return amount


def window(until: date) -> tuple[date, date]:
    """The twelve months that end on a day, both days included."""
    return add_months(until, -MONTHS) + timedelta(days=1), until


def keep(
    matter: Matter, *, by: User, on: date, until: date, people: int, amounts: Mapping[str, Decimal], words: str = ""
) -> IncomeSheet:
    """Store a sheet for the twelve months up to `until`; the same window again corrects the sheet that is there.

    Raises NotNow for nobody to share the income, an unknown item, and a window that has not ended.
    """
    from minqing.records.matters.models.income import IncomeLine, IncomeSheet

    if not 1 <= people <= 60:
        raise NotNow("家庭人口没写对，写户口上共同生活的人数。")
    if until > on:
        raise NotNow("收入算到的那天还没到，选今天或今天以前。")
    if strange := [item for item in amounts if item not in ITEMS]:
        raise NotNow(f"没有「{strange[0][:20]}」这一项，刷新再填。")
    first, last = window(until)
    with transaction.atomic():
        sheet, new = IncomeSheet.objects.update_or_create(
            matter=matter, until_on=last,
            defaults={"from_on": first, "people": people, "words": words.strip()[:400], "by": by, "made_on": on},
        )  # fmt: skip
        sheet.lines.all().delete()
        IncomeLine.objects.bulk_create(
            IncomeLine(sheet=sheet, item=item, amount=amount) for item, amount in amounts.items() if amount
        )
        # The amounts stay on the sheet: the journal says that it was written, never how much.
        note("monitor.income", sheet, by=by, on=on, place=matter.place_id, after={"until": last.isoformat(), "new": new})
    return sheet


def carried_over(matter: Matter) -> dict[str, Decimal]:
    """The amounts of the last sheet of this matter, or else of the household's last one: nobody writes them twice."""
    from minqing.records.matters.models.income import IncomeSheet

    last = IncomeSheet.objects.filter(matter=matter).latest_first().first()
    if last is None and matter.household_id is not None:
        last = IncomeSheet.objects.filter(matter__household=matter.household_id).latest_first().first()
    return last.amounts() if last is not None else {}
