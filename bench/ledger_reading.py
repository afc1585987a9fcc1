"""How fast a household ledger is read, beside the floor: calamine going through the same rows and doing nothing.

    python bench/ledger_reading.py [PEOPLE] [--keep FILE]

Writes a clean, regular ledger (households of four, twelve columns) and prints rows a second, microseconds a row and the peak
memory of this process for both, in one run on one core. Households are streamed, not kept, as the import does.
"""

import argparse
import random
import resource
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import python_calamine
import xlsxwriter

from minqing.lib.codes import check_character
from minqing.lib.xlsx import open_workbook
from minqing.records.people.ledger import LedgerReader

HEADINGS = [
    "序号",
    "户号",
    "村民小组",
    "姓名",
    "与户主关系",
    "性别",
    "身份证号码",
    "出生年月",
    "联系电话",
    "家庭住址",
    "政治面貌",
    "户类别",
]
FAMILY = (("户主", "男", 1970), ("妻", "女", 1972), ("长子", "男", 1998), ("长女", "女", 2003))
NAMES = "王李张刘陈杨赵黄周吴"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂"


def write(path: Path, people: int) -> None:
    """A made-up ledger: nobody in it exists."""
    chance = random.Random(2026)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEADINGS)
    for i in range(people):
        household, place = divmod(i, 4)
        relation, sex, year = FAMILY[place]
        born = date(year, 1, 1) + timedelta(days=chance.randrange(365))
        # The sequence number is odd for men; area codes run on, so that no number comes twice.
        first17 = f"{510100 + i // 400:06}{born:%Y%m%d}{(i % 400) * 2 + (sex == '男'):03}"
        name = chance.choice(NAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
        phone = f"13{chance.randrange(10**9):09}" if place < 2 else ""
        sheet.write_row(i + 1, 0, [
            i + 1, household + 1, f"{household % 12 + 1}组", name, relation, sex, first17 + check_character(first17), f"{born:%Y-%m-%d}",
            phone, f"河东村{household % 12 + 1}组{household + 1}号", "群众", "一般户" if household % 9 else "低保户",
        ])  # fmt: skip
    book.close()


def floor(path: Path) -> int:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return sum(1 for _ in book.get_sheet_by_index(0).iter_rows())


def guarded(path: Path) -> int:
    with open_workbook(path) as book:
        return sum(1 for sheet in book.sheets() for _ in sheet.rows())


def read(path: Path) -> int:
    people = 0
    with LedgerReader(path, today=date(2026, 11, 21)) as reader:
        for household in reader.iter_households():
            people += len(household.members)
        assert not reader.problems, reader.problems[:3]
    return people


def timed(label: str, work, path: Path) -> float:  # type: ignore[no-untyped-def]
    began, busy = time.perf_counter(), time.process_time()
    rows = work(path)
    took, busy = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{label:34} {rows:9,} rows {rows / took:9,.0f} rows/s {took / rows * 1e6:6.1f} us a row (cpu {busy / rows * 1e6:5.1f}) peak {peak:5.0f} MB"
    )
    return took


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("people", type=int, nargs="?", default=200_000)
    arguments.add_argument("--keep", type=Path, help="use this file, written when it is not there yet")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.keep or Path(folder) / "ledger.xlsx"
        if not path.exists():
            write(path, chosen.people)
        print(f"{path.stat().st_size / 1e6:.1f} MB, {len(HEADINGS)} columns")
        bare = timed("calamine alone", floor, path)
        timed("with the guards", guarded, path)
        whole = timed("ledger read, checked and grouped", read, path)
        print(f"the reader costs {whole / bare:.2f} times the floor")


if __name__ == "__main__":
    main()
