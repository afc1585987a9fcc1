"""The command `minqing open311`: keys for other programs, and handing matters to a city's 12345."""

from __future__ import annotations

import argparse
import os
from datetime import date
from typing import TYPE_CHECKING, Any

from minqing.lib import printing
from minqing.lib.refusal import NotNow

if TYPE_CHECKING:
    from minqing.faces.open311.models import ApiKey, OutboundRequest
    from minqing.ground.journal import Actor
    from minqing.ground.staff.models import User

RIGHTS = ("read", "file")
KEY_VARIABLE = "MINQING_12345_KEY"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    open311 = commands.add_parser("open311", help="Open311 GeoReport v2: keys, and handing matters to a city's 12345")
    ways = open311.add_subparsers(required=True, metavar="WHAT")
    _register_keys(ways)
    send = ways.add_parser("send", help="hand a matter to a city's 12345")
    send.add_argument("matter", help="receipt number or id")
    send.add_argument(
        "--to", required=True, metavar="URL", help="root of the other server, such as https://311.example.org/open311/v2"
    )
    send.add_argument(
        "--key", default="", help=f"the other server's api_key; better in {KEY_VARIABLE}, where no list of processes shows it"
    )
    send.add_argument("--service", default="", metavar="CODE", help="its service code; ours if left out")
    send.add_argument("--jurisdiction", default="", metavar="ID", help="its jurisdiction_id")
    send.add_argument("--format", choices=("json", "xml"), default="json")
    send.add_argument("--with-contact", action="store_true", help="send name and telephone too; needs --purpose")
    send.add_argument("--purpose", default="", help="what they are sent for; kept in the journal")
    send.add_argument("--by", default="", metavar="USERNAME", help="in whose name; needed unless --dry-run")
    send.add_argument("--again", action="store_true", help="send once more what was cut off before")
    send.add_argument("--dry-run", action="store_true", help="print what would be sent, and send nothing")
    send.add_argument("--json", action="store_true")
    send.set_defaults(run=run_send)
    pull = ways.add_parser("pull", help="ask how what was handed over stands, and tell it in the stories")
    pull.add_argument("--json", action="store_true")
    pull.set_defaults(run=run_pull)


def _register_keys(ways: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    keys = ways.add_parser("keys", help="keys for other programs").add_subparsers(required=True, metavar="WHAT")
    add = keys.add_parser("add", help="make a key; its text is printed this once")
    add.add_argument("name", help="whose it is, such as 辽源市12345")
    add.add_argument("--place", required=True, help="code of the county, township or village that it is for")
    add.add_argument("--rights", default="read,file", help="read, file, or both with a comma")
    add.add_argument("--per-minute", type=int, default=60)
    add.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="last day on which it works")
    listing = keys.add_parser("list", help="all keys, without their text")
    revoke = keys.add_parser("revoke", help="take a key back")
    revoke.add_argument("key", help="its id or its first characters")
    for way, run in ((add, run_add), (listing, run_list), (revoke, run_revoke)):
        way.add_argument("--json", action="store_true")
        if way is not listing:
            way.add_argument("--by", default="", metavar="USERNAME", help="in whose name; the program's if left out")
        way.set_defaults(run=run)


def run_add(args: argparse.Namespace) -> int:
    """Make a key and print it, this once."""
    from django.utils import timezone

    from minqing.faces.open311.models import ApiKey
    from minqing.ground.places.models import Place

    rights = [word for word in args.rights.split(",") if word]
    if not rights or any(word not in RIGHTS for word in rights):
        raise NotNow(f"--rights 只有 {'、'.join(RIGHTS)}，没有「{args.rights}」。")
    by, on = _actor(args.by, "open311.manage", args.place), timezone.localdate()
    key, text = ApiKey.objects.give(
        name=args.name, place=Place.objects.get(pk=args.place), by=by, on=on, may_read="read" in rights, may_file="file" in rights,
        per_minute=args.per_minute, expires_on=args.until,
    )  # fmt: skip
    if args.json:
        printing.document({**_key(key, on), "api_key": text})
    else:
        print(f"{key.name}的钥匙，只显示这一次：\n{text}")
    return 0


def run_list(args: argparse.Namespace) -> int:
    """List the keys."""
    from django.utils import timezone

    from minqing.faces.open311.models import ApiKey

    on = timezone.localdate()
    found = [_key(key, on) for key in ApiKey.objects.order_by("given_on", "id")]
    if args.json:
        printing.document(found)
        return 0
    names = ("start", "name", "place", "rights", "per_minute", "expires_on", "stands")
    rows = [[",".join(key[name]) if name == "rights" else key[name] or "" for name in names] for key in found]
    printing.table(rows, ("开头", "给谁", "管哪里", "能", "一分钟", "到哪天", "现在"))
    return 0


