"""The formulae of rates on the page of rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model

from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Figure
from minqing.readings.figures.models import RateFormula
from minqing.records.matters.models import Judgement, Matter
from minqing.records.matters.ruling.forms import CHOOSE, RuleForm
from minqing.records.matters.ruling.tables import Table, hang

# What a rate may be made of: things counted on a day, about matters or about answers.
COUNTED: tuple[type[Model], ...] = (Matter, Judgement)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Figures that may be part or base of a rate, by group."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, figure in FIGURES.items():
        if isinstance(figure, Figure) and figure.kept and not figure.weight and not figure.beside and figure.of in COUNTED:
            found.setdefault(figure.group, []).append((key, f"{figure.title}（{figure.unit}）"))
    return list(found.items())


class RateForm(RuleForm):
    """A rate is one figure as a share of another that counts the same sort of records by the same day."""

    key = forms.ChoiceField(label="哪个比率", choices=list(RateFormula.KEYS.items()), error_messages=CHOOSE)
    part = forms.ChoiceField(label="数哪些", choices=(), error_messages=CHOOSE)
    whole = forms.ChoiceField(label="占什么的", choices=(), error_messages=CHOOSE, help_text="上面数的，要都在这里面")
    own = ("key", "part", "whole")
    model = RateFormula

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = self.fields["whole"].choices = choices()  # type: ignore[attr-defined]
        self.fields["from_on"].help_text = "月底在这一天或以后的月份按它算；以前的月份不变"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        part, whole = FIGURES.get(cleaned.get("part", "")), FIGURES.get(cleaned.get("whole", ""))
        if isinstance(part, Figure) and isinstance(whole, Figure):
            if part.key == whole.key:
                self.add_error("whole", "两个数是同一个，算出来总是 100%。")
            elif (part.of, part.day, part.unit) != (whole.of, whole.day, whole.unit):
                self.add_error("whole", f"「{part.title}」和「{whole.title}」数的不是同一样东西，不能相除；换一个。")
        return cleaned


def said(row: RateFormula) -> str:
    """解决率：群众说办好了，占有效回访的."""
    part, whole = (getattr(FIGURES.get(key), "title", key) for key in (row.part, row.whole))
    return f"{row.get_key_display()}：{part}，占{whole}的"


def hang_own() -> None:
    """Put the table on the page."""
    about = "响应率、解决率、满意率怎么算。没定的时候：响应率是按时回话的占应回话的，解决率、满意率是群众说办好了、说满意的占有效回访的（示例）。"
    order = ("key", "region", "-from_on")
    hang(Table("rate", "比率怎么算", about, RateFormula, RateForm, said, ("key",), order))
