"""What workers have of the residents' pages: the tray, the poster."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
import segno
from django.urls import reverse
from PIL import Image

from minqing.conftest import World
from minqing.faces.portal import poster
from minqing.faces.portal.tests.acting import HERE, ask
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Matter, Reason


class TestTray:
    def test_it_lists_what_nobody_looked_at_with_its_count_everywhere(self, world: World) -> None:
        matter = ask(world.client())
        ask(world.client(), "wish", words="想要一副老花镜", phone="")
        client = world.client("linxiaohe")
        page = client.get(reverse("portal:tray")).content.decode()
        assert "2 件还没人看" in page
        assert "老花镜" in page
        assert "王德福" in page
        for verb in ("matter.look", "matter.exclude"):
            assert reverse("matters:move", args=[matter.pk, verb]) in page
        assert "群众新提的 2" in client.get(reverse("matters:list")).content.decode()
        assert "2 件还没人看" in client.get(reverse("today")).content.decode()

    def test_taking_in_and_putting_away_empty_it(self, world: World) -> None:
        matter, spam = ask(world.client()), ask(world.client(), words="加微信赚钱，点这里", phone="")
        client = world.client("linxiaohe")
        answer = client.post(reverse("matters:move", args=[matter.pk, "matter.look"]), {"version": 0}, follow=True)
        assert answer.status_code == 200
        page = client.get(reverse("portal:tray")).content.decode()
        reason = Reason.objects.filter(list="exclude").order_by("rank", "id")[0]
        assert f'value="{reason.key}"' in page
        given = {"version": 0, "reason": reason.key, "words": "广告"}
        assert client.post(reverse("matters:move", args=[spam.pk, "matter.exclude"]), given).status_code == 302
        spam.refresh_from_db()
        assert (spam.unlooked, spam.exclusion) == (False, reason.key)
        assert "都看过了" in client.get(reverse("portal:tray")).content.decode()

    def test_what_was_sent_again_word_for_word_says_so(self, world: World) -> None:
        ask(world.client(), words="门口路灯坏了", phone="")
        client = world.client("linxiaohe")
        assert "一个字不差" not in client.get(reverse("portal:tray")).content.decode()
        ask(world.client(), words="门口路灯坏了", phone="")
        ask(world.client(), words="门口的沟堵了", phone="")

        page = client.get(reverse("portal:tray")).content.decode()

        assert page.count("一个字不差") == 1
        assert 'class="words">门口路灯坏了' not in page  # the title says it already

    @pytest.mark.parametrize("kind", [kind.key for kind in KINDS.values() if kind.asks and kind.private])
    def test_what_is_private_is_not_told_there(self, world: World, kind: str) -> None:
        matter = ask(world.client(), kind)
        page = world.client("linxiaohe").get(reverse("portal:tray")).content.decode()
        assert reverse("matters:page", args=[matter.pk]) in page
        for words in ("排水沟", "李桂兰", "王德福"):
            assert words not in page

    def test_it_stays_within_the_scope(self, world: World) -> None:
        ask(world.client())
        neighbour = world.client("jiachengyi").get(reverse("portal:tray")).content.decode()
        assert "排水沟" not in neighbour
        assert world.client("dangyuan").get(reverse("portal:tray")).status_code == 403
        assert world.client().get(reverse("portal:tray")).status_code == 302

    def test_ten_cost_no_more_than_one(self, world: World, django_assert_max_num_queries: object) -> None:
        for n in range(10):
            ask(world.client(), words=f"第 {n} 件事情", phone="")
        client = world.client("linxiaohe")
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            assert Matter.objects.filter(unlooked=True).count() == 10
            client.get(reverse("portal:tray"))


class TestPoster:
    def test_pdf_and_png_are_a_sheet_of_a4(self, world: World) -> None:
        client = world.client("linxiaohe")
        page = client.get(reverse("portal:poster", args=[HERE])).content.decode()
        for words in ("中香村", "扫一扫，反映问题、许心愿", f"/p/{HERE}/", "郭永刚", "138 0000 0101", "<svg"):
            assert words in page
        answer = client.get(reverse("portal:poster-pdf", args=[HERE]))
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
        box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+)", answer.content)
        assert box is not None
        assert [round(float(side)) for side in box.groups()] == [595, 842]
        if poster.find_font() is None:
            pytest.skip("no Chinese font here")
        drawn = Image.open(BytesIO(client.get(reverse("portal:poster-png", args=[HERE])).content))
        assert (drawn.size, drawn.mode) == ((2480, 3508), "L")

    def test_the_code_stands_on_the_sheet_square_by_square(self) -> None:
        if poster.find_font() is None:
            pytest.skip("no Chinese font here")
        address = "https://mq.example.cn/p/220422102209/"
        drawn = Image.open(BytesIO(poster.png(poster.Sheet("中香村", "东辽县安石镇", address, ()))))
        matrix = segno.make(address, error="q", micro=False).matrix
        modules = len(matrix) + 2 * poster.QUIET
        side = int(poster.QR_SIDE * 300 / 72) // modules
        left = (drawn.width - modules * side) // 2
        top = round(poster.QR_TOP * 300 / 72) + (round(poster.QR_SIDE * 300 / 72) - modules * side) // 2
        for r, row in enumerate(matrix):
            for c, dark in enumerate(row):
                x, y = left + (c + poster.QUIET) * side + side // 2, top + (r + poster.QUIET) * side + side // 2
                assert (drawn.getpixel((x, y)) == 0) == bool(dark)

    def test_without_a_font_there_is_a_pdf_and_a_sentence(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(poster, "find_font", lambda: None)
        client = world.client("linxiaohe")
        assert b"STSong-Light" in client.get(reverse("portal:poster-pdf", args=[HERE])).content
        answer = client.get(reverse("portal:poster-png", args=[HERE]))
        assert answer.status_code == 409
        assert "中文字体" in answer.content.decode()
        assert "中文字体" in client.get(reverse("portal:poster", args=[HERE])).content.decode()

    def test_no_line_is_wider_than_the_paper(self) -> None:
        sheet = poster.Sheet(
            "积石山保安族东乡族撒拉族自治县某某村",
            "很长" * 20,
            "https://" + "a" * 90,
            [("某某某 村党支部书记" * 3, "138 0000 0000")] * 9,
        )
        for line in poster.lines(sheet):
            assert poster._width(line) <= poster.WIDTH - 2 * poster.MARGIN + 1
            assert line.base < poster.HEIGHT - 20

    def test_the_configured_site_goes_before_the_one_at_hand(self, world: World, settings: object) -> None:
        settings.PUBLIC_ADDRESS = "https://mq.example.cn"  # type: ignore[attr-defined]
        page = world.client("linxiaohe").get(reverse("portal:poster", args=[HERE])).content.decode()
        assert f"https://mq.example.cn/p/{HERE}/" in page

    @pytest.mark.parametrize("door", ["poster", "poster-pdf", "poster-png"])
    def test_others_do_not_get_it(self, world: World, door: str) -> None:
        url = reverse(f"portal:{door}", args=[HERE])
        assert world.client("jiachengyi").get(url).status_code == 404
        assert world.client("dangyuan").get(url).status_code == 403
        assert world.client().get(url).status_code == 302

    def test_the_village_page_of_the_desk_leads_there(self, world: World) -> None:
        page = world.client("linxiaohe").get(reverse("place", args=[HERE])).content.decode()
        assert reverse("portal:poster", args=[HERE]) in page
        assert reverse("portal:paper", args=[HERE]) in page
