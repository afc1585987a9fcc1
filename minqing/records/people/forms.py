"""What people type about households, checked and said back in one sentence at the field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from minqing.lib import codes
from minqing.records.people import revealing
from minqing.records.people.groups import GROUPS
from minqing.records.people.models import Household, Resident

KEPT = "不改就空着"


# Why people and whole households go, mostly; anything else is written.
WHY_ONE_GOES = ("去世", "出嫁、入赘到别处", "迁出", "记重了")
WHY_ALL_GO = ("全家迁出", "家里人都去世了", "并到别的户", "记重了")


class SpokenForm(forms.Form):
    """Our look for the inputs, and a mark on those that are wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            if not isinstance(field.widget, forms.RadioSelect | forms.HiddenInput | forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "form-select" if select else "form-control")


def _text(label: str, longest: int, *, required: str = "", rows: int = 0, hint: str = "", **attrs: Any) -> forms.CharField:
    widget: forms.Widget = forms.Textarea(attrs={"rows": rows, **attrs}) if rows else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label, max_length=longest, required=bool(required), widget=widget, help_text=hint,
        error_messages={"required": required, "max_length": f"{label}太长了，写在 {longest} 个字以内。"},
    )  # fmt: skip


def _day(label: str, *, required: str = "", hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=bool(required), help_text=hint, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": "日期没写对，像 2026-04-22。"},
    )  # fmt: skip


def _choice(label: str, choices: Any, *, required: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=bool(required),
        error_messages={"required": required, "invalid_choice": f"{label}要从列出来的里面选。"},
    )  # fmt: skip


def not_to_come(day: date | None) -> date | None:
    """A day that has been. Raises ValidationError for one to come."""
    if day is not None and day > timezone.localdate():
        raise forms.ValidationError(f"日子写成了 {day.year}年{day.month}月{day.day}日，还没到那天。")
    return day


def id_number_of(text: str) -> str:
    """An ID number as typed, made right: spaces out, x large, old fifteen digits to eighteen. Raises ValidationError."""
    number = "".join(text.split()).upper()
    if len(number) == 15:
        number = codes.from_15(number) or number
    if number and not codes.is_citizen_number(number):
        wrong = f"应是 18 位，写了 {len(number)} 位" if len(number) != 18 else "有一位不对，照着证再看一遍"
        raise forms.ValidationError(f"身份证号{wrong}。")
    return number


def phones_of(text: str) -> str:
    """Telephone numbers parted by spaces or marks, at most three. Raises ValidationError and says which one is wrong."""
    found = []
    for part in text.replace("、", " ").replace("，", " ").replace(",", " ").replace(";", " ").replace("/", " ").split():
        number = part.removeprefix("+86").replace("-", "")
        if not codes.is_phone(number):
            raise forms.ValidationError(f"电话 {part} 不对，手机 11 位，座机带区号。")
        found.append(number)
    if len(found) > 3:
        raise forms.ValidationError("电话最多记三个。")
    return " ".join(dict.fromkeys(found))


RELATIONS = [("", "没写"), *codes.RELATIONS.items()]


class HouseholdForm(SpokenForm):
    """Where a household lives and how the ledger numbers it."""

    number = _text("户号", 40)
    section = _text("组（社）", 60)
    address = _text("住址", 200)


STAYS = "stays"


class HouseholdChangeForm(HouseholdForm):
    """The same of one on the books, and its group where the village has several."""

    place = _choice("哪个组", ())
    field_order = ("place", "section", "number", "address")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(places) > 1:
            self.fields["place"].choices = places  # type: ignore[attr-defined]
        else:
            del self.fields["place"]


