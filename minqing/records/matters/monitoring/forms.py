"""What the steps of monitoring ask. What was written at an earlier step is there already: nobody writes it twice."""

from __future__ import annotations

from typing import Any

from django import forms

from minqing.ground.places.models import within_q
from minqing.records.matters.forms import NOT_FOUND, TOO_LONG, HolderForm, MoveForm
from minqing.records.matters.models.monitor import (
    CHECKED,
    DISASTERS,
    IS_IT,
    MEASURES,
    RISKS,
    THREE,
    WHY_NOT,
    Assessment,
    HomeCheck,
)
from minqing.records.matters.models.monitor_rules import MonitorClass, MonitorLimit
from minqing.records.matters.monitoring.order import RECOGNISE, RELEASE
from minqing.records.matters.monitoring.steps import Facts, line_words, sheets
from minqing.records.people.models import Household

MOST_HOUSEHOLDS = 3000


def _text(label: str, *, required: bool = True, hint: str = "", most: int = 2000) -> forms.CharField:
    errors = {"required": f"{label}没写。", "max_length": TOO_LONG}
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=errors,
    )


def _money(label: str, hint: str, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=hint, max_digits=12, decimal_places=2, required=required, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": f"{label}没写。", "invalid": "要写数字，像 7200 或 7200.50。"},
    )  # fmt: skip


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": f"{label}没写。", "invalid": "要写整数。"},
    )


