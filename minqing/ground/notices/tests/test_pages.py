from uuid import uuid4

import apprise
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from minqing.ground.journal.models import Event
from minqing.ground.notices.models import Notice, NoticeChannel, NoticePreference
from minqing.ground.notices.tests.making import KEY, channel, noticed

WEBHOOK = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


def told(world, username, number, first=0):
    for n in range(first, first + number):
        noticed(world, username, f"{n}", timezone.now())


class TestList:
    def test_unread_comes_first_and_reading_changes_it(self, world):
        told(world, "linxiaohe", 2)
        client = world.client("linxiaohe")
        body = client.get("/notices/").content.decode()
        assert "2 条没看" in body
        first = Notice.objects.get(key="0")
        assert client.get(f"/notices/{first.pk}/")["Location"] == "/today/"
        body = client.get("/notices/").content.decode()
        assert body.index("李桂兰家 1") < body.index("看过的") < body.index("李桂兰家 0")

    def test_all_can_be_read_at_once(self, world):
        told(world, "linxiaohe", 3)
        told(world, "weichanghe", 1)
        client = world.client("linxiaohe")
        client.post("/notices/read/")
        assert Notice.objects.unread().get().user == world.users["weichanghe"]
        assert client.get("/notices/read/").status_code == 405

    def test_an_empty_list_says_what_would_come(self, world):
        assert "还没有通知" in world.client("linxiaohe").get("/notices/").content.decode()

    def test_it_costs_the_same_however_many_there_are(self, world):
        client = world.client("linxiaohe")
        told(world, "linxiaohe", 3)
        client.get("/notices/")
        with CaptureQueriesContext(connection) as few:
            client.get("/notices/")
        told(world, "linxiaohe", 40, first=3)
        Notice.objects.filter(key__in=[str(n) for n in range(20)]).update(read_at=timezone.now())
        with CaptureQueriesContext(connection) as many:
            client.get("/notices/")
        assert len(many) <= len(few) + 1
        assert len(many) <= 12

    def test_it_is_ones_own(self, world):
        mine = noticed(world, "weichanghe", "one", timezone.now())
        other = world.client("linxiaohe")
        assert other.get(f"/notices/{mine.pk}/").status_code == 404
        assert "李桂兰" not in other.get("/notices/").content.decode()
        assert other.get(f"/notices/{uuid4()}/").status_code == 404
        assert Notice.objects.get().read_at is None

    @pytest.mark.parametrize("address", ["/notices/", "/notices/settings/", "/notices/read/"])
    def test_a_stranger_signs_in_first(self, world, address):
        assert world.client().get(address)["Location"].startswith("/sign-in/")

    def test_a_person_without_a_post_has_an_empty_page(self, world):
        user = world.users["linxiaohe"]
        noticed(world, "linxiaohe", "one", timezone.now())
        user.postings.all().delete()
        body = world.client("linxiaohe").get("/notices/").content.decode()
        assert "李桂兰" not in body


class TestBell:
    def test_every_page_counts_what_is_unread_with_one_query(self, world):
        told(world, "linxiaohe", 2)
        client = world.client("linxiaohe")
        with CaptureQueriesContext(connection) as made:
            body = client.get("/me/").content.decode()
        assert 'aria-label="通知，2 条没看"' in body
        assert sum('FROM "notice"' in query["sql"] for query in made.captured_queries) == 1
        client.post("/notices/read/")
        assert 'aria-label="通知"' in client.get("/me/").content.decode()


class TestSettings:
    def settled(self, client, **changed):
        sent = {"sorts": ["given", "due"], "quiet_from": "22:00", "quiet_to": "06:30", "digest_at": "17:30", **changed}
        return client.post("/notices/settings/", sent)

    def test_what_one_chooses_is_kept_and_noted(self, world):
        client = world.client("linxiaohe")
        assert self.settled(client).status_code == 302
        chosen = NoticePreference.objects.get()
        assert f"{chosen.quiet_from:%H:%M} {chosen.digest_at:%H:%M}" == "22:00 17:30"
        assert "given" not in chosen.off
        assert "urged" in chosen.off
        assert Event.objects.filter(verb="notice.choose").count() == 1
        body = client.get("/notices/settings/").content.decode()
        assert 'value="17:30"' in body

    @pytest.mark.parametrize(
        "wrong", [{"digest_at": "23:00"}, {"digest_at": "17:10"}, {"quiet_from": "25:00"}, {"sorts": ["nothing"]}]
    )
    def test_what_cannot_be_is_refused(self, world, wrong):
        assert self.settled(world.client("linxiaohe"), **wrong).status_code == 422
        assert not NoticePreference.objects.exists()

    def test_a_digest_in_quiet_hours_is_explained(self, world):
        assert "在免打扰时段里" in self.settled(world.client("linxiaohe"), digest_at="23:00").content.decode()


class TestChannels:
    def test_one_pastes_an_address_and_sees_it_no_more(self, world):
        client = world.client("linxiaohe")
        answer = client.post("/notices/settings/channels/", {"kind": "wecom", "address": WEBHOOK, "digest": "on"}, follow=True)
        body = answer.content.decode()
        assert "末四位 5555" in body
        assert KEY not in body
        mine = NoticeChannel.objects.get()
        assert (mine.at_once, mine.digest, mine.plain_address) == (False, True, KEY)
        event = Event.objects.get(verb="notice.add_channel")
        assert KEY not in str(event.after)

    def test_a_bad_address_is_a_sentence(self, world):
        sent = {"kind": "url", "address": "json://10.0.0.9/"}
        answer = world.client("linxiaohe").post("/notices/settings/channels/", sent)
        assert answer.status_code == 422
        assert "这台服务器不往「10.0.0.9」发通知" in answer.content.decode()
        assert not NoticeChannel.objects.exists()

    def test_without_mail_an_address_says_so(self, world):
        sent = {"kind": "email", "address": "lin@example.cn"}
        assert "单位没配邮件" in world.client("linxiaohe").post("/notices/settings/channels/", sent).content.decode()

    def test_a_trial_says_what_came_of_it(self, world, monkeypatch):
        monkeypatch.setattr(apprise.Apprise, "notify", lambda self, body, title="", **_: True)
        mine, client = channel(world, "linxiaohe"), world.client("linxiaohe")
        page = f"/notices/settings/channels/{mine.pk}/"
        assert "送到了" in client.post(f"{page}trial/", follow=True).content.decode()
        assert "等十秒" in client.post(f"{page}trial/", follow=True).content.decode()
        NoticeChannel.objects.update(tried_at=None)
        monkeypatch.setattr(apprise.Apprise, "notify", lambda self, body, title="", **_: False)
        body = client.post(f"{page}trial/", follow=True).content.decode()
        assert "没送到。" in body
        assert "没有收下" in body

    def test_it_can_be_changed_and_dropped(self, world):
        mine, client = channel(world, "linxiaohe"), world.client("linxiaohe")
        page = f"/notices/settings/channels/{mine.pk}/"
        client.post(page, {"digest": "on"})
        mine.refresh_from_db()
        assert (mine.at_once, mine.digest) == (False, True)
        client.post(f"{page}drop/")
        assert not NoticeChannel.objects.exists()
        assert Event.objects.filter(verb="notice.drop_channel").exists()

    def test_nobody_elses(self, world):
        mine, other = channel(world, "linxiaohe"), world.client("weichanghe")
        for end in ("", "trial/", "drop/"):
            assert other.post(f"/notices/settings/channels/{mine.pk}/{end}").status_code == 404
        assert "末四位" not in other.get("/notices/settings/").content.decode()
