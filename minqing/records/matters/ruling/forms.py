"""Forms of the page of rules. A form makes a row; who may make it where is held by its `region`."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q

from minqing.ground.places.models import Place
from minqing.ground.staff.scope import Scope
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.kinds.table import CATEGORIES, OPEN_PHASES, URGENCIES
from minqing.records.matters.models import DeadlineRule, Reason
from minqing.records.matters.ruling.tables import CHANGE, Table, hang

CHOOSE = {"required": "选一个。", "invalid_choice": "选的不在名单里，重新选一下。"}
SAY = {"required": "没写，写上再存。", "max_length": "太长了。"}
DAY = {"required": "哪天没写。", "invalid": "日期没写对，像 2027-01-01。"}
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


def day_field(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages=DAY, **more)


def source_field() -> forms.CharField:
    return forms.CharField(label="依据", max_length=200, help_text="哪份文件、哪一条", error_messages=SAY)


def regions(scope: Scope) -> list[tuple[str, str]]:
    """The places for which the viewer may set rules: those of their posts, and the level below. One query."""
    held = scope.places_for(CHANGE)
    near = Place.objects.filter(Q(pk__in=held) | Q(parent__in=held), retired_on=None)
    found = near.order_by("code").values_list("pk", "name", "parent_id")
    return [(code, f"{name}（全部）" if code in held else f"只管{name}") for code, name, _ in found]


class RuleForm(forms.Form):
    """What every rule has. `row()` gives the new row, not stored."""

    region = forms.ChoiceField(label="管哪里", choices=(), error_messages=CHOOSE)
    from_on = day_field("从哪天起", help_text="只管这一天起新记的事；已经记下的不变")
    source = source_field()
    confirmed = forms.BooleanField(label="和当地规定核对过", required=False)
    # The columns of the model, beside those above.
    own: tuple[str, ...] = ()
    model: type[Any]

    def __init__(self, *args: Any, scope: Scope, like: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.fields["region"].choices = regions(scope)  # type: ignore[attr-defined]
        self.fields["from_on"].initial = scope.on
        for name in self.own if like is not None else ():
            self.fields[name].initial = getattr(like, name)
        self.order_fields([*self.own, "region", "from_on", "source", "confirmed"])

    def clean_from_on(self) -> date:
        day: date = self.cleaned_data["from_on"]
        if not self.scope.on <= day <= LATEST:
            raise forms.ValidationError("过去的日子已经照老规矩算了，从今天或以后的一天起。")
        return day

    def values(self) -> dict[str, Any]:
        """The columns of the new row."""
        return {name: self.cleaned_data[name] for name in (*self.own, "region", "from_on", "source", "confirmed")}

    def row(self) -> Any:
        return self.model(**self.values())


def steps() -> list[Any]:
    """What a limit may be for: the whole, the first word, or one state of a kind."""
    whole = [("", "整件事办完"), (DeadlineRule.RESPOND, "第一次跟群众说上话")]
    by_kind = [
        (
            kind.title,
            [(f"{key}/{state.key}", f"{state.title}（{kind.title}）") for state in kind.states if state.phase in OPEN_PHASES],
        )
        for key, kind in KINDS.items()
    ]
    return [*whole, *by_kind]


class DeadlineForm(RuleForm):
    """How long something may take."""

    step = forms.ChoiceField(label="什么要在期限里", choices=(), required=False, error_messages=CHOOSE)
    kind = forms.ChoiceField(label="哪一种事", choices=(), required=False, error_messages=CHOOSE)
    category = forms.ChoiceField(
        label="哪一类", choices=[("", "都算"), *CATEGORIES.items()], required=False, error_messages=CHOOSE
    )
    urgency = forms.ChoiceField(label="急不急", choices=[("", "都算"), *URGENCIES.items()], required=False, error_messages=CHOOSE)
    amount = forms.IntegerField(
        label="多久", min_value=1, max_value=1000,
        error_messages={"required": "写个数。", "invalid": "写个数，像 7。", "min_value": "最少是 1。", "max_value": "最多是 1000。"},
    )  # fmt: skip
    unit = forms.ChoiceField(label="单位", choices=list(DeadlineRule.UNITS.items()), initial="wd", error_messages=CHOOSE)
    own = ("step", "kind", "category", "urgency", "amount", "unit")
    model = DeadlineRule

    def __init__(self, *args: Any, like: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, like=like, **kwargs)
        self.fields["step"].choices = steps()  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "都算"), *((key, kind.title) for key, kind in KINDS.items())]  # type: ignore[attr-defined]
        if like is not None and like.step not in (DeadlineRule.WHOLE, DeadlineRule.RESPOND):
            self.fields["step"].initial = f"{like.kind}/{like.step}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, slash, state = cleaned.get("step", "").partition("/")
        if slash:
            if cleaned.get("kind") not in ("", kind):
                self.add_error(
                    "kind", f"「{KINDS[kind].by_key[state].title}」是{KINDS[kind].title}的一步，这里也要选{KINDS[kind].title}。"
                )
            cleaned |= {"kind": kind, "step": state}
        return cleaned


class ReasonForm(RuleForm):
    """One more reason on a list."""

    list = forms.ChoiceField(label="哪个名单", choices=list(Reason.LISTS.items()), error_messages=CHOOSE)
    title = forms.CharField(label="怎么写", max_length=60, error_messages=SAY)
    own = ("list", "title")
    model = Reason

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def row(self) -> Any:
        return Reason(**self.values(), **new_key())


def new_key() -> dict[str, Any]:
    """A key that no reason has."""
    return {"key": f"own_{uuid4().hex[:14]}"}


class EndForm(forms.Form):
    """From which day a rule holds no more."""

    day = day_field("从哪天起不用")


class ConfirmForm(forms.Form):
    """Where the local rule is written. For an example of the program's also for which place."""

    source = source_field()
    region = forms.ChoiceField(label="管哪里", choices=(), error_messages=CHOOSE)

    def __init__(self, *args: Any, scope: Scope, example: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions(scope)  # type: ignore[attr-defined]
        if not example:
            del self.fields["region"]


class CalendarForm(forms.Form):
    """Days pasted from the announcement."""

    days = forms.CharField(
        label="哪几天", max_length=10_000, error_messages=SAY,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "2027-02-06 上班\n2027-02-10 到 2027-02-17 放假"}),
        help_text="一行一个日子，写上班还是放假；连着的几天写「到」",
    )  # fmt: skip
    region = forms.ChoiceField(label="管哪里", choices=(), error_messages=CHOOSE)
    source = source_field()

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions(scope)  # type: ignore[attr-defined]


