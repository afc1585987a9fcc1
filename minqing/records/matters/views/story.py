"""One matter: its story, and the moves that make it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.lib import days, pegs, workdays
from minqing.lib.days import span_words
from minqing.lib.numbers import told_of
from minqing.lib.refusal import NotNow
from minqing.records.matters import clock, life, listing, story_rows
from minqing.records.matters.forms import MoveForm, form_for
from minqing.records.matters.kinds import KINDS, OPEN_PHASES, MoveRule
from minqing.records.matters.linking import linkage
from minqing.records.matters.models import Handling, Matter, Reason, WorkdayChange
from minqing.records.matters.rights import left_to_others, main_move, matter_for, may_move, moves_for, sees_file
from minqing.records.visits.withheld import may_read

# The move that only adds a line to the story has its box beneath it.
SAY = "matter.handle"
# The moves that end one part of what several do.
PARTS = ("matter.part_done", "matter.part_back")
# Moves beside the way: they stand behind one button.
ASIDE = frozenset({
    "matter.contact", "matter.add", "matter.sort", "matter.merge", "matter.split", "matter.exclude", "matter.part_done", "matter.part_back",
    "matter.join", "matter.link", "matter.withdraw", "matter.urge", "matter.drop", "matter.return", "matter.escalate",
    "project.plan", "project.strike", "enterprise.name", "dispute.sort", "dispute.party_out", "dispute.refuse_mediator", "dispute.extend",
    "dispute.unlink", "dispute.police", "dispute.prevent",
})  # fmt: skip
# What planning settles stands openly until work is on, and beside the way then.
SETTLED = frozenset({"project.quantity", "project.milestone", "project.fund"})
ASIDE_FROM = 5
MORE = "more"


def story_of(scope: Scope, matter: Matter, bound: MoveForm | None = None, asked: str = "") -> dict[str, Any]:
    """Everything that the story shows. `bound` is a form that was sent and not taken, shown open with its errors; `asked` the
    verb whose form is wanted open. All other forms are fetched when somebody opens them: most people open none.
    """
    file = sees_file(scope, matter)
    handlings = story_rows.handlings.of(matter) if file else []
    rules = _offered(scope, matter, handlings)
    main = _main(scope, matter, rules, handlings)
    known = {bound.rule.key: bound} if bound is not None else {}
    for rule in rules:
        if rule.key in (main, SAY, asked) and rule.key not in known:
            known[rule.key] = form_for(rule, matter, scope)
    others, aside = _beside(matter, rules, main, known)
    return {
        "matter": matter, "main_form": known.get(main), "say_form": known.get(SAY), "sees_file": file,
        "other_moves": others, "aside_moves": aside, "more_open": asked == MORE,
        "example_deadline": example_deadline(matter), "unannounced": unannounced(matter),
        "handlings": handlings, "linkage": linkage(handlings, matter.tier), **_hands(handlings), "by_another": left_to_others(scope, matter, rules),
        "moves": story_rows.moves.of(matter) if file else [],
        "judgements": story_rows.judgements.of(matter) if file else [],
        "own": own_part_of_story(scope, matter) if file else None,
        "story_panels": pegs.panels("matter.page", matter=matter, scope=scope, today=scope.on) if file else [],
        "children": story_rows.children.of(matter), "stage": state_line(matter, scope.on),
        "exclusion": Reason.objects.titles().get(matter.exclusion, matter.exclusion) if matter.exclusion else "",
        "days_left": days_left(matter, scope), "hours_left": hours_left(matter, timezone.now()), "may_reveal": scope.may("number.reveal", matter.place_id) and file,
        "sees_household": matter.household_id is not None and scope.may("household.see", matter.place_id),
        "sees_visit": matter.visit_id is not None and scope.may("visit.see", matter.place_id) and may_read(scope, matter.visit_id),
    }  # fmt: skip


def _offered(scope: Scope, matter: Matter, handlings: list[Handling]) -> list[MoveRule]:
    """The viewer's moves; those that end one part only where somebody has a part beside the lead."""
    parts = any(one.state == "doing" and one.role != "lead" for one in handlings)
    return [rule for rule in moves_for(scope, matter) if parts or rule.key not in PARTS]


def _main(scope: Scope, matter: Matter, rules: list[MoveRule], handlings: list[Handling]) -> str:
    """The one red button. Who has a part of their own in what another leads answers for that first."""
    offices = {posting.organisation_id for posting in scope.postings if posting.organisation_id}
    own = any(
        one.state == "doing" and one.role != "lead" and (one.person_id == scope.user.pk or one.organisation_id in offices)
        for one in handlings
    )
    if own and matter.holder_id != scope.user.pk and any(rule.key == PARTS[0] for rule in rules):
        return PARTS[0]
    return main_move(scope, matter, rules)


def _hands(handlings: list[Handling]) -> dict[str, int]:
    """How many work on it and how many are through: a lead alone is no table, and who gave it back or was replaced is none of them."""
    going = [one.state for one in handlings if one.state not in ("returned", "replaced")]
    return {"hands": len(going) if len(handlings) > 1 else 0, "handled": going.count("done")}