class ConsentForm(MoveForm):
    """Who signed; and whose file it is, where that is not known yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes: dict[str, Household] = {}
        if self.matter.household_id is None:
            village = Household.objects.present().filter(within_q("place_id", self.matter.place_id[:12])).in_order()
            self.homes = {str(home.pk): home for home in village[:MOST_HOUSEHOLDS]}
            choices = [("", "选一户"), *((key, f"{home}　{home.where}") for key, home in self.homes.items())]
            self.fields["household"] = forms.ChoiceField(
                label="哪一户", choices=choices, error_messages={"required": "先选是哪一户。", **NOT_FOUND}
            )
        self.fields["consent_by"].initial = self.fields["consent_by"].initial or self.matter.asker
        self.order_fields(["household", "consent_by", "consent_how", "words"])

    def given(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("household")
        return {**super().given(), "household": self.homes[chosen] if chosen else None}


class RiskForm(MoveForm):
    """The risks that there are now."""

    risks = forms.MultipleChoiceField(
        label="现在有哪些风险", required=False, choices=list(RISKS.items()), widget=forms.CheckboxSelectMultiple, error_messages=NOT_FOUND,
        help_text="没勾的就是已经没有了。",
    )  # fmt: skip
    disaster = forms.ChoiceField(
        label="是什么自然灾害", required=False, choices=[("", "不是自然灾害"), *DISASTERS.items()], error_messages=NOT_FOUND
    )
    field_order = ("risks", "disaster", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        going = list(self.matter.risks.filter(gone_on=None))
        self.fields["risks"].initial = [risk.risk for risk in going]
        self.fields["disaster"].initial = next((risk.sort for risk in going if risk.sort), "")

    def clean(self) -> dict[str, Any]:
        known = super().clean() or {}
        if "disaster" in known.get("risks", []) and not known.get("disaster"):
            self.add_error("disaster", "是哪一种自然灾害，选一个。")
        return known

    def given(self) -> dict[str, Any]:
        return {**super().given(), "risks": self.cleaned_data["risks"], "disaster": self.cleaned_data["disaster"]}


class VerifyForm(RiskForm):
    """入户核实: who went and signed, 三保障 and 饮水, risks, the outstanding difficulty, how the family copes itself."""

    investigators = forms.CharField(
        label="谁去的",
        max_length=200,
        help_text="两个人以上，名字用顿号隔开",
        error_messages={"required": "谁去的没写。", "max_length": TOO_LONG},
    )
    signatures = forms.CharField(
        label="谁签的字",
        max_length=200,
        help_text="核实的人和户主，用顿号隔开",
        error_messages={"required": "谁签的字没写。", "max_length": TOO_LONG},
    )
    no_labour = forms.BooleanField(label="整户没有劳动力，兜底保障", required=False)
    difficulty = _text("突出困难", hint="最难的是什么，多少钱、多久")
    coping = _text("自己应对的办法", hint="家里自己能想的办法，够不够")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.matter.details
        asked = list(HomeCheck.BASICS) + (["stable", "spending"] if file.way == RELEASE else [])
        last = self.matter.home_checks.order_by("-on", "-id").first()
        for name in asked:
            choices = list((THREE if name in HomeCheck.BASICS else IS_IT).items())
            self.fields[name] = forms.ChoiceField(
                label=CHECKED[name], choices=choices, initial="unknown", error_messages=NOT_FOUND
            )
        self.asked = asked
        limits = MonitorLimit.objects.all_at(place=self.matter.place_id, on=self.scope.on)
        first = "" if sheets(self.matter, file).exists() else "先记收入账（在下面），再来填这张表。"
        self.fields["investigators"].help_text = f"{first}至少 {limits['investigators'].number} 个人，名字用顿号隔开"
        self.fields["signatures"].help_text = f"至少 {limits['signatures'].number} 个人（核实的人和户主），用顿号隔开"
        self.fields["no_labour"].initial = file.no_labour
        self.fields["investigators"].initial = self.scope.user.name
        if last is not None:
            self.fields["difficulty"].initial, self.fields["coping"].initial = last.difficulty, last.coping
        self.order_fields(
            ["investigators", *asked, "risks", "disaster", "difficulty", "coping", "no_labour", "signatures", "words"]
        )

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {name: data[name] for name in (*self.asked, "difficulty", "coping", "no_labour")}
        return {
            **super().given(),
            **found,
            "investigators": split_names(data["investigators"]),
            "signatures": split_names(data["signatures"]),
        }


def split_names(text: str) -> list[str]:
    """Names as somebody typed them: 魏长河、林晓禾, or with commas, blanks, line ends."""
    for mark in "，,;；/\n\t ":
        text = text.replace(mark, "、")
    return [name for name in text.split("、") if name]


class MeetingForm(MoveForm):
    """The numbers of the meeting, and for a recognition the class."""

    called = _count("应到几人")
    came = _count("实到几人")
    agreed = _count("同意几人")
    against = forms.IntegerField(
        label="反对几人",
        min_value=0,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "要写整数。"},
    )
    klass = forms.ChoiceField(
        label="评议成哪一类", choices=(), error_messages={"required": "评议成哪一类，选一个。", **NOT_FOUND}
    )
    field_order = ("called", "came", "agreed", "against", "klass", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = MonitorLimit.objects.all_at(place=self.matter.place_id, on=self.scope.on)["quorum"]
        self.fields["came"].help_text = f"到会的要占应到的 {limit.value}" + ("" if limit.confirmed else "（示例）")
        if self.matter.details.way == RECOGNISE:
            classes = MonitorClass.objects.of(place=self.matter.place_id, on=self.scope.on)
            self.fields["klass"].choices = [("", "选一类"), *((row.key, row.title) for row in classes)]  # type: ignore[attr-defined]
        else:
            del self.fields["klass"]

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        numbers = {name: data[name] for name in ("called", "came", "agreed")}
        return {**super().given(), **numbers, "against": data["against"] or 0, "klass": data.get("klass", "")}


class NoticeForm(MoveForm):
    """Where the notice was put up."""

    where = forms.CharField(
        label="贴在哪里",
        max_length=80,
        initial="村务公开栏",
        error_messages={"required": "贴在哪里没写。", "max_length": TOO_LONG},
    )
    field_order = ("where", "words")

    def given(self) -> dict[str, Any]:
        return {**super().given(), "where": self.cleaned_data["where"]}


class AssessForm(MoveForm):
    """The four facts together. The year's line stands beside the income as a reference; nothing is worked out from it."""

    per_head = _money("① 人均纯收入（元/年）", "")
    self_paid = _money("② 合规自付支出（元）", "看病、上学等自己花的，按规定该算的")
    difficulty = _text("③ 突出困难")
    coping = _text("④ 自己应对的办法")
    field_order: tuple[str, ...] = ("per_head", "self_paid", "difficulty", "coping", "words")
    needed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = (
            Assessment.objects.filter(matter=self.matter, way=self.matter.details.way, round=self.matter.details.round)
            .order_by("-id")
            .first()
        )
        check = self.matter.home_checks.order_by("-on", "-id").first()
        sheet = self.matter.income_sheets.prefetch_related("lines").latest_first().first()
        line = line_words(self.matter, on=self.scope.on)
        self.fields["per_head"].help_text = f"监测线只作参考：{line or '今年的县里还没填'}。不能只看收入定。"
        source = last or check
        if source is not None:
            self.fields["difficulty"].initial, self.fields["coping"].initial = source.difficulty, source.coping
        if last is not None:
            self.fields["per_head"].initial, self.fields["self_paid"].initial = last.per_head, last.self_paid
        elif sheet is not None:
            self.fields["per_head"].initial, self.fields["self_paid"].initial = sheet.sum.per_head, sheet.sum.self_paid
        for name in ("per_head", "self_paid", "difficulty", "coping"):
            self.fields[name].required = self.needed

    def facts(self) -> Facts:
        """What was written."""
        data = self.cleaned_data
        return Facts(data.get("per_head"), data.get("self_paid"), data.get("difficulty", ""), data.get("coping", ""))

    def given(self) -> dict[str, Any]:
        return {**super().given(), "facts": self.facts()}