class SplitForm(SpokenForm):
    """Who goes into a household of their own, and what each is to its head."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    on = _day("哪天分的", required="写上是哪天。")
    number = _text("新户号", 40)
    address = _text("新住址", 200, hint="还住在一起就空着。")

    def __init__(self, *args: Any, people: list[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [
            (STAYS, "留在这户"),
            ("02", "分出去，当户主"),
            *((code, f"分出去，是{words}") for code, words in codes.RELATIONS.items() if code != "02"),
        ]
        for pk, person in self.people.items():
            self.fields[f"to_{pk}"] = _choice(
                f"{person.name}（现在是{person.relation_words or '没写'}）", choices, required="选留下还是分出去。"
            )
            self.fields[f"to_{pk}"].widget.attrs["class"] = "form-select"
        if any(person.is_head for person in people):
            heirs = [("", "户主不走"), *((pk, person.name) for pk, person in self.people.items() if not person.is_head)]
            self.fields["successor"] = _choice("户主分出去的话，留下的谁当户主", heirs)
            self.fields["successor"].widget.attrs["class"] = "form-select"
        self.order_fields([*(f"to_{pk}" for pk in self.people), "successor", "on", "number", "address", "id"])

    def clean_on(self) -> date | None:
        return not_to_come(self.cleaned_data["on"])

    def relations(self) -> dict[Resident, str]:
        """Whoever goes, with the relation to the new head."""
        return {
            person: self.cleaned_data[f"to_{pk}"] for pk, person in self.people.items() if self.cleaned_data[f"to_{pk}"] != STAYS
        }

    def successor(self) -> Resident | None:
        return self.people.get(self.cleaned_data.get("successor") or "")


class NewHouseholdForm(HouseholdForm):
    """A household to put on the books: its place and head."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    place = _choice("哪个村（组）", (), required="选一个村或组。")
    head = _text("户主姓名", 80, required="户主姓名没写，写上再存。")
    field_order = ("place", "head", "section", "number", "address", "id")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class ResidentForm(SpokenForm):
    """A person. In a correction the two numbers are left empty to keep what is stored: they are never shown in an input."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    joined_on = _day("从哪天起在这户", hint="出生、嫁进来、迁回来的日子；不写就算今天。")
    name = _text("姓名", 80, required="姓名没写，写上再存。")
    relation = _choice("与户主关系", RELATIONS)
    relation_word = _text("关系怎么叫", 20, hint="照当地叫法，像：老儿媳妇。")
    sex = _choice("性别", [("", "没写"), ("男", "男"), ("女", "女")])
    birth = _text("出生", 20, hint="知道多少写多少：1956、1956-03、1956-03-02。")
    id_number = _text("身份证号", 24, autocomplete="off", inputmode="text")
    phones = _text("电话", 60, autocomplete="off", hint="几个电话用空格隔开。")
    remark = _text("备注", 200)

    def __init__(self, *args: Any, known: Resident | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        if known is not None:
            del self.fields["joined_on"]
        else:
            self.order_fields([*(name for name in self.fields if name != "joined_on"), "joined_on"])
        for name in ("id_number", "phones"):
            stored = getattr(known, name, None)
            if stored is not None:
                self.fields[name].help_text = f"已记 {stored}，{KEPT}。"

    def clean_joined_on(self) -> date | None:
        return not_to_come(self.cleaned_data["joined_on"])

    def clean_birth(self) -> str:
        text = str(self.cleaned_data["birth"])
        if not text:
            return ""
        day = codes.partial_date(text)
        if day is None or day.short or not day.is_possible():
            raise forms.ValidationError("出生日期没看懂，像 1956-03-02，只知道年就写 1956。")
        if day.is_after(timezone.localdate()):
            raise forms.ValidationError("出生日期还没到，看看年份。")
        return str(day)

    def clean_id_number(self) -> str:
        return id_number_of(self.cleaned_data["id_number"])

    def clean_phones(self) -> str:
        return phones_of(self.cleaned_data["phones"])

    def clean(self) -> dict[str, Any]:
        """Birth and sex follow the ID number; what contradicts it is said at its field."""
        data = dict(super().clean() or {})
        facts = codes.citizen_facts(data.get("id_number") or "")
        if facts:
            birth, sex = facts
            typed = codes.partial_date(data.get("birth") or birth)
            if typed is not None and not typed.agrees_with(birth):
                self.add_error("birth", f"和身份证号不一致，身份证上是 {birth}。")
            if data.get("sex") not in ("", None, sex):
                self.add_error("sex", f"和身份证号不一致，身份证上是{sex}。")
            data |= {"birth": birth, "sex": sex}
        return data

    def facts(self) -> dict[str, Any]:
        """What to store: without the form's own id, and without numbers that were left empty."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in ("id", "joined_on")}
        return {name: value for name, value in facts.items() if value or name not in ("id_number", "phones")}


