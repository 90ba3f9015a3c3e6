"""Who can sign in, from the command line: for the first owner, and for who locked themselves out."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.config import ready
from rapport.config.commands.columns import padded
from rapport.lib.refusal import Refused

if TYPE_CHECKING:
    from rapport.staff.models import Branch, User

HELP = "add, list, block and unblock users, change passwords, take away a lost second step"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="verb", required=True)
    add = verbs.add_parser("add", help="add a user; asks for the password")
    add.add_argument("name", help="how colleagues call them")
    add.add_argument("--username", required=True, metavar="NAME", help="what they sign in with")
    add.add_argument("--role", required=True, action="append", metavar="ROLE", help="owner, dentist …; repeatable")
    add.add_argument(
        "--branch", action="append", metavar="NAME", help="where; repeatable; without it: every branch"
    )
    add.add_argument("--language", default="", metavar="CODE", help="zh-hans, ru or en")
    _password_argument(add)
    add.set_defaults(do=_add)
    listing = verbs.add_parser("list", help="list users with their roles")
    listing.add_argument("--json", action="store_true", help="for programs")
    listing.set_defaults(do=_list)
    for verb, do, told in (
        ("password", _password, "change a password; every sign-in with the old one ends"),
        ("block", _block, "keep a user out from now on"),
        ("unblock", _unblock, "let a user sign in again"),
        ("lost-device", _lost_device, "take away the second step of who lost it: app, passkeys, recovery codes"),
    ):
        one = verbs.add_parser(verb, help=told)
        one.add_argument("username")
        one.set_defaults(do=do)
        if verb == "password":
            _password_argument(one)


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    return int(arguments.do(arguments))


def _password_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="read it from standard input, do not ask")


def _add(arguments: argparse.Namespace) -> int:
    ready.bring_up_to_date()
    from rapport.staff.actions import add_user
    from rapport.staff.models import User
    from rapport.staff.roles import Role

    for role in arguments.role:
        if role not in Role.values:
            raise Refused(
                "no_role",
                gettext_lazy("There is no role “%(name)s”. There are: %(known)s."),
                {"name": role, "known": ", ".join(Role.values)},
            )
    branches: list[Branch | None] = [_branch(name) for name in arguments.branch or ()]
    if User.objects.filter(username=arguments.username).exists():
        raise Refused(
            "username_taken", gettext_lazy("There is already a user “%(name)s”."), {"name": arguments.username}
        )
    User(username=arguments.username, name=arguments.name, language=arguments.language).full_clean(
        exclude=["password"]
    )
    user = add_user(
        arguments.username,
        name=arguments.name,
        password=_asked(arguments),
        roles=[(role, branch) for role in arguments.role for branch in branches or [None]],
        language=arguments.language,
    )
    print(_("Added %(name)s, who signs in as %(username)s.") % {"name": user.name, "username": user.username})
    return 0


def _password(arguments: argparse.Namespace) -> int:
    from rapport.staff.actions import change_password

    user = found_user(arguments.username)
    change_password(user, _asked(arguments))
    print(_("%(name)s has another password now.") % {"name": user})
    return 0


def _block(arguments: argparse.Namespace) -> int:
    from rapport.staff.actions import block_user

    user = found_user(arguments.username)
    block_user(user)
    print(_("%(name)s is kept out.") % {"name": user})
    return 0


def _unblock(arguments: argparse.Namespace) -> int:
    from rapport.staff.actions import unblock_user

    user = found_user(arguments.username)
    unblock_user(user)
    print(_("%(name)s can sign in.") % {"name": user})
    return 0


def _lost_device(arguments: argparse.Namespace) -> int:
    from rapport.staff.second_step import remove_second_step

    user = found_user(arguments.username)
    if remove_second_step(user):
        print(_("%(name)s signs in with the password alone until there is a new second step.") % {"name": user})
    else:
        print(_("%(name)s has no second step.") % {"name": user})
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from rapport.staff.models import User

    rows = [_as_row(user) for user in User.objects.order_by("username").prefetch_related("roles__branch")]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print(_line(row))
    return 0


def _line(row: dict[str, Any]) -> str:
    roles = [
        _("%(role)s at %(branch)s") % {"role": held["role"], "branch": held["branch"] or _("every branch")}
        for held in row["roles"]
    ]
    blocked = "" if row["active"] else f"  ({_('blocked')})"
    return f"{padded(row['username'], 20)} {padded(row['name'], 24)} {', '.join(roles) or _('no role')}{blocked}"


def _as_row(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "name": user.name,
        "language": user.language,
        "roles": [{"role": held.role, "branch": held.branch and held.branch.name} for held in user.roles.all()],
        "active": user.is_active,
        "last_sign_in": user.last_login and user.last_login.isoformat(),
    }


def found_user(username: str) -> User:
    """The user of that name. Raises Refused where there is none."""
    from rapport.staff.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise Refused(
            "no_user",
            gettext_lazy("There is no user “%(name)s”. `rapport user list` shows them."),
            {"name": username},
        )
    return found


def _branch(name: str) -> Branch:
    from rapport.staff.models import Branch

    found = Branch.objects.filter(name=name).first()
    if found is None:
        raise Refused(
            "no_branch",
            gettext_lazy("There is no branch “%(name)s”. `rapport branch list` shows them."),
            {"name": name},
        )
    return found


def _asked(arguments: argparse.Namespace) -> str:
    """The password: a line of standard input, or typed twice."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Refused(
            "no_terminal",
            gettext_lazy("There is nobody to ask for the password. Give it with --password-stdin."),
        )
    password = getpass.getpass(f"{_('Password')}: ")
    if getpass.getpass(f"{_('Again')}: ") != password:
        raise Refused("passwords_differ", gettext_lazy("The two are not the same. Nothing was changed."))
    return password
