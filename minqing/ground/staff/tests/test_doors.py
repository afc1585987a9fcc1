import time

import pytest
from django.urls import reverse

from minqing import cast
from minqing.ground.journal import verbs as registered_verbs
from minqing.ground.journal.models import Event, Suggestion
from minqing.ground.staff.middleware import SEEN
from minqing.ground.staff.models import Posting, Role, User


class TestSignIn:
    def try_in(self, world, password, username="weichanghe"):
        return world.client().post("/sign-in/", {"username": username, "password": password})

    def test_the_right_password_opens_today_and_leaves_a_line(self, world):
        assert self.try_in(world, cast.PASSWORD)["Location"] == "/today/"
        assert Event.objects.filter(verb="staff.sign_in", actor_name="魏长河").exists()

    def test_five_failures_lock_even_the_right_password_out(self, world):
        for _ in range(5):
            answer = self.try_in(world, "wrong")
        assert answer.status_code == 429
        assert self.try_in(world, cast.PASSWORD).status_code == 429
        assert self.try_in(world, cast.PASSWORD, "linxiaohe").status_code == 302

    def test_a_wrong_password_is_one_sentence(self, world):
        assert "账号或密码不对" in self.try_in(world, "wrong").content.decode()

    def test_thirty_idle_minutes_sign_out(self, world):
        client = world.client("weichanghe")
        assert client.get("/me/").status_code == 200
        session = client.session
        session[SEEN] = int(time.time()) - 30 * 60 - 1
        session.save()
        assert client.get("/me/")["Location"].startswith("/sign-in/")

    def test_twenty_nine_do_not(self, world):
        client = world.client("weichanghe")
        client.get("/me/")
        session = client.session
        session[SEEN] = int(time.time()) - 29 * 60
        session.save()
        assert client.get("/me/").status_code == 200

    def test_a_page_view_does_not_write_the_session_each_time(self, world, django_assert_num_queries):
        client = world.client("weichanghe")
        client.get("/me/")
        before = client.session[SEEN]
        client.get("/me/")
        assert client.session[SEEN] == before


class TestSuggestion:
    def test_anybody_may_say_what_is_wrong_and_the_county_answers(self, world):
        world.client().post("/suggest/", {"words": "字太小", "page": "/p/220422102209/"})
        world.client("weichanghe").post("/suggest/", {"words": "这个框多余", "page": "/today/"})
        body = world.client("hanxue").get("/suggestions/").content.decode()
        assert "这个框多余" in body
        assert "字太小" in body

        mine = Suggestion.objects.get(words="这个框多余")
        world.client("hanxue").post(f"/suggestions/{mine.pk}/answer/", {"words": "下周去掉"})
        mine.refresh_from_db()
        assert mine.answer == "下周去掉"

    def test_a_village_worker_does_not_read_them(self, world):
        assert world.client("weichanghe").get("/suggestions/").status_code == 403

    def test_the_page_to_go_back_to_is_one_of_ours(self, world):
        body = world.client().post("/suggest/", {"words": "好", "page": "//evil.example/"}).content.decode()
        assert "evil" not in body


