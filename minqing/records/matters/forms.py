"""What is asked before a move, and for opening a matter by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.module_loading import import_string

from minqing.ground.places.models import within_q
from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Organisation, Posting
from minqing.ground.staff.scope import Scope
from minqing.lib import days
from minqing.lib.fields import new_id
from minqing.records.matters import parts
from minqing.records.matters.details import detail_fields
from minqing.records.matters.kinds import KINDS, MoveRule
from minqing.records.matters.kinds.seats import SEATS, usual_seats
from minqing.records.matters.kinds.table import CATEGORIES, URGENCIES
from minqing.records.matters.models import Handling, Judgement, Matter, Reason

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
        if rule.reasons:
            reasons = Reason.objects.of(rule.reasons, place=matter.place_id, on=scope.on)
            self.fields["reason"] = forms.ChoiceField(
                label=Reason.LISTS[rule.reasons], choices=[("", "选一个"), *((reason.key, reason.title) for reason in reasons)],
                error_messages={"required": "选一个原因。", **NOT_FOUND},
            )  # fmt: skip
        if rule.details:
            known = detail_fields(matter.table, rule.details, matter.details, place=matter.place_id, on=scope.on)
            self.fields.update(known)
        if rule.reasons or rule.details:
            self.order_fields(["reason", *(name.rstrip("?") for name in rule.details), "who", "role", "words"])

    def clean(self) -> dict[str, Any]:
        """Refuse a move that only changes what is written down, and changes nothing."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        own = {name.rstrip("?") for name in self.rule.details}
        if own and self.rule.to is None and not self.errors and not own & set(self.changed_data) and not data.get("words"):
            raise forms.ValidationError("和原来一样，没有改的；改了再存。")
        return data

    def given(self) -> dict[str, Any]:
        """What the move takes beside words."""
        given: dict[str, Any] = {}
        if self.rule.reasons:
            given["reason"] = self.cleaned_data["reason"]
        if self.rule.details:
            given["details"] = {name.rstrip("?"): self.cleaned_data[name.rstrip("?")] for name in self.rule.details}
        return given


