"""The demo world: real places, invented people. Tests, demo and screenshots use the same cast.

`places`, `staff` and `village` are the pieces that tests take singly; `stories` know the cast, and `stories.world` makes all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from minqing.ground.journal import PROGRAM
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Organisation, Posting, Role, User
from minqing.inventing import Somebody
from minqing.lib import vault
from minqing.lib.words import simplify
from minqing.records.people.models import GroupSpan, Household, Resident

PASSWORD = "minqing-demo"
BEGUN = date(2022, 7, 1)

COUNTIES = ("220422", "220322", "220302", "513331", "420102", "330111", "420111")
ZHONGXIANG, NAN, GENGXIA, TIAOZIHE, DIJIAO = "220422102209", "220422100003", "513331102201", "220302200202", "420102012008"
ANSHI, BAIQUAN, DONGLIAO = "220422102", "220422100", "220422"
NEIGHBOUR = "220422102210"


@dataclass(frozen=True)
class Part:
    """One of the cast: account, name, post, place, role; what residents are told of them."""

    username: str
    name: str
    title: str
    place: str
    role: str
    about: str = ""
    phone: str = ""
    unit: str = ""


PARTS = (
    Part("weichanghe", "魏长河", "第一书记", ZHONGXIANG, "village", "县水利局派来", "138 0000 0102", "县水利局"),
    Part("linxiaohe", "林晓禾", "基层治理专干", ZHONGXIANG, "village", "办证、填表找她", "138 0000 0103"),
    Part("guoyonggang", "郭永刚", "村党支部书记", ZHONGXIANG, "village", "天天在村部", "138 0000 0101"),
    Part("jiachengyi", "贾成义", "第一书记", NEIGHBOUR, "village", "在村部", "138 0000 0104"),
    Part("zhouqiming", "周启明", "综治办主任", ANSHI, "clerk", "镇综治办", "138 0000 0105", "安石镇综治办"),
    Part("luzhixin", "卢志新", "水利站站长", ANSHI, "clerk", "镇水利站", "138 0000 0106", "安石镇水利站"),
    Part("hanxue", "韩雪", "县民情办主任", DONGLIAO, "county", "县委大院", "138 0000 0107", "东辽县民情办"),
    Part("sunlijuan", "孙丽娟", "社区书记", NAN, "village", "社区大厅", "138 0000 0108"),
    Part("dangyuan", "高建民", "在职党员", BAIQUAN, "member", "", "", "东辽县税务局党支部"),
    Part("luorong", "洛绒多吉", "第一书记", GENGXIA, "village", "在村活动室", "138 0000 0109"),
    Part("qinshouyi", "秦守义", "第一书记", TIAOZIHE, "village", "在村部", "138 0000 0110"),
    Part("yaomin", "姚敏", "社区书记", DIJIAO, "village", "社区大厅", "138 0000 0111"),
    Part("wangguan", "王冠", "系统管理员", DONGLIAO, "admin"),
)  # fmt: skip
UNIT_KINDS = {
    "县水利局": "sender", "东辽县税务局党支部": "branch", "东辽县民情办": "county", "梨树县农业农村局": "county", "梨树县民情办": "county",
    "铁西区农业农村局": "county", "铁西区民情办": "county", "市生态环境局": "sender", "富阳区服务企业办": "county", "省直机关下沉工作队": "sender",
}  # fmt: skip


def stands() -> bool:
    """Whether the demo world is in this database."""
    return User.objects.filter(username=PARTS[0].username).exists()


def sign_ins(port: int) -> str:
    """What `minqing demo` prints: where to go and as whom."""
    lines = [f"打开 http://127.0.0.1:{port}/ ，密码都是 {PASSWORD}", ""]
    lines += [f"  {part.username:<13}{part.name}  {part.title}" for part in PARTS]
    lines += ["", f"村民的门（不用账号）：http://127.0.0.1:{port}/p/{ZHONGXIANG}/"]
    return "\n".join(lines)


def places() -> None:
    """The counties of the sources, and below 中香村 its three natural groups."""
    from minqing.ground.places.loading import load

    for county in COUNTIES:
        load(county)
    village = Place.objects.get(pk=ZHONGXIANG)
    for number, name in enumerate(("一社", "二社", "三社"), 1):
        code = f"{ZHONGXIANG}{number:03d}"
        if not Place.objects.filter(pk=code).exists():
            Place.objects.open_below(village, level="group", name=name, by=PROGRAM, on=BEGUN, code=code)


def staff(parts: Iterable[Part] = PARTS) -> dict[str, User]:
    """Accounts with posts; all have the same password, hashed once."""
    from django.contrib.auth.hashers import make_password

    hashed = make_password(PASSWORD)
    users: dict[str, User] = {}
    known, roles = list(parts), Role.objects.in_bulk()
    places = Place.objects.in_bulk({part.place for part in known})
    for part in known:
        place = places[part.place]
        user = User.objects.create(username=part.username, name=part.name, phone=part.phone, password=hashed)
        unit = None
        if part.unit:
            kind = UNIT_KINDS.get(part.unit, "township")
            unit, _ = Organisation.objects.get_or_create(
                name=part.unit, place=place, defaults={"kind": kind, "county": part.place[:6]}
            )
        Posting.objects.post(
            user=user, place=place, role=roles[part.role], title=part.title, by=PROGRAM, on=BEGUN, organisation=unit,
            public=bool(part.about), about=part.about, rank=10 + len(users),
        )  # fmt: skip
        users[part.username] = user
    return users


def who(username: str) -> User:
    """One of the cast."""
    return User.objects.get(username=username)


def settle(
    place: Place, families: Sequence[Sequence[Somebody]], *, section: str = "", groups: Mapping[int, Sequence[str]] | None = None,
    since: date | None = date(2021, 1, 1), first_number: int = 1,
) -> list[Household]:  # fmt: skip
    """Put families on the books of a place, in bulk as an import does. `groups` are household groups by position."""
    box = vault.current()
    households, residents, spans = [], [], []
    for number, family in enumerate(families, first_number):
        head = family[0]
        household = Household(
            place=place, county=place.pk[:6], number=str(number), section=section, head_name=head.name, size=len(family),
            address=f"{section}{number}号" if section else f"{number}号", key=f"{section}{number}", started_on=since,
        )  # fmt: skip
        households.append(household)
        for person in family:
            resident = Resident(
                household=household, place=place, county=place.pk[:6], name=person.name, name_key=simplify(person.name),
                relation=person.relation, sex=person.sex, birth=person.birth, id_number=person.id_number, phones=person.phone or None,
                id_key=box.keyed(person.id_number, "resident.id"), joined_on=since,
                phone_key=box.keyed(person.phone, "phone") if person.phone else None,
            )  # fmt: skip
            residents.append(resident)
            spans += [_span(household, resident, group, since) for group in person.groups]
        spans += [_span(household, None, group, since) for group in (groups or {}).get(number - first_number, ())]
    Household.objects.bulk_create(households)
    Resident.objects.bulk_create(residents)
    GroupSpan.objects.bulk_create(spans)
    return households


def _span(household: Household, resident: Resident | None, group: str, since: date | None) -> GroupSpan:
    return GroupSpan(
        household=household,
        resident=resident,
        place=household.place,
        county=household.county,
        group=group,
        from_on=since,
        source="演示数据",
    )


def weekdays(first: date, last: date) -> list[date]:
    """The Mondays to Fridays of a period."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]
