"""What is asked before a move of a dispute. The words of the law that matter at a step stand as hints beside its fields."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from minqing.records.matters.forms import NOT_FOUND, TOO_LONG, HolderForm, MoveForm, plain_phone
from minqing.records.matters.mediation.acts import REFUSED, residents_named
from minqing.records.matters.mediation.agreeing import SETTLED
from minqing.records.matters.mediation.disputes import OTHER_WAYS, SIDES, SIGNED, STAGES, WAYS
from minqing.records.matters.models import Handling, Judgement
from minqing.records.matters.models.agreement import Agreement
from minqing.records.matters.models.dispute import SEXES, DisputeParty, MediationSession

DAY = {"invalid": "日期没写对，像 2026-04-22。", "required": "日期没写。"}
LONG = {"max_length": TOO_LONG}


def day_field(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, error_messages=DAY, help_text=hint)


def text(label: str, longest: int, *, required: bool = False, hint: str = "", **attrs: str) -> forms.CharField:
    errors = {"required": f"{label}没写。", **LONG}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=widget, error_messages=errors, help_text=hint
    )


def lines(label: str, *, required: bool = False, hint: str = "", rows: int = 3) -> forms.CharField:
    errors = {"required": f"{label}没写。", **LONG}
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=4000, required=required, widget=widget, error_messages=errors, help_text=hint)


def choice(label: str, choices: dict[str, str], *, empty: str = "选一个", required: bool = True) -> forms.ChoiceField:
    listed = [("", empty), *choices.items()] if empty else list(choices.items())
    return forms.ChoiceField(
        label=label, choices=listed, required=required, error_messages={"required": f"{label}没选。", **NOT_FOUND}
    )


class DisputeForm(MoveForm):
    """A move whose given values are its own fields. `wordless` forms ask no further words."""

    wordless = False
    own: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {
            str(party.pk): party for party in DisputeParty.objects.filter(matter=self.matter, out_on=None).order_by("id")
        }
        if self.wordless:
            self.fields["words"].required, self.fields["words"].widget = False, forms.HiddenInput()
        self.set_up()
        self.order_fields(["reason", *self.own, "words"])

    def set_up(self) -> None:
        """Fill in choices and initial values."""

    def offer_parties(self, name: str = "party", *, empty: str = "选一方") -> None:
        """The parties as choices of a field."""
        self.fields[name].choices = [("", empty), *((key, party.name) for key, party in self.parties.items())]  # type: ignore[attr-defined]

    def chosen(self) -> DisputeParty | None:
        """The chosen party."""
        return self.parties.get(self.cleaned_data.get("party") or "")

    def given(self) -> dict[str, Any]:
        return {**super().given(), **{name: self.cleaned_data[name] for name in self.own if name != "party"}}


class PartyForm(DisputeForm):
    """Somebody on the books by name, or from outside."""

    wordless = True
    own = ("name", "side", "outside", "door", "phone", "sex", "work", "address")
    name = text("姓名（单位写全称）", 80, required=True)
    side = choice("哪一方", SIDES)
    outside = forms.BooleanField(label="不在本村花名册上（外村人、单位）", required=False)
    door = text("哪一户（重名时才写：门牌或户主）", 80)
    phone = text("电话", 20, inputmode="tel", hint="只有调解的人看得到，看全号要写用途")
    sex = choice("性别", SEXES, empty="", required=False)
    work = text("做什么的、在哪个单位", 80)
    address = text("住哪里（花名册上有的不用写）", 120)

    def set_up(self) -> None:
        self.fields["sex"].initial = ""
        self.fields["side"].initial = "respondent" if self.parties else "applicant"

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["resident"] = None
        name = (data.get("name") or "").strip()
        if not name or data.get("outside"):
            return data
        found = residents_named(self.matter.place_id, name)
        door = (data.get("door") or "").strip()
        if door:
            found = [one for one in found if door in one.household.where or door == one.household.head_name]
        if not found:
            self.add_error(
                "name", f"花名册上没有叫「{name}」的{'那一户' if door else ''}。外村人、单位，勾上「不在本村花名册上」。"
            )
        elif len(found) > 1:
            doors = "、".join(one.household.where or one.household.head_name for one in found)
            self.add_error("door", f"叫这个名字的有 {len(found)} 个：{doors}。写上是哪一户。")
        else:
            data["resident"] = found[0]
        return data

    def given(self) -> dict[str, Any]:
        kept = ("name", "side", "phone", "sex", "work", "address", "resident")
        return {name: self.cleaned_data[name] for name in kept}


class PartyOutForm(DisputeForm):
    own: tuple[str, ...] = ("party",)
    party = choice("哪一方", {})

    def set_up(self) -> None:
        self.offer_parties()

    def given(self) -> dict[str, Any]:
        return {"party": self.chosen()}


class LinkForm(PartyOutForm):
    """Which party gets a link."""

    wordless = True


class SessionForm(DisputeForm):
    """When, how, where, who came, what was said."""

    own = ("held_on", "way", "where", "came", "others", "open_session")
    held_on = day_field("哪天调的")
    way = choice("怎么调的", WAYS, empty="")
    where = text("在哪里", 120)
    came = forms.MultipleChoiceField(
        label="谁来了（背靠背谈的，勾谈过的那一方）",
        required=False,
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_FOUND,
    )
    others = text("还有谁", 120)
    open_session = forms.BooleanField(label="公开调的（各方都愿意）", required=False)

    def set_up(self) -> None:
        hands = self.matter.handlings.filter(state="doing").select_related("person", "organisation").order_by("from_on", "id")
        names = [party.name for party in self.parties.values()] + [part.who for part in hands]
        self.fields["came"].choices = [(name, name) for name in dict.fromkeys(names)]  # type: ignore[attr-defined]
        self.fields["held_on"].initial = self.scope.on
        details = self.matter.details
        self.fields["open_session"].initial = bool(details and details.open_session)

    def given(self) -> dict[str, Any]:
        given = super().given()
        others = given.pop("others").strip()
        return {**given, "came": [*given["came"], *([others] if others else [])]}


class InviteForm(DisputeForm):
    own = ("day", "time", "way", "where")
    day = day_field("哪天")
    time = forms.TimeField(
        label="几点",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "几点没写对，像 14:30。", "required": "几点没写。"},
    )
    way = choice("当面还是线上", {key: words for key, words in WAYS.items() if key != "phone"}, empty="")
    where = text("在哪里（线上的不用写）", 120)

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        at = timezone.make_aware(datetime.combine(data["day"], data["time"]))
        return {"planned_at": timezone.localtime(at), "way": data["way"], "where": data["where"]}


class StageForm(DisputeForm):
    own = ("stage",)
    stage = choice("用哪一步解法", STAGES)


class RefuseForm(HolderForm):
    """Which mediator, which party does not want them, who is asked instead."""

    handling = choice("不要哪一位", {})
    party = choice("哪一方提出的", {})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        going = self.matter.handlings.filter(state="doing").select_related("organisation", "person").order_by("from_on", "id")
        self.parts = {str(part.pk): part for part in going}
        self.parties = {
            str(party.pk): party for party in DisputeParty.objects.filter(matter=self.matter, out_on=None).order_by("id")
        }
        listed: list[tuple[str, dict[str, Any]]] = [("handling", self.parts), ("party", self.parties)]
        for name, found in listed:
            self.fields[name].choices = [("", "选一个"), *((key, _called(one)) for key, one in found.items())]  # type: ignore[attr-defined]
        self.fields["who"].required, self.fields["who"].label = False, "另请谁（主持的调解员必须另请）"
        self.order_fields(["handling", "party", "reason", "who", "words"])

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        another = self.candidates.given(data["who"]) if data["who"] else {}
        return {**MoveForm.given(self), **another, "handling": self.parts[data["handling"]], "party": self.parties[data["party"]]}


def _called(one: Handling | DisputeParty) -> str:
    return f"{one.who}（{one.get_role_display()}）" if isinstance(one, Handling) else one.name


class ExtendForm(DisputeForm):
    own = ("due_on", "agreed")
    due_on = day_field("延到哪天")
    agreed = forms.BooleanField(label="各方都同意延长", error_messages={"required": "各方都同意才能延长。"})


class PoliceForm(DisputeForm):
    own = ("told", "told_on")
    told = text("报给了哪个派出所、谁接的", 80, required=True)
    told_on = day_field("哪天报的")

    def set_up(self) -> None:
        self.fields["told_on"].initial = self.scope.on


class EndForm(DisputeForm):
    own = ("party", "told")
    party = choice("哪一方不愿意（一方拒绝时选）", {}, required=False)
    told = forms.MultipleChoiceField(
        label="告诉了双方哪几条路", choices=list(OTHER_WAYS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "停下来要告诉双方还能走哪几条路。", **NOT_FOUND},
    )  # fmt: skip

    def set_up(self) -> None:
        self.offer_parties(empty="不是一方拒绝")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.data.get("reason") == REFUSED and not self.data.get("party"):
            self.add_error("party", "选一下是哪一方不愿意调解。")
        return data

    def given(self) -> dict[str, Any]:
        return {**super().given(), "party": self.chosen()}


class TermsForm(DisputeForm):
    """What an agreement says."""

    terms: tuple[str, ...] = ()
    perform = text("怎么履行", 200)
    due_on = day_field("哪天前履行完", required=False)
    amount = forms.DecimalField(
        label="涉及金额（元）", required=False, min_value=0, max_digits=12, decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": "金额要写数字，像 1500。", "min_value": "金额不能小于 0。"},
    )  # fmt: skip
    online = forms.BooleanField(label="在线上谈成的", required=False)
    status_matter = forms.BooleanField(label="涉及身份、收养、婚姻关系本身（这样的法院不办司法确认）", required=False)
    made_on = day_field("哪天谈成的")

    def set_up(self) -> None:
        self.fields["made_on"].initial = self.scope.on
        self.fields["online"].initial = (
            MediationSession.objects.filter(matter=self.matter, way="online").exclude(held_on=None).exists()
        )
        if self.matter.details is None or self.matter.details.dispute_class != "family":
            del self.fields["status_matter"]

    def clean_made_on(self) -> date:
        day: date = self.cleaned_data["made_on"]
        if day > self.scope.on:
            raise forms.ValidationError("谈成的日子还没到。")
        return day

    def given(self) -> dict[str, Any]:
        return {"terms": {name: self.cleaned_data[name] for name in self.own if name in self.cleaned_data}}


class OralForm(TermsForm):
    own = ("made_on", "perform", "due_on", "amount", "online", "status_matter")

    def set_up(self) -> None:
        super().set_up()
        self.fields["words"].widget = forms.Textarea(attrs={"rows": 3})
        self.order_fields(["words", *self.own])


class DraftForm(TermsForm):
    """All that art. 29 asks of a written agreement."""

    wordless = True
    own = ("facts", "liability", "content", "perform", "due_on", "amount", "made_on", "number", "online", "status_matter")
    facts = lines("主要事实、争的是什么", required=True)
    liability = lines("各方的责任", rows=2)
    content = lines("协议内容，一条一行", required=True, rows=4)
    number = text("协议书编号（没有就空着）", 40)

    def set_up(self) -> None:
        super().set_up()
        known = Agreement.objects.filter(matter=self.matter, ended_on=None).first()
        details = self.matter.details
        self.fields["facts"].initial = details.facts if details else ""
        if known is not None:
            for name in self.own:
                if name in self.fields:
                    self.fields[name].initial = getattr(known, name)


class SignForm(DisputeForm):
    """Each party's signature, the mediator's, the seal: those that are still missing."""

    wordless = True
    own: tuple[str, ...] = ("signed_on", "mediator", "sealed")
    signed_on = day_field("哪天签的")
    mediator = forms.BooleanField(label="调解员签名了", required=False)
    sealed = forms.BooleanField(label="调解委员会盖章了", required=False)

    def set_up(self) -> None:
        self.fields["signed_on"].initial = self.scope.on
        agreement = Agreement.objects.filter(matter=self.matter, ended_on=None).first()
        done = set(agreement.signatures.values_list("party_id", flat=True)) if agreement else set()
        ways = {key: words for key, words in SIGNED.items() if key != "online"}
        self.waiting = {f"party_{key}": party for key, party in self.parties.items() if party.pk not in done}
        for name, party in self.waiting.items():
            self.fields[name] = choice(party.name, ways, empty="还没签", required=False)
        for name, have in (("mediator", agreement and agreement.mediator_on), ("sealed", agreement and agreement.sealed_on)):
            if have:
                del self.fields[name]
        self.own = ("signed_on", *self.waiting, *(name for name in ("mediator", "sealed") if name in self.fields))

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "signed": {party: data[name] for name, party in self.waiting.items() if data[name]}, "signed_on": data["signed_on"],
            "mediator": data.get("mediator", False), "sealed": data.get("sealed", False),
        }  # fmt: skip


ASK_ANOTHER = (
    "是你主持谈成的，「履行了」要由别人问了来记：在「别的办法」里用「请别人去回访」请一位，或者请当事人在线上调解室里自己说。"
)


class WordForm(DisputeForm):
    """One party's own word. Neither answer is suggested."""

    own = ("party", "solved", "satisfied", "way")
    party = choice("哪一方说的", {})
    solved = choice("履行了没有", {"yes": "履行了", "no": "没履行"})
    satisfied = choice("满意吗", {"yes": "满意", "no": "不满意"}, empty="没说", required=False)
    way = choice("怎么问的", {key: words for key, words in Judgement.WAYS.items() if key != "portal"}, empty="")

    def set_up(self) -> None:
        self.offer_parties()
        if self.matter.last_by(SETTLED) == self.scope.user.pk:
            solved = self.fields["solved"]
            solved.choices = [("", "选一个"), ("no", "没履行")]  # type: ignore[attr-defined]
            solved.help_text = ASK_ANOTHER

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        satisfied = {"yes": True, "no": False}.get(data["satisfied"])
        return {"party": self.chosen(), "solved": data["solved"] == "yes", "satisfied": satisfied, "way": data["way"]}


class CheckForm(DisputeForm):
    own = ("check_on",)
    check_on = day_field("下次哪天再去", required=False)


class CourtForm(DisputeForm):
    own = ("court", "applied_on", "both")
    court = text("向哪个法院", 60, required=True, placeholder="像：东辽县人民法院")
    applied_on = day_field("哪天申请的")
    both = forms.BooleanField(label="双方一起申请的", error_messages={"required": "司法确认要双方一起申请。"})

    def set_up(self) -> None:
        self.fields["applied_on"].initial = self.scope.on
