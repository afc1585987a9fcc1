"""`minqing propose` on files as they come: what cannot be read is told in one sentence, the rest is read."""

import json
from pathlib import Path
from typing import Any

import pytest

from minqing import cli

ROSTER = [{"household": "H1", "name": "周长顺", "role": "head"}]


def line(**fields: Any) -> str:
    entry = {"id": "a", "written_on": "2024-03-20", "roster": ROSTER, "text": "去周长顺家，水管漏了。"} | fields
    return json.dumps({key: value for key, value in entry.items() if value is not ...}, ensure_ascii=False)


def proposed(folder: Path, *lines: str, capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[int, list[dict[str, Any]], list[str]]:
    file = folder / "diary.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    code = cli.main(["propose", str(file)])
    out, err = capfdbinary.readouterr()
    return code, [json.loads(row) for row in out.decode().split("\n") if row], err.decode().splitlines()


class TestPropose:
    @pytest.mark.parametrize(
        "text",
        ["", "😀😀🎉", "水管漏了。" * 4000, "x" * 20_001, "发了" + "9" * 30 + "亿斤", "一\u2028二", "99999号来，13月45日，第0天"],
    )
    def test_any_text_is_read(self, text: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        code, rows, troubles = proposed(tmp_path, line(text=text), capfdbinary=capfdbinary)

        assert (code, len(rows), troubles) == (0, 1, [])

    @pytest.mark.parametrize(
        ("bad", "said"),
        [
            ("{", "JSON"),
            ("[]", "一篇日记要写成"),
            (line(text=...), "少了 text"),
            (line(roster=...), "少了 roster"),
            (line(text=None), "文字"),
            (line(id=None), "文字"),
            (line(written_on="2024-13-01"), "written_on"),
            (line(written_on=20240320), "written_on"),
            (line(roster=None), "一列人"),
            (line(roster=["周长顺"]), "一个人要写成"),
            (line(roster=[{"household": "H1", "name": None}]), "一个人要写成"),
        ],
    )
    def test_a_bad_line_is_one_sentence_and_the_others_are_read(
        self, bad: str, said: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        code, rows, troubles = proposed(tmp_path, line(), "", bad, line(id="b"), capfdbinary=capfdbinary)

        assert (code, [row["id"] for row in rows]) == (1, ["a", "b"])
        assert len(troubles) == 1
        assert "第 3 行" in troubles[0]
        assert said in troubles[0]

    def test_doubles_and_unknown_fields_change_nothing(self, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        code, rows, _ = proposed(tmp_path, line(roster=ROSTER * 3, mood="好"), capfdbinary=capfdbinary)

        assert (code, rows[0]["visited"]) == (0, ["H1"])

    def test_two_households_of_one_name_are_nobody(self, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        both = [*ROSTER, {"household": "H2", "name": "周长顺"}]
        _, rows, _ = proposed(tmp_path, line(roster=both), capfdbinary=capfdbinary)

        assert rows[0]["visited"] == []

    def test_what_is_no_text_is_told(self, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        (tmp_path / "x.jsonl").write_bytes("周长顺".encode("gbk"))

        assert cli.main(["propose", str(tmp_path / "x.jsonl")]) == 2
        assert "UTF-8" in capfdbinary.readouterr()[1].decode()

    def test_the_roster_may_say_where_a_household_lives(self, tmp_path, capfdbinary):
        roster = [{"household": "H1", "name": "周长顺", "role": "head", "section": "二社", "number": 23}]
        code, rows, _ = proposed(tmp_path, line(roster=roster, text="去二社23号，水管漏了。"), capfdbinary=capfdbinary)

        assert code == 0
        assert rows[0]["visited"] == ["H1"]
