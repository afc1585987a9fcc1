from __future__ import annotations

from typing import Any

from django import forms

from minqing.faces.open311.models.key import MOST_PER_MINUTE
from minqing.ground.staff.place_field import PlaceField
from minqing.ground.staff.scope import Scope


class KeyForm(forms.Form):
    """A new key: whose, for where, for what."""

    name = forms.CharField(
        label="给谁用", max_length=80, help_text="像 辽源市 12345", error_messages={"required": "写上给谁用的。"}
    )
    place = PlaceField(
        label="管哪里", help_text="县、乡镇或村的名字，管它下面所有的地方", error_messages={"required": "写上哪个地方。"}
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

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        assert isinstance(place, PlaceField)
        place.aim(scope, "open311.manage")
