"""The kinds' own fields on forms: made from the details model, so that a kind declares a field once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.apps import apps
from django.db import models

from minqing.records.matters.kinds import Kind

UNSURE = "说不清，你们看着定"
TOO_LONG = "太长了，请写在 %(limit_value)s 字以内。"
WRONG = {
    models.DateField: "日期没写对，像 2026-04-22。",
    models.DecimalField: "要写数字，像 1503 或 12.5。",
    models.IntegerField: "要写整数。",
}


def detail_fields(
    kind: Kind, names: tuple[str, ...], row: Any = None, *, place: str = "", on: date | None = None
) -> dict[str, forms.Field]:
    """Form fields for fields of a kind's details model, in the order of `names`; a `?` behind a name lets it stay empty.

    `row` gives the initial values. Labels and hints are the model's own (`verbose_name`, `help_text`). A model's `LISTED` names
    fields that hold a key of a dated list, with what the list offers at `place` on a day (`choices(place, on)`).
    """
    model = apps.get_model(kind.details)
    found = {name.rstrip("?"): _field(model._meta.get_field(name.rstrip("?")), name.endswith("?"), row) for name in names}
    for name in found.keys() & getattr(model, "LISTED", {}).keys() if on is not None else ():
        found[name] = _listed(found[name], model.LISTED[name](place, on))
    return found


def questions(kind: Kind, *, place: str, on: date) -> dict[str, forms.Field]:
    """The fields that residents are asked of a kind when they open one, in their words (`Kind.own_questions`).

    A choice that may stay open offers that first, so that nothing is chosen which nobody chose.
    """
    if not kind.own_questions:
        return {}
    found = detail_fields(kind, tuple(question.of for question in kind.own_questions), place=place, on=on)
    for question in kind.own_questions:
        field = found[question.name]
        field.label, field.help_text = question.label or field.label, question.hint or field.help_text
        if isinstance(field, forms.ChoiceField):
            known: Any = field.choices
            offered = list(question.choices.items()) or [(key, words) for key, words in known if key]
            if field.required:
                field.choices = offered if field.initial else [("", "选一个"), *offered]
            else:
                field.choices, field.initial = [("", UNSURE), *offered], ""
            field.error_messages["required"] = f"{field.label}没选。"
        elif field.required:
            field.error_messages["required"] = f"{field.label}没写。"
    return found


def _listed(field: forms.Field, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=field.label, required=field.required, initial=field.initial, help_text=field.help_text,
        choices=[("", _nothing(field)), *choices], error_messages={
            "required": f"{field.label}没选。", "invalid_choice": "选的不在名单里，重新选一下。",
        },
    )  # fmt: skip


def _nothing(field: forms.Field) -> str:
    """What stands first in a list from which nothing is chosen yet."""
    return "选一个" if field.required else "没定"


def _field(source: Any, optional: bool, row: Any) -> forms.Field:
    field: forms.Field = source.formfield(required=not optional)
    field.initial = getattr(row, source.name) if row is not None else (field.initial if field.initial is not None else None)
    if isinstance(field.initial, Decimal):
        field.initial = f"{field.initial.normalize():f}"
    field.error_messages.update(
        {"required": f"{field.label}没写。", "max_length": TOO_LONG, "invalid_choice": "选的不在名单里，重新选一下。"}
    )
    if isinstance(field, forms.TypedChoiceField):
        known: Any = field.choices
        field.choices = [(key, words if key else _nothing(field)) for key, words in known]
    wrong = next((words for sort, words in WRONG.items() if isinstance(source, sort)), "")
    if wrong:
        field.error_messages["invalid"] = wrong
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    if isinstance(source, models.TextField):
        field.widget = forms.Textarea(attrs={"rows": 3})
    if isinstance(field, forms.DecimalField | forms.IntegerField) and not isinstance(field, forms.ModelChoiceField):
        field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return field
