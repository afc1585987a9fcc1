"""What is asked about a resident's materials."""

from __future__ import annotations

from typing import Any

from django import forms

from minqing.records.matters.forms import NOT_FOUND, TOO_LONG, MoveForm


class ReceiveForm(MoveForm):
    """What was taken, one a line."""

    materials = forms.CharField(
        label="收了什么，一行一样", max_length=1200, widget=forms.Textarea(attrs={"rows": 3, "placeholder": "身份证复印件\n户口本"}),
        error_messages={"required": "收了什么材料没写，一行写一样。", "max_length": TOO_LONG},
    )  # fmt: skip
    field_order = ("materials", "words")

    def given(self) -> dict[str, Any]:
        return {**super().given(), "materials": self.cleaned_data["materials"].splitlines()}


class GiveBackForm(MoveForm):
    """Which of those in our hands went back: all of them, unless one is unticked."""

    materials = forms.MultipleChoiceField(
        label="退了哪几样",
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "退了哪几样没勾。", **NOT_FOUND},
    )
    field_order = ("materials", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {str(one.pk): one for one in self.matter.materials.filter(returned_on=None).order_by("id")}
        self.fields["materials"].choices = [(key, one.what) for key, one in self.held.items()]  # type: ignore[attr-defined]
        self.fields["materials"].initial = list(self.held)

    def given(self) -> dict[str, Any]:
        return {**super().given(), "materials": [self.held[key] for key in self.cleaned_data["materials"]]}
