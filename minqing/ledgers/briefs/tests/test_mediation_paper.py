"""Papers of a dispute: what the law asks stands on them, and nobody outside its file gets one."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.ledgers.briefs.mediation_paper import agreement_paper, write
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.disputing import DAY, drafted, performing, talking


def text_of(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def fetched(world: World, matter: Matter, name: str, by: str = "weichanghe") -> str:
    answer = world.client(by).post(reverse("briefs:mediation", args=[matter.pk, name]))
    assert answer.status_code == 200
    assert "王德福" not in answer["Content-Disposition"]
    return text_of(b"".join(answer.streaming_content))


class TestAgreement:
    def test_it_holds_all_that_the_law_asks(self, world: World) -> None:
        text = fetched(world, performing(world, liability="王德福先占地"), "agreement")

        for wanted in ("人民调解协议书", "申请人：李桂兰", "被申请人：王德福", "滴水地之争", "王德福先占地", "1. 王德福退让三十公分", "2. 李桂兰不再追究",
                       "2026年5月1日前履行完毕", "一式3份", "被申请人王德福（签名、盖章或按指印）：2026年4月16日按手印", "魏长河", "人民调解委员会（盖章）", "2026年4月16日"):  # fmt: skip
            assert wanted in text, wanted
        assert "138" not in text

    def test_unsigned_it_leaves_lines_and_the_day_open(self, world: World) -> None:
        text = fetched(world, drafted(world), "agreement")

        assert "申请人李桂兰（签名、盖章或按指印）：＿＿＿＿＿＿" in text
        assert "年　　月　　日" in text

    def test_the_lines_to_sign_on_stay_together(self, world: World) -> None:
        target = io.BytesIO()
        matter = drafted(world)
        write(target, agreement_paper(matter, on=DAY))
        lines = Document(io.BytesIO(target.getvalue())).paragraphs
        signing = [line for line in lines if "（签名" in line.text or "（盖章）" in line.text]
        assert len(signing) == 4
        assert all(line.paragraph_format.keep_with_next for line in signing)

    def test_there_is_none_without_one(self, world: World) -> None:
        answer = world.client("weichanghe").post(reverse("briefs:mediation", args=[talking(world).pk, "agreement"]))

        assert answer.status_code in (400, 409, 422)


class TestOral:
    def test_it_is_a_register_of_what_was_agreed_on(self, world: World) -> None:
        matter = talking(world)
        life.move(matter, "dispute.oral", by=world.users["weichanghe"], on=DAY, words="王德福赔三百", terms={"amount": 300})
        text = fetched(world, matter, "oral")

        for wanted in ("口头协议登记表", "邻里纠纷", "王德福赔三百", "300 元", "魏长河"):
            assert wanted in text, wanted


class TestFile:
    def test_it_is_register_records_agreement_and_words(self, world: World) -> None:
        matter = talking(world)
        by = world.users["weichanghe"]
        life.move(matter, "dispute.session", by=by, on=DAY, words="各让一步", came=["李桂兰", "王德福"], where="村部")
        life.move(matter, "dispute.oral", by=by, on=DAY, words="王德福赔三百")
        life.move(
            matter, "dispute.word", by=world.users["linxiaohe"], on=DAY + timedelta(9), party=matter.parties.first(), solved=True, satisfied=True,
            words="给了",
        )  # fmt: skip
        text = fetched(world, matter, "file")

        for wanted in (
            "一、调解登记表",
            "申请调解",
            "滴水地",
            "二、调解工作记录",
            "各让一步",
            "村部",
            "李桂兰说：履行了，满意。给了",
        ):
            assert wanted in text, wanted


class TestDoor:
    def test_only_its_mediators_take_it_away_and_it_is_written_down(self, world: World) -> None:
        matter = performing(world)
        address = reverse("briefs:mediation", args=[matter.pk, "file"])

        fetched(world, matter, "file")
        assert Event.objects.get(verb="brief.make").after == {"brief": "dispute.file"}
        assert world.client("zhouqiming").post(address).status_code == 403
        assert world.client("jiachengyi").post(address).status_code == 404
        assert Client().post(address).status_code == 302
        assert "briefs/disputes" not in world.client("zhouqiming").get(reverse("matters:page", args=[matter.pk])).content.decode()

    def test_an_oral_paper_of_a_written_agreement_is_refused(self, world: World) -> None:
        from minqing.ledgers.briefs.mediation_paper import oral_paper

        with pytest.raises(NotNow):
            oral_paper(performing(world), on=date(2026, 5, 1))
