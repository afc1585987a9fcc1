"""What is asked before a wish is published, and what somebody says that they can do."""

from __future__ import annotations

from typing import Any

from django import forms

from minqing.records.matters.forms import NOT_FOUND, MoveForm
from minqing.records.matters.models.wish import CHECKS, SKILLS, WishRule
from minqing.records.matters.ruling.rows import DATE, SHARED, RowForm
from minqing.records.matters.wishing import guessing


class PublishForm(MoveForm):
    """What was looked into, each ticked by hand; class and skill begin as the words suggest them."""

    checked = forms.MultipleChoiceField(
        label="核实了哪几样", choices=list(CHECKS.items()), widget=forms.CheckboxSelectMultiple, help_text="五样都核实了才能发布",
        error_messages={"required": "还没核实：五样都核实了，勾上再发布。", **NOT_FOUND},
    )  # fmt: skip
    field_order = ("checked", "wish_class", "skill", "needed_by", "cost", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        file, about = self.matter.details, self.matter.about
        self.fields["wish_class"].initial = getattr(file, "wish_class", "") or guessing.class_of(about)
        self.fields["skill"].initial = getattr(file, "skill", "") or guessing.skill_of(about)
        rule = WishRule.objects.fitting(place=self.matter.place_id, on=self.scope.on)
        self.fields["cost"].help_text = f"微心愿{rule}{'' if rule.confirmed else '（示例，县里可以改）'}，不花钱就空着"
        self.fields["words"].help_text = "空着就用登记的话，姓名自动换成「村民」；不写谁家、什么病、是不是低保"

    def clean_checked(self) -> list[str]:
        checked: list[str] = self.cleaned_data["checked"]
        if missing := [said for key, said in CHECKS.items() if key not in checked]:
            raise forms.ValidationError(f"还没核实：{'；'.join(missing)}。")
        return checked

    def given(self) -> dict[str, Any]:
        return {**super().given(), "checked": self.cleaned_data["checked"]}


class SkillsForm(forms.Form):
    """What somebody can do, as they say themselves; nothing ticked is fine."""

    skills = forms.MultipleChoiceField(
        label="我会什么",
        required=False,
        choices=list(SKILLS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_FOUND,
    )


class WishRuleForm(RowForm):
    """Up to how much money a wish is a small one."""

    class Meta:
        model = WishRule
        fields = ["most", *SHARED]
        widgets = DATE
