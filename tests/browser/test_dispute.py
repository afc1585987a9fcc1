"""A dispute end to end: recorded by the clerk, mediated by the first secretary, talked over in the online room, agreed on, kept."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document

from minqing import cast
from minqing.ground.journal import draining
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters.models import Matter
from tests.browser.conftest import send, sign_in, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FACTS = "两家中间的滴水地，王家盖仓房占了一尺"
SECRET = ("滴水地", "王德福", "仓房", "老石头")


def test_a_dispute(world, phone, desk):
    matter = clerk_records_it_and_assigns_a_mediator(desk)
    whoever_has_no_part_sees_neutral_words(desk, matter)
    links = mediator_invites_both_into_the_room(desk, matter)
    both_write_in_the_room(phone, links)
    mediator_records_a_session_and_writes_the_agreement(desk, matter)
    both_confirm_and_the_seal_makes_it_valid(phone, desk, matter, links)
    both_say_that_it_was_kept(phone, matter, links)
    figures_and_papers(desk, matter)
    whoever_has_no_part_sees_neutral_words(desk, matter)


def at(page, matter: Matter) -> None:
    page.goto(f"/matters/{matter.pk}/")


def make(page, label: str, verb: str, **fields: str) -> None:
    """Press a move's button, fill its form, send it."""
    main = page.locator(f"#main-move[action$='/{verb}/']")
    if main.count():
        form, button = main, page.get_by_role("button", name=label, exact=True).first
    else:
        page.locator("details.move > summary", has_text=label).first.click()
        form = page.locator(f"details.move form[action$='/{verb}/']")
        form.wait_for()
        button = form.locator("button[type=submit]")
    for name, value in fields.items():
        field = form.locator(f"[name={name}]").first
        kind = field.evaluate("field => field.type || field.tagName")
        if kind == "checkbox":
            field.check()
        elif kind.startswith("select"):
            field.select_option(label=next(text for text in field.locator("option").all_inner_texts() if value in text))
        else:
            field.fill(value)
    send(page, button)
    page.locator(".notice-ok, [role=status]", has_text="记下了").first.wait_for()


def clerk_records_it_and_assigns_a_mediator(page) -> Matter:
    sign_in(page, "zhouqiming")
    page.goto("/matters/new/?kind=dispute")
    page.locator("#new-matter [name=place]").select_option(cast.ZHONGXIANG)
    page.fill("#new-matter [name=about]", FACTS)
    page.fill("#new-matter [name=asker]", "李桂兰")
    page.locator("#new-matter [name=dispute_class]").select_option("neighbour")
    page.get_by_role("button", name="记下这件事").click()
    page.get_by_text("两方都记上").or_(page.get_by_text("至少两方")).first.wait_for()
    matter = Matter.objects.get(kind="dispute")
    assert matter.about == "矛盾纠纷"
    make(page, "加一方当事人", "dispute.party", name="王德福", side="被申请人")
    assert sorted(matter.parties.values_list("name", flat=True)) == ["李桂兰", "王德福"]
    assert matter.parties.filter(resident=None).count() == 0
    make(page, "派给谁办", "matter.assign", who="魏长河")
    sign_out(page)
    return matter


def whoever_has_no_part_sees_neutral_words(page, matter: Matter) -> None:
    for name in ("hanxue", "guoyonggang"):
        sign_in(page, name)
        for address in (f"/matters/{matter.pk}/", "/matters/?kind=dispute", "/matters/?kind=dispute&phase=done"):
            page.goto(address)
            body = page.inner_text("body")
            assert "矛盾纠纷" in body
            assert not [word for word in SECRET if word in body], (name, address)
        sign_out(page)


