from __future__ import annotations

from django import forms

from minqing.faces.open311.models.key import MOST_PER_MINUTE
from minqing.ground.places.models import Place


class KeyForm(forms.Form):
    """A new key: whose, for where, for what."""

    name = forms.CharField(
        label="给谁用", max_length=80, help_text="像 辽源市 12345", error_messages={"required": "写上给谁用的。"}
    )
    place = forms.CharField(
        label="管哪里", max_length=40, help_text="县、乡镇或村的代码，像 220422", error_messages={"required": "写上地方代码。"}
    )
    may_read = forms.BooleanField(label="能看这里的事（姓名、电话、住址都遮住）", required=False, initial=True)
    may_file = forms.BooleanField(label="能送事进来", required=False, initial=True)
    per_minute = forms.IntegerField(
        label="一分钟最多几次", initial=60, min_value=1, max_value=MOST_PER_MINUTE,
        error_messages={
            "required": "写一个数。", "invalid": "写一个数。", "min_value": "写 1 以上的数。",
            "max_value": f"写 {MOST_PER_MINUTE} 以内的数。",
        },
    )  # fmt: skip
    expires_on = forms.DateField(
        label="用到哪天", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="不写就一直能用，直到收回",
        error_messages={"invalid": "日期没写对，像 2026-12-31。"},
    )  # fmt: skip

    def clean_place(self) -> Place:
        place = Place.objects.filter(pk=self.cleaned_data["place"].strip(), retired_on=None).first()
        if place is None:
            raise forms.ValidationError("没有这个地方，看看代码对不对。")
        return place
