"""Every path of a need and a wish, and what always holds whatever the path."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from minqing.conftest import World
from minqing.ground.journal import Person
from minqing.ground.journal.models import Event
from minqing.ground.staff.models import Organisation
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models import Claim, Judgement, Matter, Reason
from minqing.records.matters.tests.living import DAY, check, opened


class TestNeed:
    def test_it_goes_through_its_whole_life(self, world: World) -> None:
        village, clerk, water = world.users["linxiaohe"], world.users["zhouqiming"], world.users["luzhixin"]
        station = Organisation.objects.get(name="安石镇水利站")
        matter = opened(world)

        life.accept(matter, by=village, on=DAY)
        life.escalate(matter, by=village, on=DAY + timedelta(1), words="村里没有涵管")
        assert (matter.phase, matter.tier, matter.holder) == ("open", "township", None)
        assert matter.where_the_ball_is == "等受理 · 乡镇（街道）"
        life.assign(matter, by=clerk, on=DAY + timedelta(2), person=water, organisation=station, words="接涵管")
        assert (matter.phase, matter.where_the_ball_is) == ("doing", "安石镇水利站 · 卢志新")
        life.join(matter, by=clerk, on=DAY + timedelta(2), person=village, words="出工清沟")
        with pytest.raises(NotNow, match="林晓禾那一份还没办完"):
            life.report_done(matter, by=water, on=DAY + timedelta(6), words="沟清通了")
        life.part_done(matter, by=village, on=DAY + timedelta(5), words="出了 6 个工")
        life.report_done(matter, by=water, on=DAY + timedelta(6), words="沟清通了")
        assert matter.where_the_ball_is == "等李桂兰回话"
        life.judge(matter, solved=False, by=village, on=DAY + timedelta(7), words="院门口那段还堵")
        assert (matter.phase, matter.holder, matter.solved) == ("doing", water, False)
        check(matter)
        life.report_done(matter, by=water, on=DAY + timedelta(9), words="院门口也通了")
        life.judge(matter, solved=True, by=village, on=DAY + timedelta(10), words="这回行了", way="phone", satisfied=True)

        assert (matter.phase, matter.solved, matter.closed_on) == ("done", True, DAY + timedelta(10))
        assert [part.state for part in matter.handlings.filter(role="lead").order_by("from_on", "id")] == ["replaced", "done"]
        assert [said.solved for said in Judgement.objects.order_by("id")] == [False, True]
        check(matter)

    def test_it_gets_new_time_when_it_is_not_solved(self, world: World) -> None:
        matter = opened(world)
        first = matter.due_on
        life.accept(matter, by=world.users["linxiaohe"], on=DAY)
        life.report_done(matter, by=world.users["linxiaohe"], on=DAY, words="清了")

        life.judge(matter, solved=False, by=Person("李桂兰"), on=DAY + timedelta(10), words="还堵", way="portal")

        assert first is not None
        assert matter.due_on > first
        assert matter.handlings.get(state="doing").due_on == matter.due_on

    def test_a_return_frees_it_and_is_counted(self, world: World) -> None:
        matter = opened(world)
        life.assign(matter, by=world.users["zhouqiming"], on=DAY, person=world.users["luzhixin"])
        assert matter.tier == "township"

        life.send_back(matter, by=world.users["luzhixin"], on=DAY, words="不是灌区的沟，第 12 条", reason="return_duty")

        assert (matter.state, matter.holder, matter.returns, matter.tier) == ("new", None, 1, "township")
        assert matter.handlings.get().state == "returned"
        life.send_back(matter, by=world.users["zhouqiming"], on=DAY, words="村里能办", reason="return_area")
        assert (matter.tier, matter.returns) == ("village", 2)
        with pytest.raises(NotNow, match="没有可退的地方"):
            life.send_back(matter, by=world.users["linxiaohe"], on=DAY, words="再退", reason="return_area")
        check(matter)

    def test_it_cannot_be_reported_above_the_county(self, world: World) -> None:
        matter = opened(world)
        for _ in range(2):
            life.escalate(matter, by=world.users["linxiaohe"], on=DAY, words="办不了")

        with pytest.raises(NotNow, match="已经在县里"):
            life.escalate(matter, by=world.users["linxiaohe"], on=DAY, words="办不了")
        assert matter.tier == "county"
        check(matter)

    def test_two_tries_close_it_without_counting_it_solved(self, world: World) -> None:
        by = world.users["linxiaohe"]
        matter = opened(world)
        life.accept(matter, by=by, on=DAY)
        life.report_done(matter, by=by, on=DAY, words="清了")

        with pytest.raises(NotNow, match="两次联系不上"):
            life.close_unreached(matter, by=world.users["zhouqiming"], on=DAY, words="找不到人")
        life.unreachable(matter, by=by, on=DAY, words="打电话没人接")
        with pytest.raises(NotNow, match="两次联系不上"):
            matter.step("matter.close", by=by, on=DAY, words="找不到人")
        with pytest.raises(NotNow, match="换一天"):
            life.unreachable(matter, by=world.users["weichanghe"], on=DAY, words="又打，没人接")
        later = DAY + timedelta(2)
        life.unreachable(matter, by=by, on=later, words="上门没人")
        with pytest.raises(NotNow, match="另一个人"):
            life.close_unreached(matter, by=by, on=later, words="外出打工，过年才回")
        life.close_unreached(matter, by=world.users["zhouqiming"], on=later, words="外出打工，过年才回")

        assert (matter.phase, matter.solved) == ("done", None)
        check(matter)

    def test_whoever_had_it_does_not_record_that_it_is_solved(self, world: World) -> None:
        """Somebody else pressed 办完了: the one in whose hands it was is no other person."""
        matter = opened(world)
        life.accept(matter, by=world.users["weichanghe"], on=DAY)
        life.report_done(matter, by=world.users["linxiaohe"], on=DAY, words="清了")

        for name in ("weichanghe", "linxiaohe"):
            with pytest.raises(NotNow, match="另一个人"):
                life.judge(matter, solved=True, by=world.users[name], on=DAY, words="好了")
        life.judge(matter, solved=True, by=world.users["guoyonggang"], on=DAY, words="好了")
        assert matter.phase == "done"

    def test_a_move_is_not_dated_before_the_matter(self, world: World) -> None:
        matter = opened(world)
        with pytest.raises(NotNow, match="2026年4月13日才记的"):
            life.move(matter, "matter.accept", by=world.users["linxiaohe"], on=DAY - timedelta(1))
        assert matter.version == 0

    def test_whoever_asked_for_leaving_out_is_told_so(self, world: World) -> None:
        matter, clerk = opened(world), world.users["zhouqiming"]
        life.move(
            matter, "matter.exclude", by=clerk, on=DAY, words="不归镇里管", reason=Reason.objects.filter(list="exclude")[0].key
        )
        with pytest.raises(NotNow, match="前面那一步是你做的"):
            life.move(matter, "matter.exclude_confirm", by=clerk, on=DAY)

    def test_dropping_says_why_and_ends_every_part(self, world: World) -> None:
        matter = opened(world)
        life.accept(matter, by=world.users["linxiaohe"], on=DAY)

        with pytest.raises(NotNow, match="不办的原因"):
            life.drop(matter, by=world.users["linxiaohe"], on=DAY, words=" ")
        life.drop(matter, by=world.users["linxiaohe"], on=DAY, words="政策不允许，已上门说明")

        assert matter.handlings.get().state == "stopped"
        check(matter)
        life.again(matter, by=Person("李桂兰"), on=DAY, words="政策改了")
        assert (matter.state, matter.holder, matter.closed_on) == ("new", None, None)
        check(matter)

    def test_opening_again_gives_it_back_to_who_did_it(self, world: World) -> None:
        by = world.users["linxiaohe"]
        matter = opened(world)
        life.accept(matter, by=by, on=DAY)
        life.report_done(matter, by=by, on=DAY, words="清了")
        with pytest.raises(NotNow, match="另一个人"):
            life.judge(matter, solved=True, by=by, on=DAY)
        life.judge(matter, solved=True, by=world.users["zhouqiming"], on=DAY)

        life.again(matter, by=by, on=DAY + timedelta(40), words="又堵了")

        assert (matter.phase, matter.holder, matter.solved) == ("doing", by, None)
        months = {cell[1] for cell in Event.objects.of(matter)[0].cells}
        assert months == {"2026-04", "2026-05"}, "the month that lost its solved matter must be counted again"
        check(matter)

    def test_an_unknown_way_of_asking_is_refused(self, world: World) -> None:
        matter = opened(world, resolved=True)
        with pytest.raises(NotNow, match="怎么问的"):
            life.judge(matter, solved=True, by=world.users["zhouqiming"], on=DAY, way="dream")
        assert matter.phase == "waiting"

    def test_the_same_id_is_one_matter(self, world: World) -> None:
        first = opened(world)
        again = opened(world, id=first.pk)
        assert again.pk == first.pk
        assert Matter.objects.count() == 1
        with pytest.raises(NotNow):
            opened(world, id=first.pk, place=world.neighbour, household=None)

    def test_nothing_is_stored_of_a_refused_move(self, world: World) -> None:
        matter = opened(world)
        before = (matter.version, matter.moves.count(), Event.objects.count())
        with pytest.raises(NotNow):
            life.report_done(matter, by=world.users["linxiaohe"], on=DAY, words="没受理就办完")
        with pytest.raises(NotNow, match="选一个人或一个单位"):
            life.assign(matter, by=world.users["zhouqiming"], on=DAY)
        assert (matter.version, matter.moves.count(), Event.objects.count()) == before


class TestWish:
    def published(self, world: World, about: str = "李桂兰想要一副老花镜") -> Matter:
        wish = opened(world, "wish", about=about, category="medical")
        life.publish(wish, by=world.users["linxiaohe"], on=DAY)
        return wish

    def test_it_goes_through_its_whole_life(self, world: World) -> None:
        member = world.users["dangyuan"]
        wish = self.published(world)
        assert (wish.phase, wish.holder, wish.public_words) == ("open", None, "村民想要一副老花镜")

        life.claim(wish, by=member, on=DAY)
        life.let_go(wish, by=member, on=DAY, words="出差了")
        assert (wish.state, wish.holder) == ("published", None)
        check(wish)
        life.claim(wish, by=world.users["zhouqiming"], on=DAY)
        life.report_done(wish, by=world.users["zhouqiming"], on=DAY, words="送到家了")
        life.judge(wish, solved=True, by=world.users["linxiaohe"], on=DAY, words="正合适")
        check(wish)
        life.again(wish, by=world.users["linxiaohe"], on=DAY, words="镜腿断了")
        assert (wish.state, wish.holder) == ("claimed", world.users["zhouqiming"])
        check(wish)

    def test_what_is_published_does_not_tell_whose_it_is(self, world: World) -> None:
        wish = opened(world, "wish", about="老花镜")
        for words in ("李桂兰想要老花镜", "给王大爷买老花镜", "13900001234 送来", "一社 1号 要老花镜"):
            with pytest.raises(NotNow, match="看得出是谁家"):
                life.publish(wish, by=world.users["linxiaohe"], on=DAY, words=words)
        member = next(r.name for r in world.homes["李桂兰"].residents.all() if r.name != "李桂兰")
        with pytest.raises(NotNow, match=member):
            life.publish(wish, by=world.users["linxiaohe"], on=DAY, words=f"{member}要老花镜")
        assert wish.state == "new"

    def test_of_two_with_the_same_page_one_gets_it(self, world: World) -> None:
        wish = self.published(world)
        one, other = Matter.objects.get(pk=wish.pk), Matter.objects.get(pk=wish.pk)

        life.claim(one, by=world.users["dangyuan"], on=DAY)
        with pytest.raises(NotNow, match="刚被高建民认领了"):
            life.claim(other, by=world.users["zhouqiming"], on=DAY)

        assert Claim.objects.get().claimant == world.users["dangyuan"]
        with pytest.raises(NotNow, match="你已经认领了"):
            life.claim(Matter.objects.get(pk=wish.pk), by=world.users["dangyuan"], on=DAY)
        check(wish)

    def test_letting_go_moves_the_month_of_the_claim(self, world: World) -> None:
        wish = self.published(world)
        life.claim(wish, by=world.users["dangyuan"], on=date(2026, 4, 30))
        life.let_go(wish, by=world.users["dangyuan"], on=date(2026, 6, 1), words="病了")
        assert {cell[1] for cell in Event.objects.of(wish)[0].cells} == {"2026-04", "2026-06"}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time anyway")
@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_it_gives_the_wish_to_one_of_many(self, world: World) -> None:
        from concurrent.futures import ThreadPoolExecutor
        from threading import Barrier

        from django.db import connections

        wish = opened(world, "wish")
        life.publish(wish, by=world.users["linxiaohe"], on=DAY)
        people = [world.users[name] for name in ("dangyuan", "zhouqiming", "luzhixin", "hanxue", "weichanghe")]
        barrier = Barrier(len(people))

        def try_it(by: object) -> str:
            own = Matter.objects.get(pk=wish.pk)
            barrier.wait()
            try:
                life.claim(own, by=by, on=DAY)  # type: ignore[arg-type]
                return "got"
            except NotNow as refusal:
                return refusal.sentence
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(people)) as pool:
            answers = list(pool.map(try_it, people))
        assert answers.count("got") == 1
        assert sum("认领了" in answer for answer in answers) == len(people) - 1
        check(wish)
