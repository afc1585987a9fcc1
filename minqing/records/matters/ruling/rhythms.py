"""多久去一次: the days between calls on households of a group, on the page of rules beside deadlines and reasons."""

from __future__ import annotations

from typing import Any

from django import forms

from minqing.records.matters.ruling.forms import CHOOSE, RuleForm
from minqing.records.matters.ruling.tables import Table, hang
from minqing.records.people.groups import GROUPS
from minqing.records.visits.models import VisitRhythm

ABOUT = "列在哪一类里的人家，最多隔多少天要去见一面。过了这个天数，「今天」里就列进好久没去的；一户有几类，按最勤的算。"


class RhythmForm(RuleForm):
    """How often to call on a group."""

    group = forms.ChoiceField(label="哪一类人家", choices=[(group, group) for group in GROUPS], error_messages=CHOOSE)
    days = forms.IntegerField(
        label="最多隔几天", min_value=1, max_value=366,
        error_messages={"required": "写个数。", "invalid": "写个数，像 30。", "min_value": "最少是 1 天。", "max_value": "最多是 366 天。"},
    )  # fmt: skip
    own = ("group", "days")
    model = VisitRhythm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].help_text = ""


def said(row: VisitRhythm) -> str:
    """低保：最多隔 60 天去一次."""
    return f"{row.group}：最多隔 {row.days} 天去一次"


def hang_rhythms() -> None:
    """Put the table on the page of rules; called once when the program starts."""
    hang(Table("rhythm", "多久去一次", ABOUT, VisitRhythm, RhythmForm, said, ("group",), ("days", "group", "region", "-from_on")))
