from __future__ import annotations

from datetime import date

from django import forms

from minqing.lib import days
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import MOST_WORDS, wordless


class EntryForm(forms.Form):
    """The diary entry itself; its cards are read beside it (`cards.decide`)."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.CharField(max_length=40)
    visited_on = forms.DateField(error_messages={"invalid": "日期没写对，像 2026-04-22。", "required": "写上是哪一天。"})
    kind = forms.ChoiceField(choices=[("", "让它自己看"), *Visit.KINDS.items()], required=False)
    words = forms.CharField(
        max_length=MOST_WORDS, strip=False,
        error_messages={"required": "还没写字，写一句再存。", "max_length": f"超过了 {MOST_WORDS:,} 字，请分成几笔记。"},
    )  # fmt: skip
    household = forms.UUIDField(required=False)
    also = forms.CharField(required=False, max_length=400)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today

    def clean_visited_on(self) -> date:
        day: date = self.cleaned_data["visited_on"]
        if day > self.today:
            raise forms.ValidationError(f"日期写成了 {days.in_words(day, self.today)}，还没到那天；改成走访的那天再存。")
        if day.year < 2000:
            raise forms.ValidationError("年份太早了，看看写没写错。")
        return day

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if sentence := wordless(words):
            raise forms.ValidationError(sentence)
        return words
