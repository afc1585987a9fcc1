"""A ledger through the browser: looked at, confirmed, confirmed twice, refused."""

import os
import time
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from minqing.ground.journal.models import Event
from minqing.records.people import incoming
from minqing.records.people.ledger.tests.book import workbook as workbook_of
from minqing.records.people.models import Household, LedgerImport, Resident
from minqing.records.people.tests.making import HEADS, number, workbook

LI = number("1960-03-02", 12)
ROWS = [
    HEADS,
    ("51", "三社", "三社51号", "孙广财", "户主", "男", number("1958-07-01", 11), "13800000061", "√"),
    ("51", "三社", "三社51号", "赵淑琴", "配偶", "女", LI, "12345", ""),
    ("52", "三社", "三社52号", "=1+1", "户主", "男", "220499195807", "", ""),
]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(world):
    return world.client("weichanghe")


def send(client, data, place="220422102209", name="花名册.xlsx"):
    return client.post(reverse("people:import"), {"place": place, "file": SimpleUploadedFile(name, data)})


def confirm(client, token):
    return client.post(reverse("people:confirm-import"), {"token": token})


class TestPreview:
    def test_it_says_what_was_understood_and_stores_nothing(self, client):
        before = (Household.objects.count(), Event.objects.count())
        response = send(client, workbook(ROWS))
        text = response.content.decode()

        assert "2 户，3 人" in text
        assert [p["problem"] for p in response.context["problems"]] == ["bad_phone", "bad_id_length"]
        assert (response.context["outcome"].created, response.context["outcome"].changed) == (2, 0)
        assert "身份证号" in text
        assert (Household.objects.count(), Event.objects.count(), LedgerImport.objects.count()) == (*before, 0)
        assert LI not in text
        assert "13800000061" not in text

    def test_the_waiting_file_is_nobody_elses(self, client):
        send(client, workbook(ROWS))
        (kept,) = incoming.folder().iterdir()

        assert kept.stat().st_mode & 0o777 == 0o600
        assert "花名册" not in kept.name

    def test_what_waited_longer_than_a_day_is_cleared_away(self, client):
        send(client, workbook(ROWS))
        (old,) = incoming.folder().iterdir()
        os.utime(old, (time.time() - 90_000,) * 2)
        send(client, workbook(ROWS))

        assert not old.exists()

    def test_a_long_ledger_is_for_the_command_line(self, client, monkeypatch):
        monkeypatch.setattr("minqing.records.people.views.ledger.MOST_PEOPLE", 2)
        response = send(client, workbook(ROWS), name="全镇 花名册.xlsx")

        assert "minqing import households &#x27;全镇 花名册.xlsx&#x27; --place 220422102209" in response.content.decode()
        assert not list(incoming.folder().iterdir())

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"not a workbook", ""), (b"", "空的"), (workbook([("甲", "乙"), ("1", "2")]), "没找到表头"), (b"PK\x03\x04" + b"\0" * 200, ""),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ""),
        ],
    )  # fmt: skip
    def test_a_file_that_cannot_be_taken_gets_one_sentence_on_the_same_page(self, client, data, said):
        response = send(client, data)

        assert response.status_code == 422
        (sentence,) = response.context["form"].errors["file"]
        assert said in sentence
        assert sentence.endswith(("。", "导入。"))
        assert not incoming.folder().exists() or not list(incoming.folder().iterdir())

    def test_too_large_and_no_file_are_said(self, client, settings):
        settings.LEDGER_MAX_BYTES = 1000
        assert "拆成几份" in send(client, workbook(ROWS)).content.decode()
        response = client.post(reverse("people:import"), {"place": "220422102209"})
        assert "还没选文件" in response.content.decode()

    def test_another_village_cannot_be_chosen(self, client):
        response = send(client, workbook(ROWS), place="220422102210")

        assert response.status_code == 422
        assert "要从列出来的里面选" in response.content.decode()