Offered = tuple[MoveRule, MoveForm | None]


def _beside(matter: Matter, rules: list[MoveRule], main: str, known: dict[str, MoveForm]) -> tuple[list[Offered], list[Offered]]:
    """The moves beside the main one: those that stand openly, and those behind 别的办法. A form that is known stands openly."""
    others = [(rule, known.get(rule.key)) for rule in rules if rule.key not in (main, SAY)]
    seldom = ASIDE if matter.phase == "open" else ASIDE | SETTLED
    if matter.phase == "waiting":
        seldom -= {"matter.join"}  # then another is asked in to find out how it came out
    aside = [offered for offered in others if offered[0].key in seldom and offered[1] is None] if len(others) > ASIDE_FROM else []
    return [offered for offered in others if offered not in aside], aside


def own_part_of_story(scope: Scope, matter: Matter) -> dict[str, Any] | None:
    """The kind's own part: its template and what the template shows."""
    table = matter.table
    if not table.template:
        return None
    known = import_string(table.story)(matter, scope, scope.on) if table.story else {}
    return {"template": table.template, "details": matter.details, **known}


def state_line(matter: Matter, today: date) -> str:
    """Until when the present state may last, where it has a limit of its own and that is not the day that stands above already."""
    same = matter.step_due_on == matter.due_on and matter.due_at is None and matter.phase != "waiting"
    if matter.step_due_on is None or matter.phase not in OPEN_PHASES or same:
        return ""
    left = (matter.step_due_on - today).days
    said = f"「{matter.stage.title}」这一步到 {days.in_words(matter.step_due_on, today)}"
    return f"{said}，超了 {-left} 天" if left < 0 else said


def unannounced(matter: Matter) -> int:
    """The year of the day allowed if its holidays are not announced yet, so that it was reckoned without make-up days; else 0."""
    due = matter.due_on
    if due is None or matter.closed_on is not None or matter.due_unit != "wd" or workdays.is_announced(due.year):
        return 0
    return 0 if WorkdayChange.objects.over(matter.place_id).filter(day__year=due.year).exists() else due.year


def example_deadline(matter: Matter) -> str:
    """The source of the day allowed if it is only our example; deadlines are local, and unconfirmed ones are marked on screen."""
    if matter.due_on is None or matter.closed_on is not None:
        return ""
    rule = clock.rule_for(matter, on=matter.opened_on)
    return f"{rule.amount} {rule.get_unit_display()}" if rule is not None and not rule.confirmed else ""


def days_left(matter: Matter, scope: Scope) -> int | None:
    """Working days from today until the day allowed; negative when past, None where the day says nothing now."""
    if matter.due_on is None or matter.phase not in ("open", "doing"):
        return None
    left = workdays.workdays_between(scope.on, matter.due_on, WorkdayChange.objects.at(matter.place_id))
    # On a weekend after the day there is no working day between, and it is late all the same.
    return min(left, -1) if matter.due_on < scope.on else left


def hours_left(matter: Matter, at: datetime) -> tuple[bool, str] | None:
    """Of a limit in hours whether it is past, and how long it has been or still is; None where days count, or nothing now."""
    if matter.due_at is None or matter.phase not in ("open", "doing"):
        return None
    return matter.due_at <= at, span_words(abs(matter.due_at - at))


@may("matter.see", "wish.claim")
def page(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """A matter's story on a page of its own."""
    return _shown(request, matter_for(request.scope, pk))


def _shown(
    request: ScopedRequest, matter: Matter, *, status: int = 200, bound: MoveForm | None = None, **more: Any
) -> HttpResponse:
    context = {**story_of(request.scope, matter, bound, request.GET.get("move", "")), "today": timezone.localdate(), **more}
    return render(request, "matters/page.html", context, status=status)


@may("matter.see", "wish.claim")
@require_safe
def form(request: ScopedRequest, pk: UUID, verb: str) -> HttpResponse:
    """The form of one move, fetched when somebody opens it; without script the whole page with that form open."""
    matter = matter_for(request.scope, pk)
    rule = matter.table.rule(verb, matter.state)
    if not request.scope.may(verb, matter.place_id) or (rule is not None and not may_move(request.scope, matter, rule)):
        raise PermissionDenied("你的岗位不能做这一步，请有权限的人来做。")
    if rule is None or not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('matters:page', args=[pk])}?move={verb}")
    shown = {"matter": matter, "rule": rule, "form": form_for(rule, matter, request.scope), "next": request.GET.get("next", "")}
    return render(request, "matters/_move_form.html", shown)


