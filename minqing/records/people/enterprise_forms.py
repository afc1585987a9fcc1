"""What people type about a firm, checked and said back in one sentence at the field."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from minqing.ground.staff.models import Posting
from minqing.lib.refusal import NotNow
from minqing.records.people.forms import SpokenForm, not_to_come, phones_of
from minqing.records.people.models.enterprise import INDUSTRIES, SIZES, SORTS, Enterprise, right_uscc


def _text(label: str, longest: int, *, required: str = "", hint: str = "", **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=bool(required), widget=forms.TextInput(attrs=attrs), help_text=hint,
        error_messages={"required": required, "max_length": f"{label}太长了，写在 {longest} 个字以内。"},
    )  # fmt: skip


def _choice(label: str, choices: Any, *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=required,
        error_messages={"required": f"{label}没选。", "invalid_choice": f"{label}要从列出来的里面选。"},
    )  # fmt: skip


def _day(label: str, *, required: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=bool(required), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": "日期没写对，像 2026-04-22。"},
    )  # fmt: skip


class EnterpriseForm(SpokenForm):
    """A firm. In a correction the telephone is left empty to keep what is stored: it is never shown in an input.

    `liaisons` are the posts from which the one who serves it is chosen.
    """

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    place = _choice("在哪个村（社区）", (), required=True)
    name = _text("名称", 120, required="名称没写，照营业执照写全称。")
    sort = _choice("哪一种", list(SORTS.items()), required=True)
    uscc = _text("统一社会信用代码", 24, hint="营业执照上的 18 位；只有没有代码的个体户可以空着", autocapitalize="characters")
    address = _text("地址", 200)
    industry = _choice("行业", [("", "没写"), *INDUSTRIES.items()])
    size = _choice("大小", [("", "没写"), *SIZES.items()])
    contact = _text("联系人", 80)
    phone = _text("联系电话", 60, inputmode="tel")
    liaison = _choice("驻企服务员", ())
    opened_on = _day("哪天开的")

    def __init__(
        self, *args: Any, places: list[tuple[str, str]], liaisons: list[Posting], known: Enterprise | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.users = {str(post.user_id): post.user for post in liaisons}
        self.fields["liaison"].choices = [  # type: ignore[attr-defined]
            ("", "还没有"), *((str(post.user_id), f"{post.user.name} {post.title}") for post in liaisons)
        ]  # fmt: skip
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        if known is not None:
            del self.fields["place"], self.fields["id"]
            self.fields["phone"].help_text = "不改就空着"

    def clean_phone(self) -> str:
        return phones_of(self.cleaned_data["phone"])

    def clean_opened_on(self) -> date | None:
        return not_to_come(self.cleaned_data["opened_on"])

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or {})
        try:
            data["uscc"] = right_uscc(data.get("uscc", ""), needed=data.get("sort") != "sole")
        except NotNow as refusal:
            self.add_error("uscc", refusal.sentence)
        data["liaison"] = self.users.get(data.get("liaison") or "")
        return data


class ClosingForm(SpokenForm):
    on = _day("哪天注销", required="写上哪天。")
    why = _text("原因", 120, required="原因没写，比如：搬到外县去了。")

    def clean_on(self) -> date | None:
        return not_to_come(self.cleaned_data["on"])


class PurposeForm(SpokenForm):
    purpose = _text("用途", 200, required="看全号要写用途，比如：约时间上门。", placeholder="约时间上门")
