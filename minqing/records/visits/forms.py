from __future__ import annotations

from django import forms

from minqing.records.visits.models import Visit


class CorrectionForm(forms.Form):
    """Words, day and kind of one's own entry."""

    words = forms.CharField(
        label="记的话", max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "还没写字，写一句再存。"},
    )  # fmt: skip
    visited_on = forms.DateField(
        label="哪天", widget=forms.DateInput(attrs={"type": "date"}), error_messages={"invalid": "日期没写对，像 2026-04-22。"}
    )
    kind = forms.ChoiceField(label="主要做什么", choices=list(Visit.KINDS.items()))
