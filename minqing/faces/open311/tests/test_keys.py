"""Keys: shown once, kept hashed, given and taken back with a line in the journal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.faces.open311.models import ApiKey
from minqing.faces.open311.tests.conftest import COUNTY, HERE, get, give
from minqing.ground.journal import PROGRAM
from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Posting, Role, User
from minqing.lib.refusal import NotNow


@pytest.fixture
def admin(world: World) -> str:
    """The county's administrator."""
    user = world.users.get("wangguan") or User.objects.create_user("wangguan", "a long password", name="王冠")
    world.users["wangguan"] = user
    if not user.postings.exists():
        place, role = Place.objects.get(pk=COUNTY), Role.objects.get(pk="admin")
        Posting.objects.post(user=user, place=place, role=role, title="系统管理员", by=PROGRAM, on=world.today)
    role = Role.objects.get(pk="admin")
    assert "open311.manage" in role.verbs
    return "wangguan"


class TestPage:
    url = "/open311/keys/"

    def test_it_gives_a_key_and_shows_it_once(self, world: World, admin: str) -> None:
        client = world.client(admin)
        assert client.get(self.url).status_code == 200
        answer = client.post(self.url, {"name": "辽源市 12345", "place": COUNTY, "may_file": "on", "per_minute": 30})
        key = ApiKey.objects.get()
        text = answer.context["text"]
        assert text in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
        assert (key.rights, key.per_minute, key.given_by) == (["file"], 30, "王冠")
        assert ApiKey.objects.holding(text, timezone.localdate()) == key
        assert text.encode() not in bytes(key.key_hash)
        assert text not in client.get(self.url).content.decode()
        event = Event.objects.get(verb="open311.give_key")
        assert text not in json.dumps(event.after)

    def test_it_takes_a_key_back(self, world: World, admin: str) -> None:
        caller = give()
        client = world.client(admin)
        assert client.post(reverse("open311:revoke", args=[caller.key.pk])).status_code == 302
        assert get("services.json", api_key=caller.text).status_code == 403
        assert Event.objects.filter(verb="open311.revoke_key").count() == 1
        assert client.post(reverse("open311:revoke", args=[caller.key.pk])).status_code == 409
        assert "收回了" in client.get(self.url).content.decode()

    @pytest.mark.parametrize(
        "change", [{"name": ""}, {"place": "x"}, {"place": "22"}, {"place": "330106"}, {"per_minute": "0"}, {"expires_on": "2020-01-01"}, {"may_file": ""}]
    )  # fmt: skip
    def test_it_says_what_is_wrong(self, world: World, admin: str, change: dict[str, str]) -> None:
        sent = {"name": "辽源市 12345", "place": COUNTY, "may_file": "on", "per_minute": "30", **change}
        answer = world.client(admin).post(self.url, {name: value for name, value in sent.items() if value})
        assert answer.status_code == 422
        assert not ApiKey.objects.exists()

    def test_it_opens_to_the_right_alone(self, world: World, admin: str) -> None:
        assert world.client("linxiaohe").get(self.url).status_code == 403
        assert world.client().get(self.url).status_code == 302
        caller = give()
        revoke = reverse("open311:revoke", args=[caller.key.pk])
        assert world.client("linxiaohe").post(revoke).status_code == 403
        assert world.client().post(revoke).status_code == 302

    def test_another_places_keys_do_not_exist(self, world: World, admin: str) -> None:
        caller = give()
        Posting.objects.filter(user=world.users[admin]).update(place_id=HERE)
        client = world.client(admin)
        assert client.post(reverse("open311:revoke", args=[caller.key.pk])).status_code == 404
        assert caller.key.name not in client.get(self.url).content.decode()
        sent = {"name": "别处的", "place": COUNTY, "may_read": "on", "per_minute": 60}
        assert client.post(self.url, sent).status_code == 422

    def test_the_page_about_it_is_open(self, world: World) -> None:
        assert "/open311/v2/" in world.client().get("/open311/").content.decode()


class TestCommand:
    def run(self, capsysbinary: Any, *words: str) -> tuple[int, Any]:
        from minqing.cli import build_parser, run

        code = run(build_parser().parse_args(["open311", *words]))
        out = capsysbinary.readouterr().out
        return code, json.loads(out) if "--json" in words and code != 2 else out.decode()

    def test_it_adds_lists_and_revokes(self, world: World, capsysbinary: Any) -> None:
        code, made = self.run(capsysbinary, "keys", "add", "辽源市12345", "--place", COUNTY, "--rights", "read", "--json")
        assert code == 0
        assert made["rights"] == ["read"]
        assert get("services.json", api_key=made["api_key"]).status_code == 200
        code, [listed] = self.run(capsysbinary, "keys", "list", "--json")
        assert "api_key" not in listed
        assert listed["stands"] == "能用"
        code, gone = self.run(capsysbinary, "keys", "revoke", made["start"], "--json")
        assert gone["stands"] == "收回了"
        code, text = self.run(capsysbinary, "keys", "list")
        assert "辽源市12345" in text
        assert self.run(capsysbinary, "keys", "revoke", "none")[0] == 2

    def test_wrong_use_is_two(self, world: World, capsysbinary: Any) -> None:
        assert self.run(capsysbinary, "keys", "add", "某某", "--place", COUNTY, "--rights", "all")[0] == 2
        assert self.run(capsysbinary, "keys", "add", "某某", "--place", "22")[0] == 2
        assert self.run(capsysbinary, "keys", "add", "某某", "--place", COUNTY, "--by", "linxiaohe")[0] == 2
        assert not ApiKey.objects.exists()


class TestKey:
    def test_a_revoked_key_is_not_revoked_again(self, world: World) -> None:
        key = give().key
        key.revoke(by=PROGRAM, on=timezone.localdate())
        with pytest.raises(NotNow):
            ApiKey.objects.get().revoke(by=PROGRAM, on=timezone.localdate())
