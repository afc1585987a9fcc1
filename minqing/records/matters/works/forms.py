"""What is asked before a move of a project: numbers with units, money in 万元, days, who accepted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from minqing.ground.places.models import within_q
from minqing.lib import days
from minqing.records.matters.forms import NOT_FOUND, TOO_LONG, MoveForm
from minqing.records.matters.models.project import COMMON, SOURCES, UNITS, ProjectInspector, amount
from minqing.records.matters.works.accepting import Inspector
from minqing.records.people.models import Household, Resident

MOST_INSPECTORS = 6


def number_field(label: str, *, places: int = 3, required: bool = True, hint: str = "", **attrs: Any) -> forms.DecimalField:
    """A number from nothing upwards."""
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=places, min_value=Decimal(0), required=required, help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "decimal", **attrs}), error_messages={
            "required": f"{label}没写。", "invalid": "要写数字，像 1503 或 12.5。", "min_value": "不能写负数。",
            "max_decimal_places": f"小数点后最多 {places} 位。", "max_digits": "这个数太大了，看看单位对不对。", "max_whole_digits": "这个数太大了，看看单位对不对。",
        },
    )  # fmt: skip


def text_field(label: str, longest: int, *, required: bool = True, hint: str = "", **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=hint, widget=forms.TextInput(attrs=attrs),
        error_messages={"required": f"{label}没写。", "max_length": TOO_LONG},
    )  # fmt: skip


def choice_field(label: str, choices: list[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=required, error_messages={"required": f"{label}没选。", **NOT_FOUND}
    )


def day_field(label: str, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    errors = {"required": f"{label}没写。", "invalid": "日期没写对，像 2026-04-22。"}
    return forms.DateField(label=label, required=required, widget=widget, error_messages=errors)


class WorksForm(MoveForm):
    """A move whose given values are its own fields, in their order; `known` chooses one of the project's own rows.

    `again` names the choice for none of them: a new one.
    """

    own: tuple[str, ...] = ()
    again = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.among: dict[str, Any] = {str(row.pk): row for row in self.rows()}
        if "known" in self.fields:
            empty = [("", self.again or "选一个")] if self.again or len(self.among) != 1 else []
            self.fields["known"].choices = [*empty, *((key, self.said(row)) for key, row in self.among.items())]  # type: ignore[attr-defined]
            if self.again and not self.among:
                del self.fields["known"]
        self.set_up()
        self.order_fields([*self.own, "words"])

    def rows(self) -> Any:
        """The project's rows among which `known` chooses."""
        return ()

    def said(self, row: Any) -> str:
        """One of them in words."""
        return str(row)

    def set_up(self) -> None:
        """Fill in initial values."""

    def only_new(self, **labels: str) -> None:
        """Where there is none to choose among, the fields of a new one are simply asked."""
        if "known" in self.fields:
            return
        for name, label in labels.items():
            field = self.fields[name]
            field.label, field.required = label, True
            field.error_messages["required"] = f"{label}没写。"

    def given(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in self.own if name in self.cleaned_data and name != "known"}
        return {**super().given(), **found, "known": self.among.get(self.cleaned_data.get("known") or "")}


class FundForm(WorksForm):
    """A source and how much is planned from it; or another number for one that is there."""

    own, again = ("known", "source", "name", "planned"), "新的一笔"
    known = choice_field("哪一笔", [], required=False)
    source = choice_field("新的一笔从哪来", [("", "选一个"), *SOURCES.items()], required=False)
    name = text_field("哪一项资金、哪个单位", 80, required=False, placeholder="像：财政衔接资金")
    planned = number_field("计划多少（万元）", places=6)

    def rows(self) -> Any:
        return self.matter.funds.order_by("id")

    def said(self, row: Any) -> str:
        return f"{row}，计划 {amount(row.planned)} 万元"

    def set_up(self) -> None:
        self.only_new(source="从哪来")
        if "known" in self.fields:
            self.fields["planned"].help_text = "没付过钱的那一笔，写 0 就去掉"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("known") and not data.get("source") and "source" not in self.errors:
            self.add_error("source", "资金从哪来没选。")
        return data


