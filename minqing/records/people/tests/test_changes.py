"""Households and people opened, corrected and taken off, through the pages."""

from datetime import date

import pytest
from django.urls import reverse

from minqing.ground.journal.models import Event
from minqing.ground.staff.models import Role
from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow
from minqing.records.people import moving
from minqing.records.people.models import GroupSpan, Household, Resident
from minqing.records.people.tests.making import BY, DAY, number

YESTERDAY = "2026-04-21"


@pytest.fixture
def home(world):
    return world.homes["李桂兰"]


@pytest.fixture
def client(world):
    return world.client("weichanghe")


def last(verb):
    return Event.objects.filter(verb=verb).order_by("-id").first()


class TestOpen:
    def data(self, world, **more):
        return {"id": str(new_id()), "place": world.village.pk, "head": "孙广财", "section": "一社", "number": "31"} | more

    def test_it_makes_a_household_with_its_head(self, world, client):
        response = client.post(reverse("people:open"), self.data(world))

        household = Household.objects.get(head_name="孙广财")
        assert response.url == reverse("people:page", args=[household.pk])
        assert household.residents.get().is_head
        assert last("household.open").object_id == str(household.pk)

    def test_sent_twice_it_makes_one(self, world, client):
        data = self.data(world)
        client.post(reverse("people:open"), data)
        client.post(reverse("people:open"), data)

        assert Household.objects.filter(head_name="孙广财").count() == 1

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"head": " "}, "户主姓名没写"),
            ({"place": "220422102210"}, "要从列出来的里面选"),
            ({"head": "长" * 81}, "太长了"),
            ({"place": ""}, "选一个村"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field(self, world, client, wrong, said):
        response = client.post(reverse("people:open"), self.data(world, **wrong))

        assert response.status_code == 422
        assert said in response.content.decode()
        assert not Household.objects.filter(head_name__startswith="孙").exists()


class TestChangeHousehold:
    def test_it_corrects_and_notes_before_and_after(self, client, home):
        client.post(reverse("people:change", args=[home.pk]), {"number": "17", "section": "一社", "address": "一社17号"})

        home.refresh_from_db()
        assert home.address == "一社17号"
        assert last("household.change").after["number"] == "17"

    def test_the_same_again_is_no_line(self, client, home):
        data = {"number": home.number, "section": home.section, "address": home.address}
        client.post(reverse("people:change", args=[home.pk]), data)

        assert last("household.change") is None


class TestResidents:
    def data(self, **more):
        return {
            "id": str(new_id()),
            "name": "周小雨",
            "relation": "42",
            "sex": "",
            "birth": "2014-09",
            "id_number": "",
            "phones": "",
        } | more

    def test_somebody_joins_once(self, client, home):
        data = self.data()
        for _ in range(2):
            assert client.post(reverse("people:join", args=[home.pk]), data).status_code == 302

        home.refresh_from_db()
        assert (home.residents.filter(name="周小雨").count(), home.size) == (1, 4)
        assert Event.objects.filter(verb="resident.join").count() == 1

    def test_sex_and_birth_follow_the_id_number(self, client, home):
        client.post(
            reverse("people:join", args=[home.pk]), self.data(birth="", id_number=f" {number('2014-09-01', 22).lower()} ")
        )

        child = home.residents.get(name="周小雨")
        assert (child.birth, child.sex) == ("2014-09-01", "女")
        assert Resident.objects.with_id(number("2014-09-01", 22)).get() == child

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"name": ""}, "姓名没写"),
            ({"id_number": number("2014-09-01", 22)[:-1] + "?"}, "有一位不对"),
            ({"id_number": "2204991234"}, "应是 18 位，写了 10 位"),
            ({"phones": "1380000"}, "电话 1380000 不对"),
            ({"phones": "13800000001 13800000002 13800000003 13800000004"}, "最多记三个"),
            ({"birth": "3/2/56"}, "没看懂"),
            ({"birth": "2999"}, "还没到"),
            ({"birth": "1990-01-01", "id_number": number("2014-09-01", 22)}, "身份证上是 2014-09-01"),
            ({"sex": "男", "id_number": number("2014-09-01", 22)}, "身份证上是女"),
            ({"relation": "02"}, "已经有户主"),
            ({"relation": "xx"}, "要从列出来的里面选"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field(self, client, home, wrong, said):
        response = client.post(reverse("people:join", args=[home.pk]), self.data(**wrong))

        assert response.status_code == 422
        assert said in response.content.decode()
        assert not home.residents.filter(name="周小雨").exists()

    def test_a_number_that_somebody_has_is_refused_with_whose_it_is(self, world, client, home):
        taken = world.homes["刘福贵"].residents.get(relation="02")
        response = client.post(reverse("people:join", args=[home.pk]), self.data(birth="", id_number=taken.id_number.plain()))

        assert response.status_code == 422
        assert "刘福贵" in response.content.decode()

    def test_numbers_left_empty_stay(self, client, home):
        head = home.residents.get(relation="02")
        data = {
            "name": "李桂兰",
            "relation": "02",
            "sex": head.sex,
            "birth": head.birth,
            "remark": "高血压",
            "id_number": "",
            "phones": "",
        }
        client.post(reverse("people:change-resident", args=[head.pk]), data)

        after = Resident.objects.get(pk=head.pk)
        assert (after.id_number, after.remark) == (head.id_number, "高血压")
        assert last("resident.change").after == {"remark": "高血压"}

    def test_a_new_number_is_found_and_not_in_the_journal(self, client, home):
        child = Resident.objects.join(household=home, by=BY, on=DAY, name="周小雨")
        client.post(reverse("people:change-resident", args=[child.pk]), {"name": "周小雨", "phones": "138-0000-0055"})

        assert Resident.objects.with_phone("13800000055").get() == child
        assert last("resident.change").after == {"phones": "***"}

    def test_the_heads_new_name_is_the_households(self, home):
        home.residents.get(relation="02").change(by=BY, on=DAY, name="李桂蘭")

        home.refresh_from_db()
        assert home.head_name == "李桂蘭"
        assert Household.objects.named("李桂兰").get() == home

    def test_another_becomes_the_head(self, home):
        other = home.residents.exclude(relation="02").first()
        other.change(by=BY, on=DAY, relation="02")

        home.refresh_from_db()
        assert home.head_name == other.name
        assert home.residents.filter(relation="02").count() == 1

    def test_the_head_goes_only_with_a_successor(self, client, home):
        head, heir = home.residents.get(relation="02"), home.residents.exclude(relation="02").first()
        address = reverse("people:leave", args=[head.pk])
        assert "选一位新户主" in client.post(address, {"on": YESTERDAY, "why": "去世"}).content.decode()

        client.post(address, {"on": YESTERDAY, "why": "去世", "successor": str(heir.pk)})
        home.refresh_from_db()
        assert (home.head_name, home.size) == (heir.name, 2)
        assert client.post(address, {"on": YESTERDAY, "why": "去世"}).status_code == 302
        assert Event.objects.filter(verb="resident.leave").count() == 1

    def test_the_last_one_is_a_household_to_take_off(self, world, client):
        alone = world.homes["张玉珍"].residents.get()
        address = reverse("people:leave", args=[alone.pk])
        assert "这户一起注销" in client.get(address).content.decode()
        response = client.post(address, {"on": YESTERDAY, "chosen": "去世"}, follow=True)

        home = world.homes["张玉珍"]
        home.refresh_from_db()
        assert (home.ended_on, home.ended_why) == (date(2026, 4, 21), "去世")
        assert "记错了，在这页上面恢复" in response.content.decode()

    def test_the_last_one_needs_the_right_to_end_a_household(self, world, client):
        for each in Role.objects.all():
            Role.objects.filter(pk=each.pk).update(verbs=[verb for verb in each.verbs if verb != "household.move_out"])
        alone = world.homes["张玉珍"].residents.get()
        response = client.post(reverse("people:leave", args=[alone.pk]), {"on": YESTERDAY, "chosen": "去世"})

        assert response.status_code == 422
        assert "把这户注销" in response.content.decode()
        assert Resident.objects.get(pk=alone.pk).left_on is None

    def test_a_death_is_two_taps_from_the_household_and_needs_no_writing(self, client, home):
        other = home.residents.exclude(relation="02").first()
        address = reverse("people:leave", args=[other.pk])
        assert f'href="{address}"' in client.get(reverse("people:page", args=[home.pk])).content.decode()

        form = client.get(address).content.decode()
        assert 'name="chosen" value="去世"' in form
        client.post(address, {"on": YESTERDAY, "chosen": "去世", "why": ""})
        other.refresh_from_db()
        assert (other.left_on, other.left_why) == (date(2026, 4, 21), "去世")

    def test_what_is_written_goes_before_what_was_chosen(self, client, home):
        other = home.residents.exclude(relation="02").first()
        client.post(reverse("people:leave", args=[other.pk]), {"on": YESTERDAY, "chosen": "迁出", "why": "搬去跟闺女住"})
        other.refresh_from_db()
        assert other.left_why == "搬去跟闺女住"

    @pytest.mark.parametrize(
        ("wrong", "said"), [({"on": "2999-01-01"}, "还没到那天"), ({"why": ""}, "原因没写"), ({"on": "x"}, "日期没写对")]
    )
    def test_leaving_needs_a_day_and_a_reason(self, client, home, wrong, said):
        other = home.residents.exclude(relation="02").first()
        response = client.post(reverse("people:leave", args=[other.pk]), {"on": YESTERDAY, "why": "出嫁"} | wrong)

        assert said in response.content.decode()
        assert Resident.objects.get(pk=other.pk).left_on is None


class TestMoveOut:
    def test_people_and_groups_go_with_it_and_stay_on_the_books(self, client, home):
        address = reverse("people:move-out", args=[home.pk])
        client.post(address, {"on": YESTERDAY, "why": "全家迁到县城"})

        home.refresh_from_db()
        assert home.ended_on == date(2026, 4, 21)
        assert not home.residents.present().exists()
        assert home.group_spans.get().to_on == date(2026, 4, 21)
        assert client.post(address, {"on": YESTERDAY, "why": "全家迁到县城"}).status_code == 302
        assert Event.objects.filter(verb="household.move_out").count() == 1

    def test_it_asks_why(self, home):
        with pytest.raises(NotNow, match="写原因"):
            home.move_out(why=" ", by=BY, on=DAY)


class TestGroups:
    def test_into_a_group_with_day_and_source(self, client, home):
        person = home.residents.exclude(relation="02").first()
        data = {
            "group": "残疾",
            "resident": str(person.pk),
            "on": "2026-03-01",
            "expires_on": "2030-03-01",
            "source": "县残联名单",
        }
        client.post(reverse("people:enter-group", args=[home.pk]), data)

        span = home.group_spans.get(group="残疾")
        assert (span.resident, span.from_on, span.expires_on, span.source) == (
            person,
            date(2026, 3, 1),
            date(2030, 3, 1),
            "县残联名单",
        )
        again = client.post(reverse("people:enter-group", args=[home.pk]), data)
        assert "已经在「残疾」里了" in again.content.decode()
        assert home.group_spans.filter(group="残疾").count() == 1

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"group": "重点"}, "要从列出来的里面选"), ({"source": ""}, "依据没写"), ({"on": "2999-01-01"}, "还没到那天"),
            ({"expires_on": "2020-01-01"}, "要在开始之后"), ({"resident": str(new_id())}, "要从列出来的里面选"), ({"group": "低保"}, "已经在「低保」里了"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_at_the_field(self, client, home, wrong, said):
        data = {"group": "残疾", "resident": "", "on": "2020-01-01", "source": "县残联名单"} | wrong
        response = client.post(reverse("people:enter-group", args=[home.pk]), data)

        assert response.status_code == 422
        assert said in response.content.decode()
        assert home.group_spans.count() == 1

    def test_out_of_a_group(self, client, home):
        span = home.group_spans.get()
        address = reverse("people:leave-group", args=[span.pk])
        assert "才开始" in client.post(address, {"on": "2020-01-01", "why": "收入稳定"}).content.decode()

        client.post(address, {"on": YESTERDAY, "why": "收入稳定"})
        assert GroupSpan.objects.get(pk=span.pk).to_on == date(2026, 4, 21)
        assert client.post(address, {"on": YESTERDAY, "why": "收入稳定"}).status_code == 302

    def test_a_span_never_overlaps_another(self, home):
        home.group_spans.get().leave(by=BY, on=date(2026, 4, 1))
        with pytest.raises(NotNow):
            GroupSpan.objects.enter(household=home, group="低保", by=BY, on=date(2026, 3, 1))
        GroupSpan.objects.enter(household=home, group="低保", by=BY, on=date(2026, 4, 1))


class TestSplit:
    def sent(self, home, **more):
        stay = {f"to_{pk}": "stays" for pk in home.residents.values_list("pk", flat=True)}
        return {"id": str(new_id()), "on": YESTERDAY, "address": "一社40号", **stay, **more}

    def test_a_son_becomes_a_household_of_his_own_and_stays_who_he_is(self, client, home, world):
        son = home.residents.exclude(relation="02").order_by("id").first()
        span = GroupSpan.objects.enter(household=home, resident=son, group="残疾", by=BY, on=DAY)
        sent = self.sent(home, **{f"to_{son.pk}": "02"})
        address = reverse("people:split", args=[home.pk])
        assert "分户" in client.get(reverse("people:page", args=[home.pk])).content.decode()
        for _ in range(2):
            response = client.post(address, sent)

        new = Household.objects.get(head_name=son.name)
        son.refresh_from_db(), span.refresh_from_db(), home.refresh_from_db()
        assert response.url == reverse("people:page", args=[new.pk])
        assert (son.household, span.household, new.size, home.size) == (new, new, 1, 2)
        assert (new.place, home.head_name) == (home.place, "李桂兰")
        assert last("household.change").after["split_off"] == [son.name]

    def test_the_head_goes_only_when_somebody_follows(self, client, home):
        head = home.residents.get(relation="02")
        other = home.residents.exclude(pk=head.pk).order_by("id").first()
        address, sent = reverse("people:split", args=[home.pk]), self.sent(home, **{f"to_{head.pk}": "02"})
        assert "选一位当户主" in client.post(address, sent).content.decode()

        assert client.post(address, {**sent, "successor": str(other.pk)}).status_code == 302
        home.refresh_from_db()
        assert home.head_name == other.name

    @pytest.mark.parametrize(
        ("relations", "sentence"),
        [(("stays", "stays", "stays"), "要有一位户主"), (("02", "02", "stays"), "只能有一位"), (("02", "10", "20"), "不是分户")],
    )
    def test_what_makes_no_household_is_said(self, client, home, relations, sentence):
        people = list(home.residents.order_by("id"))
        sent = self.sent(home, **{f"to_{person.pk}": relation for person, relation in zip(people, relations, strict=True)})
        response = client.post(reverse("people:split", args=[home.pk]), sent)
        assert (response.status_code, sentence in response.content.decode()) == (422, True)

    def test_who_may(self, world, home):
        address = reverse("people:split", args=[home.pk])
        assert world.client("jiachengyi").get(address).status_code == 404
        assert world.client("dangyuan").get(address).status_code in (403, 404)
        assert world.client().get(address).status_code == 302


class TestGroupOfVillage:
    def test_a_household_moves_to_another_group_with_its_people(self, world, client, home):
        there = f"{world.village.pk}002"
        page = client.get(reverse("people:change", args=[home.pk])).content.decode()
        assert f'<option value="{there}"' in page
        assert 'value="220422102210' not in page
        client.post(
            reverse("people:change", args=[home.pk]), {"place": there, "section": home.section, "number": "8", "address": ""}
        )

        home.refresh_from_db()
        assert (home.place_id, home.section, home.number) == (there, "二社", "8")
        assert set(home.residents.values_list("place_id", flat=True)) == {there}
        assert set(home.group_spans.values_list("place_id", flat=True)) == {there}

    def test_over_the_border_it_is_refused(self, world, home):
        with pytest.raises(NotNow, match="别的村"):
            moving.move(home, world.neighbour, by=BY, on=DAY)


class TestDayOfJoining:
    def test_a_newborn_is_of_the_household_from_the_day_of_birth(self, client, home):
        form = {"id": str(new_id()), "name": "李小满", "relation": "", "birth": YESTERDAY, "joined_on": YESTERDAY}
        client.post(reverse("people:join", args=[home.pk]), form)
        assert Resident.objects.get(name="李小满").joined_on.isoformat() == YESTERDAY

    def test_a_day_to_come_is_refused(self, client, home):
        form = {"id": str(new_id()), "name": "李小满", "joined_on": "2999-01-01"}
        assert client.post(reverse("people:join", args=[home.pk]), form).status_code == 422
