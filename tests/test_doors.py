"""Every door of the house, tried by a stranger, by the neighbour village's worker, and by somebody without the right.

The doors stand in `doors.DOORS`, with what each names and to whom it opens.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from minqing import cast
from minqing.conftest import World
from minqing.ground.journal import PROGRAM, verbs
from minqing.ground.places.models import Place
from minqing.ground.staff.first_roles import SEE
from minqing.ground.staff.models import Posting, Role, User
from tests.doors import BRIEF, DOORS, FIGURE, LEDGER, NOT_HERE, Door, address, every, inside, routes
from tests.full_world import Full, fill
from tests.remembering import remembered

# Words that stand in 中香村's records and nowhere else.
THEIRS = ("李桂兰", "王德福", "刘福贵", "张玉珍", "赵长林", "排水沟堵", "老花镜", "收音机", "沟清到院门口", "花名册.xlsx")
# What a worker published for all eyes: a wish in words that do not tell whose it is.
FOR_ALL = {"open311:requests": {"老花镜"}, "portal:wishes": {"老花镜"}}
# Addresses that name a record or a place after the question mark: outside the scope there is nothing there.
ASKED = (
    ("figures:board", (), "place", "place"),
    ("figures:board-sheet", (), "place", "place"),
    ("figures:below", (), "place", "place"),
    ("figures:figure", (FIGURE,), "place", "place"),
    ("figures:rows-sheet", (FIGURE,), "place", "place"),
    ("tables:list", (), "place", "place"),
    ("briefs:list", (), "place", "place"),
    ("briefs:page", (BRIEF,), "place", "place"),
    ("people:list", (), "place", "place"),
    ("matters:list", (), "id", "need"),
    ("matters:new", (), "household", "home"),
    ("proposals:note", (), "household", "home"),
)
# These narrow a list instead: what is outside the scope leaves it empty.
NARROWED = (
    ("matters:list", "place", "place"),
    ("visits:list", "place", "place"),
    ("people:open", "place", "place"),
    ("people:import", "place", "place"),
    ("people:list", "q", "=李桂兰"),
    ("matters:list", "q", "=排水沟"),
    ("visits:list", "q", "=沟"),
    ("search", "q", "=李桂兰"),
    ("search", "q", "=王德福"),
    ("search", "q", "=沟"),
)
SENT = (("tables:export", LEDGER), ("tables:export-full", LEDGER), ("briefs:make", BRIEF))


def tried(
    client: Client, doors: Iterator[tuple[str, Door]], records: dict[str, Any]
) -> Iterator[tuple[str, str, Door, HttpResponse]]:
    """Each door, with a look and with a form sent, as (what was done, route, door, answer)."""
    for name, door in doors:
        for way in (client.get, client.post):
            yield f"{way.__name__.upper()} {name} {' '.join(door.args)}".strip(), name, door, way(address(name, door, records))


def to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(reverse("sign-in") + "?")


def body(answer: HttpResponse) -> str:
    """What an answer shows, also inside a workbook or a Word file."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".xml"))
    # An example in an empty field is nobody's record.
    return re.sub(r'placeholder="[^"]*"', "", content.decode())


def shown(answer: HttpResponse) -> list[str]:
    return [word for word in THEIRS if word in body(answer)]


def posted(username: str, *posts: tuple[str, list[str]]) -> User:
    """Somebody with posts, each at a place with its own role."""
    user = User.objects.create(username=username, name=username)
    for number, (place, held) in enumerate(posts):
        role = Role.objects.create(key=f"{username}-{number}", name=username, verbs=held)
        Posting.objects.post(
            user=user, place=Place.objects.get(pk=place), role=role, title="试门的", by=PROGRAM, on=date(2023, 1, 1)
        )
    return user


