"""What is asked for a line of a needs list."""

from __future__ import annotations

from typing import Any

from django import forms

from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models.needs_item import NeedsItem

ERRORS = {"max_length": "太长了，请写在 %(limit_value)s 字以内。"}


def _text(label: str, most: int, missing: str = "", hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=bool(missing), help_text=hint, error_messages={**ERRORS, "required": missing}
    )


class ItemForm(forms.Form):
    """A new line."""

    about = _text("需要什么", 200, "需要什么没写，写一句再存。", "像：冬天的煤、孙子的学费")
    category = forms.ChoiceField(
        label="哪一类",
        choices=list(CATEGORIES.items()),
        initial="other",
        error_messages={"invalid_choice": "哪一类没选对，重新选一下。"},
    )
    plan = _text("打算怎么办", 200)
    by_when = forms.DateField(
        label="哪天前办",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期没写对，像 2026-04-22。"},
    )


class DoneForm(forms.Form):
    """A line worked off."""

    words = _text("做了什么", 400, "做了什么没写，写一句再存。")
    said = _text("他家怎么说（原话）", 400, "他家怎么说没写。问过了再算办完。")


class StrikeForm(forms.Form):
    why = _text("为什么划掉", 200, "为什么划掉没写，写一句再存。", "像：记重了、不需要了")


FORMS: dict[str, type[forms.Form]] = {"done": DoneForm, "strike": StrikeForm}


def forms_for(item: NeedsItem, bound: forms.Form | None = None) -> dict[str, Any]:
    """The forms beneath one line; `bound` is one that was sent and not taken."""
    return {name: bound if type(bound) is form else form(auto_id=f"id_{name}_{item.pk}_%s") for name, form in FORMS.items()}
