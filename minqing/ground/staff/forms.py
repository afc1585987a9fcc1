from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """Sign-in in the users' words."""

    error_messages = {
        "invalid_login": "账号或密码不对，看看大小写，连错 5 次会锁半小时。",
        "inactive": "这个账号停用了，请找县里管理员。",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"].label = "账号"
        self.fields["password"].label = "密码"


class SuggestionForm(forms.Form):
    """What does not go smoothly on a page."""

    words = forms.CharField(
        label="哪里不顺手、不该有", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "写一句再送。", "max_length": "太长了，请写在 2000 字以内。"},
    )  # fmt: skip
    page = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    words = forms.CharField(label="答复", max_length=2000, error_messages={"required": "写一句答复再送。"})
