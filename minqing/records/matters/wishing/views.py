"""The list of wishes for those who may claim, 我会什么, the thanks, and the limit of money."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.ground.staff.scope import ScopedRequest, may
from minqing.records.matters.models import Claim, Matter
from minqing.records.matters.models.wish import WishRule
from minqing.records.matters.rights import matter_for
from minqing.records.matters.ruling import rows
from minqing.records.matters.wishing import matching, skills, thanking
from minqing.records.matters.wishing.forms import SkillsForm, WishRuleForm

A_PAGE = 50
THANKS = 6


@may("wish.claim")
@require_safe
def wishes(request: ScopedRequest) -> HttpResponse:
    """Wishes to claim, the best fit first, without names; those that the viewer has claimed; what was said in thanks."""
    scope, today, asked = request.scope, timezone.localdate(), matching.Asked.read(request.GET)
    can = matching.skills_of(scope.user)
    claimable = matching.claimable(scope)
    groups, total = matching.groups(claimable, asked, request.GET)
    found = matching.fitting(matching.narrowed(claimable, asked), scope, can).select_related("place", "household")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    claims = Claim.objects.filter(claimant=scope.user, let_go_on=None).select_related("matter__place", "matter__household")
    standing = scope.within(claims, "wish.claim")
    mine = standing.exclude(matter__phase__in=("done", "dropped")).order_by("-claimed_on", "-id")
    fulfilled = standing.filter(matter__phase="done").order_by("-matter__closed_on", "-id")
    near: Any = scope.within(Matter.objects.all(), "wish.claim")
    return render(request, "matters/wishes.html", {
        "page": page, "lines": [(wish, matching.reasons(wish, today)) for wish in page], "total": total, "groups": groups, "chosen": matching.chosen_words(groups), "mine": mine[:A_PAGE], "today": today,
        "fulfilled": fulfilled[:THANKS],
        "can": skills.words(can), "thanks": thanking.said(near, THANKS), "may_rule": scope.may("rule.change"),
    })  # fmt: skip


@may("wish.claim")
@require_http_methods(["GET", "POST"])
def my_skills(request: ScopedRequest) -> HttpResponse:
    """我会什么: said by oneself, of oneself."""
    form = SkillsForm(request.POST or None, initial={"skills": sorted(matching.skills_of(request.user))})
    if request.method == "POST":
        # Nothing ticked sends nothing but the token: that too is an answer.
        form = SkillsForm(request.POST)
        if form.is_valid():
            skills.say(request.user, form.cleaned_data["skills"], on=timezone.localdate())
            messages.success(request, "记下了，合适的心愿会排在前面。")
            return redirect("matters:wishes")
    return render(request, "matters/wishing/skills.html", {"form": form}, status=422 if form.errors else 200)


@may("wish.claim")
@require_safe
def thanks(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """The thanks on a sheet to print, for whoever fulfilled it and nobody else."""
    matter = matter_for(request.scope, pk)
    claim, today = thanking.claim_of(matter, request.scope), timezone.localdate()
    context = {
        "matter": matter,
        "claim": claim,
        "said": thanking.of(matter),
        "called": thanking.called(matter, today),
        "today": today,
    }
    return render(request, "matters/wishing/thanks.html", context)


@may("wish.claim")
@require_POST
def thanks_seen(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """收下: the day's page does not show these thanks again."""
    matter = matter_for(request.scope, pk)
    thanking.claim_of(matter, request.scope)
    thanking.take_note(matter, on=timezone.localdate())
    return redirect("today")


@may("rule.change")
@require_http_methods(["GET", "POST"])
def rule(request: ScopedRequest) -> HttpResponse:
    """What holds at the viewer's place, all rows of theirs, and a form for a new one."""
    scope = request.scope
    form = WishRuleForm(request.POST or None, scope=scope)
    if request.method == "POST" and form.is_valid() and rows.added(request, form):
        return redirect("matters:wish-rule")
    now = WishRule.objects.fitting(place=rows.home_of(scope), on=scope.on)
    shown = {"form": form, "rows": rows.rows_of(WishRule, scope), "now_holds": now}
    return render(request, "matters/wishing/rule.html", shown, status=422 if form.errors else 200)


@may("rule.change")
@require_POST
def end_rule(request: ScopedRequest, pk: int) -> HttpResponse:
    """From today a row holds no more."""
    row = WishRule.objects.filter(pk=pk).first()
    if row is None:
        raise Http404("没有这条规矩。")
    if not rows.rules_over(request.scope, row):
        raise PermissionDenied("这个地方不归你定规矩。")
    rows.ended(request, row)
    return redirect("matters:wish-rule")