class LeavingForm(SpokenForm):
    """A person or a household goes: when and why, by one tap where it is what it mostly is; who is the head then."""

    chosen = forms.ChoiceField(
        label="原因", widget=forms.RadioSelect, error_messages={"required": "原因没写，选一个，或者在下面写一句。"}
    )
    why = _text("别的原因", 120, hint="上面没有的写在这里。")
    on = _day("哪天", required="写上是哪天。", hint="写走的那天，不是记的这天。")
    successor = _choice("谁当户主", ())

    def __init__(
        self, *args: Any, whys: Sequence[str] = WHY_ONE_GOES, heirs: list[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].required = not self.data.get("why", "").strip()
        self.fields["chosen"].choices = [(why, why) for why in whys]  # type: ignore[attr-defined]
        if heirs:
            self.fields["successor"] = _choice(
                "谁当户主", [("", "选一位"), *heirs], required="户主走了，家里还有人，选一位新户主。"
            )
            self.fields["successor"].widget.attrs["class"] = "form-select"
        else:
            del self.fields["successor"]

    def clean_on(self) -> date | None:
        return not_to_come(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        """What was written in words goes before what was chosen."""
        data = self.cleaned_data
        chosen = data.pop("chosen", "")
        data["why"] = data.get("why", "").strip() or chosen
        return data


class RestoreForm(SpokenForm):
    """Why somebody is put back on the books."""

    why = _text("怎么记错的", 120, required="写一句怎么记错的，比如：记成了同名的人。", hint="会和原来那条一起留在记录里。")


class GroupForm(SpokenForm):
    """Into a group: the household or one of its people, from when, on what ground."""

    group = _choice("哪一类", [("", "选一类"), *((group, group) for group in GROUPS)], required="选一类。")
    resident = _choice("谁", ())
    on = _day("从哪天起", required="写上从哪天起。")
    expires_on = _day("到期", hint="证件有期限的写，像残疾证。")
    source = _text("依据", 120, required="依据没写，比如：镇民政 3 月名单。")

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = household.residents.present().in_order()
        self.fields["resident"].choices = [("", "全户"), *((str(person.pk), person.name) for person in people)]  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        return not_to_come(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or {})
        if data.get("on") and data.get("expires_on") and data["expires_on"] <= data["on"]:
            self.add_error("expires_on", "到期的日子要在开始之后。")
        return data


class LeaveGroupForm(SpokenForm):
    on = _day("哪天退出", required="写上哪天退出。")
    why = _text("原因", 120, required="原因没写，比如：收入稳定，镇里批准退出。")

    def clean_on(self) -> date | None:
        return not_to_come(self.cleaned_data["on"])


class RevealForm(SpokenForm):
    """Which number, and what for."""

    field = forms.ChoiceField(
        label="看哪个号",
        widget=forms.RadioSelect,
        error_messages={"required": "选看哪个号。", "invalid_choice": "这一项没记过。"},
    )
    purpose = _text("用途", revealing.LONGEST, required="看全号要写用途，比如：帮办医保报销。", placeholder="帮办医保报销")

    def __init__(self, *args: Any, thing: Household | Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [  # type: ignore[attr-defined]
            (name, f"{words} {getattr(thing, name)}") for name, words in revealing.FIELDS.items() if getattr(thing, name, None)
        ]


class LedgerFileForm(SpokenForm):
    """A workbook, and the place it is the ledger of."""

    place = _choice("哪个村（社区）的台账", (), required="选一个村或社区。")
    file = forms.FileField(
        label="台账文件", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.csv,.txt"}),
        error_messages={"required": "还没选文件，选一个 Excel 台账再看。", "empty": "这个文件是空的，换一个。", "invalid": "文件没传上来，再选一次。"},
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