class TestConfirmation:
    def test_it_takes_in_and_forgets_the_file(self, client):
        token = send(client, workbook(ROWS)).context["token"]
        response = confirm(client, token)

        record = LedgerImport.objects.get()
        assert response.url == reverse("people:imported", args=[record.pk])
        assert Resident.objects.with_id(LI).get().household.head_name == "孙广财"
        assert not list(incoming.folder().iterdir())
        text = client.get(response.url).content.decode()
        assert "下载有问题的行" in text
        assert LI not in text

    def test_sent_twice_the_second_shows_what_the_first_did(self, client):
        token = send(client, workbook(ROWS)).context["token"]
        first, second = confirm(client, token), confirm(client, token)

        assert first.url == second.url
        assert (LedgerImport.objects.count(), Household.objects.filter(section="三社").count()) == (1, 2)

    def test_the_same_file_again_changes_nothing(self, client):
        book = workbook(ROWS)
        for _ in range(2):
            response = send(client, book)
            last = confirm(client, response.context["token"])

        assert response.context["outcome"].unchanged == 2
        assert last.url == reverse("people:imported", args=[LedgerImport.objects.get().pk])
        assert Event.objects.filter(verb="household.import").count() == 1

    def test_a_corrected_file_updates(self, client):
        confirm(client, send(client, workbook(ROWS)).context["token"])
        corrected = [list(row) for row in ROWS]
        corrected[2][7] = "13800000062"
        response = send(client, workbook(corrected))
        assert response.context["outcome"].changed == 1
        confirm(client, response.context["token"])

        assert Resident.objects.with_id(LI).get().phones.plain() == "13800000062"

    def test_another_persons_token_an_altered_one_and_a_lost_file(self, world, client):
        token = send(client, workbook(ROWS)).context["token"]

        assert confirm(world.client("linxiaohe"), token).status_code == 409
        assert confirm(client, token[:-2] + "xx").status_code == 409
        assert confirm(client, "").status_code == 409
        next(incoming.folder().iterdir()).unlink()
        assert "重新选一次文件" in confirm(client, token).content.decode()
        assert not LedgerImport.objects.exists()

    def test_who_lost_the_place_meanwhile_takes_nothing_in(self, world, client):
        token = send(client, workbook(ROWS)).context["token"]
        world.users["weichanghe"].postings.update(place_id=world.neighbour.pk)

        assert confirm(client, token).status_code == 404


class TestResult:
    @pytest.fixture
    def record(self, client):
        confirm(client, send(client, workbook(ROWS)).context["token"])
        return LedgerImport.objects.get()

    def test_the_neighbour_and_strangers_do_not_see_it(self, world, record):
        for name in ("imported", "import-problems"):
            address = reverse(f"people:{name}", args=[record.pk])
            assert world.client("jiachengyi").get(address).status_code == 404
            assert world.client("dangyuan").get(address).status_code == 403
            assert world.client().get(address).status_code == 302

    def test_the_rows_to_mend_are_a_workbook_without_formulas(self, client, record):
        record.problems[0]["header"] = "=cmd()"
        record.save()
        response = client.get(reverse("people:import-problems", args=[record.pk]))
        sheet = openpyxl.load_workbook(BytesIO(response.content)).active

        assert sheet.max_row == 3
        assert [cell.value for cell in sheet[3]][:3] == ["花名册", 4, "G"]
        assert all(cell.data_type != "f" for row in sheet for cell in row)
        assert response["Content-Disposition"].startswith("attachment")


class TestUnderstanding:
    def test_it_shows_how_families_were_told_what_was_not_known_and_which_sheets_were_left(self, client):
        text = send(
            client, workbook_of({"三社": [[*ROWS[0], "网箱口数"], *ROWS[1:]], "说明": [["本表按月更新"]]})
        ).content.decode()

        assert "没有“姓名”这样的栏名，没收" in text
        assert "「网箱口数」" in text
        assert "算一户" in text
        assert "就这样收进来" in text

    def test_a_template_with_nobody_in_it_is_said_and_not_kept(self, client):
        response = send(client, workbook(ROWS[:1]))

        assert "一个人也没有" in response.context["form"].errors["file"][0]
        assert not list(incoming.folder().iterdir())
