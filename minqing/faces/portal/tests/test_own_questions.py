"""What a kind asks of residents besides what everybody is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minqing.conftest import World
from minqing.faces.portal.tests.acting import HERE, ask, said
from minqing.records.matters.details import questions
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.models import Matter
from minqing.records.matters.models.hazard import HazardCode

ASKED = [kind for kind in KINDS.values() if kind.asks]
# What only those who serve can know.
THEIRS = {
    "dispute": {"origin"}, "enterprise": {"contact"}, "errand": {"how", "booked_on"}, "hazard": {"grade", "people"}, "monitor": {"lead"},
}  # fmt: skip


def form_of(kind: str, **given: Any) -> Any:
    url = reverse("portal:ask", args=[HERE, kind])
    return Client().post(url, said(**given)) if given else Client().get(url)


class TestDeclared:
    @pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.key)
    def test_every_field_of_the_opening_is_asked_or_left_to_those_who_serve(self, kind: Any) -> None:
        opening = {name.rstrip("?") for name in kind.at_opening}
        own = {question.name for question in kind.own_questions}
        assert own <= opening
        assert opening - own == THEIRS.get(kind.key, set())

    @pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.key)
    def test_offered_values_are_the_models(self, db: None, kind: Any) -> None:
        for question in kind.own_questions:
            source = apps.get_model(kind.details)._meta.get_field(question.name)
            assert not question.choices or set(question.choices) <= {key for key, _ in source.flatchoices}
        assert questions(kind, place=HERE, on=timezone.localdate()).keys() == {one.name for one in kind.own_questions}


class TestAsked:
    @pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.key)
    def test_each_is_on_the_form_in_the_residents_words(self, world: World, kind: Any) -> None:
        page = form_of(kind.key).content.decode()
        for question in kind.own_questions:
            assert f'name="own_{question.name}"' in page
            assert question.label in page
            assert question.hint in page
        for name in THEIRS.get(kind.key, ()):
            assert f'name="own_{name}"' not in page
            assert f'name="{name}"' not in page

    @pytest.mark.parametrize(
        ("kind", "gone"),
        [("hazard", ("category", "where")), ("enterprise", ("category",)), ("dispute", ("category",)), ("need", ())],
    )
    def test_a_general_question_for_which_the_kinds_own_stands_is_not_asked_twice(
        self, world: World, kind: str, gone: tuple[str, ...]
    ) -> None:
        page = form_of(kind).content.decode()
        for name in ("category", "where"):
            assert (f'name="{name}"' in page) == (name not in gone)

    def test_nothing_is_chosen_that_nobody_chose(self, world: World) -> None:
        page = form_of("dispute").content.decode()
        assert "说不清，你们看着定" in page
        dispute = ask(Client(), "dispute", own_dispute_class="")
        assert dispute.details.dispute_class == "other"

    def test_the_county_list_of_hazards_is_what_is_offered(self, world: World) -> None:
        HazardCode.objects.create(
            region=HERE[:6], sort="class", key="well", title="没盖的井", from_on=date(2020, 1, 1), source="县里定的"
        )
        assert "没盖的井" in form_of("hazard").content.decode()
        assert ask(Client(), "hazard", own_risk_class="well").details.class_words == "没盖的井"


class TestKept:
    def test_a_hazard(self, world: World) -> None:
        made = ask(Client(), "hazard", own_spot="三栋西边房顶", own_risk_class="falling", own_risk="瓦掉下来砸着人")
        assert (made.details.spot, made.details.risk_class, made.details.risk) == ("三栋西边房顶", "falling", "瓦掉下来砸着人")
        assert (made.details.grade, made.details.people) == ("", None)
        page = world.client("linxiaohe").get(reverse("matters:page", args=[made.pk])).content.decode()
        assert "三栋西边房顶" in page
        assert "瓦掉下来砸着人" in page

    def test_a_dispute_keeps_it_in_its_file(self, world: World) -> None:
        made = ask(Client(), "dispute", own_dispute_class="neighbour")
        assert (made.details.dispute_class, made.details.origin) == ("neighbour", "applied")
        assert made.about == "矛盾纠纷"

    def test_a_firms_request(self, world: World) -> None:
        made = ask(Client(), "enterprise", own_company="中香豆制品厂", own_uscc=" 91220422ma00000010 ", own_trouble="power")
        details = made.details
        assert (details.company, details.uscc, details.trouble) == ("中香豆制品厂", "91220422MA00000010", "power")
        assert made.asker == "李桂兰"

    def test_an_errand(self, world: World) -> None:
        made = ask(Client(), "errand", own_paper="养老金年审", own_way="with")
        assert (made.details.paper, made.details.way, made.details.how) == ("养老金年审", "with", "office")
        assert ask(Client(), "errand", words="身份证到期了要换").details.paper == "身份证到期了要换"

    def test_a_wish(self, world: World) -> None:
        day = timezone.localdate() + timedelta(days=20)
        made = ask(Client(), "wish", own_skill="repair", own_needed_by=day.isoformat())
        assert (made.details.skill, made.details.needed_by) == ("repair", day)

    def test_who_monitors_is_told_by_the_family_itself(self, world: World) -> None:
        assert ask(Client(), "monitor").details.lead == "asked"

    def test_what_residents_may_not_say_is_not_taken(self, world: World) -> None:
        made = ask(Client(), "hazard", own_grade="red", grade="red", own_people="9")
        assert (made.details.grade, made.details.people) == ("", None)
        assert form_of("errand", own_way="nonsense").status_code == 422


class TestErrors:
    @pytest.mark.parametrize(
        ("kind", "wrong", "words"),
        [
            ("hazard", {"own_spot": ""}, "在哪儿没写。"), ("hazard", {"own_risk_class": "moon"}, "选的不在名单里"),
            ("hazard", {"own_risk": "长" * 301}, "太长了"), ("enterprise", {"own_company": ""}, "企业、合作社、店叫什么没写。"),
            ("enterprise", {"own_uscc": "123"}, "18 位"), ("wish", {"own_needed_by": "明天"}, "日期没写对"),
            ("errand", {"own_way": ""}, "想怎么办没选。"),
        ],
    )  # fmt: skip
    def test_they_are_said_in_words_and_what_was_written_stays(
        self, world: World, kind: str, wrong: dict[str, str], words: str
    ) -> None:
        kept = {"own_risk": "瓦掉下来", "own_paper": "换身份证", "own_company": "桂兰豆腐坊", "own_skill": "repair"}
        answer = form_of(kind, **{**kept, **wrong})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert not Matter.objects.exists()
        for name, value in kept.items():
            if f'name="{name}"' in page and name not in wrong:
                assert (f'value="{value}"' in page) or (f">{value}" in page)

    def test_the_same_page_with_another_answer_is_another_request(self, world: World) -> None:
        client, form = Client(), said(own_spot="桥东头")
        url = reverse("portal:ask", args=[HERE, "hazard"])
        for given in (form, form, {**form, "own_spot": "桥西头"}):
            assert client.post(url, given).status_code == 302
        assert Matter.objects.count() == 2


class TestPaper:
    url = reverse("portal:paper", args=[HERE])

    def test_a_worker_asks_the_same_one_kind_at_a_time(self, world: World) -> None:
        client = world.client("linxiaohe")
        page = client.get(self.url, {"kind": "hazard"}).content.decode()
        assert 'name="own_spot"' in page
        assert "?kind=errand" in page
        assert 'name="own_spot"' not in client.get(self.url).content.decode()
        answer = client.post(self.url, said(kind="hazard", own_spot="村口桥栏杆"))
        assert answer.status_code == 302
        assert Matter.objects.get().details.spot == "村口桥栏杆"

    def test_an_error_keeps_the_kind_and_what_was_written(self, world: World) -> None:
        answer = world.client("linxiaohe").post(self.url, said(kind="hazard", own_spot="", own_risk="瓦掉下来"))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "在哪儿没写。" in page
        assert 'value="瓦掉下来"' in page
        assert 'value="hazard"' in page
