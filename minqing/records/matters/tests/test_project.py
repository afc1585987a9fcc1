"""Projects: money and quantities that add up, pace from milestones, acceptance by others, people's word, the board and the notice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from minqing.conftest import World
from minqing.ground.staff.models import Role
from minqing.lib.refusal import NotNow
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.models.project import PaceRule
from minqing.records.matters.tests.living import check
from minqing.records.matters.tests.working import DAY, PEOPLE, accepted, built, planned
from minqing.records.matters.works import story as works_story
from minqing.records.matters.works.accepting import Inspector
from minqing.records.matters.works.pace import Pace, pace

APRIL = ("220422", date(2026, 4, 1), date(2026, 4, 30))


def act(matter: Matter, verb: str, by: Any, after: int = 0, words: str = "", **given: Any) -> None:
    life.move(matter, verb, by=by, on=DAY + timedelta(days=after), words=words, **given)


class TestPlan:
    def test_the_planned_days_are_its_milestones_and_its_deadline(self, world: World) -> None:
        matter = planned(world)

        assert [(one.title, one.due_on) for one in matter.milestones.order_by("due_on")] == [
            ("开工", DAY + timedelta(days=2)),
            ("完工", DAY + timedelta(days=30)),
        ]
        assert (matter.due_on, matter.due_unit) == (DAY + timedelta(days=30), "")
        check(matter)

    def test_another_last_day_moves_milestone_and_deadline_and_keeps_the_first(self, world: World) -> None:
        matter = planned(world)
        act(matter, "project.plan", world.users["weichanghe"], details={"ends_on": DAY + timedelta(days=45)})

        end = matter.milestones.get(title="完工")
        assert (end.due_on, end.first_due_on, end.put_off) == (DAY + timedelta(days=45), DAY + timedelta(days=30), True)
        assert Matter.objects.get(pk=matter.pk).due_on == DAY + timedelta(days=45)

    def test_it_does_not_begin_without_work_and_days(self, world: World) -> None:
        by = world.users["weichanghe"]
        matter = Matter.objects.open(kind="project", about="修桥", place=world.village, by=by, on=DAY)

        with pytest.raises(NotNow, match="先加工程量"):
            act(matter, "project.start", by)

    def test_the_days_must_be_in_their_order(self, world: World) -> None:
        with pytest.raises(NotNow, match="前面"):
            act(planned(world), "project.plan", world.users["weichanghe"], details={"ends_on": DAY})


class TestMoney:
    def test_no_more_is_paid_than_planned_to_the_fen(self, world: World) -> None:
        by, matter = world.users["weichanghe"], built(world)
        state = matter.funds.get(source="state")
        act(matter, "project.pay", by, 6, known=state, paid=Decimal("2.999999"))

        with pytest.raises(NotNow, match=r"只剩 0\.000001 万元"):
            act(matter, "project.pay", by, 6, known=state, paid=Decimal("0.000002"))
        act(matter, "project.pay", by, 6, known=state, paid=Decimal("0.000001"))
        assert matter.details.funds_paid == Decimal(3)
        assert FIGURES["project.invested"].value(*APRIL) == 3

    def test_a_wrong_payment_is_struck_and_stays_readable(self, world: World) -> None:
        by, matter = world.users["weichanghe"], built(world)
        act(matter, "project.pay", by, 6, known=matter.funds.get(source="state"), paid=Decimal("2"))
        act(matter, "project.strike", by, 6, "记到别的项目里了", known=matter.payments.get())

        assert matter.details.funds_paid == 0
        assert matter.payments.count() == 1
        assert FIGURES["project.invested"].value(*APRIL) == 0

    def test_a_payment_of_another_year_is_said_with_its_year(self, world: World) -> None:
        by, matter = world.users["weichanghe"], built(world)
        act(matter, "project.pay", by, 6, known=matter.funds.get(source="state"), paid=Decimal("2"))
        paid_on = matter.payments.get().paid_on
        act(matter, "project.strike", by, 365, "记到别的项目里了", known=matter.payments.get())

        said = matter.moves.get(move="project.strike").words
        assert said.startswith(f"{paid_on.year}年{paid_on.month}月{paid_on.day}日的 ")

    def test_a_payment_after_the_end_does_not_move_the_end(self, world: World) -> None:
        matter = accepted(world)
        act(matter, "project.word", world.users["linxiaohe"], 8, name="李桂兰")
        act(matter, "matter.answer", world.users["linxiaohe"], 8, way="visit")
        act(matter, "project.pay", world.users["weichanghe"], 20, known=matter.funds.get(source="state"), paid=Decimal(1))

        assert Matter.objects.get(pk=matter.pk).closed_on == DAY + timedelta(days=8)


class TestQuantities:
    def test_figures_open_to_dated_rows(self, world: World) -> None:
        built(world)
        ditch = FIGURES["work.ditch"]

        assert ditch.value(*APRIL) == 2500
        assert ditch.value("220422", date(2026, 4, 17), date(2026, 4, 17)) == 1300
        rows = list(ditch.printed(*APRIL))
        assert [row["counts"] for row in rows] == [1300, 1200]

    def test_struck_work_counts_no_more(self, world: World) -> None:
        by, matter = world.users["weichanghe"], planned(world)
        act(matter, "project.start", by, 2)
        act(matter, "project.progress", by, 3, known=matter.quantities.get(), number=Decimal(300))
        act(matter, "project.strike", by, 4, "写错了", known=matter.progress.get())

        assert FIGURES["work.ditch"].value(*APRIL) == 0
        with pytest.raises(NotNow, match="一点都没记"):
            act(matter, "project.finish", by, 5, "干完了")

    def test_a_day_to_come_is_refused(self, world: World) -> None:
        by, matter = world.users["weichanghe"], planned(world)
        act(matter, "project.start", by, 2)

        with pytest.raises(NotNow, match="还没到那天"):
            act(
                matter,
                "project.progress",
                by,
                3,
                known=matter.quantities.get(),
                number=Decimal(1),
                done_on=DAY + timedelta(days=4),
            )


class TestPace:
    @pytest.mark.parametrize(
        ("state", "behind", "said"),
        [
            ("planned", -1, "蓝 · 未开工"), ("doing", 0, "绿 · 按计划"), ("doing", 1, "黄 · 落后 1 天"), ("planned", 30, "黄 · 落后 30 天"),
            ("checking", 31, "红 · 落后 31 天"), ("asking", 90, "灰 · 验收完"), ("done", 90, "灰 · 验收完"),
        ],
    )  # fmt: skip
    def test_colour_and_word(self, state: str, behind: int, said: str) -> None:
        found = pace(state, DAY - timedelta(days=behind), on=DAY, yellow_days=30)

        assert found is not None
        assert found.words == said

    def test_what_is_dropped_has_none(self) -> None:
        assert pace("dropped", DAY, on=DAY, yellow_days=30) is None
        assert pace("doing", None, on=DAY, yellow_days=30) == Pace("green")

    def test_the_boards_query_says_the_same(self, world: World) -> None:
        for n, days in enumerate((1, 20, 45)):
            matter = planned(world, f"清沟{n}", details={"ends_on": DAY + timedelta(days=days + 2)})
            act(matter, "project.start", world.users["weichanghe"], 2)
        planned(world, "没开工")
        accepted(world, "验收了")
        for on in (DAY, DAY + timedelta(days=30), DAY + timedelta(days=60)):
            found = Matter.objects.filter(kind="project")
            counts = works_story.counted(found, today=on, yellow_days=30)
            listed = works_story.lines(list(works_story.of_colour(found, "", today=on, yellow_days=30)), today=on, yellow_days=30)
            said = [line.pace.colour for line in listed if line.pace]

            assert {colour: said.count(colour) for colour in counts} == counts

    def test_a_countys_own_rule_goes_before_the_example(self, world: World) -> None:
        PaceRule.objects.create(region="220422", yellow_days=10, from_on=DAY, source="县里定的", confirmed=True)

        assert PaceRule.objects.at("220422102209", DAY).yellow_days == 10
        assert not PaceRule.objects.at("220322001001", DAY).confirmed
        assert PaceRule.objects.at("220422102209", DAY - timedelta(days=1)).yellow_days == PaceRule.EXAMPLE


class TestAcceptance:
    def test_who_reported_it_finished_accepts_nothing(self, world: World) -> None:
        matter = built(world)

        with pytest.raises(NotNow, match="另一个人"):
            act(matter, "project.accept", world.users["weichanghe"], 7, inspectors=PEOPLE)

    @pytest.mark.parametrize(
        ("people", "why"),
        [
            (PEOPLE[:1], "至少要 2 个人"), ((Inspector("孙喜田", "cadre"), Inspector("马国臣", "office")), "要有村民"),
            ((PEOPLE[0], Inspector("魏长河", "cadre")), "不能自己验收自己"), ((PEOPLE[0], Inspector("镇水利队", "office")), "不能自己验收自己"),
            ((PEOPLE[0], Inspector("赵玉兰", "cadre")), "至少要 2 个人"),
        ],
    )  # fmt: skip
    def test_two_a_villager_among_them_none_who_built_it(self, world: World, people: Any, why: str) -> None:
        with pytest.raises(NotNow, match=why):
            act(built(world), "project.accept", world.users["linxiaohe"], 7, inspectors=people)

    def test_no_more_is_accepted_than_was_done(self, world: World) -> None:
        matter = built(world)
        ditch = matter.quantities.get()

        with pytest.raises(NotNow, match="不能比这多"):
            act(matter, "project.accept", world.users["linxiaohe"], 7, inspectors=PEOPLE, accepted={ditch.pk: Decimal(2501)})
        act(matter, "project.accept", world.users["linxiaohe"], 7, inspectors=PEOPLE, accepted={ditch.pk: Decimal(2400)})
        assert matter.quantities.get().accepted == 2400

    def test_not_passed_work_goes_on_and_is_behind_again(self, world: World) -> None:
        matter = built(world)
        act(matter, "project.reject", world.users["linxiaohe"], 7, "有一段没到底", inspectors=PEOPLE)

        assert matter.state == "doing"
        assert matter.milestones.get(title="完工").reached_on is None
        assert not matter.acceptances.get().passed
        check(matter)


class TestDays:
    def test_work_began_and_ended_on_its_own_days(self, world: World) -> None:
        by, matter = world.users["weichanghe"], planned(world)
        act(matter, "project.start", by, 9, started_on=DAY + timedelta(2))
        act(matter, "project.progress", by, 9, known=matter.quantities.get(), number=Decimal(2500), done_on=DAY + timedelta(5))
        with pytest.raises(NotNow, match="在它前面"):
            act(matter, "project.finish", by, 9, "清完了", finished_on=DAY + timedelta(1))
        act(matter, "project.finish", by, 9, "清完了", finished_on=DAY + timedelta(6))

        reached = dict(matter.milestones.values_list("title", "reached_on"))
        assert matter.details.begun_on == DAY + timedelta(2)
        assert matter.moves.get(move="project.start").words == "4月15日开的工。"
        assert (reached["开工"], reached["完工"]) == (DAY + timedelta(2), DAY + timedelta(6))

    def test_a_day_to_come_is_refused(self, world: World) -> None:
        with pytest.raises(NotNow, match="还没到那天"):
            act(planned(world), "project.start", world.users["weichanghe"], 2, started_on=DAY + timedelta(3))

    def test_a_plan_that_changes_nothing_is_refused(self, world: World) -> None:
        by, matter = world.users["weichanghe"], planned(world)
        same = {"reason": matter.details.reason, "ends_on": matter.details.ends_on}
        with pytest.raises(NotNow, match="一样都没改"):
            act(matter, "project.plan", by, 2, "看了一遍", details=same)
        client = world.client("weichanghe")
        page = client.get(reverse("matters:page", args=[matter.pk]) + "?move=project.plan")
        form = next(form for rule, form in page.context["other_moves"] if rule.key == "project.plan")
        sent = {field.name: field.value() or "" for field in form}
        answer = client.post(reverse("matters:move", args=[matter.pk, "project.plan"]), sent)
        assert answer.status_code == 422
        assert "没有改的" in answer.content.decode()
        assert not matter.moves.filter(move="project.plan").exists()


class TestBars:
    def test_almost_all_is_not_all_and_more_than_planned_shows(self) -> None:
        assert works_story.Bar("铺路", Decimal("120"), Decimal("120.5"), "米").part == 99
        assert works_story.Bar("铺路", Decimal("120.5"), Decimal("120.5"), "米").part == 100
        assert works_story.Bar("铺路", Decimal("200"), Decimal("120.5"), "米").beyond_said == "比计划多 79.5 米"


class TestWord:
    def test_those_who_benefit_close_it(self, world: World) -> None:
        matter = accepted(world)
        act(matter, "project.word", world.users["linxiaohe"], 8, "水下去了", name="李桂兰", good=True)
        act(matter, "matter.answer", world.users["linxiaohe"], 8, way="visit", satisfied=True)

        assert (matter.phase, matter.solved) == ("done", True)
        assert FIGURES["project.solved"].value(*APRIL) == 1
        check(matter)

    def test_more_against_than_for_keeps_it_open(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], accepted(world)
        act(matter, "project.word", by, 8, "俺家这头没清", name="李桂兰", good=False)

        with pytest.raises(NotNow, match="不能办结"):
            act(matter, "matter.answer", by, 8, way="visit")
        act(matter, "matter.reopen", by, 8, "还有一段没清", way="visit")
        assert (matter.state, matter.details.accepted_on) == ("doing", None)

    def test_who_built_it_does_not_say_that_it_is_good(self, world: World) -> None:
        matter = accepted(world)
        with pytest.raises(NotNow, match="另一个人"):
            act(matter, "project.word", world.users["weichanghe"], 8, name="李桂兰")
        act(matter, "project.word", world.users["linxiaohe"], 8, name="李桂兰")
        with pytest.raises(NotNow, match="另一个人"):
            act(matter, "matter.answer", world.users["weichanghe"], 8, way="visit")

    def test_nothing_is_good_before_somebody_was_asked_by_name(self, world: World) -> None:
        by, matter = world.users["linxiaohe"], accepted(world)
        assert "matter.answer" not in {rule.key for rule in matter.possible_moves()}
        with pytest.raises(NotNow, match="还没问过受益的群众"):
            act(matter, "matter.answer", by, 8, "都说好", way="visit")


class TestPages:
    def test_the_board_shows_bars_and_colours_in_few_queries(self, world: World, django_assert_num_queries: Any) -> None:
        for n in range(3):
            built(world, f"清沟{n}")
        client = world.client("linxiaohe")
        address = reverse("matters:projects")
        client.get(address)
        with django_assert_num_queries(14):
            page = client.get(address)
        for n in range(3, 6):
            built(world, f"清沟{n}")
        with django_assert_num_queries(14):
            client.get(address)

        text = page.content.decode()
        assert "清沟 2500/2500 米" in text
        assert "已付 0/4.2 万元" in text

    def test_the_story_and_the_form_on_it(self, world: World) -> None:
        matter = planned(world)
        act(matter, "project.start", world.users["weichanghe"], 2)
        client = world.client("weichanghe")
        address = reverse("matters:move", args=[matter.pk, "project.progress"])
        row = matter.quantities.get()
        sent = {"version": matter.version, "known": str(row.pk), "number": "300.5", "done_on": "2026-04-16", "words": "两台钩机"}

        assert client.post(address, {**sent, "number": "-3"}).status_code == 422
        assert client.post(address, {**sent, "done_on": "2099-04-16"}).status_code == 422
        assert client.post(address, sent).status_code == 302
        page = client.get(reverse("matters:page", args=[matter.pk])).content.decode()
        assert "300.5/2500 米" in page
        assert "原话" not in page

    def test_acceptance_through_the_page(self, world: World) -> None:
        matter = built(world)
        row = matter.quantities.get()
        address = reverse("matters:move", args=[matter.pk, "project.accept"])
        sent = {"version": matter.version, "held_on": "2026-04-20", "villager": "赵玉兰、钱春生", "cadre": "", "office": "", "expert": "",
                f"q_{row.pk}": "2500", "words": "看过了"}  # fmt: skip

        assert world.client("linxiaohe").post(address, sent).status_code == 302
        assert Matter.objects.get(pk=matter.pk).state == "asking"
        assert matter.acceptances.get().inspectors.count() == 2

    def test_the_notice_names_no_resident(self, world: World) -> None:
        matter = accepted(world)
        page = world.client("linxiaohe").get(reverse("matters:publicity", args=[matter.pk])).content.decode()

        assert "中香村村民委员会" in page
        assert "水毁修复" in page
        assert "赵玉兰" not in page
        assert "孙喜田" not in page

    def test_doors(self, world: World) -> None:
        matter = accepted(world)
        notice, board = reverse("matters:publicity", args=[matter.pk]), reverse("matters:projects")

        assert world.client("jiachengyi").get(notice).status_code == 404
        assert "清东沟" not in world.client("jiachengyi").get(board).content.decode()
        assert world.client().get(board).status_code == 302
        Role.objects.filter(pk="village").update(verbs=["visit.see"])
        assert world.client("linxiaohe").get(board).status_code == 403
        assert world.client("linxiaohe").get(notice).status_code == 403

    def test_the_county_sets_its_own_days(self, world: World) -> None:
        client, address = world.client("hanxue"), reverse("matters:pace-rules")
        sent = {"region": "220422", "yellow_days": "15", "from_on": DAY.isoformat(), "source": "县项目办法"}

        assert "示例" in client.get(address).content.decode()
        assert client.post(address, {**sent, "yellow_days": "0"}).status_code == 422
        assert client.post(address, {**sent, "region": "220322"}).status_code == 422
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 422
        assert PaceRule.objects.at(world.village.pk, DAY).yellow_days == 15
        assert world.client("linxiaohe").get(address).status_code == 403
