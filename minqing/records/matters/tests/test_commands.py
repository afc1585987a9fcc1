from __future__ import annotations

import json

import pytest
from django.utils import timezone

from minqing import cli
from minqing.conftest import World
from minqing.records.matters.models import Matter
from minqing.records.matters.tests.test_pages import opened


def run(capfdbinary: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, str, str]:
    code = cli.run(cli.build_parser().parse_args(["matters", *words]))
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


class TestMatters:
    def test_it_lists_what_is_unfinished_below_a_place(self, world: World, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        first, other = opened(world), opened(world, home="贾永年", about="桥面有坑")
        code, out, _ = run(capfdbinary, "list", "--place", "220422102209", "--json")
        assert code == 0
        assert [row["id"] for row in json.loads(out)] == [str(first.pk)]
        assert len(json.loads(run(capfdbinary, "list", "--kind", "need", "--limit", "1", "--json")[1])) == 1
        assert json.loads(run(capfdbinary, "list", "--phase", "done", "--json")[1]) == []
        assert other.receipt in run(capfdbinary, "list")[1]

    def test_it_moves_and_shows(self, world: World, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        matter, today = opened(world), timezone.localdate().isoformat()
        code, out, _ = run(capfdbinary, "move", matter.receipt, "accept", "--by", "linxiaohe", "--on", today, "--json")
        assert (code, json.loads(out)["phase"]) == (0, "doing")
        assert run(capfdbinary, "move", str(matter.pk), "matter.assign", "--by", "zhouqiming", "--to", "luzhixin")[0] == 0
        assert run(capfdbinary, "move", matter.receipt_words, "report_done", "--by", "luzhixin", "--words", "通了")[0] == 0
        code, out, _ = run(capfdbinary, "move", matter.receipt, "answer", "--by", "linxiaohe", "--way", "phone", "--json")
        story = json.loads(out)
        assert (story["phase"], story["solved"], story["judgements"][0]["way"]) == ("done", True, "phone")
        assert [step["move"] for step in story["moves"]] == [
            "matter.open", "matter.accept", "matter.assign", "matter.report_done", "matter.answer",
        ]  # fmt: skip
        told = run(capfdbinary, "show", matter.receipt)[1]
        assert "卢志新" in told
        assert "matter." not in told
        assert "受理了" in told

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("show", "12345678"), "没有找到"),
            (("show", "x"), "没有找到"),
            (("move", "{}", "fly", "--by", "linxiaohe"), "没有「fly」这一步，现在能做的是：受理（matter.accept）"),
            (("move", "{}", "accept", "--by", "jiachengyi"), "岗位不能做"),
            (("move", "{}", "accept", "--by", "nobody"), "没有 nobody 这个账号"),
            (("move", "{}", "assign", "--by", "zhouqiming", "--to", "nobody"), "没有 nobody 这个账号"),
            (("move", "{}", "accept", "--by", "linxiaohe", "--on", "2999-01-01"), "还没到"),
            (("move", "{}", "report_done", "--by", "linxiaohe", "--words", "x"), "不能「办完了，请群众回话」"),
        ],
    )
    def test_it_refuses_in_a_sentence(
        self, world: World, capfdbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...], sentence: str
    ) -> None:
        matter = opened(world)
        code, out, err = run(capfdbinary, *(word.format(matter.receipt) for word in words))
        assert (code, out) == (2, "")
        assert sentence in err
        assert Matter.objects.get().version == 0
