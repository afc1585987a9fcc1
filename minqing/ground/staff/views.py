"""Pages about oneself, and the complaint-and-suggestion entry at every page's foot."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.ground.journal import Person
from minqing.ground.journal.models import Event, Suggestion
from minqing.ground.places.models import Place
from minqing.ground.staff.forms import AnswerForm, SuggestionForm
from minqing.ground.staff.scope import ScopedRequest, may
from minqing.lib import pegs

MOST_OWN = 100


def me(request: ScopedRequest) -> HttpResponse:
    """Who I am here: posts, what each lets me do, password, sign-out."""
    return render(request, "staff/me.html", {"postings": request.scope.postings})


class ChangePassword(PasswordChangeView):
    template_name = "staff/password.html"
    success_url = reverse_lazy("me")


def search(request: ScopedRequest) -> HttpResponse:
    """找户、找事、找人: what every room finds for the words within the viewer's scope."""
    words = request.GET.get("q", "").strip()[:60]
    panels = pegs.panels("search", scope=request.scope, words=words) if words else []
    return render(request, "staff/search.html", {"words": words, "panels": panels})


@login_not_required
@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Anybody on any page says what is wrong with it; nobody needs an account for that."""
    form = SuggestionForm(request.POST or None, initial={"page": request.GET.get("page", "")})
    if request.method == "POST" and form.is_valid():
        scope = getattr(request, "scope", None)
        by = request.user if request.user.is_authenticated else Person("群众")
        made = Suggestion.objects.make(
            words=form.cleaned_data["words"], page=form.cleaned_data["page"], by=by, at=timezone.now(),
            place=scope.home.pk if scope and scope.home else _village_in(form.cleaned_data["page"]),
        )  # fmt: skip
        shown = {"back": _own_page(form.cleaned_data["page"]), "made": made}
        return render(request, "staff/suggested.html", shown)
    return render(request, "staff/suggest.html", {"form": form}, status=400 if form.errors else 200)


@login_not_required
@require_safe
def followed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One suggestion and what came of it, for whoever has its address: it says nobody's name and cannot be guessed."""
    found = Suggestion.objects.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条意见，看看地址有没有抄全。")
    return render(request, "staff/suggestion.html", {"suggestion": found})


@require_safe
def mine(request: ScopedRequest) -> HttpResponse:
    """What I said about the program, and the answers. Who said what is known from the journal alone."""
    made = Event.objects.filter(verb="suggestion.make", actor_id=str(request.user.pk))
    found = Suggestion.objects.filter(pk__in=list(made.order_by("-id").values_list("object_id", flat=True)[:MOST_OWN]))
    return render(request, "staff/my_suggestions.html", {"found": found.order_by("-recorded_at")})


def _village_in(page: str) -> str:
    """The village whose public page somebody was on: the office that answers for it reads what they say."""
    found = re.search(r"/(\d{12,40})/", page)
    return found[1] if found and Place.objects.filter(pk=found[1]).exists() else ""


def _own_page(page: str) -> str:
    # Only a path of this site: the value comes from the address bar.
    return page if page.startswith("/") and not page.startswith("//") else "/"


def _readable(request: ScopedRequest) -> QuerySet[Suggestion]:
    """Suggestions from one's area, and those that name no place: somebody has to read them, so every such office may."""
    return Suggestion.objects.filter(request.scope.q("suggestion.see", "place") | Q(place=""))


@may("suggestion.see")
def suggestions(request: ScopedRequest) -> HttpResponse:
    """What was said about the program, for the county office."""
    found = _readable(request).order_by(F("answered_at").desc(nulls_first=True), "-recorded_at")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    lines = [(suggestion, _own_page(suggestion.page) if suggestion.page else "") for suggestion in page]
    waiting = _readable(request).filter(answered_at=None).count()
    return render(request, "staff/suggestions.html", {"page": page, "lines": lines, "waiting": waiting})


@may("suggestion.see")
@require_POST
def answer(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Answer a suggestion."""
    found = _readable(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条意见，或者不在你的范围里。")
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "写一句答复再送。")
    else:
        found.reply(words=form.cleaned_data["words"], by=request.user, at=timezone.now())
        known = Event.objects.of(found).filter(verb="suggestion.make").exclude(actor_id="").exists()
        how = f"{found.said_by}的铃铛里会有一条" if known else f"提意见的人凭意见号 {found.number} 看得到"
        messages.success(request, f"答复记下了，{how}。")
    return redirect("suggestions")
