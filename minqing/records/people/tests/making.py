"""Workbooks and households for tests, with invented people only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from typing import Any

import xlsxwriter

from minqing.ground.journal import Person
from minqing.ground.places.models import Place
from minqing.lib.codes import check_character
from minqing.records.people import importing
from minqing.records.people.ledger import LedgerHousehold, LedgerMember
from minqing.records.people.models import GroupSpan, Household, Resident

DAY = date(2026, 4, 22)
AT = datetime(2026, 4, 22, 3, 0, tzinfo=UTC)
BY = Person("郭永刚")


def number(birth: str, order: int) -> str:
    """A right ID number of area 220499, which was never given out."""
    body = f"220499{birth.replace('-', '')}{order:03}"
    return body + check_character(body)


def member(name: str, relation: str | None = "02", *, id: str | None = None, **known: Any) -> LedgerMember:
    facts: dict[str, Any] = {"relation_word": None, "sex": None, "birth": None, "phones": (), "groups": (), "row": 2}
    return LedgerMember(name=name, relation=relation, id=id, **facts | known)


def home(key: str, *members: LedgerMember, **known: Any) -> LedgerHousehold:
    return LedgerHousehold(key=key, sheet="花名册", row=2, members=list(members), **known)


_FILES = count(1)


def take(
    place: Place, *homes: LedgerHousehold, file: str = "花名册.xlsx", digest: str = "", problems: Sequence[Any] = ()
) -> importing.Outcome:
    """Take households in as a file would be; each call is another file unless a digest says the same."""
    from minqing.records.people.ledger import Ledger

    ledger = Ledger(households=list(homes), problems=list(problems))
    return importing.take_in(ledger, place=place, filename=file, digest=digest or f"{next(_FILES):064}", by=BY, at=AT)


def books() -> dict[str, list[dict[str, Any]]]:
    """Everything about people in the database, but for which import last touched it."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "last_import_id"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in (Household, Resident, GroupSpan)
    }


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


HEADS = ("户号", "村民小组", "家庭住址", "姓名", "与户主关系", "性别", "身份证号", "联系电话", "是否低保")
