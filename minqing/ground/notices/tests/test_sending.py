from datetime import time, timedelta

import apprise
import pytest
from django.core import mail

from minqing.ground.notices import sending
from minqing.ground.notices.models import Notice, NoticeChannel, NoticeMessage, NoticePreference
from minqing.ground.notices.tests.making import channel, clock, noticed


@pytest.fixture
def out(monkeypatch, settings):
    """What apprise was asked to send; `out.takes` is what it answers."""

    class Out(list):
        takes = True

    sent = Out()

    def notify(self, body, title="", **_):
        sent.append(body)
        return sent.takes

    monkeypatch.setattr(apprise.Apprise, "notify", notify)
    settings.PUBLIC_ADDRESS = "https://minqing.example"
    return sent


class TestAtOnce:
    def test_an_urgent_one_goes_out_once_and_says_nothing_of_it(self, world, out):
        channel(world, "linxiaohe")
        notice = noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True)
        assert sending.send_due(at=clock(22, 10, 1)) == sending.Sent(1, 1, 0)
        assert sending.send_due(at=clock(22, 10, 2)) == sending.Sent(0, 0, 0)
        assert out == [f"民情：有 1 件新派给你的事，打开民情看。\nhttps://minqing.example/notices/{notice.pk}/"]
        notice.refresh_from_db()
        assert notice.sent_at == clock(22, 10, 1)

    def test_what_comes_together_goes_together(self, world, out):
        channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True)
        noticed(world, "linxiaohe", "two", clock(22, 10), urgent=True)
        noticed(world, "linxiaohe", "three", clock(22, 10), urgent=True, sort="urged")
        sending.send_due(at=clock(22, 10, 1))
        assert out == ["民情：有 2 件新派给你的事、1 件有人催的事，打开民情看。\nhttps://minqing.example/notices/"]

    def test_quiet_hours_put_it_off(self, world, out):
        channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 21, 30), urgent=True)
        sending.send_due(at=clock(22, 21, 31))
        sending.send_due(at=clock(23, 7, 29))
        assert out == []
        sending.send_due(at=clock(23, 7, 30))
        assert len(out) == 1

    def test_what_was_read_meanwhile_is_not_sent(self, world, out):
        channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True).read(at=clock(22, 10))
        assert sending.send_due(at=clock(22, 10, 1)).made == 0

    def test_without_a_channel_nothing_is_made(self, world, out, django_assert_max_num_queries):
        noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True)
        with django_assert_max_num_queries(6):
            assert sending.send_due(at=clock(22, 10, 1)) == sending.Sent(0, 0, 0)

    def test_a_channel_for_digests_alone_is_left_in_peace(self, world, out):
        channel(world, "linxiaohe", at_once=False)
        noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True)
        sending.send_due(at=clock(22, 10, 1))
        assert out == []
        sending.send_due(at=clock(22, 18))
        assert len(out) == 1


class TestDigest:
    def test_it_is_one_message_a_day_with_the_numbers(self, world, out):
        channel(world, "linxiaohe")
        for key, sort in (("one", "given"), ("two", "given"), ("three", "due")):
            noticed(world, "linxiaohe", key, clock(22, 10), sort=sort)
        sending.send_due(at=clock(22, 17, 59))
        assert out == []
        sending.send_due(at=clock(22, 18))
        noticed(world, "linxiaohe", "late", clock(22, 18, 30))
        for minute in range(1, 50, 7):
            sending.send_due(at=clock(22, 18, minute))
        assert out == [
            "民情：今天还有 3 件没看：2 件新派给你的事、1 件快到期或过了期限的事。打开民情看。\nhttps://minqing.example/notices/"
        ]
        sending.send_due(at=clock(23, 18))
        assert len(out) == 2
        assert "还有 1 件没看" in out[1]

    def test_what_came_after_its_hour_waits_for_the_next_day(self, world, out):
        channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 19))
        sending.send_due(at=clock(22, 19, 1))
        assert out == []

    def test_what_was_read_is_not_counted(self, world, out):
        channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 10)).read(at=clock(22, 11))
        sending.send_due(at=clock(22, 18))
        assert out == []

    def test_each_person_has_their_own_hour(self, world, out):
        for username in ("linxiaohe", "weichanghe"):
            channel(world, username)
            noticed(world, username, "one", clock(22, 7, 45))
        NoticePreference.objects.choose(
            world.users["linxiaohe"], quiet_from=time(21), quiet_to=time(7), digest_at=time(8), off=[]
        )
        sending.send_due(at=clock(22, 8))
        assert NoticeMessage.objects.get().channel.user == world.users["linxiaohe"]

    def test_two_channels_get_the_same(self, world, out):
        channel(world, "linxiaohe")
        channel(world, "linxiaohe", kind="feishu", address="feishu-token-00")
        noticed(world, "linxiaohe", "one", clock(22, 10))
        assert sending.send_due(at=clock(22, 18)).made == 2


