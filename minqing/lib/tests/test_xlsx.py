"""Opening workbooks: what is refused, with which sentence, and how rows come out."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from minqing.lib.xlsx import NotAWorkbook, column_index, column_letter, open_workbook


def workbook(fill) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book, book.add_worksheet("表一"))
    book.close()
    return out.getvalue()


def package(parts: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as written:
        for name, data in parts.items():
            written.writestr(name, data)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    return package({**parts, name: content})


def run_through(data: bytes, filename: str) -> None:
    with open_workbook(data, filename) as book:
        for sheet in book.sheets():
            list(sheet.rows())


def refusal(data: bytes, filename: str = "台账.xlsx") -> str:
    with pytest.raises(NotAWorkbook) as refused:
        run_through(data, filename)
    return refused.value.sentence


PLAIN = workbook(lambda book, sheet: sheet.write_row(0, 0, ["姓名", 5]))


class TestRefusals:
    @pytest.mark.parametrize("data", [b"hello", b"<html><table></table></html>", "姓名,电话".encode(), b"%PDF-1.7 and so on"])
    def test_what_is_no_workbook(self, data):
        assert "不是 Excel 工作簿" in refusal(data)

    def test_an_empty_file(self):
        assert "空的" in refusal(b"")

    def test_any_other_zip(self):
        assert "压缩包" in refusal(package({"a.txt": b"x"}))

    def test_a_broken_zip(self):
        assert "损坏" in refusal(PLAIN[: len(PLAIN) // 2])
        assert "损坏" in refusal(b"PK\x03\x04" + b"\0" * 100)

    def test_a_broken_sheet(self):
        assert "损坏" in refusal(
            with_part(PLAIN, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c t='s'><v>99</v></c>")
        )

    @pytest.mark.parametrize("name", ["台账.xlsm", "台账.XLSM", "台账.xlsb"])
    def test_macros_by_name(self, name):
        assert "宏" in refusal(PLAIN, name)

    def test_macros_inside(self):
        assert "宏" in refusal(with_part(PLAIN, "xl/vbaProject.bin", b"\0"))

    def test_a_password(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500

        assert "密码" in refusal(ole)

    def test_an_old_file_that_is_no_workbook_or_has_macros(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500

        assert "不是 Excel 工作簿" in refusal(ole + "WordDocument".encode("utf-16-le"))
        assert "宏" in refusal(ole + "Workbook_VBA_PROJECT".encode("utf-16-le"))
        assert "损坏" in refusal(ole + "Workbook".encode("utf-16-le") + b"\0" * 600)

    def test_a_zip_bomb(self):
        assert "大得不正常" in refusal(with_part(PLAIN, "xl/worksheets/sheet1.xml", b" " * (40 << 20)))

    def test_a_part_that_lies_about_its_size(self):
        data = bytearray(with_part(PLAIN, "xl/worksheets/sheet1.xml", b"<a>" + b" " * 100_000))
        directory = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
        data[directory + 24 : directory + 28] = struct.pack("<I", 10)

        assert "损坏" in refusal(bytes(data))

    def test_too_large_a_file(self, monkeypatch):
        monkeypatch.setattr("minqing.lib.xlsx.MAX_FILE", 1000)

        assert "太大" in refusal(PLAIN)

    def test_too_much_when_unpacked(self, monkeypatch):
        monkeypatch.setattr("minqing.lib.xlsx.MAX_UNPACKED", 1000)

        assert "解压后太大" in refusal(PLAIN)

    @pytest.mark.parametrize("at", [(1_048_575, 16_383), (1_048_575, 11), (9_000, 16_000)])
    def test_one_stray_cell_far_away(self, at):
        def fill(book, sheet):
            sheet.write(0, 0, "姓名")
            sheet.write(*at, "x")

        assert f"第 {at[0] + 1} 行" in refusal(workbook(fill))

    def test_a_stray_cell_in_an_unusual_writing(self):
        xml = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row><c t='n' r='XFD1048576'><v>1</v></c></row>"

        assert "太大" in refusal(
            with_part(PLAIN, "xl/worksheets/sheet1.xml", xml + b"<row><c t='n' r='A1'><v>1</v></c></row></sheetData></worksheet>")
        )

    def test_a_long_text_referred_to_over_and_over(self):
        def fill(book, sheet):
            for row in range(40_000):
                sheet.write(row, 0, "长" * 30_000)

        assert "文字太多" in refusal(workbook(fill))

    def test_an_entity(self):
        assert "结构不对" in refusal(with_part(PLAIN, "xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(NotAWorkbook) as refused:
            open_workbook(tmp_path / "没有.xlsx")

        assert "没有.xlsx" in refused.value.sentence


class TestReading:
    def test_rows_keep_their_numbers_and_start_at_column_a(self):
        def fill(book, sheet):
            sheet.write(2, 1, "姓名")
            sheet.write(4, 2, 7)
            sheet.write_blank(9, 0, None, book.add_format({"bold": True}))

        with open_workbook(workbook(fill)) as book:
            (sheet,) = book.sheets()
            assert [*sheet.rows()] == [(3, ["", "姓名", ""]), (5, ["", "", 7.0])]

    def test_merged_cells_formulas_and_errors(self):
        def fill(book, sheet):
            sheet.merge_range(0, 0, 2, 0, "一组")
            sheet.write_formula(0, 1, "=1+1", None, 2)
            sheet.write_formula(0, 2, "=1/0", None, "#DIV/0!")
            sheet.write(0, 3, "张三")

        with open_workbook(workbook(fill)) as book:
            (sheet,) = book.sheets()
            assert sheet.merged == [((0, 0), (2, 0))]
            assert [*sheet.rows()] == [(1, ["一组", 2.0, "", "张三"])]

    def test_a_million_formatted_empty_rows_are_left_out(self):
        def fill(book, sheet):
            grey = book.add_format({"bg_color": "gray"})
            sheet.write(0, 0, "姓名")
            for row in range(1, 100_000):
                sheet.write_blank(row, 0, None, grey)

        with open_workbook(workbook(fill)) as book:
            (sheet,) = book.sheets()
            assert [number for number, _ in sheet.rows()] == [1]

    def test_a_declared_size_that_is_not_true(self):
        with zipfile.ZipFile(io.BytesIO(PLAIN)) as old:
            xml = old.read("xl/worksheets/sheet1.xml").replace(b'ref="A1:B1"', b'ref="A1:XFD1048576"')

        with open_workbook(with_part(PLAIN, "xl/worksheets/sheet1.xml", xml)) as book:
            (sheet,) = book.sheets()
            assert [*sheet.rows()] == [(1, ["姓名", 5.0])]

    def test_a_path_a_stream_or_bytes(self, tmp_path: Path):
        path = tmp_path / "台账.xlsx"
        path.write_bytes(PLAIN)
        for source in (path, io.BytesIO(PLAIN), PLAIN):
            with open_workbook(source) as book:
                assert [sheet.name for sheet in book.sheets()] == ["表一"]


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")])
def test_column_letters(index, letters):
    assert column_letter(index) == letters
    assert column_index(letters) == index
