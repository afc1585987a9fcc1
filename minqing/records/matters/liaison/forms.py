"""What is asked before a move of a firm's request."""

from __future__ import annotations

from typing import Any

from django import forms

from minqing.records.matters.forms import MoveForm
from minqing.records.matters.models.enterprise import STEPS, WAYS
from minqing.records.matters.works.forms import choice_field, number_field, text_field


class TellForm(MoveForm):
    """How the firm was told, and who there."""

    way = choice_field("怎么告诉的", list(WAYS.items()))
    to = text_field("告诉了谁", 80, required=False)
    field_order = ("way", "to", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        details = self.matter.details
        self.fields["to"].initial = details.contact if details else ""
        self.fields["way"].initial = "phone"

    def given(self) -> dict[str, Any]:
        return {**super().given(), "way": self.cleaned_data["way"], "to": self.cleaned_data["to"]}


class PolicyForm(MoveForm):
    """Which policy, whose, about how much."""

    title = text_field("什么政策", 120, placeholder="像：电量指标交易政策")
    office = text_field("归哪个部门", 80, required=False)
    expected = number_field("能享受多少（万元）", places=6, required=False, hint="不知道先空着")
    field_order = ("title", "office", "expected", "words")

    def given(self) -> dict[str, Any]:
        return {**super().given(), **{name: self.cleaned_data[name] for name in ("title", "office", "expected")}}


class TakeUpForm(MoveForm):
    """The next step of a policy."""

    known = choice_field("哪一项政策，走到哪一步", [])
    paid = number_field("兑现了多少（万元）", places=6, required=False, hint="走到「兑现」才写；不是给钱的写 0")
    refused = forms.BooleanField(label="没批下来（下面写为什么）", required=False)
    field_order = ("known", "paid", "refused", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in self.matter.policies.filter(refused_on=None).exclude(step="paid").order_by("id")}
        if not any(row.next_step == "paid" for row in self.rows.values()):
            del self.fields["paid"]
        self.fields["known"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.name}：{STEPS[row.next_step]}") for key, row in self.rows.items()
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        row = self.rows.get(data.get("known") or "")
        if row is not None and row.next_step == "paid" and not data.get("refused") and data.get("paid") is None:
            self.add_error("paid", "兑现了多少万元没写；不是给钱的政策写 0。")
        if data.get("refused") and not (data.get("words") or "").strip():
            self.add_error("words", "没批的，写一句为什么。")
        return data

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().given(), "known": self.rows.get(data["known"]), "paid": data.get("paid"), "refused": data["refused"]}