class PayForm(WorksForm):
    own = ("known", "paid", "paid_on", "paid_to")
    known = choice_field("从哪一笔里付", [])
    paid = number_field("付了多少（万元）", places=6)
    paid_on = day_field("哪天付的")
    paid_to = text_field("付给谁", 120, required=False)

    def rows(self) -> Any:
        return self.matter.funds.order_by("id")

    def set_up(self) -> None:
        self.fields["paid_on"].initial = self.scope.on.isoformat()

    def clean_paid_on(self) -> date:
        return not_to_come(self.cleaned_data["paid_on"], self.scope.on)


class QuantityForm(WorksForm):
    """What, how much, in which unit; or another number for one that is there."""

    own, again = ("known", "what", "unit", "planned"), "新的一项"
    known = choice_field("哪一项", [], required=False)
    what = text_field("新的一项干什么", 40, required=False, hint=f"像：{'、'.join(what for what, _ in COMMON[:6])}")
    unit = choice_field("单位", [("", "选一个"), *((unit, unit) for unit in UNITS)], required=False)
    planned = number_field("计划多少")

    def rows(self) -> Any:
        return self.matter.quantities.order_by("id")

    def set_up(self) -> None:
        self.only_new(what="干什么")
        self.fields["unit"].help_text = "上面这几样不选也行，程序知道" if "known" not in self.fields else ""
        if "known" in self.fields:
            self.fields["planned"].help_text = "一点没干的那一项，写 0 就去掉"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("known"):
            if not data.get("what") and "what" not in self.errors:
                self.add_error("what", "干什么没写。")
            if not data.get("unit"):
                data["unit"] = dict(COMMON).get(data.get("what", ""), "")
                if not data["unit"]:
                    self.add_error("unit", "单位没选。")
        return data


class ProgressForm(WorksForm):
    own = ("known", "number", "done_on")
    known = choice_field("干的是哪一项", [])
    number = number_field("这一回干了多少", hint="只写这一回的，不写累计；程序自己加")
    done_on = day_field("哪天干的")

    def rows(self) -> Any:
        return self.matter.quantities.with_done().order_by("id")

    def said(self, row: Any) -> str:
        return f"{row.what}（计划 {amount(row.planned)} {row.unit}，已经干了 {amount(row.done)} {row.unit}）"

    def set_up(self) -> None:
        self.fields["done_on"].initial = self.scope.on.isoformat()

    def clean_done_on(self) -> date:
        return not_to_come(self.cleaned_data["done_on"], self.scope.on)


class StrikeForm(WorksForm):
    """One entry of work or of money."""

    own = ("known",)
    known = choice_field("哪一笔", [])

    def rows(self) -> Any:
        done = list(self.matter.progress.filter(struck_on=None).order_by("-done_on", "-id")[:60])
        return [*done, *self.matter.payments.filter(struck_on=None).order_by("-paid_on", "-id")[:60]]

    def said(self, row: Any) -> str:
        day = getattr(row, "done_on", None) or row.paid_on
        return f"{days.in_words(day, self.scope.on)} {'付款 ' if hasattr(row, 'paid_on') else ''}{row}，{row.by_name}记的"


class MilestoneForm(WorksForm):
    """A point and its day; or another day for one that is not reached."""

    own, again = ("known", "title", "due_on"), "新的节点"
    known = choice_field("哪个节点", [], required=False)
    title = text_field("新的节点叫什么", 60, required=False, placeholder="像：路基压实、铺面、验收")
    due_on = day_field("到哪天")

    def rows(self) -> Any:
        return self.matter.milestones.filter(reached_on=None).order_by("due_on", "id")

    def said(self, row: Any) -> str:
        return f"{row.title}（{days.in_words(row.due_on, self.scope.on)}）"

    def set_up(self) -> None:
        self.only_new(title="节点叫什么")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("known") and not data.get("title") and "title" not in self.errors:
            self.add_error("title", "节点叫什么没写。")
        if data.get("known") and not (data.get("words") or "").strip():
            self.add_error("words", "改节点的日子，要写一句为什么改。")
        return data


class ReachForm(WorksForm):
    own = ("known", "reached_on")
    known = choice_field("到了哪个节点", [])
    reached_on = day_field("哪天到的")

    def rows(self) -> Any:
        return self.matter.milestones.filter(reached_on=None).order_by("due_on", "id")

    def set_up(self) -> None:
        self.fields["reached_on"].initial = self.scope.on.isoformat()

    def clean_reached_on(self) -> date:
        return not_to_come(self.cleaned_data["reached_on"], self.scope.on)


