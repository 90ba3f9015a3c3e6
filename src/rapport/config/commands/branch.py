"""The clinics of the house, from the command line."""

import argparse
import json

from django.utils.translation import gettext as _

from rapport.config import ready

HELP = "add and list branches"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="verb", required=True)
    add = verbs.add_parser("add", help="add a branch")
    add.add_argument("name")
    add.add_argument("--zone", required=True, metavar="ZONE", help="time zone, like Asia/Shanghai")
    add.add_argument("--currency", required=True, metavar="CODE", help="like CNY, RUB, EUR")
    add.add_argument(
        "--country", required=True, metavar="XX", help="two letters; phone numbers are read by its rules"
    )
    add.add_argument("--language", default="en", metavar="CODE", help="zh-hans, ru or en")
    add.add_argument("--address", default="", metavar="WORDS")
    add.add_argument("--phone", default="", metavar="NUMBER", help="the number that clients call")
    add.set_defaults(do=_add)
    listing = verbs.add_parser("list", help="list the branches")
    listing.add_argument("--json", action="store_true", help="for programs")
    listing.set_defaults(do=_list)


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    return int(arguments.do(arguments))


def _add(arguments: argparse.Namespace) -> int:
    ready.bring_up_to_date()
    from rapport.staff.models import Branch

    branch = Branch(
        name=arguments.name,
        address=arguments.address,
        phone=arguments.phone,
        time_zone=arguments.zone,
        region=arguments.country.upper(),
        currency=arguments.currency.upper(),
        language=arguments.language.lower(),
    )
    branch.full_clean()
    branch.save()
    print(_("Added %(what)s.") % {"what": branch.name})
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from rapport.staff.models import Branch

    fields = ("name", "time_zone", "currency", "region", "language", "phone", "address")
    rows = list(Branch.objects.values(*fields))
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    for row in [] if arguments.json else rows:
        print("  ".join(str(row[field]) for field in fields).rstrip())
    return 0
