"""What residents fill in, and what a worker fills in for them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from minqing.faces.portal import stamps
from minqing.ground.places.models import Place
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.lib.numerals import narrow
from minqing.records.matters.attachments import MOST_AT_ONCE
from minqing.records.matters.details import questions
from minqing.records.matters.forms import plain_phone
from minqing.records.matters.kinds import Kind
from minqing.records.matters.kinds.table import CATEGORIES

PLAIN = {
    "clothing": "穿的（棉衣、被子）", "food": "吃的（米面油、吃水）", "housing": "房子、水电（漏雨、停电、不热乎）",
    "transport": "路和出行（路坏了、没路灯、坐不上车）", "work": "干活、挣钱（找活、卖粮、工钱）", "education": "上学（学费、接送、补课）",
    "security": "低保、养老、残疾（办证、领钱）", "medical": "看病、吃药", "environment": "环境（垃圾、臭水、下水堵）",
    "safety": "安全（电线、塌方、老房子）", "other": "别的",
}  # fmt: skip
UNKNOWN = "不知道，你们看着分"
# Before the names of a kind's own fields, which may be called as a general one is.
OWN = "own_"
SHORTEST, LONGEST, MOST_SPOTS = 2, 1000, 300
# Where a thing can be below a village. A stairwell is found by asking, not in a list of hundreds.
SPOTS = ("group", "grid", "compound", "building")
TOO_LONG = {"max_length": "太长了，请写在 %(limit_value)s 字以内。"}


class PhotosInput(forms.FileInput):
    """A box for several photographs. The telephone offers camera and album by itself."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": "image/jpeg,image/png,image/webp", "multiple": True, "data-photos": MOST_AT_ONCE})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class PhotosField(forms.Field):
    """Up to six files, read only once everything else is right."""

    widget = PhotosInput

    def __init__(self, label: str = "照片") -> None:
        super().__init__(
            label=label, required=False,
            help_text=f"最多 {MOST_AT_ONCE} 张，每张不超过 10 MB。只有办事的人看得到，拍照的位置会自动去掉。",
        )  # fmt: skip

    def clean(self, value: list[UploadedFile[Any]]) -> list[UploadedFile[Any]]:
        if len(value) > MOST_AT_ONCE:
            raise forms.ValidationError(f"一次最多 {MOST_AT_ONCE} 张照片，这次选了 {len(value)} 张。少选几张，剩下的以后再补。")
        return [file for file in value if file.file is not None]


def says_something(words: str) -> str:
    """The words without blanks around them. Raises ValidationError for what says nothing."""
    words = words.strip()
    if sum(character.isalnum() for character in words) < SHORTEST:
        raise forms.ValidationError("看不出是什么事，再写几个字。")
    return words


class AskForm(forms.Form):
    """What a resident says. The hidden stamp makes a double press one matter and tells when the page was opened."""

    id = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    words = forms.CharField(
        label="什么事", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "还没写，写一句再送。", **TOO_LONG},
    )  # fmt: skip
    category = forms.ChoiceField(
        label="哪方面的", required=False, choices=[("", UNKNOWN), *((key, PLAIN.get(key, name)) for key, name in CATEGORIES.items())],
        error_messages={"invalid_choice": "选的不在名单里，重新选一下。"},
    )  # fmt: skip
    spot = forms.ChoiceField(
        label="在哪个组、哪栋楼", required=False, error_messages={"invalid_choice": "选的不在名单里，重新选一下。"}
    )
    where = forms.CharField(
        label="具体在哪儿", required=False, max_length=80, widget=forms.TextInput(attrs={"placeholder": "像：小卖部往西第二个路口"}),
        error_messages=TOO_LONG,
    )  # fmt: skip
    photos = PhotosField()
    name = forms.CharField(
        label="您怎么称呼", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "写上怎么称呼您，办完好找您问一句。", "max_length": "太长了，写姓名就行。"},
    )  # fmt: skip
    phone = forms.CharField(
        label="电话", required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text="不留也行，凭回执号照样能查。留了只给办事的人联系您用，网页上谁也看不到。",
        error_messages={"max_length": "电话号码没写对，手机号是 11 位。"},
    )  # fmt: skip
    # Whoever is signed in is no machine, however quickly they write.
    by_hand = False
    # A box that no person sees: what fills it in is a machine.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args: Any, place: Place, kind: Kind, now: float, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.table, self.now = place, kind, now
        self._ask_own(on)
        self.fields["id"].initial = stamps.new()
        self.spots = spots_of(place)
        self.fields["spot"].choices = [("", f"{place.short_name}，说不清哪个组"), *self.spots]  # type: ignore[attr-defined]
        if not self.spots:
            del self.fields["spot"]

    def _ask_own(self, on: date) -> None:
        """Ask what the kind asks of residents, instead of the general questions for which its own stand."""
        own = {f"{OWN}{name}": field for name, field in questions(self.table, place=self.place.pk, on=on).items()}
        instead = {question.replaces: f"{OWN}{question.name}" for question in self.table.own_questions}
        order = list(self.fields)
        self.fields.update(own)
        beside = [name for name in own if name != instead.get("where")]
        for general, names in (("category", beside), ("where", [instead["where"]] if "where" in instead else [])):
            at = order.index(general)
            order[at : at + (general in instead)] = names
            if general in instead:
                del self.fields[general]
        self.order_fields(order)

    def details(self) -> dict[str, Any]:
        """The answers to the kind's own questions; what was left empty is what the kind takes it for."""
        known = {question.name: self.cleaned_data[f"{OWN}{question.name}"] for question in self.table.own_questions}
        return {name: value for name, value in known.items() if value not in ("", None)}

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields in their order, without what no person sees."""
        return [field for field in self if field.name not in ("id", "website", "kind")]

    def clean_words(self) -> str:
        return says_something(self.cleaned_data["words"])

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])

    def sorted_as(self) -> str:
        """The chosen category; the one for everything else where none was chosen or asked."""
        return self.cleaned_data.get("category") or "other"

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("website"):
            raise forms.ValidationError("没有送出去。请把所有格子清空，重新写一遍再送。")
        if self.errors:
            return self.cleaned_data
        trouble = stamps.trouble(self.cleaned_data["id"], now=self.now)
        if trouble and not (self.by_hand and trouble == stamps.FAST):
            # A stamp that cannot be used is exchanged; what was written stays.
            new = stamps.new() if trouble == stamps.OLD else self.cleaned_data["id"]
            self.data = {**{name: self.data[name] for name in self.data}, "id": new}
            raise forms.ValidationError(trouble)
        return self.cleaned_data

    def whole_words(self) -> str:
        """What was written, with where it is beneath."""
        where: str = self.cleaned_data.get("where", "").strip()
        words: str = self.cleaned_data["words"]
        return f"{words}\n地点：{where}" if where else words

    def identity(self) -> UUID:
        """Which request it is: the same for a double press, another where anything else was said."""
        own = [f"{name}={value}" for name, value in self.details().items()]
        data = self.cleaned_data
        said = (self.whole_words(), data["name"], data["phone"], self.sorted_as(), *own)
        return stamps.id_for(data["id"], self.table.key, self.code(), *said)

    def code(self) -> str:
        """The code of the group or building that was chosen, else the village's."""
        return str(self.cleaned_data.get("spot") or self.place.pk)