class OnADayForm(MoveForm):
    """The day on which something happened, which may be some days ago: `day` names its field."""

    day = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.day].initial = self.scope.on.isoformat()
        self.order_fields([self.day, "words"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.day in data:
            try:
                not_to_come(data[self.day], self.scope.on)
            except forms.ValidationError as trouble:
                self.add_error(self.day, trouble)
        return data

    def given(self) -> dict[str, Any]:
        return {**super().given(), self.day: self.cleaned_data[self.day]}


class StartForm(OnADayForm):
    """The day on which work began."""

    day = "started_on"
    started_on = day_field("哪天开的工")


class FinishForm(OnADayForm):
    """The day on which the last of it was done."""

    day = "finished_on"
    finished_on = day_field("哪天完的工")


class InspectionForm(WorksForm):
    """Who came to look: names by what they are."""

    held_on = day_field("哪天验收的")
    own: tuple[str, ...] = ("held_on", "villager", "cadre", "office", "expert")
    villager = text_field("来验收的村民", 200, hint="至少一个；几个人用顿号隔开。干这件活的人不能来验收，连下面的一起至少 2 个人")
    cadre = text_field("村干部", 200, required=False)
    office = text_field("乡镇、部门的人", 200, required=False)
    expert = text_field("懂行的人", 200, required=False)

    def set_up(self) -> None:
        self.fields["held_on"].initial = self.scope.on.isoformat()

    def clean_held_on(self) -> date:
        return not_to_come(self.cleaned_data["held_on"], self.scope.on)

    def given(self) -> dict[str, Any]:
        people = [
            Inspector(name.strip(), sort)
            for sort in ProjectInspector.SORTS
            for name in self.cleaned_data.get(sort, "").replace("，", "、").replace(" ", "、").split("、")
            if name.strip()
        ]
        return {**MoveForm.given(self), "inspectors": people, "held_on": self.cleaned_data["held_on"]}


class AcceptanceForm(InspectionForm):
    """And how much of each quantity passed."""

    def rows(self) -> Any:
        return self.matter.quantities.with_done().order_by("id")

    def set_up(self) -> None:
        super().set_up()
        for key, row in self.among.items():
            field = number_field(
                f"{row.what}，验收多少{row.unit}", hint=f"计划 {amount(row.planned)}，干了 {amount(row.done)} {row.unit}"
            )
            field.initial = amount(row.done)
            self.fields[f"q_{key}"] = field

    def given(self) -> dict[str, Any]:
        return {**super().given(), "accepted": {row.pk: self.cleaned_data[f"q_{key}"] for key, row in self.among.items()}}


class WordForm(WorksForm):
    """One of those who benefit, and what they say."""

    own = ("name", "good")
    name = text_field("谁说的", 80)
    good = choice_field("他怎么说", [("yes", "好"), ("no", "不好")])

    def given(self) -> dict[str, Any]:
        name = self.cleaned_data["name"].strip()
        return {**MoveForm.given(self), "name": name, "good": self.cleaned_data["good"] == "yes", "household": self._home(name)}

    def _home(self, name: str) -> Household | None:
        """The household of whoever has this name on the village's books, if there is one such."""
        here = Resident.objects.present().filter(within_q("place_id", self.matter.place_id[:12]), name=name)
        found = list(here.select_related("household")[:2])
        return found[0].household if len(found) == 1 else None


class PaceForm(forms.Form):
    """How many days behind is yellow, from a day on, for a county or a township; the row before it stays on the books."""

    region = choice_field("管哪里", [])
    yellow_days = forms.IntegerField(
        label="落后几天以内是黄", min_value=1, max_value=365, widget=forms.TextInput(attrs={"inputmode": "numeric"}), error_messages={
            "required": "几天没写。", "invalid": "要写整数。", "min_value": "至少 1 天。", "max_value": "最多 365 天。",
        },
    )  # fmt: skip
    from_on = day_field("从哪天起")
    source = text_field("依据", 200, placeholder="像：县里的项目管理办法")

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions  # type: ignore[attr-defined]


def not_to_come(day: date, today: date) -> date:
    """A day that has been. Raises ValidationError for one to come."""
    if day > today:
        raise forms.ValidationError(f"日子写成了 {days.in_words(day, today)}，还没到那天。")
    return day
