"""What is learned from, and training from files and from the database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from minqing.conftest import World
from minqing.ground.staff.models import Organisation
from minqing.lib.refusal import NotNow
from minqing.readings.triage import learning, suggesting
from minqing.readings.triage.models import Filing, TaxonomyRow
from minqing.readings.triage.tests.making import requests
from minqing.records.matters import life
from minqing.records.matters.models import Matter

ON = date(2026, 4, 22)
AT = datetime(2026, 4, 22, 3, tzinfo=UTC)


def opened(world: World, about: str, **more: Any) -> Matter:
    return Matter.objects.open(kind="need", about=about, place=world.village, by=world.users["weichanghe"], on=ON, **more)


class TestExamples:
    def test_a_category_that_a_person_set_teaches_and_one_that_stood_there_does_not(self, world: World):
        opened(world, "没人改过的", category="food")
        matter = opened(world, "路坏了")
        life.move(matter, "matter.sort", by=world.users["weichanghe"], on=ON, category="transport")
        assert learning.examples("category") == [learning.Example("路坏了", "transport")]

    def test_what_came_in_a_file_teaches_nothing_until_it_is_sorted(self, world: World):
        matter = opened(world, "路坏了", category="transport", source="import")
        Matter.objects.filter(pk=matter.pk).update(state="done", phase="done", closed_on=ON)
        assert learning.examples("category") == []
        Matter.objects.filter(pk=matter.pk).update(source="desk")
        assert len(learning.examples("category")) == 1

    def test_a_department_is_learned_without_the_name_of_its_place(self, world: World):
        office = Organisation.objects.get(name="安石镇水利站")
        assert learning.sorts_of([office]) == {office.pk: "township:水利站"}
        matter = opened(world, "水渠堵了")
        Matter.objects.filter(pk=matter.pk).update(state="done", phase="done", closed_on=ON, holder_organisation=office)
        assert learning.examples("department") == [learning.Example("水渠堵了", "township:水利站")]

    def test_private_kinds_and_a_familys_income_are_left_out(self):
        assert "need" in learning.open_kinds()
        assert not {"dispute", "monitor"} & set(learning.open_kinds())

    def test_filings_teach_the_taxonomy(self, world: World):
        TaxonomyRow.objects.replace([("交通运输", "道路", "养护"), ("环境保护", "", "")])
        Filing.objects.file(opened(world, "路坏了"), "交通运输", by=world.users["weichanghe"])
        assert learning.examples("taxonomy") == [learning.Example("路坏了", "交通运输")]
        with pytest.raises(NotNow, match="分类表里没有"):
            Filing.objects.file(opened(world, "灯坏了"), "没有的", by=world.users["weichanghe"])


class TestFiles:
    def test_it_reads_csv_jsonl_and_a_list(self):
        for content in (
            "subject,text,category\n,路坏了,行\n",
            '{"text": "路坏了", "category": "行"}\n',
            '[{"text": "路坏了", "category": "行"}]',
        ):
            asked = learning.read_requests(content.encode(), filename="a")
            assert [(one.text, one.category) for one in asked] == [("路坏了", "行")]

    def test_our_own_titles_teach_the_category_and_others_the_taxonomy(self):
        asked = [learning.Asked("1", "路坏了", "行"), learning.Asked("2", "没药了", "medical")]
        assert list(learning.from_file(asked)) == ["category"]
        assert {one.label for one in learning.from_file(asked)["category"]} == {"transport", "medical"}
        assert list(learning.from_file([*asked, learning.Asked("3", "灯坏了", "城乡建设")])) == ["taxonomy"]

    def test_what_holds_no_text_is_refused(self):
        for content in (b"name,phone\n1,2\n", b"{broken", b"[1, 2]"):
            with pytest.raises(NotNow):
                learning.read_requests(content, filename="a")
        with pytest.raises(NotNow, match="没有可学的"):
            learning.from_file([learning.Asked("1", "路坏了")])


class TestTrain:
    def test_too_little_is_said_and_nothing_is_written(self, world: World, tmp_path: Path, settings: Any):
        pytest.importorskip("sklearn")
        settings.TRIAGE_FOLDER = tmp_path
        outcome = suggesting.train(at=AT)
        assert not any(said["trained"] for said in outcome.values())
        assert not list(tmp_path.iterdir())

    def test_a_file_teaches_and_the_night_does_not_unlearn_it(self, world: World, tmp_path: Path, settings: Any):
        pytest.importorskip("sklearn")
        settings.TRIAGE_FOLDER = tmp_path
        given = {"category": [learning.Example(text, label) for text, label in requests(120)]}
        assert suggesting.train(given, at=AT)["category"]["trained"]
        said = suggesting.train(at=AT)["category"]
        assert (said["trained"], "先不换" in said["why"]) == (False, True)
        assert suggesting.guess("category", "东头的路坑坑洼洼，骑车过不去").label == "transport"

    def test_without_the_libraries_it_is_silent_and_says_so_once(self, monkeypatch: Any, settings: Any, tmp_path: Path):
        settings.TRIAGE_FOLDER = tmp_path
        monkeypatch.setattr(learning, "installed", lambda: False)
        assert suggesting.guess("category", "路坏了") is None
        with pytest.raises(NotNow, match="ml"):
            suggesting.train(at=AT)

    def test_a_spoilt_file_is_silence_not_an_error(self, tmp_path: Path, settings: Any):
        settings.TRIAGE_FOLDER = tmp_path
        (tmp_path / "category.npz").write_bytes(b"rubbish")
        assert suggesting.category_for("路坏了") is None
