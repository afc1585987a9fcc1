"""An installation's first account, and a way back in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from minqing import cli
from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.ground.staff.models import Posting, User


@pytest.fixture
def said(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; its exit code with what it said."""
    monkeypatch.setattr("minqing.serving.prepare", lambda: None)

    def run(*words: str) -> tuple[int, str]:
        code = cli.main(["staff", *words])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def password_in(words: str) -> str:
    found = re.search(r"密码是 (\S+) ", words)
    assert found
    return found[1]


class TestOpen:
    def test_whoever_was_opened_signs_in_and_manages(self, said: Any) -> None:
        code, words = said("open", "wangguan2", "--name", "王冠", "--place", "220422")

        client = Client()
        answer = client.post("/sign-in/", {"username": "wangguan2", "password": password_in(words)})
        assert (code, answer.status_code) == (0, 302)
        assert client.get("/staff/").status_code == 200
        posting = Posting.objects.get(user__username="wangguan2")
        assert (posting.place_id, posting.role_id, posting.title) == ("220422", "admin", "系统管理员")
        assert {"staff.manage", "staff.post"} <= set(Event.objects.values_list("verb", flat=True))
        assert password_in(words) not in str(list(Event.objects.values_list("after", flat=True)))

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (("open", "linxiaohe", "--name", "林晓禾", "--place", "220422"), "有人用了"),
            (("open", "Wang", "--name", "王冠", "--place", "220422"), "小写字母"),
            (("open", "wang2", "--name", "王冠", "--place", "330111"), "places load 330111"),
            (("open", "wang2", "--name", "王冠", "--place", "220422", "--role", "boss"), "没有角色 boss"),
            (("password", "nobody"), "没有 nobody"),
        ],
    )
    def test_it_says_what_is_wrong_and_makes_nothing(self, said: Any, words: tuple[str, ...], why: str) -> None:
        before = User.objects.count()
        code, answer = said(*words)

        assert code == 2
        assert why in answer
        assert User.objects.count() == before


class TestPassword:
    def test_the_new_one_opens_and_a_lock_is_lifted(self, said: Any) -> None:
        client = Client()
        for _ in range(6):
            client.post("/sign-in/", {"username": "linxiaohe", "password": "wrong"})
        code, words = said("password", "linxiaohe")

        answer = client.post("/sign-in/", {"username": "linxiaohe", "password": password_in(words)})
        assert (code, answer.status_code) == (0, 302)