def said_deadline(row: DeadlineRule) -> str:
    """安全，紧急，有危险：整件事办完，2 小时."""
    kind = KINDS.get(row.kind)
    state = kind.by_key.get(row.step) if kind else None
    what = {"": "整件事办完", DeadlineRule.RESPOND: "第一次跟群众说上话"}.get(row.step) or (
        f"「{state.title}」这一步" if state else row.step
    )
    narrowed = [kind.title if kind else row.kind, CATEGORIES.get(row.category, ""), str(URGENCIES.get(row.urgency, ""))]
    for_whom = "，".join(part for part in narrowed if part) or "各种事"
    return f"{for_whom}：{what}，{row}"


def said_reason(row: Reason) -> str:
    return f"{row.get_list_display()}：{row.title}"


def hang_own() -> None:
    """The tables of this room."""
    hang(Table(
        "deadline", "期限", "从记下那天起，各样事多久要办完、多久要回第一句话。越细、越近的规矩先用。", DeadlineRule, DeadlineForm, said_deadline,
        ("kind", "category", "urgency", "step"), ("step", "kind", "urgency", "category", "region", "-from_on"),
    ))  # fmt: skip
    hang(Table(
        "reason", "原因名单", "退回、剔除、不愿意、停下时要从名单里选一个原因。", Reason, ReasonForm, said_reason, ("list", "title"),
        ("list", "rank", "pk"), hides=True, renewed=new_key,
    ))  # fmt: skip
