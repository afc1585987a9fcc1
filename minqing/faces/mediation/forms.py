"""What a party sends from the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from minqing.records.matters.mediation.room import LONGEST

TOO_LONG = {"max_length": "太长了，请写在 %(limit_value)s 字以内。"}


class WordsForm(forms.Form):
    words = forms.CharField(required=False, max_length=LONGEST, error_messages=TOO_LONG)


class ConfirmForm(forms.Form):
    """The six digits, and which text of the agreement was on the page."""

    code = forms.CharField(
        max_length=12, error_messages={"required": "写上 6 个数字的确认码。", "max_length": "确认码是 6 个数字。"}
    )
    draft = forms.IntegerField(error_messages={"required": "这一页旧了，刷新再确认。", "invalid": "这一页旧了，刷新再确认。"})


class WordForm(forms.Form):
    """A party's own word on the agreement."""

    solved = forms.ChoiceField(
        choices=[("yes", "履行了"), ("no", "没履行")],
        error_messages={"required": "按「履行了」或者「没履行」。", "invalid_choice": "按「履行了」或者「没履行」。"},
    )
    satisfied = forms.ChoiceField(required=False, choices=[("", "没说"), ("yes", "满意"), ("no", "不满意")])
    words = forms.CharField(required=False, max_length=1000, error_messages=TOO_LONG)

    @property
    def content(self) -> bool | None:
        """Whether they are content; None when they did not say."""
        return {"yes": True, "no": False}.get(self.cleaned_data["satisfied"])


def photos_in(request: HttpRequest) -> list[UploadedFile[Any]]:
    """The files that were sent."""
    return [file for file in request.FILES.getlist("photos") if file.file is not None]


def files_in(request: HttpRequest) -> list[UploadedFile[Any]]:
    """The papers that were sent."""
    return [file for file in request.FILES.getlist("files") if file.file is not None]


def first_error(form: forms.Form) -> str:
    """The first of a form's sentences."""
    return str(next(iter(form.errors.values()))[0])
