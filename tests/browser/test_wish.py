"""A wish end to end: recorded and looked into by the village, fulfilled by a member who can, thanked for by the resident herself."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from minqing import cast
from minqing.ground.journal import PROGRAM, draining
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Posting, Role
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from tests.browser.conftest import send, sign_in, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ABOUT = "李桂兰家想找人修修收音机"
SHOWN = "村民家想找人修修收音机"


def test_a_wish(world, phone, desk):
    member_serves_here_and_others_wish_too(world)
    wish = village_records_it(desk)
    village_looks_into_it_and_publishes(desk, wish)
    member_says_what_he_can_and_sees_it_first(phone)
    member_claims_and_brings(phone, wish)
    resident_answers_with_thanks(phone, wish)
    member_reads_the_thanks_once(phone, wish)
    figures(wish)


def member_serves_here_and_others_wish_too(world) -> None:
    Posting.objects.post(
        user=cast.who("dangyuan"), place=Place.objects.get(pk=cast.ANSHI), role=Role.objects.get(pk="member"), title="在职党员",
        by=PROGRAM, on=date(2023, 1, 1),
    )  # fmt: skip
    by, day = world.users["linxiaohe"], date.today() - timedelta(days=9)
    for about in ("想要一副老花镜", "想理个发"):
        other = Matter.objects.open(kind="wish", about=about, household=world.homes["王德福"], place=world.village, by=by, on=day)
        life.publish(other, by=by, on=day)


def village_records_it(page) -> Matter:
    sign_in(page, "linxiaohe")
    page.goto("/matters/new/?kind=wish")
    page.locator("#new-matter [name=place]").select_option(cast.ZHONGXIANG)
    page.fill("#new-matter [name=about]", ABOUT)
    page.fill("#new-matter [name=asker]", "李桂兰")
    page.get_by_role("button", name="记下这件事").click()
    page.get_by_role("button", name="核实过，发布").wait_for()
    return Matter.objects.get(about=ABOUT)


def village_looks_into_it_and_publishes(page, wish: Matter) -> None:
    form = page.locator("#main-move")
    assert form.locator("[name=wish_class]").input_value() == "service"
    assert form.locator("[name=skill]").input_value() == "repair"
    ticks = form.locator("[name=checked]")
    for number in range(4):
        ticks.nth(number).check()
    send(page, page.get_by_role("button", name="核实过，发布"))
    page.get_by_text("还没核实").first.wait_for()
    ticks.nth(4).check()
    form.locator("[name=needed_by]").fill(str(date.today() + timedelta(days=20)))
    send(page, page.get_by_role("button", name="核实过，发布"))
    page.get_by_text("等认领").first.wait_for()
    wish.refresh_from_db()
    assert (wish.state, wish.public_words) == ("published", SHOWN)
    assert f"{wish.number} 号" in page.inner_text("main")
    sign_out(page)


def member_says_what_he_can_and_sees_it_first(page) -> None:
    sign_in(page, "dangyuan")
    page.goto("/matters/wishes/")
    assert SHOWN not in page.locator(".wish-row").first.inner_text()
    page.get_by_role("link", name="我会什么").first.click()
    page.get_by_label("修理").check()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("合适的心愿会排在前面").wait_for()
    first = page.locator(".wish-row").first.inner_text()
    assert SHOWN in first
    assert "会修理 · 同一个镇" in first
    assert "李桂兰" not in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def member_claims_and_brings(page, wish: Matter) -> None:
    send(page, page.get_by_role("button", name=f"我来认领：{SHOWN}"))
    page.get_by_text("李桂兰").first.wait_for()
    page.locator("#main-move [name=words]").fill("换了电池盒，能响了")
    send(page, page.get_by_role("button", name="送到了，请群众回话"))
    page.get_by_text("等李桂兰回话").first.wait_for()
    assert wish.claims.get().claimant_name == "高建民"
    sign_out(page)


def resident_answers_with_thanks(page, wish: Matter) -> None:
    page.goto(f"/p/{cast.ZHONGXIANG}/")
    page.fill("[name=receipt]", wish.receipt)
    page.fill("[name=code]", wish.receipt_code)
    page.get_by_role("button", name="查", exact=True).click()
    page.locator("#result").wait_for()
    page.fill("#said", "又能听戏了，李桂兰谢谢小高")
    send(page, page.get_by_role("button", name="办好了"))
    page.get_by_role("status").first.wait_for()
    wish.refresh_from_db()
    assert (wish.phase, wish.solved) == ("done", True)


def member_reads_the_thanks_once(page, wish: Matter) -> None:
    sign_in(page, "dangyuan")
    page.get_by_role("heading", name="谢谢你").wait_for()
    page.get_by_role("link", name=re.compile("谢谢你：「又能听戏了")).click()
    page.get_by_text("高建民：").wait_for()
    page.goto("/today/")
    page.get_by_role("button", name=re.compile("收下")).click()
    page.get_by_role("heading", name="谢谢你").wait_for(state="detached")
    page.goto("/matters/wishes/")
    said = page.locator("section", has_text="大伙怎么说").last.inner_text()
    assert "又能听戏了，村民谢谢小高" in said
    assert "李桂兰" not in said
    sign_out(page)


def figures(wish: Matter) -> None:
    while draining.drain():
        pass
    day = date.today()
    month = (cast.DONGLIAO, min(day.replace(day=1), day - timedelta(days=9)), day)
    said = {key: FIGURES[f"wish.{key}"].value(*month) for key in ("opened", "claimed", "fulfilled", "waiting")}
    assert said == {"opened": 3, "claimed": 1, "fulfilled": 1, "waiting": 2}
