"""Households named by their door: 二社23号 and the like, on a roster that knows the doors."""

from datetime import date

import pytest

from minqing.readings.proposals.reading import Person, Reading, Roster, read

VILLAGE = Roster(
    [
        Person("A3", "杜春燕", "head", "一社", "3", "一社3号"), Person("A4", "崔长河", "head", "一社", "4", "一社4号"),
        Person("A15", "王成林", "head", "一社", "15", "一社15号"), Person("A17", "李桂兰", "head", "一社", "17", "一社17号"),
        Person("A17", "范长河", "member", "一社", "17", "一社17号"), Person("B4", "范玉海", "head", "二社", "4", "二社4号"),
        Person("B23", "王德福", "head", "二社", "23", "二社23号"), Person("B15", "宋占海", "head", "二社", "15", "二社15号"),
        Person("E1", "姜海", "head", "王家屯", "6", ""), Person("C1", "秦月", "head", "", "", "3栋2单元501室"),
        Person("C2", "秦岭", "head", "", "", "3栋2单元502室"),
    ]
)  # fmt: skip
WEDNESDAY = date(2024, 3, 20)


def reading(text: str) -> Reading:
    return read(text, written_on=WEDNESDAY, roster=VILLAGE)


@pytest.mark.parametrize(
    ("text", "homes"),
    [
        ("上午到二社23号，老两口都在。", ["B23"]),
        ("去第二社二十三号坐了坐。", ["B23"]),
        ("到2社23号看看，炉子好烧。", ["B23"]),
        ("到二组23号看看，炉子好烧。", ["B23"]),
        ("一社3号、4号两家都是老人，都挺好。", ["A3", "A4"]),
        ("走访一社3号和15号，都挺好。", ["A3", "A15"]),
        ("王家屯6号坐了坐，都挺好。", ["E1"]),
        ("到3栋2单元501，秦大姐在家。", ["C1"]),
        ("到3栋2单元502室坐了坐。", ["C2"]),
        ("到23号老王家坐了坐。", ["B23"]),  # 老王 alone may be two households
        ("到老范家（一社17号）看看，都好。", ["A17"]),
        ("到二社15号宋占海家看看。", ["B15"]),
        ("到23号人家坐了坐。", ["B23"]),
        ("到15号人家坐了坐。", []),  # two sections have one
        ("到二社99号坐了坐。", []),
    ],
)
def test_it_knows_whose_door_it_is(text: str, homes: list[str]) -> None:
    assert [call.household for call in reading(text).visited] == homes


def test_a_locked_door_is_nobody_met() -> None:
    found = reading("二社23号锁着门，没见着人。")

    assert not found.visited
    assert [call.household for call in found.mentioned] == ["B23"]


def test_what_is_told_behind_a_door_is_of_that_household() -> None:
    assert [matter.household for matter in reading("到二社23号，炕洞子塌了，烧火往屋里倒烟。").matters] == ["B23"]


@pytest.mark.parametrize(
    "text",
    [
        "到二社23号，炉子好烧。", "一社3号、4号、17号都走了一遍。", "23号老王家的狗拴上了。", "老范家（一社17号）都好。",
        "第二社二十三号走访，都好。", "到二社99号看看。", "到二社30号看看，没人。",
        "4栋12号刚租出去，登记了。", "4栋2单元12号敲了门，没人。",
    ],
)  # fmt: skip
def test_a_house_number_is_neither_day_nor_amount(text: str) -> None:
    found = reading(text)

    assert found.follow_up is None
    assert not found.quantities


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("答应二社25号前把沟清了。", "2024-03-25"),
        ("说好一社28号开会，我去讲。", "2024-03-28"),
        ("到二社23号坐了坐，答应25号给回话。", "2024-03-25"),
    ],
)
def test_a_day_stays_a_day(text: str, on: str) -> None:
    promised = reading(text).follow_up

    assert promised is not None
    assert promised.on.isoformat() == on
