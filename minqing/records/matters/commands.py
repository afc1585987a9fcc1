"""Commands on matters: listing them, showing one with its story, moving one."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from minqing.lib import printing
from minqing.lib.refusal import NotNow

if TYPE_CHECKING:
    from minqing.ground.staff.models import User
    from minqing.records.matters.models import Matter

PHASES = ("open", "doing", "waiting", "done", "dropped")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from minqing.records.matters.kinds import KINDS
    from minqing.records.matters.models import Judgement

    matters = commands.add_parser("matters", help="needs, wishes and what became of them")
    ways = matters.add_subparsers(required=True, metavar="WHAT")
    listing = ways.add_parser("list", help="matters by deadline")
    listing.add_argument("--place", default="", help="code of a place; all below it counts")
    listing.add_argument("--phase", choices=PHASES, help="without it: all that is unfinished")
    listing.add_argument("--kind", choices=list(KINDS))
    listing.add_argument("--limit", type=int, default=50)
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    show = ways.add_parser("show", help="one matter with its story")
    show.add_argument("matter", help="receipt number or id")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=run_show)
    move = ways.add_parser("move", help="make one move of its table, such as matter.accept")
    move.add_argument("matter", help="receipt number or id")
    move.add_argument("verb", help="such as matter.accept; the part before the dot may be left out")
    move.add_argument("--words", default="", help="what must or may be said")
    move.add_argument("--by", required=True, metavar="USERNAME")
    move.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="today by default")
    move.add_argument("--to", metavar="USERNAME", help="to whom it is given (matter.assign, matter.join)")
    move.add_argument("--office", metavar="NAME", help="the organisation it is given to")
    move.add_argument("--way", choices=list(Judgement.WAYS), help="how the resident was asked (matter.answer, matter.reopen)")
    move.add_argument("--json", action="store_true")
    move.set_defaults(run=run_move)


def run_list(args: argparse.Namespace) -> int:
    """List matters at or below a place."""
    from minqing.ground.places.models import within_q
    from minqing.records.matters.models import Matter

    found = Matter.objects.preloaded().filter(within_q("place_id", args.place))
    found = found.filter(phase=args.phase) if args.phase else found.unfinished()
    if args.kind:
        found = found.filter(kind=args.kind)
    rows = [brief(matter) for matter in found.by_deadline()[: max(0, args.limit)]]
    if args.json:
        printing.document(rows)
    else:
        cells = [
            (row["receipt"], row["title"], row["about"], row["state_title"], row["holder"], row["due_on"] or "") for row in rows
        ]
        printing.table(cells, ("回执号", "哪一种", "什么事", "到哪一步", "在谁手里", "期限"))
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Show one matter."""
    tell(find(args.matter), args.json)
    return 0


def run_move(args: argparse.Namespace) -> int:
    """Make one move in somebody's name, with the rights that their posts give them on that day."""
    from django.utils import timezone

    from minqing.ground.staff.scope import Scope
    from minqing.records.matters import life
    from minqing.records.matters.rights import may_move

    matter, by, on = find(args.matter), user_named(args.by), args.on or timezone.localdate()
    if on > timezone.localdate():
        raise NotNow(f"{on} 还没到，日期写到今天为止。")
    verb = full_verb(matter, args.verb)
    rule = matter.table.rule(verb, matter.state)
    scope = Scope(by, on)
    if not (may_move(scope, matter, rule) if rule else scope.may(verb, matter.place_id)):
        raise NotNow(f"{by.name}的岗位不能做「{matter.table.named(verb)}」这一步。")
    life.move(matter, verb, by=by, on=on, words=args.words, **given(args, rule.form if rule else ""))
    tell(find(args.matter), args.json)
    return 0


def full_verb(matter: Matter, verb: str) -> str:
    """The verb of the matter's table that was meant: `accept` is matter.accept, `claim` is wish.claim."""
    known = {rule.key for rule in matter.table.moves}
    meant = [key for key in known if verb in (key, key.split(".", 1)[1])]
    if not meant:
        now = "、".join(f"{rule.button}（{rule.key}）" for rule in matter.possible_moves())
        raise NotNow(f"{matter.table.title}没有「{verb}」这一步，现在能做的是：{now or '没有，已经办完了'}。")
    return meant[0]


