"""Photographs of a matter: who sees them, how they are served, and that no file is left behind."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image

from minqing.conftest import World
from minqing.ground.journal import Person
from minqing.ground.journal.models import Event
from minqing.ground.staff.models import Role
from minqing.lib.refusal import NotNow
from minqing.records.matters import attachments
from minqing.records.matters.models import Matter

DAY = date(2026, 4, 13)


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return tmp_path / "media"


def photo(colour: str = "red") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (90, 60), colour).save(file, "JPEG")
    file.seek(0)
    return file


def sent(colour: str = "red", name: str = "我家.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo(colour).getvalue(), "image/jpeg")


def files(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


@pytest.fixture
def matter(world: World) -> Matter:
    return Matter.objects.open(
        kind="need", about="门前沟堵了", place=world.village, by=world.users["linxiaohe"], on=DAY, asker="李桂兰"
    )


class TestAttach:
    def test_it_keeps_two_files_with_names_of_chance_and_a_line_in_the_journal(self, matter: Matter, media: Path) -> None:
        (one,) = attachments.attach(matter, [sent()], by=Person("李桂兰"), on=DAY)

        assert files(media) == sorted([one.path, one.small_path])
        assert "我家" not in one.file
        assert (one.kind, one.width, one.height, one.by, one.by_name, one.shown) == ("image/jpeg", 90, 60, None, "李桂兰", False)
        assert one.bytes == one.path.stat().st_size
        assert one.path.stat().st_mode & 0o077 == 0
        line = Event.objects.of(matter).get(verb="attachment.add")
        assert (line.actor_name, line.after) == ("李桂兰", {"photos": 1})

    def test_the_seventh_is_refused_and_nothing_is_kept(self, matter: Matter, media: Path) -> None:
        with pytest.raises(NotNow, match="最多 6 张"):
            attachments.attach(matter, [sent(f"#0000{n}0") for n in range(7)], by=Person("李桂兰"), on=DAY)
        assert not matter.attachments.exists()
        assert files(media) == []

    def test_one_that_is_none_stops_them_all_and_is_named(self, matter: Matter, media: Path) -> None:
        bad = SimpleUploadedFile("b.jpg", b"<svg onload='alert(1)'/>", "image/jpeg")
        with pytest.raises(NotNow, match="第 2 张：这个文件不是照片"):
            attachments.attach(matter, [sent(), bad], by=Person("李桂兰"), on=DAY)
        assert files(media) == []

    def test_the_same_photo_again_is_one(self, matter: Matter, media: Path, django_capture_on_commit_callbacks: object) -> None:
        attachments.attach(matter, [sent(), sent()], by=Person("李桂兰"), on=DAY)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            attachments.attach(matter, [sent()], by=Person("李桂兰"), on=DAY)
        assert matter.attachments.count() == 1
        assert len(files(media)) == 2

    def test_it_stops_at_thirty(self, matter: Matter, monkeypatch: pytest.MonkeyPatch, media: Path) -> None:
        monkeypatch.setattr(attachments, "MOST_OF_ONE", 1)
        attachments.attach(matter, [sent()], by=Person("李桂兰"), on=DAY)
        with pytest.raises(NotNow, match="已经有 1 张"):
            attachments.attach(matter, [sent("blue")], by=Person("李桂兰"), on=DAY)
        assert len(files(media)) == 2

    def test_no_file_stays_when_the_transaction_fails(self, matter: Matter, media: Path) -> None:
        def fail() -> None:
            with attachments.filed(attachments.cleaned([sent()])) as kept, transaction.atomic():
                attachments.keep(matter, kept, by=Person("李桂兰"), on=DAY)
                assert len(files(media)) == 2
                raise NotNow("不行")

        with pytest.raises(NotNow):
            fail()
        assert files(media) == []
        assert not matter.attachments.exists()


class TestSweep:
    def test_it_removes_only_old_files_that_no_row_names(self, matter: Matter, media: Path) -> None:
        (kept,) = attachments.attach(matter, [sent()], by=Person("李桂兰"), on=DAY)
        for name in ("ab" * 20, "cd" * 20):
            for end in (".jpg", "-small.jpg"):
                path = media / "matters" / name[:2] / f"{name}{end}"
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(b"x")
        old = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
        os.utime(media / "matters" / "ab" / f"{'ab' * 20}.jpg", (old, old))
        os.utime(kept.path, (old, old))

        assert attachments.sweep(older_than=datetime.now(UTC) - timedelta(days=1)) == 1
        assert {path.parent.name for path in files(media)} == {kept.path.parent.name, "cd"}


class TestDesk:
    def test_a_worker_adds_and_sees_them_on_the_page(self, world: World, matter: Matter) -> None:
        client = world.client("linxiaohe")
        answer = client.post(reverse("matters:photos", args=[matter.pk]), {"photos": [sent(), sent("blue")]}, follow=True)
        assert "加上了 2 张照片" in answer.content.decode()
        one = matter.attachments.order_by("id")[0]
        assert one.by == world.users["linxiaohe"]
        for size in ("", "?size=small"):
            served = client.get(reverse("matters:photo", args=[matter.pk, one.pk]) + size)
            assert (served.status_code, served["Content-Type"]) == (200, "image/jpeg")
            assert served["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in served["Content-Security-Policy"]
            assert "no-store" in served["Cache-Control"]
            assert Image.open(BytesIO(served.getvalue())).format == "JPEG"  # type: ignore[attr-defined]

    def test_it_says_what_is_wrong(self, world: World, matter: Matter) -> None:
        client, url = world.client("linxiaohe"), reverse("matters:photos", args=[matter.pk])
        bad = SimpleUploadedFile("x.png", b"GIF89a", "image/png")
        assert "还没选照片" in client.post(url, follow=True).content.decode()
        assert "不是照片" in client.post(url, {"photos": [bad]}, follow=True).content.decode()
        assert not matter.attachments.exists()

    def test_others_do_not_get_them(self, world: World, matter: Matter) -> None:
        (one,) = attachments.attach(matter, [sent()], by=Person("李桂兰"), on=DAY)
        see, add = reverse("matters:photo", args=[matter.pk, one.pk]), reverse("matters:photos", args=[matter.pk])
        neighbour = world.client("jiachengyi")
        assert neighbour.get(see).status_code == neighbour.post(add, {"photos": [sent()]}).status_code == 404
        stranger = world.client()
        assert stranger.get(see).status_code == stranger.post(add).status_code == 302
        role = Role.objects.get(pk="village")
        role.verbs = [verb for verb in role.verbs if not verb.startswith("attachment.")]
        role.save()
        without = world.client("linxiaohe")
        assert without.get(see).status_code == without.post(add, {"photos": [sent()]}).status_code == 403

    def test_a_photo_is_not_reached_through_another_matter(self, world: World, matter: Matter) -> None:
        (one,) = attachments.attach(matter, [sent()], by=Person("李桂兰"), on=DAY)
        other = Matter.objects.open(kind="need", about="路灯不亮", place=world.village, by=world.users["linxiaohe"], on=DAY)
        assert world.client("linxiaohe").get(reverse("matters:photo", args=[other.pk, one.pk])).status_code == 404

    def test_a_lost_file_is_a_sentence(self, world: World, matter: Matter) -> None:
        (one,) = attachments.attach(matter, [sent()], by=Person("李桂兰"), on=DAY)
        one.path.unlink()
        assert world.client("linxiaohe").get(reverse("matters:photo", args=[matter.pk, one.pk])).status_code == 404

    def test_the_panel_costs_one_query(self, world: World, matter: Matter, django_assert_num_queries: object) -> None:
        from minqing.ground.staff.scope import Scope

        attachments.attach(matter, [sent(), sent("blue")], by=Person("李桂兰"), on=DAY)
        scope = Scope(world.users["linxiaohe"], DAY)
        assert scope.postings
        with django_assert_num_queries(1):  # type: ignore[operator]
            panel = attachments.photos_of(matter, scope)
        assert panel is not None
        assert len(panel["photos"]) == 2