class RefuseForm(AssessForm):
    """Why not; the four facts are asked when the reason is that there is no risk."""

    why = forms.ChoiceField(
        label="为什么不纳入", choices=[("", "选一个"), *WHY_NOT.items()], error_messages={"required": "选一个原因。", **NOT_FOUND}
    )
    field_order = ("why", "per_head", "self_paid", "difficulty", "coping", "words")
    needed = False

    def given(self) -> dict[str, Any]:
        return {**super().given(), "why": self.cleaned_data["why"]}


class ReplyForm(MoveForm):
    """Which objection is answered."""

    objection = forms.ChoiceField(
        label="答复哪一条", choices=(), error_messages={"required": "没有等着答复的意见。", **NOT_FOUND}
    )
    field_order = ("objection", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open = {str(found.pk): found for found in self.matter.objections.filter(answered_on=None).order_by("id")}
        self.fields["objection"].choices = [(key, found.words[:60]) for key, found in self.open.items()]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        return {**super().given(), "objection": self.open[self.cleaned_data["objection"]]}


class MeasureForm(HolderForm):
    """A measure, its helper and its days."""

    sort = forms.ChoiceField(
        label="哪一类措施", choices=[("", "选一类"), *MEASURES.items()], error_messages={"required": "选一类措施。", **NOT_FOUND}
    )
    what = forms.CharField(label="帮什么", max_length=200, error_messages={"required": "帮什么没写。", "max_length": TOO_LONG})
    from_on = forms.DateField(
        label="哪天开始",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "哪天开始没写。", "invalid": "日期没写对，像 2026-04-22。"},
    )
    due_on = forms.DateField(
        label="打算哪天办完",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "日期没写对，像 2026-04-22。"},
    )
    field_order = ("sort", "what", "who", "from_on", "due_on", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = "谁来帮"
        self.fields["from_on"].initial = self.scope.on

    def given(self) -> dict[str, Any]:
        return {**super().given(), **{name: self.cleaned_data[name] for name in ("sort", "what", "from_on", "due_on")}}


class MeasureDoneForm(MoveForm):
    """Which measure is done."""

    measure = forms.ChoiceField(label="哪一项", choices=(), error_messages={"required": "没有正在办的帮扶措施。", **NOT_FOUND})
    field_order = ("measure", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.going = {str(found.pk): found for found in self.matter.measures.filter(done_on=None).order_by("from_on", "id")}
        self.fields["measure"].choices = [(key, str(found)) for key, found in self.going.items()]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        return {**super().given(), "measure": self.going[self.cleaned_data["measure"]]}
