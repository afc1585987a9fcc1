"""Minutes of a consultation in Word: everything that was said stands on them, blanks where nobody signed."""

from __future__ import annotations

import io

from django.urls import reverse
from docx import Document

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.records.matters.models.consultation import Consultation
from minqing.records.matters.safety import consulting
from minqing.records.matters.tests import disputing
from minqing.records.matters.tests.living import DAY, opened


def held(world: World, kind: str = "hazard") -> Consultation:
    matter = disputing.opened(world) if kind == "dispute" else opened(world, kind)
    return consulting.hold(
        matter, by=world.users["linxiaohe"], on=DAY, subject="5 栋楼房顶换瓦", where="社区会议室", body="table", called=30, came=24, agreed=22,
        against=1, abstained=1, result="agreed", agreement="基金出七成\n每户摊三成", seats=(
            ("households", "李桂兰、王德福", "怕砸到人，同意修", True), ("property", "孙经理", "", False),
        ),
    )  # fmt: skip


class TestMinutes:
    def test_all_of_the_round_stands_on_them(self, world: World) -> None:
        round = held(world)
        address = reverse("briefs:consultation", args=[round.matter_id, round.pk])
        answer = world.client("linxiaohe").post(address)
        assert answer.status_code == 200
        text = "\n".join(line.text for line in Document(io.BytesIO(b"".join(answer.streaming_content))).paragraphs)
        for wanted in (
            "协商议事记录", "5 栋楼房顶换瓦（第1次）", "2026年4月13日", "社区会议室", "应到30人，实到24人", "符合", "住户：李桂兰、王德福", "住户：怕砸到人，同意修",
            "同意22人，反对1人，弃权1人", "每户摊三成", "物业、施工的（签字）：＿＿＿＿＿＿", "记录人：林晓禾", "中香村",
        ):  # fmt: skip
            assert wanted in text, wanted
        # The day under it is that of the meeting, not that on which somebody printed it.
        assert text.rstrip().endswith("2026年4月13日")
        assert Event.objects.get(verb="brief.make").object_id == str(round.pk)

    def test_the_matters_page_leads_to_them(self, world: World) -> None:
        round = held(world)
        page = world.client("linxiaohe").get(reverse("matters:page", args=[round.matter_id])).content.decode()
        assert reverse("briefs:consultation", args=[round.matter_id, round.pk]) in page

    def test_neighbours_and_the_rightless_get_none(self, world: World) -> None:
        round = held(world)
        address = reverse("briefs:consultation", args=[round.matter_id, round.pk])
        assert world.client("jiachengyi").post(address).status_code == 404
        assert world.client("dangyuan").post(address).status_code == 403
        assert world.client().post(address).status_code == 302
        assert world.client("linxiaohe").get(address).status_code == 405
        other = held(world, "need")
        assert world.client("linxiaohe").post(reverse("briefs:consultation", args=[other.matter_id, round.pk])).status_code == 404

    def test_of_a_dispute_only_who_reads_its_file(self, world: World) -> None:
        round = held(world, "dispute")
        address = reverse("briefs:consultation", args=[round.matter_id, round.pk])
        assert world.client("guoyonggang").post(address).status_code == 404
        assert world.client("linxiaohe").post(address).status_code == 200
