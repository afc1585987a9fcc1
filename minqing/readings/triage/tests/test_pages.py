"""The suggestion on a matter's page, what may be the same, and the hot spots, each within the viewer's scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Organisation
from minqing.readings.triage import hotspots, panels, repeats, suggesting
from minqing.readings.triage.models import Filing, TaxonomyRow
from minqing.records.matters.models import Matter

ROAD = "村部东边的路坑坑洼洼，下雨车过不去，都反映好几回了"


def opened(world: World, about: str, *, place: Place | None = None, days: int = 0, **more: Any) -> Matter:
    on = timezone.localdate() - timedelta(days=days)
    place = place or world.village
    return Matter.objects.open(kind="need", about=about, place=place, by=world.users["weichanghe"], on=on, **more)


def page(matter: Matter) -> str:
    return reverse("matters:page", args=[matter.pk])


def taking(matter: Matter, what: str, value: str, **more: str) -> dict[str, str]:
    return {"take": what, "value": value, "version": str(matter.version), **more}


class TestSuggestion:
    def test_a_quiet_line_says_what_it_looks_like(self, world: World, speaking: None):
        body = world.client("weichanghe").get(page(opened(world, ROAD))).content.decode()
        assert "像是：<b>行</b>" in body
        assert "用这个" in body

    def test_nothing_is_said_without_a_classifier_or_when_it_is_so_already(self, world: World, speaking: None, settings: Any):
        assert "像是：" not in world.client("weichanghe").get(page(opened(world, ROAD, category="transport"))).content.decode()
        settings.TRIAGE_FOLDER = None
        assert "像是：" not in world.client("weichanghe").get(page(opened(world, ROAD))).content.decode()

    def test_nothing_is_said_below_the_threshold(self, world: World, speaking: None):
        assert "像是：" not in world.client("weichanghe").get(page(opened(world, "商量一下"))).content.decode()

    def test_one_tap_sorts_it(self, world: World, speaking: None):
        matter = opened(world, ROAD)
        answer = world.client("weichanghe").post(
            reverse("triage:take", args=[matter.pk]), taking(matter, "category", "transport")
        )
        assert answer.status_code == 302
        matter.refresh_from_db()
        assert matter.category == "transport"
        assert matter.moves.filter(move="matter.sort").exists()

    def test_an_old_page_changes_nothing(self, world: World, speaking: None):
        matter = opened(world, ROAD)
        sent = {**taking(matter, "category", "transport"), "version": "99"}
        answer = world.client("weichanghe").post(reverse("triage:take", args=[matter.pk]), sent, follow=True)
        assert "刚被别人动过" in answer.content.decode()
        matter.refresh_from_db()
        assert matter.category == "other"

    def test_one_tap_assigns_it_to_an_office_of_the_place(self, world: World, monkeypatch: Any):
        from minqing.readings.triage.classifier import Guess

        monkeypatch.setattr(
            suggesting, "guess", lambda head, text: Guess("township:水利站", 0.97, True) if head == "department" else None
        )
        matter, office = opened(world, "水渠堵了"), Organisation.objects.get(name="安石镇水利站")
        body = world.client("zhouqiming").get(page(matter)).content.decode()
        assert "多半归：<b>安石镇水利站</b>" in body
        world.client("zhouqiming").post(reverse("triage:take", args=[matter.pk]), taking(matter, "department", str(office.pk)))
        matter.refresh_from_db()
        assert matter.holder_organisation == office
        assert "多半归" not in world.client("zhouqiming").get(page(matter)).content.decode()

    def test_an_office_of_elsewhere_is_refused(self, world: World):
        office = Organisation.objects.get(name="东辽县税务局党支部")
        matter = opened(world, "水渠堵了")
        sent = taking(matter, "department", str(office.pk))
        answer = world.client("zhouqiming").post(reverse("triage:take", args=[matter.pk]), sent, follow=True)
        assert "不管这个地方" in answer.content.decode()

    def test_it_is_filed_in_the_loaded_taxonomy(self, world: World):
        TaxonomyRow.objects.replace([("交通运输", "", "")])
        matter = opened(world, ROAD)
        world.client("weichanghe").post(reverse("triage:take", args=[matter.pk]), taking(matter, "taxonomy", "交通运输"))
        assert Filing.objects.get(matter=matter).level1 == "交通运输"

    def test_the_doors(self, world: World, speaking: None):
        matter = opened(world, ROAD)
        address, sent = reverse("triage:take", args=[matter.pk]), taking(matter, "category", "transport")
        assert world.client("jiachengyi").post(address, sent).status_code == 404
        assert world.client("dangyuan").post(address, sent).status_code in (403, 404)
        assert world.client().post(address, sent).status_code == 302
        assert Matter.objects.get(pk=matter.pk).category == "other"


class TestSame:
    def test_it_lists_what_was_said_before_in_the_township(self, world: World):
        before = opened(world, "村部东边的路坑坑洼洼的，下雨车都过不去", days=10)
        opened(world, "想要一副老花镜", days=5)
        opened(world, "村部东边的路坑坑洼洼的，下雨车都过不去，去年的", days=90)
        matter = opened(world, ROAD)
        assert [like.matter for like in repeats.like_matter(matter)] == [before]
        body = world.client("weichanghe").get(reverse("triage:same", args=[matter.pk])).content.decode()
        assert before.about in body
        assert "老花镜" not in body

    def test_whoever_spoke_first_sees_who_spoke_since(self, world: World):
        first = opened(world, ROAD, days=10)
        later = opened(world, "村部东边的路坑坑洼洼的，下雨车都过不去", days=2)

        assert [like.matter for like in repeats.like_matter(first)] == [later]

    def test_other_words_for_the_same_thing_are_those_of_its_hot_spot(self, world: World):
        pytest.importorskip("rjieba")
        said = ["自来水发浑，沉底一层泥", "自来水浑，做饭要先澄一夜", "自来水浑，壶底烧出一层沙", "自来水停了半天，来了还是浑的"]
        first, *others = [opened(world, words) for words in said]
        opened(world, "想要一副老花镜")

        assert {matter.pk for matter in repeats.said_with(first)} == {matter.pk for matter in others}
        body = world.client("weichanghe").get(reverse("triage:same", args=[first.pk])).content.decode()
        assert body.count("同一个热点") == 3
        assert "老花镜" not in body

    def test_it_is_put_together_with_one_of_them_from_there(self, world: World):
        before, matter = opened(world, ROAD, days=3), opened(world, ROAD)
        client = world.client("weichanghe")
        body = client.get(reverse("triage:same", args=[matter.pk])).content.decode()
        assert f'name="into" value="{before.receipt}"' in body

        client.post(
            reverse("matters:move", args=[matter.pk, "matter.merge"]),
            {"version": matter.version, "into": before.receipt, "words": ""},
        )

        matter.refresh_from_db()
        assert matter.merged_into == before
        assert "合到那里办" not in client.get(reverse("triage:same", args=[before.pk])).content.decode()

    def test_a_neighbours_matter_is_not_shown(self, world: World):
        opened(world, ROAD + "邻村", place=world.neighbour, days=3)
        matter = opened(world, ROAD)
        assert "邻村" not in world.client("weichanghe").get(reverse("triage:same", args=[matter.pk])).content.decode()
        assert "邻村" in world.client("zhouqiming").get(reverse("triage:same", args=[matter.pk])).content.decode()

    def test_it_costs_few_queries_whatever_there_is(self, world: World, django_assert_max_num_queries: Any):
        matters = [opened(world, f"{ROAD}，第 {n} 回") for n in range(12)]
        with django_assert_max_num_queries(2):
            assert len(repeats.like_matter(matters[0])) == repeats.MOST_SHOWN

    def test_kinds_with_a_file_of_their_own_are_left_out(self, world: World):
        matter = opened(world, ROAD)
        Matter.objects.filter(pk=opened(world, ROAD, days=2).pk).update(kind="dispute")
        assert repeats.like_matter(matter) == []
        Matter.objects.filter(pk=matter.pk).update(kind="dispute")
        assert world.client("weichanghe").get(reverse("triage:same", args=[matter.pk])).status_code == 404

    def test_the_doors(self, world: World):
        address = reverse("triage:same", args=[opened(world, ROAD).pk])
        assert world.client("jiachengyi").get(address).status_code == 404
        assert world.client("dangyuan").get(address).status_code in (403, 404)
        assert world.client().get(address).status_code == 302

    def test_nothing_like_it_is_said(self, world: World):
        assert (
            "没有说法像的事"
            in world.client("weichanghe").get(reverse("triage:same", args=[opened(world, ROAD).pk])).content.decode()
        )


class TestOpening:
    def test_it_says_what_it_looks_like_and_what_was_said_before(self, world: World, speaking: None):
        opened(world, "村部东边的路坑坑洼洼的，下雨车都过不去", days=10)
        sent = {"kind": "need", "place": world.village.pk, "about": ROAD, "category": "other"}
        body = world.client("weichanghe").post(reverse("triage:opening"), sent).content.decode()
        assert "<b>行</b>" in body
        assert "下雨车都过不去" in body

    def test_taking_it_puts_it_into_the_form(self, world: World, speaking: None):
        sent = {"kind": "need", "place": world.village.pk, "about": ROAD, "category": "other", "take": "transport"}
        body = world.client("weichanghe").post(reverse("triage:opening"), sent).content.decode()
        assert 'value="transport" selected' in body
        assert 'hx-swap-oob="true"' in body

    def test_elsewhere_nothing_is_told(self, world: World, speaking: None):
        opened(world, ROAD, place=world.neighbour)
        sent = {"kind": "need", "place": world.neighbour.pk, "about": ROAD}
        assert ROAD not in world.client("weichanghe").post(reverse("triage:opening"), sent).content.decode()
        assert world.client("dangyuan").post(reverse("triage:opening"), sent).status_code == 403


class TestHotSpots:
    @pytest.fixture
    def told(self, world: World) -> list[Matter]:
        pytest.importorskip("sklearn")
        said = (
            "搅拌站半夜噪音大，吵得睡不着",
            "东沟口搅拌站灰尘大，窗户不敢开",
            "搅拌站噪音太吵，孩子睡不着",
            "东沟口搅拌站半夜还在响",
        )
        others = ("想要一副老花镜", "低保的钱没到账", "孩子转学的手续不给办")
        return [
            opened(world, about, words=f"{about}，东沟口那个搅拌站" if about in said else about) for about in (*said, *others)
        ]

    def test_what_many_speak_of_comes_with_its_requests(self, world: World, told: list[Matter]):
        today = timezone.localdate()
        found = hotspots.find(world.village.pk, *hotspots.week_of(today))
        assert len(found.spots) == 1
        assert set(found.spots[0].keys) == {matter.pk for matter in told[:4]}
        assert any("搅拌站" in word for word in found.spots[0].words)

    def test_the_page_opens_each_to_its_matters(self, world: World, told: list[Matter]):
        body = world.client("weichanghe").get(reverse("triage:hotspots")).content.decode()
        assert "4 件" in body
        assert all(page(matter) in body for matter in told[:4])
        assert page(told[4]) not in body

    def test_another_week_and_another_village_are_empty(self, world: World, told: list[Matter]):
        last = (timezone.localdate() - timedelta(days=7)).isoformat()
        assert "没有说到一处的事" in world.client("weichanghe").get(reverse("triage:hotspots"), {"day": last}).content.decode()
        assert "搅拌站" not in world.client("jiachengyi").get(reverse("triage:hotspots")).content.decode()

    def test_it_costs_the_same_whatever_there_is(self, world: World, told: list[Matter], django_assert_max_num_queries: Any):
        place, week = world.village.pk, hotspots.week_of(timezone.localdate())
        with django_assert_max_num_queries(3):
            found = hotspots.find(place, *week)
            hotspots.matters_of(found.spots)

    def test_the_doors(self, world: World):
        address = reverse("triage:hotspots")
        assert world.client("jiachengyi").get(address, {"place": world.village.pk}).status_code == 404
        assert world.client("dangyuan").get(address).status_code == 403
        assert world.client().get(address).status_code == 302
        assert world.client("weichanghe").get(address, {"day": "bad"}).status_code == 200

    def test_without_the_libraries_it_says_what_to_do(self, world: World, monkeypatch: Any):
        monkeypatch.setattr(hotspots.learning, "installed", lambda: False)
        assert "minqing[ml]" in world.client("weichanghe").get(reverse("triage:hotspots")).content.decode()


class TestPanels:
    def test_a_finished_matter_is_left_alone(self, world: World, speaking: None):
        matter = opened(world, ROAD)
        matter.phase = "done"
        assert panels.suggestion(matter, scope=None, today=timezone.localdate()) is None  # type: ignore[arg-type]


class TestTitle:
    def test_words_that_two_of_five_say_do_not_name_them_all(self):
        pytest.importorskip("rjieba")
        from minqing.readings.triage import clustering

        said = [
            "自来水发浑，沉底一层泥", "自来水浑得不敢直接用", "自来水黄，洗衣裳都不敢", "自来水浑，壶底烧出一层沙", "自来水停了半天，来了还是浑的",
        ]  # fmt: skip
        spoken = [clustering.Spoken(number, words, "") for number, words in enumerate([*said, "想要一副老花镜", "门口路灯不亮"])]

        (spot,) = clustering.spots(spoken, clustering.usual([]), fewest=3)

        assert spot.words == ["自来水"]
