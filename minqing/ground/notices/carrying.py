"""Carrying one message to one channel, and saying in words what came of it."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from minqing.ground.notices.models import NoticeChannel
from minqing.lib.vault import KeyMissing, Unreadable

# apprise writes keys and whole addresses into its warnings.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


def carry(channel: NoticeChannel, title: str, words: str) -> str:
    """Send. Says why it did not arrive; empty when whoever is at the other end took it. Raises nothing."""
    try:
        if channel.kind == "email":
            return _mail(channel.plain_address, title, words)
        return _notify(channel, words)
    except (KeyMissing, Unreadable):
        return "存下的地址打不开了，去掉这条渠道，重新加一次。"
    except Exception as trouble:
        # A plugin of somebody else's must not stop the worker; the address may be in its words, so only its kind is kept.
        logging.getLogger(__name__).warning("channel %s: %s", channel.pk, type(trouble).__name__)
        return f"没送出去（{type(trouble).__name__}）。"


def understands(url: str) -> bool:
    """Whether apprise can read an address."""
    import apprise

    return apprise.Apprise.instantiate(url, suppress_exceptions=True) is not None


def _mail(address: str, title: str, words: str) -> str:
    if not settings.EMAIL_READY:
        return "单位没配邮件，邮箱收不到；请管理员配好。"
    try:
        send_mail(title, words, None, [address])
    except (SMTPException, OSError) as trouble:
        return f"邮件没送出去（{type(trouble).__name__}），看看地址，或者请管理员看看邮件设置。"
    return ""


def _notify(channel: NoticeChannel, words: str) -> str:
    # Loading apprise takes a third of a second and only the worker and the test button need it.
    import apprise

    from minqing.ground.notices import bots

    sender = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False, app_id="Minqing"))
    if channel.kind == "url":
        known = sender.add(channel.plain_address)
        bot = None
    else:
        bot = bots.bot(channel.kind, channel.plain_address, channel.plain_secret)
        known = sender.add(bot)
    if not known:
        return "存下的地址读不懂了，去掉这条渠道，重新加一次。"
    if sender.notify(body=words, title=""):
        return ""
    return bot.said if bot is not None and bot.said else f"{channel.shown} 没有收下，看看地址对不对、那边开着没有。"
