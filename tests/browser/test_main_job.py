"""The main job in one story: a ledger in, an entry written, a need and a wish through their lives, figures, paper, the resident's word."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from minqing import cast
from minqing.ground.journal import draining
from minqing.inventing import id_number
from minqing.records.matters.models import Matter
from minqing.records.people.models import Household
from minqing.records.visits.models import Visit
from tests.browser.conftest import send, sign_in, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "上午去王德福家，老王眼睛花得厉害，想要副老花镜。出来碰上李桂兰，说门前排水沟又堵了。下午跟大伙清沟1200米，答应李桂兰明天回话。"


def ledger(path: Path) -> Path:
    """Two households as an office keeps them, one row of them with a wrong ID number."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["中香村农户花名册"])
    sheet.append(["户编号", "姓名", "与户主关系", "身份证号", "联系电话", "户类别"])
    sheet.append(["301", "赵长林", "户主", id_number("220499", "19580304", 11), "13800001111", "低保户"])
    sheet.append(["301", "钱玉芬", "配偶", id_number("220499", "19600304", 12), "", "低保户"])
    sheet.append(["302", "孙喜田", "户主", id_number("220499", "19580304", 15)[:-1], "13800002222", ""])
    book.save(path)
    return path


def test_the_main_job(world, phone, desk, tmp_path):
    first_secretary_imports_the_ledger(desk, ledger(tmp_path / "花名册.xlsx"))
    first_secretary_writes_an_entry(phone)
    receipt = clerk_assigns_and_the_station_reports(desk)
    resident_says_not_done_then_done(phone, *receipt)
    member_claims_the_wish(desk)
    clerk_opens_a_figure_down_to_the_record(desk)
    clerk_takes_paper_home(desk)


