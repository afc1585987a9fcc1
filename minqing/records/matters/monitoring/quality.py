"""Doubts about monitoring data (RULES.md 3.5): declared rules over a household's file, shown as warnings, never as decisions.

Each rule is a question to a `File`, everything known of one household; `files()` loads many of them in a fixed number of queries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from minqing.lib import codes
from minqing.lib.days import add_months
from minqing.lib.fields import Secret
from minqing.records.matters.models.income import IncomeSheet
from minqing.records.matters.models.matter import Matter
from minqing.records.matters.models.monitor import DEVELOPING, NO, HomeCheck, Monitoring, MonitorMeasure, MonitorRisk
from minqing.records.matters.models.monitor_member import WORKS, MonitorMember
from minqing.records.matters.models.monitor_rules import MonitorLimit
from minqing.records.matters.monitoring.income import ITEMS
from minqing.records.matters.monitoring.order import RELEASE
from minqing.records.people.models import GroupSpan, Resident

CARD_LENGTHS = (18, 20, 22)
SPOUSES = ("10", "11", "12")
WORKING_AGE = range(16, 60)
LEAST_WAGE = Decimal(100)
OFF_POVERTY, BENEFITS = "脱贫户", ("低保", "特困供养")
# Where a doubt is put right.
MEMBERS, HOUSEHOLD, INCOME, STORY = "members", "household", "income", "story"


@dataclass
class File:
    """Everything known of one household under monitoring, loaded."""

    matter: Matter
    details: Monitoring
    on: date
    limits: dict[str, int]
    residents: list[Resident] = field(default_factory=list)
    members: dict[UUID, MonitorMember] = field(default_factory=dict)
    measures: list[MonitorMeasure] = field(default_factory=list)
    risks: list[MonitorRisk] = field(default_factory=list)
    check: HomeCheck | None = None
    sheet: IncomeSheet | None = None
    groups: frozenset[str] = frozenset()
    twice: frozenset[UUID] = frozenset()

    @property
    def monitored(self) -> bool:
        """Recognised and not released."""
        return self.details.recognised_on is not None and self.details.released_on is None

    def has_risk(self, risk: str) -> bool:
        """Whether a risk is there now."""
        return any(found.risk == risk and found.gone_on is None for found in self.risks)

    def measured(self, *sorts: str) -> bool:
        """Whether there is a measure of one of these sorts."""
        return any(measure.sort in sorts for measure in self.measures)

    def workers(self) -> list[MonitorMember]:
        """Members who can work."""
        return [member for member in self.members.values() if member.labour in WORKS]

    def since_recognised(self, key: str) -> bool:
        """Whether the months of a limit are over since the recognition."""
        start = self.details.recognised_on
        return start is not None and self.on > add_months(start, self.limits[key])

    def each(self) -> Iterator[tuple[Resident, MonitorMember]]:
        """Members with their own sheet."""
        for resident in self.residents:
            if (member := self.members.get(resident.pk)) is not None:
                yield resident, member


@dataclass(frozen=True, slots=True)
class Rule:
    """One doubt: `finds` says of whom (names, or a word for the whole household); `where` it is put right; `todo` how."""

    key: str
    words: str
    todo: str
    where: str
    fields: tuple[str, ...]
    finds: Callable[[File], list[str]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule that found something in a file."""

    rule: Rule
    whom: tuple[str, ...]


WHOLE = "这户"


def _whole(wrong: bool) -> list[str]:
    return [WHOLE] if wrong else []


def _number(resident: Resident) -> str:
    return resident.id_number.plain() if isinstance(resident.id_number, Secret) else ""


def bad_number(file: File) -> list[str]:
    """Numbers whose check digit or birth day is wrong; 20 and 22 characters are a disability card that begins with the number."""
    found = []
    for resident in file.residents:
        number = _number(resident)
        if len(number) in CARD_LENGTHS and not codes.is_citizen_number(number[:18].upper()):
            found.append(resident.name)
    return found


def card_length(file: File) -> list[str]:
    return [resident.name for resident in file.residents if (number := _number(resident)) and len(number) not in CARD_LENGTHS]


def number_twice(file: File) -> list[str]:
    return [resident.name for resident in file.residents if resident.pk in file.twice]


def one_head(file: File) -> list[str]:
    return _whole(sum(resident.relation == "02" for resident in file.residents) != 1)


def one_spouse(file: File) -> list[str]:
    spouses = [resident.name for resident in file.residents if resident.relation in SPOUSES]
    return spouses if len(spouses) > 1 else []


def spouse_sex(file: File) -> list[str]:
    heads = {resident.sex for resident in file.residents if resident.relation == "02" and resident.sex}
    return [
        resident.name for resident in file.residents if resident.relation in SPOUSES and resident.sex and resident.sex in heads
    ]


def schooling_or_education(file: File) -> list[str]:
    return [resident.name for resident, member in file.each() if bool(member.education) == bool(member.schooling)]


def one_insurance(file: File) -> list[str]:
    return [resident.name for resident, member in file.each() if member.insurance not in ("resident", "employee")]