def run_revoke(args: argparse.Namespace) -> int:
    """Take a key back."""
    from django.utils import timezone

    from minqing.faces.open311.listing import read_id
    from minqing.faces.open311.models import ApiKey

    known = read_id(args.key)
    found = list(ApiKey.objects.filter(pk=known) if known else ApiKey.objects.filter(start=args.key[:9])) if args.key else []
    if len(found) != 1:
        raise NotNow(f"「{args.key}」对得上 {len(found)} 把钥匙，用 minqing open311 keys list 看编号。")
    on = timezone.localdate()
    found[0].revoke(by=_actor(args.by, "open311.manage", found[0].place_id), on=on)
    if args.json:
        printing.document(_key(found[0], on))
    else:
        print(f"「{found[0].name}」的钥匙收回了。")
    return 0


def run_send(args: argparse.Namespace) -> int:
    """Hand a matter over, or show what would go."""
    from django.utils import timezone

    from minqing.faces.open311 import handover
    from minqing.records.matters.commands import find

    matter = find(args.matter)
    to = handover.Address(args.to, args.service, args.jurisdiction, args.format)
    if args.dry_run:
        to = handover.check(matter, to, contact=args.with_contact, purpose=args.purpose)
        sent = handover.shape(matter, to, contact=args.with_contact)
        _print({"to": f"{to.root}/requests.{to.form}", "data": sent}, args.json)
        return 0
    if not args.by:
        raise NotNow("写上 --by，谁转的要记下来。")
    by = _user(args.by, "open311.send", matter.place_id)
    outbound = handover.send(
        matter, to, key=args.key or os.environ.get(KEY_VARIABLE, ""), by=by, at=timezone.now(), contact=args.with_contact,
        purpose=args.purpose, again=args.again,
    )  # fmt: skip
    _print(_outbound(outbound), args.json)
    return 0


def run_pull(args: argparse.Namespace) -> int:
    """Ask the other servers; 1 if one of them gave trouble."""
    from django.utils import timezone

    from minqing.faces.open311 import handover
    from minqing.faces.open311.models import OutboundRequest

    changed = handover.pull(at=timezone.now())
    troubled = list(OutboundRequest.objects.on_the_way().exclude(trouble="").select_related("matter").order_by("id"))
    if args.json:
        printing.document({"changed": [_outbound(one) for one in changed], "trouble": [_outbound(one) for one in troubled]})
    else:
        print(f"{len(changed)} 件有新回话")
        for one in troubled:
            print(f"{one.matter.receipt_words}  {one.trouble}")
    return 1 if troubled else 0


def _actor(username: str, verb: str, place: str) -> Actor:
    """In whose name; the program's own without one."""
    from minqing.ground.journal import PROGRAM

    return _user(username, verb, place) if username else PROGRAM


def _user(username: str, verb: str, place: str) -> User:
    """Somebody who holds the right there."""
    from django.utils import timezone

    from minqing.ground.staff.models import User
    from minqing.ground.staff.scope import Scope

    user = User.objects.get(username=username)
    if not Scope(user, timezone.localdate()).may(verb, place):
        raise NotNow(f"{user.name}的岗位不能做这一步，请有权限的人来做。")
    return user


def _key(key: ApiKey, on: date) -> dict[str, Any]:
    return {
        "id": str(key.pk),
        **key.plainly,
        "stands": key.stands(on),
        "given_by": key.given_by,
        "given_on": key.given_on.isoformat(),
    }


def _outbound(request: OutboundRequest) -> dict[str, Any]:
    return {
        "id": str(request.pk), "matter": str(request.matter_id), "endpoint": request.endpoint, "service_code": request.service_code,
        "state": request.state, "their_id": request.their_id, "their_token": request.their_token, "status": request.status,
        "said": request.said, "with_contact": request.with_contact, "trouble": request.trouble,
    }  # fmt: skip


def _print(value: dict[str, Any], as_json: bool) -> None:
    if as_json:
        printing.document(value)
        return
    for name, item in value.items():
        lines = [f"  {key}: {text}" for key, text in item.items()] if isinstance(item, dict) else []
        print(f"{name}:" if lines else f"{name}: {item}", *lines, sep="\n")
