"""The words of a diary entry that became a private file: its writer and the mediators read them, nobody else."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.ledgers.briefs import lists
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters import life
from minqing.records.matters.mediation.confided import closed_entries
from minqing.records.matters.models import Handling, Matter
from minqing.records.matters.rights import sees_file
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called, Promised
from minqing.records.visits.withheld import INSTEAD, NOT_SAID, withhold

WORDS = "去李桂兰家，她和邻居为滴水檐打起来了，还欠着人家三千块。"


@pytest.fixture
def entry(world: World) -> Visit:
    """An entry that 林晓禾 wrote and a dispute came from."""
    return confided(world)


def confided(world: World) -> Visit:
    home, by, today = world.homes["李桂兰"], world.users["linxiaohe"], timezone.localdate()
    visit = Visit.objects.record(
        by=by, place=world.village, visited_on=today, words=WORDS, today=today, calls=[Called(home)],
        promises=[Promised("去说滴水檐的事", today, home)],
    )  # fmt: skip
    Matter.objects.open(
        kind="dispute", about="为滴水檐打起来了", words=WORDS, place=world.village, household=home, visit=visit, by=by, on=today, source="diary",
    )  # fmt: skip
    return visit


def pages(world: World, visit: Visit) -> list[str]:
    """Every page and row on which an entry's words stand."""
    today, village = timezone.localdate(), world.village.pk
    month = f"?place={village}&period={today:%Y-%m}"
    return [
        reverse("visits:page", args=[visit.pk]), reverse("visits:list"), f"{reverse('visits:list')}?month={today:%Y-%m}",
        *(f"{reverse('figures:figure', args=[key])}{month}" for key in ("visit.entries", "visit.calls", "promise.made")),
    ]  # fmt: skip


def exports(world: World) -> list[str]:
    """The same rows as workbooks."""
    today = timezone.localdate()
    keys = ("visit.entries", "visit.calls", "promise.made")
    return [f"{reverse('figures:rows-sheet', args=[key])}?place={world.village.pk}&period={today:%Y-%m}" for key in keys]


def said(answer: Any) -> str:
    """All the words of a page or of a workbook."""
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not content.startswith(b"PK"):
        return str(content.decode())
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))


class TestWhoReadsIt:
    def test_others_read_a_neutral_line_in_its_place(self, world: World, entry: Visit) -> None:
        client = world.client("weichanghe")
        for address in pages(world, entry):
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, address
            body = answer.content.decode()
            assert "滴水檐" not in body, address
            assert "三千块" not in body, address
            assert INSTEAD in body, address

    def test_its_writer_reads_it(self, world: World, entry: Visit) -> None:
        assert WORDS in world.client("linxiaohe").get(reverse("visits:page", args=[entry.pk])).content.decode()

    def test_who_has_the_file_reads_it(self, world: World, entry: Visit) -> None:
        matter, mediator = entry.matters.get(), world.users["weichanghe"]
        life.assign(matter, by=world.users["linxiaohe"], person=mediator, on=timezone.localdate())
        assert WORDS in world.client("weichanghe").get(reverse("visits:page", args=[entry.pk])).content.decode()

    def test_nobody_finds_it_by_its_words(self, world: World, entry: Visit) -> None:
        def found(who: str) -> int:
            answer = world.client(who).get(reverse("visits:list"), {"q": "滴水檐"})
            return int(answer.context["page"].paginator.count)

        assert (found("linxiaohe"), found("weichanghe")) == (1, 0)

    def test_rows_for_nobody_in_particular_and_briefs_are_without_it(self, world: World, entry: Visit) -> None:
        today = timezone.localdate()
        figure = FIGURES["visit.entries"]
        assert [row["记的话"] for row in figure.printed(world.village.pk, today, today)] == [INSTEAD]
        assert "滴水檐" not in str(lists._of_promises(entry.promises.all()))

    def test_an_entry_without_a_private_file_stays_open(self, world: World, entry: Visit) -> None:
        Matter.objects.filter(visit=entry).update(visit=None)
        assert WORDS in world.client("weichanghe").get(reverse("visits:page", args=[entry.pk])).content.decode()


