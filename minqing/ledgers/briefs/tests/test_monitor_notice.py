"""公示 and 公告: what hangs in the village tells who and which class, and never a number, an account or an illness."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import pytest
from docx import Document

from minqing.conftest import World
from minqing.ledgers.briefs import monitor_notice
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.monitored import helped, lead, proposed, recognised, sheet, take, until
from minqing.records.people.models import Household

DAY = date(2026, 3, 6)
NASTY = ("13900001111", "220422196001011234", "6222021234567890123", "脑梗", "残疾证", "精神", "微信", "卡号")


def everything(matter: Matter, notice) -> str:
    target = io.BytesIO()
    monitor_notice.write(target, monitor_notice.compose(matter, notice))
    document = Document(io.BytesIO(target.getvalue()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    properties = [document.core_properties.title, document.core_properties.author, document.core_properties.comments]
    return "\n".join([*(p.text for p in document.paragraphs), *cells, *properties])


def spoilt(world: World) -> Matter:
    """Every place where somebody types words holds what must not hang in the village."""
    bad = " ".join(NASTY)
    home = world.homes["李桂兰"]
    Household.objects.filter(pk=home.pk).update(
        head_name="李桂兰（脑梗，13900001111）", section=f"一社（残疾证 {NASTY[1]}）", address=bad
    )
    home.refresh_from_db()
    matter = lead(world, DAY, about=bad, words=bad, asker="李桂兰13900001111", household=home)
    matter, day = until(world, matter, "consent", DAY)
    sheet(world, matter, day)
    matter = take(world, matter, "verify", day, difficulty=bad, coping=bad, risks=["illness", "disability"])
    matter = take(world, matter, "compare", day, details={"compared": bad})
    matter = take(world, matter, "meeting", day)
    matter = take(world, matter, "publicity", day, where=bad[:80])
    return until(world, matter, "announce", date(2026, 3, 20))[0]


class TestNotice:
    @pytest.mark.parametrize("step", ["publicity", "announce"])
    def test_it_shows_no_number_account_or_illness(self, world: World, step: str):
        matter = spoilt(world)
        notice = matter.monitor_notices.get(step=step)
        text = everything(matter, notice)
        assert "李桂兰" in text
        assert "边缘易致贫户" in text
        assert not [word for word in (*NASTY, "因病", "因残", "病") if word in text]
        assert not re.search(r"\d{6,}", text)
        assert str(Decimal("6800")) not in text

    def test_it_says_until_when_and_where_to_object(self, world: World):
        matter, _ = recognised(world, DAY)
        made = monitor_notice.compose(matter, matter.monitor_notices.get(step="publicity"))
        assert made.title == "防止返贫监测对象公示"
        assert "2026年3月10日至2026年3月15日" in made.words
        assert "入户核实、信息比对、村民评议" in made.words
        assert made.unit == "中香村村民委员会"

    def test_the_announcement_is_the_townships(self, world: World):
        matter, _ = recognised(world, DAY)
        made = monitor_notice.compose(matter, matter.monitor_notices.get(step="announce"))
        assert made.unit.endswith("安石镇人民政府")
        assert "县里审批" in made.words

    def test_a_release_says_that_it_is_followed(self, world: World):
        matter, day = recognised(world, DAY)
        matter, _ = until(world, proposed(world, helped(world, matter, day), date(2026, 9, 21)), "announce", date(2026, 9, 21))
        made = monitor_notice.compose(matter, matter.monitor_notices.get(step="announce", way="release"))
        assert made.title == "防止返贫监测对象风险消除公告"
        assert "继续跟踪" in made.words


class TestDoor:
    def test_who_may_have_it(self, world: World):
        matter, _ = recognised(world, DAY)
        notice = matter.monitor_notices.get(step="publicity")
        address = f"/briefs/monitor/{matter.pk}/{notice.pk}/"
        answer = world.client("linxiaohe").post(address)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)[:2] == b"PK"
        assert world.client("jiachengyi").post(address).status_code == 404
        assert world.client("dangyuan").post(address).status_code == 403
        assert world.client().post(address).status_code == 302
        assert world.client("linxiaohe").get(address).status_code == 405
