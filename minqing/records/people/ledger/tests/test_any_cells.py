"""Whatever stands in the cells: nothing stumbles, and every problem is at a cell that is there."""

from datetime import date, datetime, time

from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.lib.codes import citizen_facts
from minqing.lib.xlsx import Sheet
from minqing.records.people.ledger.content import PROBLEMS
from minqing.records.people.ledger.people import Known
from minqing.records.people.ledger.reading import SheetReader
from minqing.records.people.ledger.tests.book import MAN, TODAY, WOMAN

HEAD = [
    "序号",
    "组别",
    "户号",
    "姓名",
    "与户主关系",
    "性别",
    "身份证号",
    "出生年月",
    "联系电话",
    "住址",
    "类别",
    "是否低保",
    "享受起始时间",
    "月保障金",
    "残疾证号",
]
CELLS = st.one_of(
    st.just(""), st.text(max_size=12), st.floats(allow_nan=False), st.integers(0, 10**18).map(float), st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.just(time(3, 4)),
    st.sampled_from([MAN, WOMAN, MAN + "44", "户主", "妻", "之子", "家属", "张三", "同上", "〃", "合计", "小计", "注：一", "√", "？", "低保户", "1956.3", "13800001111",
                     "姓名", "一组", "离异", "无", "450元", "5.1E+17"]),
)  # fmt: skip


class Rows:
    start = (0, 0)

    def __init__(self, rows):
        self.rows = rows

    def iter_rows(self):
        return iter(self.rows)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=len(HEAD), max_size=len(HEAD)), max_size=12))
def test_nothing_stumbles(rows):
    reader = SheetReader(Sheet("台账", [((2, 2), (4, 2)), ((1, 1), (3, 1))], Rows([HEAD, *rows])), Known(TODAY))

    homes = list(reader.households())

    for problem in reader.problems:
        assert problem.problem in PROBLEMS
        assert 2 <= problem.row <= len(rows) + 1
        assert problem.message.endswith("。")
    for home in homes:
        assert home.members
        for member in home.members:
            assert member.name
            assert member.id is None or citizen_facts(member.id) == (member.birth, member.sex)
            assert member.birth is None or len(member.birth) in (4, 7, 10)
    taken = [member.id for home in homes for member in home.members if member.id]
    assert len(taken) == len(set(taken))
    assert len({home.key for home in homes}) == len(homes)