def spots_of(village: Place) -> list[tuple[str, str]]:
    """Groups, grids, compounds and buildings of a village for a select, in code order, one query."""
    found = Place.objects.within(village.pk).in_use().at_level(*SPOTS).order_by("code")[:MOST_SPOTS]
    names = {place.pk: place.short_name for place in found}

    def said(code: str) -> str:
        above = [names[code[:length]] for length in range(VILLAGE_LENGTH + 3, len(code) + 1, 3) if code[:length] in names]
        return " ".join(above)

    return [(code, said(code)) for code in names]


class PaperForm(AskForm):
    """The same, filled in by a worker for somebody who cannot or will not write."""

    by_hand = True
    kind = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = self.table.key
        self.order_fields(["id", "kind", "name", "phone"])
        self.fields["name"].label, self.fields["phone"].label = "替谁填", "他的电话"
        self.fields["name"].error_messages["required"] = "写上替谁填的，办完好找本人问一句。"
        self.fields["name"].widget.attrs["autocomplete"] = self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.fields["words"].label = "他说的什么事（照原话写，念给他听一遍）"
        self.fields["phone"].help_text = "不留也行，把回执给他，照样能查。"


class ReceiptForm(forms.Form):
    """Receipt number and the four digits, as people copy them from paper."""

    receipt = forms.CharField(max_length=20, required=False)
    code = forms.CharField(max_length=10, required=False)

    def clean_receipt(self) -> str:
        return digits(self.cleaned_data["receipt"])

    def clean_code(self) -> str:
        return digits(self.cleaned_data["code"])


class VerdictForm(forms.Form):
    """The resident's own word on the result."""

    verdict = forms.ChoiceField(
        choices=[("solved", "办好了"), ("unsolved", "没办好")],
        error_messages={"required": "按「办好了」或者「没办好」。", "invalid_choice": "按「办好了」或者「没办好」。"},
    )
    satisfied = forms.ChoiceField(
        required=False,
        choices=[("", "没说"), ("yes", "满意"), ("no", "不满意")],
        error_messages={"invalid_choice": "选「满意」或者「不满意」，不选也行。"},
    )
    words = forms.CharField(required=False, max_length=LONGEST, error_messages=TOO_LONG)
    public = forms.BooleanField(required=False)

    @property
    def content(self) -> bool | None:
        """Whether they are content; None when they did not say."""
        return {"yes": True, "no": False}.get(self.cleaned_data["satisfied"])


class MoreForm(forms.Form):
    """Words and photographs that come after."""

    words = forms.CharField(required=False, max_length=LONGEST, error_messages=TOO_LONG)
    photos = PhotosField()

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.cleaned_data["words"].strip() and not self.cleaned_data["photos"]:
            raise forms.ValidationError("还没写，写一句或者选一张照片再送。")
        return self.cleaned_data

    def said(self) -> str:
        """The words; for photographs alone, how many they are."""
        return self.cleaned_data["words"].strip() or f"补了 {len(self.cleaned_data['photos'])} 张照片"


class ReasonForm(forms.Form):
    """Words that must be there: why it is opened again, or taken back."""

    words = forms.CharField(max_length=LONGEST, error_messages={"required": "写一句再送。", **TOO_LONG})


def first_error(form: forms.Form) -> str:
    """The first of a form's sentences."""
    return str(next(iter(form.errors.values()))[0])


def digits(text: str) -> str:
    """The digits of what somebody copied, full-width ones too."""
    return "".join(character for character in narrow(text) if character in "0123456789")
