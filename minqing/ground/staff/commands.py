"""Commands on accounts: the first one of an installation, and a way back in for an administrator who forgot the password."""

from __future__ import annotations

import argparse

from minqing.lib.refusal import NotNow


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    staff = commands.add_parser("staff", help="accounts: the first one, a new password").add_subparsers(required=True)
    new = staff.add_parser("open", help="make an account with a post; its first password is printed once")
    new.add_argument("username", help="small letters, digits, dot, hyphen: wangguan")
    new.add_argument("--name", required=True, help="王冠")
    new.add_argument("--place", required=True, metavar="CODE", help="where the post is: 220422")
    new.add_argument("--role", default="admin", help="key of a role (admin): village, clerk, county, member, admin")
    new.add_argument("--title", default="系统管理员", help="what the post is called (系统管理员)")
    new.set_defaults(run=run_open)
    again = staff.add_parser("password", help="give an account a new password, printed once")
    again.add_argument("username")
    again.set_defaults(run=run_password)


def run_open(args: argparse.Namespace) -> int:
    """Make an account and give it its post from today on."""
    from django.db import transaction
    from django.utils import timezone

    from minqing.ground.journal import PROGRAM, note
    from minqing.ground.places.models import Place
    from minqing.ground.staff.forms import NewUserForm
    from minqing.ground.staff.models import Posting, Role, User

    password = _first_password()
    form = NewUserForm({"name": args.name, "username": args.username, "password": password})
    if not form.is_valid():
        raise NotNow("".join(str(sentence) for sentences in form.errors.values() for sentence in sentences))
    place, role = Place.objects.filter(pk=args.place).first(), Role.objects.filter(pk=args.role).first()
    if place is None:
        raise NotNow(f"数据库里没有 {args.place} 这个地方，先运行 minqing places load {args.place[:6]}。")
    if role is None:
        raise NotNow(f"没有角色 {args.role}，有的是：{'、'.join(Role.objects.order_by('key').values_list('key', flat=True))}。")
    with transaction.atomic():
        user = User.objects.create_user(args.username, password, name=args.name)
        note("staff.manage", user, by=PROGRAM, after={"username": user.username, "name": user.name})
        Posting.objects.post(user=user, place=place, role=role, title=args.title, by=PROGRAM, on=timezone.localdate())
    print(f"{args.name} 的账号 {args.username} 开好了，第一次的密码是 {password} ，只显示这一回，登录以后请他改。")
    return 0


def run_password(args: argparse.Namespace) -> int:
    """A new password for an account; whoever guessed wrong too often may try again at once."""
    from axes.handlers.proxy import AxesProxyHandler
    from django.db import transaction

    from minqing.ground.journal import PROGRAM, note
    from minqing.ground.staff.models import User

    user = User.objects.filter(username=args.username).first()
    if user is None:
        raise NotNow(f"没有 {args.username} 这个账号。")
    password = _first_password()
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        note("staff.manage", user, by=PROGRAM, after={"username": user.username, "password": "***"})
    AxesProxyHandler.reset_attempts(username=user.username)
    print(f"{user.name} 的新密码是 {password} ，只显示这一回，登录以后请他改。")
    return 0


def _first_password() -> str:
    """Letters that nobody takes for another, in print or on the telephone."""
    from django.utils.crypto import get_random_string

    return get_random_string(12, "abcdefghjkmnpqrstuvwxyz23456789")
