from __future__ import annotations

from django import forms

from minqing.lib.fields import new_id
from minqing.records.matters.forms import plain_phone
from minqing.records.matters.kinds.table import CATEGORIES

PLAIN = {
    "clothing": "穿的", "food": "吃的", "housing": "住的、用水用电", "transport": "出行、道路", "work": "干活、挣钱", "education": "上学",
    "security": "低保、养老、残疾", "medical": "看病", "environment": "环境卫生", "safety": "安全", "other": "别的",
}  # fmt: skip
SHORTEST = 2


class AskForm(forms.Form):
    """What a resident says. The hidden `id` makes a double press one matter."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id, error_messages={"invalid": "这一页坏了，重新打开再写。"})
    words = forms.CharField(
        label="什么事", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "还没写，写一句再送。", "max_length": "太长了，请写在 1000 字以内。"},
    )  # fmt: skip
    category = forms.ChoiceField(
        label="哪方面的", required=False, choices=[("", "说不清，不选也行"), *((key, PLAIN[key]) for key in CATEGORIES)]
    )
    name = forms.CharField(
        label="您怎么称呼", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "写上怎么称呼您，办完好找您问一句。", "max_length": "太长了，写姓名就行。"},
    )  # fmt: skip
    phone = forms.CharField(
        label="电话", required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text="只给办事的人联系您用，网页上谁也看不到。", error_messages={"max_length": "电话号码没写对，手机号是 11 位。"},
    )  # fmt: skip

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].strip()
        if sum(character.isalnum() for character in words) < SHORTEST:
            raise forms.ValidationError("看不出是什么事，再写几个字。")
        return words

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])

    def clean_category(self) -> str:
        return self.cleaned_data["category"] or "other"


class ReceiptForm(forms.Form):
    """Receipt number and the four digits, as people copy them from paper."""

    receipt = forms.CharField(max_length=20, required=False)
    code = forms.CharField(max_length=10, required=False)

    def clean_receipt(self) -> str:
        return _digits(self.cleaned_data["receipt"])

    def clean_code(self) -> str:
        return _digits(self.cleaned_data["code"])


class VerdictForm(ReceiptForm):
    """The resident's own word on the result."""

    verdict = forms.ChoiceField(
        choices=[("solved", "办好了"), ("unsolved", "没办好"), ("again", "又出问题了")],
        error_messages={"required": "按「办好了」或者「没办好」。"},
    )
    words = forms.CharField(required=False, max_length=1000, error_messages={"max_length": "太长了，请写在 1000 字以内。"})


def _digits(text: str) -> str:
    from minqing.lib.numerals import narrow

    return "".join(character for character in narrow(text) if character in "0123456789")
