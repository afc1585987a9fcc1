"""A resident's request on a phone without script, from finding the village to the resident's own word; the desk in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from minqing.records.matters.models import Matter
from tests.browser.conftest import PATIENCE, send, sign_in, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain_phone(chromium, live_server) -> Iterator[object]:
    """A page of 390 px in a browser that runs no script."""
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        locale="zh-CN",
        java_script_enabled=False,
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def photos(folder: Path) -> list[Path]:
    """Two photographs, one of them with the place where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (42.0, 41.0, 30.0)
    found = [folder / "沟.jpg", folder / "院.png"]
    Image.new("RGB", (3000, 2000), "green").save(found[0], exif=exif)
    Image.new("RGB", (600, 800), "gray").save(found[1])
    return found


def test_a_request_and_its_judgement(world, plain_phone, desk, tmp_path):
    receipt, code = resident_asks(plain_phone, photos(tmp_path))
    matter = Matter.objects.get(receipt=receipt.replace(" ", ""))
    assert (matter.unlooked, matter.source, matter.attachments.count()) == (True, "portal", 2)
    assert not any(dict(Image.open(photo.path).getexif()) for photo in matter.attachments.all())
    worker_takes_it_in_and_asks_back(desk, matter)
    resident_supplies(plain_phone, receipt, code)
    matter.refresh_from_db()
    assert (matter.phase, matter.unlooked) == ("doing", False)
    worker_reports_done(desk, matter)
    resident_judges(plain_phone)
    matter.refresh_from_db()
    said = matter.judgements.get()
    assert (matter.phase, said.solved, said.satisfied, said.words) == ("done", True, True, "水下去了")


def resident_asks(page, files: list[Path]) -> tuple[str, str]:
    page.goto("/p/")
    page.get_by_role("link", name="安石镇").click()
    page.get_by_role("link", name="中香村").click()
    page.get_by_role("link", name="大字").click()
    assert page.locator("html.large").count() == 1
    page.get_by_role("link", name="我要反映").click()
    assert page.locator("html.large").count() == 1
    page.get_by_label("什么事").fill("门前沟堵了，一下雨就灌院。")
    page.get_by_label("哪方面的").select_option("environment")
    page.get_by_label("在哪个组、哪栋楼").select_option(label="一社")
    page.get_by_label("照片").set_input_files(files)
    page.get_by_label("您怎么称呼").fill("赵大爷")
    page.get_by_role("button", name="送到村里").click()
    page.get_by_role("heading", name="收到了").wait_for()
    receipt, code = page.locator(".slip dd").all_inner_texts()
    page.get_by_role("button", name="看看进度").click()
    page.get_by_text("收到了，村里的人看过就安排。").wait_for()
    assert page.locator(".photos img").count() == 2
    page.get_by_role("button", name="看完了，关上").click()
    page.get_by_role("heading", name="查进度").wait_for()
    return receipt, code


def worker_takes_it_in_and_asks_back(page, matter: Matter) -> None:
    sign_in(page, "linxiaohe")
    page.get_by_role("heading", name="群众新提的").wait_for()
    page.get_by_role("link", name="去看看").click()
    send(page, page.get_by_role("button", name="收下"))
    send(page, page.get_by_role("button", name="受理", exact=True))
    page.goto(f"/matters/{matter.pk}/")
    assert page.locator(".photos img").count() == 2
    page.locator("summary", has_text="请群众补充").click()
    form = page.locator("form[action*='matter.wait']")
    form.locator("[name=words]").fill("发一张沟口的照片")
    send(page, form.get_by_role("button"))
    page.get_by_text("等群众补充").first.wait_for()
    sign_out(page)


def follow(page, receipt: str, code: str) -> None:
    page.fill("[name=receipt]", receipt)
    page.fill("[name=code]", code)
    page.get_by_role("button", name="查", exact=True).click()
    page.locator("#result").wait_for()


def resident_supplies(page, receipt: str, code: str) -> None:
    follow(page, receipt, code)
    assert "发一张沟口的照片" in page.inner_text("#result")
    page.get_by_label("补充什么").fill("沟口在小卖部后面")
    page.get_by_role("button", name="补上，接着办").click()
    page.get_by_text("补上了，办事的人会看到。").wait_for()


def worker_reports_done(page, matter: Matter) -> None:
    sign_in(page, "linxiaohe")
    page.goto(f"/matters/{matter.pk}/")
    assert "沟口在小卖部后面" in page.inner_text("main")
    page.locator("#main-move textarea").fill("沟通开了")
    send(page, page.get_by_role("button", name="办完了，请群众回话"))
    page.get_by_text("等赵大爷回话").first.wait_for()
    sign_out(page)


def resident_judges(page) -> None:
    """The matter is still open in the browser of before."""
    page.reload()
    assert "沟通开了" in page.inner_text("#result")
    page.get_by_label("您的话").fill("水下去了")
    page.get_by_label("满意", exact=True).check()
    send(page, page.get_by_role("button", name="办好了"))
    page.get_by_text("记下了，谢谢您。").wait_for()