class TestManaging:
    def test_an_account_with_a_post_can_work(self, world):
        admin = world.client("wangguan")
        password = "yige-hen-chang-de"
        admin.post("/staff/new/", {"name": "新来的", "username": "xinlaide", "password": password})
        user = User.objects.get(username="xinlaide")
        admin.post(
            f"/staff/{user.pk}/postings/",
            {"place": cast.ZHONGXIANG, "role": "village", "title": "网格员", "unit_kind": "sender", "from_on": "2023-01-01"},
        )
        client = world.client()
        client.post("/sign-in/", {"username": "xinlaide", "password": password})
        assert "中香村" in client.get("/me/").content.decode()

    def test_a_role_says_what_may_be_done_class_by_class(self, world):
        page = world.client("wangguan").get("/roles/village/")
        assert all("了" not in box.choice_label for _, boxes, _ in page.context["form"].families for box in boxes)
        matters = next(family for family in page.context["form"].families if family[0] == "事")
        assert 0 < matters[2] < len(matters[1])
        assert f"勾了 {matters[2]} 样，共 {len(matters[1])} 样" in page.content.decode()

    def test_a_role_is_chosen_by_nobody_else(self, world):
        admin, user = world.client("wangguan"), world.users["weichanghe"]
        assert not admin.get(f"/staff/{user.pk}/").context["form"]["role"].value()
        sent = {"place": cast.ZHONGXIANG, "title": "网格员", "unit_kind": "sender", "from_on": "2023-01-01"}
        answer = admin.post(f"/staff/{user.pk}/postings/", sent)
        assert answer.status_code == 422
        assert "选一个角色" in answer.content.decode()
        told = admin.post(f"/staff/{user.pk}/postings/", {**sent, "role": "village"}, follow=True).content.decode()
        assert "从 2023年1月1日起任中香村网格员" in told

    def test_a_place_is_written_as_people_say_it(self, world):
        admin, user = world.client("wangguan"), world.users["weichanghe"]
        address = f"/staff/{user.pk}/postings/"
        sent = {"role": "village", "title": "网格员", "unit_kind": "sender", "from_on": "2023-01-01"}
        page = admin.get(f"/staff/{user.pk}/").content.decode()
        assert '<option value="安石镇 中香村">' in page
        for said in ("安石镇 中香村", "中香村", "安石镇中香村", "东辽县 安石镇 中香村", cast.ZHONGXIANG):
            assert admin.post(address, {**sent, "place": said}).status_code == 302
        assert user.postings.filter(place=cast.ZHONGXIANG, title="网格员").count() == 5
        assert admin.post(address, {**sent, "place": "东辽县"}).status_code == 302
        assert user.postings.filter(place="220422").exists()

    def test_a_place_that_cannot_be_told_is_asked_again(self, world):
        admin, user = world.client("wangguan"), world.users["weichanghe"]
        sent = {"role": "village", "title": "网格员", "unit_kind": "sender", "from_on": "2023-01-01"}
        answers = {
            said: admin.post(f"/staff/{user.pk}/postings/", {**sent, "place": said}) for said in ("没有这村", "社", "330111", "")
        }
        assert {answer.status_code for answer in answers.values()} == {422}
        assert "把上一级也写上" in answers["社"].content.decode()
        assert "没有叫「没有这村」的地方" in answers["没有这村"].content.decode()

    def test_a_post_outside_ones_area_is_refused(self, world):
        Posting.objects.filter(user=world.users["wangguan"]).update(place=cast.ANSHI)
        user = world.users["weichanghe"]
        answer = world.client("wangguan").post(
            f"/staff/{user.pk}/postings/",
            {"place": cast.NAN, "role": "county", "title": "主任", "unit_kind": "county", "from_on": "2023-01-01"},
        )
        assert answer.status_code == 422
        assert user.postings.count() == 1

    def test_a_role_is_a_list_of_verbs_that_takes_effect_at_once(self, world):
        client = world.client("weichanghe")
        assert client.get(reverse("visits:list")).status_code == 200
        verbs = [verb for verb in Role.objects.get(pk="village").verbs if verb != "visit.see"]
        world.client("wangguan").post("/roles/village/", {"name": "村干部", "verbs": verbs})
        assert client.get(reverse("visits:list")).status_code == 403

    def test_what_it_may_do_stands_under_what_it_is_about_in_words(self, world):
        body = world.client("wangguan").get("/roles/village/").content.decode()

        assert "<summary>矛盾纠纷 " in body
        assert ">matter.accept<" not in body
        missing = {title for title, _ in registered_verbs.by_family() if title.isascii()}
        assert not missing, f"give the verbs of {missing} a title where they are declared"

    def test_a_further_role_begins_as_a_copy(self, world):
        client = world.client("wangguan")
        assert client.post("/roles/new/", {"name": "村（社区）工作人员", "like": "village"}).status_code == 422
        answer = client.post("/roles/new/", {"name": "调解员", "like": "village"})

        made = Role.objects.get(name="调解员")
        assert answer["Location"] == f"/roles/{made.pk}/"
        assert made.verbs == Role.objects.get(pk="village").verbs
        assert "还没有人是这个角色" in client.get("/roles/").content.decode()

    def test_nobody_locks_the_door_from_outside(self, world):
        assert world.client("wangguan").post("/roles/admin/", {"name": "管理员", "verbs": ["staff.manage"]}).status_code == 403
        assert "role.change" in Role.objects.get(pk="admin").verbs

    def test_a_new_password_is_shown_once_and_works(self, world):
        answer = world.client("wangguan").post(f"/staff/{world.users['weichanghe'].pk}/password/")
        password = answer.content.decode().split('<p class="words">')[1].split("<")[0]
        assert answer["Cache-Control"] == "no-store"
        assert world.client().post("/sign-in/", {"username": "weichanghe", "password": password}).status_code == 302

    @pytest.mark.parametrize("path", ["/staff/", "/staff/new/", "/roles/", "/roles/new/", "/roles/village/"])
    def test_others_may_not(self, world, path):
        assert world.client("weichanghe").get(path).status_code == 403


class TestPlacePage:
    def test_it_shows_parts_and_people(self, world):
        body = world.client("zhouqiming").get(f"/territory/{cast.ZHONGXIANG}/").content.decode()
        assert "一社" in body
        assert "魏长河" in body

    def test_a_grid_is_opened_below_a_village(self, world):
        answer = world.client("zhouqiming").post(f"/territory/{cast.ZHONGXIANG}/parts/", {"level": "grid", "name": "第一网格"})
        assert answer["Location"] == f"/territory/{cast.ZHONGXIANG}101/"

    def test_the_neighbours_village_is_not_found(self, world):
        assert world.client("weichanghe").get(f"/territory/{cast.NEIGHBOUR}/").status_code == 404


class TestSearch:
    def test_it_finds_households_and_matters_in_scope_only(self, world):
        from datetime import date

        from minqing.records.matters.models import Matter

        Matter.objects.open(
            kind="need", about="门前排水沟堵了", place=world.village, household=world.homes["李桂兰"], by=world.users["weichanghe"],
            on=date(2026, 4, 20),
        )  # fmt: skip
        client = world.client("weichanghe")
        assert "李桂兰家" in client.get("/search/?q=李桂兰").content.decode()
        assert "门前排水沟堵了" in client.get("/search/?q=排水沟").content.decode()
        assert "没找到" in client.get("/search/?q=贾永年").content.decode()
        assert "没找到" in world.client("jiachengyi").get("/search/?q=排水沟").content.decode()
