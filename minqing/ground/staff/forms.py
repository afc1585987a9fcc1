from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.forms.boundfield import BoundWidget

from minqing.ground.journal import verbs
from minqing.ground.staff.models import Organisation, Role, User
from minqing.ground.staff.place_field import PlaceField
from minqing.ground.staff.scope import Scope


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


class NewUserForm(forms.Form):
    """An account. The first password is told to the person, who changes it."""

    name = forms.CharField(label="姓名", max_length=80, error_messages={"required": "写上姓名。"})
    username = forms.RegexField(
        label="账号", regex=r"^[a-z0-9_.-]{3,60}$", help_text="小写字母和数字，像 linxiaohe",
        error_messages={"required": "写上账号。", "invalid": "账号只用小写字母、数字，3 个字符以上。"},
    )  # fmt: skip
    phone = forms.CharField(label="公开电话", max_length=20, required=False, help_text="村民能看到的办公电话，可以不写")
    password = forms.CharField(
        label="第一次的密码", min_length=10, help_text="10 个字符以上，告诉本人后让他改", widget=forms.PasswordInput
    )

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError("这个账号有人用了，换一个。")
        return username

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class PostForm(forms.Form):
    """A post for somebody: where, as what, from when."""

    place = PlaceField(label="哪里", error_messages={"required": "写上哪个地方。"})
    role = forms.ModelChoiceField(
        label="角色",
        queryset=Role.objects.order_by("name"),
        empty_label="选一个角色",
        error_messages={"required": "选一个角色。"},
    )
    title = forms.CharField(label="职务", max_length=60, error_messages={"required": "写上职务，像 第一书记。"})
    unit = forms.CharField(label="派出单位或所在单位", max_length=120, required=False)
    unit_kind = forms.ChoiceField(label="单位类别", choices=list(Organisation.KINDS.items()), initial="sender")
    about = forms.CharField(label="什么时候、在哪找得到", max_length=120, required=False)
    public = forms.BooleanField(label="在村民网页上公开", required=False)
    from_on = forms.DateField(label="从哪天起", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        assert isinstance(place, PlaceField)
        place.aim(scope, "staff.manage")


class LeaveForm(forms.Form):
    to_on = forms.DateField(label="到哪天", widget=forms.DateInput(attrs={"type": "date"}))


class RoleForm(forms.Form):
    """A role's name and the verbs it holds."""

    name = forms.CharField(label="角色名", max_length=60)
    verbs = forms.MultipleChoiceField(label="能做什么", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(title, [(verb.key, as_right(verb.sentence)) for verb in found]) for title, found in verbs.by_family()]
        self.fields["verbs"].choices = choices  # type: ignore[attr-defined]

    @property
    def families(self) -> list[tuple[str, list[BoundWidget], int]]:
        """The boxes under what they are about, and how many of them are ticked."""
        boxes = iter(self["verbs"].subwidgets)
        found = [(title, [next(boxes) for _ in known]) for title, known in verbs.by_family()]
        return [(title, these, sum(bool(box.data.get("selected")) for box in these)) for title, these in found]


def as_right(sentence: str) -> str:
    """What the journal says was done, said as what may be done.

    >>> as_right("记下了一件事"), as_right("办完了自己那一份")
    ('记下一件事', '办完自己那一份')
    """
    return sentence.replace("了", "")


class NewRoleForm(forms.Form):
    """A further role begins as a copy of one that there is; what is too much or too little is ticked afterwards."""

    name = forms.CharField(label="角色名", max_length=60, error_messages={"required": "写上角色名，像 调解员。"})
    like = forms.ModelChoiceField(
        label="照着哪个角色开", queryset=Role.objects.order_by("name"), empty_label=None, error_messages={"required": "选一个角色照着开。"},
    )  # fmt: skip

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if Role.objects.filter(name=name).exists():
            raise forms.ValidationError("已经有叫这个名字的角色了，换一个名字。")
        return name


class OpenPlaceForm(forms.Form):
    """A part of a village: its level and name; the code follows by itself."""

    level = forms.ChoiceField(label="哪一级")
    name = forms.CharField(label="名字", max_length=60, error_messages={"required": "写上名字，像 第一网格。"})

    def __init__(self, *args: object, levels: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]


class RenamePlaceForm(forms.Form):
    name = forms.CharField(label="改成", max_length=60, error_messages={"required": "写上新名字。"})
