"""What was said about the program reaches the office; the answer reaches whoever said it."""

from __future__ import annotations

import re

from minqing.conftest import World
from minqing.ground.journal import draining
from minqing.ground.journal.models import Suggestion
from minqing.ground.notices.models import Notice


def drained() -> None:
    while draining.drain():
        pass


class TestSuggestion:
    def test_it_reaches_the_office_and_the_answer_comes_back(self, world: World) -> None:
        world.client("weichanghe").post("/suggest/", {"words": "这个框多余", "page": "/today/"})
        drained()
        told = Notice.objects.filter(sort="suggested")
        assert {notice.user.username for notice in told} == {"hanxue", "wangguan"}
        assert "这个框多余" in told[0].sentence

        made = Suggestion.objects.get()
        answer = world.client("hanxue").post(f"/suggestions/{made.pk}/answer/", {"words": "下周去掉"}, follow=True)
        assert "魏长河的铃铛里会有一条" in answer.content.decode()
        drained()
        drained()
        notice = Notice.objects.get(sort="answered")
        assert (notice.user.username, notice.sentence) == ("weichanghe", "韩雪答复了你的意见「这个框多余」")
        body = world.client("weichanghe").get(notice.url).content.decode()
        assert "下周去掉" in body
        assert "还没提过" in world.client("linxiaohe").get("/suggestions/mine/").content.decode()

    def test_somebody_without_an_account_follows_it_by_its_address(self, world: World) -> None:
        client = world.client()
        body = client.post("/suggest/", {"words": "字太小", "page": "/p/220422102209/"}).content.decode()
        found = re.search(r'href="(/suggest/[0-9a-f-]{36}/)"', body)
        assert found is not None
        assert "还没答复" in client.get(found[1]).content.decode()
        made = Suggestion.objects.get()
        answer = world.client("hanxue").post(f"/suggestions/{made.pk}/answer/", {"words": "有大字了"}, follow=True)
        assert "凭意见号" in answer.content.decode()
        assert "有大字了" in client.get(found[1]).content.decode()
        drained()
        assert not Notice.objects.filter(sort="answered").exists()

    def test_what_waits_stands_first(self, world: World) -> None:
        for words in ("早的", "中间的", "晚的"):
            world.client("weichanghe").post("/suggest/", {"words": words, "page": "/today/"})
        answered = Suggestion.objects.get(words="晚的")
        world.client("hanxue").post(f"/suggestions/{answered.pk}/answer/", {"words": "好"})
        body = world.client("hanxue").get("/suggestions/").content.decode()
        assert "3 条，2 条没答复" in body
        assert body.index("中间的") < body.index("早的") < body.index("晚的")
