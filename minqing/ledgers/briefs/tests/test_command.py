import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from minqing.ledgers.briefs import commands
from minqing.ledgers.briefs.reading import figures_in
from minqing.lib.refusal import NotNow

pytestmark = pytest.mark.usefixtures("present_day")


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    args = parser.parse_args(["brief", *words])
    return int(args.run(args))


class TestBrief:
    def test_it_writes_the_file_and_says_its_figures(self, world: Any, april: Any, tmp_path: Path, capfdbinary: Any) -> None:
        target = tmp_path / "brief.docx"

        assert run("month", "--place", "220422102209", "--month", "2026-04", "-o", str(target), "--json") == 0

        said = json.loads(capfdbinary.readouterr().out)
        values = {figure["key"]: figure["text"] for figure in said["figures"]}
        assert values == {figure.key: figure.text for figure in figures_in(target)}
        assert (said["from"], said["to"]) == ("2026-04-01", "2026-04-22")

    def test_it_gives_the_file_its_own_name_in_a_folder(self, world: Any, tmp_path: Path) -> None:
        run("month", "--place", "220422102209", "-o", str(tmp_path))

        assert [path.name for path in tmp_path.iterdir()] == ["安石镇中香村2026年4月工作简报.docx"]

    def test_it_leaves_nothing_behind_when_it_refuses(self, world: Any, tmp_path: Path) -> None:
        with pytest.raises(NotNow):
            run("month", "--place", "220422102209", "--month", "2026-12", "-o", str(tmp_path / "b.docx"))

        assert not list(tmp_path.iterdir())
