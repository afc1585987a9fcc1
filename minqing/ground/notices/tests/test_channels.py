"""Addresses as people paste them, kept sealed; real messages to a real server of our own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import connection

from minqing.ground.notices import addresses, bots, carrying
from minqing.ground.notices.models import NoticeChannel
from minqing.ground.notices.tests.making import KEY, channel, clock
from minqing.lib.refusal import NotNow


class Server(HTTPServer):
    """Remembers what it was sent, answers what it is told."""

    got: list[tuple[str, dict[str, Any]]]
    answer: tuple[int, Any]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(body)))
        status, document = self.server.answer
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    server.got, server.answer = [], (200, {"errcode": 0})
    settings.NOTICE_HOSTS = ["127.0.0.1"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def at(server: Server, path: str = "/hook") -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


class TestRead:
    @pytest.mark.parametrize(("kind", "words"), [
        ("wecom", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"),
        ("wecom", f"  {KEY} "),
        ("dingtalk", f"https://oapi.dingtalk.com/robot/send?access_token={KEY}"),
        ("feishu", f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}"),
    ])  # fmt: skip
    def test_it_takes_the_key_out_of_what_was_pasted(self, kind, words):
        assert addresses.read(kind, words) == KEY

    @pytest.mark.parametrize(("kind", "words", "sentence"), [
        ("wecom", "https://evil.example/send?key=abcdefghij", "这不是企业微信群机器人的地址"),
        ("wecom", "短", "可能没贴全"),
        ("dingtalk", "https://[oapi", "这个地址不对"),
        ("url", "没有这种", "不认识"),
        ("url", "file:///etc/passwd", "不认识「file」"),
        ("url", "json://10.0.0.9/hook", "MINQING_NOTICE_HOSTS"),
        ("url", "json://localhost:8000/", "MINQING_NOTICE_HOSTS"),
        ("url", "wxpusher://", "读不懂"),
        ("url", "schan://abcdefgh?retry=99", "不能写 retry"),
        ("email", "lin@example.cn", "单位没配邮件"),
        ("smoke", "x", "单位没开"),
    ])  # fmt: skip
    def test_a_bad_one_is_refused_with_a_sentence(self, kind, words, sentence):
        with pytest.raises(NotNow, match=sentence.replace("（", ".")):
            addresses.read(kind, words)

    def test_an_address_is_one_once_the_unit_has_mail(self, settings):
        settings.EMAIL_READY = True
        assert addresses.read("email", " lin@example.cn ") == "lin@example.cn"
        with pytest.raises(NotNow, match="邮箱地址不对"):
            addresses.read("email", "lin@")

    def test_a_kind_can_be_switched_off(self, settings):
        settings.NOTICE_CHANNELS = ["email"]
        with pytest.raises(NotNow, match="单位没开"):
            addresses.read("wecom", KEY)


class TestKept:
    def test_the_database_holds_no_key(self, world):
        mine = channel(world, "linxiaohe", kind="dingtalk", secret="SEC-very-secret")
        with connection.cursor() as cursor:
            cursor.execute("select * from notice_channel")
            row = b" ".join(
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in cursor.fetchone()
            )
        assert KEY.encode() not in row
        assert b"very-secret" not in row
        found = NoticeChannel.objects.get(pk=mine.pk)
        assert (found.plain_address, found.plain_secret) == (KEY, "SEC-very-secret")
        assert str(found) == "钉钉群机器人 末四位 5555"

    def test_there_is_a_most(self, world):
        for _ in range(5):
            channel(world, "linxiaohe")
        with pytest.raises(NotNow, match="最多 5 条"):
            channel(world, "linxiaohe")


class TestReally:
    def test_a_message_arrives_at_a_server(self, world, server):
        address = addresses.read("url", f"json://127.0.0.1:{server.server_port}/hook")
        mine = channel(world, "linxiaohe", kind="url", address=address)
        assert carrying.carry(mine, "题", "民情：有 1 件事") == ""
        path, document = server.got[0]
        assert path == "/hook"
        assert document["message"] == "民情：有 1 件事"

    @pytest.mark.parametrize("status", [500, 302])
    def test_a_refusal_is_said(self, world, server, status):
        server.answer = (status, {})
        mine = channel(world, "linxiaohe", kind="url", address=f"json://127.0.0.1:{server.server_port}/hook")
        assert "没有收下" in carrying.carry(mine, "题", "话")
        assert [path for path, _ in server.got] == ["/hook"]

    def test_nobody_there(self, world, server):
        mine = channel(world, "linxiaohe", kind="url", address="json://127.0.0.1:9/hook")
        assert "没有收下" in carrying.carry(mine, "题", "话")


class TestBots:
    """The three bots against a server that answers as they do: 200 also for a refusal."""

    @pytest.fixture
    def there(self, server, monkeypatch):
        monkeypatch.setattr(bots.NotifyWeComBot, "notify_url", at(server, "/send?key={key}"))
        monkeypatch.setattr(bots.NotifyDingTalk, "notify_url", at(server, "/robot?access_token={token}"))
        monkeypatch.setattr(bots.NotifyFeishu, "notify_url", at(server, "/hook/{token}/"))
        return server

    @pytest.mark.parametrize(("kind", "key", "path", "text"), [
        ("wecom", KEY, f"/send?key={KEY}", ("text", "content")),
        ("dingtalk", "abcdef0123456789", "/robot?access_token=abcdef0123456789", ("text", "content")),
        ("feishu", KEY, f"/hook/{KEY}", ("content", "text")),
    ])  # fmt: skip
    def test_the_words_arrive(self, world, there, kind, key, path, text):
        there.answer = (200, {"code": 0} if kind == "feishu" else {"errcode": 0})
        assert carrying.carry(channel(world, "linxiaohe", kind=kind, address=key), "题", "民情：有 1 件事") == ""
        where, document = there.got[0]
        assert where == path
        assert document[text[0]][text[1]] == "民情：有 1 件事"

    def test_a_wrong_key_is_not_called_a_success(self, world, there):
        there.answer = (200, {"errcode": 93000, "errmsg": "invalid webhook url"})
        said = carrying.carry(channel(world, "linxiaohe"), "题", "话")
        assert "invalid webhook url" in said
        assert "93000" in said

    def test_an_odd_answer_is_no_success_either(self, world, there):
        there.answer = (200, ["?"])
        assert "没有说原因" in carrying.carry(channel(world, "linxiaohe"), "题", "话")

    def test_feishu_is_signed(self, world, there):
        there.answer = (200, {"code": 0})
        carrying.carry(channel(world, "linxiaohe", kind="feishu", secret="geheim"), "题", "话")
        document = there.got[0][1]
        expected = hmac.digest(f"{document['timestamp']}\ngeheim".encode(), b"", hashlib.sha256)
        assert document["sign"] == base64.b64encode(expected).decode()

    def test_dingtalk_is_signed(self, world, there):
        carrying.carry(channel(world, "linxiaohe", kind="dingtalk", address="abcdef0123456789", secret="geheim0123"), "题", "话")
        from urllib.parse import parse_qs, urlsplit

        named = parse_qs(urlsplit(there.got[0][0]).query)
        expected = hmac.digest(b"geheim0123", f"{named['timestamp'][0]}\ngeheim0123".encode(), hashlib.sha256)
        assert named["sign"] == [base64.b64encode(expected).decode()]

    def test_no_server_no_crash(self, world, monkeypatch):
        monkeypatch.setattr(bots.NotifyWeComBot, "notify_url", "http://127.0.0.1:9/{key}")
        mine = channel(world, "linxiaohe")
        assert "连不上企业微信" in carrying.carry(mine, "题", "话")
        mine.heard("连不上", at=clock(22, 10))
        assert NoticeChannel.objects.get().trouble == "连不上"
