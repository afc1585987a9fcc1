"""The list, the household page, and the doors of every page of the room."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ground.staff.models import Role
from minqing.records.people.models import GroupSpan, Household, Resident
from minqing.records.people.tests.making import BY

WHOLE = re.compile(r"(?<![0-9A-Za-z-])(?:\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z-])")


def assert_masked(response, world):
    """No whole ID number or telephone of anybody on the books."""
    text = response.content.decode()
    for resident in Resident.objects.all():
        for secret in (resident.id_number, resident.phones):
            assert secret is None or secret.plain() not in text
    assert not WHOLE.search(re.sub(r'value="[0-9a-zA-Z:_-]{30,}"', "", text))


@pytest.fixture
def home(world):
    return world.homes["李桂兰"]


def doors(home):
    head = home.residents.get(relation="02")
    return {
        "household.see": [reverse("people:page", args=[home.pk])],
        "household.change": [reverse("people:change", args=[home.pk])],
        "household.move_out": [
            reverse("people:move-out", args=[home.pk]),
            reverse("people:restore-household", args=[home.pk]),
        ],
        "resident.join": [reverse("people:join", args=[home.pk])],
        "resident.change": [reverse("people:change-resident", args=[head.pk])],
        "resident.leave": [reverse("people:leave", args=[head.pk]), reverse("people:restore", args=[head.pk])],
        "group.enter": [reverse("people:enter-group", args=[home.pk])],
        "group.leave": [reverse("people:leave-group", args=[home.group_spans.get().pk])],
        "number.reveal": [reverse("people:number", args=[head.pk]), reverse("people:household-number", args=[home.pk])],
    }


class TestDoors:
    def test_the_neighbours_worker_finds_nothing(self, world, home):
        client = world.client("jiachengyi")
        for addresses in doors(home).values():
            for address in addresses:
                assert client.get(address).status_code == 404, address
                assert client.post(address).status_code == 404, address

    def test_signed_out_one_is_sent_to_sign_in(self, world, home):
        for addresses in (*doors(home).values(), [reverse("people:list"), reverse("people:open"), reverse("people:import")]):
            for address in addresses:
                assert reverse("sign-in") in world.client().get(address).url, address

    def test_without_any_right_every_page_is_refused(self, world, home):
        client = world.client("dangyuan")
        for addresses in (*doors(home).values(), [reverse("people:list"), reverse("people:open"), reverse("people:import")]):
            for address in addresses:
                assert client.get(address).status_code == 403, address

    def test_who_may_only_see_may_not_change(self, world, home):
        Role.objects.filter(pk="village").update(verbs=["household.see"])
        client = world.client("weichanghe")
        before = Event.objects.count()
        for verb, addresses in doors(home).items():
            for address in addresses:
                wanted = 200 if verb == "household.see" else 403
                assert client.get(address).status_code == wanted, address
                assert verb == "household.see" or client.post(address).status_code == 403
        page = client.get(reverse("people:page", args=[home.pk])).content.decode()
        assert "看全号" not in page
        assert "谁看过全号" not in page
        assert Event.objects.count() == before

    def test_a_right_at_one_place_is_none_at_another(self, world, home):
        there = world.homes["贾永年"]
        assert world.client("weichanghe").get(reverse("people:change", args=[there.pk])).status_code == 404

    def test_every_page_opens_masked(self, world, home):
        client = world.client("weichanghe")
        for addresses in (*doors(home).values(), [reverse("people:list"), reverse("people:open"), reverse("people:import")]):
            for address in addresses:
                response = client.get(address, follow=True)
                assert response.status_code == 200, address
                assert_masked(response, world)


class TestList:
    def names(self, response):
        return [household.head_name for household in response.context["page"]]

    def test_it_shows_only_the_viewers_village(self, world):
        response = world.client("weichanghe").get(reverse("people:list"))

        assert set(self.names(response)) == {"李桂兰", "王德福", "刘福贵", "张玉珍"}
        assert_masked(response, world)

    def test_it_finds_by_name_of_anyone_number_and_address(self, world, home):
        client = world.client("weichanghe")
        child = home.residents.exclude(relation="02").order_by("-birth").first()
        for words in ("李桂兰", "李桂兰家", "桂兰", child.name, "一社1号"):
            assert "李桂兰" in self.names(client.get(reverse("people:list"), {"q": words})), words
        assert self.names(client.get(reverse("people:list"), {"q": "没这个人"})) == []

    def test_it_finds_by_a_whole_number_and_does_not_show_it(self, world, home):
        resident = home.residents.get(relation="02")
        resident.change(by=BY, on=world.today, phones="13800000077")
        client = world.client("weichanghe")
        for typed in (resident.id_number.plain(), resident.id_number.plain().lower(), "138 0000 0077"):
            response = client.get(reverse("people:list"), {"q": typed})
            assert self.names(response) == ["李桂兰"], typed

    @pytest.mark.parametrize("words", ["老李", "老李婆子", "李大娘", "李婶", "一社 李", "李 17号"])
    def test_it_finds_by_what_people_call_them(self, world, words):
        Household.objects.filter(pk=world.homes["李桂兰"].pk).update(number="17")
        listed = world.client("linxiaohe").get("/households/", {"q": words}).content.decode()
        assert "李桂兰家" in listed
        assert "刘福贵家" not in listed
        assert "李桂兰家" in world.client("linxiaohe").get("/search/", {"q": words}).content.decode()

    def test_it_finds_by_the_end_of_a_telephone_number_within_the_own_village(self, world):
        people = {name: world.homes[name].residents.get(relation="02") for name in ("李桂兰", "贾永年")}
        for person, number in zip(people.values(), ("13800006027", "13900006027"), strict=True):
            person.change(by=world.users["linxiaohe"], on=world.today, phones=number)
        body = world.client("linxiaohe").get("/households/", {"q": "6027"}).content.decode()
        assert "李桂兰家" in body
        assert "贾永年家" not in body
        assert "李桂兰家" not in world.client("linxiaohe").get("/households/", {"q": "0602"}).content.decode()
        assert "李桂兰家" in world.client("linxiaohe").get("/search/", {"q": "6027"}).content.decode()

    def test_a_whole_number_of_the_neighbour_finds_nothing(self, world):
        number = world.homes["贾永年"].residents.get(relation="02").id_number.plain()

        assert self.names(world.client("weichanghe").get(reverse("people:list"), {"q": number})) == []

    def test_it_narrows_by_group_and_place(self, world):
        client = world.client("weichanghe")

        assert self.names(client.get(reverse("people:list"), {"group": "独居老人"})) == ["张玉珍"]
        assert set(self.names(client.get(reverse("people:list"), {"place": "220422102209001"}))) == {"李桂兰", "王德福"}
        assert client.get(reverse("people:list"), {"place": "220422102210"}).status_code == 404

    def test_numbers_are_in_the_order_people_count(self, world):
        for number in ("10", "9", "100"):
            Household.objects.open(place=world.village, head=f"户{number}", number=number, by=BY, on=world.today)
        names = self.names(world.client("weichanghe").get(reverse("people:list")))

        assert [name for name in names if name.startswith("户")] == ["户9", "户10", "户100"]

    def test_it_takes_the_same_queries_however_long(self, world, django_assert_max_num_queries):
        client = world.client("weichanghe")
        client.get(reverse("people:list"))
        for n in range(70):
            home = Household.objects.open(place=world.village, head=f"户{n}", number=str(n), by=BY, on=world.today)
            GroupSpan.objects.enter(household=home, group="低保", by=BY, on=date(2026, 1, 1))
        with django_assert_max_num_queries(10):
            response = client.get(reverse("people:list"))
        assert len(response.context["page"]) == 50

    def test_empty_it_says_the_next_step(self, world):
        Household.objects.all().delete()
        text = world.client("weichanghe").get(reverse("people:list")).content.decode()

        assert "这里还没有户" in text
        assert reverse("people:import") in text

    def test_nonsense_in_the_address_is_no_error(self, world):
        client = world.client("weichanghe")
        for query in (
            {"q": "%_'\"\\" * 12},
            {"q": "😀"},
            {"group": "x"},
            {"page": "-3"},
            {"page": "x"},
            {"place": "x"},
            {"q": "١٢٣"},
        ):
            assert client.get(reverse("people:list"), query).status_code == 200


class TestPage:
    def page(self, world, home, who="weichanghe"):
        return world.client(who).get(reverse("people:page", args=[home.pk]))

    def test_it_opens_with_what_to_know_before_knocking(self, world, home):
        today = timezone.localdate()
        person = home.residents.get(relation="02")
        GroupSpan.objects.enter(
            household=home, resident=person, group="残疾", by=BY, on=date(2019, 3, 1), expires_on=today + timedelta(days=23)
        )
        text = self.page(world, home).content.decode()

        assert text.index("敲门前看一眼") < text.index("家里人") < text.index("享受和类别")
        assert "李桂兰的残疾" in text
        assert "身份证号" in text[text.index("不用再问") : text.index("家里人")]

    def test_what_expired_is_said_in_days(self, world, home):
        GroupSpan.objects.enter(
            household=home, group="残疾", by=BY, on=date(2019, 3, 1), expires_on=timezone.localdate() - timedelta(days=2)
        )
        assert "过期 2 天" in self.page(world, home).content.decode()

    def test_with_nothing_owed_it_says_so(self, world, home):
        assert "没有欠着的事" in self.page(world, home).content.decode()

    def test_ended_groups_stand_beneath_in_grey(self, world, home):
        home.group_spans.get().leave(by=BY, on=date(2026, 4, 1))
        text = self.page(world, home).content.decode()

        assert re.search(r'class="over">低保.*?已退出', text, re.S)

    def test_the_note_is_for_this_household(self, world, home):
        assert f"{reverse('proposals:note')}?household={home.pk}" in self.page(world, home).content.decode()

    def test_it_takes_the_same_queries_however_many_people(self, world, home, django_assert_max_num_queries):
        for n in range(12):
            Resident.objects.join(household=home, by=BY, on=world.today, name=f"人{n}")
        client = world.client("weichanghe")
        with django_assert_max_num_queries(26):
            client.get(reverse("people:page", args=[home.pk]))

    def test_a_household_off_the_books_still_reads_but_offers_no_change(self, world, home):
        home.move_out(why="迁到县城", by=BY, on=world.today)
        text = self.page(world, home).content.decode()

        assert "已注销" in text
        assert reverse("people:change", args=[home.pk]) not in text
        assert "低保" in text

    def test_names_are_not_markup(self, world, home):
        Resident.objects.join(household=home, by=BY, on=world.today, name="<script>alert(1)</script>")

        assert "<script>alert" not in self.page(world, home).content.decode()


class TestReveal:
    @pytest.fixture
    def head(self, home):
        resident = home.residents.get(relation="02")
        resident.change(by=BY, on=date(2026, 4, 1), phones="13800000077")
        return resident

    def post(self, world, head, **data):
        return world.client("weichanghe").post(reverse("people:number", args=[head.pk]), data)

    def test_it_asks_the_purpose_first(self, world, head):
        for purpose in ("", " ", "看"):
            response = self.post(world, head, field="id_number", purpose=purpose)
            assert response.status_code == 422
            assert "看全号要写用途" in response.content.decode()
            assert_masked(response, world)
        assert not Event.objects.filter(verb="number.reveal").exists()

    def test_it_shows_the_number_once_and_notes_it(self, world, head):
        response = self.post(world, head, field="id_number", purpose="帮办医保报销")

        assert head.id_number.plain() in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        line = Event.objects.get(verb="number.reveal")
        assert (line.words, line.actor_name, line.object_id) == ("帮办医保报销", "魏长河", str(head.pk))
        assert head.id_number.plain() not in f"{line.before}{line.after}{line.words}"

    def test_who_looked_stands_on_the_household_page(self, world, head):
        self.post(world, head, field="phones", purpose="打电话联系")
        text = world.client("linxiaohe").get(reverse("people:page", args=[head.household_id])).content.decode()

        assert "魏长河看李桂兰的电话：打电话联系" in text

    def test_calling_is_one_tap_from_the_page(self, world, head):
        client = world.client("weichanghe")
        page = client.get(reverse("people:page", args=[head.household_id])).content.decode()
        assert reverse("people:number", args=[head.pk]) in page[page.index('class="mainaction"') :]
        assert "tel:" not in page

        response = self.post(world, head, field="phones", purpose="打电话联系")
        assert 'href="tel:13800000077"' in response.content.decode()

    def test_a_number_never_written_down_and_a_field_that_is_none(self, world, head):
        for field in ("name", "id_key", ""):
            assert self.post(world, head, field=field, purpose="帮办医保报销").status_code == 422

    def test_a_households_own_telephone(self, world, home):
        Household.objects.filter(pk=home.pk).update(phones="08368320001")
        response = world.client("weichanghe").post(
            reverse("people:household-number", args=[home.pk]), {"field": "phones", "purpose": "打电话联系"}
        )

        assert "08368320001" in response.content.decode()
        assert Event.objects.get(verb="number.reveal").object_type == "people.household"


def test_the_scope_of_a_clerk_is_the_township(world):
    response = world.client("zhouqiming").get(reverse("people:list"))

    assert response.context["page"].paginator.count == 5
    assert Place.objects.get(pk="220422102").short_name in response.content.decode()
