import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from minqing.ground.journal.models import Event
from minqing.ground.places.models import Place
from minqing.ledgers.tables import commands
from minqing.ledgers.tables.tests.making import column, opened
from minqing.lib.refusal import NotNow

pytestmark = pytest.mark.usefixtures("present_day")
HERE = ("households", "--place", "220422102209")


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    args = parser.parse_args(["ledger", *words])
    return int(args.run(args))


class TestLedger:
    def test_it_writes_a_masked_ledger(self, world: Any, tmp_path: Path, capfdbinary: Any) -> None:
        assert run(*HERE, "-o", str(tmp_path), "--json") == 0

        said = json.loads(capfdbinary.readouterr().out)
        assert (said["rows"], said["full"]) == (10, False)
        assert Path(said["file"]).name == "安石镇中香村农户台账（2026年4月）.xlsx"
        assert all("****" in number for number in column(opened(Path(said["file"]).read_bytes()), "身份证号码"))
        assert Event.objects.get(verb="ledger.export").actor_name == "命令行"

    def test_it_gives_whole_numbers_to_whoever_answers_for_them(self, world: Any, tmp_path: Path) -> None:
        run(*HERE, "-o", str(tmp_path), "--full", "--purpose", "核对低保", "--by", "zhouqiming")

        event = Event.objects.get(verb="ledger.export_full")
        assert (event.actor_name, event.words) == ("周启明", "核对低保")

    @pytest.mark.parametrize(
        "words",
        [("--full",), ("--full", "--purpose", "核对低保"), ("--full", "--purpose", "核对低保", "--by", "weichanghe"),
         ("--full", "--by", "zhouqiming"), ("--month", "2026-00"), ("--month", "2027-01")],
    )  # fmt: skip
    def test_it_refuses_in_a_sentence_and_leaves_nothing(self, world: Any, tmp_path: Path, words: tuple[str, ...]) -> None:
        with pytest.raises(NotNow):
            run(*HERE, "-o", str(tmp_path / "a.xlsx"), *words)

        assert not list(tmp_path.iterdir())
        assert not Event.objects.filter(verb__startswith="ledger.").exists()

    def test_it_knows_its_ledgers_and_places(self, world: Any, tmp_path: Path, capsys: Any) -> None:
        assert run("nothing", "--place", "220422102209", "-o", str(tmp_path)) == 2
        assert "households" in capsys.readouterr().err
        with pytest.raises(Place.DoesNotExist):
            run("households", "--place", "999999", "-o", str(tmp_path))