def given(args: argparse.Namespace, form: str) -> dict[str, Any]:
    """What the move's form asks beside words."""
    from minqing.ground.staff.models import Organisation

    if form in ("holder", "partner"):
        person = user_named(args.to) if args.to else None
        offices = list(Organisation.objects.filter(name=args.office, closed_on=None)) if args.office else []
        if args.office and len(offices) != 1:
            raise NotNow(f"叫「{args.office}」的单位有 {len(offices)} 个，写全名。")
        return {"person": person, "organisation": offices[0] if offices else None}
    return {"way": args.way or "visit"} if form == "answer" else {}


def user_named(username: str) -> User:
    """Whose account it is. Raises NotNow for none."""
    from minqing.ground.staff.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise NotNow(f"没有 {username} 这个账号，看看用户名写没写对。")
    return found


def find(words: str) -> Matter:
    """The matter of a receipt number (with or without a space) or an id. Raises Matter.DoesNotExist."""
    from minqing.records.matters.models import Matter

    digits = words.replace(" ", "")
    matters = Matter.objects.preloaded()
    if digits.isdigit() and len(digits) == 8:
        found = matters.filter(receipt=digits).first()
    else:
        try:
            found = matters.filter(pk=UUID(words)).first()
        except ValueError:
            found = None
    if found is None:
        raise Matter.DoesNotExist(f"没有回执号或编号是 {words} 的事")
    return found


def brief(matter: Matter) -> dict[str, Any]:
    """One line of a list."""
    return {
        "id": str(matter.pk), "receipt": matter.receipt, "kind": matter.kind, "title": matter.table.title, "about": matter.about,
        "category": matter.category, "place": matter.place_id, "state": matter.state, "state_title": matter.stage.title,
        "phase": matter.phase, "tier": matter.tier, "holder": matter.where_the_ball_is, "opened_on": matter.opened_on.isoformat(),
        "due_on": _day(matter.due_on), "closed_on": _day(matter.closed_on), "solved": matter.solved,
    }  # fmt: skip


def story(matter: Matter) -> dict[str, Any]:
    """One matter with moves, parts, claims and judgements, oldest first."""
    moves = [
        {
            "move": step.move,
            "said": step.sentence,
            "from": step.from_state,
            "to": step.to_state,
            "by": step.by_name,
            "on": step.on.isoformat(),
            "words": step.words,
        }
        for step in matter.moves.order_by("id")
    ]
    parts = [
        {"who": part.who, "role": part.role, "state": part.state, "part": part.part, "answer": part.answer}
        for part in matter.handlings.select_related("organisation", "person").order_by("from_on", "id")
    ]
    claims = [
        {"by": claim.claimant_name, "on": claim.claimed_on.isoformat(), "let_go_on": _day(claim.let_go_on)}
        for claim in matter.claims.order_by("claimed_on", "id")
    ]
    judged = [
        {"solved": said.solved, "satisfied": said.satisfied, "words": said.words, "way": said.way, "on": said.said_on.isoformat()}
        for said in matter.judgements.order_by("said_on", "id")
    ]
    possible = [{"move": rule.key, "button": rule.button, "ask": rule.ask} for rule in matter.possible_moves()]
    return {**brief(matter), "moves": moves, "handlings": parts, "claims": claims, "judgements": judged, "possible": possible}


def tell(matter: Matter, as_json: bool) -> None:
    """Print a matter's story."""
    whole = story(matter)
    if as_json:
        printing.document(whole)
        return
    print(f"{matter.receipt_words}  {matter.table.title}  {matter.about}")
    print(f"{matter.stage.title} · {matter.where_the_ball_is} · 期限 {matter.due_on or '没定'}")
    printing.table(
        [(step["on"], step["by"], step["said"], step["words"]) for step in whole["moves"]], ("哪天", "谁", "哪一步", "说了什么")
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
