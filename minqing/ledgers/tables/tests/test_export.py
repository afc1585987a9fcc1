from typing import Any

import pytest

from minqing.ground.journal.models import Event
from minqing.ground.places.models import within_q
from minqing.ledgers.tables.tests.making import column, made, opened, texts
from minqing.lib.refusal import NotNow
from minqing.records.people.models import Resident


def plain_ids(world: Any) -> list[str]:
    found = Resident.objects.filter(within_q("place_id", world.village.pk))
    return [resident.id_number.plain() for resident in found]


class TestExport:
    def test_it_masks_numbers(self, world: Any) -> None:
        sheet = opened(made("households", world.village, world.users["weichanghe"]))

        shown = "\n".join(texts(sheet))
        assert "**********" in shown
        assert not any(number in shown for number in plain_ids(world))

    def test_it_is_noted_once(self, world: Any) -> None:
        made("households", world.village, world.users["weichanghe"])

        event = Event.objects.get(verb="ledger.export")
        assert event.after == {"ledger": "households", "month": "2026-04", "rows": 10}
        assert (event.place, event.actor_name) == (world.village.pk, "魏长河")

    @pytest.mark.parametrize(
        "words", ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "{=1}", "http://x.cn"]
    )
    def test_it_never_lets_a_cell_start_a_formula(self, world: Any, words: str) -> None:
        Resident.objects.filter(name="李桂兰").update(remark=words, name=words)

        sheet = opened(made("households", world.village, world.users["weichanghe"]))

        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
        assert str(column(sheet, "备注")[0]).strip() == words.strip()

    def test_it_survives_a_number_that_does_not_open(self, world: Any) -> None:
        resident = Resident.objects.get(name="李桂兰")
        Resident.objects.filter(pk=resident.pk).update(id_number=Resident.objects.get(name="王德福").phones)

        sheet = opened(made("households", world.village, world.users["weichanghe"]))

        assert column(sheet, "身份证号码")[0] == "打不开"


class TestExportFull:
    def test_it_shows_whole_numbers_as_text(self, world: Any) -> None:
        sheet = opened(made("households", world.village, world.users["zhouqiming"], purpose="报县民政局核对低保"))

        assert sorted(column(sheet, "身份证号码")) == sorted(plain_ids(world))

    def test_it_notes_the_purpose(self, world: Any) -> None:
        made("households", world.village, world.users["zhouqiming"], purpose=" 核对低保 ")

        event = Event.objects.get(verb="ledger.export_full")
        assert event.words == "核对低保"
        assert event.after == {"ledger": "households", "month": "2026-04", "rows": 10}
        assert not Event.objects.filter(verb="ledger.export").exists()

    @pytest.mark.parametrize("purpose", ["", "  ", "x"])
    def test_it_refuses_without_a_purpose(self, world: Any, purpose: str) -> None:
        with pytest.raises(NotNow, match="用途"):
            made("households", world.village, world.users["zhouqiming"], purpose=purpose)

        assert not Event.objects.filter(verb__startswith="ledger.").exists()