class TestFailing:
    def test_it_is_tried_again_with_growing_pauses_and_the_trouble_is_kept(self, world, out):
        out.takes = False
        mine = channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True)
        tried = []
        for minute in range(0, 9 * 60):
            before = len(out)
            sending.send_due(at=clock(22, 10) + timedelta(minutes=minute))
            tried += [minute] * (len(out) - before)
        # At 14:00 the digest starts its own tries: it is told apart by its words.
        urgent = [minute for minute, words in zip(tried, out, strict=True) if "有 1 件新派给你的事，" in words]
        assert urgent == [0, 1, 6, 26, 86, 266]
        message = NoticeMessage.objects.get(key__startswith="now:")
        assert message.next_at is None
        assert message.sent_at is None
        mine.refresh_from_db()
        assert "没有收下" in mine.trouble
        assert mine.arrived_at is None

    def test_it_arrives_later_and_the_trouble_goes(self, world, out):
        out.takes = False
        mine = channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True)
        assert sending.send_due(at=clock(22, 10)).failed == 1
        out.takes = True
        assert sending.send_due(at=clock(22, 10, 2)).arrived == 1
        mine.refresh_from_db()
        assert mine.trouble == ""
        assert mine.arrived_at == clock(22, 10, 2)

    def test_a_second_try_waits_for_the_end_of_quiet_hours(self, world, out):
        out.takes = False
        channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 20, 59), urgent=True)
        sending.send_due(at=clock(22, 20, 59))
        sending.send_due(at=clock(22, 21, 1))
        assert len(out) == 1
        assert NoticeMessage.objects.get().next_at == clock(23, 7, 30)

    def test_two_workers_send_it_once(self, world, out):
        channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True)
        sending.collect(at=clock(22, 10))
        stale = NoticeMessage.objects.get()
        assert sending._claimed(stale, clock(22, 10))
        assert not sending._claimed(stale, clock(22, 10))

    def test_a_plugin_that_breaks_stops_nobody_else(self, world, out, monkeypatch):
        def broken(self, body, title="", **_):
            raise RuntimeError("token 0a1b2c3d")

        monkeypatch.setattr(apprise.Apprise, "notify", broken)
        mine = channel(world, "linxiaohe")
        noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True)
        assert sending.send_due(at=clock(22, 10)).failed == 1
        mine.refresh_from_db()
        assert mine.trouble == "没送出去（RuntimeError）。"


class TestMail:
    def test_it_goes_by_the_mail_of_the_unit(self, world, settings):
        settings.EMAIL_READY, settings.PUBLIC_ADDRESS = True, ""
        channel(world, "linxiaohe", kind="email", address="lin@example.cn")
        noticed(world, "linxiaohe", "one", clock(22, 10), urgent=True)
        sending.send_due(at=clock(22, 10))
        assert [(letter.to, letter.subject, letter.body) for letter in mail.outbox] == [
            (["lin@example.cn"], "民情：有 1 件新派给你的事", "民情：有 1 件新派给你的事，打开民情看。")
        ]

    def test_without_it_the_channel_says_so(self, world, settings):
        settings.EMAIL_READY = True
        mine = channel(world, "linxiaohe", kind="email", address="lin@example.cn")
        settings.EMAIL_READY = False
        assert "单位没配邮件" in sending.try_out(mine, at=clock(22, 10))
        assert mail.outbox == []
        assert "单位没配邮件" in NoticeChannel.objects.get().trouble


class TestClear:
    def test_old_ones_are_forgotten_and_unread_ones_later(self, world):
        noticed(world, "linxiaohe", "read", clock(1, 10)).read(at=clock(1, 11))
        noticed(world, "linxiaohe", "unread", clock(1, 10))
        sending.clear(at=clock(1, 10) + timedelta(days=91))
        assert [notice.key for notice in Notice.objects.all()] == ["unread"]
        sending.clear(at=clock(1, 10) + timedelta(days=366))
        assert not Notice.objects.exists()