def first_secretary_imports_the_ledger(page, path: Path) -> None:
    sign_in(page, "weichanghe")
    page.goto("/households/import/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="看看认得对不对").click()
    page.get_by_role("heading", name=re.compile("2 户，3 人")).wait_for()
    assert "身份证号" in page.inner_text("main")
    assert Household.objects.filter(head_name="赵长林").count() == 0
    send(page, page.get_by_role("button", name="就这样收进来"))
    page.get_by_text("花名册.xlsx").first.wait_for()
    assert Household.objects.filter(head_name="赵长林").count() == 1
    sign_out(page)


def first_secretary_writes_an_entry(page) -> None:
    sign_in(page, "weichanghe")
    page.get_by_role("link", name="记一笔").click()
    with page.expect_response("**/note/reading/"):
        page.locator("#words").fill(WORDS)
    page.locator("#cards", has_text="清沟 1,200 米").wait_for()
    said = page.inner_text("#cards")
    assert "王德福家" in said
    assert "想要副老花镜" in said
    assert "清沟 1,200 米" in said
    assert not Visit.objects.exists()
    page.get_by_role("button", name="都对").click()
    page.get_by_text(re.compile("认了 [56] 条")).wait_for()
    page.get_by_role("button", name="保存").dblclick()
    page.get_by_text("存好了").wait_for()
    assert Visit.objects.count() == 1
    assert set(Matter.objects.values_list("kind", flat=True)) == {"need", "wish"}
    page.get_by_role("link", name=re.compile("李桂兰家")).click()
    page.get_by_role("heading", name="敲门前看一眼").wait_for()
    brief = page.inner_text("main")
    assert "排水沟" in brief
    assert "李桂兰明天回话" in brief
    page.goto("/today/")
    assert "明天回话" in page.inner_text("main")
    wish = Matter.objects.get(kind="wish")
    page.goto(f"/matters/{wish.pk}/")
    for tick in page.locator("#main-move [name=checked]").all():
        tick.check()
    send(page, page.get_by_role("button", name="核实过，发布"))
    page.get_by_text("等认领").first.wait_for()
    sign_out(page)


def clerk_assigns_and_the_station_reports(page) -> tuple[str, str]:
    need = Matter.objects.get(kind="need")
    sign_in(page, "zhouqiming")
    page.get_by_role("link", name="事", exact=True).first.click()
    page.get_by_role("link", name=re.compile("排水沟")).first.click()
    page.get_by_text("经过").first.wait_for()
    page.get_by_text("派给谁办").first.click()
    chosen = page.locator("form[action*='matter.assign'] select")
    # The form is fetched when it is opened.
    station = chosen.locator("option", has_text="卢志新")
    station.wait_for(state="attached")
    chosen.select_option(label=station.inner_text())
    send(page, page.locator("form[action*='matter.assign'] button[type=submit]"))
    page.get_by_text("卢志新").first.wait_for()
    sign_out(page)
    sign_in(page, "luzhixin")
    page.get_by_role("link", name=re.compile("排水沟")).first.click()
    page.locator("#main-move textarea").fill("沟清开了，接了涵管")
    send(page, page.get_by_role("button", name="办完了，请群众回话"))
    page.get_by_text("等李桂兰回话").first.wait_for()
    sign_out(page)
    need.refresh_from_db()
    return need.receipt, need.receipt_code


def resident_says_not_done_then_done(page, receipt: str, code: str) -> None:
    def follow() -> None:
        page.goto(f"/p/{cast.ZHONGXIANG}/")
        page.fill("[name=receipt]", receipt)
        page.fill("[name=code]", code)
        page.get_by_role("button", name="查", exact=True).click()
        page.locator("#result").wait_for()

    follow()
    assert "李桂兰" not in page.inner_text("#result")
    page.fill("#said", "院门口那段还堵")
    send(page, page.get_by_role("button", name="没办好"))
    page.get_by_role("status").first.wait_for()
    need = Matter.objects.get(receipt=receipt)
    assert need.phase == "doing"
    sign_in(page, "luzhixin")
    page.goto(f"/matters/{need.pk}/")
    assert "院门口那段还堵" in page.inner_text("main")
    page.locator("#main-move textarea").fill("院门口也通了")
    send(page, page.get_by_role("button", name="办完了，请群众回话"))
    page.get_by_text("等李桂兰回话").first.wait_for()
    sign_out(page)
    follow()
    send(page, page.get_by_role("button", name="办好了"))
    page.get_by_role("status").first.wait_for()
    need.refresh_from_db()
    assert (need.phase, need.solved) == ("done", True)


def member_claims_the_wish(page) -> None:
    world_member_is_posted_here()
    sign_in(page, "dangyuan")
    page.goto("/matters/wishes/")
    body = page.inner_text("main")
    assert "老花镜" in body
    assert "王德福" not in body
    send(page, page.get_by_role("button", name=re.compile("我来认领")).first)
    wish = Matter.objects.get(kind="wish")
    assert wish.phase == "doing"
    assert wish.claims.get().claimant_name == "高建民"
    sign_out(page)


def world_member_is_posted_here() -> None:
    from datetime import date

    from minqing.ground.journal import PROGRAM
    from minqing.ground.places.models import Place
    from minqing.ground.staff.models import Posting, Role

    Posting.objects.post(
        user=cast.who("dangyuan"), place=Place.objects.get(pk=cast.ANSHI), role=Role.objects.get(pk="member"), title="在职党员",
        by=PROGRAM, on=date(2023, 1, 1),
    )  # fmt: skip


def clerk_opens_a_figure_down_to_the_record(page) -> None:
    while draining.drain():
        pass
    sign_in(page, "zhouqiming")
    page.get_by_role("link", name="数", exact=True).first.click()
    page.get_by_role("heading", name=re.compile("安石镇")).wait_for()
    page.locator("a[href*='visit.households']").first.click()
    page.locator("#drawer").get_by_text("怎么数的").wait_for()
    page.locator("#drawer").get_by_role("link", name=re.compile("李桂兰|王德福")).first.click()
    page.get_by_role("heading", name="敲门前看一眼").wait_for()


def clerk_takes_paper_home(page) -> None:
    page.get_by_role("link", name="台账", exact=True).first.click()
    with page.expect_download() as told:
        page.get_by_role("button", name="下载农户台账").click()
    assert told.value.suggested_filename.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(Path(told.value.path()).read_bytes()))
    text = "\n".join(str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None)
    assert "李桂兰" in text
    assert "****" in text
    assert not re.search(r"(?<!\d)\d{17}[\dX](?!\d)", text)
    page.goto(f"/briefs/month/?place={cast.ZHONGXIANG}")
    with page.expect_download() as told:
        page.get_by_role("button", name="下载 Word").click()
    assert told.value.suggested_filename.endswith(".docx")
