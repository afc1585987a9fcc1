"""The room as a party sees it: what was said, the agreement to confirm, their word on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from minqing.faces.mediation import papers
from minqing.faces.mediation.forms import ConfirmForm, WordForm, WordsForm, files_in, first_error, photos_in
from minqing.faces.mediation.lines import seen_by
from minqing.faces.mediation.models import RoomFile
from minqing.ground.staff.models import Posting
from minqing.lib.refusal import NotNow
from minqing.records.matters import attachments
from minqing.records.matters.mediation import agreeing, disputes
from minqing.records.matters.mediation import room as rooms
from minqing.records.matters.mediation.story import planned
from minqing.records.matters.models.agreement import Agreement
from minqing.records.matters.models.dispute import DisputeParty

View = Callable[..., HttpResponseBase]


def by_link(view: Callable[[HttpRequest, DisputeParty], HttpResponseBase] | View) -> View:
    """A view for whoever holds a party's link. A dead link says why and tells nothing else; no search engine, no cache, no referrer."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            party = rooms.party_of(token, on=timezone.localdate())
        except rooms.Closed as closed:
            answer: HttpResponseBase = render(request, "mediation/closed.html", {"sentence": closed.sentence}, status=410)
        else:
            answer = view(request, party, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        # Not no-referrer: then a browser sends its forms from nowhere, and they are refused as forged.
        answer["Referrer-Policy"] = "same-origin"
        return answer

    return guarded


@by_link
@require_safe
def room(request: HttpRequest, party: DisputeParty) -> HttpResponse:
    """The room."""
    return _shown(request, party)


def _shown(request: HttpRequest, party: DisputeParty, *, status: int = 200, **more: Any) -> HttpResponse:
    matter, today = party.matter, timezone.localdate()
    agreement = agreeing.standing(matter)
    parties = list(DisputeParty.objects.filter(matter=matter, out_on=None).order_by("id"))
    context = {
        "party": party, "matter": matter, "token": rooms.token_of(party), "said": seen_by(matter, party), "parties": parties,
        "agreement": agreement, "free": disputes.FREE, "longest": rooms.LONGEST,
        **_hands(party, today), "planned": planned(matter, on=today), **_mine(party, agreement), **more,
    }  # fmt: skip
    return render(request, "mediation/room.html", context, status=status)


def _hands(party: DisputeParty, today: date) -> dict[str, Any]:
    """Who mediates, and those of them whose office telephone is public anyway."""
    doing = party.matter.handlings.filter(state="doing").select_related("person", "organisation").order_by("from_on", "id")
    hands = list(doing)
    public = Posting.objects.on(today).shown_to_residents().filter(user__in=[one.person_id for one in hands if one.person_id])
    called = {posting.user_id: posting.user for posting in public.select_related("user") if posting.user.phone}
    return {"mediators": [one.who for one in hands], "called": list(called.values())}


def _mine(party: DisputeParty, agreement: Agreement | None) -> dict[str, Any]:
    """What this party signed and said already, and what is asked of them now."""
    if agreement is None:
        return {}
    signed = agreement.signatures.filter(party=party).first()
    word = agreement.words.filter(party=party).order_by("-said_on", "-id").first()
    return {
        "signed": signed, "word": word, "asks_to_confirm": party.matter.state == "signing" and signed is None,
        "asks_word": party.matter.state == "performing" and (word is None or not word.solved),
    }  # fmt: skip


@by_link
@require_safe
def lines(request: HttpRequest, party: DisputeParty) -> HttpResponse:
    """Only what was said, for a page that looks again by itself."""
    context = {"said": seen_by(party.matter, party), "token": rooms.token_of(party)}
    return render(request, "mediation/_lines.html", context)


Act = Callable[[HttpRequest, DisputeParty], str]


def _by_party(act: Act) -> View:
    """A view for one thing a party does: `act` gives the sentence to thank with, or raises NotNow."""

    @by_link
    @require_http_methods(["GET", "POST"])
    @wraps(act)
    def view(request: HttpRequest, party: DisputeParty) -> HttpResponse:
        if request.method == "GET":
            # A refusal is shown under this address: copied, or opened again, it leads to the room.
            return redirect("mediation:room", rooms.token_of(party))
        try:
            thanks = act(request, party)
        except NotNow as refusal:
            fresh = rooms.party_of(rooms.token_of(party), on=timezone.localdate())
            return _shown(
                request, fresh, status=422, unsaid=refusal.sentence, written=request.POST.get("words", "")[: rooms.LONGEST]
            )
        if thanks:
            messages.success(request, thanks)
        return redirect("mediation:room", rooms.token_of(party))

    return view


@_by_party
def say(request: HttpRequest, party: DisputeParty) -> str:
    """Words, photographs or papers."""
    form = WordsForm(request.POST)
    if not form.is_valid():
        raise NotNow(first_error(form))
    papers.say(
        party.matter, at=timezone.now(), words=form.cleaned_data["words"], photos=photos_in(request), files=files_in(request),
        party=party,
    )  # fmt: skip
    return ""


@_by_party
def confirm(request: HttpRequest, party: DisputeParty) -> str:
    """同意这份协议, with the six digits."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise NotNow(first_error(form))
    rooms.confirm(party, code=form.cleaned_data["code"], draft=form.cleaned_data["draft"], on=timezone.localdate())
    return "记下了，您同意这份协议。"


@_by_party
def word(request: HttpRequest, party: DisputeParty) -> str:
    """履行了 or 没履行."""
    form = WordForm(request.POST)
    if not form.is_valid():
        raise NotNow(first_error(form))
    solved = form.cleaned_data["solved"] == "yes"
    rooms.judge(party, solved=solved, satisfied=form.content, words=form.cleaned_data["words"], on=timezone.localdate())
    return "记下了，谢谢您。" if solved else "记下了，调解员会接着管。"


@by_link
@require_safe
def photo(request: HttpRequest, party: DisputeParty, photo: UUID) -> HttpResponseBase:
    """A photograph that was sent in this room."""
    found = party.matter.messages.filter(photo=photo).select_related("photo").first()
    if found is None or found.photo is None:
        raise Http404("没有这张照片。")
    return attachments.answer(found.photo, small=request.GET.get("size") == "small")


@by_link
@require_safe
def file(request: HttpRequest, party: DisputeParty, file: UUID) -> HttpResponseBase:
    """A paper that was sent in this room, as a download."""
    found = RoomFile.objects.filter(pk=file, message__matter=party.matter).first()
    if found is None:
        raise Http404("没有这个文件。")
    return papers.answer(found)
