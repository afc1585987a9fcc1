"""What is asked before a move of a hazard, and for a round of consultation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from minqing.ground.staff.scope import Scope
from minqing.lib.fields import new_id
from minqing.records.matters.forms import NOT_FOUND, TOO_LONG, MoveForm, SortForm
from minqing.records.matters.models import Matter
from minqing.records.matters.models.consultation import BODIES, RESULTS, SEATS, ConsultationRule
from minqing.records.matters.models.hazard import HazardCheck, HazardCode

MOST_PEOPLE = 32_000


class UrgencyForm(SortForm):
    """Another urgency; what is dangerous stays in its category."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["category"]

    def given(self) -> dict[str, Any]:
        return {"urgency": self.cleaned_data["urgency"]}


class PlanForm(MoveForm):
    """The plan; its last day begins as what the grade commonly allows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.matter.details
        codes = HazardCode.objects.of("grade", place=self.matter.place_id, on=self.scope.on)
        grade = next((code for code in codes if file and code.key == file.grade), None)
        if grade is not None and grade.days and file.fix_by is None:
            field = self.fields["fix_by"]
            field.initial = self.scope.on + timedelta(grade.days)
            field.help_text = f"「{grade.title}」一般 {grade.days} 天内{'' if grade.confirmed else '（示例）'}，可以改"


class RoundForm(MoveForm):
    """What was seen, and when the next look is due."""

    found = forms.ChoiceField(
        label="比上次", choices=[(key, words) for key, words in HazardCheck.FOUND.items() if key != "gone"], initial="same"
    )
    every_days = forms.IntegerField(
        label="以后隔几天看一次", required=False, min_value=1, max_value=366, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="不用再定期看就空着", error_messages={"invalid": "要写整数。", "min_value": "最少隔 1 天。", "max_value": "最多隔 366 天。"},
    )  # fmt: skip
    field_order = ("found", "words", "every_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.matter.details
        self.fields["every_days"].initial = file.every_days if file else None

    def given(self) -> dict[str, Any]:
        return {**super().given(), "found": self.cleaned_data["found"], "every_days": self.cleaned_data["every_days"]}


def _text(label: str, most: int, *, required: bool = False, hint: str = "", rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint, widget=widget,
        error_messages={"required": f"{label}没写。", "max_length": TOO_LONG},
    )  # fmt: skip


def _count(label: str, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=required, min_value=0, max_value=MOST_PEOPLE, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": f"{label}没写。", "invalid": "要写整数。", "min_value": "不能写负数。", "max_value": "人数太多了，看看是不是写错了。"},
    )  # fmt: skip


class RoundOfTalkForm(forms.Form):
    """One round: what about, where, who sat at the table and what each side said, how many came, how they voted, what was agreed.

    The hidden `id` makes a double click one round. `seats` are the fields of the sides, for the template.
    """

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    subject = _text("商量什么", 200, required=True)
    held_on = forms.DateField(
        label="哪天", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "哪天没写。", "invalid": "日期没写对，像 2026-04-22。"},
    )  # fmt: skip
    where = _text("在哪儿", 120)
    body = forms.ChoiceField(label="什么会", choices=list(BODIES.items()), initial="table", error_messages=NOT_FOUND)
    called = _count("应到多少人")
    came = _count("实到多少人")
    agreed = _count("同意", required=False)
    against = _count("反对", required=False)
    abstained = _count("弃权", required=False)
    result = forms.ChoiceField(
        label="结果", choices=[("", "选一个"), *RESULTS.items()], error_messages={"required": "结果没选。", **NOT_FOUND}
    )
    agreement = _text("议定了什么", 4000, rows=4, hint="谁出多少钱、谁来办、哪天办完")

    def __init__(self, *args: Any, matter: Matter, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matter, self.scope = matter, scope
        last = matter.consultations.order_by("-round").first()
        rules = ConsultationRule.objects.all_at(place=matter.place_id, on=scope.on)
        self.rules = [(BODIES[rule.body], rule) for rule in rules]
        self.fields["subject"].initial = last.subject if last else matter.about[:200]
        self.fields["held_on"].initial = scope.on
        self.fields["where"].initial = last.where if last else ""
        self.fields["body"].initial = last.body if last else "table"
        names = {seat.seat: seat.names for seat in last.seats.all()} if last else {}
        for seat, words in SEATS.items():
            self.fields[f"{seat}_names"] = _text(f"{words}：来了谁", 200, hint="名字用顿号隔开；没来就空着")
            self.fields[f"{seat}_names"].initial = names.get(seat, "")
            self.fields[f"{seat}_said"] = _text(f"{words}怎么说", 2000, rows=2)
            self.fields[f"{seat}_signed"] = forms.BooleanField(label=f"{words}签了字", required=False)

    @property
    def seats(self) -> list[tuple[str, Any, Any, Any, bool]]:
        """Words, the three fields of each side, and whether something is wrong or written there already."""
        found = []
        for seat, words in SEATS.items():
            names, said, signed = (self[f"{seat}_{part}"] for part in ("names", "said", "signed"))
            found.append((words, names, said, signed, bool(names.errors or said.errors or names.value() or said.value())))
        return found

    @property
    def about(self) -> list[list[Any]]:
        """The fields before the seats, those that stand side by side at the desk together."""
        rows = (("held_on", "where", "body"), ("called", "came"))
        return [[self[name] for name in row] for row in rows]

    @property
    def ending(self) -> list[Any]:
        """The fields after the seats."""
        return [self[name] for name in ("result", "agreement")]

    @property
    def votes(self) -> list[Any]:
        return [self[name] for name in ("agreed", "against", "abstained")]

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > self.scope.on:
            raise forms.ValidationError("还没到那天，开过了再记。")
        return day

    def given(self) -> dict[str, Any]:
        """What `consulting.hold` takes."""
        data = self.cleaned_data
        plain = {
            name: data[name] for name in ("id", "subject", "held_on", "where", "body", "called", "came", "result", "agreement")
        }
        votes = {name: data[name] or 0 for name in ("agreed", "against", "abstained")}
        seats = [
            (seat, data[f"{seat}_names"], data[f"{seat}_said"], data[f"{seat}_signed"])
            for seat in SEATS
            if data[f"{seat}_names"] or data[f"{seat}_said"]
        ]
        return {**plain, **votes, "seats": seats}
