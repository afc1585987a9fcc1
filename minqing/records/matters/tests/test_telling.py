"""Who is told at which verb, once, after the commit, and of nothing that they cannot open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from minqing import cast
from minqing.conftest import World
from minqing.ground.journal import PROGRAM, Person, draining
from minqing.ground.journal.models import Event, FollowUp
from minqing.ground.notices import sorts
from minqing.ground.notices.models import Notice
from minqing.ground.notices.sending import digest
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Organisation, Posting, Role
from minqing.records.matters import life, telling
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.living import opened


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def drained() -> None:
    while draining.drain():
        pass


def told(verb: str) -> dict[str, str]:
    """Who was told at a verb, with the sentence, after everything owed was worked off."""
    drained()
    return dict(Notice.objects.filter(verb=verb).values_list("user__username", "sentence"))


def post(world: World, username: str, role: str, place: str, organisation: Organisation | None = None) -> None:
    Posting.objects.post(
        user=world.users[username], place=Place.objects.get(pk=place), role=Role.objects.get(pk=role), title="兼", by=PROGRAM,
        on=cast.BEGUN, organisation=organisation,
    )  # fmt: skip


class TestGiven:
    def test_the_new_holder_is_told_at_once(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.assign(matter, by=world.users["zhouqiming"], on=today, person=world.users["luzhixin"])
        assert told("matter.assign") == {"luzhixin": "派给你一件事：门前排水沟堵，雨水灌院"}
        notice = Notice.objects.get(verb="matter.assign")
        assert (notice.urgent, notice.place, notice.object_id) == (True, cast.ZHONGXIANG, str(matter.pk))

    def test_an_organisation_is_everybody_with_a_post_in_it(self, world: World, today: date) -> None:
        station = Organisation.objects.get(name="安石镇水利站")
        post(world, "linxiaohe", "village", cast.ZHONGXIANG, station)
        matter = opened(world, on=today)
        life.assign(matter, by=world.users["zhouqiming"], on=today, organisation=station)
        assert set(told("matter.assign")) == {"luzhixin", "linxiaohe"}

    def test_nobody_is_told_of_giving_it_to_themselves(self, world: World, today: date) -> None:
        life.assign(opened(world, on=today), by=world.users["linxiaohe"], on=today, person=world.users["linxiaohe"])
        assert told("matter.assign") == {}

    def test_of_two_assignments_before_the_worker_came_the_last_counts(self, world: World, today: date) -> None:
        matter, clerk = opened(world, on=today), world.users["zhouqiming"]
        life.assign(matter, by=clerk, on=today, person=world.users["luzhixin"])
        life.assign(matter, by=clerk, on=today, person=world.users["linxiaohe"])
        assert set(told("matter.assign")) == {"linxiaohe"}
        assert Notice.objects.filter(verb="matter.assign").count() == 1

    def test_whoever_joins_is_told(self, world: World, today: date) -> None:
        matter, clerk = opened(world, on=today), world.users["zhouqiming"]
        life.accept(matter, by=world.users["linxiaohe"], on=today)
        life.join(matter, by=clerk, on=today, person=world.users["luzhixin"], words="出图纸")
        life.join(matter, by=clerk, on=today, organisation=Organisation.objects.get(name="县水利局"), words="出涵管")
        assert told("matter.join") == {
            "luzhixin": "请你一起办一件事：门前排水沟堵，雨水灌院", "weichanghe": "请你一起办一件事：门前排水沟堵，雨水灌院",
        }  # fmt: skip

    def test_an_answer_of_a_part_goes_to_whoever_leads(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["linxiaohe"], on=today)
        life.join(matter, by=world.users["linxiaohe"], on=today, person=world.users["luzhixin"], words="出图纸")
        life.move(matter, "matter.part_done", by=world.users["luzhixin"], on=today, words="图纸给了")
        assert set(told("matter.part_done")) == {"linxiaohe"}


class TestBack:
    def test_a_return_goes_to_whoever_gave_it(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.assign(matter, by=world.users["zhouqiming"], on=today, person=world.users["luzhixin"])
        life.send_back(matter, by=world.users["luzhixin"], on=today, words="不是灌区的沟", reason="return_duty")
        assert told("matter.return") == {"zhouqiming": "你派出去、报上去的一件事退回来了：门前排水沟堵，雨水灌院"}

    def test_what_was_reported_up_goes_back_to_whoever_reported_it(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.escalate(matter, by=world.users["linxiaohe"], on=today, words="没有涵管")
        life.send_back(matter, by=world.users["zhouqiming"], on=today, words="村里能办", reason="return_area")
        assert set(told("matter.return")) == {"linxiaohe"}

    def test_reporting_up_tells_the_level_above_and_never_at_once(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.escalate(matter, by=world.users["linxiaohe"], on=today, words="没有涵管")
        assert set(told("matter.escalate")) == {"zhouqiming", "luzhixin"}
        life.escalate(matter, by=world.users["zhouqiming"], on=today, words="镇里没钱")
        assert set(told("matter.escalate")) == {"zhouqiming", "luzhixin", "hanxue"}
        assert not Notice.objects.filter(verb="matter.escalate", urgent=True).exists()


class TestAsker:
    def waiting(self, world: World, today: date) -> Matter:
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["luzhixin"], on=today)
        life.report_done(matter, by=world.users["luzhixin"], on=today, words="清了")
        return matter

    def test_not_done_goes_to_the_holder(self, world: World, today: date) -> None:
        matter = self.waiting(world, today)
        life.judge(matter, solved=False, by=Person("李桂兰"), on=today, words="还堵", way="portal")
        assert told("matter.reopen") == {"luzhixin": "群众说没办好，要重新办：门前排水沟堵，雨水灌院"}

    def test_added_words_go_to_the_holder(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["luzhixin"], on=today)
        life.move(matter, "matter.add", by=Person("李桂兰"), on=today, words="沟是东头那段")
        assert set(told("matter.add")) == {"luzhixin"}

    def test_of_many_small_pieces_the_unread_one_is_enough(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["luzhixin"], on=today)
        for words in ("东头那段", "就是桥边", "快点"):
            life.move(matter, "matter.add", by=Person("李桂兰"), on=today, words=words)
        drained()
        notice = Notice.objects.get(verb="matter.add")
        notice.read(at=timezone.now())
        life.move(matter, "matter.add", by=Person("李桂兰"), on=today, words="还有一句")
        drained()
        assert Notice.objects.filter(verb="matter.add").count() == 2

    def test_urging_goes_to_the_holder(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.accept(matter, by=world.users["luzhixin"], on=today)
        life.move(matter, "matter.urge", by=world.users["hanxue"], on=today, words="快下雨了")
        assert set(told("matter.urge")) == {"luzhixin"}

    def asked(self, world: World, today: date, kind: str = "need") -> Matter:
        return Matter.objects.open(
            kind=kind, about="自来水没水了", words="自来水没水了", place=world.village, by=Person("群众"), on=today, source="portal",
            unlooked=True,
        )  # fmt: skip

    def test_what_a_resident_opens_is_told_to_the_level_by_what_it_is(self, world: World, today: date) -> None:
        matter = self.asked(world, today)
        found = told("matter.open")
        assert set(found) == {"weichanghe", "linxiaohe", "guoyonggang"}
        assert set(found.values()) == {"群众自己提了一件事，等人看：自来水没水了"}
        notice = Notice.objects.filter(verb="matter.open").first()
        assert notice is not None
        assert (notice.url, notice.place) == (telling.page_of(matter), world.village.pk)

    def test_what_goes_out_of_the_program_says_none_of_it(self, world: World, today: date) -> None:
        self.asked(world, today)
        drained()
        title, words = digest(list(Notice.objects.filter(verb="matter.open")))
        assert "1 件群众新提的事" in digest(list(Notice.objects.filter(verb="matter.open"))[:1])[1]
        assert "自来水" not in title + words

    def test_of_a_dispute_a_resident_opens_the_kind_is_told_alone(self, world: World, today: date) -> None:
        self.asked(world, today, "dispute")
        assert set(told("matter.open").values()) == {"群众自己提了一件事，等人看：矛盾纠纷"}

    def test_whoever_may_not_look_is_told_none_of_its_words(self, world: World, today: date) -> None:
        for role in Role.objects.all():
            Role.objects.filter(pk=role.pk).update(verbs=[verb for verb in role.verbs if verb != "matter.look"])
        self.asked(world, today)
        assert set(told("matter.open").values()) == {"群众自己提了一件事，等人看，打开看。"}

    def test_what_a_worker_opens_is_nobodys_news(self, world: World, today: date) -> None:
        opened(world, on=today)
        assert told("matter.open") == {}


class TestWish:
    def published(self, world: World, today: date) -> Matter:
        wish = opened(world, "wish", on=today, about="李桂兰想要一副老花镜")
        life.publish(wish, by=world.users["linxiaohe"], on=today)
        return wish

    def test_whoever_published_it_hears_of_claims(self, world: World, today: date) -> None:
        wish = self.published(world, today)
        life.claim(wish, by=world.users["weichanghe"], on=today)
        assert set(told("wish.claim")) == {"linxiaohe"}
        life.let_go(wish, by=world.users["weichanghe"], on=today, words="调走了")
        assert set(told("wish.let_go")) == {"linxiaohe"}

    def test_a_member_who_claimed_is_told_in_words_without_names(self, world: World, today: date) -> None:
        post(world, "dangyuan", "member", cast.ZHONGXIANG)
        wish = self.published(world, today)
        life.claim(wish, by=world.users["dangyuan"], on=today)
        life.report_done(wish, by=world.users["dangyuan"], on=today, words="送到了")
        life.judge(wish, solved=False, by=Person("李桂兰"), on=today, words="度数不对", way="portal")
        found = told("matter.reopen")
        assert set(found) == {"dangyuan"}
        assert "李桂兰" not in found["dangyuan"]
        assert "老花镜" in found["dangyuan"]


class TestOnce:
    def test_a_follow_up_that_runs_again_doubles_nothing(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.assign(matter, by=world.users["zhouqiming"], on=today, person=world.users["luzhixin"])
        drained()
        FollowUp.objects.filter(task=telling.TASK).update(done_at=None, claimed_at=None)
        drained()
        assert Notice.objects.filter(verb="matter.assign").count() == 1

    def test_nothing_is_told_of_what_was_not_committed(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        with transaction.atomic():
            life.assign(matter, by=world.users["zhouqiming"], on=today, person=world.users["luzhixin"])
            assert not Notice.objects.exists()
            transaction.set_rollback(True)
        drained()
        assert not Notice.objects.filter(verb="matter.assign").exists()

    def test_old_paper_written_down_today_is_nobodys_news(self, world: World, today: date) -> None:
        day = today - timedelta(days=15)
        life.assign(opened(world, on=day), by=world.users["zhouqiming"], on=day, person=world.users["luzhixin"])
        assert told("matter.assign") == {}

    def test_a_matter_that_is_gone_stops_nothing(self, world: World, today: date) -> None:
        matter = opened(world, on=today)
        life.assign(matter, by=world.users["zhouqiming"], on=today, person=world.users["luzhixin"])
        event = Event.objects.get(verb="matter.assign")
        Matter.objects.filter(pk=matter.pk).delete()
        telling.tell_of(event)
        assert not Notice.objects.exists()


class TestScope:
    def test_everybody_told_can_open_what_they_are_told_of(self, world: World, today: date) -> None:
        post(world, "dangyuan", "member", cast.ZHONGXIANG)
        matter, clerk = opened(world, on=today), world.users["zhouqiming"]
        life.escalate(matter, by=world.users["linxiaohe"], on=today, words="没有涵管")
        life.assign(matter, by=clerk, on=today, person=world.users["luzhixin"])
        life.join(matter, by=clerk, on=today, person=world.users["jiachengyi"], words="帮忙")
        life.join(matter, by=clerk, on=today, person=world.users["dangyuan"], words="帮忙")
        wish = opened(world, "wish", on=today)
        life.publish(wish, by=world.users["linxiaohe"], on=today)
        life.claim(wish, by=world.users["dangyuan"], on=today)
        life.report_done(wish, by=world.users["dangyuan"], on=today, words="送到了")
        life.judge(wish, solved=False, by=Person("李桂兰"), on=today, words="不对", way="portal")
        drained()
        people = set(Notice.objects.values_list("user__username", flat=True))
        assert people == {"zhouqiming", "luzhixin", "linxiaohe", "dangyuan"}
        for notice in Notice.objects.select_related("user"):
            client = world.client(notice.user.username)
            answer = client.get(f"/notices/{notice.pk}/", follow=True)
            assert answer.status_code == 200, f"{notice.user} {notice.verb}"
        # The neighbour and the member hold no right to read the matter: a part given to them by mistake tells them nothing.
        assert not Notice.objects.filter(user__username="jiachengyi").exists()
        assert not Notice.objects.filter(user__username="dangyuan", verb="matter.join").exists()

    def test_a_private_kind_is_told_without_its_words(self, world: World, today: date) -> None:
        dispute = opened(world, "dispute", about="王德福和刘福贵两家为地界争起来了", on=today)
        life.assign(dispute, by=world.users["zhouqiming"], on=today, person=world.users["luzhixin"])
        assert told("matter.assign") == {"luzhixin": "派给你一件事，打开看。"}
        assert world.client("luzhixin").get(Notice.objects.get(verb="matter.assign").url).status_code == 200


class TestTable:
    def test_every_telling_has_a_declared_sort_and_verb(self) -> None:
        from minqing.ground.journal import verbs

        assert {one.sort for one in telling.TELLINGS.values()} <= set(sorts.registered)
        assert set(telling.TELLINGS) <= set(verbs.registered)
        assert all(telling.TASK in verbs.follow_ups[verb] for verb in telling.TELLINGS)