class TestWhoseDoorItWas:
    def test_others_learn_the_day_and_the_writer_alone(self, world: World, entry: Visit) -> None:
        client = world.client("weichanghe")
        for address in [*pages(world, entry), *exports(world)]:
            body = said(client.get(address, follow=True))
            assert "林晓禾" in body, address
            assert "李桂兰" not in body, address
            assert str(world.homes["李桂兰"].pk) not in body, address

    def test_the_household_page_is_without_it(self, world: World, entry: Visit) -> None:
        home = reverse("people:page", args=[world.homes["李桂兰"].pk])
        for who, shown in (("linxiaohe", True), ("weichanghe", False)):
            body = world.client(who).get(home).content.decode()
            assert (str(entry.pk) in body) is shown, who
            assert ("走访 1 次" in body, "走访 0 次" in body) == (shown, not shown), who
            assert INSTEAD not in body

    def test_a_household_met_by_it_alone_is_counted_and_not_named(self, world: World, entry: Visit) -> None:
        figure, today, village = FIGURES["visit.households"], timezone.localdate(), world.village.pk
        address = f"{reverse('figures:figure', args=[figure.key])}?place={village}&period={today:%Y-%m}"

        assert figure.value(village, today, today) == 1
        assert "李桂兰" in world.client("linxiaohe").get(address).content.decode()
        body = world.client("weichanghe").get(address).content.decode()
        assert NOT_SAID in body
        assert "李桂兰" not in body
        assert [(row["id"], row["村"], row["户"]) for row in figure.printed(village, today, today)] == [("", "", NOT_SAID)]
        at_home = Visit.objects.record(
            by=world.users["linxiaohe"], place=world.village, visited_on=today, words="给李桂兰送药。", today=today,
            calls=[Called(world.homes["李桂兰"])],
        )  # fmt: skip
        assert "李桂兰" in world.client("weichanghe").get(address).content.decode()
        assert at_home.withheld is False

    def test_another_matter_of_the_same_entry_does_not_lead_to_it(self, world: World, entry: Visit) -> None:
        need = Matter.objects.open(
            kind="need", about="药快吃完了", words="药快吃完了", place=world.village, household=world.homes["李桂兰"], visit=entry,
            by=world.users["linxiaohe"], on=timezone.localdate(), source="diary",
        )  # fmt: skip
        page, link = reverse("matters:page", args=[need.pk]), reverse("visits:page", args=[entry.pk])
        assert link in world.client("linxiaohe").get(page).content.decode()
        assert link not in world.client("weichanghe").get(page).content.decode()
        assert "药快吃完了" not in world.client("weichanghe").get(link).content.decode()


class TestTheCondition:
    def test_it_says_what_the_matters_own_right_says(self, world: World, entry: Visit) -> None:
        matter, today = entry.matters.get(), timezone.localdate()
        people: list[User] = list(world.users.values())

        def both() -> list[tuple[bool, bool]]:
            now = Matter.objects.get(pk=matter.pk)
            scopes = [Scope(user, today) for user in people]
            return [(sees_file(scope, now), entry.pk not in closed_entries(scope)) for scope in scopes]

        assert all(one == other for one, other in both())
        Handling.objects.create(
            matter=matter,
            place=matter.place,
            county=matter.county,
            person=world.users["weichanghe"],
            role="joint",
            from_on=today,
        )
        life.assign(matter, by=world.users["linxiaohe"], person=world.users["zhouqiming"], on=today)
        assert all(one == other for one, other in both())
        assert any(one for one, _ in both())
        assert entry.pk in closed_entries(None)

    def test_a_page_of_entries_is_one_query(self, world: World, django_assert_num_queries: Any) -> None:
        entries = [confided(world) for _ in range(3)]
        scope = Scope(world.users["weichanghe"], timezone.localdate())
        assert scope.postings
        with django_assert_num_queries(1):
            withhold(entries, scope)
        assert {visit.words for visit in entries} == {INSTEAD}
        with django_assert_num_queries(0):
            withhold(entries, Scope(world.users["linxiaohe"], timezone.localdate()))
