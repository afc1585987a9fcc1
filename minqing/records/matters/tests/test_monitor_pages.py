"""The pages of monitoring: who opens them, what they take, what they never show."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from minqing import cast as demo
from minqing.conftest import World
from minqing.ground.journal import PROGRAM
from minqing.ground.staff.models import Posting, Role
from minqing.lib.days import add_months
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.models.monitor_member import MonitorMember
from minqing.records.matters.models.monitor_rules import MonitorLine, MonitorOrder
from minqing.records.matters.monitoring import sweeping
from minqing.records.matters.tests.monitored import FOUND, lead, recognised, sheet, take, until
from minqing.records.people.models import GroupSpan
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called

DAY = date(2026, 3, 6)


def post(world: World, username: str, matter: Matter, verb: str, /, **data: Any):
    matter.refresh_from_db()
    return world.client(username).post(f"/matters/{matter.pk}/moves/monitor.{verb}/", {"version": matter.version, **data})


class TestStory:
    def test_it_shows_steps_facts_and_what_comes_next(self, world: World):
        matter, _ = until(world, lead(world, DAY), "verify", DAY)
        text = world.client("linxiaohe").get(f"/matters/{matter.pk}/").content.decode()
        assert "下一步：<b>信息比对</b>" in text
        assert "四项合起来看" in text
        assert "先后次序是示例" in text
        assert "不能只看收入定" in text

    def test_the_conditions_stand_with_their_evidence(self, world: World):
        matter, _ = recognised(world, DAY)
        text = world.client("linxiaohe").get(f"/matters/{matter.pk}/").content.decode()
        assert "能不能消除" in text
        assert "还没有办完的措施" in text

    def test_while_it_hangs_the_page_says_until_when_and_offers_only_what_there_is(self, world: World):
        today = timezone.localdate()
        matter, _ = until(world, lead(world, today), "publicity", today)
        page = world.client("linxiaohe").get(f"/matters/{matter.pk}/")
        offered = {rule.key for rule, _ in (*page.context["other_moves"], *page.context["aside_moves"])}
        assert "满了才能往下走" in page.content.decode()
        assert "monitor.reply" not in offered

        assert post(world, "linxiaohe", matter, "object", words="他家儿子挣钱").status_code == 302
        page = world.client("linxiaohe").get(f"/matters/{matter.pk}/")
        assert "有 1 条意见还没答复" in page.content.decode()
        assert "monitor.reply" in {rule.key for rule, _ in page.context["other_moves"]}

    def test_a_helper_s_part_is_over_with_the_last_measure(self, world: World):
        matter, day = recognised(world, DAY)
        by, given = world.users["guoyonggang"], {"sort": "health", "person": world.users["luzhixin"], "from_on": day}
        for what in ("办大病救助", "买药"):
            life.move(matter, "monitor.measure", by=by, on=day, what=what, **given)
        assert "matter.part_done" not in {rule.key for rule in matter.possible_moves()}
        states = []
        for measure in matter.measures.order_by("id"):
            life.move(matter, "monitor.measure_done", by=by, on=day, words="报了", measure=measure)
            states.append(matter.handlings.get(person=world.users["luzhixin"]).state)
        assert states == ["doing", "done"]
        assert "monitor.measure_done" not in {rule.key for rule in matter.possible_moves()}

    def test_it_costs_a_fixed_number_of_queries(self, world: World, django_assert_max_num_queries: Any):
        matter, _ = recognised(world, DAY)
        client = world.client("linxiaohe")
        client.get(f"/matters/{matter.pk}/")
        with django_assert_max_num_queries(60):
            client.get(f"/matters/{matter.pk}/")

    def test_the_whole_way_in_by_the_forms(self, world: World):
        today = timezone.localdate()
        matter = lead(world, today)
        assert post(world, "linxiaohe", matter, "consent", consent_by="李桂兰", consent_how="print").status_code == 302
        client = world.client("linxiaohe")
        written = {"until": today.isoformat(), "people": "3", "farm": "9,000", "self_medical": "21000.50"}
        assert client.post(f"/matters/{matter.pk}/income/", written).status_code == 302
        went = {"investigators": "魏长河、林晓禾", "signatures": "魏长河，李桂兰", "risks": ["illness"], **FOUND}
        assert post(world, "linxiaohe", matter, "verify", **went).status_code == 302
        assert post(world, "linxiaohe", matter, "compare", compared="没有问题").status_code == 302
        votes = {"called": "30", "came": "24", "agreed": "22", "klass": "edge", "words": "都同意"}
        assert post(world, "linxiaohe", matter, "meeting", **votes).status_code == 302
        assert post(world, "linxiaohe", matter, "publicize", where="公开栏").status_code == 302
        refused = post(
            world, "zhouqiming", matter, "review", per_head="3000", self_paid="21000.5", difficulty="大", coping="少", words="行"
        )
        assert refused.status_code == 409
        assert "还在公示" in refused.content.decode()

    def test_the_approval_form_is_filled_from_what_is_known_and_demands_all_four(self, world: World):
        matter, day = until(
            world, lead(world, timezone.localdate() - timedelta(days=12)), "publicity", timezone.localdate() - timedelta(days=12)
        )
        assert day <= timezone.localdate()
        text = world.client("zhouqiming").get(f"/matters/{matter.pk}/").content.decode()
        assert "老伴做手术，自己花了两万一" in text
        assert "监测线只作参考" in text
        answer = post(world, "zhouqiming", matter, "review", per_head="3000", words="收入低")
        assert answer.status_code == 422
        matter.refresh_from_db()
        assert matter.state == "publicity"

    def test_a_village_worker_neither_reviews_nor_approves(self, world: World):
        matter, _ = until(world, lead(world, DAY), "publicity", DAY)
        assert post(world, "weichanghe", matter, "review", words="行").status_code == 403
        assert post(world, "zhouqiming", matter, "approve", words="行").status_code == 403

    def test_objections_and_measures_by_their_forms(self, world: World):
        matter, day = until(world, lead(world, DAY), "publicity", DAY)
        assert post(world, "linxiaohe", matter, "object", words="有车").status_code == 302
        objection = matter.objections.get()
        assert post(world, "linxiaohe", matter, "reply", objection=str(objection.pk), words="不是他的").status_code == 302
        matter, _ = until(world, matter, "announce", day)
        posting = world.users["weichanghe"].postings.get()
        sent = {"sort": "health", "what": "办救助", "who": f"person:{posting.pk}", "from_on": "2026-04-01"}
        assert post(world, "linxiaohe", matter, "measure", **sent).status_code == 302
        measure = matter.measures.get()
        assert measure.helper.who == "县水利局 · 魏长河"
        assert post(world, "linxiaohe", matter, "measure_done", measure=str(measure.pk), words="好了").status_code == 302
        assert matter.measures.get().said == "好了"


class TestIncomePage:
    def test_sums_are_worked_out_as_one_types(self, world: World):
        matter = lead(world, DAY)
        written = {"until": "2026-03-06", "people": "3", "farm": "10000", "farm_cost": "0.01", "self_medical": "一千"}
        text = world.client("linxiaohe").post(f"/matters/{matter.pk}/income/sums/", written).content.decode()
        assert "9,999.99" in text
        assert "3,333.33" in text
        assert "看病合规自付" in text
        assert matter.income_sheets.count() == 0

    def test_what_cannot_be_read_is_said_and_nothing_is_lost(self, world: World):
        matter = lead(world, DAY)
        answer = world.client("linxiaohe").post(
            f"/matters/{matter.pk}/income/", {"until": "2026-03-06", "people": "3", "farm": "一万", "herd": "777"}
        )
        assert answer.status_code == 422
        assert "不是钱数" in answer.content.decode()
        assert 'value="777"' in answer.content.decode()

    def test_the_last_amounts_are_there_already(self, world: World):
        matter = lead(world, DAY)
        sheet(world, matter, DAY, farm="9000.25")
        assert 'value="9000.25"' in world.client("linxiaohe").get(f"/matters/{matter.pk}/income/").content.decode()

    @pytest.mark.parametrize("page", ["income", "members"])
    @pytest.mark.parametrize(("who", "status"), [("jiachengyi", 404), ("hanxue", 403), ("dangyuan", 403), ("", 302)])
    def test_who_may_write(self, world: World, page: str, who: str, status: int):
        matter = lead(world, DAY)
        assert world.client(who).get(f"/matters/{matter.pk}/{page}/").status_code == status

    @pytest.mark.parametrize("page", ["income", "members"])
    def test_another_kind_has_none(self, world: World, page: str):
        need = Matter.objects.open(kind="need", about="路坏了", place=world.village, by=world.users["linxiaohe"], on=DAY)
        assert world.client("linxiaohe").get(f"/matters/{need.pk}/{page}/").status_code == 404


class TestMemberPage:
    def test_it_is_kept_and_corrected(self, world: World):
        matter = lead(world, DAY)
        client, address = world.client("linxiaohe"), f"/matters/{matter.pk}/members/"
        assert client.get(address).status_code == 200
        head = world.homes["李桂兰"].residents.get(relation="02")
        sent = {f"{resident.pk.hex}-insurance": "resident" for resident in world.homes["李桂兰"].residents.all()}
        sent |= {f"{head.pk.hex}-health": "chronic", f"{head.pk.hex}-work_months": "14"}
        assert client.post(address, sent).status_code == 422
        assert client.post(address, {**sent, f"{head.pk.hex}-work_months": "4"}).status_code == 302
        stored = MonitorMember.objects.get(matter=matter, resident=head)
        assert (stored.health, stored.work_months, stored.insurance) == ("chronic", 4, "resident")
        assert MonitorMember.objects.filter(matter=matter).count() == 3


class TestDoubtsPage:
    def test_it_counts_within_the_scope(self, world: World):
        recognised(world, DAY)
        text = world.client("linxiaohe").get("/matters/monitor/doubts/").content.decode()
        assert "李桂兰家" in text
        assert "李桂兰家" not in world.client("jiachengyi").get("/matters/monitor/doubts/").content.decode()
        chosen = world.client("linxiaohe").get("/matters/monitor/doubts/?rule=phone")
        assert chosen.status_code == 200

    def test_the_doors(self, world: World):
        assert world.client("dangyuan").get("/matters/monitor/doubts/").status_code == 403
        assert world.client().get("/matters/monitor/doubts/").status_code == 302


class TestSweep:
    def test_whom_to_look_at_and_who_was_reached(self, world: World):
        today = timezone.localdate()
        home = world.homes["张玉珍"]
        doors = {door.household.head_name: door for door in sweeping.sweep(demo.ZHONGXIANG, on=today)}
        assert [each.key for each in doors["张玉珍"].why] == ["destitute"]
        assert doors["张玉珍"].reached_on is None
        Visit.objects.record(
            by=world.users["linxiaohe"],
            place=world.village,
            visited_on=today,
            words="去了张玉珍家",
            calls=[Called(home)],
            today=today,
        )
        doors = {door.household.head_name: door for door in sweeping.sweep(demo.ZHONGXIANG, on=today)}
        assert doors["张玉珍"].reached_on == today

    def test_the_link_to_the_household_leaves_the_button_beneath_it_free(self, world: World):
        body = world.client("linxiaohe").get("/matters/monitor/sweep/").content.decode()

        assert "记线索" in body
        assert 'class="t" href=' not in body, "a stretched link covers the whole row and the button with it"

    def test_last_quarter_does_not_count(self, world: World):
        today = timezone.localdate()
        before = sweeping.quarter_of(today)[0] - timedelta(days=1)
        home = world.homes["张玉珍"]
        Visit.objects.record(
            by=world.users["linxiaohe"], place=world.village, visited_on=before, words="去了", calls=[Called(home)], today=today
        )
        assert next(door for door in sweeping.sweep(demo.ZHONGXIANG, on=today) if door.household == home).reached_on is None

    def test_each_of_the_eight_finds_its_households(self, world: World):
        today = timezone.localdate()
        home, by = world.homes["刘福贵"], world.users["linxiaohe"]
        GroupSpan.objects.enter(household=home, group="低保", by=by, on=add_months(today, -2))
        GroupSpan.objects.enter(household=home, group="残疾", by=by, on=add_months(today, -2))
        GroupSpan.objects.enter(household=home, group="低保边缘", by=by, on=add_months(today, -2))
        GroupSpan.objects.enter(household=home, group="特困供养", by=by, on=add_months(today, -2))
        for category in ("medical", "work", "safety"):
            Matter.objects.open(
                kind="need", about="有难处", category=category, household=home, place=world.village, by=by, on=today
            )
        children = home.residents.exclude(relation="02").order_by("id")[:2]
        home.residents.filter(pk__in=[child.pk for child in children]).update(relation="20", birth=str(today.year - 17))
        door = next(door for door in sweeping.sweep(demo.ZHONGXIANG, on=today) if door.household == home)
        assert {each.key for each in door.why} == set(sweeping.BY_KEY)

    def test_an_income_that_fell_is_found(self, world: World):
        today = timezone.localdate()
        matter = lead(world, DAY, household=world.homes["刘福贵"])
        sheet(world, matter, add_months(today, -6), farm="9000")
        sheet(world, matter, today, farm="4000")
        assert world.homes["刘福贵"].pk in sweeping.low_income(demo.ZHONGXIANG, today)

    def test_it_opens_where_somebody_lives_and_on_the_viewers_own_village(self, world: World):
        opened = world.client("hanxue").get("/matters/monitor/sweep/").context
        assert opened["villages"][0][0] == "220422100003"  # nobody is on the books there
        assert opened["place"].pk == demo.ZHONGXIANG

        worker = Role.objects.get(postings__user=world.users["jiachengyi"])
        Posting.objects.post(
            user=world.users["hanxue"], place=world.neighbour, role=worker, title="包村干部", by=PROGRAM, on=date(2020, 1, 1)
        )
        assert world.client("hanxue").get("/matters/monitor/sweep/").context["place"].pk == demo.NEIGHBOUR

    def test_two_taps_open_a_lead_once(self, world: World):
        client, home = world.client("linxiaohe"), world.homes["张玉珍"]
        assert "记下线索" in client.get("/matters/monitor/sweep/").content.decode()
        for _ in range(2):
            answer = client.post(f"/matters/monitor/sweep/{home.pk}/", {"words": "一个人，摔了腿"})
            assert answer.status_code == 302
        matter = Matter.objects.get(kind="monitor", household=home)
        assert (matter.source, matter.state, matter.details.lead) == ("duty", "lead", "found")
        assert client.post(f"/matters/monitor/sweep/{world.homes['刘福贵'].pk}/", {"words": " "}).status_code == 302
        assert not Matter.objects.filter(kind="monitor", household=world.homes["刘福贵"]).exists()

    def test_who_may(self, world: World):
        home = world.homes["张玉珍"]
        assert world.client("jiachengyi").get(f"/matters/monitor/sweep/?place={demo.ZHONGXIANG}").status_code == 404
        assert world.client("jiachengyi").post(f"/matters/monitor/sweep/{home.pk}/", {"words": "x"}).status_code == 404
        assert world.client("dangyuan").get("/matters/monitor/sweep/").status_code == 403
        assert world.client().get("/matters/monitor/sweep/").status_code == 302
        assert world.client("hanxue").get("/matters/monitor/sweep/").status_code == 200

    def test_it_costs_the_same_for_many(self, world: World, django_assert_max_num_queries: Any):
        with django_assert_max_num_queries(22):
            sweeping.sweep(demo.ZHONGXIANG, on=timezone.localdate())


class TestRules:
    def test_the_county_writes_its_own_order_and_line(self, world: World):
        client = world.client("hanxue")
        text = client.get("/matters/monitor/rules/").content.decode()
        assert "-----" not in text
        assert "示例" in text
        steps = "承诺授权\n信息比对、入户核实\n村民评议\n村里公示\n乡镇审核\n县里审批\n公告"
        shared = {"region": "220422", "from_on": "2026-01-01", "source": "县里的文件", "confirmed": "on"}
        assert client.post("/matters/monitor/rules/order/", {"way": "recognise", "steps": steps, **shared}).status_code == 302
        order = MonitorOrder.objects.get()
        assert order.steps[1] == ["compare", "verify"]
        assert client.post("/matters/monitor/rules/line/", {"year": "2026", "amount": "8300", **shared}).status_code == 302
        assert MonitorLine.objects.get().amount == Decimal(8300)
        assert client.post("/matters/monitor/rules/line/", {"year": "2026", "amount": "8300", **shared}).status_code == 422
        row = MonitorLine.objects.get()
        assert client.post(f"/matters/monitor/rules/line/{row.pk}/").status_code == 302
        assert MonitorLine.objects.get().to_on is not None
        matter = take(world, lead(world, DAY), "consent", DAY)
        assert set(matter.details.next_steps) == {"compare", "verify"}

    @pytest.mark.parametrize(
        ("table", "sent", "words"),
        [
            ("order", {"way": "recognise", "steps": "承诺授权\n公告"}, "不能省"),
            ("order", {"way": "recognise", "steps": "瞎写"}, "没有「瞎写」"),
            ("limit", {"key": "quorum", "value": "3/2"}, "不对"),
            ("limit", {"key": "publicity_days", "value": "五"}, "整数"),
            ("line", {"year": "2026", "amount": "8300", "region": "2203"}, "不归你"),
        ],
    )
    def test_what_cannot_be_is_refused_with_a_sentence(self, world: World, table: str, sent: dict[str, str], words: str):
        shared = {"region": "220422", "from_on": "2026-01-01", "source": "县里的文件"}
        answer = world.client("hanxue").post(f"/matters/monitor/rules/{table}/", {**shared, **sent})
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_who_may(self, world: World):
        assert world.client("linxiaohe").get("/matters/monitor/rules/").status_code == 403
        assert world.client().get("/matters/monitor/rules/").status_code == 302
        assert world.client("hanxue").post("/matters/monitor/rules/nonsense/").status_code == 404
