"""Finding one's village, and its first page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from minqing.conftest import World
from minqing.faces.portal.tests.acting import HERE
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Posting
from minqing.records.matters.kinds import KINDS


class TestFirstPage:
    def test_it_says_who_serves_the_village_and_what_one_can_ask(self, world: World) -> None:
        page = world.client().get(reverse("portal:village", args=[HERE])).content.decode()
        for words in ("中香村", "东辽县安石镇", "郭永刚", "村党支部书记", 'href="tel:13800000101"', "查进度"):
            assert words in page
        for kind in KINDS.values():
            assert (bool(kind.asks) and kind.asks in page) == bool(kind.asks)
        assert "我要反映" in page
        assert "我有个心愿" in page
        assert "贾成义" not in page

    def test_it_shows_no_post_that_is_not_public_or_over(self, world: World) -> None:
        Posting.objects.filter(user=world.users["guoyonggang"]).update(public=False)
        Posting.objects.filter(user=world.users["linxiaohe"]).update(to_on="2023-01-01")
        page = world.client().get(reverse("portal:village", args=[HERE])).content.decode()
        assert "郭永刚" not in page
        assert "林晓禾" not in page
        assert "魏长河" in page

    def test_it_knows_no_village_that_is_none(self, world: World) -> None:
        client = world.client()
        for code in ("220422102999", "999999999999"):
            assert client.get(reverse("portal:village", args=[code])).status_code == 404
        assert client.get("/p/22/").status_code == 404
        assert client.get(reverse("portal:village", args=[f"{HERE}001"])).url == reverse("portal:village", args=[HERE])  # type: ignore[attr-defined]

    def test_it_costs_few_queries(self, world: World, django_assert_max_num_queries: object) -> None:
        with django_assert_max_num_queries(5):  # type: ignore[operator]
            world.client().get(reverse("portal:village", args=[HERE]))


class TestFind:
    def test_the_village_is_found_by_words(self, world: World) -> None:
        page = world.client().get(reverse("portal:find"), {"q": "中香村"}).content.decode()
        assert reverse("portal:village", args=[HERE]) in page
        assert "没找到" in world.client().get(reverse("portal:find"), {"q": "月亮上的村"}).content.decode()

    def test_a_level_with_one_place_is_passed_by_itself(self, world: World) -> None:
        page = world.client().get(reverse("portal:find")).content.decode()
        assert "安石镇" in page
        assert "白泉镇" in page
        assert "选乡镇" in page

    def test_the_tree_leads_down_to_the_villages_that_take_part(self, world: World) -> None:
        page = world.client().get(reverse("portal:find"), {"in": "220422102"}).content.decode()
        assert reverse("portal:village", args=[HERE]) in page
        assert "朝阳村" in page
        assert "镇南社区" not in page
        assert "一社" not in page

    def test_a_retired_or_unknown_place_is_not_there(self, world: World) -> None:
        Place.objects.filter(pk="220422102210").update(retired_on="2024-01-01")
        client = world.client()
        assert "朝阳村" not in client.get(reverse("portal:find"), {"in": "220422102"}).content.decode()
        for code in ("220422102210", "99", "x", "2204221022100010010010010010010010010011"):
            assert client.get(reverse("portal:find"), {"in": code}).status_code == 404

    def test_the_tree_costs_few_queries(self, world: World, django_assert_max_num_queries: object) -> None:
        with django_assert_max_num_queries(7):  # type: ignore[operator]
            world.client().get(reverse("portal:find"))


class TestLetters:
    def test_large_print_is_kept_without_script(self, world: World) -> None:
        client = world.client()
        page = reverse("portal:ask", args=[HERE, "need"])
        assert f"{reverse('portal:letters', args=['large'])}?next={page}" in client.get(page).content.decode()
        answer = client.get(reverse("portal:letters", args=["large"]), {"next": page})
        assert answer.url == page  # type: ignore[attr-defined]
        for url in (page, reverse("portal:village", args=[HERE]), reverse("portal:find"), "/suggest/"):
            assert 'class="large"' in client.get(url).content.decode(), url
        client.get(reverse("portal:letters", args=["standard"]))
        assert 'class="large"' not in client.get(page).content.decode()

    @pytest.mark.parametrize("away", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"])
    def test_it_leads_to_no_other_site(self, world: World, away: str) -> None:
        answer = world.client().get(reverse("portal:letters", args=["large"]), {"next": away})
        assert answer.url == reverse("portal:find")  # type: ignore[attr-defined]
