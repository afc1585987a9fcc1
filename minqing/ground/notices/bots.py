"""The group bots of WeCom, DingTalk and Feishu, with their own answer read.

All three answer HTTP 200 also when the key is wrong or the bot refuses the words; what counts is the code in the answer's
body. apprise looks at the HTTP status alone, so these take its plugins and read on. Feishu's signature is not in apprise.
Signatures: DingTalk signs `timestamp\\nsecret` with the secret; Feishu uses `timestamp\\nsecret` as the key of an empty text.
"""

# apprise is typed in part only.
# mypy: disable-error-code="no-untyped-call, override, misc"

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import unquote

import requests
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

SECONDS = 8


class _Answers:
    """Posts a document and keeps what came back. `said` is empty after a message that was taken."""

    said = ""
    name = ""

    def put(self, url: str, document: dict[str, Any], params: dict[str, str] | None = None) -> bool:
        try:
            answer = requests.post(url, json=document, params=params, timeout=SECONDS, allow_redirects=False)
        except requests.RequestException:
            self.said = f"连不上{self.name}的服务器，看看这台服务器能不能上外网。"
            return False
        self.said = self._trouble(answer)
        return not self.said

    def _trouble(self, answer: requests.Response) -> str:
        if answer.status_code != 200:
            return f"{self.name}没有收下（{answer.status_code}）。"
        try:
            body = answer.json()
        except ValueError:
            return f"{self.name}的回答读不懂，可能被网关拦下了。"
        code = body.get("errcode", body.get("code", body.get("StatusCode"))) if isinstance(body, dict) else None
        if code == 0:
            return ""
        words = str(body.get("errmsg") or body.get("msg") or "")[:80] if isinstance(body, dict) else ""
        return f"{self.name}没有收下，它说：{words or '没有说原因'}（{code}）。看看密钥和机器人的安全设置。"


class WeComBot(_Answers, NotifyWeComBot):
    name = "企业微信"

    def send(self, body: str, title: str = "", **_: Any) -> bool:
        return self.put(self.api_url, {"msgtype": "text", "text": {"content": body}})


class DingTalkBot(_Answers, NotifyDingTalk):
    name = "钉钉"

    def send(self, body: str, title: str = "", **_: Any) -> bool:
        params = None
        if self.secret:
            timestamp, signature = self.get_signature()
            # apprise quotes the signature for use in an address; requests quotes it again.
            params = {"timestamp": timestamp, "sign": unquote(signature)}
        return self.put(self.notify_url.format(token=self.token), {"msgtype": "text", "text": {"content": body}}, params)


class FeishuBot(_Answers, NotifyFeishu):
    name = "飞书"

    def __init__(self, token: str, secret: str = "", **kwargs: Any) -> None:
        super().__init__(token=token, **kwargs)
        self.secret = secret

    def send(self, body: str, title: str = "", **_: Any) -> bool:
        document: dict[str, Any] = {"msg_type": "text", "content": {"text": body}}
        if self.secret:
            now = str(int(time.time()))
            digest = hmac.digest(f"{now}\n{self.secret}".encode(), b"", hashlib.sha256)
            document |= {"timestamp": now, "sign": base64.b64encode(digest).decode()}
        return self.put(self.notify_url.format(token=self.token).rstrip("/"), document)


def bot(kind: str, key: str, secret: str) -> WeComBot | DingTalkBot | FeishuBot:
    """The bot of a channel's kind. Raises TypeError when apprise refuses the key."""
    if kind == "wecom":
        return WeComBot(key=key)
    return DingTalkBot(token=key, secret=secret or None) if kind == "dingtalk" else FeishuBot(token=key, secret=secret)