class HolderForm(MoveForm):
    """Who gets it: somebody by post, or an organisation, among those who serve at or above the matter's place."""

    who = forms.ChoiceField(label="派给谁", choices=(), error_messages={"required": "选一个人或一个单位再派。", **NOT_FOUND})

    field_order: tuple[str, ...] = ("who", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = Candidates(self.matter, self.scope, self.rule.key)
        self.fields["who"].choices = [("", "选一个人或一个单位"), *self.candidates.choices]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        return {**super().given(), **self.candidates.given(self.cleaned_data["who"])}


class PartnerForm(HolderForm):
    """Who takes a part beside whoever leads."""

    role = forms.ChoiceField(
        label="怎么参加", choices=[(key, name) for key, name in Handling.ROLES.items() if key != "lead"], initial="joint"
    )
    seat = forms.ChoiceField(label="算哪一方", required=False, choices=())
    field_order = ("who", "role", "seat", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = "谁一起办"
        seats = self.matter.table.seats
        near = usual_seats(self.matter.place_id)
        offered = [(key, words) for key, words in seats.items() if seats is not SEATS or key in near]
        self.fields["seat"].choices = [("", "不分"), *offered]  # type: ignore[attr-defined]
        if not self.matter.table.seats:
            del self.fields["seat"]

    def given(self) -> dict[str, Any]:
        return {**super().given(), "role": self.cleaned_data["role"], "seat": self.cleaned_data.get("seat", "")}


class AnswerForm(MoveForm):
    """The resident's own words, and how they were asked."""

    way = forms.ChoiceField(
        label="怎么问的", initial="visit", choices=[(key, name) for key, name in Judgement.WAYS.items() if key != "portal"],
        error_messages={"required": "怎么问的没选。", **NOT_FOUND},
    )  # fmt: skip
    satisfied = forms.ChoiceField(label="满意吗", required=False, choices=[("", "没说"), ("yes", "满意"), ("no", "不满意")])
    field_order = ("way", "words", "satisfied")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.rule.may_show:
            self.fields["public"] = forms.BooleanField(label=f"本人{self.rule.may_show}", required=False)

    def given(self) -> dict[str, Any]:
        return {
            **super().given(),
            "way": self.cleaned_data["way"],
            "satisfied": {"yes": True, "no": False}.get(self.cleaned_data["satisfied"]),
            **({"public": self.cleaned_data["public"]} if self.rule.may_show else {}),
        }


class PartForm(MoveForm):
    """Which joint or supporting part is meant: one's own is chosen already."""

    part = forms.ChoiceField(label="哪一份", choices=(), error_messages={"required": "选一下是哪一份。", **NOT_FOUND})
    field_order = ("part", "reason", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        going = self.matter.handlings.filter(state="doing").exclude(role="lead").select_related("organisation", "person")
        own = parts.own_part(self.matter, self.scope.user, on=self.scope.on)
        # Who leads may write down for those who cannot; whoever else has a part ends their own.
        leads = self.matter.holder_id == self.scope.user.pk
        self.parts = {str(part.pk): part for part in going.order_by("from_on", "id") if own is None or leads or part.pk == own.pk}
        self.fields["part"].choices = [(key, part.who) for key, part in self.parts.items()]  # type: ignore[attr-defined]
        self.fields["part"].initial = str(own.pk) if own else None

    def given(self) -> dict[str, Any]:
        return {**super().given(), "handling": self.parts[self.cleaned_data["part"]]}


class SplitForm(MoveForm):
    """The child matters, one a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget = forms.Textarea(attrs={"rows": 4, "placeholder": "一行一件"})


class SortForm(MoveForm):
    """Another category or urgency."""

    category = forms.ChoiceField(label="哪一类", choices=list(CATEGORIES.items()), error_messages=NOT_FOUND)
    urgency = forms.ChoiceField(label="急不急", choices=list(URGENCIES.items()), error_messages=NOT_FOUND)
    field_order = ("category", "urgency", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].initial, self.fields["urgency"].initial = self.matter.category, self.matter.urgency

    def given(self) -> dict[str, Any]:
        return {**super().given(), "category": self.cleaned_data["category"], "urgency": self.cleaned_data["urgency"]}


class MergeForm(MoveForm):
    """The other matter, by its receipt number."""

    into = forms.CharField(
        label="另一件的回执号", max_length=9, widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "0413 0072"}),
        error_messages={"required": "写上另一件的回执号。", "max_length": "回执号是 8 个数字。"},
    )  # fmt: skip
    field_order = ("into", "words")

    def clean_into(self) -> Matter:
        digits = self.cleaned_data["into"].replace(" ", "")
        found = self.scope.within(Matter.objects.all(), "matter.see").filter(receipt=digits).first()
        if found is None:
            raise forms.ValidationError("没有这个回执号的事，或者不在你的范围里。")
        return found

    def given(self) -> dict[str, Any]:
        return {**super().given(), "into": self.cleaned_data["into"]}


FORMS: dict[str, type[MoveForm]] = {
    "words": MoveForm, "holder": HolderForm, "partner": PartnerForm, "answer": AnswerForm, "part": PartForm, "split": SplitForm,
    "sort": SortForm, "merge": MergeForm,
}  # fmt: skip


def form_for(rule: MoveRule, matter: Matter, scope: Scope, data: Any = None) -> MoveForm:
    """The form that a move's table row names: one of `FORMS`, or a kind's own class by its dotted path."""
    form = FORMS.get(rule.form) or import_string(rule.form)
    return form(data, rule=rule, matter=matter, scope=scope)


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
    kind = forms.ChoiceField(
        choices=[(key, kind.title) for key, kind in KINDS.items()],
        widget=forms.HiddenInput,
        required=False,
        error_messages=NOT_FOUND,
    )
    about = forms.CharField(
        label="什么事", max_length=200, widget=forms.TextInput(attrs={"placeholder": "像：门前排水沟堵，雨水灌院"}),
        error_messages={"required": "没写是什么事，写一句再存。", "max_length": TOO_LONG},
    )  # fmt: skip
    category = forms.ChoiceField(label="哪一类", choices=list(CATEGORIES.items()), initial="other")
    urgency = forms.ChoiceField(label="急不急", choices=list(URGENCIES.items()), initial="ordinary", required=False)
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

    def __init__(self, *args: Any, places: list[tuple[str, str]], today: date, kind: str = "need", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.table = today, KINDS[kind]
        self.fields["kind"].initial = kind
        if self.table.at_opening:
            own = detail_fields(self.table, self.table.at_opening, place=places[0][0] if places else "", on=today)
            self.fields.update(own)
            self.order_fields(["id", "household", "kind", "place", "about", *own, "category"])
        # A kind that has classes of its own is not asked for the general one beside them.
        if self.table.classed:
            del self.fields["category"]
        for name, words in self.table.opening.items():
            self._ask_as(name, words)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        self.fields["opened_on"].initial = today.isoformat()

    def _ask_as(self, name: str, words: str) -> None:
        """One of the general questions in the words of the kind, or not at all."""
        if name == "like":
            self.fields["about"].widget.attrs["placeholder"] = words
        elif words:
            self.fields[name].label = words
            if self.fields[name].required:
                self.fields[name].error_messages["required"] = f"{words}没写。"
        else:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """What is not asked is as if it were left empty."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        return {**dict.fromkeys((name for name, words in self.table.opening.items() if not words), ""), **data}

    def details(self) -> dict[str, Any]:
        """The kind's own fields."""
        return {name.rstrip("?"): self.cleaned_data[name.rstrip("?")] for name in self.table.at_opening}

    def clean_opened_on(self) -> date:
        day: date = self.cleaned_data["opened_on"]
        if day > self.today:
            raise forms.ValidationError(f"日期写成了 {days.in_words(day, self.today)}，还没到那天。")
        return day

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])


def plain_phone(text: str) -> str:
    """A telephone number's digits. Raises ValidationError for what cannot be one; nothing is fine."""
    digits = "".join(character for character in text if character in "0123456789")
    if text.strip() and not 7 <= len(digits) <= 13:
        raise forms.ValidationError("电话号码没写对，手机号是 11 位。")
    return digits