def work_half_told(file: File) -> list[str]:
    return [resident.name for resident, member in file.each() if bool(member.work_place) != bool(member.work_months)]


def household_phone(file: File) -> list[str]:
    home = file.matter.household
    numbers = home.phones.plain().split() if home is not None and isinstance(home.phones, Secret) else []
    for resident in file.residents:
        if resident.relation == "02" and isinstance(resident.phones, Secret):
            numbers += resident.phones.plain().split()
    return _whole(not any(len(number) == 11 and number.isdigit() for number in numbers))


def unsafe_but_not_in(file: File) -> list[str]:
    unsafe = file.check is not None and any(state == NO for _, state, _ in file.check.basics())
    return _whole(unsafe and OFF_POVERTY in file.groups and file.details.recognised_on is None)


def no_measure(file: File) -> list[str]:
    return _whole(file.monitored and not file.measures and file.since_recognised("measure_months"))


def no_developing(file: File) -> list[str]:
    late = file.monitored and file.since_recognised("develop_months")
    return _whole(late and bool(file.workers()) and not file.measured(*DEVELOPING))


def ill_without_spending(file: File) -> list[str]:
    return _whole(file.has_risk("illness") and file.sheet is not None and file.sheet.sum.self_paid == 0)


def _without(risk: str, *sorts: str) -> Callable[[File], list[str]]:
    return lambda file: _whole(file.monitored and file.has_risk(risk) and not file.measured(*sorts))


def disaster_unnamed(file: File) -> list[str]:
    return _whole(any(risk.risk == "disaster" and not risk.sort and risk.gone_on is None for risk in file.risks))


def labour_not_short(file: File) -> list[str]:
    return _whole(file.has_risk("labour") and bool(file.members) and len(file.workers()) * 4 > len(file.members))


def job_without_worker(file: File) -> list[str]:
    nobody = not file.workers() or not any(member.work_place for member in file.members.values())
    return _whole(file.has_risk("job") and bool(file.members) and nobody)


def released_and_empty(file: File) -> list[str]:
    if file.details.released_on is None:
        return []
    check = file.check if file.check is not None and file.check.way == RELEASE else None
    told = check is not None and all(state != "unknown" for _, state, _ in check.basics())
    counted = (
        file.sheet is not None and file.details.recognised_on is not None and file.sheet.made_on > file.details.recognised_on
    )
    return _whole(not (told and counted))


def benefit_without_measure(file: File) -> list[str]:
    return _whole(file.monitored and bool(file.groups.intersection(BENEFITS)) and not file.measured("benefit"))


def strange_wage(file: File) -> list[str]:
    amounts = file.sheet.amounts() if file.sheet is not None else {}
    return [
        words for item, amount in amounts.items() for sort, words in [ITEMS[item]] if sort == "wage" and 0 < amount < LEAST_WAGE
    ]


def well_but_weak(file: File) -> list[str]:
    return [
        resident.name for resident, member in file.each()
        if (resident.age_on(file.on) or 0) in WORKING_AGE and member.health == "well" and not member.schooling
        and member.labour in ("weak", "lost", "none")
    ]  # fmt: skip


RULES: tuple[Rule, ...] = (
    Rule("bad_number", "身份证号的校验位或者生日不对", "对着身份证改", HOUSEHOLD, ("id_number",), bad_number),
    Rule("number_twice", "身份证号和别人重了", "看看是不是登记了两次", HOUSEHOLD, ("id_number",), number_twice),
    Rule("card_length", "证件号不是 18、20 或 22 位", "对着证件改", HOUSEHOLD, ("id_number",), card_length),
    Rule("one_head", "户主不是正好一个", "把关系改对", HOUSEHOLD, ("relation",), one_head),
    Rule("one_spouse", "户主的配偶不止一个", "把关系改对", HOUSEHOLD, ("relation",), one_spouse),
    Rule("spouse_sex", "户主和配偶性别一样", "把性别或者关系改对", HOUSEHOLD, ("relation", "sex"), spouse_sex),
    Rule("schooling", "文化程度和在校情况要写一样，也只写一样", "上学的写在校，不上学的写文化程度", MEMBERS, ("education", "schooling"), schooling_or_education),
    Rule("insurance", "居民医保和职工医保要有一样，也只有一样", "查参保，没参的帮着参上", MEMBERS, ("insurance",), one_insurance),
    Rule("work", "务工地点和务工几个月要么都写，要么都不写", "问清楚补上", MEMBERS, ("work_place", "work_months"), work_half_told),
    Rule("phone", "家里没有 11 位的电话", "问一个能打通的号补上", HOUSEHOLD, ("phones",), household_phone),
    Rule("unsafe", "脱贫户的住房、饮水、上学或医保有问题，没有纳入监测", "重新看一次", STORY, ("home_check",), unsafe_but_not_in),
    Rule("no_measure", "纳入满一个月了还没有帮扶措施", "加一项帮扶", STORY, ("measures",), no_measure),
    Rule("no_developing", "家里有劳动力，满半年了还没有开发式帮扶", "看产业、就业、金融、公益岗能帮哪样", STORY, ("measures", "labour"), no_developing),
    Rule("ill_paid_nothing", "风险是因病，合规自付支出是 0", "查看病花了多少，补上收入账", INCOME, ("risks", "self_paid"), ill_without_spending),
    Rule("school", "风险是因学，没有教育措施", "加一项义务教育或其他教育帮扶", STORY, ("risks", "measures"), _without("school", "school", "training")),
    Rule("house", "风险是因安全住房，没有住房或搬迁措施", "加一项住房或搬迁帮扶", STORY, ("risks", "measures"), _without("house", "house", "moving")),
    Rule("water", "风险是因安全饮水，没有饮水措施", "加一项饮水帮扶", STORY, ("risks", "measures"), _without("water", "water")),
    Rule("disaster", "风险是因自然灾害，没写哪一种", "在「风险有变化」里补上", STORY, ("risks",), disaster_unnamed),
    Rule("labour", "风险是缺劳动力，能劳动的却超过四分之一", "核对劳动技能", MEMBERS, ("risks", "labour"), labour_not_short),
    Rule("job", "风险是务工不稳，却没人能劳动或没有务工记录", "核对务工地点和劳动技能", MEMBERS, ("risks", "work_place"), job_without_worker),
    Rule("released", "已经消除，消除时的三保障、饮水或收入没填全", "补上收入账", INCOME, ("home_check", "income"), released_and_empty),
    Rule("benefit", "享受低保或特困，没勾综合保障措施", "加一项综合保障", STORY, ("groups", "measures"), benefit_without_measure),
    Rule("wage", "工资不到 100 元，不像一年的数", "看看单位是不是写成了千元、万元", INCOME, ("income",), strange_wage),
    Rule("labour_age", "16 到 59 岁、健康、不上学，写成了弱劳动力或没有劳动力", "核对健康和劳动技能", MEMBERS, ("health", "labour"), well_but_weak),
)  # fmt: skip
BY_KEY = {rule.key: rule for rule in RULES}


