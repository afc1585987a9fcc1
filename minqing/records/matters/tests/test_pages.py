"""The list, the story and its moves in the browser; every door tried as those who may not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.ground.staff.models import Organisation, Posting, Role
from minqing.records.matters import life
from minqing.records.matters.models import Claim, Handling, Matter

ABOUT = "门前排水沟堵，雨水灌院"


def opened(world: World, kind: str = "need", home: str = "李桂兰", **more: object) -> Matter:
    place = world.neighbour if home == "贾永年" else world.village
    by = "jiachengyi" if home == "贾永年" else "linxiaohe"
    given = {
        "about": ABOUT,
        "household": world.homes[home],
        "place": place,
        "by": world.users[by],
        "on": timezone.localdate(),
        **more,
    }
    return Matter.objects.open(kind=kind, **given)  # type: ignore[arg-type]


def send(client: Client, matter: Matter, verb: str, *, version: int | None = None, **said: object) -> object:
    address = reverse("matters:move", args=[matter.pk, verb])
    return client.post(address, {"version": matter.version if version is None else version, **said})


class TestList:
    def test_it_counts_every_filter_as_the_list_behind_it(self, world: World) -> None:
        today = timezone.localdate()
        for days in (-9, 0, 1, 3, 12, 40, None):
            matter = opened(world, home="王德福")
            Matter.objects.filter(pk=matter.pk).update(due_on=None if days is None else today + timedelta(days))
        life.publish(opened(world, "wish"), by=world.users["linxiaohe"], on=today)
        matter = opened(world)
        life.accept(matter, by=world.users["linxiaohe"], on=today)
        life.report_done(matter, by=world.users["linxiaohe"], on=today, words="清了")
        Matter.objects.filter(pk=matter.pk).update(due_on=today - timedelta(2))
        life.drop(opened(world), by=world.users["linxiaohe"], on=today, words="说明了")
        opened(world, home="贾永年")
        client = world.client("linxiaohe")

        seen = 0
        for start in (
            "",
            "?phase=doing",
            "?phase=open&kind=need",
            "?tier=village",
            "?mine=1",
            "?q=排水",
            "?phase=done",
            "?due=late",
        ):
            page = client.get(reverse("matters:list") + start)
            assert page.status_code == 200
            assert page.context["total"] == len(page.context["page"].object_list)
            for group in page.context["groups"]:
                for item in group.items:
                    # Not every mark is counted, and old debts are a list of their own.
                    if item.on or item.count is None or item.url == reverse("matters:old"):
                        continue
                    there = client.get(reverse("matters:list") + item.url)
                    assert there.context["total"] == item.count, (start, group.title, item)
                    assert len(there.context["page"].object_list) == item.count
                    seen += 1
        assert seen > 80

    def test_it_costs_few_queries_whatever_its_length(self, world: World, django_assert_max_num_queries: object) -> None:
        for _ in range(60):
            opened(world)
        client = world.client("zhouqiming")
        client.get(reverse("matters:list"))
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            page = client.get(reverse("matters:list"))
        assert len(page.context["page"].object_list) == 30
        assert page.context["total"] == 60

    def test_it_shows_the_chosen_story_beside_and_alone(self, world: World) -> None:
        matter = opened(world)
        client = world.client("linxiaohe")
        address = f"{reverse('matters:list')}?id={matter.pk}"
        whole = client.get(address)
        assert "现在在谁手里" in whole.content.decode()
        assert 'aria-current="true"' in whole.content.decode()
        alone = client.get(address, headers={"HX-Request": "true", "HX-Target": "main"})
        assert "现在在谁手里" in alone.content.decode()
        assert "<html" not in alone.content.decode()

    def test_it_finds_by_words_name_and_receipt(self, world: World) -> None:
        matter = opened(world)
        opened(world, home="王德福", about="残疾证到期")
        client = world.client("linxiaohe")
        for words in ("排水", "李桂兰", matter.receipt, matter.receipt_words):
            page = client.get(reverse("matters:list"), {"q": words})
            assert [row.pk for row in page.context["page"].object_list] == [matter.pk]
        nothing = client.get(reverse("matters:list"), {"q": "月亮"}).content.decode()
        assert "这样筛，一件也没有" in nothing
        assert "去掉「有「月亮」的」" in nothing

    def test_it_shrugs_at_a_crooked_address(self, world: World) -> None:
        opened(world)
        client = world.client("linxiaohe")
        for query in ("?phase=x&kind=y&due=z&tier=1", "?id=7", "?page=999", "?place='--", "?q=%00", "?mine=2"):
            assert client.get(reverse("matters:list") + query).status_code == 200
            assert client.get(reverse("matters:wishes") + "?category=%00").status_code == 200

    def test_it_hides_the_neighbours(self, world: World) -> None:
        opened(world)
        opened(world, home="贾永年", about="桥面有坑")
        assert "桥面有坑" not in world.client("linxiaohe").get(reverse("matters:list")).content.decode()
        assert "桥面有坑" in world.client("zhouqiming").get(reverse("matters:list")).content.decode()

    def test_what_nobody_took_waits_for_its_level(self, world: World) -> None:
        from minqing.ground.staff.scope import Scope
        from minqing.records.matters.listing import waiting_for

        def waits(name: str) -> bool:
            return waiting_for(Scope(world.users[name], timezone.localdate())).filter(pk=matter.pk).exists()

        from minqing.ground.journal import Person

        matter = opened(world, by=Person("李桂兰"))
        assert (waits("linxiaohe"), waits("zhouqiming"), waits("jiachengyi")) == (True, False, False)
        life.escalate(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="办不了")
        assert (waits("linxiaohe"), waits("zhouqiming")) == (False, True)
        station = Organisation.objects.get(name="安石镇水利站")
        life.assign(matter, by=world.users["zhouqiming"], on=timezone.localdate(), organisation=station)
        assert (waits("luzhixin"), waits("zhouqiming")) == (True, False)


class TestStory:
    def test_it_shows_only_moves_that_table_and_role_allow(self, world: World) -> None:
        matter = opened(world)
        page = world.client("linxiaohe").get(reverse("matters:page", args=[matter.pk]))
        assert page.context["main_form"].rule.key == "matter.accept"
        keys = {rule.key for rule, _ in [*page.context["other_moves"], *page.context["aside_moves"]]}
        assert "matter.assign" in keys
        assert "matter.return" not in keys
        life.escalate(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="办不了")
        page = world.client("linxiaohe").get(reverse("matters:page", args=[matter.pk]))
        assert page.context["main_form"] is None
        assert (
            world.client("zhouqiming").get(reverse("matters:page", args=[matter.pk])).context["main_form"].rule.key
            == "matter.accept"
        )

    def test_it_has_one_red_button(self, world: World) -> None:
        matter = opened(world)
        for name in ("linxiaohe", "zhouqiming"):
            assert world.client(name).get(reverse("matters:page", args=[matter.pk])).content.decode().count("btn-primary") == 1

    def test_to_urge_is_the_main_thing_for_what_is_elsewhere(self, world: World) -> None:
        matter = opened(world)
        life.assign(matter, by=world.users["zhouqiming"], on=timezone.localdate(), person=world.users["luzhixin"])
        page = world.client("zhouqiming").get(reverse("matters:page", args=[matter.pk]))
        assert page.context["main_form"].rule.key == "matter.urge"
        assert (
            world.client("luzhixin").get(reverse("matters:page", args=[matter.pk])).context["main_form"].rule.key
            == "matter.report_done"
        )

    def test_it_masks_the_phone_until_a_purpose_is_given(self, world: World) -> None:
        matter = opened(world, phone="13900001234")
        client = world.client("linxiaohe")
        assert "13900001234" not in client.get(reverse("matters:page", args=[matter.pk])).content.decode()
        refused = client.post(reverse("matters:reveal", args=[matter.pk]), {"purpose": " "})
        assert refused.status_code == 422
        shown = client.post(reverse("matters:reveal", args=[matter.pk]), {"purpose": "回话"})
        assert "13900001234" in shown.content.decode()
        line = Event.objects.of(matter)[0]
        assert (line.verb, line.words, line.actor_name) == ("number.reveal", "回话", "林晓禾")
        assert "1234" not in str(line.after)


class TestMove:
    def test_a_need_goes_through_in_the_browser(self, world: World) -> None:
        matter = opened(world)
        village, clerk, water = (world.client(name) for name in ("linxiaohe", "zhouqiming", "luzhixin"))
        assert send(village, matter, "matter.accept").status_code == 302  # type: ignore[attr-defined]
        matter.refresh_from_db()
        assert send(village, matter, "matter.escalate", words="没有涵管").status_code == 302  # type: ignore[attr-defined]
        matter.refresh_from_db()
        posting = Posting.objects.get(user=world.users["luzhixin"])
        assert send(clerk, matter, "matter.assign", who=f"person:{posting.pk}", words="接涵管").status_code == 302  # type: ignore[attr-defined]
        matter.refresh_from_db()
        assert (matter.holder, str(matter.holder_organisation)) == (world.users["luzhixin"], "安石镇水利站")
        assert send(clerk, matter, "matter.urge").status_code == 302  # type: ignore[attr-defined]
        matter.refresh_from_db()
        assert send(water, matter, "matter.report_done", words="通了").status_code == 302  # type: ignore[attr-defined]
        matter.refresh_from_db()
        assert send(village, matter, "matter.reopen", way="visit", words="还堵").status_code == 302  # type: ignore[attr-defined]
        matter.refresh_from_db()
        assert send(water, matter, "matter.report_done", words="真通了").status_code == 302  # type: ignore[attr-defined]
        matter.refresh_from_db()
        assert send(village, matter, "matter.answer", way="phone", words="行了", satisfied="yes").status_code == 302  # type: ignore[attr-defined]
        matter.refresh_from_db()
        assert (matter.phase, matter.solved) == ("done", True)
        last = matter.judgements.order_by("-id").first()
        assert (last.way, last.satisfied, last.words) == ("phone", True, "行了")

    def test_words_that_are_asked_must_be_said(self, world: World) -> None:
        matter = opened(world)
        life.accept(matter, by=world.users["linxiaohe"], on=timezone.localdate())
        answer = send(world.client("linxiaohe"), matter, "matter.report_done", words="  ")
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert "要写一句：办成了什么样。" in answer.content.decode()  # type: ignore[attr-defined]
        assert matter.moves.count() == 2

    def test_two_clerks_at_once_one_wins_and_the_other_sees_it(self, world: World) -> None:
        matter = opened(world)
        posting = Posting.objects.get(user=world.users["luzhixin"])
        send(world.client("zhouqiming"), matter, "matter.assign", who=f"person:{posting.pk}")
        late = send(world.client("linxiaohe"), matter, "matter.accept", words="我来")
        words = late.content.decode()  # type: ignore[attr-defined]
        assert late.status_code == 409  # type: ignore[attr-defined]
        assert "周启明派给了承办的人" in words
        assert "你刚才写的：我来" in words
        assert "安石镇水利站 · 卢志新" in words
        assert matter.moves.count() == 2

    def test_a_double_click_moves_once(self, world: World) -> None:
        matter = opened(world)
        client = world.client("linxiaohe")
        send(client, matter, "matter.accept")
        again = send(client, matter, "matter.accept")
        assert again.status_code == 409  # type: ignore[attr-defined]
        assert "你刚才已经做过了" in again.content.decode()  # type: ignore[attr-defined]
        assert matter.moves.count() == 2
        assert Event.objects.of(matter).count() == 2

    def test_a_crooked_form_stores_nothing(self, world: World) -> None:
        matter = opened(world)
        client = world.client("zhouqiming")
        outside = Posting.objects.get(user=world.users["sunlijuan"])
        for said, status in (
            ({"who": f"person:{outside.pk}"}, 422), ({"who": "person:x"}, 422), ({"who": ""}, 422), ({"version": "x", "who": ""}, 409),
        ):  # fmt: skip
            assert send(client, matter, "matter.assign", **{"version": 0, **said}).status_code == status  # type: ignore[attr-defined, arg-type]
        assert send(client, matter, "matter.fly").status_code == 404  # type: ignore[attr-defined]
        back = client.get(reverse("matters:move", args=[matter.pk, "matter.accept"]))
        assert (back.status_code, back["Location"].partition("?")[2]) == (302, "move=matter.accept")
        assert client.put(reverse("matters:move", args=[matter.pk, "matter.accept"])).status_code == 405
        assert matter.moves.count() == 1

    def test_it_adds_one_more_to_do_it(self, world: World) -> None:
        matter = opened(world)
        life.accept(matter, by=world.users["linxiaohe"], on=timezone.localdate())
        for role in ("village", "clerk"):
            given = Role.objects.get(pk=role)
            given.verbs = [*given.verbs, "matter.join"]
            given.save()
        unit = Organisation.objects.get(name="县水利局")
        answer = send(
            world.client("linxiaohe"), matter, "matter.join", who=f"office:{unit.pk}", role="support", words="挖掘机一台"
        )
        assert answer.status_code == 302  # type: ignore[attr-defined]
        assert Handling.objects.get(role="support").organisation == unit

    def test_a_village_does_not_assign_to_the_county(self, world: World) -> None:
        matter = opened(world)
        address = reverse("matters:form", args=[matter.pk, "matter.assign"])
        form = world.client("linxiaohe").get(address, headers={"HX-Request": "true"}).context["form"]
        names = [name for _, group in form.fields["who"].choices[1:] for _, name in group]
        assert any("郭永刚" in name for name in names)
        assert not any("韩雪" in name or "卢志新" in name for name in names)

    def test_without_script_a_form_is_a_page(self, world: World) -> None:
        matter, client = opened(world), world.client("linxiaohe")
        answer = client.get(reverse("matters:form", args=[matter.pk, "matter.assign"]))
        page = client.get(answer.url)  # type: ignore[attr-defined]
        assert 'name="who"' in page.content.decode()
        assert client.get(reverse("matters:form", args=[matter.pk, "no.such"])).status_code == 403


class TestDoors:
    @pytest.mark.parametrize("route", ["page", "receipt", "move", "reveal", "form", "more"])
    def test_each_is_shut_for_strangers(self, world: World, route: str) -> None:
        matter = opened(world)
        args = [matter.pk, "matter.accept"] if route in ("move", "form") else [matter.pk]
        address = reverse(f"matters:{route}", args=args)

        def open_as(name: str) -> int:
            client = world.client(name)
            return (
                client.post(address, {"version": 0, "purpose": "看看"}) if route in ("move", "reveal") else client.get(address)
            ).status_code

        assert open_as("") == 302
        assert open_as("jiachengyi") == 404
        world.users["wangguan"] = world.users.get("wangguan") or world.users["dangyuan"]
        assert open_as("wangguan") == 403
        assert matter.moves.count() == 1

    @pytest.mark.parametrize("route", ["list", "new", "wishes"])
    def test_lists_ask_for_sign_in_and_right(self, world: World, route: str) -> None:
        assert world.client().get(reverse(f"matters:{route}")).status_code == 302
        Role.objects.filter(pk="clerk").update(verbs=["visit.see"])
        assert world.client("zhouqiming").get(reverse(f"matters:{route}")).status_code == 403

    def test_to_see_is_not_to_move(self, world: World) -> None:
        matter = opened(world)
        Role.objects.filter(pk="clerk").update(verbs=["matter.see"])
        client = world.client("zhouqiming")
        assert client.get(reverse("matters:page", args=[matter.pk])).status_code == 200
        assert send(client, matter, "matter.accept").status_code == 403  # type: ignore[attr-defined]

    def test_a_lower_level_does_not_move_what_was_reported_up(self, world: World) -> None:
        matter = opened(world)
        life.escalate(matter, by=world.users["linxiaohe"], on=timezone.localdate(), words="办不了")
        assert send(world.client("linxiaohe"), matter, "matter.accept").status_code == 403  # type: ignore[attr-defined]


class TestWishes:
    def wish(self, world: World) -> Matter:
        # The member of the cast serves a town; here the wish is that of its community.
        home = world.homes["李桂兰"]
        wish = opened(world, "wish", about=f"{home.head_name}想要一副老花镜", category="medical", phone="13900001234")
        life.publish(wish, by=world.users["linxiaohe"], on=timezone.localdate())
        Posting.objects.filter(user=world.users["dangyuan"]).update(place_id="220422102")
        return wish

    def test_a_member_sees_the_wish_but_not_whose_until_it_is_claimed(self, world: World) -> None:
        wish = self.wish(world)
        client = world.client("dangyuan")
        page = client.get(reverse("matters:wishes")).content.decode()
        assert "村民想要一副老花镜" in page
        for personal in ("李桂兰", "139", wish.household.where, wish.receipt):  # type: ignore[union-attr]
            assert personal not in page
        assert client.get(reverse("matters:page", args=[wish.pk])).status_code == 404
        assert client.get(reverse("matters:list")).url == reverse("matters:wishes")  # type: ignore[attr-defined]

        answer = send(client, wish, "wish.claim")
        assert answer.url == reverse("matters:page", args=[wish.pk])  # type: ignore[attr-defined]
        assert "李桂兰" in client.get(reverse("matters:page", args=[wish.pk])).content.decode()
        wish.refresh_from_db()
        assert send(client, wish, "wish.let_go", words="出差").url == reverse("matters:wishes")  # type: ignore[attr-defined]
        assert client.get(reverse("matters:page", args=[wish.pk])).status_code == 404

    def test_today_leads_a_member_to_the_list(self, world: World) -> None:
        self.wish(world)
        page = world.client("dangyuan").get(reverse("today")).content.decode()
        assert reverse("matters:wishes") in page
        assert "李桂兰" not in page

    def test_the_second_member_is_told_and_sees_no_name(self, world: World) -> None:
        wish = self.wish(world)
        Posting.objects.post(
            user=world.users["sunlijuan"], place=wish.place.parent, role=Role.objects.get(pk="member"), title="党员",  # type: ignore[arg-type]
            by=world.users["zhouqiming"], on=date(2022, 7, 1),
        )  # fmt: skip
        send(world.client("dangyuan"), wish, "wish.claim")
        late = send(world.client("sunlijuan"), wish, "wish.claim")
        assert late.status_code == 409  # type: ignore[attr-defined]
        assert "高建民认领了心愿" in late.content.decode()  # type: ignore[attr-defined]
        assert "李桂兰" not in late.content.decode()  # type: ignore[attr-defined]
        assert Claim.objects.count() == 1

    def test_it_costs_few_queries(self, world: World, django_assert_max_num_queries: object) -> None:
        for _ in range(9):
            self.wish(world)
        client = world.client("dangyuan")
        client.get(reverse("matters:wishes"))
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            client.get(reverse("matters:wishes"))
