"""People, posts and roles, for whoever holds `staff.manage` or `role.change`.

Nobody can give away what they do not have: a post may only be given within one's own area, and a role may only be given or
changed by somebody who could already give all its verbs, which is what holding `role.change` means.
"""

from __future__ import annotations

from uuid import UUID

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST

from minqing.ground.journal import note
from minqing.ground.staff.forms import LeaveForm, NewRoleForm, NewUserForm, PostForm, RoleForm
from minqing.ground.staff.models import Organisation, Posting, Role, User
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib import days, pegs


def _mine(request: ScopedRequest) -> QuerySet[User]:
    """Users with a post in the manager's area, and those who have none anywhere yet."""
    posted = request.scope.within(Posting.objects.all(), "staff.manage").values("user_id")
    return User.objects.filter(Q(pk__in=posted) | Q(postings=None)).distinct()


@may("staff.manage")
def people(request: ScopedRequest) -> HttpResponse:
    """Who serves in this area, by name."""
    words = request.GET.get("q", "").strip()[:60]
    found = _mine(request).filter(Q(name__contains=words) | Q(username__contains=words)).order_by("name", "pk")
    current = Posting.objects.on(timezone.localdate()).select_related("place", "role", "organisation")
    listed = Paginator(found.prefetch_related(Prefetch("postings", queryset=current, to_attr="current")), 50)
    return render(request, "staff/people.html", {"page": listed.get_page(request.GET.get("page")), "words": words})


@may("staff.manage")
@require_http_methods(["GET", "POST"])
def new_user(request: ScopedRequest) -> HttpResponse:
    """Make an account."""
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            data = form.cleaned_data
            user = User.objects.create_user(data["username"], data["password"], name=data["name"], phone=data["phone"])
            note("staff.manage", user, by=request.user, after={"username": user.username, "name": user.name})
        return redirect("staff-person", user.pk)
    return render(request, "staff/new_user.html", {"form": form}, status=422 if form.errors else 200)


@may("staff.manage")
def person(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Somebody's posts, and a form for another one."""
    user = get_object_or_404(_mine(request), pk=pk)
    postings = user.postings.select_related("place", "role", "organisation").order_by("-from_on")
    form = PostForm(scope=request.scope, initial={"from_on": timezone.localdate().isoformat()})
    context = {
        "person": user, "postings": postings, "form": form, "leave": LeaveForm(), "today": timezone.localdate(),
        "panels": pegs.panels("staff.person", person=user, scope=request.scope),
    }  # fmt: skip
    return render(request, "staff/person.html", context)


@may("staff.manage")
@require_POST
def post(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Give somebody a post."""
    user = get_object_or_404(_mine(request), pk=pk)
    form = PostForm(request.POST, scope=request.scope)
    if form.is_valid() and not (request.scope.may("role.change") or set(form.cleaned_data["role"].verbs) <= request.scope.verbs):
        form.add_error("role", "这个角色能做的，有些你自己不能做，请能改角色的人来给。")
    if not form.is_valid():
        postings = user.postings.select_related("place", "role", "organisation").order_by("-from_on")
        context = {"person": user, "postings": postings, "form": form, "leave": LeaveForm()}
        return render(request, "staff/person.html", context, status=422)
    data = form.cleaned_data
    place = data["place"]
    with transaction.atomic():
        unit = None
        if data["unit"]:
            unit, _ = Organisation.objects.get_or_create(
                name=data["unit"], place=place, defaults={"kind": data["unit_kind"], "county": place.pk[:6]}
            )
        Posting.objects.post(
            user=user, place=place, role=data["role"], title=data["title"], by=request.user, on=data["from_on"], organisation=unit,
            public=data["public"], about=data["about"],
        )  # fmt: skip
    messages.success(
        request, f"{user.name}从 {days.in_words(data['from_on'], timezone.localdate())}起任{place.short_name}{data['title']}。"
    )
    return redirect("staff-person", user.pk)


@may("staff.manage")
@require_POST
def leave(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """End a post."""
    posting = request.scope.within(Posting.objects.all(), "staff.manage").filter(pk=pk, to_on=None).first()
    if posting is None:
        raise Http404("没有这个岗位，或者已经结束了。")
    form = LeaveForm(request.POST)
    if form.is_valid() and form.cleaned_data["to_on"] >= posting.from_on:
        posting.leave(by=request.user, on=form.cleaned_data["to_on"])
        day = form.cleaned_data["to_on"]
        messages.success(request, f"{posting.title}到 {days.in_words(day, timezone.localdate())}为止。")
    else:
        messages.error(request, "结束的日子没写对，要在开始之后。")
    return redirect("staff-person", posting.user_id)


@may("staff.manage")
@require_POST
def reset_password(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Give somebody a new first password; it is shown once, and the line in the journal holds no password."""
    user = get_object_or_404(_mine(request), pk=pk)
    if user.postings.on(timezone.localdate()).exclude(request.scope.q("staff.manage")).exists():
        raise PermissionDenied("这个人在你管的范围外还有岗位，请上一级的管理员来换密码。")
    password = get_random_string(12, "abcdefghjkmnpqrstuvwxyz23456789")
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        note("staff.manage", user, by=request.user, after={"username": user.username, "password": "***"})
    AxesProxyHandler.reset_attempts(username=user.username)
    answer = render(request, "staff/new_password.html", {"person": user, "password": password})
    answer["Cache-Control"] = "no-store"
    return answer


@may("role.change")
def roles(request: ScopedRequest) -> HttpResponse:
    """All roles."""
    held = Count("postings__user", filter=Q(postings__in=Posting.objects.on(timezone.localdate())), distinct=True)
    return render(request, "staff/roles.html", {"roles": Role.objects.annotate(held=held).order_by("name")})


@may("role.change")
@require_http_methods(["GET", "POST"])
def new_role(request: ScopedRequest) -> HttpResponse:
    """A further role, begun as a copy of another; then its verbs are ticked."""
    form = NewRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = Role.objects.create(
                key=f"role-{get_random_string(10).lower()}", name=form.cleaned_data["name"], verbs=form.cleaned_data["like"].verbs
            )
            note("role.change", made, by=request.user, after={"name": made.name, "verbs": made.verbs})
        messages.success(request, f"「{made.name}」开好了，勾上他能做的，再给人安排。")
        return redirect("role", made.pk)
    return render(request, "staff/role_new.html", {"form": form}, status=422 if form.errors else 200)


@may("role.change")
@require_http_methods(["GET", "POST"])
def role(request: ScopedRequest, pk: str) -> HttpResponse:
    """What a role may do, as a list of verbs to tick."""
    found = get_object_or_404(Role, pk=pk)
    form = RoleForm(request.POST or None, initial={"name": found.name, "verbs": found.verbs})
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["verbs"]
        if "role.change" not in new and found.pk in {posting.role_id for posting in request.scope.postings}:
            raise PermissionDenied("不能把自己改角色的权限去掉，不然谁也改不回来。")
        with transaction.atomic():
            before = {"name": found.name, "verbs": found.verbs}
            found.name, found.verbs = form.cleaned_data["name"], new
            found.save(update_fields=["name", "verbs"])
            note("role.change", found, by=request.user, before=before, after={"name": found.name, "verbs": new})
        messages.success(request, f"「{found.name}」改好了，马上生效。")
        return redirect("roles")
    return render(request, "staff/role.html", {"role": found, "form": form}, status=422 if form.errors else 200)
