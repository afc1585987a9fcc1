"""The page of what lies with somebody, ticked and given to another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from minqing.ground.staff.models import Posting, User
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib.refusal import NotNow
from minqing.records.matters.handing import over
from minqing.records.visits.withheld import withhold


class HandOverForm(forms.Form):
    """What goes, and to whom."""

    what = forms.MultipleChoiceField(
        error_messages={"required": "勾上要交的再交。", "invalid_choice": "有一件刚办完或者刚交走了，刷新再看。"}
    )
    to = forms.ChoiceField(
        label="谁接手", error_messages={"required": "选一个接手的人。", "invalid_choice": "选的不在名单里，重新选一下。"}
    )
    words = forms.CharField(label="交代一句", required=False, max_length=400)

    def __init__(self, *args: Any, left: over.Left, takers: list[Posting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(posting.user_id): posting.user for posting in takers}
        names: dict[str, str] = {}
        for posting in takers:
            names.setdefault(str(posting.user_id), f"{posting.user.name} {posting.place.short_name}{posting.title}")
        self.fields["to"].choices = [("", "选一个人"), *names.items()]  # type: ignore[attr-defined]
        every = (*left.matters, *left.parts, *left.promises)
        self.fields["what"].choices = [(str(each.pk), "") for each in every]  # type: ignore[attr-defined]


@may(*over.RIGHTS)
@require_http_methods(["GET", "POST"])
def hand_over(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Everything of somebody's at the viewer's places; what is ticked goes to the one who is chosen."""
    user = User.objects.filter(pk=pk).first()
    left = over.left_with(user, request.scope) if user is not None else None
    served = user is not None and Posting.objects.filter(over.reach(request.scope), user=user).exists()
    if user is None or left is None or not (served or len(left)):
        raise Http404("没有这个人，或者不在你管的范围里。")
    form = HandOverForm(request.POST or None, left=left, takers=over.takers(left, user, request.scope))
    if request.method == "POST" and form.is_valid():
        to = form.people[form.cleaned_data["to"]]
        going = over.chosen(left, form.cleaned_data["what"])
        try:
            number = over.hand_over(going, of=user, to=to, by=request.user, on=request.scope.on, words=form.cleaned_data["words"])
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"{number} 件交给{to.name}了，{to.name}的铃铛里会有。")
            return redirect("matters:hand-over", user.pk)
    ticked = set(form.data.getlist("what")) if form.is_bound else {str(pk) for pk in form.fields["what"].choices}  # type: ignore[attr-defined]
    withhold(left.promises, request.scope)
    reads = {place for place in left.places if request.scope.may("matter.see", place)}
    shown = {
        "person": user, "left": left, "form": form, "reads": reads, "all": not form.is_bound, "ticked": ticked,
        "manages": served and request.scope.may("staff.manage"), "posted": user.postings.on(request.scope.on).exists(),
    }  # fmt: skip
    return render(request, "matters/handing/page.html", shown, status=422 if form.is_bound else 200)