def doubts(file: File) -> list[Doubt]:
    """What is doubtful in one file, in the rules' order."""
    return [Doubt(rule, tuple(whom)) for rule in RULES if (whom := rule.finds(file))]


def files(matters: Iterable[Matter], *, on: date) -> list[File]:
    """The files of matters, whose household is loaded with them. Ten queries, however many there are."""
    listed = list(matters)
    keys = [matter.pk for matter in listed]
    homes = [matter.household_id for matter in listed if matter.household_id is not None]
    details = Monitoring.objects.in_bulk(keys)
    residents = _by(Resident.objects.present().filter(household__in=homes).in_order(), "household_id")
    members = _by(MonitorMember.objects.filter(matter__in=keys), "matter_id")
    measures = _by(MonitorMeasure.objects.filter(matter__in=keys).order_by("from_on", "id"), "matter_id")
    risks = _by(MonitorRisk.objects.filter(matter__in=keys), "matter_id")
    checks = {check.matter_id: check for check in HomeCheck.objects.filter(matter__in=keys).order_by("on", "id")}
    sheets = {
        sheet.matter_id: sheet
        for sheet in IncomeSheet.objects.filter(matter__in=keys).order_by("until_on").prefetch_related("lines")
    }
    groups: dict[Any, set[str]] = defaultdict(set)
    for home, group in GroupSpan.objects.on(on).filter(household__in=homes).values_list("household_id", "group"):
        groups[home].add(group)
    twice = _twice(residents)
    limits = _limits(listed, on)
    return [
        File(
            matter, details[matter.pk], on, limits[matter.place_id], residents.get(matter.household_id, []),
            {member.resident_id: member for member in members.get(matter.pk, [])}, measures.get(matter.pk, []), risks.get(matter.pk, []),
            checks.get(matter.pk), sheets.get(matter.pk), frozenset(groups[matter.household_id]), twice,
        )
        for matter in listed if matter.pk in details
    ]  # fmt: skip


def _by(rows: QuerySet[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _twice(residents: dict[Any, list[Resident]]) -> frozenset[UUID]:
    """Those of the residents whose number somebody else on the books has too."""
    keys = [(resident.pk, resident.id_key) for family in residents.values() for resident in family]
    own = {pk: bytes(key) for pk, key in keys if key is not None}
    same = Resident.objects.present().filter(id_key__in=set(own.values())).values_list("id_key", flat=True)
    count = Counter(bytes(key) for key in same if key is not None)
    return frozenset(pk for pk, key in own.items() if count[key] > 1)


def _limits(matters: list[Matter], on: date) -> dict[str, dict[str, int]]:
    """The limits in whole numbers by place. Few places have rows of their own: one query for all rows, then by place."""
    rows = list(MonitorLimit.objects.filter(from_on__lte=on))
    found: dict[str, dict[str, int]] = {}
    for place in {matter.place_id for matter in matters}:
        fitting = [row for row in rows if place.startswith(row.region) and (row.to_on is None or row.to_on >= on)]
        known = MonitorLimit.examples() | {row.key: row for row in sorted(fitting, key=lambda row: row.closeness)}
        found[place] = {key: int(row.number) for key, row in known.items()}
    return found
