"""The one form that asks all parties of a linkage at once (五方联动, 三方共扶)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from minqing.ground.places.models import within_q
from minqing.ground.places.tree import lineage
from minqing.ground.staff.models import Organisation, Posting
from minqing.records.matters import tiers
from minqing.records.matters.forms import NOT_FOUND, Candidates, MoveForm
from minqing.records.matters.kinds.seats import BESIDE, LINKAGES, SEATS, linkage_for
from minqing.records.matters.linking import LONGEST_NAME, Seated

# Seats of people who often have no account: their names are written.
BY_NAME = {"residents": "居民代表的姓名，一人一行", "compound": "没有账号的，写姓名，一人一行"}
# Which posts and offices are offered for a seat: at which level, of which sorts of organisation.
LEVELS = {
    "street": ("township",), "township": ("township",), "community": ("village",), "village": ("village",), "compound": ("village",),
    "unit": ("county", "township"), "sender": ("county", "township", "village"), "residents": (),
}  # fmt: skip
KINDS = {
    "unit": ("township", "county", "firm", "other"), "sender": ("sender",), "compound": ("branch", "other"), "street": ("branch",),
    "community": ("village", "branch"), "township": ("township",), "village": ("village",), "residents": ("other",),
}  # fmt: skip


class Near(Candidates):
    """Posts and organisations of the matter's own county at, above and below its place. Two queries.

    Unlike the assigning of work, this asks upwards and across too: whoever is asked may send their part back with a reason.
    """

    def __init__(self, matter: Any, on: Any) -> None:
        above = [code for code in lineage(matter.place_id) if len(code) >= 6]
        near = Q(place_id__in=above) | within_q("place_id", matter.place_id)
        postings = Posting.objects.on(on).filter(near, user__is_active=True).select_related("user", "place", "organisation")
        offices = Organisation.objects.filter(near, closed_on=None).select_related("place")
        self.postings = {str(found.pk): found for found in postings.order_by("rank", "id")}
        self.offices = {str(found.pk): found for found in offices.order_by("name")}

    def for_seat(self, seat: str) -> list[tuple[str, str]]:
        """Who may take a seat, as choices."""
        found = [
            (f"office:{key}", office.name) for key, office in self.offices.items() if office.kind in KINDS[seat]
        ]  # fmt: skip
        for key, post in self.postings.items():
            fits_unit = seat != "sender" or (post.organisation is not None and post.organisation.kind == "sender")
            own_unit = seat != "unit" or post.organisation is not None
            # Whom a unit sent sits for the unit, not for the village that they serve.
            if seat == "village" and post.organisation is not None and post.organisation.kind == "sender":
                continue
            if tiers.tier_of(post.place_id) in LEVELS[seat] and fits_unit and own_unit:
                unit = f"（{post.organisation}）" if post.organisation_id else ""
                found.append((f"person:{key}", f"{post.user.name} {post.title}{unit}"))
        return found


class LinkForm(MoveForm):
    """For every seat of the linkage that is usual at the place, and a few beside: tick who is asked, or write names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = Near(self.matter, self.scope.on)
        usual = linkage_for(self.matter.place_id)
        names: list[str] = []
        self.at_work = self._at_work()
        for seat in LINKAGES[usual][1]:
            names += self._seat(seat, "")
        for seat in BESIDE[usual]:
            names += self._seat(seat, "还可以请")
        self.order_fields([*names, "words"])
        self.fields["words"].widget.attrs["placeholder"] = "像：周五前都到现场，各办各的一段"

    def _at_work(self) -> set[str]:
        """Who works on it already and is not asked again."""
        going = {(part.person_id, part.organisation_id) for part in self.matter.handlings.filter(state="doing")}
        posts = self.near.postings.items()
        people = {f"person:{key}" for key, post in posts if going & {(post.user_id, post.organisation_id), (post.user_id, None)}}
        offices = {f"office:{key}" for key, office in self.near.offices.items() if (None, office.pk) in going}
        return people | offices

    def _seat(self, seat: str, title: str) -> list[str]:
        names: list[str] = []
        choices = [choice for choice in self.near.for_seat(seat) if choice[0] not in self.at_work]
        if choices:
            self.fields[seat] = forms.MultipleChoiceField(
                label=f"{title}{SEATS[seat]}", choices=choices, required=False, widget=forms.CheckboxSelectMultiple, error_messages={
                    "invalid_choice": NOT_FOUND["invalid_choice"], "invalid_list": NOT_FOUND["invalid_choice"],
                },
            )  # fmt: skip
            names.append(seat)
        if seat in BY_NAME:
            name = f"{seat}_names"
            self.fields[name] = forms.CharField(
                label=f"{title}{SEATS[seat]}（写姓名）", required=False, max_length=600, help_text=BY_NAME[seat],
                widget=forms.Textarea(attrs={"rows": 2}), error_messages={"max_length": "写得太长了，一人一行只写姓名。"},
            )  # fmt: skip
            names.append(name)
        return names

    def given(self) -> dict[str, Any]:
        seated = []
        for seat in SEATS:
            for value in self.cleaned_data.get(seat, ()):
                seated.append(Seated(seat, **self.near.given(value)))
            written = self.cleaned_data.get(f"{seat}_names", "").replace("、", "\n").splitlines()
            seated += [Seated(seat, name=name.strip()[:LONGEST_NAME]) for name in written if name.strip()]
        return {**super().given(), "seated": seated}