def every_verb() -> list[str]:
    return sorted(verbs.registered)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the full world, which stand for as long as its rows are remembered."""
    return tmp_path_factory.mktemp("full")


@pytest.fixture
def full(world: World, files: Path, settings: Any, tmp_path: Path) -> Full:
    settings.MEDIA_ROOT = files
    found = remembered("full", lambda: fill(world, tmp_path, timezone.localdate()))
    settings.MEDIA_ROOT = tmp_path / "media"
    shutil.copytree(files, settings.MEDIA_ROOT)
    return found


@pytest.fixture
def neighbour(world: World, full: Full) -> Client:
    """Somebody who may do everything at 朝阳村, and nothing at 中香村: no missing verb hides a missing scope."""
    world.users["neighbour"] = posted("neighbour", (cast.NEIGHBOUR, every_verb()))
    return world.client("neighbour")


def test_the_table_knows_every_route():
    assert set(routes(get_resolver())) - NOT_HERE == set(DOORS)


class TestStranger:
    def test_they_are_led_to_sign_in_by_every_other_door(self, world, full):
        wrong = [
            (did, answer.status_code)
            for did, _, door, answer in tried(world.client(), every(), full.records)
            if to_sign_in(answer) == (not door.signed_in)
        ]
        assert wrong == []

    def test_the_open_doors_show_no_record(self, world, full):
        open_doors = ((name, door) for name, door in every() if not door.signed_in)
        answers = (
            (did, set(shown(answer)) - FOR_ALL.get(name, set()))
            for did, name, _, answer in tried(world.client(), open_doors, full.records)
        )
        assert [(did, told) for did, told in answers if told] == []


class TestNeighbour:
    def test_what_is_named_does_not_exist(self, neighbour, full):
        """405 is said of an address whatever it names; one of the two ways must have been answered by 404."""
        answers = [(did, name, answer) for did, name, _, answer in tried(neighbour, every(names=True), full.records)]
        wrong = [(did, answer.status_code) for did, _, answer in answers if answer.status_code not in (404, 405)]
        assert wrong == []
        assert {name for _, name, _ in answers} == {name for _, name, answer in answers if answer.status_code == 404}

    def test_a_worker_cannot_tell_it_from_what_was_never_there(self, world, full):
        """As `jiachengyi`, whose role lacks some verbs: a refusal must be the same for a record and for an invented id."""
        client = world.client("jiachengyi")
        invented = {
            word: "220422102999" if word == "place" else 10**9 if word in ("call", "quantity") else uuid4()
            for word in full.records
        }
        real = [(did, answer.status_code) for did, _, _, answer in tried(client, every(names=True), full.records)]
        none = [(did, answer.status_code) for did, _, _, answer in tried(client, every(names=True), invented)]
        assert real == none
        assert {status for _, status in real} <= {403, 404, 405}

    def test_lists_show_nothing_of_it(self, neighbour, full):
        lists = ((name, door) for name, door in inside() if not door.names)
        answers = [(did, answer.status_code, shown(answer)) for did, _, _, answer in tried(neighbour, lists, full.records)]
        assert [told for told in answers if told[2] or told[1] >= 500] == []

    def test_naming_it_in_the_question_finds_nothing(self, neighbour, full):
        answers = {
            (name, asked): neighbour.get(reverse(name, args=args), {asked: full.records[word]}).status_code
            for name, args, asked, word in ASKED
        }
        assert {asked: status for asked, status in answers.items() if status != 404} == {}

    def test_narrowing_a_list_to_it_leaves_nothing(self, neighbour, full):
        for name, asked, word in NARROWED:
            value = str(full.records.get(word, word[1:]))
            answer = neighbour.get(reverse(name), {asked: value})
            assert answer.status_code == 200
            said = body(answer).replace(f'value="{value}"', "").replace(f"「{value}」", "")
            assert [theirs for theirs in (*THEIRS, "中香村") if theirs in said] == [], name

    def test_paper_of_it_is_not_made(self, neighbour, full):
        for name, key in SENT:
            answer = neighbour.post(reverse(name, args=[key]), {"place": cast.ZHONGXIANG, "purpose": "看看"})
            assert answer.status_code == 404, name


class TestWithoutTheRight:
    def test_a_role_with_no_verbs_opens_nothing(self, world, full):
        world.users["empty"] = posted("empty", (cast.ZHONGXIANG, []))
        answers = list(tried(world.client("empty"), inside(), full.records))
        refused = [(did, door.right, answer.status_code) for did, _, door, answer in answers]
        assert [told for told in refused if told[1] and told[2] != 403] == []
        assert [told for told in refused if not told[1] and told[2] in (403, 404)] == [
            (did, False, 404) for did, _, door, answer in answers if door.own and answer.status_code != 405
        ]
        assert [(did, shown(answer)) for did, _, _, answer in answers if shown(answer)] == []

    def test_a_right_held_elsewhere_changes_nothing_here(self, world, full):
        """Sees 中香村, may do everything at 朝阳村: what only shows opens, what changes is refused."""
        world.users["watcher"] = posted("watcher", (cast.ZHONGXIANG, SEE), (cast.NEIGHBOUR, every_verb()))
        reading = {
            "place",
            "people:page",
            "visits:page",
            "matters:page",
            "matters:publicity",
            "matters:receipt",
            "triage:same",
            "matters:needs-list",
            "matters:needs-paper",
        }
        answers = [
            (did, name, answer.status_code)
            for did, name, _, answer in tried(world.client("watcher"), every(names=True), full.records)
        ]
        assert [told for told in answers if told[1] not in reading and told[2] not in (403, 404, 405)] == []
        assert {name for _, name, status in answers if name in reading and status == 200} == reading

    def test_a_member_reads_nobodys_name(self, world, full):
        member = list(Role.objects.get(pk="member").verbs)
        world.users["member"] = posted("member", (cast.ZHONGXIANG, member))
        doors = ((name, door) for name, door in inside() if name != "matters:move")
        answers = [(did, shown(answer)) for did, _, _, answer in tried(world.client("member"), doors, full.records)]
        # A wish on the list is told in words without names.
        assert [told for told in answers if set(told[1]) - {"老花镜"}] == []


class TestAnybodyElse:
    @pytest.mark.parametrize("place", [cast.ZHONGXIANG, f"{cast.ZHONGXIANG}001", cast.ANSHI, cast.DONGLIAO])
    def test_no_door_breaks_at_any_level(self, world, full, place):
        """With every right at a group, a village, a township, a county; the client raises what would be a 500."""
        world.users["all"] = posted("all", (place, every_verb()))
        client = world.client("all")
        for name, door in every():
            if name != "sign-out":
                assert client.get(address(name, door, full.records)).status_code < 500
                assert client.post(address(name, door, full.records), {"words": "说清楚了"}).status_code < 500

    @pytest.mark.parametrize("odd", ["", "²", "99999999999999999999", "9999-12", "\x00'\"<"])
    def test_odd_words_in_the_address_break_nothing(self, world, full, odd):
        world.users["all"] = posted("all", (cast.ZHONGXIANG, every_verb()))
        client = world.client("all")
        asked = dict.fromkeys((
            "place", "month", "page", "q", "id", "household", "from", "to", "period", "against", "figure", "phase", "kind", "due", "tier", "mine",
            "group", "category", "field", "all", "next", "words", "visited_on", "on", "version", "token", "receipt", "code", "purpose", "verbs",
        ), odd)  # fmt: skip
        for name, door in every():
            if name not in ("sign-out", "sign-in"):
                assert client.get(address(name, door, full.records), asked).status_code < 500
                assert client.post(address(name, door, full.records), asked).status_code < 500

    @pytest.mark.parametrize(("name", "sent", "word"), [
        ("people:open", {"place": cast.NEIGHBOUR, "head": "贾小满"}, "home"),
        ("matters:new", {"place": cast.NEIGHBOUR, "kind": "need", "about": "路灯不亮", "category": "transport"}, "need"),
        ("proposals:note", {"place": cast.NEIGHBOUR, "words": "开会。", "kind": "other"}, "visit"),
    ])  # fmt: skip
    def test_an_id_that_is_taken_elsewhere_is_answered_with_a_sentence(self, neighbour, full, name, sent, word):
        today = timezone.localdate().isoformat()
        answer = neighbour.post(reverse(name), {"id": full.records[word], "visited_on": today, "opened_on": today, **sent})
        assert answer.status_code in (409, 422)
        assert shown(answer) == []


class TestGivingRights:
    """Somebody who manages the staff of 中香村 and no more."""

    @pytest.fixture
    def manager(self, world: World) -> Client:
        world.users["manager"] = posted("manager", (cast.ZHONGXIANG, ["staff.manage", "place.see"]))
        return world.client("manager")

    def test_they_take_no_account_over_that_serves_above_them(self, world, manager):
        clerk = world.users["zhouqiming"]
        Posting.objects.post(
            user=clerk, place=world.village, role=Role.objects.get(pk="village"), title="包村", by=PROGRAM, on=date(2023, 1, 1)
        )
        assert manager.post(reverse("staff-password", args=[clerk.pk])).status_code == 403
        assert clerk.password == User.objects.get(pk=clerk.pk).password
        assert manager.post(reverse("staff-password", args=[world.users["linxiaohe"].pk])).status_code == 200

    def test_they_give_no_role_that_can_do_what_they_cannot(self, world, manager):
        me = world.users["manager"]
        sent = {"place": cast.ZHONGXIANG, "title": "管理员", "unit_kind": "sender", "from_on": "2023-01-01"}
        assert manager.post(reverse("staff-post", args=[me.pk]), {**sent, "role": "admin"}).status_code == 422
        assert me.postings.count() == 1
        assert manager.post(reverse("staff-post", args=[me.pk]), {**sent, "role": "manager-0"}).status_code == 302