def mediator_invites_both_into_the_room(page, matter: Matter) -> dict[str, tuple[str, str]]:
    sign_in(page, "weichanghe")
    at(page, matter)
    links = {}
    for name in ("李桂兰", "王德福"):
        make(page, "给一方发进线上调解室的链接", "dispute.link", party=name)
    for name in ("李桂兰", "王德福"):
        at(page, matter)
        page.get_by_role("link", name=re.compile(f"{name}的链接")).click()
        page.get_by_role("img", name=re.compile("扫一扫")).wait_for()
        links[name] = (page.locator(".room-slip a.fig").get_attribute("href"), page.inner_text(".room-code"))
    sign_out(page)
    return links


def both_write_in_the_room(page, links: dict[str, tuple[str, str]]) -> None:
    for name, words in (("王德福", "后墙退到老石头那里，我认"), ("李桂兰", "那就不用赔钱了")):
        page.goto(links[name][0])
        page.fill("#words", words)
        send(page, page.get_by_role("button", name="发出去"))
        page.locator(".room .mine", has_text=words).wait_for()
    assert "老石头" in page.inner_text(".room")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def mediator_records_a_session_and_writes_the_agreement(page, matter: Matter) -> None:
    sign_in(page, "weichanghe")
    at(page, matter)
    assert "不用赔钱" in page.inner_text(".room")
    make(page, "记一次调解", "dispute.session", way="线上", words="两家都在调解室里说了，按老石头为界", came="李桂兰")
    make(
        page, "谈成了，写协议书", "dispute.draft", content="王德福家后墙退到老石头\n李桂兰家不要赔钱", due_on=str(date.today() + timedelta(days=20)),
        facts=FACTS, amount="300",
    )  # fmt: skip
    make(page, "记下谁签了、盖了章", "dispute.sign", mediator="yes", sealed="yes")
    sign_out(page)
    matter.refresh_from_db()
    assert matter.state == "signing"


def both_confirm_and_the_seal_makes_it_valid(phone, desk, matter: Matter, links: dict[str, tuple[str, str]]) -> None:
    for name in ("李桂兰", "王德福"):
        address, code = links[name]
        phone.goto(address)
        assert "退到老石头" in phone.inner_text("main")
        phone.fill("#code", "000000" if code != "000000" else "111111")
        send(phone, phone.get_by_role("button", name="我同意这份协议"))
        phone.get_by_role("alert").first.wait_for()
        phone.fill("#code", code)
        send(phone, phone.get_by_role("button", name="我同意这份协议"))
        phone.get_by_text("您已线上确认").first.wait_for()
    matter.refresh_from_db()
    assert (matter.state, Matter.objects.get(pk=matter.pk).details.agreed_by) == ("performing", "written")


def both_say_that_it_was_kept(page, matter: Matter, links: dict[str, tuple[str, str]]) -> None:
    for name in ("王德福", "李桂兰"):
        page.goto(links[name][0])
        page.get_by_label("满意", exact=True).check()
        send(page, page.get_by_role("button", name="履行了", exact=True))
        page.get_by_text(re.compile("谢谢您|已经了结")).first.wait_for()
    matter.refresh_from_db()
    assert (matter.phase, matter.solved) == ("done", True)
    page.goto(links["李桂兰"][0])
    assert "老石头" not in page.inner_text("main")


def figures_and_papers(page, matter: Matter) -> None:
    while draining.drain():
        pass
    month = (cast.DONGLIAO, date.today().replace(day=1), date.today())
    said = {key: FIGURES[f"dispute.{key}"].value(*month) for key in ("accepted", "resolved", "online", "written", "amount")}
    assert said == {"accepted": 1, "resolved": 1, "online": 1, "written": 1, "amount": 300}
    sign_in(page, "weichanghe")
    at(page, matter)
    for button, wanted in (("人民调解协议书", "线上确认"), ("调解卷宗", "调解工作记录")):
        with page.expect_download() as told:
            page.get_by_role("button", name=re.compile(button)).click()
        assert told.value.suggested_filename.endswith(".docx")
        document = Document(io.BytesIO(Path(told.value.path()).read_bytes()))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert wanted in text
        assert "退到老石头" in text
    sign_out(page)
