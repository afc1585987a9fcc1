"""Wishes beside their moves: looked into, numbered, matched to whoever can fulfil them, thanked for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Posting
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.models import Matter
from minqing.records.matters.models.wish import CHECKS, UserSkill, WishCounter, WishRule
from minqing.records.matters.tests.living import DAY, check
from minqing.records.matters.wishing import guessing, matching, skills, thanking
from minqing.records.people.models import Household
from minqing.records.people.naming import names_in

ALL = {"checked": list(CHECKS), "wish_class": "goods"}


def wished(world: World, about: str = "想要一副老花镜", *, on: date = DAY, place: Place | None = None, **more: Any) -> Matter:
    """A wish of 李桂兰's family, or of nobody's in another place."""
    home = None if place else world.homes["李桂兰"]
    given = {"place": place or world.village, "household": home, "by": world.users["linxiaohe"], "on": on, **more}
    return Matter.objects.open(kind="wish", about=about, **given)


def published(world: World, about: str = "想要一副老花镜", *, on: date = DAY, **more: Any) -> Matter:
    details = more.pop("asked", {})
    wish = wished(world, about, on=on, **more)
    life.move(wish, "wish.publish", by=world.users["linxiaohe"], on=on, details=details)
    return wish


def fulfilled(world: World, words: str = "李桂兰谢谢高建民", *, on: date = DAY) -> Matter:
    wish = published(world, on=on)
    life.claim(wish, by=world.users["dangyuan"], on=on)
    life.report_done(wish, by=world.users["dangyuan"], on=on, words="送到家了")
    life.judge(wish, solved=True, by=world.users["linxiaohe"], on=on, words=words)
    return wish


def member_in(place: str) -> None:
    Posting.objects.filter(user__username="dangyuan").update(place_id=place)


class TestPublishing:
    def test_what_was_not_looked_into_is_not_published(self, world: World) -> None:
        wish = wished(world)
        with pytest.raises(NotNow, match="还没核实：电话或住处找得到人"):
            life.move(wish, "wish.publish", by=world.users["linxiaohe"], on=DAY, checked=set(CHECKS) - {"contact"})
        wish = Matter.objects.get(pk=wish.pk)
        assert (wish.state, wish.number, WishCounter.objects.count()) == ("new", "", 0)

    def test_who_looked_into_it_stays_in_its_file(self, world: World) -> None:
        wish = published(world, "想找人修修晾衣架", asked={"needed_by": DAY + timedelta(20)})
        file = Matter.objects.get(pk=wish.pk).details
        assert (file.verified_on, file.verified_by, file.wish_class, file.skill) == (DAY, "林晓禾", "service", "repair")
        check(wish)

    def test_more_money_than_is_small_is_no_wish(self, world: World) -> None:
        wish = wished(world)
        with pytest.raises(NotNow, match="要 800 元，比微心愿最多 500 元（示例，县里可以改）多了"):
            life.move(wish, "wish.publish", by=world.users["linxiaohe"], on=DAY, details={"cost": Decimal(800)})
        WishRule.objects.create(region="220422", most=Decimal(1000), from_on=DAY, source="县民情办通知", confirmed=True)
        life.move(wish, "wish.publish", by=world.users["linxiaohe"], on=DAY, details={"cost": Decimal(800)})
        assert wish.details.cost == 800

    def test_words_that_name_anybody_of_the_village_are_not_published(self, world: World) -> None:
        wish, by = wished(world, "刘福贵家的孙子想要个书包", asker="张老太"), world.users["linxiaohe"]
        child = world.homes["王德福"].residents.exclude(name="王德福").first()
        for words, told in (
            ("刘福贵家的孙子想要个书包", "刘福贵"), ("劉福貴家要書包", "劉福貴"), (f"{child.name}想要个书包", child.name), ("张老太想要个书包", "张老太"),
        ):  # fmt: skip
            with pytest.raises(NotNow, match=f"「{told}」，看得出是谁家"):
                life.publish(wish, by=by, on=DAY, words=words)
        life.publish(wish, by=by, on=DAY)
        assert wish.public_words == "村民家的孙子想要个书包"

    def test_a_name_that_is_a_word_is_a_name_before_a_family_alone(self, world: World) -> None:
        by = world.users["linxiaohe"]
        Household.objects.open(place=world.village, head="高兴", by=by, on=DAY)
        wish = wished(world, "想要个书包", household=None)
        with pytest.raises(NotNow, match="「高兴」"):
            life.publish(wish, by=by, on=DAY, words="高兴家想要个书包")
        life.publish(wish, by=by, on=DAY, words="想让孩子高兴高兴，要个书包")

    @pytest.mark.parametrize("words", ["低保户重病的女儿要书包", "癌症病人想要台收音机", "一位残疾老人想要轮椅"])
    def test_words_that_say_an_illness_or_a_group_of_few_are_not_published(self, world: World, words: str) -> None:
        by = world.users["linxiaohe"]
        wish = wished(world, household=None)
        with pytest.raises(NotNow, match=r"发布的话里写着「.{1,2}」，村里人一看就知道是谁家.*只写想要什么"):
            life.publish(wish, by=by, on=DAY, words=words)
        with pytest.raises(NotNow, match="登记的话里写着"):
            life.publish(wished(world, words, household=None), by=by, on=DAY)
        life.publish(wish, by=by, on=DAY, words="一个孩子想要个书包")

    def test_looking_for_names_is_one_query(self, world: World, django_assert_num_queries: Any) -> None:
        village = world.village.pk
        with django_assert_num_queries(1):
            assert names_in(["刘福贵和张玉珍", "贾永年"], [village]) == {village: {"刘福贵", "张玉珍"}}

    def test_the_form_asks_each_to_be_ticked(self, world: World) -> None:
        wish, client = wished(world, on=timezone.localdate()), world.client("linxiaohe")
        address = reverse("matters:move", args=[wish.pk, "wish.publish"])
        for ticked in ([], ["identity", "small"]):
            answer = client.post(address, {**ALL, "version": 0, "checked": ticked})
            assert answer.status_code == 422
            assert "还没核实" in answer.content.decode()
        assert client.post(address, {**ALL, "version": 0}).status_code == 302
        page = client.get(reverse("matters:page", args=[wish.pk])).content.decode()
        assert "五样都核实了" in page
        assert f"{timezone.localdate().year}-0001 号" in page


class TestNumbers:
    def test_they_are_counted_by_county_and_year_without_gaps(self, world: World) -> None:
        numbers = [published(world, on=day).number for day in (DAY, DAY, date(2025, 3, 1), DAY)]
        assert numbers == ["2026-0001", "2026-0002", "2025-0001", "2026-0003"]

    def test_a_publication_that_fails_takes_none(self, world: World) -> None:
        wish = wished(world)
        stale = Matter.objects.get(pk=wish.pk)
        life.drop(wish, by=world.users["linxiaohe"], on=DAY, words="不要了")
        with pytest.raises(NotNow):
            life.publish(stale, by=world.users["linxiaohe"], on=DAY)
        assert published(world).number == "2026-0001"

    def test_one_published_again_keeps_its_own(self, world: World) -> None:
        by, wish = world.users["linxiaohe"], published(world)
        life.drop(wish, by=by, on=DAY, words="自己买了")
        life.again(wish, by=by, on=DAY, words="又要了")
        published(world)
        life.publish(wish, by=by, on=DAY)
        assert wish.number == "2026-0001"

    def test_a_claim_let_go_keeps_it_and_leaves_the_list_as_it_was(self, world: World) -> None:
        wish, member = published(world), world.users["dangyuan"]
        life.claim(wish, by=member, on=DAY)
        life.let_go(wish, by=member, on=DAY, words="出差")
        assert (wish.number, list(Matter.objects.claimable())) == ("2026-0001", [wish])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time anyway")
@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_no_number_is_given_twice_or_left_out(self, world: World) -> None:
        from concurrent.futures import ThreadPoolExecutor

        from django.db import connections

        wishes = [wished(world).pk for _ in range(8)]

        def publish(pk: Any) -> None:
            life.publish(Matter.objects.get(pk=pk), by=world.users["linxiaohe"], on=DAY)
            connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(publish, wishes))
        found = Matter.objects.filter(kind="wish").values_list("number", flat=True)
        assert sorted(found) == [f"2026-{n:04d}" for n in range(1, 9)]


class TestGuessing:
    def test_the_words_suggest_class_and_skill(self) -> None:
        said = {
            "想找人修修晾衣架": ("service", "repair"), "想理个发，下不了楼": ("service", "hair"), "想学用智能手机": ("service", "device"),
            "想要一副老花镜": ("goods", ""), "想有人陪着去趟医院": ("service", "company"), "村里图书角缺几本书": ("public", ""),
        }  # fmt: skip
        assert {words: (guessing.class_of(words), guessing.skill_of(words)) for words in said} == said


class TestMatching:
    def listed(self, world: World) -> list[tuple[str, str]]:
        scope = Scope(world.users["dangyuan"], DAY)
        rows = matching.fitting(matching.claimable(scope), scope, matching.skills_of(scope.user))
        return [(wish.about, matching.reasons(wish, DAY)) for wish in rows]

    def test_the_best_fit_stands_first_and_says_why(self, world: World) -> None:
        member_in("220422")
        skills.say(world.users["dangyuan"], ["repair"], on=DAY)
        published(world, "想理个发")
        published(world, "想要一床棉被", asked={"needed_by": date(2026, 11, 20)})
        published(world, "想要一副老花镜", asked={"needed_by": DAY + timedelta(4)})
        published(world, "想修修门锁")

        assert self.listed(world) == [
            ("想修修门锁", "会修理 · 同一个县（市、区）"), ("想要一副老花镜", "同一个县（市、区） · 4月17日前要，还有 4 天"),
            ("想要一床棉被", "同一个县（市、区） · 过冬前要（11月20日）"), ("想理个发", "要会理发 · 同一个县（市、区）"),
        ]  # fmt: skip

    def test_the_nearest_stands_first(self, world: World) -> None:
        far = Place.objects.get(pk="220422100003")
        Posting.objects.filter(user__username="dangyuan").update(place_id="220422102")
        Posting.objects.post(
            user=world.users["dangyuan"], place=Place.objects.get(pk="220422"), role=Posting.objects.get(user__username="dangyuan").role,
            title="党员", by=world.users["zhouqiming"], on=date(2022, 7, 1),
        )  # fmt: skip
        published(world, "想要个热水袋", place=far)
        published(world, "想要个暖壶")
        assert self.listed(world) == [("想要个暖壶", "同一个镇"), ("想要个热水袋", "同一个县（市、区）")]
        member_in("220422102209")
        assert [why for _, why in self.listed(world)] == ["同一个村"]

    def test_filters_count_as_the_list_behind_them(self, world: World) -> None:
        member_in("220422")
        for about in ("想修修门锁", "想修修灯", "想理个发", "想要个暖壶"):
            published(world, about)
        published(world, "想要个热水袋", place=Place.objects.get(pk="220422100003"))
        client = world.client("dangyuan")
        for start in ("", "?skill=repair", "?class=goods", "?place=220422102"):
            page = client.get(reverse("matters:wishes") + start)
            for group in page.context["groups"]:
                for choice in group["items"]:
                    wanted = client.get(reverse("matters:wishes") + choice.url).context["total"]
                    assert choice.on or wanted == choice.count, (start, choice)
            assert page.context["page"].paginator.count == page.context["total"]
        assert client.get(reverse("matters:wishes") + "?skill=repair").context["total"] == 2
        assert client.get(reverse("matters:wishes") + "?skill=war&place=x&class=").context["total"] == 5

    def test_it_costs_the_same_however_many(self, world: World) -> None:
        member_in("220422102")
        client, address = world.client("dangyuan"), reverse("matters:wishes")
        said: list[list[str]] = []
        for number in (1, 12):
            for _ in range(number):
                fulfilled(world)
                life.claim(published(world), by=world.users["dangyuan"], on=DAY)
                published(world, "想修修灯")
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            said.append([query["sql"][:60] for query in asked])

        assert said[0] == said[1]
        assert len(said[0]) <= 16


class TestSkills:
    def test_they_are_ones_own_to_write(self, world: World) -> None:
        client, user = world.client("dangyuan"), world.users["dangyuan"]
        address = reverse("matters:my-skills")
        assert client.post(address, {"skills": ["repair", "hair"]}).url == reverse("matters:wishes")  # type: ignore[attr-defined]
        assert matching.skills_of(user) == {"repair", "hair"}
        assert client.post(address, {"skills": ["war"]}).status_code == 422
        client.post(address, {})
        assert not UserSkill.objects.exists()

    def test_the_journal_does_not_say_which(self, world: World) -> None:
        skills.say(world.users["dangyuan"], ["law"], on=DAY)
        skills.say(world.users["dangyuan"], ["law"], on=DAY)
        event = Event.objects.get(verb="skill.say")
        assert not event.words
        assert not event.after

    def test_it_asks_for_the_right(self, world: World) -> None:
        assert world.client("").get(reverse("matters:my-skills")).status_code == 302
        assert world.client("wangguan" if "wangguan" in world.users else "hanxue").get(
            reverse("matters:my-skills")
        ).status_code in (200, 403)


class TestThanks:
    def test_they_greet_the_one_who_fulfilled_it_once(self, world: World) -> None:
        member_in("220422102")
        wish = fulfilled(world, "看得清了", on=timezone.localdate())
        client = world.client("dangyuan")
        assert "谢谢你：「看得清了」" in client.get(reverse("today")).content.decode()
        assert client.post(reverse("matters:thanks-seen", args=[wish.pk])).url == reverse("today")  # type: ignore[attr-defined]
        assert "看得清了" not in client.get(reverse("today")).content.decode()
        paper = client.get(reverse("matters:thanks", args=[wish.pk])).content.decode()
        assert "高建民：" in paper
        assert "「看得清了」" in paper

    def test_they_are_for_nobody_else(self, world: World) -> None:
        member_in("220422102")
        wish = fulfilled(world, on=timezone.localdate())
        for name, status in (("linxiaohe", 404), ("jiachengyi", 404), ("", 302)):
            assert world.client(name).get(reverse("matters:thanks", args=[wish.pk])).status_code == status
            assert world.client(name).post(reverse("matters:thanks-seen", args=[wish.pk])).status_code == status
        assert not thanking.unseen(world.users["linxiaohe"], DAY)

    def test_the_list_shows_them_without_names(self, world: World) -> None:
        member_in("220422102")
        fulfilled(world, "李桂兰家一社17号的灯亮了，13900001234，谢谢王大爷")
        page = world.client("dangyuan").get(reverse("matters:wishes")).content.decode()
        said = thanking.said(Matter.objects.all(), 5)
        assert said[0].words == "村民家一社某处的灯亮了，某号码，谢谢村民"
        assert said[0].words in page
        assert "13900001234" not in page

    def test_not_done_is_no_thanks(self, world: World) -> None:
        wish = fulfilled(world)
        life.again(wish, by=world.users["linxiaohe"], on=DAY, words="镜腿断了")
        assert not thanking.said(Matter.objects.all(), 5)
        assert not thanking.unseen(world.users["dangyuan"], DAY)

    def test_an_old_person_is_spoken_of_as_such(self, world: World) -> None:
        wish = wished(world)
        person = world.homes["李桂兰"].residents.get(name="李桂兰")
        for birth, sex, said in (
            ("19480103", "女", "李大娘"),
            ("19480103", "男", "李大爷"),
            ("19900103", "女", "李桂兰"),
            ("", "", "李桂兰"),
        ):
            person.birth, person.sex = birth, sex
            person.save()
            assert thanking.called(wish, DAY) == said


class TestRule:
    def test_a_county_puts_its_own_in_the_place_of_the_example(self, world: World) -> None:
        from minqing.ground.staff.models import Role

        Posting.objects.post(
            user=world.users["zhouqiming"], place=Place.objects.get(pk="220422"), role=Role.objects.get(pk="county"), title="民情办",
            by=world.users["zhouqiming"], on=date(2022, 7, 1),
        )  # fmt: skip
        client, address = world.client("zhouqiming"), reverse("matters:wish-rule")
        assert "示例" in client.get(address).content.decode()
        asked = {"most": "300", "region": "220422", "from_on": "2026-01-01", "source": "县民情办〔2026〕3 号", "confirmed": "on"}
        assert client.post(address, {**asked, "most": "0"}).status_code == 422
        assert client.post(address, {**asked, "region": "220322"}).status_code == 422
        assert '<option value="220422" selected>东辽县（全部）</option>' in client.get(address).content.decode()
        assert client.post(address, asked).status_code == 302
        assert "东辽县 · 县民情办〔2026〕3 号" in client.get(address).content.decode()
        assert client.post(address, asked).status_code == 422
        assert WishRule.objects.fitting(place="220422102209", on=DAY).most == 300
        row = WishRule.objects.get()
        assert client.post(reverse("matters:wish-rule-end", args=[row.pk])).status_code == 302
        row.refresh_from_db()
        assert row.to_on is not None

    def test_it_asks_for_the_right(self, world: World) -> None:
        assert world.client("linxiaohe").get(reverse("matters:wish-rule")).status_code == 403
        assert world.client("").get(reverse("matters:wish-rule")).status_code == 302
