"""记一笔: the page where an entry is written and its proposals are confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from minqing.ground.places.models import Place, within_q
from minqing.ground.places.tree import VILLAGE_LENGTH
from minqing.ground.staff.scope import ScopedRequest, get_within, may
from minqing.lib.fields import new_id
from minqing.lib.numbers import told_of
from minqing.lib.refusal import NotNow
from minqing.readings.proposals import saving, warming
from minqing.readings.proposals.cards import YES, Card, cards_of, decide, spans_of, trouble_of
from minqing.readings.proposals.forms import EntryForm
from minqing.readings.proposals.models import Proposal
from minqing.readings.proposals.reading import read
from minqing.readings.proposals.roster import roster_of
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.kinds.table import CATEGORIES
from minqing.records.people.models import Household
from minqing.records.visits.models import Visit
from minqing.records.visits.models.visit import Called

MOST_NAMED = 60


@may("visit.record")
@require_http_methods(["GET", "POST"])
def write(request: ScopedRequest) -> HttpResponse:
    """The empty sheet, and keeping what was written on it."""
    today = timezone.localdate()
    places = writable_places(request)
    if not places:
        raise Http404("你的岗位下面还没有村，请找管理员。")
    if request.method == "GET":
        warming.begin()
        return render(request, "proposals/note.html", first_sheet(request, places, today))
    form = EntryForm(request.POST, today=today)
    context = sheet(request, form, places, today)
    if form.is_valid():
        try:
            visit = saving.keep(entry_of(request, form, context), by=request.user, today=today)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            if told := told_of(form.cleaned_data["words"]):
                messages.warning(request, told)
            of = form.cleaned_data["household"]
            return redirect(reverse("visits:page", args=[visit.pk]) + (f"?kept={of}" if of else "?kept=1"))
    return render(request, "proposals/note.html", context, status=422)


@may("visit.record")
@require_POST
def reading(request: ScopedRequest) -> HttpResponse:
    """The cards for the text so far, for the page to show beneath it while somebody writes."""
    places = writable_places(request)
    if not places:
        raise Http404("你的岗位下面还没有村，请找管理员。")
    form = EntryForm(request.POST, today=timezone.localdate())
    form.is_valid()
    return render(request, "proposals/_cards.html", sheet(request, form, places, timezone.localdate()))


@may("visit.record")
@require_POST
def decision(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """Confirm or ignore a card that waited."""
    today = timezone.localdate()
    proposal = get_within(Proposal.objects.select_related("visit__place"), request.scope, pk, see="visit.see", do="visit.record")
    card = card_of(proposal)
    decide([card], request.POST)
    visit = proposal.visit
    households = households_of([card], request, visit.place_id)
    resolve_names([card], households, request, visit.place_id)
    entry = saving.Entry(visit.pk, visit.place, visit.visited_on, visit.kind, visit.words, [card], households=households)
    saving.settle_later(proposal, entry=entry, card=card, by=request.user, today=today)
    return redirect(reverse("visits:page", args=[visit.pk]) + ("#undecided" if visit_waits(visit) else ""))


def visit_waits(visit: Visit) -> bool:
    return Proposal.objects.undecided().filter(visit=visit).exists()


@may("visit.record")
@require_POST
def homes(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """还去了谁家: households that an entry of one's own left out, by their heads' names."""
    visit = get_within(Visit.objects.select_related("place"), request.scope, pk, see="visit.see", do="visit.record")
    if visit.by_id != request.user.pk:
        raise NotNow("别人写的日记不能改，请写的人自己改。")
    found = named_homes(request, visit.place_id, request.POST.get("homes", ""))
    if not found:
        raise NotNow("没写是谁家，写户主姓名。")
    visit.add(by=request.user, on=timezone.localdate(), calls=[Called(home) for home in found])
    messages.success(request, f"补上了：{'、'.join(f'{home.head_name}家' for home in found)}。")
    return redirect("visits:page", visit.pk)


def named_homes(request: ScopedRequest, place: str, words: str) -> list[Household]:
    """The households that somebody names beside a text, parted by spaces or commas. Raises NotNow for one not on the roster."""
    names = words.replace("、", " ").replace("，", " ").replace(",", " ").split()
    return [by_name(request, place, name.removesuffix("家")) for name in names[:MOST_NAMED]]


def card_of(proposal: Proposal) -> Card:
    """A stored proposal as a card again."""
    facts = dict(proposal.read)
    card = Card(proposal.key, facts.pop("sort"), facts)
    card.trouble = trouble_of(card)
    return card


def latest_days(today: date) -> list[date]:
    """The days that an entry is mostly for: today and the two before."""
    return [today - timedelta(days=ago) for ago in range(3)]


def writable_places(request: ScopedRequest) -> list[Place]:
    """The villages somebody may write for, their own first."""
    found = request.scope.within(Place.objects.filter(level="village"), "visit.record", "code").order_by("code")
    return list(found[:400])


def first_sheet(request: ScopedRequest, places: list[Place], today: date) -> dict[str, Any]:
    """The page before anything is written, perhaps for one household."""
    household = None
    if "household" in request.GET:
        try:
            pk = UUID(request.GET["household"])
        except ValueError:
            raise Http404("没有这户。") from None
        household = get_within(
            Household.objects.select_related("place"), request.scope, pk, see="household.see", do="visit.record"
        )
    place = household.place_id[:VILLAGE_LENGTH] if household else usual_place(request, places)
    return {
        "form": EntryForm(today=today), "id": new_id(), "place": place, "places": places, "visited_on": today, "today": today, "days": latest_days(today),
        "household": household, "kinds": Visit.KINDS, "words": "", "cards": [], "kind": "", "also": "",
    }  # fmt: skip


def usual_place(request: ScopedRequest, places: list[Place]) -> str:
    """Where an entry is written for unless somebody says otherwise: where the last one was, else the first with anybody on its books."""
    codes = {place.pk for place in places}
    last = Visit.objects.filter(by=request.user).order_by("-id").values_list("place_id", flat=True).first() or ""
    if last[:VILLAGE_LENGTH] in codes or len(places) == 1:
        return last[:VILLAGE_LENGTH] if last[:VILLAGE_LENGTH] in codes else places[0].pk
    lived_in = request.scope.within(Household.objects.present(), "visit.record").order_by("place_id")
    first = lived_in.values_list("place_id", flat=True).first() or ""
    return first[:VILLAGE_LENGTH] if first[:VILLAGE_LENGTH] in codes else places[0].pk


def sheet(request: ScopedRequest, form: EntryForm, places: list[Place], today: date) -> dict[str, Any]:
    """Everything that page and cards show for what was sent so far."""
    data = form.cleaned_data if hasattr(form, "cleaned_data") else {}
    sent = request.POST
    words = sent.get("words", "")
    code = sent.get("place", "")
    place = next((place for place in places if place.pk == code), places[0])
    visited_on = data.get("visited_on") or today
    cards: list[Card] = []
    kind = "visit"
    if words.strip() and len(words) <= 20_000:
        found = read(words, written_on=visited_on, roster=roster_of(place.pk))
        cards, kind = cards_of(found), found.kind
        decide(cards, sent)
    households = households_of(cards, request, place.pk, *([str(data["household"])] if data.get("household") else []))
    resolve_names(cards, households, request, place.pk)
    saving.similar_open(cards, households)
    show(cards, households)
    confirmed = sum(card.choice == YES for card in cards)
    return {
        "form": form, "id": sent.get("id") or new_id(), "place": place.pk, "places": places, "visited_on": visited_on, "today": today, "days": latest_days(today),
        "household": households.get(str(data.get("household"))), "kinds": Visit.KINDS, "words": words, "cards": cards, "kind": sent.get("kind", ""),
        "guess": Visit.KINDS[kind], "guessed": kind, "spans": spans_of(cards), "confirmed": confirmed, "households": households,
        "open": sum(card.choice == "" for card in cards), "matter_kinds": KINDS, "categories": CATEGORIES, "also": sent.get("also", ""),
    }  # fmt: skip


def households_of(cards: list[Card], request: ScopedRequest, place: str, *more: str) -> dict[str, Household]:
    """The households that cards speak of, as far as the writer may see them, in one query."""
    wanted = {card.taken.get("household") for card in cards} | set(more)
    ids = {value for value in wanted if value and len(value) in (32, 36)}
    found = request.scope.within(Household.objects.filter(pk__in=ids), "visit.record").select_related("place")
    return {str(household.pk): household for household in found}


def resolve_names(cards: list[Card], households: dict[str, Household], request: ScopedRequest, place: str) -> None:
    """A corrected name of a household becomes the household, if exactly one is called so."""
    for card in cards:
        name = card.corrected.pop("name", "").removesuffix("家")
        if not name:
            continue
        try:
            household = by_name(request, place, name)
        except NotNow as refusal:
            card.trouble = refusal.sentence
            continue
        households[str(household.pk)] = household
        card.corrected["household"] = str(household.pk)


def by_name(request: ScopedRequest, place: str, name: str) -> Household:
    """The one household of a place in which somebody has this name. Raises NotNow for none or several."""
    here = Household.objects.present().filter(request.scope.q("visit.record"), within_q("place_id", place))
    found = list(here.named(name).select_related("place")[:5])
    exact = [household for household in found if household.head_name == name] or found
    if not exact:
        raise NotNow(f"花名册里没有「{name}」，看看名字写没写对。")
    if len(exact) > 1:
        raise NotNow(
            f"叫「{name}」的有 {len(exact)} 户（{'、'.join(home.where or '没写住址' for home in exact)}），写户主全名或先立户。"
        )
    return exact[0]


def show(cards: list[Card], households: dict[str, Household]) -> None:
    """Give each card the household it shows."""
    for card in cards:
        card.home = households.get(card.taken.get("household", ""))


def entry_of(request: ScopedRequest, form: EntryForm, context: dict[str, Any]) -> saving.Entry:
    """The entry to keep. Raises NotNow where a household named beside the text is not on the roster."""
    data = form.cleaned_data
    if data["place"] not in {place.pk for place in context["places"]}:
        raise NotNow("这个村不在你的范围里，换一个再存。")
    cards: list[Card] = context["cards"]
    given = named_homes(request, data["place"], data["also"])
    if context["household"] is not None:
        given.insert(0, context["household"])
    place = next(place for place in context["places"] if place.pk == data["place"])
    return saving.Entry(
        data["id"],
        place,
        data["visited_on"],
        data["kind"] or context["guessed"],
        data["words"],
        cards,
        given,
        context["households"],
    )
