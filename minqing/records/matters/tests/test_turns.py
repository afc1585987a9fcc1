"""Whoever must act next is told once, in every kind, and whoever did the work that its outcome is another's to record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from minqing import cast
from minqing.conftest import World
from minqing.ground.journal import PROGRAM, Person, draining
from minqing.ground.journal.models import FollowUp
from minqing.ground.notices.models import Notice
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Posting, Role
from minqing.records.matters import life, telling, turns
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Handling, Matter
from minqing.records.matters.tests import monitored, working
from minqing.records.matters.tests.living import opened

DONE = "matter.report_done"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def told(verb: str) -> dict[str, str]:
    while draining.drain():
        pass
    return {
        name: said.partition("：")[0] for name, said in Notice.objects.filter(verb=verb).values_list("user__username", "sentence")
    }


def fresh() -> None:
    """From here on."""
    while draining.drain():
        pass
    Notice.objects.all().delete()


def post(world: World, username: str, role: str, place: str) -> None:
    Posting.objects.post(
        user=world.users[username], place=Place.objects.get(pk=place), role=Role.objects.get(pk=role), title="兼", by=PROGRAM,
        on=cast.BEGUN,
    )  # fmt: skip


class TestTable:
    def test_every_telling_names_people_moves_and_a_sort_that_there_are(self) -> None:
        for kind in KINDS.values():
            keys = {rule.key for rule in kind.moves}
            for rule in kind.moves:
                for tell in rule.tells:
                    assert tell.to in turns.AUDIENCES
                    assert tell.sort in {sort.key for sort in telling.SORTS}
                    assert set(tell.of) <= keys or kind.key == "monitor"
                    assert (tell.to in ("next", "doer")) == bool(tell.of)

    def test_where_the_good_end_is_anothers_both_are_told(self) -> None:
        """A move into a state from which a move goes on that its maker may not make tells who makes it, and its maker."""
        for kind in KINDS.values():
            for rule in kind.moves:
                if rule.to is None:
                    continue
                others = [then for then in kind.moves_from(rule.to) if rule.key in then.not_by and then.to not in (None, rule.to)]
                mains = [then for then in others if then.main or then.key == "matter.answer"]
                if mains:
                    assert {tell.to for tell in rule.tells} >= {"next"}, f"{kind.key} {rule.key}"
                    if kind.key != "monitor":
                        assert {tell.to for tell in rule.tells} >= {"doer"}, f"{kind.key} {rule.key}"


class TestAnotherAsks:
    @pytest.mark.parametrize("kind", ["need", "errand", "enterprise"])
    def test_whoever_opened_it_goes_and_asks_and_the_handler_hears_why(self, world: World, today: date, kind: str) -> None:
        matter = opened(world, kind, on=today)
        life.assign(matter, by=world.users["zhouqiming"], on=today, person=world.users["luzhixin"])
        fresh()
        life.move(matter, DONE, by=world.users["luzhixin"], on=today, words="办完了")
        found = told(DONE)
        assert set(found) == {"linxiaohe", "luzhixin"}
        assert "请你去问" in found["linxiaohe"]
        assert found["luzhixin"] == "你办完的这件，办没办好由别人去问、来记"

    def test_of_ones_own_matter_somebody_else_at_the_level(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["linxiaohe"], on=today)
        life.report_done(matter, by=world.users["linxiaohe"], on=today, words="清了")
        found = told(DONE)
        assert set(found) == {"linxiaohe", "weichanghe", "guoyonggang"}
        assert found["weichanghe"] == found["guoyonggang"] == "说是办完了，请你去问群众办好没有"
        assert "由别人" in found["linxiaohe"]

    def test_where_nobody_else_is_there_the_level_above(self, world: World, today: date) -> None:
        Posting.objects.filter(user__in=[world.users["weichanghe"], world.users["guoyonggang"]]).update(
            to_on=today - timedelta(1)
        )
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["linxiaohe"], on=today)
        life.report_done(matter, by=world.users["linxiaohe"], on=today, words="清了")
        assert set(told(DONE)) == {"linxiaohe", "zhouqiming", "luzhixin"}

    def test_a_wish_is_asked_about_by_whoever_collected_it(self, world: World, today: date) -> None:
        post(world, "dangyuan", "member", cast.ZHONGXIANG)
        wish = opened(world, "wish", on=today, about="李桂兰想要一副老花镜")
        life.publish(wish, by=world.users["linxiaohe"], on=today)
        life.claim(wish, by=world.users["dangyuan"], on=today)
        life.report_done(wish, by=world.users["dangyuan"], on=today, words="送到了")
        found = told(DONE)
        assert set(found) == {"linxiaohe", "dangyuan"}
        assert "李桂兰" not in Notice.objects.get(user__username="dangyuan", verb=DONE).sentence

    def test_once_only_and_nobody_if_it_was_answered_meanwhile(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["linxiaohe"], on=today)
        life.report_done(matter, by=world.users["linxiaohe"], on=today, words="清了")
        told(DONE)
        FollowUp.objects.filter(task=telling.TASK).update(done_at=None, claimed_at=None)
        told(DONE)
        assert Notice.objects.filter(verb=DONE).count() == 3
        other = opened(world, on=today, about="路灯不亮")
        life.accept(other, by=world.users["linxiaohe"], on=today)
        life.report_done(other, by=world.users["linxiaohe"], on=today, words="修了")
        life.judge(other, solved=True, by=Person("李桂兰"), on=today, words="亮了", way="portal")
        told(DONE)
        assert not Notice.objects.filter(verb=DONE, object_id=str(other.pk)).exists()
        assert told("matter.answer") == {"linxiaohe": "群众说办好了"}

    def test_after_two_tries_by_the_handler_another_closes_it(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["linxiaohe"], on=today)
        life.report_done(matter, by=world.users["linxiaohe"], on=today, words="清了")
        fresh()
        life.unreachable(matter, by=world.users["linxiaohe"], on=today - timedelta(1), words="没人接")
        assert told("matter.unreachable") == {}
        life.unreachable(matter, by=world.users["linxiaohe"], on=today, words="又没人接")
        assert set(told("matter.unreachable")) == {"weichanghe", "guoyonggang"}


class TestExcluding:
    def test_a_second_person_is_asked_and_whoever_asked_hears(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["luzhixin"], on=today)
        fresh()
        life.move(matter, "matter.exclude", by=world.users["luzhixin"], on=today, words="在打官司", reason="court")
        assert told("matter.exclude") == {"linxiaohe": "有人申请不算一件事，请你核实该不该剔除"}
        life.move(matter, "matter.exclude_refuse", by=world.users["linxiaohe"], on=today, words="没有官司")
        assert told("matter.exclude_refuse") == {"luzhixin": "你申请的剔除没同意，照样算"}

    def test_merging_asks_for_it_too(self, world: World, today: date) -> None:
        one, other = opened(world, on=today), opened(world, on=today, about="沟还堵着")
        life.accept(one, by=world.users["luzhixin"], on=today)
        fresh()
        life.move(one, "matter.merge", by=world.users["zhouqiming"], on=today, into=other)
        found = told("matter.merge")
        assert found["luzhixin"] == "和另一件合在一起了，这一件不用办了"
        assert "weichanghe" not in found


class TestHands:
    def test_whoever_had_it_hears_of_its_going_elsewhere_and_of_its_end(self, world: World, today: date) -> None:
        matter, clerk = opened(world, on=today), world.users["zhouqiming"]
        life.assign(matter, by=clerk, on=today, person=world.users["luzhixin"])
        fresh()
        life.move(matter, "matter.handle", by=world.users["luzhixin"], on=today, words="去看了")
        life.assign(matter, by=clerk, on=today, person=world.users["weichanghe"])
        assert told("matter.assign") == {"weichanghe": "派给你一件事", "luzhixin": "你手里的一件事派给别人了"}
        life.withdraw(matter, by=Person("李桂兰"), on=today)
        assert told("matter.withdraw") == {"weichanghe": "群众自己撤回了，不用办了"}

    def test_what_nobody_has_is_told_to_its_level(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.drop(matter, by=world.users["linxiaohe"], on=today, words="办不了")
        fresh()
        life.again(matter, by=Person("李桂兰"), on=today, words="还是要办")
        assert set(told("matter.again")) == {"linxiaohe", "weichanghe", "guoyonggang"}

    def test_a_claimed_wish_that_is_taken_back_is_told_to_whoever_claimed_it(self, world: World, today: date) -> None:
        wish = opened(world, "wish", on=today, about="想要一副老花镜")
        life.publish(wish, by=world.users["linxiaohe"], on=today)
        life.claim(wish, by=world.users["weichanghe"], on=today)
        fresh()
        life.withdraw(wish, by=Person("李桂兰"), on=today)
        assert told("matter.withdraw") == {"weichanghe": "群众自己撤回了，不用办了"}


class TestHazard:
    def put_right(self, world: World, today: date, **more: Any) -> Matter:
        matter = opened(world, "hazard", on=today, about="桥栏杆断了", details={}, **more)
        life.accept(matter, by=world.users["weichanghe"], on=today)
        life.move(matter, "hazard.measure", by=world.users["weichanghe"], on=today, words="拉了线")
        fresh()
        life.move(matter, DONE, by=world.users["weichanghe"], on=today, words="焊好了")
        return matter

    def test_another_looks_again_and_the_fixer_hears_of_it(self, world: World, today: date) -> None:
        self.put_right(world, today)
        assert told(DONE) == {"linxiaohe": "整改完了，请你去复查", "weichanghe": "你整改完的这处，由另一个人去复查"}

    def test_not_gone_goes_back_at_once(self, world: World, today: date) -> None:
        matter = self.put_right(world, today)
        life.move(matter, "hazard.fail", by=world.users["linxiaohe"], on=today, words="还晃")
        assert told("hazard.fail") == {"weichanghe": "复查没过，接着整改"}
        assert Notice.objects.get(verb="hazard.fail").urgent

    def test_what_was_found_by_ourselves_is_struck_off_and_said(self, world: World, today: date) -> None:
        matter = self.put_right(world, today, household=None)
        life.move(matter, "hazard.clear", by=world.users["linxiaohe"], on=today, words="结实了")
        assert told("hazard.clear") == {"weichanghe": "复查通过，销了号"}

    def test_what_was_reported_waits_for_the_resident(self, world: World, today: date) -> None:
        matter = self.put_right(world, today)
        life.move(matter, "hazard.verify", by=world.users["linxiaohe"], on=today, words="结实了")
        assert told("hazard.verify") == {"weichanghe": "你办完的这件，办没办好由别人去问、来记"}


class TestProject:
    def finished(self, world: World, today: date) -> Matter:
        by = world.users["weichanghe"]
        matter = Matter.objects.open(kind="project", about="清东沟", place=world.village, by=world.users["linxiaohe"], on=today)
        life.move(matter, "project.quantity", by=by, on=today, what="清沟", unit="米", planned=Decimal(2500))
        life.move(matter, "project.milestone", by=by, on=today, title="完工", due_on=today)
        life.assign(matter, by=world.users["linxiaohe"], on=today, person=by)
        life.move(matter, "project.start", by=by, on=today)
        life.move(matter, "project.progress", by=by, on=today, known=matter.quantities.get(), number=Decimal(2500))
        life.move(matter, "project.reach", by=by, on=today, known=matter.milestones.get(), reached_on=today)
        fresh()
        life.move(matter, "project.finish", by=by, on=today, words="到头了")
        return matter

    def test_others_accept_it_and_the_builder_hears_of_it(self, world: World, today: date) -> None:
        matter = self.finished(world, today)
        assert told("project.finish") == {"linxiaohe": "工程干完了，请你去验收", "weichanghe": "你报了完工，验收由别人来"}
        life.move(
            matter,
            "project.reject",
            by=world.users["linxiaohe"],
            on=today,
            words="东头没清",
            inspectors=working.PEOPLE,
            held_on=today,
        )
        assert told("project.reject") == {"weichanghe": "验收没过，接着干"}

    def test_after_acceptance_others_ask(self, world: World, today: date) -> None:
        matter = self.finished(world, today)
        life.move(
            matter,
            "project.accept",
            by=world.users["linxiaohe"],
            on=today,
            words="看了",
            inspectors=working.PEOPLE,
            held_on=today,
        )
        assert told("project.accept") == {"weichanghe": "你办完的这件，办没办好由别人去问、来记"}


class TestDispute:
    def talking(self, world: World, today: date) -> Matter:
        matter = opened(world, "dispute", on=today, asker="李桂兰", details={"dispute_class": "neighbour"})
        life.move(matter, "dispute.party", by=world.users["linxiaohe"], on=today, name="王德福", side="respondent")
        life.accept(matter, by=world.users["weichanghe"], on=today)
        life.move(
            matter,
            "matter.join",
            by=world.users["weichanghe"],
            on=today,
            person=world.users["luzhixin"],
            words="懂法",
            seat="mediator",
        )
        fresh()
        return matter

    def test_mediators_hear_of_meetings_and_papers(self, world: World, today: date) -> None:
        matter, by = self.talking(world, today), world.users["weichanghe"]
        at = timezone.make_aware(datetime(today.year, today.month, today.day, 14)) + timedelta(days=2)
        life.move(matter, "dispute.invite", by=by, on=today, planned_at=at, where="村部")
        assert told("dispute.invite") == {"luzhixin": "约了调解的时间，到时候来，打开看。"}
        terms = {"facts": "滴水地", "content": "退三十公分", "made_on": today, "due_on": today + timedelta(20)}
        life.move(matter, "dispute.draft", by=by, on=today, terms=terms)
        assert told("dispute.draft") == {"luzhixin": "协议书写好了，等你签名，打开看。"}

    def test_whoever_is_asked_instead_is_told_and_whoever_is_not_wanted(self, world: World, today: date) -> None:
        matter = self.talking(world, today)
        lead = Handling.objects.get(matter=matter, role="lead")
        life.move(
            matter, "dispute.refuse_mediator", by=world.users["linxiaohe"], on=today, words="沾亲", reason="refuse_kin", handling=lead,
            party=matter.parties.first(), person=world.users["zhouqiming"],
        )  # fmt: skip
        assert told("dispute.refuse_mediator") == {
            "zhouqiming": "当事人另请你来调解一起纠纷，打开看。", "weichanghe": "当事人另请了别人，这一起你不用再调，打开看。",
        }  # fmt: skip


class TestMonitor:
    def test_each_level_is_told_when_its_step_comes(self, world: World, today: date) -> None:
        # Back from today, so that the way ends within what is still news.
        day = today - timedelta(days=10)
        matter = monitored.lead(world, day)
        matter, day = monitored.until(world, matter, "meeting", day)
        fresh()
        matter, day = monitored.until(world, matter, "publicity", day)
        assert set(told("monitor.publicize")) == {"zhouqiming", "luzhixin"}
        matter, day = monitored.until(world, matter, "review", day)
        assert set(told("monitor.review")) == {"hanxue"}
        matter, day = monitored.until(world, matter, "approve", day)
        assert set(told("monitor.approve")) == {"zhouqiming", "luzhixin"}
        matter, day = monitored.until(world, matter, "announce", day)
        assert set(told("monitor.announce")) == {"weichanghe", "linxiaohe", "guoyonggang"}
        life.move(matter, "monitor.measure", by=world.users["linxiaohe"], on=today, sort="health", what="办救助",
                  person=world.users["weichanghe"], from_on=today)  # fmt: skip
        assert told("monitor.measure") == {"weichanghe": "请你帮扶一户"}

    def test_what_is_sent_back_is_told_to_the_village(self, world: World, today: date) -> None:
        matter, day = monitored.until(world, monitored.lead(world, today - timedelta(12)), "review", today - timedelta(12))
        fresh()
        life.move(matter, "monitor.send_back", by=world.users["hanxue"], on=max(day, today), words="人数不对")
        assert set(told("monitor.send_back")) == {"weichanghe", "linxiaohe", "guoyonggang"}