@may("matter.see", "wish.claim")
@require_safe
def more(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """The moves beside the way, fetched when somebody asks for other ways; without script the whole page with them open."""
    matter = matter_for(request.scope, pk)
    handlings = list(matter.handlings.all())
    rules = _offered(request.scope, matter, handlings)
    if not rules:
        raise PermissionDenied("你的岗位在这件事上没有能做的，请有权限的人来做。")
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('matters:page', args=[pk])}?move={MORE}")
    _, aside = _beside(matter, rules, _main(request.scope, matter, rules, handlings), {})
    shown = {"matter": matter, "aside_moves": aside, "next": request.GET.get("next", "")}
    return render(request, "matters/_more.html", shown)


@may("matter.see", "wish.claim")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: ScopedRequest, pk: UUID, verb: str) -> HttpResponse:
    """One move. Refused moves show the matter as it is now, with the sentence (409) or what is missing (422).

    They stay at this address: whoever loads it anew comes back to the matter with the form open.
    """
    matter = _claimable(request, pk) if verb == "wish.claim" else matter_for(request.scope, pk)
    if verb not in {rule.key for kind in KINDS.values() for rule in kind.moves}:
        raise Http404("没有这一步。")
    if not request.scope.may(verb, matter.place_id):
        raise PermissionDenied("你的岗位不能做这一步，请有权限的人来做。")
    if request.method != "POST":
        return redirect(f"{reverse('matters:page', args=[pk])}?move={verb}")
    rule = matter.table.rule(verb, matter.state)
    if rule is None or request.POST.get("version", "") != str(matter.version):
        return _overtaken(request, matter, verb)
    if not may_move(request.scope, matter, rule):
        raise PermissionDenied(f"这件事现在在{matter.get_tier_display()}，由那一级来办这一步。")
    sent = form_for(rule, matter, request.scope, request.POST)
    if not sent.is_valid():
        return _shown(request, matter, status=422, bound=sent)
    try:
        life.move(
            matter,
            verb,
            by=request.user,
            on=timezone.localdate(),
            at=timezone.now(),
            words=sent.cleaned_data["words"],
            **sent.given(),
        )
    except NotNow as refusal:
        return _overtaken(request, _again(request, matter), verb, refusal.sentence, sent)
    messages.success(request, f"「{rule.button}」记下了。")
    if told := told_of(sent.cleaned_data["words"]):
        messages.warning(request, told)
    return redirect(_after(request, matter))


def _claimable(request: ScopedRequest, pk: UUID) -> Matter:
    """A wish on the list may be claimed by somebody who may not read it: only its words without names were shown."""
    found = request.scope.within(Matter.objects.preloaded(), "wish.claim").filter(pk=pk, kind="wish").first()
    if found is None:
        raise Http404("没有这个心愿，或者不在你的范围里。")
    return found


def _again(request: ScopedRequest, matter: Matter) -> Matter:
    return request.scope.within(Matter.objects.preloaded(), "wish.claim" if matter.kind == "wish" else "matter.see").get(
        pk=matter.pk
    )


def _overtaken(
    request: ScopedRequest, matter: Matter, verb: str, sentence: str = "", sent: MoveForm | None = None
) -> HttpResponse:
    """Somebody was quicker, or the same person clicked twice: what was done, and how it stands now.

    Was it only what was written that could not be taken, then the form stays open with all that was written in it.
    """
    last, own = listing.others_quicker(matter, request.user, verb)
    same = sent is not None and str(matter.version) == request.POST.get("version", "")
    said = bool(sentence) and not life.changed_meanwhile(NotNow(sentence))
    if own and not said:
        sentence = "这一步你刚才已经做过了，不用再按。"
    elif not said:
        sentence = f"这件事刚被别人动过：{last}。先看看现在到哪一步，再接着办。"
    try:
        readable = matter_for(request.scope, matter.pk)
    except Http404:
        return render(request, "409.html", {"sentence": sentence, "back": reverse("matters:wishes")}, status=409)
    kept = sent if same and (said or not own) else None
    written = "" if kept else request.POST.get("words", "")
    return _shown(request, readable, status=409, bound=kept, sentence=sentence, written=written, kept=kept is not None)


def _after(request: ScopedRequest, matter: Matter) -> str:
    """Back to where the button stood; to the list for what one may not read any more."""
    try:
        matter_for(request.scope, matter.pk)
    except Http404:
        return reverse("matters:wishes")
    address: str = request.POST.get("next", "")
    return address if address.startswith(reverse("matters:list") + "?") else reverse("matters:page", args=[matter.pk])


@may("number.reveal")
@require_POST
def reveal(request: ScopedRequest, pk: UUID) -> HttpResponse:
    """The asker's whole telephone number, once, for a stated purpose."""
    matter = matter_for(request.scope, pk)
    if not request.scope.may("number.reveal", matter.place_id):
        raise PermissionDenied("你的岗位不能看全号，请有权限的人来看。")
    try:
        number = matter.reveal_phone(purpose=request.POST.get("purpose", "")[:200], by=request.user, on=timezone.localdate())
    except NotNow as refusal:
        return _shown(request, matter, status=422, unrevealed=refusal.sentence)
    return _shown(request, matter, number=number)
