"""Addresses of channels: what somebody pasted, read and checked before it is kept.

A URL chosen freely by a user would let them have the server call any machine in its own network. So a free URL goes only to
services whose address is fixed in the program, or to hosts that the installation names (`MINQING_NOTICE_HOSTS`).
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from minqing.lib.refusal import NotNow

KINDS = {
    "email": "邮箱",
    "wecom": "企业微信群机器人",
    "dingtalk": "钉钉群机器人",
    "feishu": "飞书群机器人",
    "url": "别的（apprise 地址）",
}
# Services of apprise that always speak to one public address of their own.
# The three bots are kinds of their own: apprise does not read their answers.
FIXED = frozenset({"schan", "wxpusher", "pushplus", "lark", "pushme", "spugpush"})
# Those that speak to the host in the URL, by http or https.
OPEN = frozenset({"json", "jsons", "xml", "xmls", "form", "forms", "ntfy", "ntfys", "bark", "barks", "pushdeer", "pushdeers"})
# Words of an address by which its owner could hold the worker up, or have it led elsewhere.
_NOT_THEIRS = frozenset({"retry", "wait", "rto", "cto", "redirect", "verify"})
_KEY = re.compile(r"[A-Za-z0-9_-]{8,120}")
WHERE = {
    "wecom": "企业微信群里「添加群机器人」以后给的那个地址，或者 key= 后面的一串",
    "dingtalk": "钉钉群里「自定义机器人」的 Webhook 地址，或者 access_token= 后面的一串",
    "feishu": "飞书群里「自定义机器人」的 Webhook 地址，或者最后一个 / 后面的一串",
}
_HOSTS = {"wecom": ("qyapi.weixin.qq.com",), "dingtalk": ("oapi.dingtalk.com",), "feishu": ("open.feishu.cn",)}


def offered() -> dict[str, str]:
    """The kinds that this installation allows, with their words."""
    return {kind: words for kind, words in KINDS.items() if kind in settings.NOTICE_CHANNELS}


def read(kind: str, words: str) -> str:
    """The address in what somebody pasted, as it is kept. Raises NotNow with what is wrong and what to paste instead."""
    words = words.strip()
    if kind not in offered():
        raise NotNow("单位没开这种渠道，选别的。")
    if kind == "email":
        return _email(words)
    return _url(words) if kind == "url" else _key(kind, words)


def masked(kind: str, address: str) -> str:
    """An address as a page may show it: l***@163.com, 末四位 ab12, json://10.0.0.9/….

    >>> masked("email", "linxiaohe@example.cn"), masked("wecom", "0000-1111-ab12")
    ('l***@example.cn', '末四位 ab12')
    """
    if kind == "email":
        name, _, host = address.partition("@")
        return f"{name[:1]}***@{host}"[:80]
    if kind == "url":
        parts = urlsplit(address)
        shown = parts.hostname or "" if parts.scheme in OPEN else ""
        return f"{parts.scheme}://{shown}/…"[:80]
    return f"末四位 {address[-4:]}"


def _email(words: str) -> str:
    if not settings.EMAIL_READY:
        raise NotNow("单位没配邮件，邮箱收不到；请管理员配好再加，或者换一种渠道。")
    try:
        validate_email(words)
    except ValidationError:
        raise NotNow("邮箱地址不对，像 lin@example.cn 这样写。") from None
    return words


def _key(kind: str, words: str) -> str:
    if "://" in words:
        try:
            parts = urlsplit(words)
            host = parts.hostname
        except ValueError:
            raise NotNow(f"这个地址不对。要贴的是{WHERE[kind]}。") from None
        if host not in _HOSTS[kind]:
            raise NotNow(f"这不是{KINDS[kind]}的地址。要贴的是{WHERE[kind]}。")
        named = parse_qs(parts.query)
        words = (named.get("key") or named.get("access_token") or [parts.path.rstrip("/").rpartition("/")[2]])[0]
    if not _KEY.fullmatch(words):
        raise NotNow(f"这一串不对，可能没贴全。要贴的是{WHERE[kind]}。")
    return words


def _url(words: str) -> str:
    try:
        parts = urlsplit(words)
        host = parts.hostname or ""
    except ValueError:
        raise NotNow("这个地址不对，看看有没有贴全。") from None
    if parts.scheme not in FIXED | OPEN:
        raise NotNow(f"不认识「{parts.scheme or words[:20]}」开头的地址。可以用的有：{'、'.join(sorted(FIXED))}。")
    if parts.scheme in OPEN and host not in settings.NOTICE_HOSTS:
        raise NotNow(f"这台服务器不往「{host or '空'}」发通知。要发，请管理员把它加进 MINQING_NOTICE_HOSTS。")
    if named := _NOT_THEIRS & set(parse_qs(parts.query, keep_blank_values=True)):
        raise NotNow(f"地址里不能写 {'、'.join(sorted(named))}，去掉再存。")
    from minqing.ground.notices import carrying

    if not carrying.understands(words):
        raise NotNow("这个地址读不懂，看看有没有贴全、每一段对不对。")
    return words
