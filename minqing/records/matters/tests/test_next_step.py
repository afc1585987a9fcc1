"""What a page offers next, to whom: nobody is led to a button that does nothing, or told what nobody said."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.staff.scope import Scope
from minqing.records.matters import life, parts
from minqing.records.matters.forms import form_for
from minqing.records.matters.linking import Seated
from minqing.records.matters.models import Matter
from minqing.records.matters.views.story import days_left, state_line

ABOUT = "门前排水沟堵，雨水灌院"
PARTS = ("matter.part_done", "matter.part_back")


@pytest.fixture
def need(world: World) -> Matter:
    """林晓禾 has taken it."""
    today = timezone.localdate()
    matter = Matter.objects.open(
        kind="need", about=ABOUT, household=world.homes["李桂兰"], asker="李桂兰", place=world.village, by=world.users["linxiaohe"], on=today,
    )  # fmt: skip
    life.accept(matter, by=world.users["linxiaohe"], on=today)
    return matter


def page(world: World, name: str, matter: Matter, **asked: str) -> tuple[str, list[str], str]:
    """The body, the moves that are offered, and the one of the red button."""
    answer = world.client(name).get(reverse("matters:page", args=[matter.pk]), asked)
    offered = [rule.key for rule, _ in (*answer.context["other_moves"], *answer.context["aside_moves"])]
    main = answer.context["main_form"]
    return answer.content.decode(), offered, main.rule.key if main is not None else ""


class TestHands:
    def test_a_lead_alone_is_no_table_and_has_no_part_to_end(self, world: World, need: Matter) -> None:
        body, offered, _ = page(world, "linxiaohe", need)

        assert "几家一起办" not in body
        assert not set(PARTS) & set(offered)

    def test_whoever_has_a_part_ends_that_first(self, world: World, need: Matter) -> None:
        parts.join(need, by=world.users["linxiaohe"], on=timezone.localdate(), words="出车", person=world.users["guoyonggang"])

        body, _, main = page(world, "guoyonggang", need)

        assert main == "matter.part_done"
        assert "2 家，办完 0 家" in body
        assert page(world, "weichanghe", need)[2] != "matter.part_done"
        more = world.client("guoyonggang").get(reverse("matters:more", args=[need.pk]), headers={"HX-Request": "true"})
        assert "这一份办不了，退回" in more.content.decode()

    def test_who_gave_it_back_is_none_of_those_who_do_it(self, world: World, need: Matter) -> None:
        today = timezone.localdate()
        life.assign(need, by=world.users["linxiaohe"], on=today, person=world.users["guoyonggang"])
        life.move(need, "matter.return", by=world.users["guoyonggang"], on=today, words="不归我管", reason="return_duty")
        life.assign(need, by=world.users["linxiaohe"], on=today, person=world.users["weichanghe"])
        life.report_done(need, by=world.users["weichanghe"], on=today, words="清了")

        body = page(world, "linxiaohe", need)[0]

        assert "谁办过" in body
        assert "几家一起办" not in body
        assert "没写；" not in body

    def test_what_was_split_off_says_from_what(self, world: World, need: Matter) -> None:
        child = parts.split(need, by=world.users["linxiaohe"], on=timezone.localdate(), words="清沟\n接管")[0]

        assert f"{ABOUT}</a>」里拆出来的" in page(world, "linxiaohe", child)[0]


class TestJudgement:
    def test_whoever_did_it_is_told_why_another_asks(self, world: World, need: Matter) -> None:
        life.report_done(need, by=world.users["linxiaohe"], on=timezone.localdate(), words="清了")

        assert "「群众说办好了」要由别人来记" in page(world, "linxiaohe", need)[0]
        assert "要由别人来记" not in page(world, "weichanghe", need)[0]

    def test_what_was_put_together_with_another_was_not_refused(self, world: World, need: Matter) -> None:
        by, today = world.users["linxiaohe"], timezone.localdate()
        other = Matter.objects.open(kind="need", about="排水沟又堵", place=world.village, by=by, on=today)
        parts.merge(need, by=by, on=today, into=other)

        body = page(world, "linxiaohe", need)[0]

        assert "<b>和另一件合在一起办</b>" in body
        assert "不办，已说明" not in body

    def test_what_nobody_could_ask_about_is_not_called_done(self, world: World, need: Matter) -> None:
        today, other = timezone.localdate(), world.users["weichanghe"]
        life.report_done(need, by=world.users["linxiaohe"], on=today, words="清了")
        for days in (1, 0):
            life.unreachable(need, by=other, on=today - timedelta(days), words="没人接")
        life.close_unreached(need, by=other, on=today, words="两次没找到")

        body = page(world, "linxiaohe", need)[0]
        listed = world.client("linxiaohe").get("/search/", {"q": "排水"}).content.decode()

        assert need.ending == "两次没联系上，办结"
        assert "<b>两次没联系上，办结</b>" in body
        assert '<span class="st st-ok">' not in body.split("</header>")[-1].split("经过")[0]
        assert "办好了" not in listed


class TestOpening:
    @pytest.mark.parametrize(
        ("kind", "asked"), [("need", True), ("dispute", False), ("hazard", False), ("enterprise", False), ("project", True)]
    )
    def test_a_kind_with_classes_of_its_own_is_not_asked_for_a_second(self, world: World, kind: str, asked: bool) -> None:
        form = world.client("linxiaohe").get(reverse("matters:new"), {"kind": kind}).context["form"]

        assert ("category" in form.fields) == asked

    def test_it_opens_without(self, world: World) -> None:
        client = world.client("linxiaohe")
        sent = {"id": "01a1ff16-023e-7061-9838-7701149fe111", "kind": "dispute", "place": world.village.pk, "about": "地界争三垄地",
                "dispute_class": "land", "origin": "applied", "opened_on": timezone.localdate().isoformat()}  # fmt: skip

        address = client.post(reverse("matters:new"), sent)["Location"]

        assert "· 其他 ·" not in client.get(address).content.decode()

    def test_a_project_says_what_is_lacking_before_work_can_begin(self, world: World) -> None:
        matter = Matter.objects.open(
            kind="project", about="翻新井房", place=world.village, by=world.users["linxiaohe"], on=timezone.localdate()
        )
        assert "写清这些才能开工：干什么、干多少（「加、改工程量」）；哪天到哪一步" in page(world, "linxiaohe", matter)[0]
        life.move(
            matter,
            "project.quantity",
            by=world.users["linxiaohe"],
            on=timezone.localdate(),
            what="翻新井房",
            unit="座",
            planned=1,
        )
        assert "写清这些才能开工：哪天到哪一步（「定节点、改节点」）。" in page(world, "linxiaohe", matter)[0]

    def test_a_list_from_which_nothing_is_chosen_says_so_in_words(self, world: World) -> None:
        matter = Matter.objects.open(
            kind="monitor", about="住院花了不少", household=world.homes["李桂兰"], place=world.village, by=world.users["linxiaohe"],
            on=timezone.localdate(),
        )  # fmt: skip

        body = page(world, "linxiaohe", matter)[0]

        assert '<option value="" selected>选一个</option>' in body
        assert "---" not in body.split("main-move")[-1].split("</form>")[0]

    def test_monitoring_says_before_the_visit_is_written_that_the_income_comes_first(self, world: World) -> None:
        today, by = timezone.localdate(), world.users["linxiaohe"]
        matter = Matter.objects.open(
            kind="monitor", about="住院花了不少", household=world.homes["李桂兰"], place=world.village, by=by, on=today
        )
        life.move(matter, "monitor.consent", by=by, on=today, details={"consent_by": "李桂兰", "consent_how": "sign"})

        body = page(world, "linxiaohe", matter)[0]

        assert "核实以前先" in body
        assert "先记收入账（在下面），再来填这张表。" in body


class TestTime:
    def test_past_its_day_is_late_on_a_weekend_too(self, world: World, need: Matter) -> None:
        friday, sunday = date(2026, 11, 20), date(2026, 11, 22)
        Matter.objects.filter(pk=need.pk).update(due_on=friday)
        need.refresh_from_db()

        assert [days_left(need, Scope(world.users["linxiaohe"], day)) for day in (friday, sunday)] == [0, -1]

    def test_the_day_itself_is_said_in_a_word(self, world: World, need: Matter) -> None:
        Matter.objects.filter(pk=need.pk).update(due_on=timezone.localdate())

        assert "今天到期" in page(world, "linxiaohe", need)[0]


class TestRefusals:
    def test_a_second_try_on_the_same_day_hears_why_not(self, world: World, need: Matter) -> None:
        life.report_done(need, by=world.users["linxiaohe"], on=timezone.localdate(), words="清了")
        client, address = world.client("weichanghe"), reverse("matters:move", args=[need.pk, "matter.unreachable"])
        for words in ("打了两遍", "又打"):
            answer = client.post(address, {"version": Matter.objects.get(pk=need.pk).version, "words": words})

        assert answer.status_code == 409
        assert "换一天再联系" in answer.content.decode()
        assert "又打" in answer.content.decode()


class TestMain:
    def test_once_it_is_planned_the_next_is_to_say_that_it_is_done(self, world: World) -> None:
        today, by = timezone.localdate(), world.users["linxiaohe"]
        matter = Matter.objects.open(kind="hazard", about="护栏断了", place=world.village, by=by, on=today)
        life.move(matter, "hazard.measure", by=by, on=today, words="拉了线")
        assert page(world, "linxiaohe", matter)[2] == "hazard.plan"

        details = {"responsible": "村里", "plan": "焊上", "fix_by": today + timedelta(days=3), "cost": Decimal("8000")}
        life.move(matter, "hazard.plan", by=by, on=today, details=details)
        body, offered, main = page(world, "linxiaohe", matter, move="hazard.plan")
        assert main == "matter.report_done"
        assert "hazard.plan" in offered
        assert 'value="8000"' in body


class TestOwnPart:
    def test_one_ends_one_s_own_part_and_who_leads_may_end_all(self, world: World, need: Matter) -> None:
        today = timezone.localdate()
        for name, words in (("guoyonggang", "出车"), ("luzhixin", "出水泵")):
            parts.join(need, by=world.users["linxiaohe"], on=today, words=words, person=world.users[name])
        rule = need.table.rule("matter.part_done", need.state)
        assert rule is not None

        offered = {
            name: len(form_for(rule, need, Scope(world.users[name], today)).fields["part"].choices)  # type: ignore[attr-defined]
            for name in ("guoyonggang", "linxiaohe")
        }
        assert offered == {"guoyonggang": 1, "linxiaohe": 2}

    def test_who_leads_sits_for_their_level(self, world: World, need: Matter) -> None:
        today = timezone.localdate()
        seated = [Seated("township", person=world.users["luzhixin"])]
        life.move(need, "matter.link", by=world.users["linxiaohe"], on=today, words="一起清", seated=seated)

        body = page(world, "linxiaohe", need)[0]
        assert "村：林晓禾" in body
        assert 'late">还没请' in body


class TestStateLine:
    def test_a_day_that_stands_above_is_not_said_twice(self, world: World, need: Matter) -> None:
        today = timezone.localdate()
        need.due_on, need.due_at = today + timedelta(days=9), None
        for step, said in ((need.due_on, False), (today + timedelta(days=2), True), (None, False)):
            need.step_due_on = step
            assert bool(state_line(need, today)) == said
        need.step_due_on, need.phase = need.due_on, "waiting"
        assert "这一步到" in state_line(need, today)
