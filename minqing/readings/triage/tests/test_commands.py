"""The commands of triage refuse in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from minqing.cli import main


@pytest.mark.django_db
class TestSuggest:
    @pytest.mark.parametrize("content", ["", "subject,text\n", "subject,text\n,\n , \n", "[]"])
    def test_a_file_without_a_request_is_refused(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
        file = tmp_path / "诉求.csv"
        file.write_text(content, encoding="utf-8")

        assert main(["triage", "suggest", str(file)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "里一件诉求也没有" in err
