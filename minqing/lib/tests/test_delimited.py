"""Text with separators: encodings, separators, quotes, and what is no text at all."""

import pytest

from minqing.lib.xlsx import NotAWorkbook, open_workbook

ROWS = [(1, ["姓名", "电话", "住址"]), (3, ["张三", "0139", "河东\n3号"]), (4, ["李四", "", ""])]


def rows_of(content: bytes, filename: str = "名单.csv"):
    with open_workbook(content, filename) as book:
        (sheet,) = book.sheets()
        return list(sheet.rows())


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    @pytest.mark.parametrize("mark", [",", "\t", ";"])
    def test_it_is_read_in_the_encodings_and_with_the_separators_of_the_trade(self, encoding, mark):
        text = '姓名,电话,住址\r\n,,\r\n 张三,="0139","河东\n3号"\r\n李四\r\n'.replace(",", mark)

        assert rows_of(text.encode(encoding)) == ROWS

    def test_the_sheet_is_called_after_the_file_and_an_empty_line_is_counted(self):
        with open_workbook("姓名\n\n张三".encode(), "一组.csv") as book:
            (sheet,) = book.sheets()

            assert (sheet.name, [number for number, _ in sheet.rows()]) == ("一组", [1, 3])

    @pytest.mark.parametrize(
        "content", [b"\x89PNG\0\0\1", "姓名".encode("gb18030") + b"\xff\xff", b",".join([b"a"] * 5000), b"a,b\xff,\n"]
    )
    def test_what_is_no_text_is_refused_with_a_sentence(self, content):
        with pytest.raises(NotAWorkbook) as refusal:
            rows_of(content)

        assert refusal.value.sentence.endswith("。")

    def test_text_under_the_name_of_a_workbook_is_refused(self):
        with pytest.raises(NotAWorkbook):
            rows_of("姓名,电话".encode(), "名单.xlsx")
