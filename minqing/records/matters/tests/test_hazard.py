"""Hazards: safe at once, put right by a day, verified by another, and the resident's word where somebody reported it."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from minqing.conftest import World
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.forms import OpenForm, form_for
from minqing.records.matters.models import Handling, Matter
from minqing.records.matters.models.hazard import HazardCheck, HazardCode
from minqing.records.matters.safety import story
from minqing.records.matters.templatetags.matters import time_left
from minqing.records.matters.tests.living import DAY, check

TILES = "5 栋楼房顶瓦松了，怕掉下来"


def found(world: World, *, reported: bool = False, **details: Any) -> Matter:
    """A hazard: found on a round, or reported by 李桂兰."""
    home = world.homes["李桂兰"] if reported else None
    return Matter.objects.open(
        kind="hazard", about=TILES, place=world.village, household=home, by=world.users["linxiaohe"], on=DAY, category="housing",
        details={"spot": "5 栋楼西边", "grade": "orange", **details},
    )  # fmt: skip


def put_right(world: World, matter: Matter, day: date = DAY) -> None:
    by = world.users["linxiaohe"]
    life.move(matter, "hazard.measure", by=by, on=day, words="拉了警戒线")
    life.move(matter, "matter.report_done", by=by, on=day + timedelta(5), words="换了新瓦")


class TestWay:
    def test_it_is_a_matter_of_safety_whatever_was_chosen(self, world: World) -> None:
        matter = found(world)
        assert matter.category == "safety"
        with pytest.raises(NotNow, match="没变"):
            life.move(matter, "matter.sort", by=world.users["linxiaohe"], on=DAY, category="housing", urgency="ordinary")
        life.move(matter, "matter.sort", by=world.users["linxiaohe"], on=DAY, category="housing", urgency="emergency")
        assert Matter.objects.get(pk=matter.pk).category == "safety"

    def test_the_first_measure_takes_it_in_hand(self, world: World) -> None:
        matter = found(world)
        life.move(matter, "hazard.measure", by=world.users["linxiaohe"], on=DAY, words="拉了警戒线")
        assert (matter.state, matter.holder, matter.details.measure) == ("doing", world.users["linxiaohe"], "拉了警戒线")
        assert Handling.objects.get(matter=matter, role="lead", state="doing").person == world.users["linxiaohe"]

    def test_the_plans_day_is_the_day_allowed(self, world: World) -> None:
        matter = found(world)
        life.move(matter, "hazard.measure", by=world.users["linxiaohe"], on=DAY, words="拉线")
        plan = {"responsible": "物业", "plan": "揭旧瓦换新瓦", "fix_by": DAY + timedelta(20), "cost": None}
        life.move(matter, "hazard.plan", by=world.users["linxiaohe"], on=DAY, details=plan)
        assert Matter.objects.get(pk=matter.pk).due_on == DAY + timedelta(20)
        with pytest.raises(NotNow, match="比发现的日子还早"):
            life.move(matter, "hazard.plan", by=world.users["linxiaohe"], on=DAY, details={**plan, "fix_by": DAY - timedelta(1)})

    def test_nobody_takes_back_what_nobody_reported(self, world: World) -> None:
        whose = {"matter.contact", "matter.withdraw"}
        assert not whose & {rule.key for rule in found(world).possible_moves()}
        assert whose <= {rule.key for rule in found(world, reported=True).possible_moves()}

    def test_who_put_it_right_does_not_verify_it(self, world: World) -> None:
        matter = found(world)
        put_right(world, matter)
        for verb in ("hazard.clear", "hazard.fail"):
            with pytest.raises(NotNow, match="另一个人"):
                life.move(matter, verb, by=world.users["linxiaohe"], on=DAY + timedelta(6), words="看过了")
        life.move(matter, "hazard.clear", by=world.users["zhouqiming"], on=DAY + timedelta(6), words="瓦压得实")
        assert (matter.state, matter.solved) == ("done", None)
        assert (matter.details.cleared_on, matter.details.cleared_by) == (DAY + timedelta(6), "周启明")
        check(matter)

    def test_a_list_says_that_it_waits_for_the_check(self, world: World) -> None:
        matter = found(world, reported=True)
        put_right(world, matter)
        assert time_left(matter) == "等复查"
        life.move(matter, "hazard.verify", by=world.users["guoyonggang"], on=DAY + timedelta(6), words="看过，牢了")
        assert time_left(matter) == "等回话"

    def test_what_somebody_reported_ends_with_their_word(self, world: World) -> None:
        matter = found(world, reported=True)
        put_right(world, matter)
        clerk, day = world.users["zhouqiming"], DAY + timedelta(6)
        with pytest.raises(NotNow, match="群众反映"):
            life.move(matter, "hazard.clear", by=clerk, on=day, words="好了")
        life.move(matter, "hazard.verify", by=clerk, on=day, words="好了")
        assert (matter.state, matter.phase) == ("asking", "waiting")
        life.move(matter, "matter.answer", by=clerk, on=day, words="这回放心了", way="visit")
        assert (matter.state, matter.solved) == ("done", True)
        assert matter.details.cleared_on == day

    def test_their_word_is_a_look_by_another_too(self, world: World) -> None:
        matter = found(world, reported=True)
        put_right(world, matter)
        life.move(matter, "matter.answer", by=world.users["zhouqiming"], on=DAY + timedelta(7), words="消除了", way="phone")
        assert matter.details.cleared_on == DAY + timedelta(7)

    def test_two_tries_close_only_what_another_looked_at(self, world: World) -> None:
        matter = found(world, reported=True)
        put_right(world, matter)
        clerk = world.users["zhouqiming"]
        for days in (6, 8):
            life.move(matter, "matter.unreachable", by=clerk, on=DAY + timedelta(days), words="打了电话")
        with pytest.raises(NotNow, match="还没有人复查"):
            life.move(matter, "matter.close", by=clerk, on=DAY + timedelta(8), words="联系不上")

    def test_not_gone_takes_the_days_back(self, world: World) -> None:
        matter = found(world)
        put_right(world, matter)
        life.move(matter, "hazard.fail", by=world.users["zhouqiming"], on=DAY + timedelta(6), words="北边还松")
        assert (matter.state, matter.details.fixed_on, matter.details.cleared_on) == ("doing", None, None)
        assert Handling.objects.filter(matter=matter, role="lead", state="doing").count() == 1
        life.move(matter, "matter.report_done", by=world.users["linxiaohe"], on=DAY + timedelta(8), words="北边也换了")
        life.move(matter, "hazard.clear", by=world.users["zhouqiming"], on=DAY + timedelta(9), words="都实了")
        life.move(matter, "matter.again", by=world.users["zhouqiming"], on=DAY + timedelta(40), words="又松了")
        assert (matter.state, matter.details.cleared_on) == ("doing", None)
        check(matter)


class TestLooks:
    def test_the_next_look_stands_on_the_days_page(self, world: World) -> None:
        matter = found(world)
        by = world.users["linxiaohe"]
        life.move(matter, "hazard.round", by=by, on=DAY, words="还那样", found="same", every_days=7)
        assert matter.details.look_on == DAY + timedelta(7)
        assert story.due(Scope(by, DAY), DAY) is None
        shown = story.due(Scope(by, DAY), DAY + timedelta(6))
        assert shown is not None
        assert [one.matter_id for one in shown["hazards"]] == [matter.pk]
        assert story.due(Scope(world.users["jiachengyi"], DAY), DAY + timedelta(6)) is None
        life.move(matter, "hazard.round", by=by, on=DAY + timedelta(7), words="好些", found="better", every_days=None)
        assert story.due(Scope(by, DAY), DAY + timedelta(30)) is None

    def test_a_look_after_the_end_does_not_end_it_later(self, world: World) -> None:
        matter = found(world)
        put_right(world, matter)
        life.move(matter, "hazard.clear", by=world.users["zhouqiming"], on=DAY + timedelta(6), words="好了")
        life.move(matter, "hazard.round", by=world.users["linxiaohe"], on=DAY + timedelta(60), words="雨后看了", found="same")
        assert Matter.objects.get(pk=matter.pk).closed_on == DAY + timedelta(6)
        assert HazardCheck.objects.filter(matter=matter).count() == 2

    def test_what_was_seen_must_be_on_the_list(self, world: World) -> None:
        with pytest.raises(NotNow, match="没选"):
            life.move(found(world), "hazard.round", by=world.users["linxiaohe"], on=DAY, words="看了", found="nonsense")


class TestCodes:
    def test_the_countys_rows_go_before_the_examples(self, world: World) -> None:
        HazardCode.objects.create(
            sort="grade", key="red", title="一级：马上", days=1, region="220422", from_on=DAY, source="县安委办", confirmed=True
        )
        HazardCode.objects.create(
            sort="grade", key="yellow", title="三级", region="220422", from_on=DAY, source="县安委办", used=False
        )
        here = {code.key: code.title for code in HazardCode.objects.of("grade", place="220422102209", on=DAY)}
        assert here == {"red": "一级：马上", "orange": "橙色：不管会出事"}
        assert len(HazardCode.objects.of("grade", place="220322", on=DAY)) == 3
        assert len(HazardCode.objects.of("grade", place="220422102209", on=DAY - timedelta(1))) == 3

    def test_a_class_added_just_now_is_taken_at_once(self, world: World) -> None:
        HazardCode.objects.titles()
        HazardCode.objects.create(sort="class", key="well", title="没盖的井", region="220422", from_on=DAY, source="县里定的")
        details = found(world).details
        details.risk_class = "well"
        details.save()
        assert details.class_words == "没盖的井"

    def test_what_is_not_written_is_not_looked_up(self, world: World, django_assert_num_queries: object) -> None:
        with django_assert_num_queries(0):  # type: ignore[operator]
            assert HazardCode.objects.title("class", "") == ""

    def test_the_forms_offer_the_list(self, world: World) -> None:
        form = OpenForm(places=[("220422102209", "中香村")], today=DAY, kind="hazard")
        assert ("red", "红色：随时会出事") in form.fields["grade"].choices  # type: ignore[attr-defined]
        matter = found(world)
        rule = matter.table.rule("hazard.grade", "new")
        assert rule is not None
        sent = form_for(
            rule, matter, Scope(world.users["zhouqiming"], DAY), {"version": 0, "risk_class": "nonsense", "grade": "red"}
        )
        assert "risk_class" in sent.errors

    def test_a_grade_on_no_list_is_refused(self, world: World) -> None:
        with pytest.raises(NotNow, match="隐患等级"):
            found(world, grade="purple")

    def test_the_plan_begins_with_what_the_grade_allows(self, world: World) -> None:
        matter = found(world)
        life.move(matter, "hazard.measure", by=world.users["linxiaohe"], on=DAY, words="拉线")
        rule = matter.table.rule("hazard.plan", "doing")
        assert rule is not None
        field = form_for(rule, matter, Scope(world.users["zhouqiming"], DAY)).fields["fix_by"]
        assert field.initial == DAY + timedelta(15)
        assert "示例" in str(field.help_text)


class TestPages:
    def test_it_is_opened_and_made_safe_in_the_browser(self, world: World) -> None:
        client = world.client("linxiaohe")
        page = client.get(reverse("matters:new") + "?kind=hazard")
        assert "怕出什么事" in page.content.decode()
        today = timezone.localdate()
        sent = {
            "id": page.context["form"]["id"].value(), "kind": "hazard", "place": world.village.pk, "about": TILES, "spot": "5 栋楼西边",
            "risk_class": "falling", "grade": "orange", "category": "other", "opened_on": today.isoformat(),
        }  # fmt: skip
        assert client.post(reverse("matters:new"), sent).status_code == 302
        matter = Matter.objects.get()
        address = reverse("matters:move", args=[matter.pk, "hazard.measure"])
        assert client.post(address, {"version": 0, "words": "拉了警戒线"}).status_code == 302
        shown = client.get(reverse("matters:page", args=[matter.pk])).content.decode()
        assert "房顶、墙面、外立面掉东西" in shown
        assert "拉了警戒线" in shown

    def test_photographs_stand_before_and_after(self, world: World) -> None:
        matter = found(world)
        put_right(world, matter)
        client = world.client("linxiaohe")
        for address, colour in (("matters:photos", "red"), ("matters:hazard-photos", "green")):
            client.post(reverse(address, args=[matter.pk]), {"photos": picture(colour)})
        shown = story.story(Matter.objects.get(pk=matter.pk), Scope(world.users["linxiaohe"], DAY), DAY)
        assert (len(shown["before"]), len(shown["after"])) == (1, 1)
        assert "前 1 张，后 1 张" in client.get(reverse("matters:page", args=[matter.pk])).content.decode()

    def test_neighbours_and_the_rightless_add_no_photographs(self, world: World) -> None:
        matter = found(world)
        address = reverse("matters:hazard-photos", args=[matter.pk])
        assert world.client("jiachengyi").post(address, {"photos": picture("red")}).status_code == 404
        assert world.client("wangguan").post(address).status_code == 403
        assert world.client().post(address).status_code == 302
        need = Matter.objects.open(kind="need", about="修灯", place=world.village, by=world.users["linxiaohe"], on=DAY)
        world.client("linxiaohe").post(reverse("matters:hazard-photos", args=[need.pk]), {"photos": picture("red")})
        assert not need.attachments.exists()

    def test_the_rules_are_the_countys(self, world: World) -> None:
        client, address = world.client("hanxue"), reverse("matters:safety-rules")
        assert "示例" in client.get(address).content.decode()
        row = {
            "sort": "grade", "key": "red", "title": "一级", "days": "1", "rank": "0", "used": "on", "region": "220422", "from_on": DAY.isoformat(),
            "source": "县安委办", "confirmed": "on",
        }  # fmt: skip
        assert client.post(reverse("matters:safety-rule-add", args=["code"]), row).status_code == 302
        code = HazardCode.objects.get()
        assert client.post(reverse("matters:safety-rule-add", args=["code"]), row).status_code == 422
        assert client.post(reverse("matters:safety-rule-add", args=["code"]), {**row, "region": "220322"}).status_code == 422
        assert client.post(reverse("matters:safety-rule-end", args=["code", code.pk])).status_code == 302
        assert HazardCode.objects.get().to_on is not None
        assert client.post(reverse("matters:safety-rule-add", args=["nothing"])).status_code == 404
        assert world.client("linxiaohe").get(address).status_code == 403
        assert world.client().get(address).status_code == 302


def picture(colour: str) -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(target, "JPEG")
    return SimpleUploadedFile("a.jpg", target.getvalue(), "image/jpeg")
