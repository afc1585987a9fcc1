"""What is asked before a move, and for opening a matter by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from minqing.ground.places.models import within_q
from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Organisation, Posting
from minqing.ground.staff.scope import Scope
from minqing.lib.fields import new_id
from minqing.records.matters.kinds import KINDS, MoveRule
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.matters.models import Handling, Judgement, Matter

TOO_LONG = "太长了，请写在 %(limit_value)s 字以内。"
NOT_FOUND = {"invalid_choice": "选的不在名单里，重新选一下。"}


class MoveForm(forms.Form):
    """A move: the version that the mover saw, and what must or may be said."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "这一页旧了，刷新再办。", "invalid": "这一页旧了，刷新再办。"}
    )
    words = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"max_length": TOO_LONG}
    )

    def __init__(self, *args: Any, rule: MoveRule, matter: Matter, scope: Scope, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": matter.version})
        # Several moves' forms stand on one page: each has ids of its own.
        kwargs.setdefault("auto_id", f"id_{rule.key.replace('.', '_')}_%s")
        super().__init__(*args, **kwargs)
        self.rule, self.matter, self.scope = rule, matter, scope
        words = self.fields["words"]
        words.label = rule.ask or rule.optional or "说明"
        words.required = bool(rule.ask)
        if not rule.ask:
            words.widget = forms.TextInput(attrs={"maxlength": 2000})
        words.error_messages["required"] = f"要写一句：{words.label}。"

    def given(self) -> dict[str, Any]:
        """What the move takes beside words."""
        return {}


class HolderForm(MoveForm):
    """Who gets it: somebody by post, or an organisation, among those who serve at or above the matter's place."""

    who = forms.ChoiceField(label="派给谁", choices=(), error_messages={"required": "选一个人或一个单位再派。", **NOT_FOUND})

    field_order: tuple[str, ...] = ("who", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = Candidates(self.matter, self.scope, self.rule.key)
        self.fields["who"].choices = [("", "选一个人或一个单位"), *self.candidates.choices]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        return self.candidates.given(self.cleaned_data["who"])


class PartnerForm(HolderForm):
    """Who takes a part beside whoever leads."""

    role = forms.ChoiceField(
        label="怎么参加", choices=[(key, name) for key, name in Handling.ROLES.items() if key != "lead"], initial="joint"
    )
    field_order = ("who", "role", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = "谁一起办"

    def given(self) -> dict[str, Any]:
        return {**super().given(), "role": self.cleaned_data["role"]}


class AnswerForm(MoveForm):
    """The resident's own words, and how they were asked."""

    way = forms.ChoiceField(
        label="怎么问的", initial="visit", choices=[(key, name) for key, name in Judgement.WAYS.items() if key != "portal"],
        error_messages={"required": "怎么问的没选。", **NOT_FOUND},
    )  # fmt: skip
    satisfied = forms.ChoiceField(label="满意吗", required=False, choices=[("", "没说"), ("yes", "满意"), ("no", "不满意")])
    field_order = ("way", "words", "satisfied")

    def given(self) -> dict[str, Any]:
        return {"way": self.cleaned_data["way"], "satisfied": {"yes": True, "no": False}.get(self.cleaned_data["satisfied"])}


FORMS: dict[str, type[MoveForm]] = {"words": MoveForm, "holder": HolderForm, "partner": PartnerForm, "answer": AnswerForm}


def form_for(rule: MoveRule, matter: Matter, scope: Scope, data: Any = None) -> MoveForm:
    """The form that a move's table row names."""
    return FORMS[rule.form](data, rule=rule, matter=matter, scope=scope)


class Candidates:
    """Posts and organisations to which the viewer may give a matter, grouped by place, the nearest first. Two queries."""

    def __init__(self, matter: Matter, scope: Scope, verb: str) -> None:
        near = Q(place_id__in=lineage(matter.place_id)) | within_q("place_id", matter.place_id)
        postings = Posting.objects.on(scope.on).filter(near, user__is_active=True).select_related("user", "place", "organisation")
        offices = Organisation.objects.filter(near, closed_on=None).select_related("place")
        self.postings = {str(found.pk): found for found in scope.within(postings, verb)}
        self.offices = {str(found.pk): found for found in scope.within(offices, verb)}

    @property
    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For a select with a heading a place."""
        by_place: dict[str, list[tuple[str, str]]] = {}
        names: dict[str, str] = {}
        for key, posting in sorted(self.postings.items(), key=lambda item: item[1].rank):
            names[posting.place_id] = posting.place.short_name
            unit = f"（{posting.organisation}）" if posting.organisation_id else ""
            by_place.setdefault(posting.place_id, []).append((f"person:{key}", f"{posting.user.name} {posting.title}{unit}"))
        for key, office in sorted(self.offices.items(), key=lambda item: item[1].name):
            names[office.place_id] = office.place.short_name
            by_place.setdefault(office.place_id, []).append((f"office:{key}", office.name))
        return [(names[code], by_place[code]) for code in sorted(by_place, key=len, reverse=True)]

    def given(self, value: str) -> dict[str, Any]:
        """Person and organisation of a chosen value."""
        sort, _, key = value.partition(":")
        if sort == "office":
            return {"person": None, "organisation": self.offices[key]}
        posting = self.postings[key]
        return {"person": posting.user, "organisation": posting.organisation}


class OpenForm(forms.Form):
    """A matter opened by hand. The hidden `id` makes a double click one matter."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    household = forms.UUIDField(required=False, widget=forms.HiddenInput)
    place = forms.ChoiceField(label="哪个村（社区）", choices=(), error_messages={"required": "选一下哪个村。", **NOT_FOUND})
    kind = forms.ChoiceField(label="哪一种", choices=[(key, kind.title) for key, kind in KINDS.items()], initial="need")
    about = forms.CharField(
        label="什么事", max_length=200, widget=forms.TextInput(attrs={"placeholder": "像：门前排水沟堵，雨水灌院"}),
        error_messages={"required": "没写是什么事，写一句再存。", "max_length": TOO_LONG},
    )  # fmt: skip
    category = forms.ChoiceField(label="哪一类", choices=list(CATEGORIES.items()), initial="other")
    words = forms.CharField(
        label="原话",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    asker = forms.CharField(label="谁说的", required=False, max_length=80, error_messages={"max_length": TOO_LONG})
    phone = forms.CharField(label="联系电话", required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    opened_on = forms.DateField(
        label="哪天说的",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期没写对，像 2026-04-22。", "required": "哪天说的没写。"},
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        self.fields["opened_on"].initial = today.isoformat()

    def clean_opened_on(self) -> date:
        day: date = self.cleaned_data["opened_on"]
        if day > self.today:
            raise forms.ValidationError(f"日期写成了 {day.month}月{day.day}日，还没到那天。")
        return day

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])


def plain_phone(text: str) -> str:
    """A telephone number's digits. Raises ValidationError for what cannot be one; nothing is fine."""
    digits = "".join(character for character in text if character in "0123456789")
    if text.strip() and not 7 <= len(digits) <= 13:
        raise forms.ValidationError("电话号码没写对，手机号是 11 位。")
    return digits
